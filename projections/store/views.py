"""The view store: rows and the position they stand for, in generations, with one writer at a time."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import msgspec

from domain.kernel.errors import DomainError
from projections.store.generation import BUILDING, CURRENT, FORMER, RENEWING
from projections.store.generation import Generation as Generation  # noqa: PLC0414  part of what is opened here
from projections.store.made_under import Made, MadeUnder
from projections.store.table import Row, Table, shape_of


class StoreAway(DomainError):
    """The store does not answer just now; open it again and repeat what was not committed."""


class OutdatedView(DomainError):
    """The rows are shared in another way than they are to be kept, and must be rebuilt."""


class LeaseHeld(DomainError):
    """Somebody else holds the lease; the message says who."""


class Held(NamedTuple):
    """One generation of one view and the position it stands for, the least of its workers'."""

    view: str
    number: int
    state: str
    position: int
    workers: int
    made: Made | None = None


class _Found(NamedTuple):
    number: int
    state: str
    shape: str
    made: Made | None


class Digest(NamedTuple):
    """SHA-256 of the rows a view shows at a position; equal digests mean equal views."""

    view: str
    position: int
    rows: int
    sha256: str


class Views(ABC):
    """One connection to one store; not to be shared between threads that write."""

    _matched: tuple[object, _Found | None] | None = None
    """What was asked for last by what it is made under, over which rows, and which fitted."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """Writes inside are committed together or not at all; raises StoreAway when that cannot be known."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """Everything read inside belongs to one moment."""

    @abstractmethod
    def lease(self, name: str, wait: float = 0.0) -> AbstractContextManager[None]:
        """The right to do something alone, lost when the process dies; raises LeaseHeld after the wait."""

    def must_answer(self) -> None:
        """Raises StoreAway when the connection, and with it every lease, is lost; a folder always answers."""
        return

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

    @abstractmethod
    def _columns(self, stored_name: str) -> frozenset[str]:
        """The columns of a table by its stored name; none when it is not there."""

    def current(self, view: str, tables: Sequence[Table]) -> Generation:
        """The generation that readers see, however it was made; made empty at position 0 when there is none.

        Nobody writes to it but who has asked for it by `under`.
        """
        found = self._pointed(view)
        if found is None:
            with self._making():
                found = self._pointed(view) or self._begin(view, tables, CURRENT)
        return self._opened(view, tables, found)

    def under(self, view: str, tables: Sequence[Table], made_under: MadeUnder) -> Generation:
        """The generation that is made under this law, these rules and this program, to go on with.

        It is the one that readers see; where that was made under another, one beside it, begun at position 0 when there
        is none. A writer takes its lease before it opens one, or `fresh` may be out of date.
        """
        found = self._matching(view, tables, made_under)
        if found is None:
            with self._making():
                found = self._matching(view, tables, made_under) or self._begun(view, tables, made_under)
        if found.made is not None and found.made.source != made_under.program.source:
            self._note_source(view, found.number, made_under)
        return self._opened(view, tables, found)

    def is_under(self, generation: Generation, tables: Sequence[Table], made_under: MadeUnder) -> bool:
        """Whether `under` would open this very generation, and find it in the same state."""
        found = self._matching(generation.view, tables, made_under)
        return found is not None and (found.number, found.state) == (generation.number, generation.state)

    def number_under(self, view: str, tables: Sequence[Table], made_under: MadeUnder) -> int:
        """The number of the generation that `under` would open; 0 when it would have to begin one."""
        found = self._matching(view, tables, made_under)
        return found.number if found else 0

    def differences(self, view: str, tables: Sequence[Table], made_under: MadeUnder) -> tuple[str, ...]:
        """What is another now than when the rows that readers see were made: `law`, `rules`, `program`."""
        shown = self.current(view, tables)
        return () if shown.fresh else made_under.differences(shown.made)

    def note_code(self, generation: Generation, made_under: MadeUnder) -> None:
        """Remembers what the program does, so that edits of its comments are told from others; takes a moment."""
        if generation.made is not None and not generation.made.code:
            code = made_under.program.code
            self._tell(
                "UPDATE made_under SET code = ? WHERE view = ? AND number = ?",
                (code, generation.view, generation.number),
            )
            generation.made = generation.made._replace(code=code)

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
        return found.number if found else 0

    def pointers(self) -> dict[str, int]:
        """The generation that readers see, by view."""
        return dict(self._ask("SELECT view, number FROM generations WHERE state = 'current'"))

    def begin_rebuild(self, view: str, tables: Sequence[Table], made_under: MadeUnder) -> Generation:
        """A new empty generation beside the current one; an unfinished earlier attempt is dropped."""
        with self._making():
            self._drop_all(view, BUILDING)
            found = self._begin(view, tables, BUILDING, made_under)
        return self._opened(view, tables, found)

    def switch(self, generation: Generation) -> bool:
        """Shows readers this generation if it has reached the one they see; all in one transaction."""
        view, number = generation.view, generation.number
        with self._making():
            shown = self.pointer(view)
            if shown and self._least(view, number) < self._least(view, shown):
                return False
            self._call(view, shown, FORMER)
            self._tell(
                "UPDATE generations SET state = ? WHERE view = ? AND state = ?",
                (FORMER, view, RENEWING),
            )
            self._call(view, number, CURRENT)
        return True

    def has_caught_up(self, generation: Generation) -> bool:
        """Whether a generation has come as far as the one that readers see, by all of its workers."""
        return self._least(generation.view, generation.number) >= self.position(generation.view)

    def prune(self, view: str) -> list[int]:
        """Drops the generations that were replaced, and says which."""
        with self._making():
            return self._drop_all(view, FORMER)

    def held(self) -> list[Held]:
        """Every generation of every view with its position."""
        rows = self._ask(
            "SELECT g.view, g.number, g.state, coalesce(min(p.position), 0), count(p.position), "
            "m.law, m.rules, m.source, m.code "
            "FROM generations g LEFT JOIN positions p ON p.view = g.view AND p.generation = g.number "
            "LEFT JOIN made_under m ON m.view = g.view AND m.number = g.number "
            "GROUP BY g.view, g.number, g.state, m.law, m.rules, m.source, m.code ORDER BY g.view, g.number"
        )
        return [
            Held(view, number, state, position, workers, _made(tuple(made)))
            for view, number, state, position, workers, *made in rows
        ]

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

    def _pointed(self, view: str) -> _Found | None:
        rows = self._ask(f"{_FINDING} AND g.state = 'current'", (view,))
        return _found(rows[0]) if rows else None

    def _matching(self, view: str, tables: Sequence[Table], made_under: MadeUnder) -> _Found | None:
        rows = self._ask(f"{_FINDING} AND g.state IN ('current', 'renewing') ORDER BY g.state", (view,))
        asked = (view, rows, tables, made_under)
        # Every group of orders asks, and generations seldom come and go.
        if self._matched is None or self._matched[0] != asked:
            shape = shape_of(tables)
            fit = (x for x in map(_found, rows) if x.shape == shape and x.made and not made_under.differences(x.made))
            self._matched = asked, next(fit, None)
        return self._matched[1]

    def _begun(self, view: str, tables: Sequence[Table], made_under: MadeUnder) -> _Found:
        """The generation to fill: the current one where nothing was written to it, else a new one beside it."""
        shown = self._pointed(view)
        if shown is None:
            return self._begin(view, tables, CURRENT, made_under)
        if shown.shape == shape_of(tables) and self._untouched(view, shown.number):
            self._note(view, shown.number, made_under)
            return shown._replace(made=made_under.noted())
        self._drop_all(view, RENEWING)
        self._drop_all(view, FORMER)
        return self._begin(view, tables, RENEWING, made_under)

    def _opened(self, view: str, tables: Sequence[Table], found: _Found) -> Generation:
        made = self._generation(view, found.number, fresh=self._untouched(view, found.number))
        made.state, made.made = found.state, found.made
        if found.shape != shape_of(tables):
            made.columns = {table.name: self._columns(made.stored_name(table)[1:-1]) for table in tables}
        return made

    def _note(self, view: str, number: int, made_under: MadeUnder) -> None:
        self._tell("DELETE FROM made_under WHERE view = ? AND number = ?", (view, number))
        self._tell("INSERT INTO made_under VALUES (?, ?, ?, ?, ?, ?)", (view, number, *made_under.noted()))

    def _note_source(self, view: str, number: int, made_under: MadeUnder) -> None:
        """The same code, written in another way: from now on it is known by its new source."""
        self._tell(
            "UPDATE made_under SET source = ? WHERE view = ? AND number = ?",
            (made_under.program.source, view, number),
        )

    def _least(self, view: str, number: int) -> int:
        sql = "SELECT coalesce(min(position), 0) FROM positions WHERE view = ? AND generation = ?"
        return int(self._ask(sql, (view, number))[0][0])

    def _untouched(self, view: str, number: int) -> bool:
        sql = "SELECT coalesce(max(position), 0) FROM positions WHERE view = ? AND generation = ?"
        return int(self._ask(sql, (view, number))[0][0]) == 0

    def _call(self, view: str, number: int, state: str) -> None:
        self._tell("UPDATE generations SET state = ? WHERE view = ? AND number = ?", (state, view, number))

    def _begin(self, view: str, tables: Sequence[Table], state: str, made_under: MadeUnder | None = None) -> _Found:
        newest = self._ask("SELECT coalesce(max(number), 0) FROM generations WHERE view = ?", (view,))
        number, shape = int(newest[0][0]) + 1, shape_of(tables)
        generation = self._generation(view, number, fresh=True)
        for table in tables:
            self._make(generation, table)
        names = ",".join(table.name for table in tables)
        self._tell("INSERT INTO generations VALUES (?, ?, ?, ?, ?)", (view, number, state, shape, names))
        if made_under is not None:
            self._note(view, number, made_under)
        return _Found(number, state, shape, made_under.noted() if made_under else None)

    def _drop_all(self, view: str, state: str) -> list[int]:
        rows = self._ask("SELECT number FROM generations WHERE view = ? AND state = ? ORDER BY number", (view, state))
        for (number,) in rows:
            self._drop(view, number)
        return [number for (number,) in rows]

    def _drop(self, view: str, number: int) -> None:
        (found,) = self._ask("SELECT tables FROM generations WHERE view = ? AND number = ?", (view, number))
        for name in found[0].split(","):
            self._tell(f'DROP TABLE "{view}_{name}_{number}"')
        self._tell("DELETE FROM positions WHERE view = ? AND generation = ?", (view, number))
        self._tell("DELETE FROM made_under WHERE view = ? AND number = ?", (view, number))
        self._tell("DELETE FROM generations WHERE view = ? AND number = ?", (view, number))


_FINDING = (
    "SELECT g.number, g.state, g.shape, m.law, m.rules, m.source, m.code FROM generations g "
    "LEFT JOIN made_under m ON m.view = g.view AND m.number = g.number WHERE g.view = ?"
)


def _found(row: Row) -> _Found:
    return _Found(int(row[0]), str(row[1]), str(row[2]), _made(row[3:]))


def _made(columns: Row) -> Made | None:
    return None if columns[0] is None else Made(*columns)


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
