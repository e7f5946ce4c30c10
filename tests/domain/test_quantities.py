"""What a number with a unit certainly amounts to (rules 1.3)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events.goods import Quantity
from domain.record.quantities import UNKNOWN, ZERO, Exact, Interval, base, exact, plain, total


def of(value: str | None, unit: str | None, pack: str | None = None, category: str = "FIREARM") -> Interval:
    return base(Quantity(value=value, unit=unit, pack_size=pack), category)


def exactly(value: Exact) -> Interval:
    return Interval(value, value)


@pytest.mark.parametrize(
    ("unit", "pieces"),
    [
        *[("C62", 3), ("EA", 3), ("H87", 3), ("NAR", 3)],
        *[("PR", 6), ("NPR", 6)],
        *[("DZN", 36), ("CEN", 300), ("GRO", 432), ("MIL", 3000), ("T3", 3000)],
    ],
)
def test_three_of_a_unit_with_a_fixed_factor(unit: str, pieces: int) -> None:
    assert of("3", unit) == exactly(pieces)
    if unit != "NAR":
        assert of("3", unit, "50") == exactly(pieces), "a pack size does not count here"


@pytest.mark.parametrize("unit", ["NAR", "SET", "NMP", "BX", "CT", "KT", "14", "HD", "XYZ"])
def test_a_stated_pack_size_makes_a_unit_certain(unit: str) -> None:
    assert of("3", unit, "50") == exactly(150)
    assert of("3", unit, "0.5") == exactly(Fraction(3, 2))


@pytest.mark.parametrize("unit", ["SET", "NMP", "BX", "CT", "KT", "14", "HD", "XYZ", None])
def test_without_it_such_a_unit_says_nothing(unit: str | None) -> None:
    assert of("3", unit) == UNKNOWN


def test_a_lacking_value_or_quantity_says_nothing() -> None:
    assert of(None, "C62") == of(None, "KGM", category="PROPELLANT") == base(None, "FIREARM") == UNKNOWN
    assert of("3", None, "50") == UNKNOWN
    assert Interval(0, None) == UNKNOWN


@pytest.mark.parametrize(
    ("value", "unit", "kilograms"),
    [("2.5", "KGM", Fraction(5, 2)), ("2500", "GRM", Fraction(5, 2)), ("2", "TNE", 2000)],
)
def test_propellant_is_weighed_exactly(value: str, unit: str, kilograms: Exact) -> None:
    assert of(value, unit, category="PROPELLANT") == exactly(kilograms)


def test_propellant_in_pieces_is_what_it_says() -> None:
    assert of("3", "CEN", category="PROPELLANT") == exactly(300)


def test_rounds_by_mass_are_a_tenth_more_or_less() -> None:
    assert base(Quantity(value="10", unit="KGM"), "AMMUNITION", 10) == Interval(900, 1100)
    assert base(Quantity(value="10000", unit="GRM"), "AMMUNITION", 10) == Interval(900, 1100)
    assert base(Quantity(value="1", unit="KGM"), "AMMUNITION", 3) == Interval(300, Fraction(1100, 3))


@pytest.mark.parametrize(("category", "mass"), [("AMMUNITION", None), ("AMMUNITION", 0), ("FIREARM", 10), (None, 10)])
def test_mass_says_nothing_about_anything_else(category: str | None, mass: Exact | None) -> None:
    assert base(Quantity(value="10", unit="KGM", pack_size="5"), category, mass) == UNKNOWN


def test_sums_keep_what_is_certain() -> None:
    assert total([]) == ZERO
    assert total([exactly(3), Interval(1, 2)]) == Interval(4, 5)
    assert total([exactly(3), UNKNOWN]) == Interval(3, None)
    assert exactly(3).certain
    assert not Interval(1, 2).certain
    assert not UNKNOWN.certain


@pytest.mark.parametrize(
    ("text", "number"),
    [("1000.000", 1000), ("0.1", Fraction(1, 10)), ("-0.50", Fraction(-1, 2)), ("0", 0), ("00012", 12)],
)
def test_a_decimal_text_is_the_number_it_stands_for(text: str, number: Exact) -> None:
    assert exact(text) == number
    assert type(exact(text)) is type(number)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (5, "5"),
        (-5, "-5"),
        (100, "100"),
        (Fraction(5, 2), "2.5"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(2, 3), "0.666666"),
        (Fraction(100, 1), "100"),
        (Fraction(1, 10**7), "0"),
        (10**30, "1" + "0" * 30),
        (10**30 + Fraction(1, 2), "1" + "0" * 30 + ".5"),
    ],
)
def test_a_printed_amount_has_no_trailing_zeros_and_is_never_too_much(number: Exact, text: str) -> None:
    assert plain(number) == text


@given(st.decimals(0, 10**20, places=6))
def test_six_decimals_are_printed_as_they_are(value: Decimal) -> None:
    assert Fraction(plain(exact(f"{value:f}"))) == Fraction(value)


@given(st.integers(0, 10**60), st.integers(1, 10**9))
def test_what_is_printed_is_at_most_a_millionth_less(number: int, parts: int) -> None:
    assert 0 <= Fraction(number, parts) - Fraction(plain(Fraction(number, parts))) < Fraction(1, 10**6)


def test_a_source_may_write_more_digits_than_anybody_needs() -> None:
    assert exact("1" + "0" * 5_000) == 10**5_000
    assert plain(exact("1" + "0" * 5_000)) == "1" + "0" * 5_000
