"""Dates as people write them: read where they mean one day, else told why they do not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.published.dates import NoDate, written_date


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1962-08-20", "1962-08-20"),
        ("1962-8-20", "1962-08-20"),
        ("1962/08/20", "1962-08-20"),
        ("20.8.1962", "1962-08-20"),
        ("20/08/1962", "1962-08-20"),
        ("08/20/1962", "1962-08-20"),
        ("8.8.1962", "1962-08-08"),
        ("3.4.1962", "1962-04-03"),  # with points the day comes first
        ("20 Aug 1962", "1962-08-20"),
        ("20 August 1962", "1962-08-20"),
        ("20-AUG-1962", "1962-08-20"),
        ("20. August 1962", "1962-08-20"),
        ("Aug 20, 1962", "1962-08-20"),
        ("August 20th, 1962", "1962-08-20"),
        ("19620820", "1962-08-20"),
        ("1962", "1962-01-01"),
        ("Aug 1962", "1962-08-01"),
        ("1962-08", "1962-08-01"),
        ("00/00/1962", "1962-01-01"),
        ("1962-08-20 00:00:00", "1962-08-20"),
    ],
)
def test_a_date_is_read_as_it_is_meant(written: str, meant: str) -> None:
    assert written_date(written) == meant


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("20.8.62", "two digits"),
        ("20 Aug 62", "two digits"),
        ("03/04/1962", "exchanged"),
        ("3-4-1962", "exchanged"),
        ("31.2.1962", "no such day"),
        ("1962-13-01", "no such day"),
        ("1962-02-30", "no such day"),
        ("22878", "write YYYY"),
        ("about 1962", "write YYYY"),
        ("", "write YYYY"),
    ],
)
def test_what_may_be_no_date_or_two_is_told(written: str, why: str) -> None:
    with pytest.raises(NoDate, match=why):
        written_date(written)


@pytest.mark.parametrize("part", ["1962", "Aug 1962", "00/00/1962"])
def test_where_the_whole_date_is_wanted_a_part_is_told(part: str) -> None:
    with pytest.raises(NoDate, match="whole date"):
        written_date(part, whole=True)


@given(
    st.dates(date(1900, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y", "%Y/%m/%d", "%d-%b-%Y"]),
)
def test_every_day_is_read_back(day: date, form: str) -> None:
    assert written_date(day.strftime(form)) == day.isoformat()
