"""Papers of other States that came by letter, copied in their name until they speak for themselves (R-036, R-084)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.chapters.documents.end_use_documents import answer
from domain.kernel.moments import day
from domain.state.consignments import consignment
from domain.state.notices import notice
from tests.builders import Fact, answered, asked, authorized, licence
from tests.domain.decisions.given import NOT_THERE, Given, given, leads_to, not_allowed, refused
from tests.domain.decisions.papers import answer_about, copied, presented
from tests.movements import arrived, declared, exited, verified

GONE = (licence(), declared("S1", 60), exited("S1"))
OWN_WORD = answer_about("REPUDIATED") | {"source": "/states/XB/import-authority"}
CASES: dict[str, tuple[tuple[Fact, ...], Fact, Fact, str]] = {
    "a transit State's answer": (
        (asked(),),
        answered("NO_OBJECTION", "2030-03-01"),
        answered("OBJECTION", "2030-03-01"),
        "XC",
    ),
    "a receipt": (GONE, verified("S1", 60, on="2030-03-20"), verified("S1", 50, "DV-9", on="2030-03-19"), "XB"),
    "an answer about a document": ((presented(),), answer_about("AUTHENTIC"), OWN_WORD, "XB"),
}
"""What is on record, what the letter says, what its State says itself, and which State that is."""


def what_counts(records: Given, case: str) -> Any:
    """What the rules go by."""
    if case == "a transit State's answer":
        (asked_of,) = notice.of(records.records, "XA:TN-1")
        decided = asked_of.decided(day("2030-12-31"))
        return decided and decided.data.answer
    if case == "a receipt":
        found = consignment.of(records.records, "UCR-S1")
        return [x.data.lines[0].quantity.value for x in found.standing_verifications()] if found else None
    told = answer.of(records.records, "XA:D-1")
    return told and told.data.result


@pytest.mark.parametrize("case", CASES)
def test_a_letter_is_copied_in_the_name_of_its_state_and_says_which_it_is(case: str) -> None:
    history, letter, _, state = CASES[case]
    records, told = given(*history), copied(letter)
    decision = records.decides(told)
    assert decision.speaker == state
    assert records.when(told) == leads_to(letter["type"].removesuffix(".v1"), "paper.copied")
    paper = decision.events[-1]
    assert (paper.state, paper.paper.number, paper.paper.channel) == (state, "Z 4417/29", "DIPLOMATIC")
    before = what_counts(records, case)
    assert what_counts(records.after(told), case) != before


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("other", "why"), [("XB", "the State itself"), ("XC", "itself"), ("XD", "uninvolved")])
def test_to_every_other_state_it_is_not_there(case: str, other: str, why: str) -> None:
    history, letter, _, _ = CASES[case]
    assert why
    assert given(*history).when(copied(letter, state=other)) == not_allowed(NOT_THERE)


@pytest.mark.parametrize("case", CASES)
def test_what_is_not_on_record_is_not_copied_about(case: str) -> None:
    assert given().when(copied(CASES[case][1])) == not_allowed(NOT_THERE)


@pytest.mark.parametrize("case", [*CASES, "an authorization"])
@pytest.mark.parametrize(
    ("channel", "taken"),
    [("APPLICANT", False), ("EXPORTER", False), ("DIPLOMATIC", True), ("CONTACT_POINT", True), ("REGISTER", True)],
)
def test_what_a_party_to_the_case_brings_is_not_copied(case: str, channel: str, taken: bool) -> None:
    history, letter = CASES[case][:2] if case in CASES else ((), authorized())
    then = given(*history).when(copied(letter, channel=channel))
    assert then == refused("CAME_BY_A_PARTY") if not taken else then.refused == ()


@pytest.mark.parametrize("case", CASES)
def test_the_word_of_the_state_itself_displaces_the_copy_whichever_came_first(case: str) -> None:
    history, letter, own, _ = CASES[case]
    alone = what_counts(given(*history, own), case)
    assert what_counts(given(*history).after(copied(letter)), case) != alone
    assert what_counts(Given([*given(*history).after(copied(letter)).facts, own]), case) == alone
    assert given(*history, own).when(copied(letter)) == refused("SAID_ITSELF")


def test_a_letter_certifies_no_more_than_arrived_without_a_reason() -> None:
    records = given(*GONE, arrived("S1", 50))
    assert records.when(copied(verified("S1", 50))).refused == ()
    assert records.when(copied(verified("S1", 51))) == refused("RECEIPT_ABOVE_ARRIVAL")
    despite = records.when(copied(verified("S1", 51))._replace(despite="XB has counted again."))
    assert despite == leads_to("shipment.delivery-verified", "order.refused", "paper.copied")
