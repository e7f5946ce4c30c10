"""The access log in PostgreSQL: a schema of its own, whose triggers refuse every change.

Whoever owns the table can take old rows away; who was only granted it (`grant`) can add and read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from licensing.access_log.rows import Access, AccessFilter, KeptAccess, inserted, kept_access, reading_rows, stored
from licensing.access_log.store import PRUNED_AT_ONCE
from licensing.log import Unavailable
from projections.store.connecting import USUAL_LIMITS, connect

SCHEMA = "counterfoil_access"
_TABLE = f"{SCHEMA}.accesses"
_LIMITS = USUAL_LIMITS.at_most(5)
_LOCK = 0x616363657373  # "access": one process at a time makes the table
_INSERT = inserted(_TABLE, "%s")
_FORM = (
    f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
    f'CREATE TABLE {_TABLE} (number bigserial PRIMARY KEY, moment text COLLATE "C" NOT NULL,'
    " event text NOT NULL, person text, account text, state text, office text, role text, purpose text,"
    " method text NOT NULL, route text NOT NULL, query text NOT NULL, keys text NOT NULL, more bigint NOT NULL,"
    " outcome bigint NOT NULL, request_id text NOT NULL)",
    f"CREATE INDEX accesses_by_moment ON {_TABLE} (moment)",
    f"CREATE FUNCTION {SCHEMA}.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION 'the access log is added to and never changed'; END $$",
    f"CREATE TRIGGER accesses_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {_TABLE}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.refuse()",
)


class PostgresAccesses:
    """The table of accesses in a database."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._writing: Connection[Any] | None = None
        with self._opened() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            there = "SELECT 1 FROM pg_tables WHERE (schemaname, tablename) = (%s, 'accesses')"
            if connection.execute(there, (SCHEMA,)).fetchone() is None:
                for statement in _FORM:
                    connection.execute(statement)

    def add(self, rows: Sequence[Access]) -> None:
        try:
            if self._writing is None or self._writing.closed:
                self._writing = self._connected()
            with self._writing.transaction(), self._writing.cursor() as cursor:
                cursor.executemany(_INSERT, [stored(row) for row in rows])
        except psycopg.Error as why:
            self.close()
            raise _away(why) from why

    def rows(self, wanted: AccessFilter, limit: int, before: int | None = None) -> list[KeptAccess]:
        statement, values = reading_rows(_TABLE, wanted, "strpos", before, limit)
        with self._opened() as connection:
            return [kept_access(row) for row in connection.execute(statement.replace("?", "%s").encode(), values)]

    def prune(self, before: str, told: Access) -> int:
        pruned = 0
        with self._opened() as connection:
            while True:
                with connection.transaction():
                    connection.execute(f"ALTER TABLE {_TABLE} DISABLE TRIGGER accesses_stay")
                    old = f"SELECT number FROM {_TABLE} WHERE moment < %s LIMIT %s"
                    some = connection.execute(
                        f"DELETE FROM {_TABLE} WHERE number IN ({old})", (before, PRUNED_AT_ONCE)
                    ).rowcount
                    connection.execute(f"ALTER TABLE {_TABLE} ENABLE TRIGGER accesses_stay")
                    pruned += some
                    if some < PRUNED_AT_ONCE:
                        row = told._replace(query=f"{told.query}&rows={pruned}")
                        connection.execute(_INSERT, stored(row))
                        return pruned

    def grant(self, user: str) -> None:
        """Lets another user of the server add rows and read them, and no more; said by the owner."""
        with self._opened() as connection, connection.transaction():
            for grant in (
                f"GRANT USAGE ON SCHEMA {SCHEMA} TO {{}}",
                f"GRANT SELECT, INSERT ON {_TABLE} TO {{}}",
                f"GRANT USAGE ON SEQUENCE {_TABLE}_number_seq TO {{}}",
            ):
                connection.execute(SQL(grant).format(Identifier(user)))

    def close(self) -> None:
        if self._writing is not None:
            self._writing.close()
            self._writing = None

    def _connected(self) -> Connection[Any]:
        return connect(self._address, _LIMITS)

    @contextmanager
    def _opened(self) -> Iterator[Connection[Any]]:
        try:
            with self._connected() as connection:
                yield connection
        except psycopg.Error as why:
            raise _away(why) from why


def _away(why: Exception) -> Unavailable:
    return Unavailable(f"the access log does not answer: {' '.join(str(why).split())}")
