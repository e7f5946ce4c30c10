"""What an officer may decide about a finding: to close it, on the evidence seen (R-094, rules 1.8.4)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from domain.events.finding import FindingDisposed
from domain.events.refs import FindingKey
from domain.kernel.errors import NotAllowed, Stale
from domain.kernel.event import shape

DISPOSITIONS = ("EXPLAINED", "CONFIRMED", "REFERRED")
LONGEST_REASON = 4_000


@shape
class FindingSeen:
    """A finding as it stands when somebody decides about it."""

    finding_id: str
    rule: str
    key: FindingKey
    state: str
    evidence: tuple[str, ...]


@shape
class DisposeOfFinding:
    """The order: close this finding, judged on the evidence with this hash."""

    evidence_hash: str
    disposition: str
    reason: str


def evidence_hash(evidence: Iterable[str]) -> str:
    """SHA-256 (hex) of the entries source#id, sorted by code point and joined by a newline (rules 1.8.4)."""
    return hashlib.sha256("\n".join(sorted(evidence)).encode()).hexdigest()


def decide(finding: FindingSeen, order: DisposeOfFinding) -> FindingDisposed:
    """The disposition of an open finding; raises Stale when its evidence moved on, else NotAllowed."""
    _must_be_open(finding)
    _must_be_reasoned(order)
    if evidence_hash(finding.evidence) != order.evidence_hash:
        raise Stale("the evidence of this finding is no longer what was judged")
    return FindingDisposed(
        finding_id=finding.finding_id,
        rule=finding.rule,
        key=finding.key,
        evidence_hash=order.evidence_hash,
        disposition=order.disposition,
        reason=order.reason.strip(),
    )


def _must_be_open(finding: FindingSeen) -> None:
    if finding.state != "OPEN":
        mend = "Read it again; only an open finding is disposed of, an earlier disposition is corrected."
        raise NotAllowed("FINDING_NOT_OPEN", "rules 1.8.2", mend, state=finding.state)


def _must_be_reasoned(order: DisposeOfFinding) -> None:
    if order.disposition not in DISPOSITIONS:
        mend = "Name one of " + ", ".join(DISPOSITIONS) + "."
        raise NotAllowed("NO_SUCH_DISPOSITION", "rules 1.8.4", mend, disposition=order.disposition)
    if not order.reason.strip():
        raise NotAllowed("REASON_MISSING", "R-094", "Say in a sentence why the finding can be closed.")
    if len(order.reason) > LONGEST_REASON:
        mend = f"Keep the reason within {LONGEST_REASON} characters and refer to the file for the rest."
        raise NotAllowed("REASON_TOO_LONG", "R-094", mend, characters=len(order.reason))
