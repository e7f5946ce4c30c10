"""A finding as somebody judges it, and the fact that closes it on just the evidence seen (R-094, rules 1.8.4)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from domain.events.finding import FindingDisposed, FindingReferred
from domain.events.refs import FindingKey
from domain.findings.rule import Severity
from domain.kernel.errors import NotAllowed, Stale
from domain.kernel.event import shape

REFERRED = "REFERRED"
DISPOSITIONS = ("EXPLAINED", "CONFIRMED", REFERRED)
OFFICE_KINDS = ("licensing", "customs", "police", "prosecution")
_OFFICE = f"[A-Z]{{2}} ({'|'.join(OFFICE_KINDS)})"
LONGEST_REASON = 4_000


@shape
class FindingSeen:
    """A finding as it stands when somebody decides about it."""

    finding_id: str
    rule: str
    key: FindingKey
    state: str
    severity: int
    evidence: tuple[str, ...]


@shape
class Judgement:
    """What an officer says of a finding: EXPLAINED, CONFIRMED or REFERRED, why in a sentence, and to which office."""

    disposition: str
    reason: str
    office: str | None = None


def evidence_hash(evidence: Iterable[str]) -> str:
    """SHA-256 (hex) of the entries source#id, sorted by code point and joined by a newline (rules 1.8.4)."""
    return hashlib.sha256("\n".join(sorted(evidence)).encode()).hexdigest()


def disposed(finding: FindingSeen, judged: str, judgement: Judgement) -> FindingDisposed:
    """The disposition of an open finding judged on the evidence with this hash.

    Raises NotAllowed where it is not open or the judgement says nothing, Stale where its evidence moved on.
    """
    must_be_open(finding, judged)
    must_be_reasoned(judgement)
    return FindingDisposed(
        finding_id=finding.finding_id,
        rule=finding.rule,
        key=finding.key,
        evidence_hash=judged,
        disposition=judgement.disposition,
        reason=judgement.reason.strip(),
    )


def referred(finding: FindingSeen, judged: str, judgement: Judgement) -> FindingReferred | None:
    """To which office a finding goes, where it is closed as referred; None otherwise."""
    if judgement.disposition != REFERRED:
        return None
    return FindingReferred(
        finding_id=finding.finding_id,
        rule=finding.rule,
        key=finding.key,
        evidence_hash=judged,
        office=judgement.office or "",
        reason=judgement.reason.strip(),
    )


def must_be_open(finding: FindingSeen, judged: str) -> None:
    """Raises NotAllowed where a finding is not open, Stale where its evidence is not what was judged."""
    if finding.state != "OPEN":
        mend = "Read it again; only an open finding is disposed of, an earlier disposition is corrected."
        raise NotAllowed("FINDING_NOT_OPEN", "rules 1.8.2", mend, state=finding.state)
    if evidence_hash(finding.evidence) != judged:
        raise Stale("the evidence of this finding is no longer what was judged")


def must_be_light(finding: FindingSeen) -> None:
    """Raises NotAllowed for a finding that says stop now: it is looked at and closed alone, never among others."""
    if finding.severity >= Severity.STOP:
        mend = "Open it, read why it stands, and dispose of it alone."
        raise NotAllowed("STOP_NOW_ALONE", "R-094", mend, severity=finding.severity)


def must_be_reasoned(judgement: Judgement) -> None:
    """Raises NotAllowed for a judgement of no known kind, without a reason or too long a one, or referred to nobody."""
    if judgement.disposition not in DISPOSITIONS:
        mend = "Name one of " + ", ".join(DISPOSITIONS) + "."
        raise NotAllowed("NO_SUCH_DISPOSITION", "rules 1.8.4", mend, disposition=judgement.disposition)
    if judgement.disposition == REFERRED and not re.fullmatch(_OFFICE, judgement.office or ""):
        mend = f"Name the office that goes on with it, by State and kind: one of {', '.join(OFFICE_KINDS)}."
        raise NotAllowed("OFFICE_MISSING", "R-094", mend, office=judgement.office or "none")
    if not judgement.reason.strip():
        raise NotAllowed("REASON_MISSING", "R-094", "Say in a sentence why the finding can be closed.")
    if len(judgement.reason) > LONGEST_REASON:
        mend = f"Keep the reason within {LONGEST_REASON} characters and refer to the file for the rest."
        raise NotAllowed("REASON_TOO_LONG", "R-094", mend, characters=len(judgement.reason))
