"""What people really write of one name (rules 5.13): each kind beside what looks like it and is another's."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.damaged import DAMAGES
from benchmarks.found import row_of, tell
from benchmarks.real_names import Named, Peoples
from domain.chapters.screening.comparison import HIT, ScreeningList
from domain.chapters.screening.sanctions import Who
from domain.names.alike import SAME
from domain.names.index import LEAST, Nearby
from domain.names.score import score
from domain.record.statutes import statutes

LIKENESS = statutes().alike()[-1][1]
LOW, LISTED = LIKENESS.name_low * SAME, LIKENESS.screen_threshold * SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kaldera Bureau of Supply (KBS)", "Kaldera Bureau of Supply"),
        ("Kaldera Bureau of Supply KBS", "Kaldera Bureau of Supply"),
        ("Kaldera Bureau of Supply - KBS", "Kaldera Bureau of Supply"),
        ("Kaldera Bureau of Supply – KBS", "Kaldera Bureau of Supply (KBS)"),
        ("Norden (UK) Ltd", "Norden UK Ltd"),
        ("Norden (UK) Ltd", "Norden Ltd"),
        ("Ivan Torvenko (Jon Smirdal)", "Jon Smirdal"),
        ("Ivan Torvenko (a.k.a. Jon Smirdal)", "Smirdal, Jon"),
        ("So-called Directorate of Varna Hills", "Directorate of Varna Hills"),
        ("The Directorate of the Varna Hills", "Directorate of Varna Hills"),
        ("A.B.C. Trading", "A-B-C Trading"),
        ("A B C Trading", "ABC Trading"),
        ("J. K. Kopeto", "JK Kopeto"),
        ("Mohd Tarrok", "Muhammad Tarrok"),
        ("Md Tarrok", "Mohammed Tarrok"),
        ("Tassoun Abd Elkarim", "Abd Al-Karim Tassoun"),
        ("Abdulkarim Tassoun", "Abd el-Karim Tassoun"),
        ("Abdurrahman Tassoun", "Abd al-Rahman Tassoun"),
        ("Djordje Taric", "Đorđe Tarić"),
        ("Ig0r Tarr0k", "Igor Tarrok"),
        ("K. Tarrok", "Karim Tarrok"),
        ("JC Tarrok", "Jean-Claude Tarrok"),
        ("Habib HajiMangal", "Habib Haji Mangal"),
        ("Norden Limiyed", "Norden Limited"),
        ("Norden Trading No61", "Norden Trading No 61"),
        ("Муромский завод", "Murom Plant"),
        ("محمد زاهد", "Mohammad Zahid"),
        ("Ben Tarrok", "Benjamin Tarrok"),
    ],
)
def test_one_name_as_people_write_it(one: str, other: str) -> None:
    assert score(one, other) >= LISTED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Plant No 27", "Plant Number 27"),
        ("Plant № 27", "Plant #27"),
        ("Plant Nr. 27", "Plant Nº 27"),
        ("Plant num. 27", "Plant 27"),
        ("Plant ٢٧", "Plant 27"),
        ("Plant VII", "Plant 7"),
        ("Plant Twenty-Seven", "Plant 027"),
        ("Завод № 27", "Zavod No 27"),
        ("Jinping Xi", "Xi Jinping"),
    ],
)
def test_one_number_however_it_is_written(one: str, other: str) -> None:
    assert score(one, other) >= LISTED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Plant No 27 Mechanical Works", "Plant No 72 Mechanical Works"),
        ("Plant ٢٧", "Plant 72"),
        ("Plant VII", "Plant 8"),
        ("Plant Seven", "Plant Eight"),
        ("Plant 27 Unit 27", "Plant 27 Unit 28"),
        ("Plant 27 Unit 27", "Plant 27"),
        ("Plant (27)", "Plant (72)"),
        ("Ship Repair Yard 305 of Tarrok", "Ship Repair Yard 306 of Tarrok"),
    ],
)
def test_other_numbers_are_never_alike(one: str, other: str) -> None:
    assert score(one, other) < LOW


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Norden Arms (Kaldera)", "Velmar Arms (Kaldera)"),
        ("Emma Danvers", "EMMA LLC"),
        ("Hassan Tarrok", "Hussein Tarrok"),
        ("Number Trading", "Norden Trading"),
        ("Petrovskiy Trading", "Sidorov Trading"),
    ],
)
def test_another_name_is_another(one: str, other: str) -> None:
    assert score(one, other) < LOW


def test_an_acronym_beside_a_name_is_not_found_for_another_name_with_the_same() -> None:
    listed = Nearby([("Kaldera Bureau of Supply", "1"), ("KBS", "1"), ("Ostrand Power Machinery Company", "2")])
    assert listed.alike("Kaldera Bureau of Supply (KBS)") == ("1",)
    assert listed.alike("Ostrand Power Machinery Company (OPMC)") == ("2",)
    assert listed.alike("KBS") == ("1",)
    assert listed.alike("Kaldera Bureau of Statistics (KBS)") == ()


def test_an_acronym_that_a_list_puts_beside_a_name_is_a_name_of_the_entry_by_itself() -> None:
    listed = ScreeningList([row_of("1", Named("Kaldera Bureau of Supply (KBS)", False, None))], LIKENESS)
    asked = ["KBS", "Kaldera Bureau of Supply", "KBS (Kaldera Bureau of Supply)", "Kaldera Bureau of Statistics (KBS)"]
    assert [[x.verdict for x in listed.found(Who((name,)))] for name in asked] == [[HIT], [HIT], [HIT], []]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Salman bin Tarrok", "Tarrok bin Salman"),
        ("习近朋", "习近平"),
        ("김재형", "김재명"),
        ("سعد علي", "Said Ali"),
    ],
)
def test_names_of_few_letters_that_are_nearly_another_are_not_found(one: str, other: str) -> None:
    assert score(one, other) < LISTED


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.data())
def test_every_listed_name_finds_itself_in_every_form(seed: int, data: st.DataObject) -> None:
    made = Peoples(seed)
    known = [made.anybody() for _ in range(20)]
    listed = Nearby((x.name, str(n)) for n, x in enumerate(known))
    for n, one in enumerate(known):
        given_names, _, family = one.name.rpartition(" ")
        bare = re.sub(r"\s*\([^)]*\)", "", one.name)
        forms = [one.name, one.name.upper(), bare, f"{one.name} ({''.join(x[0] for x in bare.split()).upper()})"]
        if one.person:
            forms += [f"{family}, {given_names}", f"{family} {given_names}"]
        written = data.draw(st.sampled_from(forms))
        assert str(n) in listed.alike(written), (one.name, written)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(sorted(DAMAGES)))
def test_a_damaged_name_scores_the_same_from_both_sides(seed: int, way: str) -> None:
    one = Peoples(seed).anybody()
    written = DAMAGES[way](one.name, one, Random(seed))
    assert score(written, one.name) == score(one.name, written)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_no_damaged_name_is_lost_that_scoring_every_pair_finds(seed: int) -> None:
    made, chance = Peoples(seed), Random(seed)
    known = [made.anybody() for _ in range(25)]
    near = Nearby((x.name, str(n)) for n, x in enumerate(known))
    for one in known:
        written = DAMAGES[chance.choice(sorted(DAMAGES))](one.name, one, chance)
        twice = DAMAGES[chance.choice(sorted(DAMAGES))](written, one, chance)
        for text in (written, twice):
            right = {x for x in near.owners if score(text, x) >= LEAST}
            assert {x for x in near.near(text) if score(text, x) >= LEAST} == right


def test_damaged_names_are_found_and_strangers_are_not() -> None:
    told = tell(1, 150, 600)
    assert told.recall > 97
    assert told.recall > told.plainly * 100 / told.asked.total()
    assert told.per_thousand(HIT) <= 5
    assert told.per_thousand(HIT) < told.falsely * 1_000 / told.strangers + 1
