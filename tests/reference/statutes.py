"""Which row of the law counts, read row by row each time anew (rules.md 1.10, 5.16)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from tests.reference.days import day_number
from tests.reference.standing import Json

TABLE = Path(__file__).resolve().parents[2] / "domain" / "data" / "law.toml"


@cache
def table() -> Json:
    """The table as published."""
    return tomllib.loads(TABLE.read_text("utf-8"))


class Statutes:
    """Rows of the law, those published unless others are given."""

    def __init__(self, rows: Iterable[Json] | None = None) -> None:
        self.rows = [*table()["parameter"], *table()["provision"]] if rows is None else list(rows)
        self.without_licence: str = table()["profile"]

    def says(self, name: str, day: int, state: str | None, profile: str | None = None) -> Any:
        """What the law of a State says on a day under a profile; without one, of goods without licence."""
        own = (None, profile or self.without_licence)
        rows = [
            x for x in self.rows if x["name"] == name and x.get("state") in (None, state) and x.get("profile") in own
        ]
        begun = [x for x in rows if day_number(x["from"]) <= day]
        if not begun:
            for_all = [x for x in rows if x.get("state") is None and x.get("profile") is None]
            begun = [min(for_all, key=lambda x: day_number(x["from"]))]
        best = max(
            begun, key=lambda x: (x.get("state") is not None, x.get("profile") is not None, day_number(x["from"]))
        )
        value = best["value"]
        return value if isinstance(value, (list, bool)) else Fraction(value)
