"""One State's calendar and practice: its offset, its working days, and limits counted by them (rules 1.2, T71)."""

from __future__ import annotations

from domain.events.lists import AuthorityRow
from domain.kernel.event import shape
from domain.kernel.moments import Day, day, offset

WEEK = 7
NEVER: Day = 10_000_000


@shape
class Authority:
    """What list `authorities` says of a State: offset in seconds, weekend as ISO weekdays, holidays as days."""

    state: str
    zone: int
    weekend: frozenset[int]
    holidays: frozenset[Day]
    tested_at_exit: bool

    @staticmethod
    def of(row: AuthorityRow) -> Authority:
        """The authority a row describes."""
        return Authority(
            state=row.state,
            zone=offset(row.utc_offset),
            weekend=frozenset(row.weekend),
            holidays=frozenset(map(day, row.holidays)),
            tested_at_exit=row.validity_test == "EXIT",
        )


def _works(number: Day, authority: Authority | None) -> bool:
    if authority is None:
        return True
    weekday = (number + 3) % WEEK + 1
    return weekday not in authority.weekend and number not in authority.holidays


def _never_works(authority: Authority | None) -> bool:
    return authority is not None and len(authority.weekend) == WEEK


def legal_limit(start: Day, days: int, authority: Authority | None) -> Day:
    """The last day of a legal limit: not counting the first, moved to a working day; NEVER where nobody works."""
    last = start + days
    if _never_works(authority):
        return NEVER
    while not _works(last, authority):
        last += 1
    return last


def working_day_after(start: Day, count: int, authority: Authority | None) -> Day:
    """The `count`-th working day following a day; NEVER where nobody works."""
    if _never_works(authority):
        return NEVER
    number = start
    while count:
        number += 1
        count -= _works(number, authority)
    return number


def zone_of(authority: Authority | None) -> int | None:
    """The offset of a State in seconds; None where it is unknown."""
    return None if authority is None else authority.zone
