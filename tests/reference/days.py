"""Instants and calendar days, exact (rules.md 1.2).

A day is the number of its date in the proleptic Gregorian calendar, an instant the exact number of seconds
since day 0 at 00:00 UTC, an offset a number of seconds. Years 0000 and 9999 are dates like any other.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

DAY = 86_400
HOUR = 3_600
CENTURIES = 146_097  # days in four hundred years

PATTERN = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)")


@dataclass(frozen=True)
class Written:
    """An instant as a message writes it: the instant, its offset, and the date it shows."""

    at: Fraction
    offset: int
    day: int


def day_number(text: str) -> int:
    """The day of `YYYY-MM-DD`."""
    year, month, day = int(text[0:4]), int(text[5:7]), int(text[8:10])
    if year == 0:
        return date(400, month, day).toordinal() - CENTURIES
    return date(year, month, day).toordinal()


def offset_seconds(text: str) -> int:
    """`+03:30` in seconds; `Z` is nought."""
    if text in "Zz":
        return 0
    seconds = int(text[1:3]) * HOUR + int(text[4:6]) * 60
    return -seconds if text[0] == "-" else seconds


def written(text: str) -> Written:
    """Read an instant of the schema; any number of fractional digits counts."""
    match = PATTERN.fullmatch(text)
    if match is None:
        raise ValueError(text)
    day, offset = day_number(match[1]), offset_seconds(match[6])
    seconds = day * DAY + int(match[2]) * HOUR + int(match[3]) * 60 + int(match[4]) - offset
    fraction = Fraction(int(match[5]), 10 ** len(match[5])) if match[5] else Fraction(0)
    return Written(seconds + fraction, offset, day)


def day_of(at: Fraction, offset: int) -> int:
    """The date of an instant under an offset."""
    return (at + offset) // DAY


def midnight(day: int, offset: int) -> Fraction:
    """00:00 of a day under an offset."""
    return Fraction(day * DAY - offset)


def months_before(day: int, months: int) -> int:
    """The same day so many months earlier, the last of its month where it has no such day (1.2.4)."""
    then = date.fromordinal(day)
    year, month = divmod(then.year * 12 + then.month - 1 - months, 12)
    return date(year, month + 1, min(then.day, monthrange(year, month + 1)[1])).toordinal()


def weekday(day: int) -> int:
    """1 Monday to 7 Sunday."""
    return (day - 1) % 7 + 1
