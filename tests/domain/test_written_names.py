"""What people really write of one name (rules 5.13): each kind beside what looks like it and is another's."""

from __future__ import annotations

import pytest

from domain.names.alike import SAME
from domain.names.index import Nearby
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
