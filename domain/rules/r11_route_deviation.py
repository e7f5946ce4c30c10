"""Goods were seen in a State that their licence does not name."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.movements.embargo import under_embargo
from domain.chapters.movements.sightings import Observation, handling_states, reported, weak
from domain.chapters.transfers.dossiers import ConsignmentDossier
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import message
from domain.kernel.moments import Day, date_text
from domain.record.calendar import zone_of
from domain.record.records import Records
from domain.state.applicable_law import ApplicableLaw
from domain.state.consignments import Consignment
from domain.state.licences import Licence


def _named(held: Licence, state: str, on: Day) -> bool:
    terms = held.terms(on)
    return state in (terms.export_state, terms.import_state, *terms.transit_states)


def _astray(found: Consignment, held: Licence, law: ApplicableLaw, records: Records) -> dict[str, list[Observation]]:
    """Where goods were seen in States not named at the time; of reported positions both must lie there."""
    zone, astray = zone_of(held.authority), dict[str, list[Observation]]()
    for seen in handling_states(records, found, zone):
        if not _named(held, seen.state, seen.on):
            astray.setdefault(seen.state, []).append(seen)
    for state, reports in reported(records, found, law).items():
        outside = [f for f in reports if not _named(held, state, f.date(zone))]
        for seen in weak(state, outside, law, zone):
            astray.setdefault(state, []).append(seen)
    return astray


@rule(
    id="R11",
    title="Route deviation",
    law="UNFP 10(3), 11; ATT 9, 11",
    subject="consignment",
    clears="a corrected sighting, or an amendment of the route in effect by then",
)
def route_deviation(dossier: ConsignmentDossier, records: Records) -> Iterator[Suspicion]:
    """Seen by customs or carrier, or twice by its position, neither in a State of the licence nor on board (R-042)."""
    found, held = dossier.consignment, dossier.licence
    if held is None:
        return
    astray = _astray(found, held, dossier.law, records)
    embargoed = under_embargo(records, found, held) if astray else {}
    for state, sightings in astray.items():
        if state in embargoed:
            continue
        landed = [x for x in sightings if x.landed]
        first, told = (min(some, key=lambda x: x.on) for some in (sightings, landed or sightings))
        seen = {"consignment": found.key, "state": state, "on": date_text(told.on), "licence": held.key}
        yield Suspicion(
            shipment=found.key,
            subject=state,
            severity=Severity.STOP if landed else Severity.HOLD,
            facts=unique([held.source_of_terms(first.on), *(f for x in sightings for f in x.facts)]),
            message=message("r11.landed", **seen) if landed else message("r11.seen", **seen),
        )
