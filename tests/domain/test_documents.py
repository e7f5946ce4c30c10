"""Numbers of end-use documents, how near two are, and who can still be found after a correction (R08, R09)."""

from __future__ import annotations

import random
import string
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.kernel.document_numbers import LONG, alike, body_of, edits, neighbourhood, signature
from tests.given import history, numbered, one, standing
from tests.papers import certified, confirmed, presented


@pytest.mark.parametrize(
    ("number", "body"),
    [
        ("EUC-2029-004711-K", "004711"),
        ("EUC/2029/OO4711/Z", "004711"),
        ("2O29/4711", "4711"),
        ("4711-7", "4711"),
        ("4711-7-2", "47117"),
        ("1989-4711", "19894711"),
        ("２０２９-４７１１", "4711"),
        ("EUC2029A", "EUC2029A"),
        ("EUC-2029-K", ""),
        ("№ ЕС-4711/б", "4711"),
        ("", ""),
    ],
)
def test_the_body_is_the_running_number(number: str, body: str) -> None:
    assert body_of(number) == body


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [("4711", "4711", 0), ("4711", "4712", 1), ("4711", "471", 1), ("4711", "7411", 1), ("4711", "1174", 3)],
)
def test_an_edit_is_one_character_or_two_neighbours_swapped(a: str, b: str, apart: int) -> None:
    assert edits(a, b) == edits(b, a) == apart


def _edits_by_hand(a: str, b: str) -> int:
    """By the definition: the cheapest last step, from the end; no part of a text is edited twice."""
    if not a or not b:
        return len(a) + len(b)
    steps = [
        _edits_by_hand(a[:-1], b) + 1,
        _edits_by_hand(a, b[:-1]) + 1,
        _edits_by_hand(a[:-1], b[:-1]) + (a[-1] != b[-1]),
    ]
    if len(a) > 1 and len(b) > 1 and a[-1] == b[-2] and a[-2] == b[-1]:
        steps.append(_edits_by_hand(a[:-2], b[:-2]) + 1)
    return min(steps)


@settings(max_examples=200, deadline=None)
@given(st.text("01A", max_size=6), st.text("01A", max_size=6))
def test_edits_are_as_few_as_by_hand(a: str, b: str) -> None:
    assert edits(a, b) == _edits_by_hand(a, b)


def test_bodies_one_edit_apart_share_a_neighbour_whatever_their_length() -> None:
    chance = random.Random(1)
    for length in (1, 2, 3, 6, 7, LONG - 1, LONG, LONG + 1, LONG + 2, 3 * LONG):
        body = "".join(chance.choices(string.digits, k=length))
        for place in range(length):
            rest = body[place + 1 :]
            changed = [body[:place] + x + rest for x in ("", "A", f"{body[place]}A")]
            changed.append(body[:place] + rest[:1] + body[place] + rest[1:])
            for other in changed:
                assert not other or neighbourhood(body) & neighbourhood(other), (body, other)


def test_an_empty_body_is_like_nothing() -> None:
    assert not alike("", "", 1)
    assert not alike("", "1", 1)
    assert neighbourhood("") == set()


def test_signatures_are_letters_and_digits() -> None:
    assert signature("J. Karím-Saß") == signature("j karim SASS")
    assert signature("Ж. Карим") != signature("J. Karim")


def test_each_pair_is_told_once_by_the_smaller_number() -> None:
    facts = [presented(name=str(n), goods=certified(100 * n)) for n in (3, 1, 2)]
    told = [x.key.subject for x in history(*facts) if x.rule == "R08"]
    assert told == [f"XA:DOC-{a}~XA:DOC-{b}" for a, b in combinations((1, 2, 3), 2)]


def test_an_altered_copy_contradicts_each_of_two_equal_presentations() -> None:
    facts = [presented(), presented(name="2"), presented(name="3", goods=certified(1000))]
    told = [x.key.subject for x in history(*facts) if x.rule == "R08"]
    assert told == ["XA:DOC-1~XA:DOC-3", "XA:DOC-2~XA:DOC-3"]


def test_a_corrected_presentation_is_no_copy_any_more() -> None:
    altered = presented(name="2", goods=certified(1000)) | {"id": "wrong"}
    corrected = presented(name="2", on="2029-10-02") | {"id": "right", "corrects": "wrong"}
    assert standing("R08", presented(), altered) == "HOLD"
    assert standing("R08", presented(), altered, corrected) == ""


def test_a_repudiation_rests_on_the_answer() -> None:
    found = one("R09", history(*numbered([presented(), confirmed("REPUDIATED")])))
    assert [x.rpartition("#")[2] for x in found.evidence] == ["001", "002"]
