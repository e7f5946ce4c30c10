"""The view store: rows and the position they stand for, in generations, with one writer at a time."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import msgspec

from domain.kernel.errors import DomainError
from projections.store.table import Row, Table, shape_of


class StoreAway(DomainError):
    """The store does not answer just now; open it again and repeat what was not committed."""


class OutdatedView(DomainError):
    """The rows were made by a program with other tables and must be rebuilt."""


class LeaseHeld(DomainError):
    """Somebody else holds the lease; the message says who."""


class Held(NamedTuple):
    """One generation of one view and the position it stands for, the least of its workers'."""

    view: str
    number: int
    state: str
    position: int
    workers: int


class Digest(NamedTuple):
    """SHA-256 of the rows a view shows at a position; equal digests mean equal views."""

    view: str
    position: int
    rows: int
    sha256: str


class Generation(ABC):
    """One generation of the tables of one view, inside an open connection."""

    def __init__(self, view: str, number: int, fresh: bool) -> None:
        self.view = view
        self.number = number
        self.fresh = fresh
        """True when nothing was written before this was opened: what it did not write itself is absent."""

    def stored_name(self, table: Table) -> str:
        """The table as the database calls it."""
        return f'"{self.view}_{table.name}_{self.number}"'

    @abstractmethod
    def get(self, table: Table, key: Row) -> Row | None:
        """The row of a key, all columns in declared order."""

    @abstractmethod
    def get_many(self, table: Table, keys: Sequence[Row]) -> list[Row]:
        """The rows there are of these keys, in no order, in one round trip."""

    @abstractmethod
    def select(
        self,
        table: Table,
        where: str = "",
        params: Sequence[Any] = (),
        order: str = "",
        limit: int | None = None,
    ) -> list[Row]:
        """Whole rows that fit; `where` is SQL over columns with ? marks, texts compare by code point."""

    @abstractmethod
    def rows(self, table: Table) -> Iterator[Row]:
        """Every row in order of its key, without holding them all; inside `reading()`."""

    @abstractmethod
    def upsert(self, table: Table, rows: Sequence[Row]) -> None:
        """Writes whole rows in bulk; of two with one key the later stays."""

    @abstractmethod
    def insert_missing(self, table: Table, rows: Sequence[Row]) -> None:
        """Writes the rows whose key is not there yet."""

    @abstractmethod
    def delete(self, table: Table, keys: Sequence[Row]) -> None:
        """Removes the rows of these keys, those that are there."""

    @abstractmethod
    def position(self, worker: int = 0) -> int:
        """What a worker's rows stand for; one not seen before starts where the last of the others is."""

    @abstractmethod
    def move(self, position: int, worker: int = 0) -> None:
        """Says which position the rows stand for; in the transaction that writes them."""


