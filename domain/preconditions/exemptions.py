"""How far an exemption for temporary exports reaches: purposes, goods, quantities, a day of return (R-038, R-060)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.events.licence import LicenceLine, LicenceTerms
from domain.kernel.canon import letters_and_digits
from domain.kernel.message import Message, message
from domain.kernel.moments import date_text, day
from domain.record.law import Provisions
from domain.record.quantities import Interval, plain, total
from domain.record.records import Records
from domain.state.licence_references import line_class
from domain.state.reference import in_base_units, unit_of

HUNTING = "HUNTING"


class ExemptionReach(NamedTuple):
    """What an exemption covers at the most: control classes, pieces, rounds, and days until goods must be back."""

    classes: frozenset[str]
    pieces: int
    rounds: int
    days: int


def reach(purpose: str | None, said: Provisions) -> ExemptionReach | None:
    """How far the law of a day lets a purpose go without papers; None for a purpose that is not exempt at all."""
    if purpose not in said.temporary_purposes:
        return None
    if purpose in said.personal_purposes:
        rounds = said.hunter_rounds if purpose == HUNTING else said.sport_rounds
        return ExemptionReach(said.personal_classes, said.personal_pieces, rounds, said.personal_return)
    return ExemptionReach(said.sample_classes, said.sample_pieces, said.sample_rounds, said.temporary_return)


def beyond_exemption(records: Records, terms: LicenceTerms, said: Provisions) -> tuple[Message, ...]:
    """What of some terms no exemption for temporary exports covers; nothing where one covers them all."""
    found = reach(terms.purpose, said) if terms.kind == "TEMPORARY" else None
    if found is None:
        return (message("exemption.no-purpose", kind=terms.kind, purpose=terms.purpose or "none"),)
    return (
        *_late(terms, found.days),
        *(x for line in terms.lines for x in _strange(records, line, found, said)),
        *_too_many(records, terms.lines, found),
    )


def _late(terms: LicenceTerms, days: int) -> Iterator[Message]:
    last = day(terms.valid_to) + days
    if terms.return_by is None:
        yield message("exemption.no-return", latest=date_text(last))
    elif day(terms.return_by) > last:
        yield message("exemption.late-return", return_by=terms.return_by, latest=date_text(last))


def _strange(records: Records, line: LicenceLine, found: ExemptionReach, said: Provisions) -> Iterator[Message]:
    """Goods of a class, heading or way of firing that the exemption does not name."""
    item_class = line_class(records, line)
    if item_class not in found.classes:
        yield message("exemption.class", line=line.line, item_class=item_class or "unclear")
    heading = (line.item.hs or "")[:4]
    if heading in said.military_headings:
        yield message("exemption.heading", line=line.line, heading=heading)
    action = line.item.action
    if action is not None and action not in said.exempt_actions:
        yield message("exemption.action", line=line.line, action=action)
    elif action is None and (word := _fires_automatically(line, said)) is not None:
        yield message("exemption.action", line=line.line, action=word)


def _fires_automatically(line: LicenceLine, said: Provisions) -> str | None:
    """The word by which goods are told that fire automatically, where nothing else says how they fire."""
    told = [letters_and_digits(x) for x in (line.item.type, line.item.description) if x]
    return next((x for x in sorted(said.automatic_words) if any(letters_and_digits(x) in text for text in told)), None)


def _too_many(records: Records, lines: Sequence[LicenceLine], found: ExemptionReach) -> Iterator[Message]:
    for category in sorted({x.item.category or "" for x in lines}):
        most = found.rounds if category == "AMMUNITION" else found.pieces
        asked = total([_amount(records, x) for x in lines if x.item.category == category])
        if asked.hi is None or asked.hi > most:
            figure = plain(asked.hi) if asked.hi is not None else "unclear"
            yield message("exemption.quantity", unit=unit_of(category), asked=figure, most=most)


def _amount(records: Records, line: LicenceLine) -> Interval:
    """The quantity of a line; nothing is certain where another than the quantity is limited."""
    quantity = line.quantity if line.control == "Q" else None
    return in_base_units(records, quantity, line.item.category, line.item.calibre)
