"""Days of listing that are meant for another calendar: such a row stays without effect (rules 5.5)."""

from __future__ import annotations

from domain.kernel.moments import date_text, instant, local_day

_IN_REACH = 50
"""Years in which a row of a list has to come into effect."""


def comes_into_effect(listed_on: str, recordedat: str) -> bool:
    """Whether a row that counts from a date comes into effect in the fifty years after its list is recorded.

    `listed_on` is YYYY-MM-DD, `recordedat` an instant of which the date in UTC counts.
    """
    told = date_text(local_day(instant(recordedat), 0))
    return (int(listed_on[:4]), listed_on[4:]) <= (int(told[:4]) + _IN_REACH, told[4:])
