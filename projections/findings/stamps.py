"""Instants as texts that sort as instants do, for keys and indexes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from domain.kernel.moments import Instant, instant

_SHIFT = 10**20
WIDEST = 200


def stamp(moment: Instant) -> str:
    """An instant as text: equal order, nothing lost."""
    whole = int(moment // 1)
    part = moment - whole
    digits = ""
    while part:
        part *= 10
        digits += str(int(part))
        part -= int(part)
    return f"{whole + _SHIFT:021d}" + (f".{digits}" if digits else "")


def unstamp(text: str) -> Instant:
    """The instant behind such a text."""
    whole, _, digits = text.partition(".")
    moment = int(whole) - _SHIFT
    return moment + Fraction(Decimal(f"0.{digits}")) if digits else moment


def shortened(text: str) -> str:
    """Such a text as an index can hold it: of an instant with very many digits only the first."""
    return text[:WIDEST]


def sort_key(text: str) -> str:
    """An RFC 3339 text as such a key."""
    return shortened(stamp(instant(text)))
