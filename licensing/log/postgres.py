"""The event log in PostgreSQL: one writer at a time, so that commit order is position order."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Connection, Cursor
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row, tuple_row

from consumers.arrival import Delivery, Outcome, Reject
from licensing.log import recording
from licensing.log.deciding import Deciding
from licensing.log.postgres_form import HEAD
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
from licensing.log.store import reached
from licensing.log.tables import POSTGRES_SCHEMA as NAME
from projections.store.connecting import USUAL_LIMITS, kind_of_connection, limited

_POOL = 8
_ATTEMPTS = 10
_PATIENCE, _PAUSE = 10.0, 0.2
_RECONNECTING = 5.0
"""The library waits longer before each attempt to reach a server, so that one that is back would stay unknown for long;
after so many seconds it gives up, and whoever asks next makes it try at once."""

GREATEST = f"SELECT value FROM {NAME}.meta WHERE name = 'greatest'"


def in_one_line(why: Exception) -> str:
    """What went wrong, in one line."""
    return " ".join(str(why).split())


def _datastore(address: str) -> PostgresDatastore:
    made = PostgresDatastore(
        dbname="",
        host="",
        port="",
        user="",
        password="",
        connect_timeout=USUAL_LIMITS.connect,
        idle_in_transaction_session_timeout=USUAL_LIMITS.idle,
        pool_size=1,
        max_overflow=_POOL - 1,
        pre_ping=True,
        schema=NAME,
        originator_id_type="text",
        enable_db_functions=False,
    )
    # The library takes an address in pieces; what else stands in it (TLS, options) must not be lost.
    made.pool.connection_class = kind_of_connection(address)
    made.pool.kwargs = {**conninfo_to_dict(limited(address)), "row_factory": dict_row}
    made.pool.reconnect_timeout = _RECONNECTING
    return made


class PostgresRecorder(PostgresApplicationRecorder):
    """The library's recorder on our tables; its table lock keeps commit order and position order the same."""

    def __init__(self, address: str, quota: RejectQuota = USUAL_QUOTA) -> None:
        self.quota = quota
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

    def forget_rejects(self, before: str) -> int:
        """Takes away rejects that were kept before a day, and tells how many."""

        def forget() -> int:
            with self.writing() as writing:
                return writing.reject_keeping().forget(before)

        return reached(forget)

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
                if deciding.finish(PostgresBulk(writing, head or 0)):
                    self._notify_channel(writing)
                commit = connection.execute("COMMIT")
            if commit.statusmessage != "COMMIT":
                # The server answers so, without an error, when something had failed before and nobody minded.
                raise OperationalError("the server took the decisions back")

    def _record(self, arrivals: Sequence[Delivery | Reject], instead_of: Iterable[bytes]) -> Outcome:
        attempt: tuple[str, Outcome] | None = None
        until = time.monotonic() + _PATIENCE
        for _ in range(_ATTEMPTS):
            try:
                with self.writing() as writing:
                    # Under the lock, a commit whose acknowledgement was lost has happened or never will.
                    if attempt and writing.committed(attempt[0]):
                        return attempt[1]
                    outcome = recording.Batch(writing, arrivals, self.quota).record(instead_of)
                    attempt = writing.transaction(), outcome
            except (InterfaceError, OperationalError) as why:
                lost = why
                if time.monotonic() > until:
                    break
                time.sleep(_PAUSE)
            else:
                return outcome
        raise lost

    def insert_events(self, stored_events: Sequence[StoredEvent], **beside: Any) -> Sequence[int]:
        """The library's own way in, under a lock of its own; what may be written beside is named in `Beside`.

        Raises the library's IntegrityError when a version of a stream is taken. Nothing is tried again: when the
        acknowledgement was lost after COMMIT, the second attempt would be told that its own events are in the way.
        """
        with self.writing() as writing:
            return list(writing.insert_events(stored_events, Beside(**beside)))

    def close(self) -> None:
        """Lets go of every connection."""
        self.datastore.close()


