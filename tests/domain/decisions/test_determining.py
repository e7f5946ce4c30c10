"""What officers determine about an application: by the rows of the law, each with a ground, until it is decided."""

from __future__ import annotations

from typing import Any

import pytest

from tests.applications import ground, requirement
from tests.builders import ROUNDS, Fact, answered, asked, authorized, line, published
from tests.domain.decisions.case import CONFIRMED, ISSUED
from tests.domain.decisions.given import Then, figures, given, leads_to, not_allowed, order, refused
from tests.domain.decisions.papers import (
    APPLICANT,
    applied,
    assessed,
    determined,
    in_order,
    issue,
    sent_back,
)
from tests.movements import stop

DETERMINED = leads_to("licence-application.determined")
RIFLE = {"category": "FIREARM", "item_class": "RIFLE", "calibre": "308 Win", "action": "MANUAL_REPEATING"}
TRIP: dict[str, Any] = {
    "kind": "TEMPORARY",
    "purpose": "HUNTING",
    "return_by": "2030-12-31",
    "import_authorization": None,
    "import_authorization_required": False,
    "delivery_verification_required": True,
}
TOO_WIDE = refused("IMPORT_EXEMPTION_UNLAWFUL")
EU: dict[str, Any] = {"profile": "EU25"}


def trip(*lines: Fact, **changes: Any) -> Then:
    """What comes of determining that a hunting trip with these goods needs no import authorization."""
    told = TRIP | changes
    return given(applied(list(lines), **told)).when(determined(list(lines), **told))


def rifles(count: int, **changes: Any) -> Fact:
    """Hunting rifles on line 1."""
    return line(1, count, goods=RIFLE | changes)


def rounds(count: int) -> Fact:
    """Rounds on line 2."""
    return line(2, count, goods=ROUNDS)


# -- how far an exemption reaches --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "lines", "changes"),
    [
        (DETERMINED, (rifles(10), rounds(800)), {}),
        (TOO_WIDE, (rifles(11),), {}),
        (TOO_WIDE, (rifles(6), rifles(5) | {"line": 2}), {}),
        (TOO_WIDE, (rifles(2), rounds(801)), {}),
        (DETERMINED, (rifles(2), rounds(1200)), {"purpose": "SPORT"}),
        (TOO_WIDE, (rifles(2), rounds(1201)), {"purpose": "SPORT"}),
        (DETERMINED, (rifles(100),), {"purpose": "EXHIBITION"}),
        (TOO_WIDE, (rifles(101),), {"purpose": "EXHIBITION"}),
        (DETERMINED, (rifles(2, action=None),), {}),
        (DETERMINED, (rifles(2, action="SEMI_AUTO"),), {}),
        (TOO_WIDE, (rifles(2, action="FULL_AUTO"),), {}),
        (TOO_WIDE, (rifles(2, action="SELECTIVE"),), {"purpose": "EXHIBITION"}),
        (TOO_WIDE, (rifles(2, action=None, type="MACHINE_GUN"),), {}),
        (TOO_WIDE, (rifles(2, action=None, description="light machine-gun, belt fed"),), {}),
        (TOO_WIDE, (rifles(2, item_class="MILITARY"),), {}),
        (TOO_WIDE, (rifles(2, hs="930190"),), {}),
        (DETERMINED, (rifles(2, hs="930330"),), {}),
        (TOO_WIDE, (rifles(2) | {"control": "O"},), {}),
        (DETERMINED, (rifles(2),), {"return_by": "2032-12-31"}),
        (TOO_WIDE, (rifles(2),), {"return_by": "2033-01-01"}),
        (DETERMINED, (rifles(2),), EU | {"return_by": "2031-03-31"}),
        (TOO_WIDE, (rifles(2),), EU | {"return_by": "2031-04-01"}),
    ],
    ids=lambda x: None if isinstance(x, Then) else str(x)[:60],
)
def test_an_exemption_reaches_as_far_as_the_row_of_its_purpose(
    then: Then, lines: tuple[Fact, ...], changes: dict[str, Any]
) -> None:
    assert trip(*lines, **changes) == then


def test_what_goes_beyond_an_exemption_is_told_with_its_figures() -> None:
    told = TRIP | {"return_by": "2040-01-01"}
    goods = [rifles(5000, item_class="MILITARY", action="FULL_AUTO", hs="930190")]
    (only,) = given(applied(goods, **told)).decides(determined(goods, **told)).reasons
    assert figures(only)["beyond"] == (
        "the goods are to be back by 2040-01-01, and must be by 2032-12-31, line 1 is of class military, "
        "line 1 is under heading 9301, military weapons, line 1 fires as full auto, "
        "5000 pieces are asked for, 10 at the most are exempt"
    )


