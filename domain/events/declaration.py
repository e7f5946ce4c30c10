"""The export declaration and what customs change of it (R-066 to R-077)."""

from __future__ import annotations

from domain.events.goods import Item, Money, Quantity, Serials
from domain.events.party import PartyMention
from domain.events.refs import ShipmentRef
from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_shipment
from domain.events.subject_names import of_declaration
from domain.kernel.event import event, shape


@shape
class Leg:
    """One stop of the declared itinerary."""

    sequence: int
    state: str
    locode: str
    mode: str
    activity: str


@shape
class Means:
    """The vessel, aircraft or vehicle."""

    name: str | None = None
    imo: str | None = None


@shape
class Exemption:
    """An exempt procedure."""

    procedure: str
    reference: str | None = None


@shape
class TransportDocument:
    """A bill of lading, air waybill, consignment note or carnet."""

    type: str
    number: str
    licence_reference: str | None = None


@shape
class DeclaredLine:
    """One goods item of an export declaration."""

    item_no: int
    licence_reference: str | None
    licence_line: int | None
    exemption: Exemption | None = None
    item: Item
    quantity: Quantity
    net_mass_kg: str | None = None
    gross_mass_kg: str | None = None
    value: Money | None = None
    serials: Serials | None = None
    lots: tuple[str, ...] | None = None
    contract_reference: str | None = None
    statement: str | None = None


@event(
    "shipment.declared",
    stream=by_shipment,
    subjects=(of_declaration,),
    told_by=ANYBODY,
    quantities=("lines.quantity",),
    said="shipment.declared",
    search=("shipment", "parties", "lines"),
    history=("replaces",),
)
class ShipmentDeclared:
    """An export declaration is accepted."""

    shipment: ShipmentRef
    usage: str
    declaration: str
    office: str
    control_date: str
    export_state: str
    destination_state: str
    parties: tuple[PartyMention, ...]
    lines: tuple[DeclaredLine, ...]
    route: tuple[Leg, ...]
    mode: str
    means: Means | None = None
    transport_documents: tuple[TransportDocument, ...] = ()
    replaces: ShipmentRef | None = None


@event(
    "shipment.adjusted",
    stream=by_shipment,
    subjects=(of_declaration,),
    told_by=ANYBODY,
    quantities=("lines.quantity",),
    said="shipment.adjusted",
    search=("shipment", "lines"),
    history=(),
)
class ShipmentAdjusted:
    """Customs corrects a declaration; lines are repeated in full with corrected amounts."""

    shipment: ShipmentRef
    declaration: str
    lines: tuple[DeclaredLine, ...]


@event(
    "shipment.cancelled",
    stream=by_shipment,
    subjects=(of_declaration,),
    told_by=ANYBODY,
    quantities=(),
    said="shipment.cancelled",
    search=(),
    history=(),
)
class ShipmentCancelled:
    """Customs invalidates a declaration; its attribution becomes zero."""

    shipment: ShipmentRef
    declaration: str
    reason: str | None = None
