"""An application says what is wanted, never what the law makes of it; each sentence has its lawful twin."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from domain.decisions import COMMANDS
from licensing.orders.form import Malformed, read_order
from tests.builders import ROUNDS, Fact, amended, amount, authorized, licence, line, mention, published
from tests.domain.decisions.case import CONFIRMED, ISSUED, sold, under
from tests.domain.decisions.given import Given, given, leads_to
from tests.domain.decisions.papers import applied, assessed, determined, issue
from tests.domain.decisions.test_refused_before import asked_before, refused, wanted
from tests.domain.rows.parties import listed
from tests.papers import P30

PASSES = leads_to(*ISSUED)


def against(*history: Fact) -> tuple[str, ...]:
    """What stands against the licence that is applied for in a history."""
    return Given(history).when(issue()).refused


def rounds(*, hs: str = "930630", count: object = 1000) -> tuple[Fact, ...]:
    """Rounds are applied for, under a code, against an authorization for them."""
    enough = authorized(lines=[{"item_class": "AMMUNITION", "quantity": amount(2000)}])
    return under(enough, CONFIRMED, lines=[line(1, count, goods=ROUNDS | {"hs": hs})])


# -- 5,000 machine guns "for hunting", no authorization, no transit answer, no return date -----------------------------

MACHINE_GUN = {"category": "FIREARM", "item_class": "MILITARY", "type": "MACHINE_GUN", "action": "FULL_AUTO"}
RIFLE = {"category": "FIREARM", "item_class": "RIFLE", "calibre": "308 Win", "action": "MANUAL_REPEATING"}
FOR_HUNTING: dict[str, Any] = {
    "kind": "TEMPORARY",
    "purpose": "HUNTING",
    "import_authorization": None,
    "import_authorization_required": False,
    "delivery_verification_required": True,
}
ARSENAL = [line(1, 5000, goods=MACHINE_GUN | {"hs": "930190", "calibre": "7.62x51"})]
TRIP = [line(1, 2, goods=RIFLE), line(2, 200, goods=ROUNDS | {"calibre": "308 Win"})]
EVERYTHING = ("IMPORT_EXEMPTION_UNLAWFUL", "TRANSIT_STATE_LEFT_OUT")


def hunting(goods: list[Fact], **changes: Any) -> tuple[Fact, Fact, dict[str, Any]]:
    """AP-1 for a hunting trip by road through XC, the assessment of it, and the terms that are hoped for."""
    told = FOR_HUNTING | {"transit_states": ["XC"]} | changes
    return applied(goods, **told), assessed(), told


def test_an_application_has_no_place_in_which_to_write_the_law() -> None:
    """On the code before, the terms of the application were those of the licence: exemptions, transit and profile."""
    facts = applied(ARSENAL, **FOR_HUNTING)["data"]
    for name, claim in (
        ("import_authorization_required", False),
        ("delivery_verification_required", False),
        ("profile", "EU25"),
        ("kind", "TEMPORARY"),
        ("transit_states", []),
        ("embargo_exemption", {"row": "EM-1", "reference": "X-1", "effective_on": "2029-01-01"}),
    ):
        written = msgspec.json.encode({"data": facts | {"wanted": facts["wanted"] | {name: claim}}})
        with pytest.raises(Malformed, match=name):
            read_order(COMMANDS["application submit"], written)
    assert read_order(COMMANDS["application submit"], msgspec.json.encode({"data": facts})).data.claimed is None


def test_five_thousand_machine_guns_are_no_hunting_trip() -> None:
    """On the code before, the licence was issued on the words of the application alone."""
    wanted, seen, told = hunting(ARSENAL)
    assert against(wanted, seen) == ("NOT_DETERMINED",)
    careless = determined(ARSENAL, **told | {"transit_states": []})
    assert given(wanted, seen).when(careless).refused == EVERYTHING
    assert "IMPORT_MISSING" in against(wanted, seen, careless)
    strict = determined(ARSENAL, **told | {"kind": "MULTIPLE", "import_authorization_required": True})
    assert {"IMPORT_MISSING", "TRANSIT_MISSING:XC"} <= set(against(wanted, seen, strict))


def test_a_hunter_goes_hunting_with_two_rifles_without_an_authorization_or_an_answer_of_the_transit_state() -> None:
    wanted, seen, told = hunting(TRIP, return_by="2030-12-31")
    trip = determined(TRIP, **told)
    assert given(wanted, seen).when(trip) == leads_to("licence-application.determined")
    issued, *_ = given(wanted, seen, trip).decides(issue()).events
    assert (issued.terms.kind, issued.terms.purpose, issued.terms.return_by) == ("TEMPORARY", "HUNTING", "2030-12-31")


@pytest.mark.parametrize("purpose", ["HUNTING", "SPORT", "EXHIBITION", "REPAIR", "EVALUATION"])
def test_no_purpose_of_a_temporary_export_covers_an_arsenal(purpose: str) -> None:
    wanted, seen, told = hunting(ARSENAL, purpose=purpose, return_by="2030-12-31")
    assert given(wanted, seen).when(determined(ARSENAL, **told)).refused == ("IMPORT_EXEMPTION_UNLAWFUL",)
    samples = [line(1, 2, goods=RIFLE)]
    wanted, seen, told = hunting(samples, purpose=purpose, return_by="2030-12-31")
    assert given(wanted, seen, determined(samples, **told)).when(issue()) == leads_to(*ISSUED[:2])


def test_an_amendment_makes_no_hunting_trip_of_a_sale() -> None:
    """On the code before, an amendment could let off all that the law had asked for when the licence was issued."""
    sale = (authorized(), CONFIRMED, licence(100, import_authorization="IA-1", import_authorization_required=True))
    exempt: dict[str, Any] = {"kind": "TEMPORARY", "purpose": "EXHIBITION", "return_by": "2030-12-31"}
    assert "LAW_IS_DETERMINED" in given(*sale).when(amended(100, since="2030-03-03", **exempt)).refused
    kept: dict[str, Any] = {"import_authorization": "IA-1", "import_authorization_required": True}
    assert given(*sale).when(amended(90, since="2030-03-03", **kept)) == leads_to("export-licence.amended")
    stricter = kept | {"delivery_verification_required": True}
    assert given(*sale).when(amended(90, since="2030-03-03", **stricter)) == leads_to("export-licence.amended")


# -- an embargo exemption the applicant grants itself ------------------------------------------------------------------

EMBARGO: dict[str, Any] = {
    **{"row": "EM-1", "state": "XB", "from": "2029-01-01", "to": None, "classes": [], "actors": "ALL"},
    "exemption_types": ["HUMANITARIAN"],
}
GRANTED: dict[str, Any] = {
    "embargo_exemption": {"row": "EM-1", "reference": "UNSC 2029/14", "effective_on": "2030-01-01"}
}


def test_nobody_grants_himself_an_exemption_under_an_embargo() -> None:
    """On the code before, the exemption in the application lifted the embargo."""
    row = published("embargoes", EMBARGO)
    assert against(row, *sold()) == ("EMBARGO",)
    closed = published("embargoes", EMBARGO | {"exemption_types": []})
    assert given(closed, *sold()).when(determined(**GRANTED)).refused == ("EMBARGO_EXEMPTION_UNLAWFUL",)
    assert given(*sold()).when(determined(**GRANTED)).refused == ("EMBARGO_EXEMPTION_UNLAWFUL",)
    of_another = published("embargoes", EMBARGO | {"state": "XE"})
    assert given(of_another, *sold()).when(determined(**GRANTED)).refused == ("EMBARGO_EXEMPTION_UNLAWFUL",)


def test_an_exemption_of_the_row_is_determined_with_its_reference_and_lifts_the_embargo() -> None:
    row, told = published("embargoes", EMBARGO), determined(on="2029-12-21", **GRANTED)
    assert given(row, *sold()).when(told) == leads_to("licence-application.determined")
    assert given(row, *sold(), told).when(issue()) == PASSES


# -- a licence that ended before its issue, 2.5 pistols, 1000.5 rounds, sets of nothing, another's code ----------------


def test_a_licence_that_ended_before_its_issue_is_not_issued() -> None:
    over: dict[str, Any] = {"valid_from": "2029-11-01", "valid_to": "2030-01-09"}
    assert against(*sold(**over)) == ("ENDED_BEFORE_ISSUE",)
    assert given(*sold(**over | {"valid_to": "2030-01-10"})).when(issue()) == PASSES


def test_two_and_a_half_pistols_are_not_licensed() -> None:
    assert against(*sold(lines="2.5")) == ("QUANTITY_NOT_WHOLE",)
    assert given(*sold(lines="2")).when(issue()) == PASSES


def test_half_a_round_is_not_licensed() -> None:
    assert against(*rounds(count="1000.5")) == ("QUANTITY_NOT_WHOLE",)
    assert given(*rounds(count="1000")).when(issue()) == PASSES


@pytest.mark.parametrize("pack", ["0", "0.0"])
def test_ten_sets_of_nothing_are_not_licensed(pack: str) -> None:
    def sets(of: str) -> tuple[Fact, ...]:
        return sold(lines=[line(1, 10) | {"quantity": amount(10, "SET", of)}])

    assert "QUANTITY_OF_NOTHING" in against(*sets(pack))
    assert given(*sets("5")).when(issue()) == PASSES


def test_ammunition_is_not_licensed_under_the_code_of_a_pistol() -> None:
    assert against(*rounds(hs="930200")) == ("HS_KIND_MISMATCH",)
    assert given(*rounds(hs="930630")).when(issue()) == PASSES


# -- a recipient on the sanctions list under a register id nobody registered -------------------------------------------

LISTED = published("sanctions", listed("Sabir Anwar Doskali", date_of_birth="1961-04-02", nationality="XE"))


def sold_to(name: str, **more: Any) -> tuple[Fact, ...]:
    """AP-1 for a final recipient of a name, under a register id that nobody has registered."""
    recipient = mention("END_USER", "XB-P-7777") | {"name": name} | more
    return (*under(authorized(recipient=recipient), CONFIRMED, end_user=recipient), LISTED)


def test_a_listed_recipient_gets_nothing_under_an_id_that_nobody_registered() -> None:
    assert against(*sold_to("Sabir Anwar Doskali")) == ("LISTED_PARTY",)
    homonym = sold_to("Sabir Anwar Doskali", date_of_birth="1990-01-01", nationality="XD")
    assert given(*homonym).when(issue()) == PASSES
    assert given(*sold_to("Mara Vell")).when(issue()) == PASSES


# -- the same goods and recipient as a refusal a moment ago ------------------------------------------------------------


def test_what_was_refused_a_moment_ago_is_not_licensed_now() -> None:
    a_moment_ago = refused(100, on="2030-01-10T11:59:00Z")
    assert against(*wanted(100, *a_moment_ago)) == ("PRIOR_REFUSAL",)
    assert given(*wanted(100, *a_moment_ago, goods=P30)).when(issue()) == PASSES
    assert given(*wanted(20, *a_moment_ago)).when(issue()) == PASSES


def test_what_was_refused_a_moment_ago_is_not_licensed_in_halves() -> None:
    a_moment_ago = refused(100, on="2030-01-10T10:00:00Z")
    halves = asked_before("AP-9", 50, on="2030-01-10T11:00:00Z")
    assert against(*wanted(50, *a_moment_ago, *halves)) == ("PRIOR_REFUSAL",)
    assert given(*wanted(50, *a_moment_ago)).when(issue()) == PASSES
