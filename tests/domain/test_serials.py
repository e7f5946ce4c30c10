"""Serial numbers as sets of runs, typing errors among them, and the buckets items lie in (rules 1.7)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.chapters.items.identities import BUCKET, MOST_BUCKETS
from domain.events.goods import SerialRange, Serials
from domain.record.serial_typos import look_alikes, unmatched
from domain.record.serials import Members, Numbers, Series, count, numbers_in, numbers_of, series_and_number
from tests.builders import Fact
from tests.given import history, of, standing
from tests.movements import declared, exited
from tests.single_items import numbered, seized

BILLION = 1_000_000_000


def listed(*numbers: str, ranges: tuple[tuple[str, str], ...] = ()) -> Serials:
    return Serials(numbers=numbers, ranges=tuple(SerialRange(first=a, last=b) for a, b in ranges))


def ranged(first: str, last: str) -> Numbers:
    return numbers_in([listed(ranges=((first, last),))])


@pytest.mark.parametrize(
    ("written", "series", "number"),
    [
        ("UV0194099", Series("UV", "", 7), 194099),
        ("A1B20C", Series("A1B", "C", 2), 20),
        ("007", Series("", "", 3), 7),
        ("XYZ", Series("XYZ", "", 0), 0),
        ("9" * 5_000, Series("9" * 5_000, "", 0), 0),
    ],
)
def test_the_last_run_of_digits_is_the_number(written: str, series: Series, number: int) -> None:
    assert series_and_number(written) == (series, number)
    assert series.text(number) == written


def test_a_range_keeps_its_width_and_its_ends() -> None:
    assert list(ranged("k-098", "K 101").texts()) == ["K098", "K099", "K100", "K101"]
    assert list(ranged("9A", "11A").texts()) == [], "another width"
    assert list(ranged("A2", "A1").texts()) == [], "backwards"
    assert list(ranged("A1", "B2").texts()) == [], "another prefix"


def test_a_list_and_a_range_of_the_same_numbers_are_equal() -> None:
    assert numbers_in([listed("A3", "A-1", "a2", "A2")]) == ranged("A1", "A3")
    assert numbers_in([listed("A3"), listed("A1", "A2")]).amount == 3


def test_count_counts_what_is_listed_and_nothing_where_a_range_cannot_be_read() -> None:
    assert count(listed("A1", "A2", ranges=(("B01", "B10"),))) == 12
    assert count(listed("A1", ranges=(("B1", "C2"),))) is None


def test_a_range_of_a_billion_is_never_expanded() -> None:
    all_of_them, but_one = ranged("A000000000", "A999999999"), numbers_of(["A500000000"])
    left = all_of_them.less(but_one)
    assert left.amount == BILLION - 1
    assert all_of_them.less(left) == but_one == all_of_them.common(but_one)
    assert left.plus(but_one) == all_of_them
    assert unmatched(all_of_them, left) == (but_one, Numbers())


TEXTS = some.sets(some.text("A05OS1", min_size=1, max_size=4), max_size=12)


@given(TEXTS, TEXTS)
def test_sets_of_runs_do_what_sets_do(a: set[str], b: set[str]) -> None:
    mine, theirs = numbers_of(a), numbers_of(b)
    assert set(mine.texts()) == a
    assert mine.amount == len(a)
    assert set(mine.less(theirs).texts()) == a - b
    assert set(mine.common(theirs).texts()) == a & b
    assert mine.plus(theirs) == numbers_of(a | b)
    assert {x for x in a | b if x in Members(mine)} == a


@given(TEXTS, TEXTS)
def test_typing_errors_are_pairs_of_which_each_is_the_only_partner(a: set[str], b: set[str]) -> None:
    left, right = a - b, b - a
    partners = {x: set(look_alikes(x)) & right for x in left}
    back = {y: set(look_alikes(y)) & left for y in right}
    pairs = {(x, y) for x, ys in partners.items() for y in ys if len(ys) == 1 == len(back[y])}
    missing, extra = unmatched(numbers_of(a), numbers_of(b))
    assert set(missing.texts()) == left - {x for x, _ in pairs}
    assert set(extra.texts()) == right - {y for _, y in pairs}


@pytest.mark.parametrize(("a", "b"), [("A0", "AO"), ("1IL", "IIL"), ("S5", "55"), ("B8", "88"), ("Z", "2"), ("6", "G")])
def test_alike_is_one_character_of_a_group(a: str, b: str) -> None:
    assert b in set(look_alikes(a))
    assert a in set(look_alikes(b))
    assert a + "0" not in set(look_alikes(a))


# -- buckets -----------------------------------------------------------------------------------------------------------


def twice(first: tuple[str, ...], second: tuple[str, ...], of_each: tuple[int, int]) -> list[Fact]:
    """Goods without a licence leave in S1 and in S2."""
    nowhere: dict[str, Any] = {"licence_reference": None, "licence_line": None}
    return [
        declared("S1", numbered(of_each[0], *first, **nowhere)),
        exited("S1"),
        declared("S2", numbered(of_each[1], *second, **nowhere), on="2030-05-01"),
        exited("S2", "2030-05-02"),
    ]


def conflicts(*facts: Fact) -> int:
    return of("R25", history(*facts)).count("HOLD")


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        (("A0001..A0300",), ("A0250..A0270",), 21),
        (("A0001..A0300",), ("A0301..A0400",), 0),
        (("A255", "A256"), ("A256", "A257"), 1),
        (("B0000000000..B0999999999",), ("B0500000000", "B0500000256"), 2),
        (("B0000000000..B0999999999",), ("B1000000000",), 0),
        (("XYZ",), ("x-y.z",), 1),
    ],
)
def test_items_of_two_exports_are_found_wherever_they_lie(
    first: tuple[str, ...], second: tuple[str, ...], shared: int
) -> None:
    facts = twice(first, second, (1, 1))
    assert conflicts(*facts) == conflicts(*reversed(facts)) == shared


def test_of_what_two_immense_ranges_share_the_first_buckets_are_told_one_by_one() -> None:
    facts = twice(("B000000..B099999",), ("B050000..B150000",), (1, 1))
    within = BUCKET - 50_000 % BUCKET
    assert conflicts(*facts) == within + (MOST_BUCKETS - 1) * BUCKET


def test_a_find_out_of_an_immense_range_is_traced_whichever_was_told_first() -> None:
    nowhere: dict[str, Any] = {"licence_reference": None, "licence_line": None}
    goods = declared("S1", numbered(BILLION, "B0000000000..B0999999999", **nowhere))
    facts = [goods, exited("S1"), seized("B0123456789")]
    assert standing("R30", *facts) == standing("R30", *reversed(facts)) == "HOLD"
