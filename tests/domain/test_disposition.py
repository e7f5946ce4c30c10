"""What an officer may decide about a finding (R-094)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.events.finding import FindingDisposed
from domain.events.refs import FindingKey
from domain.findings.disposition import LONGEST_REASON, DisposeOfFinding, FindingSeen, decide, evidence_hash
from domain.kernel.errors import NotAllowed, Stale

KEY = FindingKey(licence="XA:EL-1", line=1, shipment=None, subject=None)
SEEN = FindingSeen(finding_id="f" * 64, rule="R01", key=KEY, state="OPEN", evidence=("b#2", "a#1"))
ORDER = DisposeOfFinding(evidence_hash=evidence_hash(["a#1", "b#2"]), disposition="EXPLAINED", reason=" weighed ")


def test_an_open_finding_is_closed_on_the_evidence_seen() -> None:
    assert decide(SEEN, ORDER) == FindingDisposed(
        finding_id=SEEN.finding_id,
        rule="R01",
        key=KEY,
        evidence_hash=ORDER.evidence_hash,
        disposition="EXPLAINED",
        reason="weighed",
    )


@pytest.mark.parametrize("evidence", [("a#1",), ("a#1", "b#2", "c#3"), ("a#1", "b#3"), ()])
def test_evidence_that_moved_on_makes_it_stale(evidence: tuple[str, ...]) -> None:
    with pytest.raises(Stale):
        decide(replace(SEEN, evidence=evidence), ORDER)


@pytest.mark.parametrize(
    ("seen", "order", "code"),
    [
        (replace(SEEN, state="CLOSED"), ORDER, "FINDING_NOT_OPEN"),
        (replace(SEEN, state="CLEARED"), ORDER, "FINDING_NOT_OPEN"),
        (SEEN, replace(ORDER, disposition="IGNORED"), "NO_SUCH_DISPOSITION"),
        (SEEN, replace(ORDER, reason=" \n"), "REASON_MISSING"),
        (SEEN, replace(ORDER, reason="x" * (LONGEST_REASON + 1)), "REASON_TOO_LONG"),
    ],
)
def test_a_step_that_cannot_exist_says_why_and_how_to_mend_it(
    seen: FindingSeen, order: DisposeOfFinding, code: str
) -> None:
    with pytest.raises(NotAllowed) as refused:
        decide(seen, order)
    assert refused.value.code == code
    assert refused.value.mend.endswith(".")


def test_the_longest_reason_is_taken() -> None:
    assert len(decide(SEEN, replace(ORDER, reason="x" * LONGEST_REASON)).reason) == LONGEST_REASON
