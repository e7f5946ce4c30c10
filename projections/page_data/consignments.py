"""The sheet of a consignment: its route as declared and as seen, and where each goods item is accounted for."""

from __future__ import annotations

from dataclasses import replace

from domain.chapters.transfers.predicates import accounted, lines_of
from domain.record.fact import Fact
from domain.record.quantities import total
from domain.state.consignments import (
    ARRIVED,
    EXITED,
    SEEN,
    TRANSSHIPPED,
    Consignment,
    Line,
    consignment,
    counted,
    status_of,
)
from domain.state.reference import seen_in, unit_of
from projections.page_data.licences import amount_text
from projections.page_data.shapes import At, ConsignmentSheet, ItemSheet, Mention, Stop
from projections.page_data.snapshot import Snapshot
from projections.page_data.timeline import timeline
from projections.sentences import goods_said

_DOES = {
    EXITED: "EXIT",
    ARRIVED: "ARRIVAL",
    TRANSSHIPPED: "TRANSSHIPMENT",
    "shipment.transit-entered": "TRANSIT",
    "shipment.transit-exited": "TRANSIT",
    "shipment.released": "RELEASE",
}


def _item(snapshot: Snapshot, found: Consignment, line: Line) -> ItemSheet:
    came = [x for _, x in lines_of(found.standing_arrivals(), line.item_no) if x.item.category != "ACCESSORY"]
    proved = [x for _, x in lines_of(found.standing_verifications(), line.item_no)]
    return ItemSheet(
        item_no=line.item_no,
        description=goods_said(line.declared.item),
        unit=unit_of(line.category),
        declared=amount_text(line.amount),
        departed=amount_text(line.amount) if found.exit else None,
        arrived=amount_text(total([counted(snapshot, line, x.quantity) for x in came])) if found.of(ARRIVED) else None,
        accounted=amount_text(accounted(snapshot, found, line).amount),
        verified=amount_text(total([counted(snapshot, line, x.quantity) for x in proved])) if proved else None,
    )


def _place(snapshot: Snapshot, fact: Fact, export_state: str) -> tuple[str, str]:
    if fact.kind == EXITED:
        return export_state, fact.data.office
    return seen_in(snapshot, fact.data), fact.data.locode


def _sightings(snapshot: Snapshot, found: Consignment) -> list[Stop]:
    stops = []
    for fact in found.among((EXITED, *SEEN, ARRIVED, "shipment.released")):
        state, locode = _place(snapshot, fact, found.declared.data.export_state)
        stops.append(
            Stop(state, locode, _DOES[fact.kind], getattr(fact.data, "mode", None), fact.timetext, fact.source)
        )
    return stops


def _stops(snapshot: Snapshot, found: Consignment) -> tuple[Stop, ...]:
    """The declared stops in order, each with the first sighting there; then what was seen elsewhere."""
    seen = _sightings(snapshot, found)
    stops: list[Stop] = []
    for leg in sorted(found.declared.data.route, key=lambda x: x.sequence):
        at = next((x for x in seen if x.locode == leg.locode), None) or next(
            (x for x in seen if x.state == leg.state and not any(y.locode == x.locode for y in stops)), None
        )
        stops.append(
            Stop(leg.state, leg.locode, leg.activity, leg.mode, at.seen if at else None, at.by if at else None)
        )
    known = {x.state for x in stops}
    return (*stops, *(replace(x, activity=None) for x in seen if x.state not in known))


def consignment_sheet(snapshot: Snapshot, key: str, at: At) -> ConsignmentSheet | None:
    """The sheet of a consignment; one that was never declared shows what else is on record about it."""
    found = consignment.of(snapshot, key)
    history = timeline(snapshot, at, f"consignment/{key}")
    if found is None:
        if not history:
            return None
        return ConsignmentSheet(key, (), None, None, "not declared", (), (), (), history)
    data = found.declared.data
    return ConsignmentSheet(
        key=key,
        licences=tuple(dict.fromkeys(x.licence for x in found.goods.drawn)),
        export_state=data.export_state,
        destination_state=data.destination_state,
        status=status_of(found),
        parties=tuple(Mention(p.role, p.name, p.state, p.register_id) for p in data.parties),
        stops=_stops(snapshot, found),
        items=tuple(_item(snapshot, found, line) for line in found.items()),
        timeline=history,
    )
