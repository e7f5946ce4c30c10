"""Consecutive serial numbers as one interval, however many they are (rules 1.7.2, 1.7.3)."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from domain.kernel.canon import findable

_LAST_DIGITS = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)
_LONGEST_NUMBER = 120
LAST = "\U0010ffff"
Condition = tuple[str, tuple[Any, ...]]


class _Run(NamedTuple):
    """Numbers with equal prefix and suffix; the digits between count up, `width` of them at first."""

    prefix: str
    suffix: str
    width: int
    first: str
    last: str


def run_of(first: str, last: str) -> _Run | None:
    """The run between two numbers as written; None when they do not belong to one."""
    if max(len(first), len(last)) > _LONGEST_NUMBER:
        return None
    prefix, low, suffix = _cut(findable(first))
    other, high, end = _cut(findable(last))
    if not low or (prefix, suffix) != (other, end):
        return None
    high = high.lstrip("0").rjust(len(low), "0")
    return _Run(prefix, suffix, len(low), low, high) if (len(low), low) <= (len(high), high) else None


def runs_holding(typed: str) -> Condition:
    """Runs that hold exactly this number."""
    prefix, digits, suffix = _cut(findable(typed))
    return f"prefix = ? AND suffix = ? AND {_BETWEEN}", (prefix, suffix, *_bounds(digits))


def beginning(typed: str) -> Condition:
    """Runs that hold a number which begins so."""
    text = findable(typed)
    prefix, digits, suffix = _cut(text)
    where, params = "(prefix >= ? AND prefix < ?)", (text, text + LAST)
    if digits and suffix:
        more = f" OR (prefix = ? AND suffix >= ? AND suffix < ? AND {_BETWEEN})"
        return where + more, (*params, prefix, suffix, suffix + LAST, *_bounds(digits))
    if digits:
        return f"{where} OR (prefix = ? AND {_BEGUN})", (*params, prefix, *_starts(digits))
    return where, params


_BETWEEN = (
    "width <= ? AND (width = ? OR ? = 0) AND (width < ? OR first <= ?) "
    "AND (length(last) > ? OR (length(last) = ? AND last >= ?))"
)


def _bounds(digits: str) -> tuple[int | str, ...]:
    """For `_BETWEEN`; digits with a leading zero have the width of the first number."""
    n = len(digits)
    return n, n, int(digits[:1] == "0"), n, digits, n, n, digits


_BEGUN = (
    "((width >= ? AND substr(first, 1, ?) <= ? AND (length(last) > width OR substr(last, 1, ?) >= ?))"
    " OR (? = 0 AND length(last) > width AND length(last) >= ? AND substr(last, 1, ?) >= ?)"
    " OR (? = 0 AND length(last) > width + 1 AND length(last) > ?))"
)


def _starts(digits: str) -> tuple[int | str, ...]:
    """For `_BEGUN`: a number as wide as the first, as wide as the last, or between begins so."""
    n, zero = len(digits), int(digits[:1] == "0")
    return n, n, digits, n, digits, zero, n, n, digits, zero, n


def _cut(text: str) -> tuple[str, str, str]:
    """What stands before the last run of digits, the digits, and what follows."""
    found = _LAST_DIGITS.fullmatch(text)
    return (found[1], found[2], found[3]) if found else (text, "", "")
