"""How documents, consignments and findings are named, and what they are called in keys."""

from __future__ import annotations

import hashlib

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


@shape
class FindingKey:
    """Identity of a finding within its rule; unused fields are null."""

    licence: str | None
    line: int | None
    shipment: str | None
    subject: str | None


def document_key(ref: DocumentRef) -> str:
    """A document as keys name it: STATE:REFERENCE."""
    return f"{ref.state}:{ref.reference}"


def document_ref(key: str) -> DocumentRef:
    """The document behind a key."""
    state, _, reference = key.partition(":")
    return DocumentRef(state=state, reference=reference)


def consignment_key(ref: ShipmentRef) -> str:
    """A consignment as keys name it: UCR, or UCR/PART (rules 1.5.1)."""
    return f"{ref.ucr}/{ref.part}" if ref.part else ref.ucr


def finding_id(rule: str, key: FindingKey) -> str:
    """SHA-256 of rule|licence|line|shipment|subject, null as empty (rules 1.8.1)."""
    fields = (rule, key.licence, key.line, key.shipment, key.subject)
    return hashlib.sha256("|".join("" if x is None else str(x) for x in fields).encode()).hexdigest()
