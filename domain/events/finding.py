"""A finding disposed of by an officer, and a rule waived for a while (R-094 to R-097)."""

from __future__ import annotations

from domain.kernel.event import event, shape


@shape
class FindingKey:
    """Identity of a finding within its rule; unused fields are null."""

    licence: str | None
    line: int | None
    shipment: str | None
    subject: str | None


@event("finding.disposed")
class FindingDisposed:
    """An analyst closes a finding on the evidence seen."""

    finding_id: str
    rule: str
    key: FindingKey
    evidence_hash: str
    disposition: str
    reason: str


@event("waiver.granted")
class WaiverGranted:
    """A licensing authority waives a rule for one key until a date; the finding is CLOSED meanwhile."""

    waiver: str
    rule: str
    key: FindingKey
    valid_until: str
    reason: str
