"""What an officer may decide about a finding (R-094)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.events.finding import FindingDisposed
from domain.events.refs import FindingKey
from domain.findings.disposition import LONGEST_REASON, FindingSeen, Judgement, disposed, evidence_hash
from domain.kernel.errors import NotAllowed, Stale

KEY = FindingKey(licence="XA:EL-1", line=1, shipment=None, subject=None)
SEEN = FindingSeen(finding_id="f" * 64, rule="R01", key=KEY, state="OPEN", severity=4, evidence=("b#2", "a#1"))
JUDGED = evidence_hash(["a#1", "b#2"])
SAID = Judgement(disposition="EXPLAINED", reason=" weighed ")


def test_an_open_finding_is_closed_on_the_evidence_seen() -> None:
    assert disposed(SEEN, JUDGED, SAID) == FindingDisposed(
        finding_id=SEEN.finding_id,
        rule="R01",
        key=KEY,
        evidence_hash=JUDGED,
        disposition="EXPLAINED",
        reason="weighed",
    )


@pytest.mark.parametrize("evidence", [("a#1",), ("a#1", "b#2", "c#3"), ("a#1", "b#3"), ()])
def test_evidence_that_moved_on_makes_it_stale(evidence: tuple[str, ...]) -> None:
    with pytest.raises(Stale):
        disposed(replace(SEEN, evidence=evidence), JUDGED, SAID)


@pytest.mark.parametrize(
    ("seen", "said", "code"),
    [
        (replace(SEEN, state="CLOSED"), SAID, "FINDING_NOT_OPEN"),
        (replace(SEEN, state="CLEARED"), SAID, "FINDING_NOT_OPEN"),
        (SEEN, replace(SAID, disposition="IGNORED"), "NO_SUCH_DISPOSITION"),
        (SEEN, replace(SAID, reason=" \n"), "REASON_MISSING"),
        (SEEN, replace(SAID, reason="x" * (LONGEST_REASON + 1)), "REASON_TOO_LONG"),
    ],
)
def test_a_step_that_cannot_exist_says_why_and_how_to_mend_it(seen: FindingSeen, said: Judgement, code: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        disposed(seen, JUDGED, said)
    assert refused.value.code == code
    assert refused.value.mend.endswith(".")


def test_the_longest_reason_is_taken() -> None:
    assert len(disposed(SEEN, JUDGED, replace(SAID, reason="x" * LONGEST_REASON)).reason) == LONGEST_REASON
