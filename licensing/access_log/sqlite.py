"""The access log of a data folder: one SQLite file beside the event log, whose triggers refuse every change."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from licensing.access_log.rows import Access, AccessFilter, KeptAccess, inserted, kept_access, reading_rows, stored
from licensing.access_log.store import PRUNED_AT_ONCE
from licensing.log import Unavailable
from projections.store.private import private_file, private_folder

FILE = "access.db"
_PATIENCE = 5.0
_INSERT = inserted("accesses", "?")
_KEPT = (
    "CREATE TRIGGER IF NOT EXISTS accesses_stay BEFORE DELETE ON accesses BEGIN"
    " SELECT raise(ABORT, 'the access log is added to and never changed'); END"
)
_FORM = (
    "CREATE TABLE IF NOT EXISTS accesses (number INTEGER PRIMARY KEY AUTOINCREMENT, moment TEXT NOT NULL,"
    " event TEXT NOT NULL, person TEXT, account TEXT, state TEXT, office TEXT, role TEXT, purpose TEXT,"
    " method TEXT NOT NULL, route TEXT NOT NULL, query TEXT NOT NULL, keys TEXT NOT NULL, more INTEGER NOT NULL,"
    " outcome INTEGER NOT NULL, request_id TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS accesses_by_moment ON accesses (moment)",
    "CREATE TRIGGER IF NOT EXISTS accesses_are BEFORE UPDATE ON accesses BEGIN"
    " SELECT raise(ABORT, 'the access log is added to and never changed'); END",
    _KEPT,
)


class SqliteAccesses:
    """The file of accesses in a data folder."""

    def __init__(self, folder: Path) -> None:
        private_folder(folder)
        self._file = private_file(folder / FILE)
        self._writing: sqlite3.Connection | None = None
        with self._reaching(), closing(self._connected()) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            for statement in _FORM:
                connection.execute(statement)

    def add(self, rows: Sequence[Access]) -> None:
        with self._reaching():
            if self._writing is None:
                self._writing = self._connected()
            with _all_or_none(self._writing) as connection:
                connection.executemany(_INSERT, [stored(row) for row in rows])

    def rows(self, wanted: AccessFilter, limit: int, before: int | None = None) -> list[KeptAccess]:
        statement, values = reading_rows("accesses", wanted, "instr", before, limit)
        with self._reaching(), closing(self._connected()) as connection:
            return [kept_access(row) for row in connection.execute(statement, values)]

    def prune(self, before: str, told: Access) -> int:
        pruned = 0
        with self._reaching(), closing(self._connected()) as connection:
            while True:
                with _all_or_none(connection):
                    connection.execute("DROP TRIGGER accesses_stay")
                    old = "SELECT number FROM accesses WHERE moment < ? LIMIT ?"
                    some = connection.execute(
                        f"DELETE FROM accesses WHERE number IN ({old})", (before, PRUNED_AT_ONCE)
                    ).rowcount
                    connection.execute(_KEPT)
                    pruned += some
                    if some < PRUNED_AT_ONCE:
                        row = told._replace(query=f"{told.query}&rows={pruned}")
                        connection.execute(_INSERT, stored(row))
                        return pruned

    def close(self) -> None:
        if self._writing is not None:
            self._writing.close()

    def _connected(self) -> sqlite3.Connection:
        made = sqlite3.connect(self._file, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        made.execute("PRAGMA synchronous=FULL")
        return made

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as why:
            raise Unavailable(f"the access log {self._file} does not answer: {why}") from why


@contextmanager
def _all_or_none(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.rollback()
        raise
    connection.execute("COMMIT")
