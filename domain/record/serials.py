"""Serial numbers: as written, as compared, and as runs that are never expanded (rules 1.7.2, 1.7.3)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.events.goods import SerialRange, Serials
from domain.kernel.canon import canon
from domain.kernel.says_nothing import says_nothing

_RUN = re.compile(r"^(.*?)([0-9]+)([^0-9]*)$", re.DOTALL)
LONGEST_NUMBER = 4_000
"""More digits than this are text that nothing counts up in."""

Stretch = tuple[int, int]
"""First and last number of consecutive ones."""


class Series(NamedTuple):
    """What numbers that count up together share; without digits the text is all prefix, and the width 0."""

    prefix: str
    suffix: str
    width: int

    def text(self, number: int) -> str:
        """One serial number of the series."""
        return f"{self.prefix}{number:0{self.width}d}{self.suffix}" if self.width else self.prefix


def comparable(number: str) -> str:
    """A serial number as compared: its canonical text, leading zeros kept (rules 1.7.2, 5.1)."""
    return canon(number)


def series_and_number(text: str) -> tuple[Series, int]:
    """The series and the number that a comparable text stands for."""
    found = _RUN.match(text)
    if found is None or len(found[2]) > LONGEST_NUMBER:
        return Series(text, "", 0), 0
    return Series(found[1], found[3], len(found[2])), int(found[2])


def stretch(given: SerialRange) -> tuple[Series, Stretch] | None:
    """The numbers that a range bounds; None where its ends share no prefix, suffix or width, or run backwards."""
    (series, low), (other, high) = series_and_number(comparable(given.first)), series_and_number(comparable(given.last))
    return (series, (low, high)) if series == other and low <= high else None


def count(serials: Serials) -> int | None:
    """How many items serial numbers name; None where a range cannot be read."""
    lengths = [found[1][1] - found[1][0] + 1 for x in serials.ranges if (found := stretch(x)) is not None]
    return None if len(lengths) < len(serials.ranges) else len(serials.numbers) + sum(lengths)


def readable(serials: Serials) -> bool:
    """Whether every range can be read."""
    return all(map(stretch, serials.ranges))


def says_all(serials: Serials) -> bool:
    """Whether every number says something: a list that holds one that says nothing names no items of its own."""
    return not any(map(says_nothing, serials.numbers))


def names_any(serials: Serials | None) -> bool:
    """Whether a list names any item at all: numbers that say nothing name none (rules 5.2)."""
    return serials is not None and (bool(serials.ranges) or not all(map(says_nothing, serials.numbers)))


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Stretches in order, those that touch made one."""
    result: list[Stretch] = []
    for low, high in sorted(stretches):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return tuple(result)


def shared(a: tuple[Stretch, ...], b: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """What two lists of stretches have in common."""
    result: list[Stretch] = []
    i = j = 0
    while i < len(a) and j < len(b):
        low, high = max(a[i][0], b[j][0]), min(a[i][1], b[j][1])
        if low <= high:
            result.append((low, high))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return tuple(result)


def _without(a: tuple[Stretch, ...], b: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    result: list[Stretch] = []
    j = 0
    for start, high in a:
        low = start
        while j < len(b) and b[j][1] < low:
            j += 1
        k = j
        while k < len(b) and b[k][0] <= high:
            if low < b[k][0]:
                result.append((low, b[k][0] - 1))
            low = b[k][1] + 1
            k += 1
        if low <= high:
            result.append((low, high))
    return tuple(result)


class Numbers(NamedTuple):
    """A set of serial numbers as stretches of series, however many they are."""

    runs: tuple[tuple[Series, tuple[Stretch, ...]], ...] = ()

    @property
    def amount(self) -> int:
        """How many there are."""
        return sum(high - low + 1 for _, found in self.runs for low, high in found)

    def less(self, other: Numbers) -> Numbers:
        """Those that are not among others."""
        theirs = dict(other.runs)
        kept = ((series, _without(mine, theirs.get(series, ()))) for series, mine in self.runs)
        return Numbers(tuple((series, left) for series, left in kept if left))

    def common(self, other: Numbers) -> Numbers:
        """Those that are also among others."""
        theirs = dict(other.runs)
        both = ((series, shared(mine, theirs.get(series, ()))) for series, mine in self.runs)
        return Numbers(tuple((series, left) for series, left in both if left))

    def plus(self, other: Numbers) -> Numbers:
        """Those of both."""
        return _numbers([*self.runs, *other.runs])

    def texts(self) -> Iterator[str]:
        """Each serial number, in order; whoever takes them stops where there are too many."""
        for series, found in self.runs:
            for low, high in found:
                yield from (series.text(n) for n in range(low, high + 1))


NONE = Numbers()


def _numbers(runs: Iterable[tuple[Series, Iterable[Stretch]]]) -> Numbers:
    found: dict[Series, list[Stretch]] = {}
    for series, stretches in runs:
        found.setdefault(series, []).extend(stretches)
    return Numbers(tuple((series, joined(found[series])) for series in sorted(found)))


def numbers_in(lists: Iterable[Serials]) -> Numbers:
    """The serial numbers that lists name, each once; what cannot be read or says nothing names none."""
    runs: list[tuple[Series, Iterable[Stretch]]] = []
    for given in lists:
        for number in given.numbers:
            if not says_nothing(number):
                series, n = series_and_number(comparable(number))
                runs.append((series, ((n, n),)))
        for found in map(stretch, given.ranges):
            if found is not None:
                series, (low, high) = found
                first = max(low, 1) if series.prefix == series.suffix == "" else low  # zeros alone say nothing
                runs.append((series, ((first, high),) if first <= high else ()))
    return _numbers(runs)


def numbers_of(texts: Iterable[str]) -> Numbers:
    """The set of some comparable texts."""
    return _numbers((series, ((n, n),)) for series, n in map(series_and_number, texts))


class Members:
    """A set of serial numbers made ready to be asked for single ones."""

    def __init__(self, numbers: Numbers) -> None:
        self._runs = {series: ([low for low, _ in found], found) for series, found in numbers.runs}

    def __contains__(self, text: str) -> bool:
        series, n = series_and_number(text)
        known = self._runs.get(series)
        if known is None:
            return False
        place = bisect_right(known[0], n) - 1
        return place >= 0 and n <= known[1][place][1]
