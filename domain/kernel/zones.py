"""The clock of a State through the years: an instant is read by what counts on its date (rules 1.2, 5.10)."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from domain.kernel.moments import Day, Instant, local_day, start_of


class Zone(NamedTuple):
    """The clock of a State: the offset in seconds that counts from each of some dates on, in order of the dates.

    The first offset counts for what lies before, too. None stands for an offset that was not published.
    """

    since: tuple[Day, ...]
    offsets: tuple[int | None, ...]

    def on(self, number: Day) -> int | None:
        """The offset of a date."""
        if len(self.since) == 1:
            return self.offsets[0]
        return self.offsets[max(bisect_right(self.since, number) - 1, 0)]

    def at(self, moment: Instant) -> int | None:
        """The offset of an instant: that of its date in UTC (rules 5.10)."""
        return self.offsets[0] if len(self.since) == 1 else self.on(local_day(moment, 0))

    def known(self, written: int) -> Zone:
        """The same clock with the offset of a message where none was published."""
        if None not in self.offsets:
            return self
        return Zone(self.since, tuple(written if x is None else x for x in self.offsets))


def fixed(seconds: int | None) -> Zone:
    """A clock that never changes."""
    return Zone((0,), (seconds,))


def date_in(zone: Zone | None, moment: Instant, written: int) -> Day:
    """The date of an instant in a State; where its offset is unknown, that of the offset it was written with."""
    known = None if zone is None else zone.at(moment)
    return local_day(moment, written if known is None else known)


def end_of(number: Day, zone: Zone) -> tuple[Instant, int]:
    """00:00 of the day after a date, by the clock of that date, and its offset (rules 1.2.3)."""
    seconds = zone.on(number) or 0
    return start_of(number + 1, seconds), seconds


def begins(number: Day, zone: Zone) -> tuple[Instant, int]:
    """The first instant that has come to a date in a State, and the offset it has there."""
    if len(zone.since) == 1:
        seconds = zone.offsets[0] or 0
        return start_of(number, seconds), seconds
    starts = [start_of(x, 0) for x in zone.since]
    found: list[tuple[Instant, int]] = []
    for place, told in enumerate(zone.offsets):
        seconds = told or 0
        first = start_of(number, seconds) if place == 0 else max(starts[place], start_of(number, seconds))
        if place == len(starts) - 1 or first < starts[place + 1]:
            found.append((first, seconds))
    return min(found)
