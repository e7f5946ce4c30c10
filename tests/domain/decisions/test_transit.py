"""Every transit State has consented or need not be asked: each side of each threshold (R-036 to R-039, R-043)."""

from __future__ import annotations

from typing import Any

import pytest

from projections.sentences import said
from tests.builders import Fact, answered, asked, authorized, calendar, published, reference, withdrawn
from tests.domain.decisions.case import CONFIRMED, Row, passes, sold, stops
from tests.domain.decisions.given import given
from tests.domain.decisions.papers import answer_about, asked_for, assessed, issue, presented

SENT = "2029-12-12"


def through(*more: Fact, states: tuple[str, ...] = ("XC",), **changes: Any) -> tuple[Fact, ...]:
    """AP-1, assessed, on a route through XC, and what the transit State says."""
    return sold(*more, transit_states=list(states), **changes)


def silent(profile: str, *more: Fact, holidays: tuple[str, ...] = (), sent: str = SENT) -> tuple[Fact, ...]:
    """XC was asked on Wednesday 12 December 2029: the twentieth working day is Wednesday 9 January."""
    papers = (presented(), answer_about("AUTHENTIC"))
    home = published("authorities", calendar(holidays=holidays))
    return through(home, asked(on=sent), *papers, *more, profile=profile, end_use_documents=["XA:D-1"])


def landlocked(*, end: str = "XB", since: str = "2030-01-10", until: str | None = None, state: str = "XC") -> Fact:
    """An arrangement in favour of a landlocked State."""
    row = {"landlocked_state": end, "transit_state": state, "from": since, "to": until}
    return published("landlocked", row)


def on_conditions(*conditions: str) -> Fact:
    """XC consents, on conditions."""
    found = answered("CONDITIONAL", SENT)
    return found | {"data": found["data"] | {"conditions": list(conditions)}}