@pytest.mark.parametrize(
    ("then", "paper", "exempt_as"),
    [
        (refused("IMPORT_EXEMPTION_UNLAWFUL"), "import_authorization", "ON_REQUEST"),
        (refused("IMPORT_EXEMPTION_UNLAWFUL"), "import_authorization", "BECAUSE_I_SAY_SO"),
        (refused("IMPORT_EXEMPTION_UNLAWFUL"), "import_authorization", None),
        (DETERMINED, "delivery_verification", "ON_REQUEST"),
        (refused("RECEIPT_EXEMPTION_UNLAWFUL"), "delivery_verification", "TEMPORARY_PURPOSE"),
        (refused("RECEIPT_EXEMPTION_UNLAWFUL"), "delivery_verification", "BECAUSE_I_SAY_SO"),
    ],
)
def test_a_paper_is_left_out_only_as_the_law_of_the_profile_has_it(
    then: Then, paper: str, exempt_as: str | None
) -> None:
    assert given(applied()).when(determined(told={paper: requirement(False, exempt_as)})) == then


def test_under_eu25_proof_of_receipt_is_not_a_matter_of_asking_for_it() -> None:
    told = {"delivery_verification": requirement(False, "ON_REQUEST")}
    assert given(applied(**EU)).when(determined(told=told, **EU)) == refused("RECEIPT_EXEMPTION_UNLAWFUL")
    assert given(applied(**EU)).when(determined(**EU)) == DETERMINED


# -- profile, procedure, temporary export ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "on", "then"),
    [
        ("FP", "2029-12-12", DETERMINED),
        ("ATT", "2029-12-12", DETERMINED),
        ("EU25", "2029-02-12", DETERMINED),
        ("EU25", "2029-02-11", refused("PROFILE_NOT_IN_FORCE")),
        ("EU12", "2029-02-11", DETERMINED),
        ("EU12", "2029-02-12", refused("PROFILE_NOT_IN_FORCE")),
    ],
)
def test_a_profile_is_one_of_the_state_and_the_day(profile: str, on: str, then: Then) -> None:
    case = given(applied(profile=profile, on="2029-01-10"))
    assert case.when(determined(profile=profile, on=on, delivery_verification_required=True)) == then


def test_a_state_that_is_not_of_the_union_issues_under_no_law_of_the_union() -> None:
    at_home: dict[str, Any] = {"state": "XD", "export_state": "XD"}
    wanted = applied(profile="EU25")
    wanted["data"]["application"]["state"] = wanted["data"]["wanted"]["export_state"] = at_home["state"]
    told = determined(profile="EU25")
    told["data"]["application"]["state"] = at_home["state"]
    (only,) = given(wanted).decides(told, state="XD").reasons
    assert (only.code, figures(only)["profiles"]) == ("PROFILE_NOT_IN_FORCE", "ATT, FP")


@pytest.mark.parametrize(
    ("then", "changes"),
    [
        (DETERMINED, EU | TRIP | {"purpose": "REPAIR"}),
        (refused("PROCEDURE_UNLAWFUL"), EU | TRIP),
        (refused("PROCEDURE_UNLAWFUL"), TRIP | {"purpose": "REPAIR"}),
        (refused("PROCEDURE_UNLAWFUL"), EU),
    ],
    ids=["for repair", "for hunting", "for repair, under the Protocol", "for good"],
)
def test_the_simplified_procedure_is_for_its_purposes(then: Then, changes: dict[str, Any]) -> None:
    lines, simple = [rifles(2)], {"procedure": {"procedure": "SIMPLIFIED", "ground": ground()}}
    assert given(applied(lines, **changes)).when(determined(lines, told=simple, **changes)) == then


def test_goods_that_come_back_do_so_for_a_purpose_that_the_law_names() -> None:
    lent: dict[str, Any] = {"kind": "TEMPORARY", "return_by": "2030-12-31", "delivery_verification_required": True}
    assert given(applied(**lent, purpose="RESALE")).when(determined(**lent, purpose="RESALE")) == refused(
        "TEMPORARY_UNFOUNDED"
    )
    assert given(applied(**lent, purpose="EXHIBITION")).when(determined(**lent, purpose="EXHIBITION")) == DETERMINED


# -- transit, from the route -------------------------------------------------------------------------------------------


