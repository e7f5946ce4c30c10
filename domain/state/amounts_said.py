"""Amounts as sentences have them: with what goods of their category are counted in, and as far as they are known."""

from __future__ import annotations

from collections.abc import Iterable

from domain.kernel.message import Message, message
from domain.record.quantities import Exact, Interval, plain
from domain.state.reference import unit_of

_FORMS = 1_000_000
"""Beyond this an amount has the form of its last digits: there may be more of them than a number is written with."""
_BROKEN = 2
"""The form of an amount that is no whole number."""


def amount_said(amount: Exact, category: str | None) -> Message:
    """An amount in the base unit of a category (rules 1.3.1)."""
    if category == "PROPELLANT":
        return message("amount.kilograms", amount=plain(amount))
    count = _FORMS + amount % _FORMS if isinstance(amount, int) and amount > _FORMS else amount
    told = "amount.rounds" if category == "AMMUNITION" else "amount.pieces"
    return message(told, count=count if isinstance(count, int) else _BROKEN, amount=plain(amount))


def interval_said(amount: Interval, category: str | None) -> Message:
    """What is known of an amount: how much, between which bounds, or at least; nothing is known of some."""
    if amount.hi is None:
        least = amount_said(amount.lo, category)
        return message("amount.at-least", least=least) if amount.lo else message("amount.unknown")
    if amount.certain:
        return amount_said(amount.lo, category)
    return message("amount.between", least=plain(amount.lo), most=amount_said(amount.hi, category))


def sum_said(amount: Exact, categories: Iterable[str | None]) -> str | Message:
    """A sum of amounts, with its unit where all of them are counted in one."""
    found = {unit_of(x): x for x in categories}
    return amount_said(amount, *found.values()) if len(found) == 1 else plain(amount)