class Views(ABC):
    """One connection to one store; not to be shared between threads that write."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """Writes inside are committed together or not at all; raises StoreAway when that cannot be known."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """Everything read inside belongs to one moment."""

    @abstractmethod
    def lease(self, name: str, wait: float = 0.0) -> AbstractContextManager[None]:
        """The right to do something alone, lost when the process dies; raises LeaseHeld after the wait."""

    @abstractmethod
    def close(self) -> None:
        """Gives up the connection and every lease."""

    @abstractmethod
    def _ask(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """The rows of one query with ? marks."""

    @abstractmethod
    def _tell(self, sql: str, params: Sequence[Any] = ()) -> None:
        """Runs one statement with ? marks."""

    @abstractmethod
    def _generation(self, view: str, number: int, fresh: bool) -> Generation:
        """A generation in this store's dialect."""

    @abstractmethod
    def _making(self) -> AbstractContextManager[None]:
        """A transaction that makes or drops tables, alone among all processes."""

    @abstractmethod
    def _make(self, generation: Generation, table: Table) -> None:
        """Creates one table with its indexes."""

    def current(self, view: str, tables: Sequence[Table]) -> Generation:
        """The generation that readers see, made empty at position 0 when there is none.

        A writer takes its lease before it opens one, or `fresh` may be out of date.
        """
        found = self._pointed(view)
        if found is None:
            with self._making():
                found = self._pointed(view) or self._begin(view, tables, "current")
        number, shape = found
        if shape != shape_of(tables):
            raise OutdatedView(f"the rows of {view} were made by another version; run `counterfoil rebuild {view}`")
        return self._generation(view, number, fresh=self._untouched(view, number))

    def enrol(self, generation: Generation, workers: int) -> None:
        """Shares a generation among workers, once and for all, so that its position is the least of theirs.

        Raises OutdatedView when it is shared among another number of them.
        """
        view, number = generation.view, generation.number
        count = "SELECT count(*) FROM positions WHERE view = ? AND generation = ?"
        held = int(self._ask(count, (view, number))[0][0])
        if held == 0 and workers > 1:
            with self._making():
                held = int(self._ask(count, (view, number))[0][0]) or workers
                for worker in range(workers):
                    self._tell(
                        "INSERT INTO positions VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING", (view, number, worker)
                    )
        if held not in (0, workers):
            raise OutdatedView(
                f"{view} is kept by {held} workers, not by {workers}; "
                f"run `counterfoil rebuild {view} --workers {workers}`"
            )

    def pointer(self, view: str) -> int:
        """The number of the generation that readers see; 0 when there is none."""
        found = self._pointed(view)
        return found[0] if found else 0

    def pointers(self) -> dict[str, int]:
        """The generation that readers see, by view."""
        return dict(self._ask("SELECT view, number FROM generations WHERE state = 'current'"))

    def begin_rebuild(self, view: str, tables: Sequence[Table]) -> Generation:
        """A new empty generation beside the current one; an unfinished earlier attempt is dropped."""
        with self._making():
            for (number,) in self._ask("SELECT number FROM generations WHERE view = ? AND state = 'building'", (view,)):
                self._drop(view, number)
            number, _ = self._begin(view, tables, "building")
        return self._generation(view, number, fresh=True)

    def flip(self, generation: Generation) -> bool:
        """Shows readers this generation if it has reached the one they see; all in one transaction."""
        view, number = generation.view, generation.number
        with self._making():
            shown = self.pointer(view)
            if shown and self._least(view, number) < self._least(view, shown):
                return False
            self._call(view, shown, "former")
            self._call(view, number, "current")
        return True

    def prune(self, view: str) -> list[int]:
        """Drops the generations that were replaced, and says which."""
        with self._making():
            former = self._ask(
                "SELECT number FROM generations WHERE view = ? AND state = 'former' ORDER BY number", (view,)
            )
            for (number,) in former:
                self._drop(view, number)
        return [number for (number,) in former]

    def held(self) -> list[Held]:
        """Every generation of every view with its position."""
        rows = self._ask(
            "SELECT g.view, g.number, g.state, coalesce(min(p.position), 0), count(p.position) "
            "FROM generations g LEFT JOIN positions p ON p.view = g.view AND p.generation = g.number "
            "GROUP BY g.view, g.number, g.state ORDER BY g.view, g.number"
        )
        return [Held(*row) for row in rows]

    def position(self, view: str) -> int:
        """What the rows that readers see stand for: the least of the workers' positions, at first 0."""
        (row,) = self._ask(
            "SELECT coalesce(min(p.position), 0) FROM generations g JOIN positions p "
            "ON p.view = g.view AND p.generation = g.number WHERE g.view = ? AND g.state = 'current'",
            (view,),
        )
        return int(row[0])

    def digest(self, view: str, tables: Sequence[Table]) -> Digest:
        """The rows of the current generation as canonical JSON in code point order of their keys, hashed."""
        generation = self.current(view, tables)
        sha, count = hashlib.sha256(), 0
        with self.reading():
            position = self._least(view, generation.number)
            for table in sorted((t for t in tables if t.shown), key=lambda t: t.name):
                for line in _lines(generation, table):
                    sha.update(line)
                    count += 1
        return Digest(view, position, count, sha.hexdigest())

    def _pointed(self, view: str) -> tuple[int, str] | None:
        sql = "SELECT number, shape FROM generations WHERE view = ? AND state = 'current'"
        rows = self._ask(sql, (view,))
        return (int(rows[0][0]), str(rows[0][1])) if rows else None

    def _least(self, view: str, number: int) -> int:
        sql = "SELECT coalesce(min(position), 0) FROM positions WHERE view = ? AND generation = ?"
        return int(self._ask(sql, (view, number))[0][0])

    def _untouched(self, view: str, number: int) -> bool:
        sql = "SELECT coalesce(max(position), 0) FROM positions WHERE view = ? AND generation = ?"
        return int(self._ask(sql, (view, number))[0][0]) == 0

    def _call(self, view: str, number: int, state: str) -> None:
        self._tell("UPDATE generations SET state = ? WHERE view = ? AND number = ?", (state, view, number))

    def _begin(self, view: str, tables: Sequence[Table], state: str) -> tuple[int, str]:
        newest = self._ask("SELECT coalesce(max(number), 0) FROM generations WHERE view = ?", (view,))
        number, shape = int(newest[0][0]) + 1, shape_of(tables)
        generation = self._generation(view, number, fresh=True)
        for table in tables:
            self._make(generation, table)
        names = ",".join(table.name for table in tables)
        self._tell("INSERT INTO generations VALUES (?, ?, ?, ?, ?)", (view, number, state, shape, names))
        return number, shape

    def _drop(self, view: str, number: int) -> None:
        (found,) = self._ask("SELECT tables FROM generations WHERE view = ? AND number = ?", (view, number))
        for name in found[0].split(","):
            self._tell(f'DROP TABLE "{view}_{name}_{number}"')
        self._tell("DELETE FROM positions WHERE view = ? AND generation = ?", (view, number))
        self._tell("DELETE FROM generations WHERE view = ? AND number = ?", (view, number))


_LINE = msgspec.json.Encoder(order="sorted")


def _lines(generation: Generation, table: Table) -> Iterator[bytes]:
    """Each row as it is shown, one line of JSON: the table, then the columns by name; a blob is JSON already."""
    names = table.names
    blobs = [place for place, (_, kind) in enumerate(table.columns) if kind == "blob"]
    turned = [(names.index(column), shown) for column, shown in table.shown_as]
    for row in generation.rows(table):
        values: list[Any] = list(row)
        for place in blobs:
            values[place] = None if row[place] is None else msgspec.Raw(bytes(row[place]))
        for place, shown in turned:
            values[place] = shown(row[place])
        yield _LINE.encode([table.name, dict(zip(names, values, strict=True))]) + b"\n"
