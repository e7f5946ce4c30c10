"""Limits by the calendar of one State (rules 1.2; the vectors of the requirements, T71)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events.lists import AuthorityRow
from domain.kernel.moments import SECOND, date_text, day, instant
from domain.kernel.zones import Zone, begins, date_in, end_of, fixed
from domain.record.calendar import NEVER, Authority, Practice, legal_limit, working_day_after, zone_of


def practice(*holidays: str, weekend: tuple[int, ...] = (6, 7), offset: str = "+05:45") -> Practice:
    return Practice.of(
        AuthorityRow(
            state="XA",
            utc_offset=offset,
            weekend=weekend,
            holidays=holidays,
            validity_test="EXIT",
            broker_registration_required=False,
        )
    )


def authority(*holidays: str, weekend: tuple[int, ...] = (6, 7)) -> Authority:
    told = practice(*holidays, weekend=weekend)
    return Authority.of("XA", [(day("2029-01-01"), told)], told)


def changing(**told: Practice | None) -> Authority:
    """A State whose publications take effect on some days."""
    return Authority.of("XA", [(day(x[1:].replace("_", "-")), y) for x, y in told.items()], None)


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
    assert (found.state, found.zone, found.tested_at_exit) == ("XA", fixed(20_700)._replace(since=found.since), True)
    assert zone_of(found) == found.zone


@given(st.integers(0, 30_000), st.integers(0, 200), st.frozensets(st.integers(1, 7), max_size=6))
def test_a_legal_limit_moves_by_less_than_a_week_where_there_are_no_holidays(
    start: int, days: int, weekend: frozenset[int]
) -> None:
    last = legal_limit(start, days, authority(weekend=tuple(weekend)))
    assert start + days <= last < start + days + 7
    assert last == start + days or working_day_after(start + days, 1, authority(weekend=tuple(weekend))) == last


# -- a State changes its clock (rules 5.10) ----------------------------------------------------------------------------

SPRING = changing(_2029_01_01=practice(offset="+02:00"), _2029_04_01=practice(offset="+03:00"))
"""Put forward by an hour from 1 April on."""


@pytest.mark.parametrize(
    ("instant_", "date"),
    [
        ("2028-06-01T21:59:59Z", "2028-06-01"),  # before the first publication by the first
        ("2028-06-01T22:00:00Z", "2028-06-02"),
        ("2029-03-30T21:59:59Z", "2029-03-30"),
        ("2029-03-30T22:00:00Z", "2029-03-31"),
        ("2029-03-31T21:59:59Z", "2029-03-31"),  # still 31 March in UTC: by the clock of then
        ("2029-03-31T22:00:00Z", "2029-04-01"),
        ("2029-04-01T20:59:59Z", "2029-04-01"),
        ("2029-04-01T21:00:00Z", "2029-04-02"),
    ],
)
def test_an_instant_is_read_by_the_clock_of_its_date(instant_: str, date: str) -> None:
    assert date_text(date_in(SPRING.zone, instant(instant_), written=0)) == date


@pytest.mark.parametrize(
    ("last", "over"),
    [
        ("2029-03-31", "2029-03-31T22:00:00Z"),
        ("2029-04-01", "2029-04-01T21:00:00Z"),
        ("2028-01-01", "2028-01-01T22:00:00Z"),
    ],
)
def test_a_limit_ends_by_the_clock_of_its_last_day(last: str, over: str) -> None:
    assert end_of(day(last), SPRING.zone)[0] == instant(over)


OFFSETS = st.integers(-56, 56).map(lambda x: x * 900)
ZONES = st.dictionaries(st.integers(10_000, 10_400), OFFSETS | st.none(), min_size=1, max_size=4).map(
    lambda told: Zone(tuple(sorted(told)), tuple(told[x] for x in sorted(told)))
)


@given(ZONES, st.integers(9_990, 10_410))
def test_a_date_begins_with_the_first_instant_that_has_come_to_it(zone: Zone, number: int) -> None:
    first, _ = begins(number, zone)
    assert date_in(zone, first, 0) >= number
    assert date_in(zone, first - 1, 0) < number


@given(ZONES, st.integers(9_990, 10_410), st.integers(0, 3 * 86_400))
def test_no_instant_before_a_date_begins_has_come_to_it(zone: Zone, number: int, seconds: int) -> None:
    assert date_in(zone, begins(number, zone)[0] - 1 - seconds * SECOND, 0) < number


def test_a_holiday_counts_on_the_day_it_falls_on() -> None:
    of = changing(_2029_01_01=practice("2029-04-02", "2030-04-02"), _2030_01_01=practice("2030-04-03"))
    assert working("2029-04-01", 1, of) == "2029-04-03"
    assert working("2030-04-01", 1, of) == "2030-04-02"  # the later publication no longer says so
    assert working("2030-04-01", 2, of) == "2030-04-04"


def test_a_weekend_moves_with_the_publication_of_the_day() -> None:
    of = changing(_2029_01_01=practice(weekend=(5, 6)), _2029_04_01=practice())
    assert working("2029-03-29", 1, of) == "2029-04-02"  # Friday and Saturday, then Sunday of the new weekend


def test_years_in_which_nobody_works_end_with_the_next_publication() -> None:
    idle = practice(weekend=(1, 2, 3, 4, 5, 6, 7))
    of = changing(_2029_01_01=idle, _9000_01_01=practice(weekend=()))
    assert limit("2029-03-01", 45, of) == "9000-01-01"
    assert working("2029-03-01", 2, of) == "9000-01-02"


def test_a_publication_without_the_state_leaves_its_clock_unknown() -> None:
    of = changing(_2029_01_01=practice(offset="+02:00"), _2029_04_01=None)
    assert date_text(date_in(of.zone, instant("2029-05-01T22:30:00Z"), written=0)) == "2029-05-01"
    assert date_text(date_in(of.zone, instant("2029-03-01T22:30:00Z"), written=0)) == "2029-03-02"
    assert end_of(day("2029-05-01"), of.zone.known(-3600))[0] == instant("2029-05-02T01:00:00Z")
