"""Authorizations, notices, lists and waivers: what they must say (R-023, R-033, R-044, R-097, R-138)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.state.authorizations import authorization
from tests.builders import (
    Fact,
    amount,
    asked,
    authorization_amended,
    authorization_terms,
    authorized,
    calendar,
    key,
    licence,
    mention,
    published,
    reference,
    waived,
)
from tests.domain.decisions.given import NOT_THERE, Then, given, leads_to, not_allowed, refused
from tests.domain.decisions.papers import applied

NAMELESS = mention("IMPORTER", "XB-P-0001") | {"name": " "}
UNREGISTERED = {k: v for k, v in mention("END_USER", "XB-P-0002").items() if k != "register_id"}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, None),
        ({"valid_to": None}, None),
        ({"valid_to": "2029-11-01"}, None),
        ({"valid_to": "2029-10-31"}, "an expiry after the first day"),
        ({"recipient": UNREGISTERED}, "final recipient with register id"),
        ({"importer": NAMELESS}, "importer"),
        ({"import_state": "XC"}, "country of import XB"),
        ({"lines": [{"item_class": "HANDGUN", "quantity": amount(None)}]}, "quantity of class HANDGUN"),
        ({"lines": [{"item_class": "HANDGUN", "quantity": amount(1, None)}]}, "quantity of class HANDGUN"),
        ({"importer": NAMELESS, "recipient": UNREGISTERED}, "final recipient with register id, importer"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_an_authorization_is_issued_and_amended_only_when_complete(changes: Fact, missing: str | None) -> None:
    amended = authorization_amended(100, "2029-12-02")
    amended["data"]["terms"] = authorization_terms(100, **changes)
    for desk, told in ((given(), authorized(**changes)), (given(authorized()), amended)):
        if missing is None:
            assert desk.when(told) == leads_to(told["type"].removesuffix(".v1"))
        else:
            assert desk.when(told) == refused("CONTENT_MISSING")
            assert desk.reason(told) == {"authorization": "XB:IA-1", "missing": missing}


def test_a_copy_of_another_states_authorization_is_entered_in_its_name_and_is_not_yet_verified() -> None:
    decision = given().decides(authorized(), name="authorization copy", state="XA")
    assert decision.speaker == "XB"
    copied = given().after(authorized(), name="authorization copy", state="XA")
    held = authorization.of(copied.records, "XB:IA-1")
    assert held is not None
    assert held.verified is None


def test_ones_own_authorization_is_issued_and_not_copied() -> None:
    assert given().when(authorized(), name="authorization copy", state="XB") == not_allowed("OWN_AUTHORIZATION")


@pytest.mark.parametrize(
    ("named", "then"),
    [
        ({}, leads_to("transit-notice.sent")),
        ({"licence": None, "authorization": reference("IA-1", "XB")}, leads_to("transit-notice.sent")),
        ({"licence": None}, not_allowed("NOTHING_NAMED")),
    ],
    ids=["a licence", "an authorization", "neither"],
)
def test_a_notice_names_what_the_transit_belongs_to(named: dict[str, Any], then: Then) -> None:
    assert given(authorized(), applied()).when(asked(**named)) == then


def test_a_notice_about_an_authorization_is_sent_where_a_case_names_it_be_it_on_record_or_not() -> None:
    named = asked(licence=None, authorization=reference("IA-1", "XB"))
    unfit = applied(end_user=mention("END_USER", "XB-P-0009"))
    for history in ([], [authorized()]):
        assert given(*history).when(named) == not_allowed(NOT_THERE)
    for history in ([applied()], [applied(), authorized()], [unfit], [unfit, authorized()]):
        assert given(*history).when(named) == leads_to("transit-notice.sent")


def test_a_state_is_asked_under_a_number_once() -> None:
    assert given(asked()).when(asked()) == not_allowed("NOT_IN_THIS_STATE")
    assert given(asked()).when(asked("XD")) == leads_to("transit-notice.sent")


@pytest.mark.parametrize(
    ("told", "then"),
    [
        (published("authorities", calendar()), leads_to("list.published")),
        (published("authorities"), leads_to("list.published")),
        (published("authorities", {"state": "XA"}), not_allowed("NO_SUCH_ROW")),
        (published("authorities", calendar() | {"colour": "red"}), not_allowed("NO_SUCH_ROW")),
        (published("colours", calendar()), not_allowed("NO_SUCH_ROW")),
    ],
    ids=["a row", "no rows", "half a row", "more than a row", "no such list"],
)
def test_a_list_has_rows_of_its_kind(told: Fact, then: Then) -> None:
    assert given().when(told) == then


@pytest.mark.parametrize(
    ("told", "then"),
    [
        (waived("R01", key("XA:EL-1", 1), "2030-04-01"), leads_to("waiver.granted")),
        (waived("R01", key("XA:EL-1", 1), "2030-03-31"), not_allowed("WAIVER_OVER")),
        (waived("R01", key("XB:EL-1", 1), "2030-04-01"), not_allowed(NOT_THERE)),
        (waived("R09", key(), "2030-04-01"), not_allowed(NOT_THERE)),
    ],
    ids=["until today", "until yesterday", "on another State's licence", "on what is not found"],
)
def test_a_waiver_has_an_end_to_come_and_is_of_the_state_in_its_key(told: Fact, then: Then) -> None:
    assert given(licence()).when(told) == then


def test_a_waiver_has_a_reason() -> None:
    told = waived("R01", key("XA:EL-1", 1), "2030-12-31")
    assert given(licence()).when(told | {"data": told["data"] | {"reason": ""}}) == not_allowed("REASON_MISSING")
