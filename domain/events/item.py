"""Single items and lots after delivery: re-exported, lost, seized, recovered, destroyed, counted (R-100 to R-113)."""

from __future__ import annotations

from domain.events.goods import Item, Quantity, Serials
from domain.events.party import PartyMention
from domain.events.refs import DocumentRef, ShipmentRef
from domain.kernel.event import event, shape


@shape
class ReexportedLine:
    """Goods re-exported."""

    item: Item
    quantity: Quantity
    serials: Serials | None = None
    lots: tuple[str, ...] | None = None


@shape
class CountedLine:
    """A counted model."""

    item: Item
    quantity: Quantity
    disposed: Quantity | None = None


@event("reexport.declared")
class ReexportDeclared:
    """Customs of a State accept a declaration for goods that leave it again."""

    reexport: str
    state: str
    destination_state: str
    exporter: PartyMention
    lines: tuple[ReexportedLine, ...]


@event("reexport.consented")
class ReexportConsented:
    """The original exporting State agrees to a re-export."""

    licence: DocumentRef
    line: int | None
    third_state: str
    quantity: Quantity | None = None
    serials: Serials | None = None
    effective_on: str
    valid_until: str | None = None


@event("item.lost")
class ItemLost:
    """Items are reported lost or stolen."""

    item: Item
    serials: Serials | None
    lots: tuple[str, ...] | None = None
    quantity: Quantity | None = None
    state: str
    locode: str | None = None
    case: str | None = None
    kind: str
    holder: str | None = None
    shipment: ShipmentRef | None = None
    licence: DocumentRef | None = None
    licence_line: int | None = None


@event("item.seized")
class ItemSeized:
    """Items are seized, found or surrendered, or a trace request names them."""

    item: Item
    serials: Serials | None
    lots: tuple[str, ...] | None = None
    quantity: Quantity | None = None
    state: str
    locode: str | None = None
    case: str | None = None
    context: str


@event("item.recovered")
class ItemRecovered:
    """Items are back."""

    item: Item
    serials: Serials | None
    lots: tuple[str, ...] | None = None
    quantity: Quantity | None = None
    state: str
    locode: str | None = None
    case: str | None = None
    custody_restored: bool


@event("item.destroyed")
class ItemDestroyed:
    """Items are destroyed under a certificate."""

    item: Item
    serials: Serials | None
    lots: tuple[str, ...] | None = None
    quantity: Quantity | None = None
    state: str
    locode: str | None = None
    case: str | None = None
    certificate: str
    shipment: ShipmentRef | None = None
    item_no: int | None = None
    holder: str | None = None


@event("item.deactivated")
class ItemDeactivated:
    """Items are deactivated under a certificate."""

    item: Item
    serials: Serials | None
    lots: tuple[str, ...] | None = None
    quantity: Quantity | None = None
    state: str
    locode: str | None = None
    case: str | None = None
    certificate: str
    licence: DocumentRef | None = None
    licence_line: int | None = None


@event("item.transferred")
class ItemTransferred:
    """A lawful transfer inside one State, from one holder to another."""

    item: Item
    serials: Serials | None
    lots: tuple[str, ...] | None = None
    quantity: Quantity | None = None
    state: str
    locode: str | None = None
    case: str | None = None
    from_party: str
    to_party: str | None


@event("stock.counted")
class StockCounted:
    """A holder's stock is counted."""

    count: str
    holder: str
    state: str
    lines: tuple[CountedLine, ...]