_RECORDS = (
    f"SELECT key, encode(digest, 'hex'), recordedat, position, origin, second = {NOT_COUNTED}"
    f" FROM {NAME}.idempotency_records"
    " WHERE key = ANY(%b)"
)
_VERSIONS = (
    f"SELECT s, coalesce((SELECT max(originator_version) FROM {NAME}.stored_events WHERE originator_id = s), 0)"
    " FROM unnest(%b::text[]) AS t(s)"
)
_REQUESTS = (
    "SELECT key, encode(digest, 'hex'), recordedat, first_position, last_position"
    f" FROM {NAME}.requests WHERE key = ANY(%b)"
)


class PostgresLooking:
    """Look-ups while the lock is held, all in one round trip."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def look(self, keys: Sequence[bytes], streams: Sequence[str], requests: Sequence[str]) -> LookedUp:
        with ExitStack() as closing:
            asked = [
                closing.enter_context(self._connection.cursor(row_factory=tuple_row, binary=True)) for _ in range(3)
            ]
            records, versions, answers = asked
            with self._connection.pipeline():
                records.execute(_RECORDS, (list(keys),))
                versions.execute(_VERSIONS, (list(streams),))
                answers.execute(_REQUESTS, ([key.encode() for key in requests],))
            return LookedUp(
                {row[0]: IdempotencyRecord(*row) for row in records},
                dict(versions.fetchall()),
                {key.decode(): AnsweredRequest(key.decode(), *rest) for key, *rest in answers},
            )

    def greatest_without(self, keys: Sequence[bytes]) -> str | None:
        others = "NOT key = ANY(%(keys)b::bytea[])"
        with self._connection.cursor(row_factory=tuple_row) as cursor:
            rows = cursor.execute(
                f"SELECT DISTINCT recordedat FROM {NAME}.idempotency_records WHERE {others}"
                f" AND second = (SELECT max(second) FROM {NAME}.idempotency_records WHERE {others})",
                {"keys": list(keys)},
            ).fetchall()
        return recording.latest(text for (text,) in rows)


class PostgresBulk:
    """Writes whose answers nobody waits for one by one: what a pipeline can carry."""

    def __init__(self, cursor: Cursor[Any], head: int) -> None:
        self._cursor, self._head = cursor, head

    def insert_events(self, stored_events: Sequence[StoredEvent], beside: Beside = NOTHING_BESIDE) -> Sequence[int]:
        # No sequence: what is rolled back would leave a hole, and a history with holes is not the same history.
        positions = range(self._head + 1, self._head + 1 + len(stored_events))
        self._append(event_rows(positions.start, stored_events))
        self._head += len(stored_events)
        self._keep_records(beside)
        self._keep_requests(beside.requests)
        self.keep_greatest(beside.recordedat)
        self._keep_rejects(beside)
        self._keep_notes(beside.notes)
        return positions

    def keep_greatest(self, recordedat: str | None) -> None:
        if recordedat is not None:
            self._cursor.execute(
                f"INSERT INTO {NAME}.meta VALUES ('greatest', %b) ON CONFLICT (name) DO UPDATE"
                " SET value = excluded.value WHERE meta.value <> excluded.value",
                (recordedat,),
            )

    def _append(self, rows: Sequence[EventRow]) -> None:
        self._put_many(
            "stored_events (notification_id, originator_id, originator_version, topic, state)",
            ["int8", "text", "int8", "text", "bytea"],
            rows,
        )

    def _keep_records(self, beside: Beside) -> None:
        self._put_many(
            "idempotency_records (key, digest, recordedat, second, position, origin)",
            ["bytea", "bytea", "text", "int8", "int8", "text"],
            [
                (row.key, bytes.fromhex(row.digest), row.recordedat, row.second, row.position, row.origin)
                for row in beside.records
            ],
        )
        if beside.replaced:
            self._cursor.executemany(
                f"UPDATE {NAME}.idempotency_records SET digest = %b, recordedat = %b, second = %b, position = %b,"
                " origin = %b WHERE key = %b",
                [
                    (bytes.fromhex(row.digest), row.recordedat, row.second, row.position, row.origin, row.key)
                    for row in beside.replaced
                ],
            )

    def _keep_requests(self, requests: Sequence[AnsweredRequest]) -> None:
        self._put_many(
            "requests (key, digest, recordedat, first_position, last_position)",
            ["bytea", "bytea", "text", "int8", "int8"],
            [
                (row.key.encode(), bytes.fromhex(row.content_digest), row.recordedat, row.first, row.last)
                for row in requests
            ],
        )

    def _keep_rejects(self, beside: Beside) -> None:
        if beside.no_rejects:
            self._cursor.execute(f"DELETE FROM {NAME}.rejects WHERE key = ANY(%b)", (list(beside.no_rejects),))
        if beside.rejects:
            self._cursor.executemany(
                f"INSERT INTO {NAME}.rejects (key, reason, origin, told, raw, position)"
                " VALUES (%b, %b, %b, %b, %b, %b)"
                " ON CONFLICT (key) DO UPDATE SET told = excluded.told"
                " WHERE excluded.reason <> 'CONFLICTING_DUPLICATE'",
                beside.rejects,
            )

    def _keep_notes(self, notes: Sequence[NoteRow]) -> None:
        if notes:
            self._cursor.executemany(
                f"INSERT INTO {NAME}.notes (key, position, origin, told) VALUES (%b, %b, %b, %b)"
                " ON CONFLICT DO NOTHING",
                notes,
            )

    def _put_many(self, table: str, types: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        # COPY is not possible in a pipeline.
        if rows:
            columns = ", ".join(f"%b::{type_}[]" for type_ in types)
            values = [list(column) for column in zip(*rows, strict=True)]
            self._cursor.execute(f"INSERT INTO {NAME}.{table} SELECT * FROM unnest({columns})", values)


class PostgresWriting(PostgresBulk):
    """What can be done while the table lock is held, in as many round trips as it takes."""

    def __init__(self, cursor: Cursor[Any]) -> None:
        super().__init__(cursor, _first(cursor, HEAD) or 0)
        self._looking = PostgresLooking(cursor.connection)

    def look(self, keys: Sequence[bytes], streams: Sequence[str], requests: Sequence[str]) -> LookedUp:
        return self._looking.look(keys, streams, requests)

    def head(self) -> int:
        return self._head

    def transaction(self) -> str:
        """What the server calls this transaction; no other is ever called so."""
        return str(_first(self._cursor, "SELECT pg_current_xact_id()::text"))

    def committed(self, transaction: str) -> bool:
        """Whether an earlier transaction has happened."""
        asked = self._cursor.execute("SELECT pg_xact_status(%b::text::xid8)", (transaction,))
        return asked.fetchone() == ("committed",)

    def reject_keeping(self) -> RejectKeeping:
        return RejectKeeping(self._cursor, "%s", f"{NAME}.")

    def types(self, positions: Sequence[int]) -> Mapping[int, str]:
        rows = self._cursor.execute(
            f"SELECT notification_id, topic FROM {NAME}.stored_events WHERE notification_id = ANY(%b::bigint[])",
            (list(positions),),
        )
        return dict(rows.fetchall())

    def greatest_recordedat(self) -> str | None:
        found: str | None = _first(self._cursor, GREATEST)
        return found

    def greatest_without(self, keys: Sequence[bytes]) -> str | None:
        return self._looking.greatest_without(keys)

    def _put_many(self, table: str, types: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            with self._cursor.copy(f"COPY {NAME}.{table} FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(types)
                for row in rows:
                    copy.write_row(row)


def _first(cursor: Cursor[Any], statement: str) -> Any:
    row = cursor.execute(statement).fetchone()
    return row[0] if row else None
