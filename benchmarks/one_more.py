"""`one_more_fact`: embedded, at the end of the history, from one fact in hand to its findings in the views."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from benchmarks.bench import Bench, Row, apart, quantiles
from benchmarks.made import Consignments

ROWS = ("one_more_fact_p50", "one_more_fact_p99")
_CONSIGNMENTS = 500
_QUICK = 12


def measured(bench: Bench, wanted: set[str]) -> Iterator[Row]:
    """The rows of this group."""
    data = bench.folder / "one-more"
    shutil.copytree(bench.log, data)
    count = _QUICK if bench.quick else _CONSIGNMENTS
    half = count // 2
    limit = apart(committed, folder=bench.fresh_folder("limit"), count=half)
    ours = apart(one_by_one, data=data, count=count)
    limit += apart(committed, folder=bench.fresh_folder("limit"), count=count - half)
    for name, value, bare in zip(ROWS, quantiles(ours), quantiles(limit), strict=True):
        if name in wanted:
            yield Row(
                name,
                value * 1_000,
                "ms",
                bare * 1_000,
                "the same bytes put into one table of SQLite and committed, synchronous=FULL, one by one",
            )


def one_by_one(data: str, count: int) -> list[float]:
    """Seconds for each fact: examined, recorded, folded into every view and committed there."""
    from consumers.arrival import Origin
    from consumers.inbound import examine
    from consumers.loop import Reader, catch_up_with_log, settle_memory
    from consumers.project import bring_up_to_date
    from licensing.log import open_log
    from projections.catalogue import read_models
    from projections.store.opening import open_views

    with closing(open_log(Path(data))) as log, closing(open_views(Path(data))) as views:
        made = Consignments(date.fromisoformat((log.greatest_recordedat() or "2030-01-01")[:10]), count)
        log.record([examine(line, Origin()) for line in made.licences()])
        bring_up_to_date(views, log, read_models())
        reader = Reader(views, read_models())
        catch_up_with_log(reader, log)
        settle_memory()
        taken = []
        for _, line in made.movements():
            start = time.perf_counter()
            log.record([examine(line, Origin())])
            reader.step(log)
            taken.append(time.perf_counter() - start)
        assert reader.position == log.head()
        return taken


def committed(folder: str, count: int) -> list[float]:
    """Seconds for each commit."""
    taken = []
    with closing(sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE events (position INTEGER PRIMARY KEY, body BLOB)")
        for _, line in Consignments(date(2030, 1, 1), count).movements():
            start = time.perf_counter()
            connection.execute("INSERT INTO events (body) VALUES (?)", (line,))
            taken.append(time.perf_counter() - start)
    return taken
