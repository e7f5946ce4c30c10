"""Goods lent under a temporary licence: when they are due, what came back, what else accounts for them (R27)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from domain.chapters.items.custody import Occurrence, shared_with
from domain.chapters.items.itemised import DEACTIVATED, LOST, itemised
from domain.chapters.items.losses import case_number
from domain.chapters.transfers.dossiers import LicenceDossier
from domain.chapters.transfers.predicates import lines_of
from domain.events.arrival import ReturnedLine
from domain.events.licence import LicenceTerms
from domain.events.streams import document_key
from domain.kernel.moments import Day, day
from domain.record import serials
from domain.record.fact import Fact
from domain.record.quantities import UNKNOWN, ZERO, Interval, total
from domain.record.records import Records
from domain.record.serials import NONE, Numbers, numbers_in
from domain.state.applicable_law import ApplicableLaw
from domain.state.consignments import DESTROYED, Consignment, Line, consignment, counted
from domain.state.licences import Licence

TEMPORARY = "TEMPORARY"


class Due(NamedTuple):
    """The day by which lent goods must be back, and the fact that says so."""

    on: Day
    fact: Fact


def _return_by(terms: LicenceTerms, first: Day, law: ApplicableLaw) -> Day | None:
    if terms.kind != TEMPORARY:
        return None
    return day(terms.return_by) if terms.return_by else first + law.on(first).temp_return


def due(held: Licence, first: Day, law: ApplicableLaw) -> Due | None:
    """The due date; amendments up to the date before them count. None once the licence was made permanent in time."""
    terms, said = held.issued.data.terms, held.issued
    on = _return_by(terms, first, law)
    for version in held.amended:
        if on is None or version.since <= on:
            was_lent, said = on is not None, version.fact
            on = _return_by(version.terms, first, law)
            if was_lent and on is None:
                return None
    return None if on is None else Due(on, said)


class Returned(NamedTuple):
    """A line of a return, for one goods item."""

    fact: Fact
    line: Line
    said: ReturnedLine


class Lent(NamedTuple):
    """What left on one licence line, and what came back of it."""

    number: int
    departed: tuple[tuple[Consignment, Line], ...]
    returned: tuple[Returned, ...]

    @property
    def amount(self) -> Interval:
        """What left."""
        return total([line.amount for _, line in self.departed])

    @property
    def category(self) -> str | None:
        """What kind of goods it is."""
        return self.departed[0][1].category

    def back(self, records: Records) -> Interval:
        """What came back, and what was used up as declared on return."""
        amount = ZERO
        for x in self.returned:
            amount = amount.plus(counted(records, x.line, x.said.quantity))
            if x.said.consumed is not None:
                amount = amount.plus(counted(records, x.line, x.said.consumed))
        return amount

    @property
    def numbers_back(self) -> Numbers:
        """The serial numbers that came back."""
        return numbers_in(x.said.serials for x in self.returned if x.said.serials)

    @property
    def numbers(self) -> Numbers:
        """The serial numbers that left."""
        return numbers_in(line.declared.serials for _, line in self.departed if line.declared.serials)

    @property
    def all_numbered(self) -> bool:
        """Whether as many serial numbers are known as there are items."""
        amount, lists = self.amount, [line.declared.serials for _, line in self.departed]
        known = all(x is not None and serials.readable(x) and serials.says_all(x) for x in lists)
        return known and amount.certain and self.numbers.amount == amount.lo


def lent(dossier: LicenceDossier, number: int, records: Records) -> Lent | None:
    """What left on a licence line; None while nothing has."""
    departed: list[tuple[Consignment, Line]] = []
    returned: list[Returned] = []
    for drawn in dossier.attributions:
        found = consignment.of(records, drawn.key) if drawn.exit is not None else None
        if found is None:
            continue
        own = [x for x in found.goods.lines if x.licence == dossier.key and x.line == number]
        departed += ((found, x) for x in own)
        for line in {x.item_no: x for x in own}.values():
            returned += (Returned(f, line, x) for f, x in lines_of(found.standing_returns(), line.item_no))
    return Lent(number, tuple(departed), tuple(returned)) if departed else None


class WrittenOff(NamedTuple):
    """What need not come back any more, and the facts that say so."""

    amount: Interval
    facts: tuple[Fact, ...]


def _lost_as_licensed(dossier: LicenceDossier, number: int, records: Records) -> list[Fact]:
    """Losses with a case that name the licence and the line."""
    return [
        f
        for f in records.facts(f"loss/{dossier.key}")
        if f.kind == LOST
        and case_number(f)
        and f.data.licence_line == number
        and f.data.licence is not None
        and document_key(f.data.licence) == dossier.key
    ]


def _accounts(what: Occurrence) -> bool:
    return what.what in (DESTROYED, DEACTIVATED) or (what.what == LOST and bool(case_number(what.fact)))


def _numbered(goods: Lent, key: str, records: Records) -> Iterable[tuple[Fact, Numbers]]:
    """Reports of losses with a case, of destruction or deactivation, that name serial numbers of a line."""
    for sent in dict.fromkeys(found.key for found, _ in goods.departed):
        listed = itemised.of(records, sent)
        if listed is None:
            continue
        for x in listed.exported:
            if (x.licence, x.line) == (key, goods.number):
                for item, numbers in shared_with(records, x.named, listed.state):
                    yield from ((what.fact, numbers) for what in item.occurrences if _accounts(what))


def _reported(goods: Lent, fact: Fact, records: Records) -> Interval:
    """How much a loss tells of: its quantity, else the number of its serial numbers, else nobody knows."""
    data = fact.data
    if data.quantity is not None:
        return counted(records, goods.departed[0][1], data.quantity)
    pieces = serials.count(data.serials) if data.serials is not None else None
    return Interval(pieces, pieces) if pieces else UNKNOWN


def written_off(dossier: LicenceDossier, goods: Lent, records: Records) -> WrittenOff:
    """What was lost with a case, destroyed or deactivated; each serial number once."""
    told = _lost_as_licensed(dossier, goods.number, records)
    already = {f.ref for f in told}
    numbered = [x for x in _numbered(goods, dossier.key, records) if x[0].ref not in already]
    numbers = NONE
    for _, found in numbered:
        numbers = numbers.plus(found)
    pieces = numbers.less(numbers_in(f.data.serials for f in told if f.data.serials)).amount
    amount = total([*(_reported(goods, f, records) for f in told), Interval(pieces, pieces)])
    return WrittenOff(amount, (*told, *(f for f, _ in numbered)))
