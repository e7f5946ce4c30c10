"""An application says what is wanted, never what the law makes of it; each sentence has its lawful twin."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import ROUNDS, Fact, amount, authorized, line, mention, published
from tests.domain.decisions.case import CONFIRMED, ISSUED, sold, under
from tests.domain.decisions.given import Given, given, leads_to
from tests.domain.decisions.papers import issue
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
