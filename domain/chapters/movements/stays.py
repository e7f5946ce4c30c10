"""How long goods stay in a State of transit: entries with their exits, and stops between reported positions (R12)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.chapters.movements.sightings import REPORTED_AT
from domain.kernel.moments import DAY_LENGTH, HOUR, Instant
from domain.record.calendar import zone_of
from domain.record.fact import Fact
from domain.record.records import Records
from domain.state.applicable_law import ApplicableLaw
from domain.state.consignments import Consignment
from domain.state.reference import authority, place, seen_in

ENTERED, LEFT = "shipment.transit-entered", "shipment.transit-exited"
INSPECTION = "INSPECTION"


class Stay(NamedTuple):
    """An entry into a State of transit, and the exit that ends it; None while it lasts."""

    state: str
    entered: Fact
    left: Fact | None

    def length(self, records: Records) -> Instant | None:
        """How long it took: the difference of dates where one of them is told without clock time."""
        if self.left is None:
            return None
        if not (self.entered.day_only or self.left.day_only):
            return self.left.time - self.entered.time
        zone = zone_of(authority.of(records, self.state))
        return (self.left.date(zone) - self.entered.date(zone)) * DAY_LENGTH


def stays(records: Records, found: Consignment, law: ApplicableLaw) -> Iterator[Stay]:
    """Each entry with the first exit from that State that no earlier entry took, and that is not long before it."""
    exits = [(seen_in(records, f.data), f) for f in found.of(LEFT)] if ENTERED in found.moved else []
    for entered in found.of(ENTERED):
        slack = law.on(entered.date(found.goods.zone)).pairing_slack
        state, earliest = seen_in(records, entered.data), entered.time - slack * DAY_LENGTH
        taken = next((x for x in exits if x[0] == state and x[1].time >= earliest), None)
        if taken is not None:
            exits.remove(taken)
        yield Stay(state, entered, taken[1] if taken else None)


class TransitStop(NamedTuple):
    """Positions reported one after the other at one place."""

    state: str
    place: str
    reports: tuple[Fact, ...]


def _place(records: Records, locode: str | None) -> str | None:
    return (place.of(records, locode) or locode) if locode else None


def stops(records: Records, found: Consignment, law: ApplicableLaw) -> Iterator[TransitStop]:
    """Long stops off the declared route that no inspection explains."""
    reports = [f for f in found.of(REPORTED_AT) if not f.day_only]
    if len(reports) <= 1 or reports[-1].time - reports[0].time < min(records.statutes.values("stop_min")) * HOUR:
        return
    declared = {_place(records, x.locode) for x in found.declared.data.route}
    runs: list[tuple[str | None, list[Fact]]] = []
    for fact in reports:
        place = _place(records, fact.data.locode)
        if not runs or runs[-1][0] != place:
            runs.append((place, []))
        runs[-1][1].append(fact)
    for place, run in runs:
        long = run[-1].time - run[0].time >= law.on(run[0].date(found.goods.zone)).stop_min * HOUR
        if place and long and place not in declared and all(f.data.reason != INSPECTION for f in run):
            yield TransitStop(seen_in(records, run[0].data), place, tuple(run))
