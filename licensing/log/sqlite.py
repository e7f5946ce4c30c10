"""The event log in one SQLite file: WAL, synchronous=FULL, positions that VACUUM cannot change."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteDatastore,
)

from consumers.arrival import Delivery, Outcome, Reject
from domain.kernel.log_entry import Stored
from licensing.log import recording
from licensing.log.deciding import Deciding
from licensing.log.rows import SCHEMA, EventRow, NoteRow, OnceRow, RejectRow
from licensing.log.store import TooNew, Unavailable, reached

_PATIENCE = 60
_POLL = 0.005
_AT_ONCE = 500

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE stored_events (
    position INTEGER PRIMARY KEY,
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    stored_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    UNIQUE (originator_id, originator_version)
);
CREATE TABLE once (
    key BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    recordedat TEXT NOT NULL,
    second INTEGER NOT NULL,
    position INTEGER NOT NULL,
    origin TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE rejects (
    number INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    reason TEXT NOT NULL,
    origin TEXT NOT NULL,
    told BLOB NOT NULL,
    raw BLOB,
    position INTEGER
);
CREATE TABLE notes (
    number INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    origin TEXT NOT NULL,
    told BLOB NOT NULL
);
"""
_GREATEST = "SELECT value FROM meta WHERE name = 'greatest'"
_HEAD = "SELECT max(position) FROM stored_events"
_EVENT = "SELECT position, originator_id, originator_version, topic, state FROM stored_events"


def prepare(file: Path) -> None:
    """Makes the tables where there are none; any number of processes may do so at once.

    Raises TooNew when a newer program has written this file, Unavailable when it is no log of ours.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        found = _schema(file)
    except sqlite3.Error as why:
        raise Unavailable(f"the log {file} cannot be opened: {why}") from why
    if found > SCHEMA:
        raise TooNew(str(file), found)


def _schema(file: Path) -> int:
    with closing(sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)) as connection:
        _write_ahead(connection)
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            for statement in _TABLES.split(";\n"):
                connection.execute(statement)
            connection.execute("INSERT INTO meta VALUES ('schema', ?)", (str(SCHEMA),))
        found = connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()[0]
        connection.execute("COMMIT")
    return int(found)


def _write_ahead(connection: sqlite3.Connection) -> None:
    # The switch to WAL does not wait for other processes that are doing the same.
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(_POLL)
        else:
            return


class _DurablePool(SQLiteConnectionPool):
    def _create_connection(self) -> SQLiteConnection:
        made = super()._create_connection()
        with made.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA cache_size=-32768")
            # A long import would else spend its time copying the same pages from the write-ahead log.
            cursor.execute("PRAGMA wal_autocheckpoint=4000")
        return made


class SqliteRecorder(SQLiteApplicationRecorder):
    """The library's recorder on our tables: every write takes the lock first, then looks, then writes."""

    def __init__(self, file: Path) -> None:
        datastore = SQLiteDatastore(str(file), lock_timeout=_PATIENCE, originator_id_type="text")
        datastore.pool.close()
        datastore.pool = _DurablePool(db_name=str(file), lock_timeout=_PATIENCE)
        super().__init__(datastore)

    @contextmanager
    def writing(self) -> Iterator[SqliteWriting]:
        """The write lock, held until commit or rollback."""
        with self.datastore.transaction(commit=True) as cursor:
            # A read before the first write would fail with SQLITE_BUSY_SNAPSHOT when another process wrote.
            cursor.execute("UPDATE meta SET value = value WHERE name = 'schema'")
            raw = cursor.sqlite_cursor
            raw.row_factory = None
            yield SqliteWriting(raw)

    def record(self, arrivals: Sequence[Delivery | Reject], instead_of: Iterable[bytes]) -> Outcome:
        """Facts from outside, in one transaction."""

        def write() -> Outcome:
            with self.writing() as writing:
                return recording.Batch(writing, arrivals).record(instead_of)

        return reached(write)

    @contextmanager
    def deciding(self) -> Iterator[Deciding]:
        """The same lock for a group of decisions."""
        with self.writing() as writing:
            deciding = Deciding(writing, writing.head(), writing.greatest_recordedat())
            yield deciding
            deciding.finish(writing)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """What the library calls to save: versions and once rows are checked under the lock."""
        with self.writing() as writing:
            entries = [
                recording.Entry(str(e.originator_id), e.originator_version, e.topic, e.state) for e in stored_events
            ]
            return recording.save(writing, entries, kwargs["promises"], kwargs["request"])


