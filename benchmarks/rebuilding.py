"""`rebuild_tables`, `rebuild_findings` and `memory_rebuild`: views made anew from the log, embedded, one process."""

from __future__ import annotations

import gc
import resource
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from benchmarks.bench import Bench, Row, alternating, apart, medians
from projections.store.generation import Generation
from projections.store.table import Row as TableRow
from projections.store.table import Table

ROWS = ("rebuild_tables", "rebuild_findings", "memory_rebuild")
_MB = 1_000_000


def measured(bench: Bench, wanted: set[str]) -> Iterator[Row]:
    """The rows of this group."""
    if "rebuild_tables" in wanted:
        yield Row(
            "rebuild_tables",
            *_rates(bench, "plain", raw_rows, bench.times),
            "the raw events read and the very rows of the views put with bare executemany, batch for batch",
            "≥ 50,000",
        )
    if "rebuild_findings" in wanted:
        yield Row(
            "rebuild_findings",
            *_rates(bench, "findings", decoded, bench.times_long, "facts/s"),
            "the raw events read and every body decoded to its event, nothing else",
            "≥ 4,000",
        )
    if "memory_rebuild" in wanted:
        ours = apart(rebuilt, log=bench.log, folder=bench.fresh_folder("all"), which="all")
        yield Row(
            "memory_rebuild",
            ours["peak"] / _MB,
            "MB",
            apart(libraries_alone)["peak"] / _MB,
            "peak of a process that imports the same libraries and does nothing",
            "≤ 300",
        )


def _rates(bench: Bench, which: str, limit: Any, times: int, unit: str = "events/s") -> tuple[float, str, float]:
    pairs = alternating(
        times,
        lambda: apart(rebuilt, log=bench.log, folder=bench.fresh_folder("views"), which=which)["rate"],
        lambda: cast("float", apart(limit, log=bench.log, folder=bench.fresh_folder("limit"))),
    )
    ours, bare = medians(pairs)
    return ours, unit, bare


def rebuilt(log: str, folder: str, which: str) -> dict[str, float]:
    """Events a second, and the greatest memory the process had in bytes."""
    from consumers.project import rebuild
    from licensing.log import open_log
    from projections.catalogue import plain_models, read_models
    from projections.findings.model import FindingsModel
    from projections.store.opening import open_views

    models = {"plain": plain_models(), "findings": (FindingsModel(),), "all": read_models()}[which]
    counted: list[int] = []
    with closing(open_log(Path(log))) as tail, closing(open_views(Path(folder))) as views:
        start = time.perf_counter()
        rebuild(views, tail, models, threading.Event(), lambda _, count: counted.append(count))
        taken = time.perf_counter() - start
    return {"rate": counted[-1] / taken, "peak": peak()}


def libraries_alone() -> dict[str, float]:
    """The greatest memory of a process that only loads the program."""
    for name in ("consumers.project", "licensing.log.sqlite", "projections.catalogue", "projections.store.sqlite"):
        import_module(name)

    return {"peak": peak()}


def peak() -> float:
    """The greatest memory this process had resident, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage says would begin with the memory of whoever started us.
        (told,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(told.split()[1]) * 1024
    found = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(found if sys.platform == "darwin" else found * 1024)


def decoded(log: str, folder: str) -> float:
    """Bodies a second that are read and decoded to their events."""
    import domain.events.kinds  # noqa: F401  declares every kind
    from consumers.project import REBUILT_AT_ONCE, without_collecting
    from domain.kernel.event import recorded
    from licensing.log import open_log

    with closing(open_log(Path(log))) as tail, without_collecting():
        start, position, count = time.perf_counter(), 0, 0
        while batch := tail.read(position, REBUILT_AT_ONCE):
            for stored in batch:
                recorded(stored.body)
            position, count = batch[-1].position, count + len(batch)
        return count / (time.perf_counter() - start)


class _Noting(Generation):
    """A generation that only keeps what it is told to write."""

    def __init__(self, view: str) -> None:
        super().__init__(view, 1, fresh=True)
        self.told: list[tuple[Table, str, Sequence[TableRow]]] = []

    def upsert(self, table: Table, rows: Sequence[TableRow]) -> None:
        self.told.append((table, "REPLACE", list(rows)))

    def insert_missing(self, table: Table, rows: Sequence[TableRow]) -> None:
        self.told.append((table, "IGNORE", list(rows)))

    def get(self, table: Table, key: TableRow) -> TableRow | None:
        raise NotImplementedError

    def get_many(self, table: Table, keys: Sequence[TableRow]) -> list[TableRow]:
        raise NotImplementedError

    def select(
        self, table: Table, where: str = "", params: Sequence[Any] = (), order: str = "", limit: int | None = None
    ) -> list[TableRow]:
        raise NotImplementedError

    def rows(self, table: Table) -> Iterator[TableRow]:
        raise NotImplementedError

    def delete(self, table: Table, keys: Sequence[TableRow]) -> None:
        raise NotImplementedError

    def position(self, worker: int = 0) -> int:
        return 0

    def absent(self, table: Table, column: str) -> str:
        """Every column is there."""
        return ""

    def move(self, position: int, worker: int = 0) -> None:
        """Nothing to move."""


def raw_rows(log: str, folder: str) -> float:
    """Events a second when they are only read, and the rows made before of them only put."""
    from consumers.project import REBUILT_AT_ONCE
    from licensing.log import open_log
    from projections.catalogue import plain_models

    with closing(open_log(Path(log))) as tail:
        ready = []
        views = [(noting := _Noting(model.name), model.open(noting)) for model in plain_models()]
        position, count = 0, 0
        while batch := tail.read(position, REBUILT_AT_ONCE):
            position, count = batch[-1].position, count + len(batch)
            for noting, folding in views:
                folding.apply(batch)
                folding.flush()
                ready += [(position, noting.stored_name(table), table, how, rows) for table, how, rows in noting.told]
                noting.told.clear()
        with closing(_bare(Path(folder), {name: table for _, name, table, _, _ in ready})) as connection:
            return count / _seconds(tail, connection, ready)


def _bare(folder: Path, tables: dict[str, Table]) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for pragma in ("page_size=8192", "journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA wal_autocheckpoint=4000")
    for name, table in tables.items():
        columns = ", ".join(f"{column} {kind.upper()}" for column, kind in table.columns)
        key = ", ".join(table.key)
        connection.execute(f"CREATE TABLE {name} ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID")
    return connection


def _seconds(tail: Any, connection: sqlite3.Connection, ready: list[tuple[int, str, Table, str, Any]]) -> float:
    from consumers.project import REBUILT_AT_ONCE

    gc.collect()
    gc.freeze()
    gc.disable()
    start, position, at = time.perf_counter(), 0, 0
    while batch := tail.read(position, REBUILT_AT_ONCE):
        position = batch[-1].position
        connection.execute("BEGIN IMMEDIATE")
        while at < len(ready) and ready[at][0] == position:
            _, name, table, how, rows = ready[at]
            marks = ",".join("?" * len(table.columns))
            connection.executemany(f"INSERT OR {how} INTO {name} VALUES ({marks})", rows)
            at += 1
        connection.execute("COMMIT")
    return time.perf_counter() - start
