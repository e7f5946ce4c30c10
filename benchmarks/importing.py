"""`import` and `import_postgres`: from a file into a log that survives a power cut."""

from __future__ import annotations

import gc
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import psycopg

from benchmarks.bench import Bench, Row, alternating, apart, medians, opened
from consumers.file_import import BATCH

ROWS = ("import", "import_postgres")
_EVENTS = "CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT, version INTEGER, type TEXT, body {blob})"
_ONCE = "CREATE TABLE once (key {blob} PRIMARY KEY, digest {blob}, recordedat TEXT, position INTEGER)"


def measured(bench: Bench, wanted: set[str]) -> Iterator[Row]:
    """The rows of this group."""
    if "import" in wanted:
        pairs = alternating(
            bench.times_long,
            lambda: apart(imported, facts=bench.facts, folder=bench.fresh_folder("import")),
            lambda: apart(parsed_and_put, facts=bench.facts, folder=bench.fresh_folder("limit")),
        )
        yield Row(
            "import",
            *_rates(bench, pairs),
            "each line parsed as JSON, the same rows put into two tables of SQLite with executemany,"
            " as many a transaction, synchronous=FULL",
            "≥ 10,000",
        )
    if "import_postgres" in wanted:
        yield _on_postgres(bench)


def _on_postgres(bench: Bench) -> Row:
    def ours() -> float:
        with bench.database() as address:
            return apart(imported, facts=bench.facts, folder=bench.fresh_folder("import"), database=address)

    def limit() -> float:
        with bench.database() as address:
            return apart(copied, log=bench.log, database=address)

    return Row(
        "import_postgres",
        *_rates(bench, alternating(bench.times_long, ours, limit)),
        "the same rows, ready in memory, by COPY into two tables, as many a transaction",
    )


def _rates(bench: Bench, seconds: list[tuple[float, float]]) -> tuple[float, str, float]:
    ours, limit = medians(seconds)
    return bench.count / ours, "facts/s", bench.count / limit


def imported(facts: str, folder: str, database: str = "") -> float:
    """Seconds that the command takes, once the program is loaded; the folder is the place without a database."""
    import licensing.commands.importing
    import licensing.log.postgres
    import licensing.log.sqlite  # noqa: F401
    from licensing.__main__ import main

    place = ["--database", database] if database else ["--data", folder]
    start = time.perf_counter()
    code = main(["import", facts, "--rejects", str(Path(folder) / "rejects.jsonl"), *place])
    taken = time.perf_counter() - start
    assert code == 0
    return taken


def parsed_and_put(facts: str, folder: str) -> float:
    """Seconds for parsing every line and putting it and its idempotency record."""
    gc.disable()
    with closing(sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)) as connection:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-32768", "wal_autocheckpoint=4000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(_EVENTS.format(blob="BLOB"))
        connection.execute(f"{_ONCE.format(blob='BLOB')} WITHOUT ROWID")
        start = time.perf_counter()
        position = 0
        with opened(Path(facts)) as lines:
            batch: list[tuple[int, bytes, dict[str, object]]] = []
            for position, line in enumerate(lines, 1):
                batch.append((position, line, msgspec.json.decode(line)))
                if len(batch) == BATCH:
                    _put(connection, batch)
                    batch = []
            _put(connection, batch)
        return time.perf_counter() - start


def _put(connection: sqlite3.Connection, batch: list[tuple[int, bytes, dict[str, object]]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT INTO events VALUES (?, ?, ?, ?, ?)",
        [(position, fact["subject"], position, fact["type"], line) for position, line, fact in batch],
    )
    connection.executemany(
        "INSERT OR REPLACE INTO once VALUES (?, ?, ?, ?)",
        [
            (f"{fact['source']}\n{fact['id']}".encode(), b"\0" * 32, fact["recordedat"], position)
            for position, _, fact in batch
        ],
    )
    connection.execute("COMMIT")


def copied(log: str, database: str) -> float:
    """Seconds for copying what an import left into two bare tables."""
    with closing(sqlite3.connect(Path(log) / "events.db")) as connection:
        events = connection.execute(
            "SELECT position, originator_id, originator_version, topic, state FROM stored_events ORDER BY position"
        ).fetchall()
        records = connection.execute(
            "SELECT key, digest, recordedat, position FROM idempotency_records ORDER BY position"
        ).fetchall()
    gc.disable()
    with psycopg.connect(database, autocommit=True) as server:
        server.execute(_EVENTS.format(blob="bytea").replace("INTEGER", "bigint"))
        server.execute(_ONCE.format(blob="bytea").replace("INTEGER", "bigint"))
        start = time.perf_counter()
        for at in range(0, len(events), BATCH):
            with server.transaction(), server.cursor() as cursor:
                _copy(cursor, "events", ["int8", "text", "int8", "text", "bytea"], events[at : at + BATCH])
                _copy(cursor, "once", ["bytea", "bytea", "text", "int8"], records[at : at + BATCH])
        return time.perf_counter() - start


def _copy(
    cursor: psycopg.Cursor[tuple[object, ...]], table: str, types: list[str], rows: list[tuple[object, ...]]
) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
