"""Dates of birth that nobody can have: they contradict nobody (rules 5.5)."""

from __future__ import annotations

from domain.kernel.moments import day

OLDEST_AGE = 120
"""Nobody on record is older, in years."""


def plausible_birth(born: str, recordedat: str) -> bool:
    """Whether somebody born on a date can have been spoken of at a time: neither unborn nor older than anybody was.

    `born` is YYYY-MM-DD, `recordedat` an instant of which the date as written counts.
    """
    eldest = f"{int(recordedat[:4]) - OLDEST_AGE:05d}{recordedat[4:10]}"
    return (int(eldest[:5]), eldest[5:]) <= (int(born[:4]), born[4:10]) and day(born) <= day(recordedat)
