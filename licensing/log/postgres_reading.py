"""Reads of the event log in PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.rows import tuple_row

from domain.kernel.log_entry import Stored
from licensing.log.postgres import GREATEST, PostgresRecorder, in_one_line
from licensing.log.postgres_form import HEAD
from licensing.log.store import Unavailable, reached
from licensing.log.tables import POSTGRES_SCHEMA as NAME
from projections.store.connecting import connect

_EVENT = f"SELECT notification_id, originator_id, originator_version, topic, state FROM {NAME}.stored_events"


class PostgresReading:
    """Reads of the log over the library's pool, in binary and as raw rows; one connection more listens."""

    prefix = f"{NAME}."

    def __init__(self, recorder: PostgresRecorder, address: str) -> None:
        self._recorder, self._address = recorder, address
        self._local = threading.local()
        self._all: list[psycopg.Connection[Any]] = []

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Rows as tuples; the marks are `?`."""
        return self._rows(_marked(statement), parameters)

    def read(self, after: int, limit: int) -> list[Stored]:
        rows = self._rows(f"{_EVENT} WHERE notification_id > %b ORDER BY notification_id LIMIT %b", (after, limit))
        return list(map(Stored._make, rows))

    def head(self) -> int:
        return int(self._rows(HEAD)[0][0] or 0)

    def wait(self, after: int, seconds: float) -> None:
        until = time.monotonic() + seconds
        try:
            listening = self._listening()
            while self.head() <= after and (left := until - time.monotonic()) > 0:
                for _ in listening.notifies(timeout=left, stop_after=1):
                    pass
        except Unavailable:
            self._local.connection = None
            raise
        except psycopg.Error as why:
            self._local.connection = None
            raise Unavailable(f"PostgreSQL does not answer: {in_one_line(why)}") from why

    def stream(self, name: str) -> list[Stored]:
        rows = self._rows(f"{_EVENT} WHERE originator_id = %b ORDER BY originator_version", (name,))
        return list(map(Stored._make, rows))

    def version(self, name: str, at: int | None) -> int:
        until = "" if at is None else " AND notification_id <= %b"
        found = self._rows(
            f"SELECT originator_version FROM {NAME}.stored_events WHERE originator_id = %b{until}"
            " ORDER BY originator_version DESC LIMIT 1",
            (name,) if at is None else (name, at),
        )
        return int(found[0][0]) if found else 0

    def at(self, positions: Sequence[int]) -> list[Stored]:
        rows = self._rows(f"{_EVENT} WHERE notification_id = ANY(%b::bigint[])", (list(positions),))
        known = {row[0]: Stored._make(row) for row in rows}
        return [known[position] for position in positions if position in known]

    def stored_at(self, position: int) -> str | None:
        found = self._rows(
            f"SELECT to_char(stored_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
            f" FROM {NAME}.stored_events WHERE notification_id = %b",
            (position,),
        )
        return found[0][0] if found else None

    def greatest_recordedat(self) -> str | None:
        found = self._rows(GREATEST)
        return found[0][0] if found else None

    def close(self) -> None:
        for connection in self._all:
            connection.close()

    def _rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
        def ask() -> list[Any]:
            with (
                self._recorder.datastore.get_connection() as connection,
                connection.cursor(row_factory=tuple_row, binary=True) as cursor,
            ):
                return cursor.execute(statement, parameters).fetchall()

        return reached(ask)

    def _listening(self) -> psycopg.Connection[Any]:
        known: psycopg.Connection[Any] | None = getattr(self._local, "connection", None)
        if known is None or known.closed:
            known = connect(self._address)
            known.execute("LISTEN stored_events")
            self._local.connection = known
            self._all.append(known)
        return known


def _marked(statement: str) -> str:
    return statement.replace("?", "%b")
