"""Limits by the calendar of one State (rules 1.2; the vectors of the requirements, T71)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events.lists import AuthorityRow
from domain.kernel.moments import date_text, day
from domain.record.calendar import NEVER, Authority, legal_limit, working_day_after, zone_of


def authority(*holidays: str, weekend: tuple[int, ...] = (6, 7)) -> Authority:
    return Authority.of(
        AuthorityRow(
            state="XA",
            utc_offset="+05:45",
            weekend=weekend,
            holidays=holidays,
            validity_test="EXIT",
            broker_registration_required=False,
        )
    )


def limit(start: str, days: int, of: Authority | None) -> str:
    return date_text(legal_limit(day(start), days, of))


def working(start: str, count: int, of: Authority | None) -> str:
    return date_text(working_day_after(day(start), count, of))


@pytest.mark.parametrize(
    ("vector", "start", "count", "holidays", "last"),
    [
        ("V1", "2029-03-01", 20, (), "2029-03-29"),
        ("V2", "2029-03-15", 20, ("2029-03-30", "2029-04-02"), "2029-04-16"),
        ("V4", "2029-03-01", 90, (), "2029-07-05"),
        ("V4", "2029-03-01", 110, (), "2029-08-02"),
        ("V5", "2029-06-28", 10, (), "2029-07-12"),
        ("V5", "2029-06-28", 30, (), "2029-08-09"),
        ("V6", "2029-06-28", 20, (), "2029-07-26"),
        ("V6", "2029-06-28", 40, (), "2029-08-23"),
    ],
)
def test_working_days(vector: str, start: str, count: int, holidays: tuple[str, ...], last: str) -> None:
    assert working(start, count, authority(*holidays)) == last


@pytest.mark.parametrize(
    ("start", "days", "holidays", "last"),
    [
        ("2029-03-01", 45, (), "2029-04-16"),  # V3: 15 April is a Sunday
        ("2029-03-01", 45, ("2029-04-16",), "2029-04-17"),
        ("2029-02-26", 45, (), "2029-04-12"),  # a Thursday stays
        ("2029-02-28", 45, (), "2029-04-16"),  # a Saturday moves by two
        ("2029-02-27", 45, ("2029-04-13", "2029-04-16"), "2029-04-17"),
    ],
)
def test_a_legal_limit_ends_on_a_working_day(start: str, days: int, holidays: tuple[str, ...], last: str) -> None:
    assert limit(start, days, authority(*holidays)) == last


def test_where_nothing_is_known_every_day_works() -> None:
    assert limit("2029-03-01", 45, None) == "2029-04-15"
    assert working("2029-03-01", 20, None) == "2029-03-21"
    assert zone_of(None) is None


def test_a_weekend_may_be_on_friday_or_nowhere() -> None:
    assert working("2029-03-01", 1, authority(weekend=(5,))) == "2029-03-03"
    assert working("2029-03-01", 3, authority(weekend=())) == "2029-03-04"


def test_where_nobody_ever_works_no_limit_ends() -> None:
    idle = authority(weekend=(1, 2, 3, 4, 5, 6, 7))
    assert legal_limit(day("2029-03-01"), 45, idle) == working_day_after(day("2029-03-01"), 20, idle) == NEVER
    assert day("9999-12-31") < NEVER


def test_a_row_says_offset_and_practice() -> None:
    found = authority()
    assert (found.state, found.zone, found.tested_at_exit) == ("XA", 20_700, True)
    assert zone_of(found) == 20_700


@given(st.integers(0, 30_000), st.integers(0, 200), st.frozensets(st.integers(1, 7), max_size=6))
def test_a_legal_limit_moves_by_less_than_a_week_where_there_are_no_holidays(
    start: int, days: int, weekend: frozenset[int]
) -> None:
    last = legal_limit(start, days, authority(weekend=tuple(weekend)))
    assert start + days <= last < start + days + 7
    assert last == start + days or working_day_after(start + days, 1, authority(weekend=tuple(weekend))) == last
