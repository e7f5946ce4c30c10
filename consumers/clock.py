"""The clock: once a day each authority's day is closed on record, so that limits pass on quiet days too."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from consumers.patience import Well, nobody_asks
from domain.kernel.moments import Day, Instant, date_text, day, local_day

_PAUSE = 30.0


class Dial(NamedTuple):
    """What the clock knows of one authority: its offset from Greenwich in seconds, the last day it closed."""

    zone: int
    closed: str | None


def days_over(dials: Mapping[str, Dial], now: Instant) -> Iterator[tuple[str, str]]:
    """Authority and date of every day that is over and not closed; yesterday where none was ever closed."""
    for authority, dial in sorted(dials.items()):
        today = local_day(now, dial.zone)
        first: Day = today - 1 if dial.closed is None else day(dial.closed) + 1
        yield from ((authority, date_text(number)) for number in range(first, today))


def keep_time(
    now: Callable[[], Instant],
    dials: Callable[[], Mapping[str, Dial]],
    close: Callable[[str, str], None],
    stop: threading.Event,
    well: Well = nobody_asks,
) -> None:
    """Closes days as they end until told to stop; `close` takes a day that is closed already as done."""
    while not stop.is_set():
        for authority, date in days_over(dials(), now()):
            close(authority, date)
        well()
        stop.wait(_PAUSE)
