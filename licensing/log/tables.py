"""The tables of the log, each declared once: both backends make theirs from here.

Whoever adds or changes a table here also adds a step to `migrations.py`, for the stores that are there already.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

POSTGRES_SCHEMA = "counterfoil_log"


class Type(Enum):
    """What a column holds: as SQLite says it, as PostgreSQL says it."""

    TEXT = ("TEXT", "text")
    BYTES = ("BLOB", "bytea")
    NUMBER = ("INTEGER", "bigint")
    NAME = ("TEXT", 'text COLLATE "C"')
    POSITION = ("INTEGER PRIMARY KEY", "bigint PRIMARY KEY")
    COUNTED = ("INTEGER PRIMARY KEY", "bigserial PRIMARY KEY")
    WRITTEN_AT = (
        "TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
        "timestamptz DEFAULT clock_timestamp()",
    )


_OWN_KEY = {Type.POSITION, Type.COUNTED}


class Column(NamedTuple):
    """A column; `in_postgres` is its name there, where the library asks for another."""

    name: str
    type: Type
    may_lack: bool = False
    in_postgres: str | None = None


class Table(NamedTuple):
    """A table: what it holds, its columns, the one that is its key, and what else occurs once only."""

    name: str
    holds: str
    columns: tuple[Column, ...]
    key: str | None = None
    unique: tuple[str, ...] = ()


TABLES = (
    Table(
        "meta",
        "What the log knows of itself: its form, under `schema`, and the recorded clock, under `greatest`.",
        (Column("name", Type.TEXT), Column("value", Type.TEXT)),
        key="name",
    ),
    Table(
        "stored_events",
        "Every event, under the names by which the library's recorder knows it.",
        (
            Column("position", Type.POSITION, in_postgres="notification_id"),
            Column("originator_id", Type.NAME),
            Column("originator_version", Type.NUMBER),
            Column("topic", Type.TEXT),
            Column("state", Type.BYTES),
            Column("stored_at", Type.WRITTEN_AT),
        ),
        unique=("originator_id", "originator_version"),
    ),
    Table(
        "idempotency_records",
        "The accepted version under each source and id: what it says, when recorded, where it lies and came from.",
        (
            Column("key", Type.BYTES),
            Column("digest", Type.BYTES),
            Column("recordedat", Type.TEXT),
            Column("second", Type.NUMBER),
            Column("position", Type.NUMBER),
            Column("origin", Type.TEXT),
        ),
        key="key",
    ),
    Table(
        "requests",
        "Requests that were answered: under the caller's own key what was asked, and what was recorded upon it.",
        (
            Column("key", Type.BYTES),
            Column("digest", Type.BYTES),
            Column("recordedat", Type.TEXT),
            Column("first_position", Type.NUMBER),
            Column("last_position", Type.NUMBER),
        ),
        key="key",
    ),
    Table(
        "rejects",
        "What came and was not accepted, with the reason.",
        (
            Column("number", Type.COUNTED),
            Column("key", Type.BYTES),
            Column("reason", Type.TEXT),
            Column("origin", Type.TEXT),
            Column("told", Type.BYTES),
            Column("raw", Type.BYTES, may_lack=True),
            Column("position", Type.NUMBER, may_lack=True),
        ),
        unique=("key",),
    ),
    Table(
        "notes",
        "What is odd about accepted facts.",
        (
            Column("number", Type.COUNTED),
            Column("key", Type.BYTES),
            Column("position", Type.NUMBER),
            Column("origin", Type.TEXT),
            Column("told", Type.BYTES),
        ),
        unique=("key",),
    ),
)


def in_sqlite() -> Iterator[str]:
    """The statements that make the tables in SQLite."""
    for table in TABLES:
        # With a key that is no whole number SQLite would keep an index and the rows beside it.
        yield f"CREATE TABLE {table.name} ({_body(table, 0)}){' WITHOUT ROWID' if table.key else ''}"


def in_postgres() -> Iterator[str]:
    """The statements that make the tables in PostgreSQL, in a schema of their own."""
    for table in TABLES:
        yield f"CREATE TABLE {POSTGRES_SCHEMA}.{table.name} ({_body(table, 1)})"


def _body(table: Table, backend: int) -> str:
    lines = [_line(table, column, backend) for column in table.columns]
    if table.unique:
        lines.append(f"UNIQUE ({', '.join(table.unique)})")
    return ", ".join(lines)


def _line(table: Table, column: Column, backend: int) -> str:
    name = (column.in_postgres or column.name) if backend else column.name
    words = [name, column.type.value[backend]]
    if column.name == table.key:
        words.append("PRIMARY KEY")
    elif not column.may_lack and column.type not in _OWN_KEY:
        words.append("NOT NULL")
    return " ".join(words)
