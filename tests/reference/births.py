"""Dates that people wrote by another calendar: births that contradict nobody, rows without effect (rules.md 5.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.reference.days import DAY
from tests.reference.standing import Fact

Parts = tuple[int, int, int]
OLDEST, SOONEST = 120, 50


def read(fact: Fact) -> Fact:
    """A fact in which whoever has a date of birth is `born` that day, or on none where nobody can be."""
    on = date.fromordinal(int(fact.recorded // DAY))
    told = (on.year, on.month, on.day)
    data = _read(fact.data, told)
    if fact.type == "list.published":
        data["rows"] = [x for x in data["rows"] if parts(x.get("listed_on", "0000-01-01")) <= later(told, SOONEST)]
    return replace(fact, data=data)


def _read(value: Any, told: Parts) -> Any:
    if isinstance(value, list):
        return [_read(x, told) for x in value]
    if not isinstance(value, dict):
        return value
    found = {name: _read(x, told) for name, x in value.items()}
    born = value.get("date_of_birth")
    if born is not None:
        found["born"] = born if later(told, -OLDEST) <= parts(born) <= told else None
    return found


def parts(text: str) -> Parts:
    """Year, month and day."""
    return int(text[:4]), int(text[5:7]), int(text[8:10])


def later(on: Parts, years: int) -> Parts:
    """The same day so many years later."""
    return on[0] + years, on[1], on[2]
