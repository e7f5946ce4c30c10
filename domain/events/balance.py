"""What the ledger of a licence says to a declaration: reserved, consumed, freed, refused (R-068 to R-073).

Verdicts keep the figures that were seen. They add nothing to the balance, which follows from declarations alone.
"""

from __future__ import annotations

from typing import Any

from domain.events.refs import DocumentRef, ShipmentRef
from domain.events.refusal import RefusalReason, reasons_of_revision_1
from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_authorization, by_licence
from domain.kernel.event import event, shape


@shape
class LineFigures:
    """One licence line as the verdict saw it, in the unit it is counted in; `free` is what was left before."""

    line: int
    unit: str
    asked: str
    authorised: str
    drawn: str
    free: str


@event(
    "licence.quantity-reserved",
    stream=by_licence,
    subjects=(),
    told_by=ANYBODY,
    quantities=(),
    said="licence.quantity-reserved",
    search=(),
    history=("shipment",),
)
class QuantityReserved:
    """Customs accepted a declaration that draws on a licence."""

    licence: DocumentRef
    shipment: ShipmentRef
    lines: tuple[LineFigures, ...]


@event(
    "licence.quantity-consumed",
    stream=by_licence,
    subjects=(),
    told_by=ANYBODY,
    quantities=(),
    said="licence.quantity-consumed",
    search=(),
    history=("shipment",),
)
class QuantityConsumed:
    """Goods drawn on a licence are released for export."""

    licence: DocumentRef
    shipment: ShipmentRef
    lines: tuple[LineFigures, ...]


@event(
    "licence.quantity-freed",
    stream=by_licence,
    subjects=(),
    told_by=ANYBODY,
    quantities=(),
    said="licence.quantity-freed",
    search=(),
    history=("shipment",),
)
class QuantityFreed:
    """A declaration is invalidated: what it drew is free again."""

    licence: DocumentRef
    shipment: ShipmentRef
    lines: tuple[LineFigures, ...]


@event(
    "licence.reservation-refused",
    revision=2,
    stream=by_licence,
    subjects=(),
    told_by=ANYBODY,
    quantities=(),
    said="licence.reservation-refused",
    search=(),
    history=("shipment",),
)
class ReservationRefused:
    """A declaration asks for more than the licence lets pass, or for what it does not let pass at all."""

    licence: DocumentRef
    shipment: ShipmentRef
    lines: tuple[LineFigures, ...]
    reasons: tuple[RefusalReason, ...]
    accepted_because: str | None = None

    @staticmethod
    def from_revision_1(content: dict[str, Any]) -> dict[str, Any]:
        """From the refusal whose reasons were English sentences."""
        return reasons_of_revision_1(content)


@shape
class ClassFigures:
    """One control class of an authorization as the decision saw it; `left` is what was left before."""

    item_class: str
    authorised: str
    licensed: str
    left: str
    asked: str


@event(
    "authorization.licensed",
    stream=by_authorization,
    subjects=(),
    told_by=ANYBODY,
    quantities=(),
    said="authorization.licensed",
    search=(),
    history=("licence",),
)
class AuthorizationLicensed:
    """An export licence is issued against an import authorization: the counterfoil that its reader keeps."""

    authorization: DocumentRef
    licence: DocumentRef
    lines: tuple[ClassFigures, ...]
