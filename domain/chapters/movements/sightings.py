"""Where a consignment was seen: strongly by whoever handled it, weakly by its reported positions (R11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.kernel.moments import HOUR, Day, Instant
from domain.kernel.zones import Zone
from domain.record.fact import Fact
from domain.record.records import Records
from domain.state.applicable_law import ApplicableLaw
from domain.state.consignments import ARRIVED, RELEASED, SEEN, Consignment
from domain.state.reference import seen_in

REPORTED_AT, CHECKED = "shipment.position-reported", "shipment.seal-checked"
STRONG = (*SEEN, ARRIVED, RELEASED)


class Observation(NamedTuple):
    """A State in which a consignment was seen on a day, and the facts that show it."""

    state: str
    on: Day
    strong: bool
    landed: bool
    facts: tuple[Fact, ...]


def handling_states(records: Records, found: Consignment, zone: Zone | None) -> Iterator[Observation]:
    """Every State in which somebody handled a consignment, dated in an offset."""
    for fact in found.among(STRONG):
        landed = fact.kind in (ARRIVED, RELEASED)
        yield Observation(seen_in(records, fact.data), fact.date(zone), True, landed, (fact,))


def reported(records: Records, found: Consignment, law: ApplicableLaw) -> dict[str, list[Fact]]:
    """The positions reported with a clock time, by State; calls on board and excused ones are left out."""
    reports: dict[str, list[Fact]] = {}
    told = found.of(REPORTED_AT)
    route = found.declared.data.route if told else ()
    calls = {seen_in(records, x) for x in route if x.activity == "CALL" and x.mode in ("SEA", "AIR")}
    for fact in told:
        if not fact.day_only and not _excused(found, fact, law):
            state = seen_in(records, fact.data)
            if state not in calls:
                reports.setdefault(state, []).append(fact)
    return reports


def weak(state: str, reports: list[Fact], law: ApplicableLaw, zone: Zone | None) -> Iterator[Observation]:
    """Those of some reports from one State that others hours apart bear out."""
    for fact in reports:
        pair = next((x for x in reports if _apart(x, fact) >= _least(x, fact, law, zone)), None)
        if pair is not None:
            both = tuple(sorted((fact, pair), key=lambda f: f.order))
            yield Observation(state, fact.date(zone), False, False, both)


def _least(a: Fact, b: Fact, law: ApplicableLaw, zone: Zone | None) -> Instant:
    """How far apart two reports must be, by the law of the day of the earlier one."""
    earlier = a if a.time <= b.time else b
    return law.on(earlier.date(zone)).stop_min * HOUR


def _apart(a: Fact, b: Fact) -> Instant:
    return a.time - b.time if a.time > b.time else b.time - a.time


def _excused(found: Consignment, fact: Fact, law: ApplicableLaw) -> bool:
    """A call under force majeure that was reported in time, while the seals held."""
    if fact.data.reason != "FORCE_MAJEURE":
        return False
    if fact.recorded - fact.time > law.on(fact.date(found.goods.zone)).force_majeure_report * HOUR:
        return False
    readings = (x for f in found.of(CHECKED) for x in f.data.readings)
    return all(x.state not in ("BROKEN", "MISSING") for x in readings)
