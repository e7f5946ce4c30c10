"""Dates of birth, States and numbers of a listed person or entity, as far as one row can hold them for certain.

A row holds one date of birth, one nationality and one State. They are there to tell a homonym apart, so where a list
names several, or only about when, the row holds none: what is not known contradicts nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from consumers.published.content import trimmed
from consumers.published.states import state_code
from domain.kernel.canon import letters_and_digits

SPAN = 2
"""So many years may lie between the first and the last: the one between them is within a year of each."""
_LONGEST_NUMBER = 60
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*|Z|[+-]\d\d:\d\d)?")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_PASSPORTS = ("PASSPORT", "PASSEPORT", "PASAPORTE")
_PARTED = re.compile(r"[;,]|\band\b|\bet\b")
_LABEL = re.compile(r"^(?:(?:passport|number|num|no|nr|№)[\s.:°º]+|n[.°º]+\s*)+", re.IGNORECASE)
_NUMBER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9]|[ ./-](?=[A-Za-z]?\d))*")
_IMO = re.compile(r"\bIMO\s*(?:company\s*)?(?:number|no)?\s*[.:#]*\s*(\d{7})(?!\d)", re.IGNORECASE)
_VESSEL = re.compile(r"\b(?:vessel|ship|tanker|bulk carrier|freighter)\b", re.IGNORECASE)
_SHIP_WEIGHTS, _FIRM_WEIGHTS = (7, 6, 5, 4, 3, 2), (8, 6, 4, 2, 9, 7)


class Born(NamedTuple):
    """One statement on a birth: between which years, the day where it is known, and whether it is only about then."""

    first: int | None
    last: int | None
    date: str | None = None
    about: bool = False


def date_of(text: str) -> str | None:
    """The date in a field, without a time of day or an offset behind it."""
    found = _DATE.fullmatch(text)
    return "-".join(found.groups()[:3]) if found else None


def born(kind: str, date: str, years: Sequence[str]) -> Born:
    """A statement on a birth, of the kind that the list calls it."""
    day = date_of(date)
    told = [int(day[:4])] if day else [int(y) for text in (*years, date) for y in _YEAR.findall(text)]
    about = kind.upper() not in ("EXACT", "BETWEEN", "")
    return Born(min(told, default=None), max(told, default=None), day, about)


def birth_of(statements: Iterable[Born]) -> tuple[str | None, str | None]:
    """The date of birth for a row, and why there is none though something is told."""
    told = [x for x in statements if x.first is not None and x.last is not None]
    if not told:
        return None, None
    if any(x.about for x in told):
        return None, "date of birth known only about, left open"
    first, last = min(x.first or 0 for x in told), max(x.last or 0 for x in told)
    if last - first > SPAN:
        return None, "several dates of birth, left open"
    middle = (first + last) // 2
    days = list(dict.fromkeys(x.date for x in told if x.date and int(x.date[:4]) == middle))
    return days[0] if len(days) == 1 else f"{middle:04d}-01-01", None


def one_state(names: Iterable[str], what: str) -> tuple[str | None, str | None]:
    """The code of the one State that is named, and why there is none though something is told."""
    told = list(dict.fromkeys(x for x in map(trimmed, names) if x))
    codes = {state_code(name) for name in told}
    if None in codes:
        return None, f"{what} by a name that is no State known, left open"
    if len(codes) > 1:
        return None, f"several of {what}, left open"
    return next(iter(codes), None), None


def passport_numbers(kinds: Iterable[str], number: str) -> list[str]:
    """The numbers in a document, where it is a passport."""
    told = letters_and_digits("".join(kinds))
    if not any(name in told for name in _PASSPORTS):
        return []
    return [x for x in map(number_in, _PARTED.split(trimmed(number))) if x]


def number_in(text: str) -> str | None:
    """The number that a text begins with, without what explains it; None where there is none."""
    found = _NUMBER.match(_LABEL.sub("", text.strip()))
    number = found[0].strip() if found else ""
    digits = sum(c.isdigit() for c in number)
    return number if digits > 2 and len(number) <= _LONGEST_NUMBER else None  # noqa: PLR2004  fewer are no passport


def imo_numbers(text: str) -> list[str]:
    """The IMO numbers told in a comment."""
    return list(dict.fromkeys(_IMO.findall(text)))


def _check_digit(number: str, weights: Sequence[int]) -> int:
    return sum(int(c) * w for c, w in zip(number, weights, strict=False))


def is_vessel(number: str, text: str) -> bool:
    """Whether an IMO number is a ship's and not a company's: by its check digit, where both fit by the words."""
    ship = _check_digit(number, _SHIP_WEIGHTS) % 10 == int(number[6])
    firm = (11 - _check_digit(number, _FIRM_WEIGHTS) % 11) % 10 == int(number[6])
    return ship if ship != firm else bool(_VESSEL.search(text))
