"""What arrives, is released, counted, verified, missed or sent back (FP 10(4), R-084 to R-091)."""

from __future__ import annotations

from domain.events.goods import Item, ItemQuantity, Quantity, Serials
from domain.events.party import PartyMention
from domain.events.refs import ShipmentRef
from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_shipment
from domain.events.subject_names import of_movement
from domain.kernel.event import event, shape


@shape
class ArrivedLine:
    """One goods item as found on arrival."""

    item_no: int
    item: Item
    quantity: Quantity
    net_mass_kg: str | None = None
    gross_mass_kg: str | None = None
    serials: Serials | None = None
    lots: tuple[str, ...] | None = None


@shape
class ReceivedLine:
    """Quantity received for one goods item."""

    item_no: int
    quantity: Quantity
    serials: Serials | None = None


@shape
class ReturnedLine:
    """Goods returned for one goods item."""

    item_no: int
    quantity: Quantity
    consumed: Quantity | None = None
    serials: Serials | None = None


@event(
    "shipment.arrived",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=("lines.quantity",),
    said="shipment.arrived",
    search=("shipment", "parties", "lines"),
    history=(),
)
class ShipmentArrived:
    """An import entry is lodged, or goods are discharged, in whole or part."""

    shipment: ShipmentRef
    entry_reference: str
    state: str
    locode: str
    parties: tuple[PartyMention, ...]
    lines: tuple[ArrivedLine, ...]


@event(
    "shipment.released",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=(),
    said="shipment.released",
    search=("released_to",),
    history=(),
)
class ShipmentReleased:
    """Customs of the importing State releases goods."""

    shipment: ShipmentRef
    entry_reference: str
    state: str
    locode: str
    released_to: PartyMention | None = None


@event(
    "shipment.tally-closed",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=("lines.quantity",),
    said="shipment.tally-closed",
    search=(),
    history=(),
)
class ShipmentTallyClosed:
    """Unloading is finished; no further arrival is expected."""

    shipment: ShipmentRef
    state: str
    lines: tuple[ItemQuantity, ...] = ()


@event(
    "shipment.delivery-verified",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=("lines.quantity",),
    said="shipment.delivery-verified",
    search=("received_by", "lines"),
    history=(),
)
class ShipmentDeliveryVerified:
    """Proof of receipt."""

    shipment: ShipmentRef
    verification: str
    received_on: str
    received_by: PartyMention
    lines: tuple[ReceivedLine, ...]


@event(
    "shipment.discrepancy-reported",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=("lines.quantity",),
    said="shipment.discrepancy-reported",
    search=(),
    history=(),
)
class ShipmentDiscrepancyReported:
    """A discrepancy in words of UNECE Recommendation 24."""

    shipment: ShipmentRef
    code: str
    lines: tuple[ItemQuantity, ...]
    state: str | None = None
    remarks: str | None = None


@event(
    "shipment.returned",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=("lines.quantity", "lines.consumed"),
    said="shipment.returned",
    search=("lines",),
    history=(),
)
class ShipmentReturned:
    """Goods come back to the State they left."""

    shipment: ShipmentRef
    kind: str
    to_state: str
    locode: str | None = None
    entry_reference: str
    lines: tuple[ReturnedLine, ...]
