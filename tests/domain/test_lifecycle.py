"""The life of a finding, from candidate to history (rules 1.8)."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from domain.events.refs import FindingKey
from domain.events.streams import finding_id
from domain.findings.disposition import evidence_hash
from domain.findings.lifecycle import KeptFinding
from domain.record.sources import closing_role, may_close
from tests.builders import Fact, calendar, disposed, key, licence, published, tick, told, waived
from tests.given import history, of, one
from tests.movements import adjusted, cancelled, declared, exited

EXCESS = key("XA:EL-1", 1)
SPENT = key("XA:EL-1", 1, "UCR-S2")
TOO_MUCH = (licence(), declared("S1", 60), declared("S2", 45), exited("S2"))  # 001 to 004
OVER = ("/states/XA/customs#002", "/states/XA/customs#003", "/states/XA/licensing#001")


def excess(*more: Fact) -> KeptFinding:
    """The finding of R01 after S1 60 and S2 45 of 100, and what came then."""
    return one("R01", history(*TOO_MUCH, *more))


def stamps(found: KeptFinding) -> tuple[str, str, str | None]:
    return found.opened_at, found.updated_at, found.cleared_at


def closing(evidence: tuple[str, ...] = OVER, on: Fact = EXCESS, **changes: Any) -> Fact:
    """A disposition by XA of the excess, judged on some evidence."""
    return disposed("R01", on, finding_id("R01", FindingKey(**on)), evidence_hash(evidence), **changes)


def test_a_finding_is_named_after_rule_and_key() -> None:
    found = excess()
    assert found.finding_id == hashlib.sha256(b"R01|XA:EL-1|1||").hexdigest()
    assert found.evidence == OVER
    assert evidence_hash(OVER[::-1]) == hashlib.sha256("\n".join(OVER).encode()).hexdigest()


def test_it_opens_with_the_fact_that_settles_it_and_says_by_how_much() -> None:
    found = excess(tick("2030-05-01"))
    assert (found.state, found.severity, found.quantity) == ("OPEN", 4, "5")
    assert stamps(found) == ("2030-03-04T12:00:00Z", "2030-03-04T12:00:00Z", None)


def test_a_candidate_is_never_printed() -> None:
    assert history(licence(), declared("S1", 60), declared("S2", 45), adjusted("S2", 40), exited("S2")) == []


def test_a_limit_that_passes_between_two_facts_opens_it_at_its_own_instant() -> None:
    found = one("R01", history(licence(), declared("S1", 101), tick("2030-06-01")))
    assert found.opened_at == "2030-03-05T12:00:00Z"
    home = published("authorities", calendar(offset="+05:45"))
    waiting = told(declared("S1", 101), recorded="2030-03-03T12:00:00+02:00")
    found = one("R01", history(home, licence(), waiting, tick("2030-06-01")))
    assert found.opened_at == "2030-03-05T12:00:00+02:00", "in the offset the fact was written with"


def test_a_fact_recorded_at_the_very_instant_of_a_limit_counts_before_it() -> None:
    mended = told(adjusted("S1", 100), recorded="2030-03-05T12:00:00Z")
    assert history(licence(), declared("S1", 101), mended) == []
    late = told(adjusted("S1", 100), recorded="2030-03-05T12:00:00.000000001Z")
    assert one("R01", history(licence(), declared("S1", 101), late)).state == "CLEARED"


def test_a_limit_that_had_passed_before_anybody_knew_opens_it_with_the_fact() -> None:
    late = told(declared("S1", 101), recorded="2030-03-03")
    assert one("R01", history(licence(), tick("2030-06-01"), late)).opened_at == "2030-06-01T00:00:00Z"


def test_it_is_cleared_by_the_fact_that_ends_it_and_keeps_what_it_last_was() -> None:
    found = excess(cancelled("S1", on="2030-04-01"))
    assert (found.state, found.severity, found.quantity) == ("CLEARED", 4, "5")
    assert stamps(found) == ("2030-03-04T12:00:00Z", "2030-04-01T12:00:00Z", "2030-04-01T12:00:00Z")
    assert found.evidence == OVER


def test_another_excess_moves_the_update_alone() -> None:
    found = excess(adjusted("S2", 90, on="2030-04-01"))
    assert (found.state, found.severity, found.quantity) == ("OPEN", 5, "50")
    assert stamps(found) == ("2030-03-04T12:00:00Z", "2030-04-01T12:00:00Z", None)
    again = excess(adjusted("S2", 90, on="2030-04-01"), tick("2030-05-01"))
    assert stamps(again) == stamps(found)


def test_it_opens_again_as_a_new_episode() -> None:
    found = excess(adjusted("S2", 40, on="2030-04-01"), adjusted("S2", 45, on="2030-05-01"))
    assert (found.state, found.quantity) == ("OPEN", "5")
    assert stamps(found) == ("2030-05-01T12:00:00Z", "2030-05-01T12:00:00Z", None)


def test_an_officer_closes_it_on_the_evidence_seen() -> None:
    found = excess(closing(at="2030-04-01"))
    assert found.state == "CLOSED"
    assert stamps(found) == ("2030-03-04T12:00:00Z", "2030-04-01T12:00:00Z", None)


def test_other_evidence_opens_it_again_and_the_same_closes_it_again() -> None:
    more = declared("S3", 5, on="2030-03-05"), exited("S3", "2030-04-15")
    found = excess(closing(at="2030-04-01"), *more)
    assert (found.state, found.quantity) == ("CLOSED", "5"), "S3 is used after exhaustion and no part of this"
    more = declared("S0", 1, on="2030-03-01"), exited("S0", "2030-04-15")
    found = excess(closing(at="2030-04-01"), *(told(x, recorded="2030-04-15") for x in more))
    assert (found.state, found.quantity, found.opened_at) == ("OPEN", "6", "2030-04-15T12:00:00Z")
    gone = told(cancelled("S0"), recorded="2030-05-01")
    found = excess(closing(at="2030-04-01"), *(told(x, recorded="2030-04-15") for x in more), gone)
    assert (found.state, found.quantity) == ("CLOSED", "5")


@pytest.mark.parametrize(
    "void",
    [
        told(closing(), by="/states/XB/licensing"),
        told(closing(), by="/states/XA/customs"),
        closing(OVER[:2]),
        closing(on=SPENT),
        closing() | {"data": closing()["data"] | {"finding_id": "0" * 64}},
    ],
    ids=["another State", "another role", "other evidence", "another key", "an id that does not follow"],
)
def test_a_void_disposition_closes_nothing(void: Fact) -> None:
    assert excess(void).state == "OPEN"


def test_a_waiver_closes_whatever_the_evidence_until_its_last_day_has_passed() -> None:
    waiver = waived("R01", EXCESS, "2030-06-30", at="2030-04-01")
    assert excess(waiver, adjusted("S2", 90, on="2030-05-01")).state == "CLOSED"
    assert excess(waiver, tick("2030-06-30T23:59:59.999Z")).state == "CLOSED"
    found = excess(waiver, tick("2030-08-01"))
    assert (found.state, found.opened_at, found.updated_at) == ("OPEN", *["2030-07-01T00:00:00Z"] * 2)


def test_a_waiver_ends_in_the_state_that_gave_it() -> None:
    east, waiver = published("authorities", calendar(offset="+05:45")), waived("R01", EXCESS, "2030-06-30")
    found = one("R01", history(east, *TOO_MUCH, waiver, tick("2030-08-01")))
    assert found.opened_at == "2030-07-01T00:00:00+05:45"


def test_under_a_waiver_it_is_closed_from_the_beginning() -> None:
    found = one("R01", history(waived("R01", EXCESS, "2030-06-30", at="2030-01-01"), *TOO_MUCH))
    assert (found.state, found.opened_at) == ("CLOSED", "2030-03-04T12:00:00Z")


def test_what_is_closed_is_cleared_all_the_same() -> None:
    found = excess(waived("R01", EXCESS, "2030-06-30"), cancelled("S1", on="2030-05-01"))
    assert (found.state, found.cleared_at) == ("CLEARED", "2030-05-01T12:00:00Z")
    assert of("R01", history(licence(), declared("S1", 60), waived("R01", EXCESS, "2030-06-30"))) == ""


def test_a_waiver_is_shortened_by_a_correction() -> None:
    waiver = told(waived("R01", EXCESS, "2030-06-30", at="2030-04-01"), name="W")
    shorter = told(waived("R01", EXCESS, "2030-04-30", at="2030-04-02"), corrects="W")
    assert excess(waiver, shorter, tick("2030-04-30T12:00:00Z")).state == "CLOSED"
    assert excess(waiver, shorter, tick("2030-05-01")).opened_at == "2030-05-01T00:00:00Z"


def test_closing_changes_nothing_for_other_rules() -> None:
    spent = (licence(), declared("S1", 100), declared("S2", 5), exited("S2"))
    found = history(*spent, waived("R02", SPENT, "2030-06-30"))
    assert (of("R01", found), of("R02", found)) == ("", "HOLD 5 CLOSED")


@pytest.mark.parametrize(
    ("source", "rule", "named", "may"),
    [
        ("/states/XA/licensing", "R01", "XA:EL-1", True),
        ("/states/XA/licensing/west", "R01", "XA:EL-1", True),
        ("/states/XB/licensing", "R01", "XA:EL-1", False),
        ("/states/XA/import-authority", "R01", "XA:EL-1", False),
        ("/states/XB/import-authority", "R07", "XB:IA-1", True),
        ("/states/XB/licensing", "R07", "XB:IA-1", False),
        ("/states/XC/licensing", "R17", None, True),
        ("/states/XC/customs", "R17", None, False),
    ],
)
def test_who_may_close(source: str, rule: str, named: str | None, may: bool) -> None:
    assert may_close(source, rule, named) is may
    assert closing_role(rule) == ("import-authority" if rule == "R07" else "licensing")
