"""The event log in one SQLite file: WAL, synchronous=FULL, positions that VACUUM cannot change."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eventsourcing.persistence import Notification, StoredEvent
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
from licensing.log.reject_quota import USUAL_QUOTA, RejectKeeping, RejectQuota
from licensing.log.rows import (
    NOT_COUNTED,
    NOTHING_BESIDE,
    AnsweredRequest,
    Beside,
    EventRow,
    IdempotencyRecord,
    LookedUp,
    NoteRow,
    event_rows,
)
from licensing.log.sqlite_form import PATIENCE
from licensing.log.store import Unavailable, reached

_POLL = 0.005
_AT_ONCE = 500

_GREATEST = "SELECT value FROM meta WHERE name = 'greatest'"
_HEAD = "SELECT max(position) FROM stored_events"
_EVENT = "SELECT position, originator_id, originator_version, topic, state FROM stored_events"


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

    def __init__(self, file: Path, quota: RejectQuota = USUAL_QUOTA) -> None:
        self.quota = quota
        datastore = SQLiteDatastore(str(file), lock_timeout=PATIENCE, originator_id_type="text")
        datastore.pool.close()
        datastore.pool = _DurablePool(db_name=str(file), lock_timeout=PATIENCE)
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
                return recording.Batch(writing, arrivals, self.quota).record(instead_of)

        return reached(write)

    def forget_rejects(self, before: str) -> int:
        """Takes away rejects that were kept before a day, and tells how many."""

        def forget() -> int:
            with self.writing() as writing:
                return writing.reject_keeping().forget(before)

        return reached(forget)

    @contextmanager
    def deciding(self) -> Iterator[Deciding]:
        """The same lock for a group of decisions."""
        with self.writing() as writing:
            deciding = Deciding(writing, writing.head(), writing.greatest_recordedat())
            yield deciding
            deciding.finish(writing)

    def insert_events(self, stored_events: Sequence[StoredEvent], **beside: Any) -> Sequence[int]:
        """The library's own way in, under a lock of its own; what may be written beside is named in `Beside`.

        Raises the library's IntegrityError when a version of a stream is taken.
        """
        with self.writing() as writing:
            return list(writing.insert_events(stored_events, Beside(**beside)))

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Events by position; the library's own statement asks for a column by the name `rowid`, which ours hides."""
        asked = [
            (f"position {'>=' if inclusive_of_start else '>'} ?", start),
            ("position <= ?", stop),
        ]
        conditions = [condition for condition, value in asked if value is not None]
        values: list[Any] = [value for _, value in asked if value is not None]
        if topics:
            conditions.append(f"topic IN ({','.join('?' * len(topics))})")
            values += topics
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(f"{_EVENT}{where} ORDER BY position LIMIT ?", (*values, limit))
            return [
                Notification(originator_id=stream, originator_version=version, topic=topic, state=state, id=position)
                for position, stream, version, topic, state in cursor.fetchall()
            ]

    def close(self) -> None:
        """Lets go of every connection."""
        self.datastore.close()