class SqliteWriting:
    """What can be done while the write lock of the file is held."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def standing(self, keys: Sequence[bytes]) -> Mapping[bytes, OnceRow]:
        found = {}
        for some, marks in _together(keys):
            statement = f"SELECT key, hex(digest), recordedat, position, origin FROM once WHERE key IN ({marks})"
            for key, digest, *rest in self._cursor.execute(statement, some):
                found[key] = OnceRow(key, digest.lower(), *rest)
        return found

    def versions(self, streams: Sequence[str]) -> Mapping[str, int]:
        found = dict.fromkeys(streams, 0)
        for some, marks in _together(streams):
            found.update(
                self._cursor.execute(
                    "SELECT originator_id, max(originator_version) FROM stored_events"
                    f" WHERE originator_id IN ({marks}) GROUP BY originator_id",
                    some,
                )
            )
        return found

    def types(self, positions: Sequence[int]) -> Mapping[int, str]:
        statement = "SELECT topic FROM stored_events WHERE position = ?"
        return {at: self._cursor.execute(statement, (at,)).fetchone()[0] for at in positions}

    def greatest_recordedat(self) -> str | None:
        found = self._cursor.execute(_GREATEST).fetchone()
        return found[0] if found else None

    def keep_greatest(self, recordedat: str | None) -> None:
        if recordedat is not None:
            self._cursor.execute("INSERT OR REPLACE INTO meta VALUES ('greatest', ?)", (recordedat,))

    def look_for_greatest(self) -> str | None:
        rows = self._cursor.execute(
            "SELECT DISTINCT recordedat FROM once WHERE second = (SELECT max(second) FROM once)"
        )
        return recording.latest(text for (text,) in rows)

    def look(self, keys: Sequence[bytes], streams: Sequence[str]) -> tuple[Mapping[bytes, OnceRow], Mapping[str, int]]:
        return self.standing(keys), self.versions(streams)

    def head(self) -> int:
        return self._cursor.execute(_HEAD).fetchone()[0] or 0

    def reserve(self, count: int) -> Sequence[int]:
        last = self.head()
        return range(last + 1, last + 1 + count)

    def append(self, rows: Sequence[EventRow]) -> None:
        self._cursor.executemany(
            "INSERT INTO stored_events (position, originator_id, originator_version, topic, state)"
            " VALUES (?, ?, ?, ?, ?)",
            rows,
        )

    def keep(self, new: Sequence[OnceRow], changed: Sequence[OnceRow]) -> None:
        self._cursor.executemany(
            "INSERT OR REPLACE INTO once VALUES (?, ?, ?, ?, ?, ?)",
            [
                (row.key, bytes.fromhex(row.digest), row.recordedat, row.second, row.position, row.origin)
                for row in (*new, *changed)
            ],
        )

    def put_rejects(self, rows: Sequence[RejectRow]) -> None:
        self._cursor.executemany(
            "INSERT INTO rejects (key, reason, origin, told, raw, position) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET told = excluded.told"
            " WHERE excluded.reason <> 'CONFLICTING_DUPLICATE'",
            rows,
        )

    def drop_rejects(self, keys: Iterable[bytes]) -> None:
        self._cursor.executemany("DELETE FROM rejects WHERE key = ?", [(key,) for key in keys])

    def put_notes(self, rows: Sequence[NoteRow]) -> None:
        self._cursor.executemany(
            "INSERT INTO notes (key, position, origin, told) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows
        )


def _together(names: Sequence[Any]) -> Iterator[tuple[Sequence[Any], str]]:
    """Names in groups that one statement can carry, with the marks for them."""
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        yield some, ",".join("?" * len(some))


class SqliteReading:
    """Reads of the log: raw rows over a connection for each thread."""

    prefix = ""

    def __init__(self, file: Path, committed: threading.Condition) -> None:
        self._file, self._committed = file, committed
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Rows as tuples; the marks are `?`."""
        try:
            return self._connection().execute(statement, parameters).fetchall()
        except sqlite3.Error as why:
            raise Unavailable(f"the log {self._file} cannot be read: {why}") from why

    def read(self, after: int, limit: int) -> list[Stored]:
        rows = self.query(f"{_EVENT} WHERE position > ? ORDER BY position LIMIT ?", (after, limit))
        return list(map(Stored._make, rows))

    def head(self) -> int:
        return int(self.query(_HEAD)[0][0] or 0)

    def wait(self, after: int, seconds: float) -> None:
        # Another process may write: there is nothing that would tell us, and looking costs 4 µs.
        until = time.monotonic() + seconds
        while self.head() <= after and (left := until - time.monotonic()) > 0:
            with self._committed:
                self._committed.wait(min(_POLL, left))

    def stream(self, name: str) -> list[Stored]:
        rows = self.query(f"{_EVENT} WHERE originator_id = ? ORDER BY originator_version", (name,))
        return list(map(Stored._make, rows))

    def version(self, name: str, at: int | None) -> int:
        until = "" if at is None else " AND position <= ?"
        found = self.query(
            f"SELECT originator_version FROM stored_events WHERE originator_id = ?{until}"
            " ORDER BY originator_version DESC LIMIT 1",
            (name,) if at is None else (name, at),
        )
        return int(found[0][0]) if found else 0

    def at(self, positions: Sequence[int]) -> list[Stored]:
        found = [row for at in positions for row in self.query(f"{_EVENT} WHERE position = ?", (at,))]
        return list(map(Stored._make, found))

    def stored_at(self, position: int) -> str | None:
        found = self.query("SELECT stored_at FROM stored_events WHERE position = ?", (position,))
        return found[0][0] if found else None

    def greatest_recordedat(self) -> str | None:
        found = self.query(_GREATEST)
        return found[0][0] if found else None

    def close(self) -> None:
        for connection in self._all:
            connection.close()

    def _connection(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is None:
            known = sqlite3.connect(self._file, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            known.execute("PRAGMA query_only=ON")
            known.execute("PRAGMA cache_size=-16384")
            self._local.connection = known
            self._all.append(known)
        return known
