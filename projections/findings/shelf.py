"""Rows of one working table kept in memory while they are used, written back in bulk, forgotten when too many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from projections.store.table import Row, Table
from projections.store.views import Generation

V = TypeVar("V")


class Shelf(Generic[V]):
    """Values by key; `read` makes one from a whole row, `write` the columns after worker and key."""

    def __init__(
        self,
        generation: Generation,
        table: Table,
        worker: int,
        read: Callable[[Row], V],
        write: Callable[[V], Row],
    ) -> None:
        self._generation, self._table, self._worker = generation, table, worker
        self._read, self._write = read, write
        self._held: dict[str, V | None] = {}
        self._changed: set[str] = set()

    def get(self, key: str) -> V | None:
        """The value of a key, from memory or from the store."""
        try:
            return self._held[key]
        except KeyError:
            pass
        if self._generation.fresh:
            return None
        row = self._generation.get(self._table, (self._worker, key))
        value = None if row is None else self._read(row)
        self._held[key] = value
        return value

    def fetch(self, keys: Iterable[str]) -> None:
        """Brings many keys into memory in one round trip."""
        missing = [key for key in keys if key not in self._held]
        if self._generation.fresh or not missing:
            return
        self._held.update(dict.fromkeys(missing))
        for row in self._generation.get_many(self._table, [(self._worker, key) for key in missing]):
            self._held[row[1]] = self._read(row)

    def put(self, key: str, value: V) -> None:
        """Sets the value of a key; written with the next flush."""
        self._held[key] = value
        self._changed.add(key)

    def changed(self, key: str) -> None:
        """Marks a value that was altered in place."""
        self._changed.add(key)

    def unwritten(self) -> dict[str, V]:
        """What changed since the last flush: the store does not have it yet."""
        return {key: value for key in self._changed if (value := self._held[key]) is not None}

    def flush(self) -> None:
        """Writes what changed."""
        rows: list[Row] = []
        for key in sorted(self._changed):
            value = self._held[key]
            if value is not None:
                rows.append((self._worker, key, *self._write(value)))
        self._generation.upsert(self._table, rows)
        self._changed.clear()

    def forget(self) -> None:
        """Drops everything from memory; only right after a flush."""
        self._held.clear()

    def __len__(self) -> int:
        return len(self._held)


class Pairs:
    """A many-to-many index in a working table: only ever grows; what it says more than is so does no harm."""

    def __init__(self, generation: Generation, table: Table, worker: int) -> None:
        self._generation, self._table, self._worker = generation, table, worker
        self._held: dict[str, set[str]] = {}
        self._whole: set[str] = set()
        self._new: list[Row] = []

    def add(self, name: str, joined: str) -> bool:
        """Joins two; False when memory already had it so."""
        found = self._held.get(name)
        if found is None:
            found = self._held[name] = set()
        if joined in found:
            return False
        found.add(joined)
        self._new.append((self._worker, name, joined))
        return True

    def of(self, name: str) -> set[str]:
        """Everything joined to a name."""
        found = self._held.setdefault(name, set())
        if not self._generation.fresh and name not in self._whole:
            column = self._table.columns[1][0]
            where = f"worker = ? AND {column} = ?"
            found.update(row[2] for row in self._generation.select(self._table, where, (self._worker, name)))
            self._whole.add(name)
        return found

    def flush(self) -> None:
        """Writes what is new."""
        self._generation.insert_missing(self._table, self._new)
        self._new = []

    def forget(self) -> None:
        """Drops everything from memory; only right after a flush."""
        self._held.clear()
        self._whole.clear()

    def __len__(self) -> int:
        return len(self._held)
