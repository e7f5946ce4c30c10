"""A log in PostgreSQL is made, or brought from the form in which it lies there to this program's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection

from licensing.log.migrations import FORM, WORLD_BEFORE, FoundLog, Migrated, Migration, migrations_after
from licensing.log.store import TooNew, TooOld, Unavailable
from licensing.log.tables import POSTGRES_SCHEMA, in_postgres
from projections.store.connecting import UNHURRIED, connect
from projections.store.encoding import must_be_utf8

HEAD = f"SELECT max(notification_id) FROM {POSTGRES_SCHEMA}.stored_events"
_LOCK = 0x636F756E746572  # "counter": one process at a time makes or changes the tables
_PLACE = "PostgreSQL"


def prepare(address: str, clock: str = WORLD_BEFORE) -> None:
    """Makes the tables of a world that goes by that clock where there are none; any number of processes may do so.

    Raises TooNew when a newer program has written this database, TooOld when it waits to be migrated, NotUtf8 when it
    cannot hold what people write, Unavailable when it cannot be reached.
    """
    with _opened(address) as connection:
        if _form(connection) == 0:
            _make(connection, clock)
        form = _form(connection)
    if form > FORM:
        raise TooNew(_PLACE, form)
    if form < FORM:
        raise TooOld(_PLACE, form)


def found(address: str) -> FoundLog:
    """The log as it lies there; nothing is made or changed. Raises Unavailable when it cannot be reached."""
    with _opened(address) as connection:
        form = _form(connection)
        return FoundLog(_PLACE, form, _one(connection, HEAD) or 0 if form else 0)


def migrate(address: str) -> Migrated:
    """Brings the log to this program's form, one transaction a step; a dump of it is the operator's affair.

    Raises TooNew and Unavailable as `prepare` does. What fails changes nothing.
    """
    with _opened(address) as connection:
        before = _form(connection)
        if before > FORM:
            raise TooNew(_PLACE, before)
        for step in migrations_after(before):
            with connection.transaction():
                _take_turns(connection)
                if _form(connection) == step.form - 1:  # nobody else did it while we waited
                    _take(connection, step)
        return Migrated(_PLACE, before, _form(connection), None)


def _make(connection: Connection[Any], clock: str) -> None:
    with connection.transaction():
        _take_turns(connection)
        if _form(connection) == 0:  # nobody else did it while we waited
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {POSTGRES_SCHEMA}")
            for statement in in_postgres():
                connection.execute(statement)
            for known in (("schema", str(FORM)), ("clock", clock)):
                connection.execute(f"INSERT INTO {POSTGRES_SCHEMA}.meta VALUES (%s, %s)", known)


def _take(connection: Connection[Any], step: Migration) -> None:
    # In the order in which writers lock: first the events, then what stands beside them.
    connection.execute(f"LOCK TABLE {POSTGRES_SCHEMA}.stored_events IN EXCLUSIVE MODE")
    for statement in step.in_postgres:
        connection.execute(statement)
    connection.execute(
        f"UPDATE {POSTGRES_SCHEMA}.meta SET value = %s WHERE name = 'schema'",
        (str(step.form),),
    )


@contextmanager
def _opened(address: str) -> Iterator[Connection[Any]]:
    try:
        with connect(address, UNHURRIED) as connection:
            must_be_utf8(connection)
            yield connection
    except psycopg.Error as why:
        raise Unavailable(f"the log in PostgreSQL cannot be opened: {' '.join(str(why).split())}") from why


def _take_turns(connection: Connection[Any]) -> None:
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))


def _form(connection: Connection[Any]) -> int:
    # Asked of the catalogue's rows: a name that was looked up before stays unknown to this transaction in PostgreSQL's
    # cache of names, although another process has made the table meanwhile.
    if not _one(
        connection, f"SELECT count(*) FROM pg_tables WHERE (schemaname, tablename) = ('{POSTGRES_SCHEMA}', 'meta')"
    ):
        return 0
    return int(_one(connection, f"SELECT value FROM {POSTGRES_SCHEMA}.meta WHERE name = 'schema'"))


def _one(connection: Connection[Any], statement: str) -> Any:
    row = connection.execute(statement).fetchone()
    return row[0] if row else None
