from __future__ import annotations

import threading

import pytest

from consumers.clock import Dial, Leap, days_over, keep_time
from domain.kernel.moments import instant
from domain.kernel.zones import fixed


@pytest.mark.parametrize(
    ("zone", "closed", "now", "dates"),
    [
        (0, "2030-01-01", "2030-01-02T23:59:59Z", []),
        (0, "2030-01-01", "2030-01-03T00:00:00Z", ["2030-01-02"]),
        (3600, "2030-01-01", "2030-01-02T23:00:00Z", ["2030-01-02"]),
        (-18_000, "2030-01-01", "2030-01-03T04:59:59Z", []),
        (-18_000, "2030-01-01", "2030-01-03T05:00:00Z", ["2030-01-02"]),
        (0, "2030-02-27", "2030-03-02T12:00:00Z", ["2030-02-28", "2030-03-01"]),
        (0, None, "2030-01-03T12:00:00Z", ["2030-01-02"]),
        (0, "2030-01-09", "2030-01-03T12:00:00Z", []),
    ],
)
def test_a_day_is_over_by_the_authority_s_own_calendar(
    zone: int, closed: str | None, now: str, dates: list[str]
) -> None:
    found = list(days_over({"XA": Dial(fixed(zone), closed)}, instant(now)))
    assert found == [("XA", date) for date in dates]


def test_each_day_of_each_authority_is_closed_once() -> None:
    stop, closed = threading.Event(), list[tuple[str, str]]()
    last: dict[str, str | None] = {"XB": "2030-01-01", "XA": "2030-01-02"}

    def close(authority: str, date: str) -> None:
        closed.append((authority, date))
        last[authority] = date
        if len(closed) == 3:
            stop.set()

    def dials() -> dict[str, Dial]:
        return {authority: Dial(fixed(0), date) for authority, date in last.items()}

    keep_time(lambda: instant("2030-01-04T08:00:00Z"), dials, close, stop)
    assert closed == [("XA", "2030-01-03"), ("XB", "2030-01-02"), ("XB", "2030-01-03")]
    assert list(days_over(dials(), instant("2030-01-04T09:00:00Z"))) == []


def test_a_clock_that_leaps_while_it_rests_is_looked_at_at_once() -> None:
    before, after = instant("2030-01-03T08:00:00Z"), instant("2031-01-03T08:00:00Z")
    told = iter((before, before, after, after))
    with pytest.raises(Leap):
        keep_time(
            lambda: next(told),
            lambda: {"XA": Dial(fixed(0), "2030-01-02")},
            lambda *_: None,
            threading.Event(),
            most=92,
        )
    assert list(told) == []
