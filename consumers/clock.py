"""The clock: once a day each authority's day is closed on record, so that limits pass on quiet days too."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from consumers.patience import Well, nobody_asks
from domain.kernel.errors import DomainError
from domain.kernel.moments import SECOND, Day, Instant, date_text, day
from domain.kernel.zones import Zone, date_in
from projections.store.turning import rest, turned

_PAUSE, _LOOK = 30.0, 1.0
_STRIDE = 5.0
"""So many seconds a clock is put right without anybody looking."""


class Leap(DomainError):
    """So many days of one authority are to be closed that something else than the passing of time is behind it."""

    def __init__(self, authority: str, closed: str, days: int, most: int) -> None:
        super().__init__(
            f"the last day that {authority} closed is {closed}; {days:,} more would be closed now, and at most {most:,}"
            " are closed at once: have the fact set aside that carries the clock away (`counterfoil fact set-aside`), "
            f"or allow it with --most-days {days}"
        )


class Dial(NamedTuple):
    """What the clock knows of one authority: how its State's clocks go, the last day it closed."""

    zone: Zone
    closed: str | None

    def today(self, now: Instant) -> Day:
        """The date in the State; by Greenwich where its offset was not published."""
        return date_in(self.zone, now, 0)


def days_over(dials: Mapping[str, Dial], now: Instant) -> Iterator[tuple[str, str]]:
    """Authority and date of every day that is over and not closed; yesterday where none was ever closed."""
    for authority, dial in sorted(dials.items()):
        today = dial.today(now)
        first: Day = today - 1 if dial.closed is None else day(dial.closed) + 1
        yield from ((authority, date_text(number)) for number in range(first, today))


def must_be_no_leap(dials: Mapping[str, Dial], now: Instant, most: int | None) -> None:
    """Raises Leap where an authority would close more than so many days at once."""
    for authority, dial in sorted(dials.items()):
        days = 0 if dial.closed is None else dial.today(now) - day(dial.closed) - 1
        if most is not None and days > most:
            raise Leap(authority, dial.closed or "", days, most)


def keep_time(
    now: Callable[[], Instant],
    dials: Callable[[], Mapping[str, Dial]],
    close: Callable[[str, str], None],
    stop: threading.Event,
    well: Well = nobody_asks,
    most: int | None = None,
) -> None:
    """Closes days as they end until told to stop; `close` takes a day that is closed already as done.

    Raises Leap, with nothing closed, where an authority would close more than `most` days at once.
    """
    while not stop.is_set():
        known, at = dials(), now()
        must_be_no_leap(known, at, most)
        for authority, date in days_over(known, at):
            if stop.is_set():
                return
            turned()
            close(authority, date)
        well()
        _rest_while_it_goes(now, stop)


def _rest_while_it_goes(now: Callable[[], Instant], stop: threading.Event) -> None:
    """A pause that ends at once when the clock has gone another way than time has passed."""
    at, since = now(), time.monotonic()
    while (passed := time.monotonic() - since) < _PAUSE and not rest(stop, _LOOK):
        if abs((now() - at) / SECOND - passed) > _STRIDE:
            return
