"""The event log in PostgreSQL: one writer at a time, so that commit order is position order."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.utils import retry
from psycopg import Connection, Cursor
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row, tuple_row

from consumers.arrival import Delivery, Outcome, Reject
from licensing.log import recording
from licensing.log.deciding import Deciding
from licensing.log.rows import SCHEMA, EventRow, NoteRow, OnceRow, RejectRow
from licensing.log.store import TooNew, Unavailable, reached

NAME = "counterfoil_log"
_LOCK = 0x636F756E746572  # "counter": one process at a time makes the tables
CONNECT = 5.0
_IDLE = 60.0
_POOL = 8
_ATTEMPTS = 10
_PAUSE = 0.2

_TABLES = f"""
CREATE SCHEMA IF NOT EXISTS {NAME};
CREATE TABLE {NAME}.meta (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE {NAME}.stored_events (
    notification_id bigint PRIMARY KEY,
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (originator_id, originator_version)
);
CREATE TABLE {NAME}.once (
    key bytea PRIMARY KEY,
    digest bytea NOT NULL,
    recordedat text NOT NULL,
    second bigint NOT NULL,
    position bigint NOT NULL,
    origin text NOT NULL
);
CREATE TABLE {NAME}.rejects (
    number bigserial PRIMARY KEY,
    key bytea NOT NULL UNIQUE,
    reason text NOT NULL,
    origin text NOT NULL,
    told bytea NOT NULL,
    raw bytea,
    position bigint
);
CREATE TABLE {NAME}.notes (
    number bigserial PRIMARY KEY,
    key bytea NOT NULL UNIQUE,
    position bigint NOT NULL,
    origin text NOT NULL,
    told bytea NOT NULL
);
INSERT INTO {NAME}.meta VALUES ('schema', '{SCHEMA}');
"""
HEAD = f"SELECT max(notification_id) FROM {NAME}.stored_events"
GREATEST = f"SELECT value FROM {NAME}.meta WHERE name = 'greatest'"


def prepare(address: str) -> None:
    """Makes the tables where there are none; any number of processes may do so at once.

    Raises TooNew when a newer program has written this database, Unavailable when it cannot be reached.
    """
    try:
        with psycopg.connect(address, connect_timeout=int(CONNECT)) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            if connection.execute("SELECT to_regclass(%s)", (f"{NAME}.meta",)).fetchone() == (None,):
                connection.execute(_TABLES)
            row = connection.execute(f"SELECT value FROM {NAME}.meta WHERE name = 'schema'").fetchone()
    except psycopg.Error as why:
        raise Unavailable(f"the log in PostgreSQL cannot be opened: {told(why)}") from why
    found = int(row[0]) if row else 0
    if found > SCHEMA:
        raise TooNew("PostgreSQL", found)


def told(why: Exception) -> str:
    """What went wrong, in one line."""
    return " ".join(str(why).split())


def _datastore(address: str) -> PostgresDatastore:
    made = PostgresDatastore(
        dbname="",
        host="",
        port="",
        user="",
        password="",
        connect_timeout=CONNECT,
        idle_in_transaction_session_timeout=_IDLE,
        pool_size=1,
        max_overflow=_POOL - 1,
        pre_ping=True,
        schema=NAME,
        originator_id_type="text",
        enable_db_functions=False,
    )
    # The library takes an address in pieces; what else stands in it (TLS, options) must not be lost.
    made.pool.kwargs = {**conninfo_to_dict(address), "row_factory": dict_row}
    return made


class PostgresRecorder(PostgresApplicationRecorder):
    """The library's recorder on our tables; its table lock keeps commit order and position order the same."""

    def __init__(self, address: str) -> None:
        super().__init__(_datastore(address))

    @contextmanager
    def writing(self) -> Iterator[PostgresWriting]:
        """The table lock, held until commit or rollback."""
        with self.datastore.get_connection() as connection, connection.transaction():
            with connection.cursor() as cursor:
                self._lock_table(cursor)
                self._notify_channel(cursor)
            with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
                yield PostgresWriting(cursor)

    def record(self, arrivals: Sequence[Delivery | Reject], instead_of: Iterable[bytes]) -> Outcome:
        """Facts from outside, in one transaction; an acknowledgement lost after COMMIT is looked up."""
        return reached(lambda: self._record(arrivals, list(instead_of)))

    @contextmanager
    def deciding(self) -> Iterator[Deciding]:
        """The same lock for a group of decisions, in four round trips: ping, lock, look-up, writing with COMMIT."""
        with self.datastore.get_connection() as connection, connection.cursor(row_factory=tuple_row) as cursor:
            with connection.pipeline():
                connection.execute("BEGIN")
                with connection.cursor() as locking:
                    self._lock_table(locking)
                cursor.execute(f"SELECT ({HEAD}), ({GREATEST})")
            head, greatest = cursor.fetchone() or (None, None)
            deciding = Deciding(PostgresLooking(connection), head or 0, greatest)
            yield deciding
            with connection.pipeline(), connection.cursor() as writing:
                if deciding.finish(PostgresBulk(writing)):
                    self._notify_channel(writing)
                commit = connection.execute("COMMIT")
            if commit.statusmessage != "COMMIT":
                # The server answers so, without an error, when something had failed before and nobody minded.
                raise OperationalError("the server took the decisions back")

    def _record(self, arrivals: Sequence[Delivery | Reject], instead_of: Iterable[bytes]) -> Outcome:
        attempt: tuple[str, Outcome] | None = None
        for _ in range(_ATTEMPTS):
            try:
                with self.writing() as writing:
                    # Under the lock, a commit whose acknowledgement was lost has happened or never will.
                    if attempt and writing.committed(attempt[0]):
                        return attempt[1]
                    outcome = recording.Batch(writing, arrivals).record(instead_of)
                    attempt = writing.transaction(), outcome
            except (InterfaceError, OperationalError) as why:
                lost = why
                time.sleep(_PAUSE)
            else:
                return outcome
        raise lost

    @retry((InterfaceError, OperationalError), max_attempts=_ATTEMPTS, wait=_PAUSE)
    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """What the library calls to save; after a lost acknowledgement the once rows tell."""
        with self.writing() as writing:
            entries = [
                recording.Entry(str(e.originator_id), e.originator_version, e.topic, e.state) for e in stored_events
            ]
            return recording.save(writing, entries, kwargs["promises"], kwargs["request"])


_STANDING = f"SELECT key, encode(digest, 'hex'), recordedat, position, origin FROM {NAME}.once WHERE key = ANY(%b)"
_VERSIONS = (
    f"SELECT s, coalesce((SELECT max(originator_version) FROM {NAME}.stored_events WHERE originator_id = s), 0)"
    " FROM unnest(%b::text[]) AS t(s)"
)


class PostgresWriting:
    """What can be done while the table lock is held."""

    def __init__(self, cursor: Cursor[Any]) -> None:
        self._cursor = cursor

    def transaction(self) -> str:
        """What the server calls this transaction; no other is ever called so."""
        found = self._cursor.execute("SELECT pg_current_xact_id()::text").fetchone()
        return str(found[0]) if found else ""

    def committed(self, transaction: str) -> bool:
        """Whether an earlier transaction has happened."""
        asked = self._cursor.execute("SELECT pg_xact_status(%b::text::xid8)", (transaction,))
        return asked.fetchone() == ("committed",)

    def standing(self, keys: Sequence[bytes]) -> Mapping[bytes, OnceRow]:
        rows = self._cursor.execute(_STANDING, (list(keys),))
        return {row[0]: OnceRow(*row) for row in rows}

    def versions(self, streams: Sequence[str]) -> Mapping[str, int]:
        return dict(self._cursor.execute(_VERSIONS, (list(streams),)).fetchall())

    def types(self, positions: Sequence[int]) -> Mapping[int, str]:
        rows = self._cursor.execute(
            f"SELECT notification_id, topic FROM {NAME}.stored_events WHERE notification_id = ANY(%b::bigint[])",
            (list(positions),),
        )
        return dict(rows.fetchall())

    def greatest_recordedat(self) -> str | None:
        found = self._cursor.execute(GREATEST).fetchone()
        return found[0] if found else None

    def keep_greatest(self, recordedat: str | None) -> None:
        if recordedat is not None:
            self._cursor.execute(
                f"INSERT INTO {NAME}.meta VALUES ('greatest', %b) ON CONFLICT (name) DO UPDATE"
                " SET value = excluded.value WHERE meta.value <> excluded.value",
                (recordedat,),
            )

    def look_for_greatest(self) -> str | None:
        rows = self._cursor.execute(
            f"SELECT DISTINCT recordedat FROM {NAME}.once WHERE second = (SELECT max(second) FROM {NAME}.once)"
        )
        return recording.latest(text for (text,) in rows)

    def reserve(self, count: int) -> Sequence[int]:
        # No sequence: what is rolled back would leave a hole, and a history with holes is not the same history.
        found = self._cursor.execute(HEAD).fetchone()
        last = (found and found[0]) or 0
        return range(last + 1, last + 1 + count)

    def append(self, rows: Sequence[EventRow]) -> None:
        self._copy(
            "stored_events (notification_id, originator_id, originator_version, topic, state)",
            ["int8", "text", "int8", "text", "bytea"],
            rows,
        )

    def keep(self, new: Sequence[OnceRow], changed: Sequence[OnceRow]) -> None:
        self._copy(
            "once (key, digest, recordedat, second, position, origin)",
            ["bytea", "bytea", "text", "int8", "int8", "text"],
            [(row.key, bytes.fromhex(row.digest), row.recordedat, row.second, row.position, row.origin) for row in new],
        )
        if changed:
            self._cursor.executemany(
                f"UPDATE {NAME}.once SET digest = %b, recordedat = %b, second = %b, position = %b,"
                " origin = %b WHERE key = %b",
                [
                    (bytes.fromhex(row.digest), row.recordedat, row.second, row.position, row.origin, row.key)
                    for row in changed
                ],
            )

    def put_rejects(self, rows: Sequence[RejectRow]) -> None:
        self._cursor.executemany(
            f"INSERT INTO {NAME}.rejects (key, reason, origin, told, raw, position)"
            " VALUES (%b, %b, %b, %b, %b, %b)"
            " ON CONFLICT (key) DO UPDATE SET told = excluded.told"
            " WHERE excluded.reason <> 'CONFLICTING_DUPLICATE'",
            rows,
        )

    def drop_rejects(self, keys: Iterable[bytes]) -> None:
        self._cursor.execute(f"DELETE FROM {NAME}.rejects WHERE key = ANY(%b)", (list(keys),))

    def put_notes(self, rows: Sequence[NoteRow]) -> None:
        self._cursor.executemany(
            f"INSERT INTO {NAME}.notes (key, position, origin, told) VALUES (%b, %b, %b, %b) ON CONFLICT DO NOTHING",
            rows,
        )

    def _copy(self, table: str, types: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        if not rows:
            return
        with self._cursor.copy(f"COPY {NAME}.{table} FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)


class PostgresBulk(PostgresWriting):
    """Writes whose answers nobody waits for one by one: what a pipeline can carry."""

    def _copy(self, table: str, types: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        # COPY is not possible in a pipeline.
        columns = ", ".join(f"%b::{type_}[]" for type_ in types)
        values = [list(column) for column in zip(*rows, strict=True)]
        self._cursor.execute(f"INSERT INTO {NAME}.{table} SELECT * FROM unnest({columns})", values)


class PostgresLooking:
    """Look-ups while the lock is held: once rows and versions in one round trip."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def look(self, keys: Sequence[bytes], streams: Sequence[str]) -> tuple[Mapping[bytes, OnceRow], Mapping[str, int]]:
        def cursor() -> Cursor[Any]:
            return self._connection.cursor(row_factory=tuple_row, binary=True)

        with cursor() as standing, cursor() as versions:
            with self._connection.pipeline():
                standing.execute(_STANDING, (list(keys),))
                versions.execute(_VERSIONS, (list(streams),))
            return {row[0]: OnceRow(*row) for row in standing}, dict(versions.fetchall())
