"""How documents and consignments are named."""

from __future__ import annotations

from domain.kernel.event import shape


@shape
class DocumentRef:
    """A document by issuing State and reference; written in keys as STATE:REFERENCE."""

    state: str
    reference: str


@shape
class ShipmentRef:
    """One consignment: unique consignment reference and, where declared in parts, the part."""

    ucr: str
    part: str | None = None
