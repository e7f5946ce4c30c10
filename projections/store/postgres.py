"""Views in one schema of a PostgreSQL database; few round trips, since one fact must not wait for many."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql as quoting
from psycopg.pq import TransactionStatus

from projections.store.connecting import USUAL_LIMITS, TimeLimits, connect
from projections.store.encoding import NotUtf8, must_be_utf8
from projections.store.generation import Generation
from projections.store.lease import LEASE_PAUSE, holder
from projections.store.table import Kind, Row, Table, chosen, last_of_each
from projections.store.turning import turned
from projections.store.views import LeaseHeld, StoreAway, Views

_TYPES: dict[Kind, str] = {"text": 'text COLLATE "C"', "integer": "bigint", "blob": "bytea"}
_ARRAYS: dict[Kind, str] = {"text": "text[]", "integer": "bigint[]", "blob": "bytea[]"}
_BLOCKS = """
CREATE TABLE IF NOT EXISTS generations (view text, number integer, state text NOT NULL, shape text NOT NULL,
    tables text NOT NULL, PRIMARY KEY (view, number));
CREATE UNIQUE INDEX IF NOT EXISTS one_current ON generations (view) WHERE state = 'current';
CREATE TABLE IF NOT EXISTS positions (view text, generation integer, worker integer, position bigint NOT NULL,
    PRIMARY KEY (view, generation, worker));
CREATE TABLE IF NOT EXISTS made_under (view text, number integer, law text NOT NULL, rules text NOT NULL,
    source text NOT NULL, code text NOT NULL, PRIMARY KEY (view, number));
