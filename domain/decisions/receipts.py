"""Receipt of goods is certified, not repeated: never above what arrived, nor above what left (R-084, R-087).

That goods arrive is a fact that customs saw, and recorded whatever left. A certificate says that they were received and
rests on what arrived; one that says more is taken with a reason alone, and seen at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from domain.decisions.command import Decision, Ordered, passes
from domain.events.arrival import ArrivedLine, ReceivedLine, ShipmentArrived, ShipmentDeliveryVerified
from domain.events.goods import Quantity
from domain.events.refs import consignment_key
from domain.events.refusal import OrderRefused, RefusalReason, reason
from domain.kernel.message import Message, message
from domain.kernel.says_nothing import one_number
from domain.preconditions.grounds import Grounds
from domain.record.fact import Fact
from domain.record.quantities import ZERO, Exact, Interval, plain, total
from domain.record.records import Records
from domain.state.consignments import ARRIVED, VERIFIED, Consignment, Line, consignment, counted, last_under_each_number
from domain.state.copies import own_word_first
from domain.state.reference import in_base_units, unit_of


class ItemCounts(NamedTuple):
    """One goods item as it was declared, as it arrived, and as receipt of it was certified before, in base units.

    `departed` is None where nothing was declared, `arrived` where no arrival stands.
    """

    item_no: int
    category: str | None
    departed: Interval | None
    arrived: Interval | None
    received: Interval


class _Told(NamedTuple):
    """What is on record of a consignment: the declaration if there is one, arrivals and receipts that stand."""

    records: Records
    found: Consignment | None
    arrivals: list[Fact]
    receipts: list[Fact]

    def amount(self, item_no: int, quantity: Quantity | None) -> Interval:
        """A quantity told of a goods item, in its base unit."""
        line = self.line(item_no)
        if line is not None:
            return counted(self.records, line, quantity)
        item = next((x.item for f in self.arrivals for x in f.data.lines if x.item_no == item_no), None)
        return in_base_units(self.records, quantity, item.category if item else None, item.calibre if item else None)

    def line(self, item_no: int) -> Line | None:
        """The goods item as declared."""
        return next((x for x in self.found.items() if x.item_no == item_no), None) if self.found else None

    def item(self, item_no: int) -> ItemCounts:
        """What is on record of one goods item."""
        line = self.line(item_no)
        came = [x for f in self.arrivals for x in f.data.lines if x.item_no == item_no]
        counted_in = [x for x in came if x.item.category != "ACCESSORY" or (line and line.category == "ACCESSORY")]
        had = [x for f in self.receipts for x in f.data.lines if x.item_no == item_no]
        declared = line.amount if line else ZERO
        return ItemCounts(
            item_no=item_no,
            category=line.category if line else next((x.item.category for x in came), None),
            departed=declared if self.found and self.found.live else None,
            arrived=total([self.amount(item_no, x.quantity) for x in counted_in]) if self.arrivals else None,
            received=total([self.amount(item_no, x.quantity) for x in had]),
        )


def _told(records: Records, key: str) -> _Told:
    found = consignment.of(records, key)
    if found is not None:
        return _Told(records, found, found.standing_arrivals(), found.standing_verifications())
    moved = records.facts(f"movement/{key}")
    arrivals = last_under_each_number((f for f in moved if f.kind == ARRIVED), "entry_reference")
    return _Told(
        records,
        None,
        arrivals,
        last_under_each_number(own_word_first(f for f in moved if f.kind == VERIFIED), "verification"),
    )


def count_differences(records: Records, order: ShipmentArrived | ShipmentDeliveryVerified) -> Iterator[Message]:
    """Where what is told to have arrived, or been received, is certainly not what left, or what arrived.

    Goods items that the order does not name are not spoken of: they may come with another entry.
    """
    arriving = isinstance(order, ShipmentArrived)
    told = _told(records, consignment_key(order.shipment))
    if isinstance(order, ShipmentArrived):
        others = [f for f in told.arrivals if not one_number(f.data.entry_reference, order.entry_reference)]
        told = told._replace(arrivals=others)
    else:
        others = [f for f in told.receipts if not one_number(f.data.verification, order.verification)]
        told = told._replace(receipts=others)
    for number in dict.fromkeys(x.item_no for x in order.lines):
        item = told.item(number)
        before = (item.arrived or ZERO) if arriving else item.received
        against = item.departed if arriving or item.arrived is None else item.arrived
        now = before.plus(_sum(told, order.lines, number))
        if against is not None and _apart(now, against):
            named = {"item": number, "now": plain(now.lo), "then": plain(against.lo), "unit": unit_of(item.category)}
            yield _difference(arriving, item, named)


def _difference(arriving: bool, item: ItemCounts, named: Mapping[str, object]) -> Message:
    if arriving:
        return message("difference.arrived", **named)
    if item.arrived is not None:
        return message("difference.received", **named)
    return message("difference.received-of-departed", **named)


def _apart(a: Interval, b: Interval) -> bool:
    return (a.hi is not None and a.hi < b.lo) or (b.hi is not None and b.hi < a.lo)


def certify(
    grounds: Grounds, order: ShipmentDeliveryVerified, ordered: Ordered, name: str = "consignment verify-delivery"
) -> Decision:
    """Receipt is certified; above what arrived, or left where nothing arrived, with a reason alone (R-072, R-084).

    `name` is of the order by which it is.
    """
    key = consignment_key(order.shipment)
    against = tuple(_above(grounds.records, key, order))
    if not against:
        return passes(order)
    if ordered.despite is None:
        return Decision(reasons=against)
    return passes(order, OrderRefused(order=name, about=f"consignment/{key}", reasons=against, despite=ordered.despite))


def _above(records: Records, key: str, order: ShipmentDeliveryVerified) -> Iterator[RefusalReason]:
    told = _told(records, key)
    others = [f for f in told.receipts if not one_number(f.data.verification, order.verification)]
    told = told._replace(receipts=others)
    for number in dict.fromkeys(x.item_no for x in order.lines):
        item = told.item(number)
        now = item.received.plus(_sum(told, order.lines, number))
        yield from _more(item, now)


def _sum(told: _Told, lines: Iterable[ReceivedLine | ArrivedLine], number: int) -> Interval:
    return total([told.amount(number, x.quantity) for x in lines if x.item_no == number])


def _more(item: ItemCounts, now: Interval) -> Iterator[RefusalReason]:
    named = {"item": item.item_no, "received": plain(now.lo), "unit": unit_of(item.category)}
    arrived, departed = _most(item.arrived), _most(item.departed)
    if arrived is not None and now.lo > arrived:
        told = message("reason.receipt-above-arrival", arrived=plain(arrived), **named)
        yield reason("RECEIPT_ABOVE_ARRIVAL", "R-084", told, message("mend.certify-what-arrived"))
    if departed is not None and now.lo > departed:
        told = message("reason.receipt-above-departure", departed=plain(departed), **named)
        yield reason("RECEIPT_ABOVE_DEPARTURE", "R-087", told, message("mend.certify-what-left"))


def _most(amount: Interval | None) -> Exact | None:
    return None if amount is None else amount.hi