def taken_over(*conditions: str, sent: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """AP-1 through XC, in whose assessment these conditions are taken over."""
    return (authorized(), CONFIRMED, *asked_for(transit_states=["XC"]), assessed(conditions=conditions), *sent)


ASKED = asked(on=SENT)
YES = answered("NO_OBJECTION", SENT)
MISSING, OBJECTED = "TRANSIT_MISSING:XC", "TRANSIT_OBJECTED:XC"

ROWS: tuple[Row, ...] = (
    # asked and answered
    stops(MISSING, "not asked", *through()),
    stops(MISSING, "asked, and no answer", *through(ASKED)),
    passes("asked, and no objection", *through(ASKED, YES)),
    passes(
        "asked about the authorization instead of the licence",
        *through(
            asked(on=SENT, licence=None, authorization=reference("IA-1", "XB")),
            YES,
        ),
    ),
    stops(MISSING, "asked about another licence", *through(asked(on=SENT, licence=reference("EL-9", "XA")), YES)),
    stops(
        "TRANSIT_MISSING:XD",
        "two States, one of which has consented",
        *through(
            ASKED,
            YES,
            states=("XC", "XD"),
        ),
    ),
    passes("the States at the ends of the route are no transit States", *through(states=("XA", "XB"))),
    # objected, withdrawn, lapsed
    stops(OBJECTED, "it objects from the day of issue", *through(ASKED, answered("OBJECTION", "2030-01-10"))),
    stops(
        MISSING,
        "it objects from the day after: no answer yet",
        *through(
            ASKED,
            answered("OBJECTION", "2030-01-11"),
        ),
    ),
    stops(OBJECTED, "consented first, then objected", *through(ASKED, YES, answered("OBJECTION", "2029-12-20"))),
    passes(
        "objected first, then consented",
        *through(ASKED, answered("OBJECTION", SENT), answered("NO_OBJECTION", "2029-12-20")),
    ),
    passes("consented until the day of issue", *through(ASKED, answered("NO_OBJECTION", SENT, "2030-01-10"))),
    stops(MISSING, "consented until yesterday", *through(ASKED, answered("NO_OBJECTION", SENT, "2030-01-09"))),
    stops(MISSING, "consent withdrawn from the day of issue", *through(ASKED, YES, withdrawn("2030-01-10"))),
    passes("consent withdrawn from the day after", *through(ASKED, YES, withdrawn("2030-01-11"))),
    stops(
        MISSING,
        "a claim that none is needed is no consent",
        *through(
            ASKED,
            answered("NO_OBJECTION", SENT, basis="TACIT"),
        ),
    ),
    # conditions
    stops(
        "TRANSIT_CONDITIONS:XC",
        "on a condition that nobody took over",
        *taken_over(
            sent=(ASKED, on_conditions("by day only")),
        ),
    ),
    passes(
        "on a condition that was taken over", *taken_over("by day only", sent=(ASKED, on_conditions("by day only")))
    ),
    stops(
        "TRANSIT_CONDITIONS:XC",
        "on two conditions, one taken over",
        *taken_over(
            "by day only",
            sent=(ASKED, on_conditions("by day only", "under escort")),
        ),
    ),
    # silence
    passes("EU25: silent, and the twentieth working day is over", *silent("EU25")),
    stops(MISSING, "EU25: silent, on the twentieth working day", *silent("EU25"), on="2030-01-09"),
    stops("PROFILE_NOT_IN_FORCE", "EU12 has had its day, however long XC is silent", *silent("EU12")),
    stops(MISSING, "EU25: a holiday more makes it the day after", *silent("EU25", holidays=("2029-12-25",))),
    passes("EU25: and then it is over", *silent("EU25", holidays=("2029-12-25",)), on="2030-01-11"),
    stops(MISSING, "EU25: never asked is not silent", *silent("EU25", sent="2030-01-10")),
    stops(
        OBJECTED,
        "EU25: an objection after the time is over counts all the same",
        *silent(
            "EU25",
            answered("OBJECTION", "2030-01-10"),
        ),
    ),
    stops(
        MISSING,
        "EU25: who took its consent back is not silent",
        *silent(
            "EU25",
            YES,
            withdrawn("2029-12-20"),
        ),
    ),
    passes(
        "EU25: a claim of silence does not break it",
        *silent(
            "EU25",
            answered("NO_OBJECTION", "2029-12-20", basis="TACIT"),
        ),
    ),
    stops(MISSING, "FP: silence is no consent", *silent("FP")),
    stops(MISSING, "ATT: silence is no consent", *silent("ATT")),
    # not needed
    passes("an arrangement for the landlocked State of import, from the day of issue", *through(landlocked())),
    passes("or for that of export", *through(landlocked(end="XA"))),
    stops(MISSING, "an arrangement from the day after", *through(landlocked(since="2030-01-11"))),
    passes("an arrangement until the day of issue", *through(landlocked(since="2020-01-01", until="2030-01-10"))),
    stops(MISSING, "an arrangement until the day before", *through(landlocked(since="2020-01-01", until="2030-01-09"))),
    stops(MISSING, "an arrangement with another State", *through(landlocked(state="XD"))),
    stops(MISSING, "an arrangement for a State that has no part in it", *through(landlocked(end="XE"))),
    stops(
        OBJECTED,
        "an arrangement does not outweigh an objection",
        *through(
            landlocked(),
            ASKED,
            answered("OBJECTION", SENT),
        ),
    ),
    passes("temporary, for an exhibition", *through(kind="TEMPORARY", purpose="EXHIBITION")),
    stops(
        f"TEMPORARY_UNFOUNDED RECEIPT_EXEMPTION_UNLAWFUL {MISSING}",
        "temporary, for resale",
        *through(kind="TEMPORARY", purpose="RESALE"),
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.sentence)
def test_a_licence_is_issued_only_when_no_transit_state_stands_in_the_way(row: Row) -> None:
    assert row.reasons() == list(row.against)


def test_whoever_waits_under_the_protocol_is_told_that_silence_is_no_consent() -> None:
    (told_no,) = given(*silent("FP")).decides(issue()).reasons
    assert said(told_no.message) == "Transit goes through XC, which had not answered."
    assert said(told_no.mend).endswith("Silence is no consent under the Protocol.")
