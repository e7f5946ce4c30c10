"""Days of lists that are meant for another calendar: what counts from one stays without effect (rules 5.5)."""

from __future__ import annotations

from domain.kernel.moments import date_text, instant, local_day

IN_REACH = 50
"""Years in which a list and its rows have to come into effect."""


def comes_into_effect(date: str, recordedat: str) -> bool:
    """Whether what counts from a date comes into effect in the fifty years after its list is recorded.

    `date` is YYYY-MM-DD, `recordedat` an instant of which the date in UTC counts.
    """
    told = date_text(local_day(instant(recordedat), 0))
    return (int(date[:4]), date[4:]) <= (int(told[:4]) + IN_REACH, told[4:])
