"""A finding disposed of by an officer or commented on, and a rule waived for a while (R-094 to R-097)."""

from __future__ import annotations

from domain.events.refs import FindingKey
from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_field, by_finding
from domain.events.subject_names import of_finding
from domain.kernel.event import event


@event(
    "finding.disposed",
    stream=by_field("finding", "finding_id"),
    subjects=(of_finding,),
    told_by=ANYBODY,
    quantities=(),
    said="finding.disposed",
    search=(),
    history=(),
)
class FindingDisposed:
    """An analyst closes a finding on the evidence seen."""

    finding_id: str
    rule: str
    key: FindingKey
    evidence_hash: str
    disposition: str
    reason: str


@event(
    "finding.referred",
    stream=by_field("finding", "finding_id"),
    subjects=(of_finding,),
    told_by=ANYBODY,
    quantities=(),
    said="finding.referred",
    search=(),
    history=(),
)
class FindingReferred:
    """A finding that is closed as referred goes to an office, such as `XB customs`, which goes on with it."""

    finding_id: str
    rule: str
    key: FindingKey
    evidence_hash: str
    office: str
    reason: str


@event(
    "finding.commented",
    stream=by_field("finding", "finding_id"),
    subjects=(of_finding,),
    told_by=ANYBODY,
    quantities=(),
    said="finding.commented",
    search=(),
    history=(),
)
class FindingCommented:
    """What somebody who sees a finding says of it; it closes nothing, and no rule reads it.

    `role` is that of who wrote it, such as `customs` or `auditor`; the State is that of the source.
    """

    finding_id: str
    rule: str
    key: FindingKey
    text: str
    role: str


@event(
    "waiver.granted",
    stream=by_finding,
    subjects=(of_finding,),
    told_by=ANYBODY,
    quantities=(),
    said="waiver.granted",
    search=(),
    history=(),
)
class WaiverGranted:
    """A licensing authority waives a rule for one key until a date; the finding is CLOSED meanwhile."""

    waiver: str
    rule: str
    key: FindingKey
    valid_until: str
    reason: str
