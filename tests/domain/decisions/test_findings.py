"""Findings disposed of: given a finding at the head of the log, when it is judged, then it is closed or it is not."""

from __future__ import annotations

from typing import Any

import pytest

from domain.decisions.dispositions import AT_ONCE, NotAll
from domain.findings.disposition import LONGEST_REASON, evidence_hash
from domain.findings.rule import Severity
from domain.kernel.errors import Stale
from tests.builders import key, licence, told, waived
from tests.domain.decisions.given import NOT_THERE, Given, given, not_allowed
from tests.domain.decisions.given import leads_to as closes_as
from tests.domain.decisions.histories import OVERDRAWN, closing, closing_all, judged
from tests.movements import adjusted, declared, exited, item

CLOSED = closes_as("finding.disposed")
UNKNOWN = {"finding_id": "0" * 64, "evidence_hash": "0" * 64}
SECOND = [
    told(x, recorded="2030-03-20") for x in (licence(5, number="EL-2"), declared("S3", 6, number="EL-2"), exited("S3"))
]
"""One more was exported under another licence, too: another finding."""
MORE = adjusted("S2", [item(1, 42)])
"""One more still: the finding stands on other evidence."""


@pytest.fixture
def office() -> Given:
    return given(*OVERDRAWN)


def state_of(records: Given, finding_id: str) -> str:
    found = records.finding(finding_id)
    assert found is not None
    return found.state


def each(records: Given) -> list[dict[str, str]]:
    """Every open finding as it was seen just now."""
    standing = [x for x in records.standing() if x.state == "OPEN"]
    return [{"finding_id": x.finding_id, "evidence_hash": evidence_hash(x.evidence)} for x in standing]


# -- one ---------------------------------------------------------------------------------------------------------------


def test_an_open_finding_is_closed_on_the_evidence_that_was_seen(office: Given) -> None:
    assert office.when(closing()) == CLOSED
    assert state_of(office.after(closing()), judged()["finding_id"]) == "CLOSED"


def test_what_is_closed_already_is_not_closed_again(office: Given) -> None:
    assert office.after(closing()).when(closing()) == not_allowed("FINDING_NOT_OPEN")


def test_what_a_waiver_closed_is_not_open_either(office: Given) -> None:
    office.record(waived("R01", key("XA:EL-1", 1), "2030-12-31"))
    assert office.when(closing()) == not_allowed("FINDING_NOT_OPEN")


def test_what_new_facts_cleared_is_not_closed_any_more(office: Given) -> None:
    office.record(adjusted("S2", [item(1, 40)]))
    assert office.when(closing()) == not_allowed("FINDING_NOT_OPEN")


def test_evidence_that_grew_meanwhile_must_be_judged_anew(office: Given) -> None:
    office.record(MORE)
    with pytest.raises(Stale):
        office.when(closing())


def test_a_finding_that_is_nowhere_cannot_be_closed(office: Given) -> None:
    assert office.when(closing(**UNKNOWN)) == not_allowed(NOT_THERE)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": " \n"}, "REASON_MISSING"),
        ({"reason": "x" * (LONGEST_REASON + 1)}, "REASON_TOO_LONG"),
        ({"disposition": "IGNORED"}, "NO_SUCH_DISPOSITION"),
    ],
)
def test_a_judgement_that_says_nothing_closes_nothing(office: Given, changes: dict[str, str], code: str) -> None:
    assert office.when(closing(**changes)) == not_allowed(code)


def test_the_state_in_the_key_closes_it_and_no_other(office: Given) -> None:
    assert office.when(closing(), state="XB") == not_allowed(NOT_THERE)
    assert office.when(closing(), state="XA") == CLOSED


# -- several -----------------------------------------------------------------------------------------------------------


def obstacles(records: Given, *findings: dict[str, str], **changes: Any) -> dict[str, str]:
    with pytest.raises(NotAll) as why:
        records.decides(closing_all(*findings), **changes)
    assert all(x.detail and x.mend for x in why.value.obstacles)
    return {x.finding_id: x.code for x in why.value.obstacles}


def test_one_order_closes_several(office: Given) -> None:
    office.record(*SECOND)
    findings = each(office)
    assert len(findings) > 1
    after = office.after(closing_all(*findings))
    assert {state_of(after, x["finding_id"]) for x in findings} == {"CLOSED"}


def test_where_one_is_stale_none_is_closed(office: Given) -> None:
    office.record(*SECOND)
    findings = each(office)
    office.record(MORE)
    rest = [x for x in findings if x in each(office)]
    assert len(findings) == len(rest) + 1
    assert obstacles(office, *findings) == {judged()["finding_id"]: "STALE"}
    assert office.when(closing_all(*rest)).events == ("finding.disposed",) * len(rest)


def test_everything_that_stands_in_the_way_is_told_at_once(office: Given) -> None:
    office.record(*SECOND)
    findings = each(office)
    office.after(closing())
    moved = [x | {"evidence_hash": "1" * 64} if x != judged() else x for x in findings]
    expected = {x["finding_id"]: "STALE" for x in findings} | {judged()["finding_id"]: "FINDING_NOT_OPEN"}
    assert obstacles(office, *moved, UNKNOWN) == expected | {UNKNOWN["finding_id"]: "NOT_FOUND"}


def test_of_those_of_another_state_it_is_told_that_none_is_there(office: Given) -> None:
    assert office.when(closing_all(judged(), UNKNOWN), state="XB") == not_allowed(NOT_THERE)


def test_what_says_stop_now_is_closed_alone_and_never_among_others(office: Given) -> None:
    office.record(adjusted("S2", [item(1, 100)]))
    (grave,) = (x for x in office.standing() if x.state == "OPEN" and x.rule == "R01")
    named = {"finding_id": grave.finding_id, "evidence_hash": evidence_hash(grave.evidence)}
    assert grave.severity == Severity.STOP
    assert obstacles(office, named) == {grave.finding_id: "STOP_NOW_ALONE"}
    assert office.when(closing(**named)) == CLOSED


def test_a_finding_named_twice_is_closed_once(office: Given) -> None:
    assert office.when(closing_all(judged(), judged())) == CLOSED


@pytest.mark.parametrize(("count", "code"), [(0, "NOTHING_SELECTED"), (AT_ONCE + 1, "TOO_MANY")])
def test_an_order_closes_at_least_one_and_at_most_as_many_as_can_be_looked_at(
    office: Given, count: int, code: str
) -> None:
    findings = [judged(), *(judged() | {"finding_id": f"{n:064x}"} for n in range(1, count))][:count]
    assert office.when(closing_all(*findings)) == not_allowed(code)


def test_without_a_reason_nothing_is_even_looked_at(office: Given) -> None:
    assert office.when(closing_all(judged() | {"evidence_hash": "0" * 64}, reason=" ")) == not_allowed("REASON_MISSING")
