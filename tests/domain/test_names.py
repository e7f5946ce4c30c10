from __future__ import annotations

import csv
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.names.alike import SAME
from domain.names.index import Nearby
from domain.names.score import score
from domain.names.spelling import script, words
from domain.record.statutes import statutes

SAME_NAME, LOW = statutes().alike()[-1][1].name_same * SAME, statutes().alike()[-1][1].name_low * SAME
LISTED = statutes().alike()[-1][1].screen_threshold * SAME
CASES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "namematch_nomenklatura_cases.csv"
NAMES = st.lists(st.text("abcdegiklmnorstv", min_size=1, max_size=12), min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Norden Export GmbH", "NORDEN  EXPORT, GmbH"),
        ("Norden Export GmbH", "Norden Export Gesellschaft mit beschränkter Haftung"),
        ("Norden Export GmbH", "Norden Export"),
        ("Norden Export S.A.R.L.", "Norden Export Sarl"),
        ("Norden Systems International Ltd", "Norden Sys Intl Ltd"),
        ("Norden Export GmbH", "Export Norden GmbH"),
        ("Мобаграфе Традинг ООО", "Mobagrafe Trading OOO"),
        ("Mоbagrafе Trading", "Mobagrafe Trading"),
        ("Mobagrafe\u200b Trading", "Mobagrafe Trading"),
        ("Société Générale", "Societe Generale"),
        ("Elsa Maria Kopeto", "Kopeto, Elsa Maria"),
        ("Usama bin Laden", "Osama ibn Laden"),
    ],
)
def test_one_name_in_two_spellings(one: str, other: str) -> None:
    assert score(one, other) >= SAME_NAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Torsekeevi NadenorbeTrust", "Torsekevi Nadenorbe Trust"),
        ("Sodorb eMarrangase Netwrk", "Sodorbe Marrangase Network"),
        ("Voqorhe Kikoba Holding", "Vokorhe Kikoba Holding"),
        ("Lerradodor Batorba Milobaasa", "Leradodor Batorba Milobasa"),
        ("Korvode Gargalanse", "Korvode Bopavo Gargalanse"),
    ],
)
def test_mistyped_names_are_found_on_a_list(one: str, other: str) -> None:
    assert score(one, other) >= LISTED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kilanbe Technical Services OOO", "Kilanbe Technical OOO"),
        ("Norden Systems Ltd", "Norden Industries Ltd"),
        ("Saudi Arabian Gas Company", "Saudi Arabian Oil Company"),
        ("Norden Import GmbH", "Norden Export GmbH"),
        ("Rodra Arms JSC", "Mozosahal Systems LLC"),
        ("Andrei Navalny", "Alexei Navalny"),
        ("A C Trading", "A D Trading"),
    ],
)
def test_another_party(one: str, other: str) -> None:
    assert score(one, other) < LOW


@pytest.mark.parametrize(("one", "other"), [("J. Kopeto", "Jan Kopeto"), ("Norden AG", "Norden GmbH")])
def test_between_the_two_a_human_decides(one: str, other: str) -> None:
    assert LOW <= score(one, other) < SAME_NAME


@given(NAMES, NAMES)
def test_neither_name_comes_first(one: str, other: str) -> None:
    assert score(one, other) == score(other, one)
    assert 0 <= score(one, other) <= SAME


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_has_a_score(one: str, other: str) -> None:
    assert score(one, one) == SAME
    assert isinstance(score(one, other), int)


def test_the_order_of_words_of_a_person_is_nothing() -> None:
    assert {score("Elsa Maria Kopeto", " ".join(x)) for x in permutations(("Elsa", "Maria", "Kopeto"))} == {SAME}


def test_words_are_spelled_in_plain_letters() -> None:
    assert words("L.X.C. Großmann & Søn, Sp. z o.o.")[:3] == ("lxc", "grossmann", "and")
    assert words("Ελληνική") == ("elliniki",)
    assert (script("سفنوربو"), script("Norden"), script("Норден")) == ("ABJAD", "LATIN", "OTHER")


def test_a_list_is_searched_without_losing_what_the_score_finds() -> None:
    listed = ["Torsekevi Nadenorbe Trust", "Leradodor Batorba Milobasa", "Halval Gozaran Holding", "Muhammad al Ahdal"]
    names = Nearby((name, name) for name in listed)
    asked = [
        *listed,
        "TorsekeviNadenorbe Trust",
        "Milobasa Leradodor Batorba",
        "Halvall Gozarran Holding",
        "Mohamed Al-Ahdal",
        "Nobody Else",
    ]
    for name in asked:
        assert set(names.alike(name, int(LISTED))) == {x for x in listed if score(name, x) >= LISTED}


@pytest.mark.skipif(not CASES.exists(), reason="the labelled pairs do not lie beside the tree")
def test_firms_are_told_apart_as_well_as_was_measured() -> None:
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = [x for x in csv.DictReader(file) if x["schema"] != "Person"]
    found = [(x["is_match"] == "true", score(x["name1"], x["name2"]) >= LISTED) for x in rows]
    right = sum(a and b for a, b in found)
    assert 2 * right / (sum(a for a, _ in found) + sum(b for _, b in found)) > 0.9
