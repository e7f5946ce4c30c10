"""Serial numbers as those who told of them wrote them: what stands on the paper is what is looked for (R-049)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from domain.events.goods import Serials
from domain.kernel.message import Message, and_more
from domain.record.fact import Fact
from domain.record.quantities import Exact
from domain.record.serial_typos import unmatched
from domain.record.serials import (
    Numbers,
    Series,
    comparable,
    numbers_in,
    numbers_of,
    readable,
    says_all,
    series_and_number,
    stretch,
)

NUMBERS_SHOWN = 3
"""So many of several numbers stand in a sentence."""


def lists_in(facts: Iterable[Fact]) -> Iterator[Serials]:
    """The lists of serial numbers that facts hold, of themselves or line by line."""
    for fact in facts:
        own = [fact.data, *(getattr(fact.data, "lines", None) or ())]
        yield from (found for x in own if (found := getattr(x, "serials", None)) is not None)


def spellings(lists: Iterable[Serials], wanted: Numbers) -> dict[str, tuple[str, ...]]:
    """How numbers are written where it is not as they are compared: each spelling once, in the order of the lists."""
    sought = dict(wanted.runs)
    found: dict[str, dict[str, None]] = {}
    for written in (x for given in lists for x in _texts(given)):
        compared = comparable(written)
        if compared != written and _holds(sought, compared):
            found.setdefault(compared, {})[written] = None
    return {compared: tuple(written) for compared, written in found.items()}


def lots_written(facts: Iterable[Fact], lot: str) -> tuple[str, ...]:
    """How facts write the number of a lot where it is not as it is compared."""
    said = [x for f in facts for x in (f.data, *(getattr(f.data, "lines", None) or ()))]
    written = (x for holds in said for x in getattr(holds, "lots", None) or ())
    return tuple(dict.fromkeys(x for x in written if x != lot and comparable(x) == lot))


def _texts(given: Serials) -> Iterator[str]:
    """The numbers that are written out: single ones, and the ends of ranges that can be read."""
    yield from given.numbers
    yield from (end for x in given.ranges if stretch(x) is not None for end in (x.first, x.last))


def _holds(sought: dict[Series, tuple[tuple[int, int], ...]], compared: str) -> bool:
    series, number = series_and_number(compared)
    return any(low <= number <= high for low, high in sought.get(series, ()))


def as_written(numbers: Numbers, lists: Iterable[Serials]) -> tuple[str | Message, ...]:
    """The first of some numbers as they are written, and how many more there are."""
    shown = list(islice(numbers.texts(), NUMBERS_SHOWN))
    spelled = spellings(lists, numbers_of(shown))
    return and_more((spelled.get(x, (x,))[0] for x in shown), numbers.amount)


def not_among(
    left: Sequence[Serials | None], came: Sequence[Serials | None], amount: Exact
) -> tuple[str | Message, ...]:
    """The numbers that left and did not come, as written, where lists tell just so many; else none."""
    told = [x for x in (*left, *came) if x is not None]
    if not all(readable(x) and says_all(x) for x in told):
        return ()
    departed = numbers_in(x for x in left if x is not None)
    missing, _ = unmatched(departed, numbers_in(x for x in came if x is not None))
    return as_written(missing, (x for x in left if x is not None)) if missing.amount == amount else ()
