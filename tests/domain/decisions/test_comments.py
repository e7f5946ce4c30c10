"""Findings commented on: by whoever's State sees them, in every state, without a change of anything."""

from __future__ import annotations

import pytest

from domain.findings.disposition import LONGEST_REASON
from tests.domain.decisions.given import NOT_THERE, Given, given, leads_to, not_allowed
from tests.domain.decisions.histories import OVERDRAWN, closing, commenting, judged
from tests.movements import adjusted, item

COMMENTED = leads_to("finding.commented")


@pytest.fixture
def office() -> Given:
    return given(*OVERDRAWN)


@pytest.mark.parametrize("state", ["XA", "XB"])
def test_every_state_that_sees_a_finding_comments_on_it(office: Given, state: str) -> None:
    assert office.when(commenting(), state=state) == COMMENTED


def test_what_one_does_not_see_is_not_there(office: Given) -> None:
    assert office.when(commenting(), state="XD") == not_allowed(NOT_THERE)
    assert office.when(commenting(finding_id="0" * 64)) == not_allowed(NOT_THERE)


def test_a_finding_is_commented_on_whatever_became_of_it(office: Given) -> None:
    assert office.after(closing()).when(commenting()) == COMMENTED
    office.record(adjusted("S2", [item(1, 40)]))
    assert office.when(commenting()) == COMMENTED


@pytest.mark.parametrize(
    ("text", "code"), [(" \n", "COMMENT_MISSING"), ("x" * (LONGEST_REASON + 1), "COMMENT_TOO_LONG")]
)
def test_a_comment_says_something_and_not_too_much(office: Given, text: str, code: str) -> None:
    assert office.when(commenting(text)) == not_allowed(code)


@pytest.mark.parametrize("state", ["XA", "XB"])
def test_a_comment_changes_no_finding_and_closes_none(office: Given, state: str) -> None:
    before = office.standing()
    after = office.after(commenting()._replace(state=state))
    assert after.standing() == before
    assert after.findings() == given(*OVERDRAWN).findings()
    assert after.when(closing()) == leads_to("finding.disposed")


def test_a_comment_does_not_open_again_what_is_closed(office: Given) -> None:
    closed = office.after(closing())
    before = closed.standing()
    assert {x.state for x in before if x.finding_id == judged()["finding_id"]} == {"CLOSED"}
    assert closed.after(commenting()).standing() == before
