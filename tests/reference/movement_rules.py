"""R11, R12, R18: where a consignment goes, how long it stays, whether it leaves at all."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tests.reference.consignments import Consignment
from tests.reference.days import DAY, HOUR
from tests.reference.embargo_rules import states_embargoed
from tests.reference.licences import Document
from tests.reference.sightings import Sighting, positions, states_seen, strong, weak
from tests.reference.standing import Fact, Json
from tests.reference.verdict import Found, Key
from tests.reference.world import World

ENDED = ("shipment.arrived", "shipment.released", "shipment.delivery-verified", "shipment.returned")


def r11(world: World) -> Iterator[Found]:
    """Route deviation; a State under R21 for the consignment is left to it (1.9.6)."""
    for s in world.consignments.values():
        licence = world.licence_of(s)
        if licence is None:
            continue
        strongly = [x for x in strong(world, licence, s) if not permitted(world, licence, x)]
        weakly = [x for x in weak(world, licence, s) if not permitted(world, licence, x)]
        landed = {x.state for x in strongly if x.fact.type in ("shipment.arrived", "shipment.released")}
        for state in sorted(states_seen(world, licence, strongly, weakly) - states_embargoed(world, licence, s)):
            yield Found(Key("R11", None, None, s.key, state), 5 if state in landed else 4, None)


def permitted(world: World, licence: Document, sighting: Sighting) -> bool:
    """Export State, import State or a State of transit of the terms at the date of the observation."""
    terms = licence.terms(sighting.day, world.lists)
    return sighting.state in {terms["export_state"], terms["import_state"], *terms["transit_states"]}


def r12(world: World) -> Iterator[Found]:
    """Transit overstay, unscheduled stop."""
    for s in world.consignments.values():
        licence = world.licence_of(s)
        if licence is None:
            continue
        terms = licence.current_terms(world.lists)
        stays = overstays(world, licence, s)
        stays += [(x, 3) for x in stops(world, licence, s) if x in terms["transit_states"] and x not in ends(terms)]
        for state in sorted({state for state, _ in stays}):
            severity = max(severity for where, severity in stays if where == state)
            yield Found(Key("R12", None, None, s.key, state), severity, None)


def ends(terms: Json) -> set[str]:
    """Export State and import State."""
    return {terms["export_state"], terms["import_state"]}


def overstays(world: World, licence: Document, s: Consignment) -> list[tuple[str, int]]:
    """States of entries after which the goods stayed too long, with the severity."""
    left = s.of("shipment.transit-exited")
    found: list[tuple[str, int]] = []
    for entry in s.of("shipment.transit-entered"):
        state, mode = world.lists.state_of(entry), entry.data["mode"].lower()
        names = (f"transit_max_{mode}", "pairing_slack", "late_export", "overstay_grave")
        on = world.lists.date(entry, licence.state)
        most, slack, late, grave = (world.says(x, on, licence) for x in names)
        leaving = next(
            (x for x in left if world.lists.state_of(x) == state and x.at >= entry.at - slack * DAY),
            None,
        )
        limit = most * DAY
        if leaving is not None:
            left.remove(leaving)
            stay = stayed(world, state, entry, leaving)
            over = stay > limit
        else:
            stay = world.now - entry.at
            over = stay >= limit + late * DAY and not s.of(*ENDED)
        at_entry = licence.terms(world.lists.date(entry, licence.state), world.lists)
        if over and state not in ends(at_entry):
            found.append((state, 4 if stay > grave * limit else 3))
    return found


def stayed(world: World, state: str, entry: Fact, leaving: Fact) -> Fraction:
    """The stay in seconds; with day precision on either side the difference of dates."""
    if entry.day_only or leaving.day_only:
        return Fraction(world.lists.date(leaving, state) - world.lists.date(entry, state)) * DAY
    return leaving.at - entry.at


def stops(world: World, licence: Document, s: Consignment) -> list[str]:
    """States of places off the declared route where reports in a row lie six hours apart, none of an inspection."""

    def least(first: Fact) -> Fraction:
        return Fraction(world.says("stop_min", world.lists.date(first, licence.state), licence)) * HOUR

    places = world.lists.places
    route = {places.get(leg["locode"], leg["locode"]) for leg in s.data["route"]}
    runs: list[tuple[str | None, list[Fact]]] = []
    for report in positions(s):
        locode = report.data["locode"]
        place = places.get(locode, locode)
        if not runs or runs[-1][0] != place:
            runs.append((place, []))
        runs[-1][1].append(report)
    return [
        world.lists.state_of(run[0])
        for place, run in runs
        if place is not None
        and place not in route
        and run[-1].at - run[0].at >= least(run[0])
        and all(report.data.get("reason") != "INSPECTION" for report in run)
    ]


def r18(world: World) -> Iterator[Found]:
    """No exit."""
    for s in world.consignments.values():
        licence = world.licence_of(s)
        if licence is None or s.departed or s.of("shipment.returned"):
            continue
        enquiry, invalid = (
            world.lists.has_passed(
                s.control_date + int(world.says(name, s.control_date, licence)), licence.state, s.declaration.offset
            )
            for name in ("no_exit_enquiry", "no_exit_invalid")
        )
        if enquiry:
            yield Found(Key("R18", None, None, s.key, None), 3 if invalid else 2, None)
