"""The tables of the log, each declared once: both backends make theirs from here.

Whoever adds or changes a table here also adds a step to `migrations.py`, for the stores that are there already.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

POSTGRES_SCHEMA = "counterfoil_log"


class ColumnType(Enum):
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


_OWN_KEY = {ColumnType.POSITION, ColumnType.COUNTED}


class LogColumn(NamedTuple):
    """A column; `in_postgres` is its name there, where the library asks for another."""

    name: str
    type: ColumnType
    may_lack: bool = False
    in_postgres: str | None = None


class LogTable(NamedTuple):
    """A table: what it holds, its columns, the one that is its key, and what else occurs once only."""

    name: str
    holds: str
    columns: tuple[LogColumn, ...]
    key: str | None = None
    unique: tuple[str, ...] = ()


LOG_TABLES = (
    LogTable(
        "meta",
        "What the log knows of itself: its form, under `schema`, the recorded clock, under `greatest`, and under"
        " `clock` what its world goes by.",
        (LogColumn("name", ColumnType.TEXT), LogColumn("value", ColumnType.TEXT)),
        key="name",
    ),
    LogTable(
        "stored_events",
        "Every event, under the names by which the library's recorder knows it.",
        (
            LogColumn("position", ColumnType.POSITION, in_postgres="notification_id"),
            LogColumn("originator_id", ColumnType.NAME),
            LogColumn("originator_version", ColumnType.NUMBER),
            LogColumn("topic", ColumnType.TEXT),
            LogColumn("state", ColumnType.BYTES),
            LogColumn("stored_at", ColumnType.WRITTEN_AT),
        ),
        unique=("originator_id", "originator_version"),
    ),
    LogTable(
        "idempotency_records",
        "The accepted version under each source and id: what it says, when recorded, where it lies and came from.",
        (
            LogColumn("key", ColumnType.BYTES),
            LogColumn("digest", ColumnType.BYTES),
            LogColumn("recordedat", ColumnType.TEXT),
            LogColumn("second", ColumnType.NUMBER),
            LogColumn("position", ColumnType.NUMBER),
            LogColumn("origin", ColumnType.TEXT),
        ),
        key="key",
    ),
    LogTable(
        "requests",
        "Requests that were answered: under the caller's own key what was asked, and what was recorded upon it.",
        (
            LogColumn("key", ColumnType.BYTES),
            LogColumn("digest", ColumnType.BYTES),
            LogColumn("recordedat", ColumnType.TEXT),
            LogColumn("first_position", ColumnType.NUMBER),
            LogColumn("last_position", ColumnType.NUMBER),
        ),
        key="key",
    ),
    LogTable(
        "rejects",
        "What came and was not accepted, with the reason.",
        (
            LogColumn("number", ColumnType.COUNTED),
            LogColumn("key", ColumnType.BYTES),
            LogColumn("reason", ColumnType.TEXT),
            LogColumn("origin", ColumnType.TEXT),
            LogColumn("told", ColumnType.BYTES),
            LogColumn("raw", ColumnType.BYTES, may_lack=True),
            LogColumn("position", ColumnType.NUMBER, may_lack=True),
        ),
        unique=("key",),
    ),
    LogTable(
        "notes",
        "What is odd about accepted facts.",
        (
            LogColumn("number", ColumnType.COUNTED),
            LogColumn("key", ColumnType.BYTES),
            LogColumn("position", ColumnType.NUMBER),
            LogColumn("origin", ColumnType.TEXT),
            LogColumn("told", ColumnType.BYTES),
        ),
        unique=("key",),
    ),
)


def in_sqlite() -> Iterator[str]:
    """The statements that make the tables in SQLite."""
    for table in LOG_TABLES:
        # With a key that is no whole number SQLite would keep an index and the rows beside it.
        yield f"CREATE TABLE {table.name} ({_body(table, 0)}){' WITHOUT ROWID' if table.key else ''}"


def in_postgres() -> Iterator[str]:
    """The statements that make the tables in PostgreSQL, in a schema of their own."""
    for table in LOG_TABLES:
        yield f"CREATE TABLE {POSTGRES_SCHEMA}.{table.name} ({_body(table, 1)})"


def _body(table: LogTable, backend: int) -> str:
    lines = [_line(table, column, backend) for column in table.columns]
    if table.unique:
        lines.append(f"UNIQUE ({', '.join(table.unique)})")
    return ", ".join(lines)


def _line(table: LogTable, column: LogColumn, backend: int) -> str:
    name = (column.in_postgres or column.name) if backend else column.name
    words = [name, column.type.value[backend]]
    if column.name == table.key:
        words.append("PRIMARY KEY")
    elif not column.may_lack and column.type not in _OWN_KEY:
        words.append("NOT NULL")
    return " ".join(words)
