"""Whether goods that are on record as gone are still away: what left is not drawn a second time (R-070, R-071).

An exit that was confirmed in error is undone by a record of its own, `consignment not-exited`, with office and ground;
what came back in whole is a return. Either frees what an invalidation then frees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.decisions.command import Decision, Ordered, passes
from domain.decisions.states import mistaken
from domain.events.declaration import DeclaredLine
from domain.events.movement import ShipmentExited, ShipmentNotExited
from domain.events.refs import consignment_key
from domain.events.refusal import OrderRefused, RefusalReason, reason
from domain.kernel.message import message
from domain.kernel.moments import Instant
from domain.preconditions.grounds import Grounds
from domain.record.fact import Fact
from domain.record.quantities import Interval, total
from domain.record.records import Records
from domain.state.consignments import DEPARTURES, EXITED, NOT_EXITED, Consignment, Line, consignment, counted


def _recorded(fact: Fact) -> tuple[Instant, str]:
    return fact.recorded, fact.id


def still_away(records: Records, found: Consignment) -> Fact | None:
    """The last record that goods left, unless a later one says that they did not, or all of them came back."""
    left = max(found.among(DEPARTURES), key=_recorded, default=None)
    stayed = max(found.of(NOT_EXITED), key=_recorded, default=None)
    if left is None or (stayed is not None and _recorded(stayed) > _recorded(left)):
        return None
    return None if _came_back(records, found) else left


def _came_back(records: Records, found: Consignment) -> bool:
    items = found.items()
    return bool(items) and all(_all_back(x, returned(records, found, x)) for x in items)


def _all_back(line: Line, back: Interval) -> bool:
    return back.lo > 0 and (line.amount.hi is None or back.lo >= line.amount.hi)


def returned(records: Records, found: Consignment, line: Line) -> Interval:
    """What of a goods item came back; a return told again under its entry is the same return."""
    lines = [x for f in found.standing_returns() for x in f.data.lines if x.item_no == line.item_no]
    return total([counted(records, line, x.quantity) for x in lines])


def away(records: Records, found: Consignment) -> Iterator[RefusalReason]:
    """Why a declaration cannot be invalidated: its goods are gone."""
    left = still_away(records, found)
    if left is not None:
        told = message("reason.still-away", consignment=found.key, how=left.kind, on=left.timetext[:10])
        yield reason("STILL_AWAY", "R-071", told, message("mend.record-not-exited-or-return"))


def left_out(records: Records, found: Consignment, lines: Iterable[DeclaredLine]) -> Iterator[RefusalReason]:
    """Goods items that a correction leaves out though they are gone: that would be to invalidate them (R-071)."""
    left = still_away(records, found)
    items = {x.item_no for x in lines if x.statement != "CUMULATIVE"}
    missing = [x.item_no for x in found.items() if x.item_no not in items] if left is not None and items else []
    if left is not None and missing:
        told = message(
            "reason.item-still-away",
            consignment=found.key,
            item=tuple(missing),
            how=left.kind,
            on=left.timetext[:10],
        )
        yield reason("STILL_AWAY", "R-071", told, message("mend.name-every-item"))


def leave(_: Grounds, order: ShipmentExited, ordered: Ordered) -> Decision:
    """Goods have left. A correction says when and where; that they did not leave is said with a ground, elsewhere."""
    key = consignment_key(order.shipment)
    before = [consignment_key(f.data.shipment) for f in ordered.corrected[:1]]
    if before not in ([], [key]):
        mend = f"Record that the goods of {before[0]} did not leave, with the ground; then the exit of {key}."
        raise mistaken("ANOTHER_CONSIGNMENT", "R-071", mend, corrected=before[0], shipment=key)
    return passes(order)


def not_exited(grounds: Grounds, order: ShipmentNotExited, ordered: Ordered) -> Decision:
    """Customs of the State of export found goods that are on record as gone; who saw them abroad is asked first."""
    if not order.ground.strip():
        raise mistaken("REASON_MISSING", "R-071", "Say how it is known that the goods did not leave.")
    key = consignment_key(order.shipment)
    found = consignment.of(grounds.records, key)
    against = tuple(_seen_elsewhere(found)) if found is not None else ()
    if against and ordered.despite is None:
        return Decision(reasons=against)
    about = f"consignment/{key}"
    name = "consignment not-exited"
    said = (OrderRefused(order=name, about=about, reasons=against, despite=ordered.despite),) if against else ()
    return passes(order, *said)


def _seen_elsewhere(found: Consignment) -> Iterator[RefusalReason]:
    seen = [f for f in found.among(DEPARTURES) if f.kind != EXITED]
    if seen:
        told = message("reason.seen-elsewhere", consignment=found.key, how=seen[-1].kind, on=seen[-1].timetext[:10])
        yield reason("SEEN_ELSEWHERE", "R-071", told, message("mend.ask-who-saw-it"))
