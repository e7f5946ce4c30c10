"""The law as it would be published with more rows: what everything that asks for it then reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import domain.record.statutes
from domain.kernel.moments import date_text
from domain.record.statutes import NUMBERS, StatuteBook, StatuteRow, parameters, provisions, statutes


def row(name: str, value: Any, since: str = "1900-01-01", **where: str) -> dict[str, Any]:
    """A row as the table has it; `where` names a State, a profile, or both."""
    return {"name": name, "from": since, "value": value, "unit": "any", "source": "a test", **where}


def published_row(told: StatuteRow) -> dict[str, Any]:
    """A row as the table would have it."""
    value = sorted(told.value) if isinstance(told.value, frozenset) else told.value
    plain = value if isinstance(value, (int, list)) else f"{float(value):.6f}"
    where = {k: v for k, v in (("state", told.state), ("profile", told.profile)) if v is not None}
    return row(told.name, plain, date_text(told.since), **where)


@contextmanager
def published_with(*rows: dict[str, Any]) -> Iterator[StatuteBook]:
    """While this lasts, the published table has more rows; one that says when another does takes its place."""
    new = {(x["name"], x["from"], x.get("state"), x.get("profile")) for x in rows}
    kept = [
        [x for x in table if (x["name"], x["from"], x.get("state"), x.get("profile")) not in new]
        for table in (parameters(), provisions())
    ]
    numbers = [*kept[0], *(x for x in rows if x["name"] in NUMBERS)]
    with _published(numbers, [*kept[1], *(x for x in rows if x["name"] not in NUMBERS)]) as book:
        yield book


@contextmanager
def published_from_the_first() -> Iterator[StatuteBook]:
    """While this lasts, the published table has no row that came later: it is the same law on every day."""
    first = [[x for x in table if x["from"] == "1900-01-01"] for table in (parameters(), provisions())]
    with _published(*first) as book:
        yield book


@contextmanager
def _published(numbers: list[dict[str, Any]], others: list[dict[str, Any]]) -> Iterator[StatuteBook]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(domain.record.statutes, "parameters", lambda: numbers)
        patch.setattr(domain.record.statutes, "provisions", lambda: others)
        statutes.cache_clear()
        yield statutes()
    statutes.cache_clear()


def rows_published() -> list[dict[str, Any]]:
    """The rows of the table as it is published now."""
    return [*domain.record.statutes.parameters(), *domain.record.statutes.provisions()]
