"""Dates of birth that nobody can have: they contradict nobody (rules 5.5)."""

from __future__ import annotations

from domain.kernel.moments import date_text, instant, local_day

OLDEST_AGE = 120
"""Nobody on record is older, in years."""


def plausible_birth(born: str, recordedat: str) -> bool:
    """Whether somebody born on a date can have been spoken of at a time: neither unborn nor older than anybody was.

    `born` is YYYY-MM-DD, `recordedat` an instant of which the date in UTC counts.
    """
    told = date_text(local_day(instant(recordedat), 0))
    return born <= told and (int(told[:4]) - OLDEST_AGE, told[4:]) <= (int(born[:4]), born[4:])
