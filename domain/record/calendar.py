"""One State's calendar and practice, day by day: offset, working days, limits counted by them (rules 1.2, 5.10).

A State may change its clock, and its holidays are announced from year to year: an instant is read by what was published
for its date, a limit by what was published for its last day, and a holiday counts on the day it falls on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from domain.events.lists import AuthorityRow
from domain.kernel.event import shape
from domain.kernel.moments import Day, day, offset
from domain.kernel.zones import Zone, begins, end_of
from domain.record.records import Records

WEEK = 7
NEVER: Day = 10_000_000


@shape
class Practice:
    """What one publication says of a State: offset in seconds, weekend as ISO weekdays, holidays as days."""

    zone: int
    weekend: frozenset[int]
    holidays: frozenset[Day]
    tested_at_exit: bool

    @staticmethod
    def of(row: AuthorityRow) -> Practice:
        """The practice a row describes."""
        return Practice(
            zone=offset(row.utc_offset),
            weekend=frozenset(row.weekend),
            holidays=frozenset(map(day, row.holidays)),
            tested_at_exit=row.validity_test == "EXIT",
        )

    def works(self, number: Day) -> bool:
        """Whether a day is neither weekend nor holiday."""
        return (number + 3) % WEEK + 1 not in self.weekend and number not in self.holidays

    @property
    def idle(self) -> bool:
        """True where no day of the week is worked."""
        return len(self.weekend) == WEEK


@shape
class Authority:
    """What the publications of list `authorities` say of a State, from each day on, and what the one in force says."""

    state: str
    since: tuple[Day, ...]
    practices: tuple[Practice | None, ...]
    in_force: Practice | None
    zone: Zone

    @staticmethod
    def of(state: str, published: Iterable[tuple[Day, Practice | None]], in_force: Practice | None) -> Authority:
        """A State by its publications in order of their days of effect."""
        told = tuple(published)
        since = tuple(first for first, _ in told)
        practices = tuple(practice for _, practice in told)
        offsets = tuple(None if x is None else x.zone for x in practices)
        return Authority(
            state=state, since=since, practices=practices, in_force=in_force, zone=_shortest(Zone(since, offsets))
        )

    @property
    def tested_at_exit(self) -> bool:
        """Whether the State tests the validity of a licence on the day of exit (R03)."""
        return self.in_force is not None and self.in_force.tested_at_exit

    def on(self, number: Day) -> Practice | None:
        """What was published for a day; before the first publication what the first one says."""
        return self.practices[max(bisect_right(self.since, number) - 1, 0)]


def _shortest(zone: Zone) -> Zone:
    """The same clock told by its changes alone."""
    kept = [n for n, told in enumerate(zone.offsets) if n == 0 or told != zone.offsets[n - 1]]
    return Zone(tuple(zone.since[n] for n in kept), tuple(zone.offsets[n] for n in kept))


def _works(number: Day, authority: Authority | None) -> bool:
    practice = None if authority is None else authority.on(number)
    return practice is None or practice.works(number)


def _next_to_work(start: Day, authority: Authority | None) -> Day:
    """The first working day from a day on; NEVER where there is none."""
    number = start
    while number < NEVER and not _works(number, authority):
        number = _after(number, authority)
    return number


def _after(number: Day, authority: Authority | None) -> Day:
    """The next day that may be a working day: years without one are not gone through day by day."""
    practice = None if authority is None else authority.on(number)
    if authority is None or practice is None or not practice.idle:
        return number + 1
    return min((first for first in authority.since if first > number), default=NEVER)


def legal_limit(start: Day, days: int, authority: Authority | None) -> Day:
    """The last day of a legal limit: not counting the first, moved to a working day; NEVER where nobody works."""
    return _next_to_work(start + days, authority)


def working_day_after(start: Day, count: int, authority: Authority | None) -> Day:
    """The `count`-th working day following a day; NEVER where nobody works."""
    number = start
    for _ in range(count):
        number = _next_to_work(number + 1, authority)
        if number == NEVER:
            return NEVER
    return number


def zone_of(authority: Authority | None) -> Zone | None:
    """The clock of a State; None where it is unknown."""
    return None if authority is None else authority.zone


def passed(records: Records, last: Day, zone: Zone) -> bool:
    """Whether a limit has passed that ends with a date: 00:00 of the next, by the clock of that date (rules 1.2.3)."""
    limit, seconds = end_of(last, zone)
    return records.reached(limit, seconds)


def begun(records: Records, number: Day, zone: Zone) -> bool:
    """Whether a State has come to a date."""
    first, seconds = begins(number, zone)
    return records.reached(first, seconds)
