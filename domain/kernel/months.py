"""Calendar months on the calendar: the same day some months later or earlier (rules 1.2.4)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.kernel.moments import Day, date_text, day


def _days_in(year: int, month: int) -> int:
    following = f"{year + month // 12:04d}-{month % 12 + 1:02d}-01"
    return day(following) - day(f"{year:04d}-{month:02d}-01")


def months_from(on: Day, months: int) -> Day:
    """The same day some months later, or earlier; of a month that is too short its last day."""
    text = date_text(on)
    year, month = divmod(int(text[:4]) * 12 + int(text[5:7]) - 1 + months, 12)
    return day(f"{year:04d}-{month + 1:02d}-{min(int(text[8:]), _days_in(year, month + 1)):02d}")


def month_of(on: Day) -> str:
    """The month of a day."""
    return date_text(on)[:7]


def months_between(first: Day, last: Day) -> Iterator[str]:
    """The months that days fall in."""
    on = first
    while month_of(on) <= month_of(last):
        yield month_of(on)
        on += 32 - int(date_text(on)[8:])
