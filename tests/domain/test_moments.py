"""Instants and days are exact, over more than the years that the standard library knows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.moments import (
    DAY_LENGTH,
    SECOND,
    date_text,
    day,
    instant,
    local_day,
    moment_text,
    offset,
    start_of,
    written_offset,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = day("0000-01-01"), day("9999-12-31")
offsets = st.integers(-1439, 1439)


@given(st.dates())
def test_days_are_those_of_the_calendar(chosen: date) -> None:
    assert day(chosen.isoformat()) == (chosen - EPOCH.date()).days
    assert date_text(day(chosen.isoformat())) == chosen.isoformat()


@given(st.integers(FIRST, LAST))
def test_a_day_and_its_text_are_one(number: int) -> None:
    assert day(date_text(number)) == number


@given(st.datetimes(timezones=offsets.map(lambda minutes: timezone(timedelta(minutes=minutes)))))
def test_instants_are_those_of_the_clock(moment: datetime) -> None:
    since = moment - EPOCH
    nanoseconds = ((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds) * 1_000
    assert instant(moment.isoformat()) == nanoseconds
    zone = moment.utcoffset()
    assert zone is not None
    assert written_offset(moment.isoformat()) == zone.total_seconds()
    assert local_day(instant(moment.isoformat()), written_offset(moment.isoformat())) == day(moment.isoformat())


@given(st.integers(FIRST, LAST), st.integers(0, DAY_LENGTH - 1))
def test_an_instant_and_its_text_are_one(number: int, rest: int) -> None:
    moment = start_of(number, 0) + rest
    assert instant(moment_text(moment)) == moment


@given(st.integers(FIRST + 1, LAST - 1), st.integers(0, DAY_LENGTH - 1), offsets)
def test_a_day_is_told_in_the_offset_of_the_place(number: int, rest: int, minutes: int) -> None:
    zone = minutes * 60
    moment = start_of(number, zone) + rest
    assert local_day(moment, zone) == number
    assert moment_text(moment, zone).startswith(date_text(number))
    assert instant(moment_text(moment, zone)) == moment


def test_the_year_0000_is_a_leap_year_before_the_year_1() -> None:
    assert day("0000-12-31") + 1 == day("0001-01-01") == (date(1, 1, 1) - EPOCH.date()).days
    assert day("0000-03-01") - day("0000-02-28") == 2
    assert instant("0000-01-01T00:00:00+14:00") == start_of(FIRST, 0) - 14 * 3600 * SECOND


def test_offsets_reach_past_the_last_year() -> None:
    assert instant("9999-12-31T23:59:59-14:00") > instant("9999-12-31T23:59:59Z")


def test_no_digit_is_lost() -> None:
    assert instant("2030-01-01T00:00:00.0000000000001Z") - instant("2030-01-01T00:00:00Z") == Fraction(1, 10_000)
    assert instant("2030-01-01T00:00:00.1234567890000Z") == instant("2030-01-01T00:00:00.123456789Z")
    assert isinstance(instant("2030-01-01T00:00:00.1234567890000Z"), int)
    assert instant("1969-12-31T23:59:59.9999999999999Z") < instant("1970-01-01T00:00:00Z") == 0


def test_a_source_may_write_more_digits_than_anybody_needs() -> None:
    assert instant(f"1970-01-01T00:00:00.{'0' * 5_000}Z") == 0
    assert 0 < instant(f"1970-01-01T00:00:00.{'0' * 5_000}1Z") < 1


@given(st.text("0123456789", min_size=1, max_size=30))
def test_a_fraction_counts_exactly(digits: str) -> None:
    assert instant(f"1970-01-01T00:00:00.{digits}Z") == Fraction(int(digits), 10 ** len(digits)) * SECOND


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("Z", 0), ("+00:00", 0), ("-00:00", 0), ("+05:45", 20_700), ("-09:30", -34_200), ("-00:30", -1_800)],
)
def test_offsets(text: str, seconds: int) -> None:
    assert offset(text) == seconds
    assert written_offset(f"2030-01-01T00:00:00{text}") == seconds


def test_of_an_instant_the_date_as_written_is_its_day() -> None:
    assert day("2030-01-01T00:30:00+14:00") == day("2030-01-01")
    assert local_day(instant("2030-01-01T00:30:00+14:00"), 0) == day("2029-12-31")


def test_a_moment_is_told_to_the_nanosecond() -> None:
    assert moment_text(instant("2030-01-01T00:00:00.5Z")) == "2030-01-01T00:00:00.5Z"
    assert moment_text(instant("2030-01-01T00:00:00.12345678912345Z")) == "2030-01-01T00:00:00.123456789Z"
    assert moment_text(instant("2029-12-31T23:00:00Z"), 3600) == "2030-01-01T00:00:00+01:00"
    assert moment_text(instant("2030-01-01T00:00:00Z"), -9 * 3600 - 1800) == "2029-12-31T14:30:00-09:30"
