"""Dates as people write them in tables: read where they can mean one day only, else told with what to write."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    ("jan", "januar", "january", "janvier", "enero"),
    ("feb", "februar", "february", "fevrier", "février", "febrero"),
    ("mar", "märz", "maerz", "march", "mars", "marzo"),
    ("apr", "april", "avril", "abril"),
    ("may", "mai", "mayo"),
    ("jun", "juni", "june", "juin", "junio"),
    ("jul", "juli", "july", "juillet", "julio"),
    ("aug", "august", "août", "aout", "agosto"),
    ("sep", "sept", "september", "septembre", "septiembre"),
    ("oct", "okt", "oktober", "october", "octobre", "octubre"),
    ("nov", "november", "novembre", "noviembre"),
    ("dec", "dez", "dezember", "december", "décembre", "decembre", "diciembre"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_YEAR_FIRST = re.compile(r"(\d{4})([-/. ])(\d{1,2})(?:\2(\d{1,2}))?(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d\d)")
_IN_WORDS = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+)?([^\W\d]+)\.?,?[\s-]+(?:(\d{1,2})(?:st|nd|rd|th)?,[\s-]+)?(\d{4}|\d\d)"
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_TWO_DIGITS = 2
_MOST_MONTHS = 12


class NoDate(ValueError):
    """What is written is no one date; says why and what to write."""


def written_date(text: str, whole: bool = False) -> str:
    """The date a text means, YYYY-MM-DD; of a year or a month alone its first day, unless the `whole` is wanted.

    Raises NoDate for what is no date, for years of two digits, and where day and month may be exchanged.
    """
    year, month, day = _parts(" ".join(text.split()))
    if whole and not (month and day):
        raise NoDate("write the whole date, YYYY-MM-DD")
    try:
        return date(year, month or 1, day or 1).isoformat()
    except ValueError as why:
        raise NoDate(f"there is no such day ({why}); write YYYY-MM-DD or YYYY") from why


def _parts(text: str) -> tuple[int, int | None, int | None]:
    if re.fullmatch(r"\d{4}", text):
        return int(text), None, None
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[3]), int(found[4]) if found[4] else None
    if found := _COMPACT.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DAY_FIRST.fullmatch(text):
        return _day_first(int(found[1]), int(found[3]), found[4], found[2])
    if (found := _IN_WORDS.fullmatch(text)) and found[2].lower() in _MONTH:
        day = found[1] or found[3]
        return _year(found[4]), _MONTH[found[2].lower()], int(day) if day else None
    raise NoDate("write YYYY-MM-DD or YYYY, or nothing")


def _day_first(first: int, second: int, year: str, separator: str) -> tuple[int, int | None, int | None]:
    if first == second == 0:  # 00/00/1971, as some lists write a year alone
        return _year(year), None, None
    if first == 0:
        return _year(year), second, None
    if separator == "." or first == second or first > _MOST_MONTHS:
        return _year(year), second, first
    if second > _MOST_MONTHS:
        return _year(year), first, second
    raise NoDate("it may be two dates: day and month can be exchanged; write YYYY-MM-DD")


def _year(text: str) -> int:
    if len(text) == _TWO_DIGITS:
        raise NoDate("a year of two digits may be of two centuries; write it with four, YYYY-MM-DD")
    return int(text)
