"""Instants and calendar days as exact numbers, so that comparing them never rounds and never fails.

An instant is nanoseconds since 1970-01-01T00:00:00Z (an int, or a Fraction where a source wrote more digits);
a day is the number of days since 1970-01-01. Both cover the years 0000 to 9999 and what offsets add to them.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

Instant = int | Fraction
Day = int

SECOND = 1_000_000_000
DAY_LENGTH = 86_400 * SECOND
HOUR = 3_600 * SECOND
JUST_AFTER = Fraction(1, 10**40)
"""Nearer to a limit than any source writes: what holds at the limit itself ends right after it."""


@lru_cache(maxsize=16_384)
def day(text: str) -> Day:
    """The day a date text names; of an instant, the date as written."""
    year, month, dom = int(text[:4]), int(text[5:7]), int(text[8:10])
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + dom - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


@lru_cache(maxsize=16_384)
def date_text(number: Day) -> str:
    """A day as ISO 8601 text."""
    number += 719_468
    era = number // 146_097
    of_era = number - era * 146_097
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return f"{year + era * 400 + (month <= 2):04d}-{month:02d}-{of_year - (153 * shifted + 2) // 5 + 1:02d}"


@lru_cache(maxsize=4_096)
def offset(text: str) -> int:
    """Seconds east of Greenwich of `Z` or `+hh:mm`."""
    if text == "Z":
        return 0
    seconds = int(text[1:3]) * 3600 + int(text[4:6]) * 60
    return -seconds if text[0] == "-" else seconds


def _zone(text: str) -> str:
    return "Z" if text[-1] == "Z" else text[-6:]


def written_offset(text: str) -> int:
    """The offset an instant was written with, in seconds."""
    return offset(_zone(text))


@lru_cache(maxsize=32_768)
def instant(text: str) -> Instant:
    """The instant an RFC 3339 text names, exactly, whatever its digits."""
    zone = _zone(text)
    clock = int(text[11:13]) * 3600 + int(text[14:16]) * 60 + int(text[17:19])
    whole = (day(text[:10]) * 86_400 + clock - offset(zone)) * SECOND
    if text[19] != ".":
        return whole
    digits = text[20 : len(text) - len(zone)]
    if len(digits) <= 9:
        return whole + int(digits.ljust(9, "0"))
    part = Fraction(Decimal(f"0.{digits}")) * SECOND
    exact = whole + part
    return int(exact) if exact.denominator == 1 else exact


def local_day(moment: Instant, zone: int) -> Day:
    """The calendar day of an instant at an offset in seconds."""
    return int((moment + zone * SECOND) // DAY_LENGTH)


def start_of(number: Day, zone: int) -> Instant:
    """00:00 of a day at an offset in seconds."""
    return number * DAY_LENGTH - zone * SECOND


def _zone_text(zone: int) -> str:
    sign = "-" if zone < 0 else "+"
    return f"{sign}{abs(zone) // 3600:02d}:{abs(zone) % 3600 // 60:02d}"


def moment_text(moment: Instant, zone: int = 0) -> str:
    """An instant as RFC 3339 text at an offset in seconds, to the nanosecond; `Z` for none."""
    local = int(moment) + zone * SECOND
    number, rest = divmod(local, DAY_LENGTH)
    seconds, part = divmod(rest, SECOND)
    fraction = f".{part:09d}".rstrip("0") if part else ""
    clock = f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
    return f"{date_text(int(number))}T{clock}{fraction}{_zone_text(zone) if zone else 'Z'}"


def within(on: Day, first: str, last: str | None) -> bool:
    """Whether a day is neither before a first one nor after a last one, where there is one."""
    return day(first) <= on and (last is None or on <= day(last))
