"""The search for near names loses none that scores high enough, and leaves little to be compared."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from benchmarks.made_names import MadeNames
from domain.names.alike import SAME
from domain.names.index import LEAST, Nearby
from domain.names.letters import Letters
from domain.names.score import score
from domain.record.statutes import statutes

PERSON = st.sampled_from(
    (
        *("arvo", "hallak", "tarn", "orm", "zev", "abu", "al", "bin", "mohamed"),
        *("abdul", "abd", "ku", "ja", "un", "yong"),
        *("mohammed", "li", "ali", "alo", "ahmad", "k", "k.", "r2", "ii", "omar"),
    )
)
FIRM = st.sampled_from(
    (
        *("falcon", "falkon", "falconsa", "tarn", "trading", "trdg", "traders", "general"),
        *("international", "intl", "co", "ltd", "gmbh", "company", "39", "forty", "two"),
    )
)
SAID = st.lists(st.one_of(PERSON, FIRM), min_size=1, max_size=5).map(" ".join)
SCRIPTS = ["محمد علي", "Мохамед Али", "arvohallak", "hallak-tarn arvo", "ÁRVO HÁLLAK", "?", "S.A.", "阿尔沃", "falcon"]


def lost(names: list[str], others: list[str]) -> list[tuple[str, str, int]]:
    near = Nearby((x, "1") for x in others)
    found = {x: near.near(x) for x in names}
    return [(x, y, score(x, y)) for x in names for y in near.owners if score(x, y) >= LEAST and y not in found[x]]


def test_the_search_promises_what_the_law_asks_for() -> None:
    assert statutes().alike()[-1][1].screen_threshold * SAME >= LEAST


@settings(max_examples=150, deadline=None)
@given(st.lists(SAID, min_size=1, max_size=6), st.lists(SAID, min_size=1, max_size=12))
def test_no_name_is_lost_among_words_that_are_easily_confused(names: list[str], others: list[str]) -> None:
    assert lost(names, [*others, *SCRIPTS]) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_no_misspelt_name_is_lost(seed: int) -> None:
    made = MadeNames(seed)
    others = [made.person() if n % 2 else made.firm() for n in range(30)]
    names = [made.misspelt(made.misspelt(x)) for x in others]
    assert lost(names, others) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(SAID, min_size=1, max_size=10), SAID, st.sampled_from((500, LEAST - 1, LEAST, 950, SAME)))
def test_owners_are_found_as_if_every_pair_were_scored(names: list[str], asked: str, least: int) -> None:
    owned = [(x, str(n % 3)) for n, x in enumerate([*names, *SCRIPTS])]
    scored = {owner for other, owner in owned if score(asked, other) >= least}
    assert Nearby(owned).alike(asked, least) == tuple(sorted(scored))


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_name_is_near_itself(text: str) -> None:
    assert text in Nearby([(text, "1")]).near(text)


def test_names_have_every_owner_they_were_given() -> None:
    near = Nearby([("Arvo Hallak", "2"), ("Arvo Hallak", "1"), ("Arvo Halak", "3"), ("Orm Tarn", "4")])
    assert near.alike("arvo hallak") == ("1", "2", "3")
    assert near == Nearby([("Arvo Hallak", "2"), ("Arvo Hallak", "1"), ("Arvo Halak", "3"), ("Orm Tarn", "4")])
    assert near != Nearby([("Arvo Hallak", "1")])


def test_what_is_remembered_is_forgotten_when_it_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.names.index._ROOM", 2)
    near = Nearby([("Arvo Hallak", "1")])
    assert all("Arvo Hallak" in near.near(f"Arvo {x} Hallak") for x in "abcdef")


def test_little_is_left_to_be_compared() -> None:
    made = MadeNames()
    near = Nearby((x, row["entry"]) for row in made.entries(300) for x in (row["name"], *row["aliases"]))
    counts = [len(near.near(x)) for x in made.parties(300, list(near.owners))]
    assert sum(counts) < len(counts) * 3


LABELLED = Path(__file__).resolve().parents[3] / "shared" / "data" / "namematch_nomenklatura_cases.csv"


@pytest.mark.skipif(not LABELLED.exists(), reason="the labelled names are not here")
def test_no_labelled_name_is_lost() -> None:
    with LABELLED.open(encoding="utf-8", newline="") as lines:
        pairs = [(row["name1"], row["name2"]) for row in csv.DictReader(lines) if row["name1"] and row["name2"]]
    near = Nearby((other, "1") for _, other in pairs)
    alike = [(x, y) for x, y in pairs if score(x, y) >= LEAST]
    assert len(alike) > 50
    assert [(x, y) for x, y in alike if y not in near.near(x)] == []


LETTERS = st.text("abc", min_size=4, max_size=20)


@settings(max_examples=400, deadline=None)
@given(st.lists(LETTERS, min_size=1, max_size=20, unique=True), LETTERS, st.data())
def test_letters_are_found_as_if_every_name_were_compared(names: list[str], asked: str, data: st.DataObject) -> None:
    near = Letters()
    for number, letters in enumerate(names):
        near.add(letters, number)
    for text in (asked, data.draw(st.sampled_from(names)).replace("a", "b", 1)):
        allowed = [-1 if (n := min(len(text), len(x))) < 6 else 1 if n < 14 else 2 for x in names]
        right = {n for n, x in enumerate(names) if OSA.distance(text, x) <= allowed[n]}
        assert set(near.near(text)) == right
