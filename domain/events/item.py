"""Single items and lots after delivery: re-exported, lost, seized, recovered, destroyed, counted (R-100 to R-113)."""

from __future__ import annotations

from domain.events.goods import Item, Quantity, Serials
from domain.events.party import PartyMention
from domain.events.refs import DocumentRef, ShipmentRef
from domain.events.speakers import ANYBODY, LICENCE_ISSUER
from domain.events.stream_names import by_field, by_item, by_licence
from domain.events.subject_names import of_consent, of_item, of_loss, of_movement, of_reexport, of_stock
from domain.kernel.event import event, shape
from domain.kernel.event_parts import ITS_SUBJECTS


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


@event(
    "reexport.declared",
    stream=by_field("reexport", "reexport"),
    subjects=(of_reexport,),
    told_by=ANYBODY,
    quantities=("lines.quantity",),
    said="reexport.declared",
    search=("reexport", "exporter", "lines"),
    history=(ITS_SUBJECTS,),
)
class ReexportDeclared:
    """Customs of a State accept a declaration for goods that leave it again."""

    reexport: str
    state: str
    destination_state: str
    exporter: PartyMention
    lines: tuple[ReexportedLine, ...]


@event(
    "reexport.consented",
    stream=by_licence,
    subjects=(of_consent,),
    told_by=LICENCE_ISSUER,
    quantities=("quantity",),
    said="reexport.consented",
    search=("serials",),
    history=(ITS_SUBJECTS,),
)
class ReexportConsented:
    """The original exporting State agrees to a re-export."""

    licence: DocumentRef
    line: int | None
    third_state: str
    quantity: Quantity | None = None
    serials: Serials | None = None
    effective_on: str
    valid_until: str | None = None


@event(
    "item.lost",
    stream=by_item,
    subjects=(of_item, of_loss),
    told_by=ANYBODY,
    quantities=("quantity",),
    said="item.lost",
    search=("serials",),
    history=(ITS_SUBJECTS, "shipment", "licence"),
)
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


@event(
    "item.seized",
    stream=by_item,
    subjects=(of_item,),
    told_by=ANYBODY,
    quantities=("quantity",),
    said="item.seized",
    search=("serials",),
    history=(ITS_SUBJECTS,),
)
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


@event(
    "item.recovered",
    stream=by_item,
    subjects=(of_item,),
    told_by=ANYBODY,
    quantities=("quantity",),
    said="item.recovered",
    search=("serials",),
    history=(ITS_SUBJECTS,),
)
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


@event(
    "item.destroyed",
    stream=by_item,
    subjects=(of_item, of_movement),
    told_by=ANYBODY,
    quantities=("quantity",),
    said="item.destroyed",
    search=("serials",),
    history=(ITS_SUBJECTS, "shipment"),
)
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


@event(
    "item.deactivated",
    stream=by_item,
    subjects=(of_item,),
    told_by=ANYBODY,
    quantities=("quantity",),
    said="item.deactivated",
    search=("serials",),
    history=(ITS_SUBJECTS, "licence"),
)
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


@event(
    "item.transferred",
    stream=by_item,
    subjects=(of_item,),
    told_by=ANYBODY,
    quantities=("quantity",),
    said="item.transferred",
    search=("serials",),
    history=(ITS_SUBJECTS,),
)
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


@event(
    "stock.counted",
    stream=by_field("stock", "holder"),
    subjects=(of_stock,),
    told_by=ANYBODY,
    quantities=("lines.quantity", "lines.disposed"),
    said="stock.counted",
    search=(),
    history=(ITS_SUBJECTS,),
)
class StockCounted:
    """A holder's stock is counted."""

    count: str
    holder: str
    state: str
    lines: tuple[CountedLine, ...]