class SqliteWriting:
    """What can be done while the write lock of the file is held."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        # Nobody else appends while the lock is held, and what the clock showed then lies beside.
        head, greatest = self._cursor.execute(f"SELECT ({_HEAD}), ({_GREATEST})").fetchone()
        self._head: int = head or 0
        self._greatest: str | None = greatest

    def look(self, keys: Sequence[bytes], streams: Sequence[str], requests: Sequence[str]) -> LookedUp:
        return LookedUp(self._records(keys), self._versions(streams), self._requests(requests))

    def head(self) -> int:
        return self._head

    def insert_events(self, stored_events: Sequence[StoredEvent], beside: Beside = NOTHING_BESIDE) -> Sequence[int]:
        following = self.head() + 1
        self._append(event_rows(following, stored_events))
        self._head = following + len(stored_events) - 1
        self._keep_records(beside)
        self._keep_requests(beside.requests)
        self.keep_greatest(beside.recordedat)
        self._keep_rejects(beside)
        self._keep_notes(beside.notes)
        return range(following, following + len(stored_events))

    def reject_keeping(self) -> RejectKeeping:
        return RejectKeeping(self._cursor)

    def types(self, positions: Sequence[int]) -> Mapping[int, str]:
        statement = "SELECT topic FROM stored_events WHERE position = ?"
        return {at: self._cursor.execute(statement, (at,)).fetchone()[0] for at in positions}

    def greatest_recordedat(self) -> str | None:
        return self._greatest

    def keep_greatest(self, recordedat: str | None) -> None:
        if recordedat is not None and recordedat != self._greatest:
            self._greatest = recordedat
            self._cursor.execute("INSERT OR REPLACE INTO meta VALUES ('greatest', ?)", (recordedat,))

    def greatest_without(self, keys: Sequence[bytes]) -> str | None:
        others = f"key NOT IN ({','.join('?' * len(keys))})"
        rows = self._cursor.execute(
            f"SELECT DISTINCT recordedat FROM idempotency_records WHERE {others}"
            f" AND second = (SELECT max(second) FROM idempotency_records WHERE {others})",
            (*keys, *keys),
        )
        return recording.latest(text for (text,) in rows)

    def _records(self, keys: Sequence[bytes]) -> Mapping[bytes, IdempotencyRecord]:
        found = {}
        for some, marks in _together(keys):
            for key, digest, recordedat, position, origin, second in self._cursor.execute(
                "SELECT key, hex(digest), recordedat, position, origin, second FROM idempotency_records"
                f" WHERE key IN ({marks})",
                some,
            ):
                aside = second == NOT_COUNTED
                found[key] = IdempotencyRecord(key, digest.lower(), recordedat, position, origin, aside)
        return found

    def _versions(self, streams: Sequence[str]) -> Mapping[str, int]:
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

    def _requests(self, keys: Sequence[str]) -> Mapping[str, AnsweredRequest]:
        found = {}
        for some, marks in _together([key.encode() for key in keys]):
            for key, digest, *rest in self._cursor.execute(
                "SELECT key, hex(digest), recordedat, first_position, last_position FROM requests"
                f" WHERE key IN ({marks})",
                some,
            ):
                found[key.decode()] = AnsweredRequest(key.decode(), digest.lower(), *rest)
        return found

    def _append(self, rows: Sequence[EventRow]) -> None:
        self._each(
            "INSERT INTO stored_events (position, originator_id, originator_version, topic, state)"
            " VALUES (?, ?, ?, ?, ?)",
            rows,
        )

    def _keep_records(self, beside: Beside) -> None:
        self._each(
            "INSERT OR REPLACE INTO idempotency_records VALUES (?, ?, ?, ?, ?, ?)",
            [
                (row.key, bytes.fromhex(row.digest), row.recordedat, row.second, row.position, row.origin)
                for row in (*beside.records, *beside.replaced)
            ],
        )

    def _keep_requests(self, requests: Sequence[AnsweredRequest]) -> None:
        self._each(
            "INSERT INTO requests VALUES (?, ?, ?, ?, ?)",
            [
                (row.key.encode(), bytes.fromhex(row.content_digest), row.recordedat, row.first, row.last)
                for row in requests
            ],
        )

    def _keep_rejects(self, beside: Beside) -> None:
        self._each("DELETE FROM rejects WHERE key = ?", [(key,) for key in beside.no_rejects])
        self._each(
            "INSERT INTO rejects (key, reason, origin, told, raw, position) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET told = excluded.told"
            " WHERE excluded.reason <> 'CONFLICTING_DUPLICATE'",
            beside.rejects,
        )

    def _keep_notes(self, notes: Sequence[NoteRow]) -> None:
        self._each("INSERT INTO notes (key, position, origin, told) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", notes)

    def _each(self, statement: str, rows: Sequence[Any]) -> None:
        """A statement for each of some rows; with none there is nothing to prepare either."""
        if rows:
            self._cursor.executemany(statement, rows)


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
            known = sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
            known.execute("PRAGMA query_only=ON")
            known.execute("PRAGMA cache_size=-16384")
            self._local.connection = known
            self._all.append(known)
        return known