def routed(*stops: Fact, **changes: Any) -> Fact:
    """AP-1 by a route."""
    wanted = applied(**changes)
    wanted["data"]["wanted"]["route"] = [x | {"sequence": n} for n, x in enumerate(stops, 1)]
    return wanted


def need(state: str, what: str = "CONSENT") -> Fact:
    """What is determined of a State."""
    return {"state": state, "need": what, "ground": ground()}


THROUGH_XC, LEFT_OUT = stop("XC"), refused("TRANSIT_STATE_LEFT_OUT")
HIDDEN = stop("XB") | {"locode": "XCPRT"}


@pytest.mark.parametrize(
    ("then", "stops", "told"),
    [
        (DETERMINED, (), {"no_transit": ground()}),
        (LEFT_OUT, (), {"no_transit": None}),
        (DETERMINED, (THROUGH_XC,), {"transit": [need("XC")], "no_transit": None}),
        (DETERMINED, (THROUGH_XC,), {"transit": [need("XC"), need("XD")], "no_transit": None}),
        (LEFT_OUT, (THROUGH_XC,), {"no_transit": ground("It is a short way.")}),
        (LEFT_OUT, (THROUGH_XC, stop("XD")), {"transit": [need("XC")]}),
        (LEFT_OUT, (THROUGH_XC, stop("XD", "CALL", "SEA")), {"transit": [need("XC")]}),
        (LEFT_OUT, (THROUGH_XC, stop("XD", "LOAD")), {"transit": [need("XC")]}),
        (LEFT_OUT, (HIDDEN,), {"no_transit": ground()}),
        (DETERMINED, (HIDDEN,), {"transit": [need("XC")]}),
        (DETERMINED, (stop("XB", "DISCHARGE"), stop("XA", "LOAD")), {"no_transit": ground()}),
    ],
)
def test_every_state_on_the_route_is_determined(then: Then, stops: tuple[Fact, ...], told: Fact) -> None:
    assert given(routed(*stops)).when(determined(told=told)) == then


BY_SEA, BY_CALL = stop("XC", "TRANSIT", "SEA"), stop("XC", "CALL", "SEA")
CHANGED, UNLAWFUL = stop("XC", "TRANSSHIPMENT", "SEA"), refused("TRANSIT_EXEMPTION_UNLAWFUL:XC")


@pytest.mark.parametrize(
    ("then", "leg", "what", "changes"),
    [
        (DETERMINED, BY_SEA, "EXEMPT_SEA_AIR", EU),
        (UNLAWFUL, BY_SEA, "EXEMPT_SEA_AIR", {}),
        (UNLAWFUL, CHANGED, "EXEMPT_SEA_AIR", EU),
        (UNLAWFUL, THROUGH_XC, "EXEMPT_SEA_AIR", EU),
        (DETERMINED, BY_CALL, "EXEMPT_CALL", {}),
        (UNLAWFUL, BY_SEA, "EXEMPT_CALL", {}),
        (UNLAWFUL, THROUGH_XC, "EXEMPT_TEMPORARY", {}),
        (DETERMINED, THROUGH_XC, "EXEMPT_TEMPORARY", TRIP | {"lines": [rifles(2)]}),
        (UNLAWFUL, THROUGH_XC, "LANDLOCKED_AGREEMENT", {}),
    ],
)
def test_a_state_need_not_be_asked_as_the_law_has_it_for_the_route(
    then: Then, leg: Fact, what: str, changes: dict[str, Any]
) -> None:
    told = {"transit": [need("XC", what)], "no_transit": None}
    assert given(routed(leg, **changes)).when(determined(told=told, **changes)) == then


def test_an_arrangement_for_a_landlocked_state_holds_while_it_is_on_the_list() -> None:
    row = {"landlocked_state": "XB", "transit_state": "XC", "from": "2029-12-12", "to": None}
    told = {"transit": [need("XC", "LANDLOCKED_AGREEMENT")], "no_transit": None}
    case = given(published("landlocked", row), routed(THROUGH_XC))
    assert case.when(determined(told=told)) == DETERMINED
    assert case.when(determined(told=told, on="2029-12-11")) == UNLAWFUL


def test_goods_that_pass_by_sea_need_no_consent_where_it_was_determined_so() -> None:
    told = {"transit": [need("XC", "EXEMPT_SEA_AIR")], "no_transit": None}
    lines = [line(1, 100, goods=ROUNDS)]
    enough = authorized(lines=[{"item_class": "AMMUNITION", "quantity": {"value": "100", "unit": "C62"}}])
    case = (enough, CONFIRMED, routed(BY_SEA, lines=lines, **EU), assessed())
    assert given(*case, determined(lines, told=told, **EU)).when(issue()) == leads_to(*ISSUED)
    asking = determined(lines, told={"transit": [need("XC")]}, **EU)
    assert given(*case, asking).when(issue()) == refused("TRANSIT_MISSING:XC")
    objected = (asked(on="2029-12-13"), answered("OBJECTION", "2029-12-14"))
    assert given(*case, determined(lines, told=told, **EU), *objected).when(issue()) == refused("TRANSIT_OBJECTED:XC")