CREATE TABLE IF NOT EXISTS leases (name text PRIMARY KEY, holder text NOT NULL);
"""


_AWAY = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.IdleInTransactionSessionTimeout)


def escaped(text: str) -> str:
    """A text without NUL, which PostgreSQL cannot hold; reversible, and it keeps the order."""
    if "\0" in text or "\1" in text:
        return text.replace("\1", "\1\2").replace("\0", "\1\1")
    return text


def unescaped(text: str) -> str:
    """The text behind `escaped`."""
    return text.replace("\1\1", "\0").replace("\1\2", "\1") if "\1" in text else text


def _array(values: Sequence[Any], kind: Kind) -> str:
    """A column as an array literal: many times faster to make than what the driver makes of a list."""
    if kind == "integer":
        parts = ["NULL" if v is None else str(v) for v in values]
    elif kind == "blob":
        parts = ["NULL" if v is None else f'"\\\\x{v.hex()}"' for v in values]
    else:
        parts = ["NULL" if v is None else f'"{_quoted(v)}"' for v in values]
    return f"{{{','.join(parts)}}}"


def _quoted(text: str) -> str:
    if '"' in text or "\\" in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return escaped(text)


def _bound(params: Sequence[Any]) -> list[Any]:
    return [escaped(p) if isinstance(p, str) else p for p in params]


def _read(rows: list[Row]) -> list[Row]:
    """Rows as they were given: texts without their escapes."""
    return [
        tuple([unescaped(v) if isinstance(v, str) else v for v in row])
        if any("\1" in v for v in row if isinstance(v, str))
        else row
        for row in rows
    ]


def _marks(text: str) -> str:
    return text.replace("%", "%%").replace("?", "%s")


class PostgresGeneration(Generation):
    """One generation of one view in the schema."""

    def __init__(self, connection: psycopg.Connection[Row], view: str, number: int, fresh: bool) -> None:
        super().__init__(view, number, fresh)
        self._connection = connection
        self._written: dict[tuple[str, str], str] = {}

    def get(self, table: Table, key: Row) -> Row | None:
        found = self.get_many(table, [key])
        return found[0] if found else None

    def get_many(self, table: Table, keys: Sequence[Row]) -> list[Row]:
        if not keys:
            return []
        return self._fetched(self._sql("get", table), self._key_columns(table, keys))

    def select(
        self,
        table: Table,
        where: str = "",
        params: Sequence[Any] = (),
        order: str = "",
        limit: int | None = None,
    ) -> list[Row]:
        text = self._sql("all", table) + chosen(where, order, limit)
        return self._fetched(_marks(text), _bound(params))

    def rows(self, table: Table) -> Iterator[Row]:
        with _told(), self._connection.cursor(name="every_row") as cursor:
            cursor.itersize = 5_000
            cursor.execute(_query(f"{self._sql('all', table)} ORDER BY {', '.join(table.key)}"))
            while rows := cursor.fetchmany(5_000):
                yield from _read(rows)

    def upsert(self, table: Table, rows: Sequence[Row]) -> None:
        if rows:
            self._put("upsert", table, last_of_each(table, rows))

    def insert_missing(self, table: Table, rows: Sequence[Row]) -> None:
        if rows:
            self._put("insert", table, rows)

    def delete(self, table: Table, keys: Sequence[Row]) -> None:
        if keys:
            self._tell(self._sql("delete", table), self._key_columns(table, keys))

    def position(self, worker: int = 0) -> int:
        text = (
            "SELECT coalesce(max(position) FILTER (WHERE worker = %s), min(position), 0) "
            "FROM positions WHERE view = %s AND generation = %s"
        )
        ((position,),) = self._fetched(text, (worker, self.view, self.number))
        return int(position)

    def move(self, position: int, worker: int = 0) -> None:
        text = (
            "INSERT INTO positions VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (view, generation, worker) DO UPDATE SET position = excluded.position"
        )
        self._tell(text, (self.view, self.number, worker, position))

    def absent(self, table: Table, column: str) -> str:
        return f"NULL::{_TYPES[table.kind(column)]}"

    def _put(self, verb: str, table: Table, rows: Sequence[Row]) -> None:
        kinds = [kind for _, kind in table.columns]
        columns = [_array(c, kind) for c, kind in zip(zip(*rows, strict=True), kinds, strict=True)]
        self._tell(self._sql(verb, table), columns)

    def _key_columns(self, table: Table, keys: Sequence[Row]) -> list[str]:
        kinds = [table.kind(name) for name in table.key]
        return [_array(c, kind) for c, kind in zip(zip(*keys, strict=True), kinds, strict=True)]

    def _fetched(self, text: str, params: Sequence[Any]) -> list[Row]:
        with _told():
            return _read(self._connection.execute(_query(text), params).fetchall())

    def _tell(self, text: str, params: Sequence[Any]) -> None:
        with _told():
            self._connection.execute(_query(text), params)

    def _sql(self, verb: str, table: Table) -> str:
        known = self._written.get((verb, table.name))
        if known is None:
            known = self._written[verb, table.name] = self._statement(verb, table)
        return known

    def _statement(self, verb: str, table: Table) -> str:
        name, names = self.stored_name(table), ", ".join(table.names)
        every = ", ".join(f"%s::{_ARRAYS[kind]}" for _, kind in table.columns)
        keys = ", ".join(f"%s::{_ARRAYS[table.kind(column)]}" for column in table.key)
        same = " AND ".join(f"t.{column} = k.{column}" for column in table.key)
        rest = [column for column in table.names if column not in table.key]
        changes = ", ".join(f"{column} = excluded.{column}" for column in rest)
        key = ", ".join(table.key)
        insert = f"INSERT INTO {name} ({names}) SELECT * FROM unnest({every}) ON CONFLICT ({key}) DO"
        match verb:
            case "all":
                return f"SELECT {names} FROM {self.readable(table)} AS held"
            case "get":
                columns = ", ".join(f"t.{column}" for column in table.names)
                return f"SELECT {columns} FROM unnest({keys}) AS k({key}) JOIN {self.readable(table)} t ON {same}"
            case "upsert" if rest:
                return f"{insert} UPDATE SET {changes}"
            case "upsert" | "insert":
                return f"{insert} NOTHING"
            case _:
                return f"DELETE FROM {name} t USING unnest({keys}) AS k({key}) WHERE {same}"


class PostgresViews(Views):
    """One connection to the schema of views."""

    def __init__(self, address: str, schema: str = "views", limits: TimeLimits = USUAL_LIMITS) -> None:
        self.schema = schema
        with _told():
            self._connection: psycopg.Connection[Row] = connect(
                address, limits, application_name=f"counterfoil {holder()}"[:63]
            )
        try:
            must_be_utf8(self._connection)
        except NotUtf8:
            self._connection.close()
            raise
        self._connection.prepare_threshold = 1
        self._set_up()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        connection = self._connection
        with _told():
            try:
                with connection.pipeline(), connection.transaction():
                    yield
            finally:
                if connection.info.transaction_status == TransactionStatus.INERROR:
                    connection.rollback()

    @contextmanager
    def reading(self) -> Iterator[None]:
        with _told(), self._connection.transaction():
            self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    @contextmanager
    def lease(self, name: str, wait: float = 0.0) -> Iterator[None]:
        with _told():
            self._lock(name, wait)
            self._tell(
                "INSERT INTO leases VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET holder = excluded.holder",
                (name, holder()),
            )
        try:
            yield
        finally:
            if not self._connection.closed:
                with _told():
                    self._tell("SELECT pg_advisory_unlock(?)", (self._number(name),))

    def must_answer(self) -> None:
        self._ask("SELECT 1")

    def close(self) -> None:
        self._connection.close()

    def _ask(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        with _told():
            return self._connection.execute(_query(_marks(sql)), _bound(params)).fetchall()

    def _tell(self, sql: str, params: Sequence[Any] = ()) -> None:
        with _told():
            self._connection.execute(_query(_marks(sql)), _bound(params))

    def _generation(self, view: str, number: int, fresh: bool) -> PostgresGeneration:
        return PostgresGeneration(self._connection, view, number, fresh)

    @contextmanager
    def _making(self) -> Iterator[None]:
        with _told(), self._connection.transaction():
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (self._number("tables"),))
            yield

    def _make(self, generation: Generation, table: Table) -> None:
        columns = ", ".join(f"{name} {_TYPES[kind]}" for name, kind in table.columns)
        name = generation.stored_name(table)
        self._tell(f"CREATE TABLE {name} ({columns}, PRIMARY KEY ({', '.join(table.key)}))")
        for index in table.indexes:
            self._tell(f"CREATE INDEX ON {name} ({', '.join(index)})")

    def _columns(self, stored_name: str) -> frozenset[str]:
        sql = "SELECT column_name FROM information_schema.columns WHERE table_schema = ? AND table_name = ?"
        return frozenset(name for (name,) in self._ask(sql, (self.schema, stored_name)))

    def _set_up(self) -> None:
        name = quoting.Identifier(self.schema)
        with self._making():
            self._connection.execute(quoting.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(name))
            self._connection.execute(quoting.SQL("SET search_path TO {}").format(name))
            # What a crash of the server takes back is read again: the position goes back with the rows.
            self._connection.execute("SET synchronous_commit TO off")
            self._connection.execute(_query(_BLOCKS))

    def _lock(self, name: str, wait: float) -> None:
        until = time.monotonic() + wait
        while not self._ask("SELECT pg_try_advisory_lock(?)", (self._number(name),))[0][0]:
            if time.monotonic() >= until:
                found = self._ask("SELECT holder FROM leases WHERE name = ?", (name,))
                who = found[0][0] if found else "another process"
                raise LeaseHeld(f"{name}: {who} is already doing this")
            turned()
            time.sleep(LEASE_PAUSE)

    def _number(self, name: str) -> int:
        digest = hashlib.sha256(f"counterfoil/{self.schema}/{name}".encode()).digest()
        return int.from_bytes(digest[:8], "big", signed=True)


def _query(text: str) -> quoting.SQL:
    return quoting.SQL(text)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except _AWAY as why:
        raise StoreAway(f"the database does not answer: {str(why).strip()}") from why
