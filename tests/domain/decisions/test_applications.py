"""An application on its way: who may say what of it, and by how many eyes it is decided (R-016, R-020, R-058)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.decisions.command import WrongState
from domain.events.application import GROUNDS
from domain.kernel.message import as_stored
from domain.preconditions.grounds import Concern
from tests.builders import Fact, authorization_verified, authorized, licence, mention, registered
from tests.builders import told as said_by
from tests.domain.decisions.case import ISSUED
from tests.domain.decisions.given import NOT_THERE, Order, Then, given, leads_to, not_allowed, order, refused
from tests.domain.decisions.papers import (
    APPLICANT,
    APPROVER,
    ASSESSOR,
    DETERMINER,
    applied,
    asked_for,
    assessed,
    granted,
    in_order,
    issue,
    sent_back,
    taken_back,
    turned_down,
)

TURNED_DOWN = leads_to("licence-application.refused")
FOUR_EYES = not_allowed("FOUR_EYES")
COPIED = "/states/XB/import-authority/copied-in-xa"


def told(fact: Fact, **changes: Any) -> Order:
    """An order with a changed content, given by whoever the fact says."""
    return order(fact | {"data": fact["data"] | changes}, by=fact["actor"])


# -- four eyes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "issues", "refuses"),
    [
        (APPROVER, leads_to(*ISSUED), TURNED_DOWN),
        (APPLICANT, FOUR_EYES, FOUR_EYES),
        (DETERMINER, FOUR_EYES, FOUR_EYES),
        (ASSESSOR, FOUR_EYES, FOUR_EYES),
    ],
    ids=["another officer", "who applied", "who determined", "who assessed"],
)
def test_who_applied_determined_or_assessed_neither_confirms_nor_refuses(who: str, issues: Then, refuses: Then) -> None:
    assert given(*in_order()).confirms(issue(by=who)) == issues
    assert given(*in_order()).when(turned_down(on="2030-01-10"), by=who) == refuses


def test_who_assessed_first_does_not_decide_although_another_assessed_it_again() -> None:
    twice = given(*in_order(), sent_back(), assessed(on="2029-12-22", by="assessor-2"))
    assert twice.confirms(issue(by=ASSESSOR)) == twice.confirms(issue(by="assessor-2")) == FOUR_EYES
    assert twice.confirms(issue(by=APPROVER)) == leads_to(*ISSUED)


def test_who_sent_it_back_may_decide() -> None:
    assert given(*in_order(), sent_back(), assessed(on="2029-12-22")).when(issue()) == leads_to(*ISSUED)


def test_who_applied_or_assessed_may_propose_the_licence() -> None:
    assert given(*in_order()).when(issue(by=ASSESSOR)) == leads_to(*ISSUED)


def test_four_eyes_are_told_with_what_the_officer_did() -> None:
    with pytest.raises(WrongState, match=r"FOUR_EYES \(R-020\): officer assessor-1, did assessed"):
        given(*in_order()).decides(turned_down(on="2030-01-10"), by=ASSESSOR)


def test_whoever_proposed_a_licence_does_not_confirm_it() -> None:
    assert given(*in_order()).confirms(issue(), proposer=APPROVER) == FOUR_EYES


@pytest.mark.parametrize("who", ["copier-1", "verifier-1"])
def test_whoever_copied_or_verified_what_the_terms_name_does_not_confirm_the_licence(who: str) -> None:
    copied = said_by(authorized(), by=COPIED) | {"actor": "copier-1"}
    verified = authorization_verified("CONFIRMED") | {"actor": "verifier-1"}
    desk = given(copied, verified, *asked_for(), assessed())
    assert desk.confirms(issue(by=who)) == FOUR_EYES
    assert desk.confirms(issue()) == leads_to(*ISSUED)


def test_confirming_a_copied_paper_does_not_bar_from_confirming_the_licence() -> None:
    by_two = said_by(authorized(), by=COPIED) | {"actor": APPROVER, "person": APPROVER, "proposer": ASSESSOR}
    desk = given(by_two, authorization_verified("CONFIRMED"), *asked_for(), assessed())
    assert desk.confirms(issue()) == leads_to(*ISSUED)
    assert desk.confirms(issue(by="other-account"), person=ASSESSOR) == FOUR_EYES


def test_a_licence_proposed_yesterday_is_issued_on_the_day_on_which_it_is_confirmed() -> None:
    tomorrow = issue()._replace(time="2030-01-11T09:00:00Z")
    assert given(*in_order()).when(tomorrow) == not_allowed("NOT_TODAY")
    assert given(*in_order()).confirms(tomorrow) == leads_to(*ISSUED)


def test_four_eyes_come_before_what_is_missing() -> None:
    assert given(*asked_for(), assessed()).confirms(issue(by=ASSESSOR)) == FOUR_EYES
    assert given(*asked_for(), assessed()).when(issue()) == refused("IMPORT_MISSING")


# -- the exporter ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("register_id", "then"),
    [("XA-P-0001", None), ("XA-P-0002", NOT_THERE), (None, None)],
    ids=["the exporter itself", "another firm", "an officer"],
)
def test_an_exporter_applies_and_withdraws_in_its_own_name(register_id: str | None, then: str | None) -> None:
    assert given().when(applied(), register_id=register_id).not_allowed == then
    assert given(applied()).when(taken_back(), register_id=register_id).not_allowed == then


def test_one_applies_to_the_state_of_export() -> None:
    assert given().when(applied(export_state="XD")) == not_allowed("ANOTHER_STATE")


def test_what_was_asked_for_is_what_is_licensed() -> None:
    issued, then, foil = given(*in_order(60)).decides(issue()).events
    assert (issued.application, issued.issued_on) == ("XA:AP-1", "2030-01-10")
    assert (issued.terms.lines[0].quantity.value, issued.terms.valid_to) == ("60", "2030-12-31")
    assert then.licence == issued.licence == foil.licence


# -- assessed, returned, refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "changes", "then"),
    [
        (assessed("GRANT"), {}, leads_to("licence-application.assessed")),
        (assessed("REFUSE"), {}, leads_to("licence-application.assessed")),
        (assessed("WAIT"), {}, not_allowed("NO_SUCH_RECOMMENDATION")),
        (assessed(), {"assessment": " "}, not_allowed("ASSESSMENT_MISSING")),
    ],
    ids=["grant", "refuse", "neither", "not a word about what was seen"],
)
def test_an_assessment_says_what_was_seen_and_recommends(fact: Fact, changes: dict[str, Any], then: Then) -> None:
    assert given(applied()).when(told(fact, **changes)) == then


@pytest.mark.parametrize(
    ("fact", "changes", "then"),
    [
        (turned_down("C1"), {}, TURNED_DOWN),
        (turned_down(*GROUNDS), {}, TURNED_DOWN),
        (turned_down(), {"grounds": []}, not_allowed("NO_SUCH_GROUND")),
        (turned_down("C1", "C9"), {}, not_allowed("NO_SUCH_GROUND")),
        (turned_down(), {"reason": ""}, not_allowed("REASON_MISSING")),
        (sent_back(), {"reason": " "}, not_allowed("REASON_MISSING")),
    ],
    ids=["one ground", "all grounds", "no ground", "no ground of the law", "no reason", "sent back without a reason"],
)
def test_a_refusal_names_its_grounds_and_its_reason(fact: Fact, changes: dict[str, Any], then: Then) -> None:
    assert given(*in_order()).when(told(fact, **changes)) == then


def test_a_recommendation_binds_nobody() -> None:
    against = given(*in_order()[:4], assessed("REFUSE"))
    assert against.when(issue()) == leads_to(*ISSUED)
    assert given(*in_order()).when(turned_down()) == TURNED_DOWN


def test_the_last_assessment_counts() -> None:
    open_ = (Concern("f1", "R05", "XA-P-0001", as_stored("It has been refused before."), ("XA",)),)
    again = (sent_back(), assessed(on="2029-12-22"))
    seen = in_order(acknowledged=("f1",))
    assert given(*seen, concerns=lambda _: open_).when(issue()) == leads_to(*ISSUED)
    assert given(*seen, *again, concerns=lambda _: open_).when(issue()) == refused("FINDINGS_NOT_ACKNOWLEDGED")


# -- the licence -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "then"),
    [
        ("EL-2", leads_to(*ISSUED)),
        ("EL-1", not_allowed("LICENCE_EXISTS")),
        ("XD:EL-2", not_allowed("ANOTHER_STATE")),
    ],
    ids=["its own number", "a number that is taken", "a number of another State"],
)
def test_a_licence_has_a_number_of_its_own_of_its_state(number: str, then: Then) -> None:
    assert given(*in_order(40), licence(10)).when(issue(number)) == then


def test_a_temporary_licence_takes_nothing_of_an_authorization() -> None:
    fair: dict[str, Any] = {"kind": "TEMPORARY", "purpose": "EXHIBITION", "import_authorization_required": False}
    fair["return_by"] = "2030-12-31"
    case = given(*asked_for(import_authorization=None, **fair), assessed())
    assert case.when(issue()) == leads_to("export-licence.issued", "licence-application.granted")


def test_an_application_is_granted_once() -> None:
    assert given(*in_order(), granted()).when(issue("EL-2")) == not_allowed("NOT_IN_THIS_STATE")
    assert given(*in_order(40)).after(issue()).when(issue("EL-2")) == not_allowed("NOT_IN_THIS_STATE")


def test_the_exporter_of_the_application_is_the_holder_of_the_licence() -> None:
    known = registered("XA-P-0007")
    issued, *_ = given(known, *in_order(exporter=mention("EXPORTER", "XA-P-0007"))).decides(issue()).events
    assert issued.terms.exporter.register_id == "XA-P-0007"
