"""Where a consignment was seen, or was to pass (rules.md 1.2.5, R11)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tests.reference.consignments import Consignment
from tests.reference.days import HOUR
from tests.reference.licences import Document
from tests.reference.lists import Lists
from tests.reference.standing import Fact, Json
from tests.reference.world import World

STRONG = (
    "shipment.transit-entered",
    "shipment.transit-exited",
    "shipment.transshipped",
    "shipment.arrived",
    "shipment.released",
)


class Sighting(NamedTuple):
    """A State in which the consignment was, on a date of the licence's State."""

    state: str
    day: int
    fact: Fact


def _seen(world: World, licence: Document, facts: Iterable[Fact]) -> list[Sighting]:
    return [Sighting(world.lists.state_of(f), world.lists.date(f, licence.state), f) for f in facts]


def strong(world: World, licence: Document, s: Consignment) -> list[Sighting]:
    """One of them is enough."""
    return _seen(world, licence, s.of(*STRONG))


def weak(world: World, licence: Document, s: Consignment) -> list[Sighting]:
    """Position reports that count: two of them at least six hours apart are enough."""
    aboard = {
        leg_state(world.lists, leg)
        for leg in s.data["route"]
        if leg["activity"] == "CALL" and leg["mode"] in ("SEA", "AIR")
    }
    seen = _seen(world, licence, positions(s))
    whole = not broken(s)
    return [x for x in seen if x.state not in aboard and not (whole and forced(world, s, x.fact))]


def positions(s: Consignment) -> list[Fact]:
    """Position reports with clock time."""
    return [fact for fact in s.of("shipment.position-reported") if not fact.day_only]


def forced(world: World, s: Consignment, report: Fact) -> bool:
    """Force majeure, recorded within 72 h."""
    window = world.says_of_goods("force_majeure_report", world.lists.date(report, s.export_state), s) * HOUR
    return report.data.get("reason") == "FORCE_MAJEURE" and bool(report.recorded <= report.at + window)


def broken(s: Consignment) -> bool:
    """Some seal of the consignment was read BROKEN or MISSING."""
    checks = s.of("shipment.seal-checked")
    return any(reading["state"] in ("BROKEN", "MISSING") for check in checks for reading in check.data["readings"])


def states_seen(world: World, licence: Document, strongly: Iterable[Sighting], weakly: Iterable[Sighting]) -> set[str]:
    """States with a strong sighting, or with two weak ones far enough apart."""
    told = list(weakly)
    lasting = {
        x.state
        for x in told
        for y in told
        if x.state == y.state and y.fact.at - x.fact.at >= world.says("stop_min", x.day, licence) * HOUR
    }
    return {sighting.state for sighting in strongly} | lasting


def leg_state(lists: Lists, leg: Json) -> str:
    """The State of a leg, as that of a fact (1.2.5)."""
    canonical = lists.places.get(leg["locode"])
    return str(leg["state"]) if canonical is None else canonical[:2]
