"""What the questions are asked about: the dossier of a licence, of a consignment, of an import authorization."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.events.licence import LicenceLine
from domain.kernel.moments import Day, Instant, day
from domain.record.fact import Fact
from domain.record.quantities import ZERO, Interval, total
from domain.record.records import Records, derived
from domain.state.applicable_law import law_of_consignment, law_of_licence
from domain.state.consignments import ATTRIBUTIONS, Attribution, Consignment, DrawnLine, attribution, consignment
from domain.state.licence_references import line_class
from domain.state.licences import Licence, licence
from domain.state.reference import in_base_units


class Draw(NamedTuple):
    """One consignment on one licence line: what it draws, what was drawn before, what the line allows that day."""

    attribution: Attribution
    net: Interval
    before: Interval
    allowed: Interval
    licensed: LicenceLine | None
    exhausted: bool
    surrendered: Fact | None

    @property
    def misused(self) -> bool:
        """The predicate of R02, which leaves the consignment out of R01 (rules 1.9.2)."""
        return self.exhausted or self.surrendered is not None


def authorised(records: Records, line: LicenceLine | None) -> Interval:
    """auth(L, n, d): the quantity of a line in base units; 0 where the line is absent."""
    if line is None:
        return ZERO
    return in_base_units(records, line.quantity, line.item.category, line.item.calibre)


def _surrender(held: Licence, control: Day) -> Fact | None:
    return next((f for f in held.surrendered if day(f.data.effective_on) < control), None)


class LicenceDossier:
    """A licence with every live consignment that draws on it, in the order of rules R01 and R02.

    `only` leaves all but some out: for rules that look at one consignment after the other.
    """

    __slots__ = ("_draws", "attributions", "held", "key", "law", "line_numbers", "records")

    def __init__(self, held: Licence, records: Records, only: Iterable[str] | None = None) -> None:
        self.held, self.key, self.records = held, held.key, records
        self.law = law_of_licence(records, held)
        drawing = records.indexed(ATTRIBUTIONS, held.key) if only is None else only
        found = [attribution.of(records, key) for key in drawing]
        own = [d for d in found if d is not None and any(x.licence == held.key for x in d.lines)]
        self.attributions: list[Attribution] = sorted(own, key=lambda d: d.order) if len(own) > 1 else own
        numbers = {x.line for d in own for x in d.lines if x.licence == held.key and x.line is not None}
        self.line_numbers: list[int] = sorted(numbers)
        self._draws: dict[int, list[Draw]] = {n: list(self._drawn(n)) for n in self.line_numbers}

    def lines_of(self, drawn: Attribution, number: int | None) -> list[DrawnLine]:
        """The goods items of a consignment that draw on a line of this licence."""
        return [x for x in drawn.lines if x.licence == self.key and x.line == number]

    def line(self, number: int, on: Day) -> LicenceLine | None:
        """A line in the terms of a day."""
        return self.held.line(number, on)

    def draws(self, number: int) -> list[Draw]:
        """What each consignment draws from a line, in order."""
        return self._draws[number]

    def _drawn(self, number: int) -> Iterator[Draw]:
        before = ZERO
        for drawn in self.attributions:
            own = self.lines_of(drawn, number)
            if not own:
                continue
            net = total([x.amount for x in own])
            line = self.line(number, drawn.control_day)
            allowed = authorised(self.records, line)
            limited = line is None or line.control == "Q"
            spent = limited and allowed.hi is not None and allowed.hi <= before.lo and net.lo > 0
            gone = _surrender(self.held, drawn.control_day) if net.lo > 0 else None
            yield Draw(
                attribution=drawn,
                net=net,
                before=before,
                allowed=allowed,
                licensed=line,
                exhausted=spent,
                surrendered=gone,
            )
            if not (spent or gone):
                before = before.plus(net)


class ConsignmentDossier:
    """A live consignment, and its licence where it has one."""

    __slots__ = ("consignment", "key", "law", "licence", "records")

    def __init__(self, found: Consignment, records: Records) -> None:
        self.consignment, self.key, self.records = found, found.key, records
        self.licence: Licence | None = licence.of(records, found.licence) if found.licence else None
        self.law = law_of_consignment(records, found, self.licence)


class Departure(NamedTuple):
    """A departed consignment as the authorization behind its licence sees it: amounts by control class."""

    order: tuple[Day, Instant, str]
    attribution: Attribution
    exit: Fact
    exit_day: Day
    on_a_line: bool
    amounts: tuple[tuple[str, Interval], ...]


def _by_class(records: Records, drawn: Attribution, licence: str) -> tuple[tuple[str, Interval], ...]:
    sums: dict[str, Interval] = {}
    for x in drawn.lines:
        item_class = line_class(records, x.licensed) if x.licence == licence and x.licensed is not None else None
        if item_class is not None:
            sums[item_class] = sums.get(item_class, ZERO).plus(x.amount)
    return tuple(sums.items())


@derived(name="licence_home")
def licence_dossier(records: Records, key: str) -> LicenceDossier | None:
    """The dossier of a licence that was issued, worked out once for all who ask."""
    held = licence.of(records, key)
    return LicenceDossier(held, records) if held else None


def consignment_dossier(records: Records, key: str) -> ConsignmentDossier | None:
    """The dossier of a live consignment."""
    found = consignment.of(records, key)
    return ConsignmentDossier(found, records) if found and found.live else None


@derived
def departures(records: Records, key: str) -> tuple[Departure, ...]:
    """The departed consignments of a licence in order; what has not left concerns no authorization."""
    dossier = licence_dossier.of(records, key)
    return tuple(
        Departure(
            order=drawn.order,
            attribution=drawn,
            exit=drawn.exit,
            exit_day=drawn.exit_day,
            on_a_line=any(x.licence == key and x.line is not None for x in drawn.lines),
            amounts=_by_class(records, drawn, key),
        )
        for drawn in (dossier.attributions if dossier else ())
        if drawn.exit is not None and drawn.exit_day is not None
    )
