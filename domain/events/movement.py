"""What happens to a consignment under way: exit, seals, positions, transit, transshipment (R-042, R-078 to R-083)."""

from __future__ import annotations

from domain.events.goods import ItemQuantity
from domain.events.refs import ShipmentRef
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


@event("shipment.released-for-export")
class ShipmentReleasedForExport:
    """Customs of the exporting State lets declared goods go; what they drew on a licence is consumed (R-069)."""

    shipment: ShipmentRef
    declaration: str
    office: str


@event("shipment.exited")
class ShipmentExited:
    """Exit from the exporting State is confirmed; `time` is the exit."""

    shipment: ShipmentRef
    office: str
    mode: str | None = None


@event("shipment.sealed")
class ShipmentSealed:
    """Units are stuffed and sealed."""

    shipment: ShipmentRef
    seals: tuple[Seal, ...]


@event("shipment.seal-checked")
class ShipmentSealChecked:
    """Seals are read."""

    shipment: ShipmentRef
    locode: str
    readings: tuple[SealReading, ...]


@event("shipment.seal-replaced")
class ShipmentSealReplaced:
    """A seal is replaced; counts only from a customs source."""

    shipment: ShipmentRef
    position: str
    old_number: str | None
    new_number: str
    locode: str | None = None
    reason: str | None = None


@event("shipment.position-reported")
class ShipmentPositionReported:
    """A position of the consignment or its means of transport."""

    shipment: ShipmentRef
    state: str
    locode: str | None
    mode: str
    reason: str | None = None


@event("shipment.transit-entered")
class ShipmentTransitEntered:
    """The consignment enters a State of transit."""

    shipment: ShipmentRef
    state: str
    locode: str
    mode: str
    lines: tuple[ItemQuantity, ...] = ()


@event("shipment.transit-exited")
class ShipmentTransitExited:
    """The consignment leaves a State of transit."""

    shipment: ShipmentRef
    state: str
    locode: str
    mode: str
    lines: tuple[ItemQuantity, ...] = ()


@event("shipment.transshipped")
class ShipmentTransshipped:
    """The goods change vessel, aircraft or vehicle."""

    shipment: ShipmentRef
    state: str
    locode: str
    from_means: str | None = None
    to_means: str | None = None
