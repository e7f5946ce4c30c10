"""What a read model keeps: tables with named columns and a key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

Row = tuple[Any, ...]
Kind = Literal["text", "integer", "blob"]


class Table(NamedTuple):
    """One table of a read model; a blob holds JSON bytes, every other value is kept as it is written."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()
    shown: bool = True
    """Part of what the view says, so part of its digest; False for working tables."""
    shown_as: tuple[tuple[str, Callable[[Any], Any]], ...] = ()
    """Columns that are shown as something else than they are kept, and what makes that of them."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns in their declared order."""
        return tuple(name for name, _ in self.columns)

    @property
    def key_places(self) -> tuple[int, ...]:
        """Where in a row the parts of its key are."""
        names = self.names
        return tuple(names.index(name) for name in self.key)

    def kind(self, column: str) -> Kind:
        """What a column holds."""
        return dict(self.columns)[column]


def shape_of(tables: Iterable[Table]) -> str:
    """A hash of names, columns, keys and indexes: a generation of another shape must be rebuilt."""
    return _shape_of(tuple(tables))


@cache
def _shape_of(tables: tuple[Table, ...]) -> str:
    told = repr(sorted((t.name, t.columns, t.key, t.indexes) for t in tables))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def chosen(where: str, order: str, limit: int | None) -> str:
    """The end of a query over one table."""
    text = f" WHERE {where}" if where else ""
    text += f" ORDER BY {order}" if order else ""
    return text + (f" LIMIT {limit:d}" if limit is not None else "")


def last_of_each(table: Table, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without those that a later row of the same key replaces."""
    places = table.key_places
    if len(places) == 1:
        (place,) = places
        latest = {row[place]: row for row in rows}
    else:
        latest = {tuple([row[p] for p in places]): row for row in rows}
    return rows if len(latest) == len(rows) else list(latest.values())
