"""Orders of customs: declare, adjust, cancel, release for export (R-066 to R-077)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from domain.decisions import part
from domain.decisions.acceptance import BARRED_THEN, late, must_be_dated
from domain.decisions.border_verdict import WouldLeave, departure_reasons, grave
from domain.decisions.command import Command, Decision, Ordered, passes
from domain.decisions.departures import away, left_out
from domain.decisions.reservation import LedgerVerdict, drawn_figures, unusable, verdict
from domain.decisions.states import LIVE, NEVER_DECLARED, consignment_state, mistaken
from domain.events.balance import LineFigures, QuantityConsumed, QuantityFreed, QuantityReserved, ReservationRefused
from domain.events.declaration import DeclaredLine, ShipmentAdjusted, ShipmentCancelled, ShipmentDeclared
from domain.events.goods import Quantity
from domain.events.movement import ShipmentReleasedForExport
from domain.events.refs import ShipmentRef
from domain.events.refusal import OrderRefused, RefusalReason, reason
from domain.events.streams import consignment_key, document_ref
from domain.events.subject_names import of_movement
from domain.kernel.event import shape
from domain.kernel.message import message
from domain.kernel.says_nothing import one_number
from domain.preconditions.grounds import Grounds
from domain.record.quantities import Exact, exact, plain
from domain.record.records import Records
from domain.state.consignments import Consignment, DrawnLine, attribution, consignment
from domain.state.licences import licence


@shape
class ReleaseForExport:
    """The order to let declared goods go; `lines` only where less or other goods are released than declared."""

    shipment: ShipmentRef
    declaration: str
    office: str
    lines: tuple[DeclaredLine, ...] = ()


def _judged(found: LedgerVerdict, shipment: ShipmentRef, fact: Any, ordered: Ordered, what: str) -> Decision:
    """The declaration with its reservations; a refused one is no declaration, unless customs accepts it all the same.

    Then the goods were declared, whatever the ledger says: the balance shows it, and so do the findings (R-072).
    """
    if found.granted:
        reserved = (
            QuantityReserved(licence=document_ref(key), shipment=shipment, lines=lines)
            for key, lines in found.figures.items()
        )
        return passes(fact, *reserved)
    refusals = _against_all(shipment, found.figures, found.reasons, ordered)
    if ordered.despite is None:
        return Decision(events=refusals, reasons=found.reasons)
    if refusals:
        return passes(fact, *refusals)
    about = f"consignment/{consignment_key(shipment)}"
    return passes(fact, OrderRefused(order=what, about=about, reasons=found.reasons, despite=ordered.despite))


def _against_all(
    shipment: ShipmentRef,
    figures: Mapping[str, tuple[LineFigures, ...]],
    reasons: tuple[RefusalReason, ...],
    ordered: Ordered,
) -> tuple[ReservationRefused, ...]:
    """The refusal on every licence concerned, with why customs goes on if it does."""
    return tuple(
        ReservationRefused(
            licence=document_ref(key),
            shipment=shipment,
            lines=lines,
            reasons=reasons,
            accepted_because=ordered.despite,
        )
        for key, lines in figures.items()
    )


def declare(grounds: Grounds, order: ShipmentDeclared, ordered: Ordered) -> Decision:
    """Customs accepts a declaration when its licences have enough free, judged on the control date (R-068, R-075)."""
    must_be_dated(grounds.records, order, ordered)
    _may_replace(grounds.records, order)
    entered_late = tuple(late(grounds.records, order, ordered))
    judged = verdict(grounds, order, order.lines, correcting=ordered if entered_late or ordered.corrected else None)
    leaves = WouldLeave(consignment_key(order.shipment), order, (order,), ordered)
    judged = judged.also(grave(departure_reasons(grounds, leaves, judged.drawn, judged.reasons)))
    if not entered_late:
        return _judged(judged, order.shipment, order, ordered, "consignment declare")
    return _entered_late(judged, order, ordered, entered_late)


def _entered_late(
    found: LedgerVerdict, order: ShipmentDeclared, ordered: Ordered, told: tuple[RefusalReason, ...]
) -> Decision:
    """A late entry has a reason of its own, which makes good for nothing that a licence lacked on that day (R-082)."""
    name, because = "consignment declare", ordered.late or ordered.despite
    if because is None or any(x.code in BARRED_THEN for x in found.reasons):
        ordered = ordered._replace(despite=None)
    if because is None:
        found = found._replace(reasons=(*told, *found.reasons))
    return _judged(found, order.shipment, order, ordered, name)


def _may_replace(records: Records, order: ShipmentDeclared) -> None:
    """Raises unless what a consignment takes the place of is there, and stays so when it is declared again.

    Else what the other one had drawn would be drawn again, or neither would draw, and nobody would have judged it.
    """
    key, earlier = consignment_key(order.shipment), order.replaces
    before = consignment.of(records, key)
    replaced = before.declared.data.replaces if before else None
    if replaced is not None and replaced != earlier:
        mend = f"Say again that it takes the place of {consignment_key(replaced)}, or declare under another number."
        raise mistaken("REPLACES_ANOTHER", "R-071", mend, shipment=key)
    if earlier is None or replaced is not None:
        return
    found = consignment.of(records, consignment_key(earlier))
    if found is None or not found.live or found.declared.data.export_state != order.export_state or found.key == key:
        mend = f"Name a consignment that is declared in {order.export_state} and takes up its licence."
        raise mistaken("NOTHING_TO_REPLACE", "R-071", mend, shipment=key, replaces=consignment_key(earlier))


def _declared(records: Records, shipment: ShipmentRef, declaration: str) -> Consignment:
    """The consignment that an order means; raises where it is none, or is declared under another number."""
    found = consignment.of(records, consignment_key(shipment))
    if found is None:
        mend = "Declare the consignment first."
        raise mistaken("NOT_DECLARED", "R-066", mend, shipment=consignment_key(shipment))
    known = found.declared.data.declaration
    if known != declaration and not one_number(known, declaration):
        mend = "Cite the number of the declaration."
        raise mistaken("ANOTHER_DECLARATION", "R-066", mend, on_record=known)
    return found


def adjust(grounds: Grounds, order: ShipmentAdjusted, ordered: Ordered) -> Decision:
    """Customs corrects quantities; less is always possible, more only as far as it is free (R-071)."""
    found = _declared(grounds.records, order.shipment, order.declaration)
    judged = verdict(grounds, found.declared.data, order.lines, correcting=ordered)
    judged = judged.also(left_out(grounds.records, found, order.lines))
    leaves = WouldLeave(found.key, found.declared.data, (order,), ordered, left=found.exit is not None)
    if _takes_more(found, order.lines, judged.drawn):
        new = [x for x in departure_reasons(grounds, leaves, judged.drawn, judged.reasons) if not x.stands]
        judged = judged.also(grave(new))
    return _judged(judged, order.shipment, order, ordered, "consignment adjust")


def _takes_more(found: Consignment, lines: tuple[DeclaredLine, ...], drawn: tuple[DrawnLine, ...]) -> bool:
    """Whether a correction draws more on some line, or says something else of the goods than how many they are."""
    before, now = _by_line(found.goods.drawn), _by_line(drawn)
    if any(name not in before or amount > before[name] for name, amount in now.items()):
        return True
    known = {_uncounted(x.declared) for x in found.goods.lines}
    return any(_uncounted(x) not in known for x in lines)


def _by_line(drawn: tuple[DrawnLine, ...]) -> dict[tuple[str, int | None], Exact]:
    sums: dict[tuple[str, int | None], Exact] = {}
    for x in drawn:
        sums[x.licence, x.line] = sums.get((x.licence, x.line), 0) + x.amount.lo
    return sums


def _uncounted(line: DeclaredLine) -> DeclaredLine:
    """A goods item without what says how much of it there is."""
    bare = Quantity(value=None, unit=line.quantity.unit)
    return replace(line, quantity=bare, net_mass_kg=None, gross_mass_kg=None, value=None)


def cancel(grounds: Grounds, order: ShipmentCancelled, ordered: Ordered) -> Decision:
    """Customs invalidates a declaration, and what it drew is free again, unless the goods are gone (R-070, R-071)."""
    found = _declared(grounds.records, order.shipment, order.declaration)
    against = tuple(away(grounds.records, found))
    if against:
        return Decision(reasons=against)
    freed = (
        QuantityFreed(licence=document_ref(key), shipment=order.shipment, lines=lines)
        for key, lines in _drawn(grounds, found)
    )
    return passes(order, *freed)


def _drawn(grounds: Grounds, found: Consignment) -> Iterator[tuple[str, tuple[LineFigures, ...]]]:
    """What a consignment draws now, by licence."""
    for number in dict.fromkeys(x.licence for x in found.goods.drawn):
        held = licence.of(grounds.records, number)
        if held is not None:
            yield number, drawn_figures(grounds, held, found.key, found.goods.control_day)


def release_for_export(grounds: Grounds, order: ReleaseForExport, ordered: Ordered) -> Decision:
    """Declared goods may go, in the quantity released, unless a licence is barred or overdrawn (R-031, R-069)."""
    found = _declared(grounds.records, order.shipment, order.declaration)
    released = ShipmentReleasedForExport(shipment=order.shipment, declaration=order.declaration, office=order.office)
    events: list[Any] = []
    against = list(_barred(grounds.records, found, ordered))
    drawn = found.goods.drawn
    if order.lines:
        judged = verdict(grounds, found.declared.data, order.lines, correcting=ordered)
        events.append(ShipmentAdjusted(shipment=order.shipment, declaration=order.declaration, lines=order.lines))
        against += judged.reasons
        figures, drawn = dict(judged.figures), judged.drawn
    else:
        figures = dict(_drawn(grounds, found))
    against += _overdrawn(grounds, found.key, figures)
    leaves = WouldLeave(found.key, found.declared.data, (*events, released), ordered)
    against += grave(departure_reasons(grounds, leaves, drawn, against))
    reasons = tuple(dict.fromkeys(against))
    if reasons and ordered.despite is None:
        return Decision(reasons=reasons)
    said_no = _against_all(order.shipment, figures, reasons, ordered) if reasons else ()
    consumed = (
        QuantityConsumed(licence=document_ref(key), shipment=order.shipment, lines=lines)
        for key, lines in figures.items()
    )
    return passes(*events, released, *said_no, *consumed)


def _barred(records: Records, found: Consignment, ordered: Ordered) -> Iterator[RefusalReason]:
    """A licence suspended or revoked by now; one that has only run out completes what was reserved in time (R-075)."""
    for number in dict.fromkeys(x.licence for x in found.goods.drawn):
        held = licence.of(records, number)
        if held is not None:
            today = ordered.today(records, held.state)
            yield from (x for x in unusable(held, today) if x.code in ("SUSPENDED", "REVOKED"))


def _overdrawn(grounds: Grounds, key: str, figures: Mapping[str, tuple[LineFigures, ...]]) -> Iterator[RefusalReason]:
    """Lines on which more is declared than they allow, and what was let go already leaves too little (R-072)."""
    for number, lines in figures.items():
        for x in lines:
            left = _left(grounds, number, key, x)
            if left is not None and exact(x.asked) > left:
                yield reason(
                    "OVERDRAWN",
                    "R-072",
                    message("reason.overdrawn", licence=number, line=x.line, left=plain(left), unit=x.unit),
                    message("mend.hold-or-release"),
                )


def _left(grounds: Grounds, licence: str, key: str, x: LineFigures) -> Exact | None:
    """What a line allows less what others were let go with; None while the line allows all that is declared on it."""
    if not (_is_number(x.asked) and _is_number(x.free)) or exact(x.asked) <= exact(x.free):
        return None
    ledger, gone = grounds.ledger(licence), exact("0")
    for other in ledger.consignments():
        drawn = attribution.of(grounds.records, other) if other != key else None
        if drawn is not None and drawn.consumed:
            gone += sum((y.amount.lo for y in ledger.of(other) if y.line == x.line), start=0)
    return exact(x.authorised) - gone


def _is_number(text: str) -> bool:
    return text.lstrip("-")[:1].isdigit()


def _consignment(
    verb: str,
    title: str,
    order: type[Any],
    decide: Any,
    requirement: str,
    *states: str,
    led_to: type[Any] | None = None,
    about: Callable[[Any], str] | None = None,
) -> Command:
    return Command(
        *("consignment", verb, title, order, decide, consignment_state, frozenset(states), "customs", requirement),
        led_to=led_to,
        about=about,
        part=part.exporting,
    )


COMMANDS = (
    _consignment(
        "declare", "accept an export declaration", ShipmentDeclared, declare, "R-068", *NEVER_DECLARED, "cancelled"
    )._replace(records_data=True, part=part.declares),
    _consignment(
        "adjust", "correct the quantities of a declaration", ShipmentAdjusted, adjust, "R-071", *LIVE
    )._replace(records_data=True),
    _consignment("cancel", "invalidate a declaration", ShipmentCancelled, cancel, "R-070", *LIVE),
    _consignment(
        "release-for-export",
        "let declared goods go",
        ReleaseForExport,
        release_for_export,
        "R-069",
        "declared",
        led_to=ShipmentReleasedForExport,
        about=lambda order: of_movement(order)[0],
    ),
)
