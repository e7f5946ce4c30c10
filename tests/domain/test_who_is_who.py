"""What tells people and States apart: heirs of States that are no more, dates of birth, kinds, names of ships."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.chapters.parties.kinds import bears_a_form
from domain.chapters.screening.sanctions import vessel_name
from domain.record.birth_dates import plausible_birth
from domain.record.listed_days import comes_into_effect
from domain.state.former_states import heirs, is_former, may_be_one

FORMER = ["SU", "YU", "CS", "DD", "AN", "ZR", "TP", "BU"]


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("YU", "RS", True),
        ("YU", "AT", False),
        ("SU", "LT", True),
        ("SU", "UA", True),
        ("RU", "UA", False),  # heirs of one State are two
        ("CS", "CZ", True),
        ("CS", "ME", True),  # what CS meant later
        ("YU", "CS", True),
        ("YU", "ME", True),  # by way of what CS meant later
        ("YU", "CZ", False),  # what CS meant before came of another State
        ("DD", "CS", False),
        ("DD", "DE", True),
        ("SU", "YU", False),
        ("XA", "XA", True),
        ("XA", "XB", False),
    ],
)
def test_a_state_that_is_no_more_contradicts_none_of_its_heirs(one: str, other: str, agree: bool) -> None:
    assert may_be_one(one, other) is may_be_one(other, one) is agree


@pytest.mark.parametrize("state", FORMER)
def test_an_heir_is_a_state_of_today(state: str) -> None:
    assert is_former(state)
    assert heirs(state)
    assert not any(map(is_former, heirs(state)))


@pytest.mark.parametrize(
    ("born", "told", "plausible"),
    [
        ("2030-03-05", "2030-03-05T00:00:00Z", True),
        ("2030-03-06", "2030-03-05T23:59:59Z", False),
        ("2514-02-03", "2030-03-05T00:00:00Z", False),
        ("1910-03-05", "2030-03-05T00:00:00Z", True),
        ("1910-03-04", "2030-03-05T00:00:00Z", False),
        ("2030-03-06", "2030-03-05T23:00:00-01:00", True),
        ("2030-03-06", "2030-03-06T00:30:00+01:00", False),
        ("0000-01-01", "0100-01-01T00:00:00Z", True),
    ],
)
def test_nobody_is_born_later_or_older_than_anybody_was(born: str, told: str, plausible: bool) -> None:
    assert plausible_birth(born, told) is plausible


@pytest.mark.parametrize(
    ("listed_on", "counts"), [("2029-01-01", True), ("2080-03-05", True), ("2080-03-06", False), ("2573-01-01", False)]
)
def test_a_row_that_no_day_of_fifty_years_brings_into_effect_never_counts(listed_on: str, counts: bool) -> None:
    assert comes_into_effect(listed_on, "2030-03-05T00:00:00Z") is counts


@pytest.mark.parametrize(
    ("name", "firm"),
    [
        ("Ostrand Power GmbH", True),
        ("Ostrand Power, S.A.", True),
        ("Ostrand Power Ltd.", True),
        ("Maria Sa", False),
        ("Ostrand", False),
        ("Elsa Maria Kopeto", False),
        ("Ag Kopeto", False),
    ],
)
def test_a_legal_form_makes_a_firm_and_no_part_of_a_persons_name_does(name: str, firm: bool) -> None:
    assert bears_a_form([name]) is firm


@pytest.mark.parametrize(
    "written",
    [
        *("Evening Heron", "MV Evening Heron", "M/V EVENING HERON", "m.v. evening heron", "M.T. Evening-Heron"),
        *("M V Evening Heron", "SS Evening Heron", "S/S 'Evening Heron'", "MY Evening Heron", 'MV"Evening Heron"'),
        *(
            "MS: Evening Heron",
            "MV-Evening Heron",
            "M/V Evening Heron",
            "ms evening heron",
            "\uff2d/\uff36 Evening Heron",
        ),
        "\u041c/V Evening Heron",
    ],
)
def test_what_kind_of_ship_it_is_is_no_part_of_its_name(written: str) -> None:
    assert vessel_name(written) == "EVENINGHERON"


@pytest.mark.parametrize(
    ("written", "name"), [("Mystic", "MYSTIC"), ("MV", "MV"), ("Msida", "MSIDA"), ("SS", "SS"), ("", "")]
)
def test_a_ship_whose_name_begins_alike_keeps_it(written: str, name: str) -> None:
    assert vessel_name(written) == name


@given(st.sampled_from(["MV ", "M/V ", "S.S. ", "MT. "]), st.text("ABCDEFG ", min_size=1).filter(str.strip))
def test_a_ship_is_the_same_with_and_without(kind: str, name: str) -> None:
    assert vessel_name(kind + name) in (vessel_name(name), vessel_name(kind + name.strip()))
    assert vessel_name(kind + "Q" + name) == vessel_name("Q" + name)
