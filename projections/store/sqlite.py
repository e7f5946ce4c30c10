"""Views in one SQLite file."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from projections.store.generation import Generation
from projections.store.lease import folder_lease
from projections.store.private import private_file, private_folder
from projections.store.table import Row, Table, chosen
from projections.store.views import StoreAway, Views

PATIENCE_MS = 30_000
CACHE_KIB = 32_768
KEYS_AT_ONCE = 400
ROWS_AT_ONCE = 50
_BLOCKS = (
    "CREATE TABLE IF NOT EXISTS generations (view TEXT NOT NULL, number INTEGER NOT NULL, "
    "state TEXT NOT NULL, shape TEXT NOT NULL, tables TEXT NOT NULL, "
    "PRIMARY KEY (view, number)) WITHOUT ROWID",
    "CREATE UNIQUE INDEX IF NOT EXISTS one_current ON generations (view) WHERE state = 'current'",
    "CREATE TABLE IF NOT EXISTS positions (view TEXT NOT NULL, generation INTEGER NOT NULL, "
    "worker INTEGER NOT NULL, position INTEGER NOT NULL, "
    "PRIMARY KEY (view, generation, worker)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS made_under (view TEXT NOT NULL, number INTEGER NOT NULL, law TEXT NOT NULL, "
    "rules TEXT NOT NULL, source TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (view, number)) WITHOUT ROWID",
)


class SqliteGeneration(Generation):
    """One generation of one view in the file."""

    def __init__(self, connection: sqlite3.Connection, view: str, number: int, fresh: bool) -> None:
        super().__init__(view, number, fresh)
        self._connection = connection
        self._written: dict[tuple[str | int, str], str] = {}

    def get(self, table: Table, key: Row) -> Row | None:
        row: Row | None = self._connection.execute(self._sql("get", table), key).fetchone()
        return row

    def get_many(self, table: Table, keys: Sequence[Row]) -> list[Row]:
        found: list[Row] = []
        for start in range(0, len(keys), KEYS_AT_ONCE):
            some = keys[start : start + KEYS_AT_ONCE]
            found += self._connection.execute(self._wanted(table, len(some)), tuple(chain.from_iterable(some)))
        return found

    def select(
        self,
        table: Table,
        where: str = "",
        params: Sequence[Any] = (),
        order: str = "",
        limit: int | None = None,
    ) -> list[Row]:
        sql = self._sql("all", table) + chosen(where, order, limit)
        return self._connection.execute(sql, params).fetchall()

    def rows(self, table: Table) -> Iterator[Row]:
        return iter(self._connection.execute(f"{self._sql('all', table)} ORDER BY {', '.join(table.key)}"))

    def upsert(self, table: Table, rows: Sequence[Row]) -> None:
        self._put("upsert", table, rows)

    def insert_missing(self, table: Table, rows: Sequence[Row]) -> None:
        self._put("insert", table, rows)

    def delete(self, table: Table, keys: Sequence[Row]) -> None:
        self._connection.executemany(self._sql("delete", table), keys)

    def position(self, worker: int = 0) -> int:
        sql = (
            "SELECT coalesce(max(position) FILTER (WHERE worker = ?), min(position), 0) "
            "FROM positions WHERE view = ? AND generation = ?"
        )
        return int(self._connection.execute(sql, (worker, self.view, self.number)).fetchone()[0])

    def move(self, position: int, worker: int = 0) -> None:
        sql = "INSERT OR REPLACE INTO positions VALUES (?, ?, ?, ?)"
        self._connection.execute(sql, (self.view, self.number, worker, position))

    def absent(self, table: Table, column: str) -> str:
        return "NULL"

    def _put(self, verb: str, table: Table, rows: Sequence[Row]) -> None:
        """Many rows a statement: stepping once for each would cost more than writing it."""
        whole = len(rows) - len(rows) % ROWS_AT_ONCE
        if whole:
            parts = (rows[start : start + ROWS_AT_ONCE] for start in range(0, whole, ROWS_AT_ONCE))
            flat = (tuple(chain.from_iterable(part)) for part in parts)
            self._connection.executemany(self._sql(f"{verb} many", table), flat)
        self._connection.executemany(self._sql(verb, table), rows[whole:])

    def _wanted(self, table: Table, count: int) -> str:
        """The statement for the rows of so many keys."""
        known = self._written.get((count, table.name))
        if known is None:
            marks = ",".join([f"({','.join('?' * len(table.key))})"] * count)
            wanted = " AND ".join(f"t.{name} = wanted.column{n}" for n, name in enumerate(table.key, 1))
            columns = ", ".join(f"t.{name}" for name in table.names)
            # Joined in this order the keys are looked up one by one; `IN (VALUES …)` would read the whole table.
            joined = f"(VALUES {marks}) AS wanted CROSS JOIN {self.readable(table)} AS t ON {wanted}"
            known = self._written[count, table.name] = f"SELECT {columns} FROM {joined}"
        return known

    def _sql(self, verb: str, table: Table) -> str:
        known = self._written.get((verb, table.name))
        if known is None:
            known = self._written[verb, table.name] = self._statement(verb, table)
        return known

    def _statement(self, verb: str, table: Table) -> str:
        name, marks = self.stored_name(table), f"({','.join('?' * len(table.columns))})"
        this_key = " AND ".join(f"{column} = ?" for column in table.key)
        match verb:
            case "all":
                return f"SELECT {', '.join(table.names)} FROM {self.readable(table)}"
            case "get":
                return f"SELECT {', '.join(table.names)} FROM {self.readable(table)} WHERE {this_key}"
            case "upsert" | "upsert many":
                values = ",".join([marks] * (ROWS_AT_ONCE if verb.endswith("many") else 1))
                return f"INSERT OR REPLACE INTO {name} VALUES {values}"
            case "insert" | "insert many":
                values = ",".join([marks] * (ROWS_AT_ONCE if verb.endswith("many") else 1))
                return f"INSERT OR IGNORE INTO {name} VALUES {values}"
            case _:
                return f"DELETE FROM {name} WHERE {this_key}"


class SqliteViews(Views):
    """One connection to the file of views in a data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        private_folder(folder)
        self._connection = _connected(private_file(folder / "views.db"))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with _told():
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        try:
            with _told():
                self._connection.execute("COMMIT")
        except StoreAway:
            self._connection.rollback()
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.rollback()

    def lease(self, name: str, wait: float = 0.0) -> AbstractContextManager[None]:
        return folder_lease(self.folder, name, wait)

    def close(self) -> None:
        self._connection.close()

    def _ask(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        return self._connection.execute(sql, params).fetchall()

    def _tell(self, sql: str, params: Sequence[Any] = ()) -> None:
        self._connection.execute(sql, params)

    def _generation(self, view: str, number: int, fresh: bool) -> SqliteGeneration:
        return SqliteGeneration(self._connection, view, number, fresh)

    def _making(self) -> AbstractContextManager[None]:
        return self.transaction()

    def _make(self, generation: Generation, table: Table) -> None:
        columns = ", ".join(
            f"{name} {kind.upper()}{' NOT NULL' if name in table.key else ''}" for name, kind in table.columns
        )
        name = generation.stored_name(table)
        self._tell(f"CREATE TABLE {name} ({columns}, PRIMARY KEY ({', '.join(table.key)})) WITHOUT ROWID")
        for count, index in enumerate(table.indexes):
            self._tell(f'CREATE INDEX "{name[1:-1]}_{count}" ON {name} ({", ".join(index)})')

    def _columns(self, stored_name: str) -> frozenset[str]:
        return frozenset(name for (name,) in self._ask("SELECT name FROM pragma_table_info(?)", (stored_name,)))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as why:
        raise StoreAway(f"the views file cannot be written just now: {why}") from why


def _connected(path: Path) -> sqlite3.Connection:
    """Opens the file; switching it to write-ahead logging does not wait for others, so this does."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
    until = time.monotonic() + PATIENCE_MS / 1000
    while True:
        try:
            _set_up(connection)
            return connection
        except sqlite3.OperationalError as why:
            if "locked" not in str(why) or time.monotonic() > until:
                connection.close()
                raise
            time.sleep(0.02)


def _set_up(connection: sqlite3.Connection) -> None:
    for pragma in (
        f"busy_timeout = {PATIENCE_MS}",
        "page_size = 8192",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        f"cache_size = -{CACHE_KIB}",
        "wal_autocheckpoint = 4000",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'made_under'").fetchone()[0]:
        return
    connection.execute("BEGIN IMMEDIATE")
    for block in _BLOCKS:
        connection.execute(block)
    connection.execute("COMMIT")