# -- mistakes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("GROUND_MISSING", {"law": {"profile": "FP", "ground": ground(" ")}}),
        ("GROUND_MISSING", {"no_transit": ground("So.", " ")}),
        ("PLACE_MISSING", {"place_of_issue": " "}),
        ("NO_SUCH_WORD", {"scope": {"form": "ETERNAL", "ground": ground()}}),
        ("NO_SUCH_WORD", {"procedure": {"procedure": "NONE", "ground": ground()}}),
        ("NO_SUCH_WORD", {"transit": [need("XC", "NOTHING")]}),
        ("STATE_TWICE", {"transit": [need("XC"), need("XC")]}),
        ("NO_SUCH_LINE", {"controls": [{"line": 2, "control": "O", "ground": ground()}]}),
    ],
)
def test_what_is_determined_is_told_in_words_that_mean_something_with_a_ground(code: str, told: Fact) -> None:
    assert given(applied()).when(determined(told=told)) == not_allowed(code)


def test_an_application_says_nothing_of_the_law_and_numbers_its_stops() -> None:
    old = in_the_old_form()
    assert given().when(old) == not_allowed("CLAIMS_LAW")
    twice = routed(THROUGH_XC, stop("XD"))
    twice["data"]["wanted"]["route"][1]["sequence"] = 1
    assert given().when(twice) == not_allowed("ROUTE_NUMBERS")


# -- when a determination counts ---------------------------------------------------------------------------------------


def in_the_old_form() -> Fact:
    """AP-1 as applications were once, with a claim about each thing that is determined today."""
    claimed = {
        "profile": "FP",
        "kind": "MULTIPLE",
        "import_authorization_required": False,
        "delivery_verification_required": False,
        "transit_states": ["XC"],
        "undertaking": {"no_reexport": False, "term_months": None},
    }
    told = applied()
    return told | {"data": told["data"] | {"claimed": claimed}}


def test_the_last_determination_counts() -> None:
    narrower = determined(told={"delivery_verification": requirement(True)}, on="2029-12-21")
    first, *_ = given(*in_order(), narrower).decides(issue()).events
    assert first.terms.delivery_verification_required
    wide, *_ = given(*in_order()).decides(issue()).events
    assert not wide.terms.delivery_verification_required


def test_a_determination_older_than_a_change_of_the_application_counts_no_more() -> None:
    changed = applied(50, on="2029-12-19") | {"corrects": "004", "id": "changed"}
    case = given(*in_order())
    assert case.facts[3]["type"] == "licence-application.submitted.v2"
    case.record(changed)
    assert case.when(issue()) == refused("NOT_DETERMINED")
    assert case.after(determined(50, on="2029-12-22")).when(issue()) == leads_to(*ISSUED)


def test_it_is_determined_until_it_is_decided_and_stays_assessed() -> None:
    assert given(*in_order()).when(determined(on="2029-12-21")) == DETERMINED
    assert given(*in_order(), determined(on="2029-12-21")).when(issue()) == leads_to(*ISSUED)
    assert given(*in_order(), sent_back()).when(determined(on="2029-12-22")) == DETERMINED
    assert given(*in_order(40)).after(issue()).when(determined(on="2030-01-11")) == not_allowed("NOT_IN_THIS_STATE")
    assert given().when(determined()) == not_allowed("NOT_FOUND")


def test_an_application_in_the_old_form_is_determined_before_it_is_issued_with_every_state_it_claimed() -> None:
    old = (authorized(), CONFIRMED, in_the_old_form(), assessed())
    assert given(*old).when(issue()) == refused("NOT_DETERMINED")
    assert given(*old).when(determined()) == LEFT_OUT
    papers = (asked(on="2029-12-12"), answered("NO_OBJECTION", "2029-12-13"))
    told = determined(told={"transit": [need("XC")]})
    assert given(*old, *papers).after(told).when(issue()) == leads_to(*ISSUED)


def test_who_applied_may_determine_and_does_not_decide() -> None:
    assert given(applied()).when(order(determined(), by=APPLICANT)) == DETERMINED
