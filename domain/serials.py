"""Serial numbers: as written, as compared, and in ranges that are never expanded (rules 1.7.2, 1.7.3)."""

from __future__ import annotations

import re
from typing import NamedTuple

from domain.canon import letters_and_digits
from domain.goods import SerialRange, Serials

_RUN = re.compile(r"^(.*?)([0-9]+)([^0-9]*)$", re.DOTALL)


class Span(NamedTuple):
    """A range of serial numbers: prefix, first and last number, width of the digits, suffix."""

    prefix: str
    first: int
    last: int
    width: int
    suffix: str


def comparable(number: str) -> str:
    """A serial number as compared: NFKC, capitals, only letters and digits, leading zeros kept."""
    return letters_and_digits(number)


def span(given: SerialRange) -> Span | None:
    """The range two numbers bound; None where they share no prefix, suffix or width, or run backwards."""
    first, last = _RUN.match(comparable(given.first)), _RUN.match(comparable(given.last))
    if first is None or last is None or (first[1], first[3]) != (last[1], last[3]) or len(first[2]) != len(last[2]):
        return None
    low, high = int(first[2]), int(last[2])
    return Span(first[1], low, high, len(first[2]), first[3]) if low <= high else None


def count(serials: Serials) -> int | None:
    """How many items serial numbers name; None where a range cannot be read."""
    spans = [span(x) for x in serials.ranges]
    lengths = [x.last - x.first + 1 for x in spans if x is not None]
    return None if len(lengths) < len(spans) else len(serials.numbers) + sum(lengths)
