"""What happens to a consignment under way: exit, seals, positions, transit, transshipment (R-042, R-078 to R-083)."""

from __future__ import annotations

from domain.events.goods import ItemQuantity
from domain.events.refs import ShipmentRef
from domain.events.speakers import ANYBODY, CUSTOMS
from domain.events.stream_names import by_shipment
from domain.events.subject_names import of_movement
from domain.kernel.event import event, shape


@shape
class Seal:
    """A seal and where it sits."""

    position: str
    number: str
    unit: str | None = None


@shape
class SealReading:
    """One reading."""

    position: str
    number: str | None
    state: str


@event(
    "shipment.released-for-export",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=(),
    said="shipment.released-for-export",
    search=(),
    history=(),
)
class ShipmentReleasedForExport:
    """Customs of the exporting State lets declared goods go; what they drew on a licence is consumed (R-069)."""

    shipment: ShipmentRef
    declaration: str
    office: str


@event(
    "shipment.exited",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=(),
    said="shipment.exited",
    search=(),
    history=(),
)
class ShipmentExited:
    """Exit from the exporting State is confirmed; `time` is the exit."""

    shipment: ShipmentRef
    office: str
    mode: str | None = None


@event(
    "shipment.not-exited",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=(),
    said="shipment.not-exited",
    search=(),
    history=(),
)
class ShipmentNotExited:
    """Customs of the exporting State found that goods did not leave, though their exit was on record (R-071)."""

    shipment: ShipmentRef
    office: str
    ground: str


@event(
    "shipment.sealed",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=(),
    said="shipment.sealed",
    search=(),
    history=(),
)
class ShipmentSealed:
    """Units are stuffed and sealed."""

    shipment: ShipmentRef
    seals: tuple[Seal, ...]


@event(
    "shipment.seal-checked",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=(),
    said="shipment.seal-checked",
    search=(),
    history=(),
)
class ShipmentSealChecked:
    """Seals are read."""

    shipment: ShipmentRef
    locode: str
    readings: tuple[SealReading, ...]


@event(
    "shipment.seal-replaced",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=CUSTOMS,
    quantities=(),
    said="shipment.seal-replaced",
    search=(),
    history=(),
)
class ShipmentSealReplaced:
    """A seal is replaced; counts only from a customs source."""

    shipment: ShipmentRef
    position: str
    old_number: str | None
    new_number: str
    locode: str | None = None
    reason: str | None = None


@event(
    "shipment.position-reported",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=(),
    said="shipment.position-reported",
    search=(),
    history=(),
)
class ShipmentPositionReported:
    """A position of the consignment or its means of transport."""

    shipment: ShipmentRef
    state: str
    locode: str | None
    mode: str
    reason: str | None = None


@event(
    "shipment.transit-entered",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=("lines.quantity",),
    said="shipment.transit-entered",
    search=(),
    history=(),
)
class ShipmentTransitEntered:
    """The consignment enters a State of transit."""

    shipment: ShipmentRef
    state: str
    locode: str
    mode: str
    lines: tuple[ItemQuantity, ...] = ()


@event(
    "shipment.transit-exited",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=("lines.quantity",),
    said="shipment.transit-exited",
    search=(),
    history=(),
)
class ShipmentTransitExited:
    """The consignment leaves a State of transit."""

    shipment: ShipmentRef
    state: str
    locode: str
    mode: str
    lines: tuple[ItemQuantity, ...] = ()


@event(
    "shipment.transshipped",
    stream=by_shipment,
    subjects=(of_movement,),
    told_by=ANYBODY,
    quantities=(),
    said="shipment.transshipped",
    search=(),
    history=(),
)
class ShipmentTransshipped:
    """The goods change vessel, aircraft or vehicle."""

    shipment: ShipmentRef
    state: str
    locode: str
    from_means: str | None = None
    to_means: str | None = None
