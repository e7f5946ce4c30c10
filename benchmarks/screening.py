"""`screening`: 10,000 parties held against a list of 1,000 entries with 4,000 names, every hit with why it is one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from benchmarks.bench import Bench, Row, apart, medians
from benchmarks.made_names import MadeNames
from domain.kernel.event import canonical

ROWS = ("screening",)
_ENTRIES, _PARTIES, _SAMPLE = 1_000, 10_000, 100
_QUICK = 20
"""With --quick everything is divided by this."""


def measured(bench: Bench, wanted: set[str]) -> Iterator[Row]:
    """The row of this group."""
    part = _QUICK if bench.quick else 1
    sizes = {"entries": _ENTRIES // part, "parties": _PARTIES // part, "sample": _SAMPLE // part}
    pairs = list[tuple[float, float]]()
    for _ in range(bench.times_long):
        ours, limit = apart(searched, **sizes), apart(compared, **sizes)
        assert ours["hits"] == limit["hits"], "the search and the comparison of all with all find the same"
        pairs.append((ours["seconds"], limit["seconds"]))
    value, bare = medians(pairs)
    yield Row(
        "screening",
        value,
        "s",
        bare,
        f"{sizes['sample']} parties compared with every name, times {_PARTIES // _SAMPLE}; their hits are equal",
        goal="≤ 5 s",
    )


def _made(entries: int, parties: int) -> tuple[list[dict[str, Any]], list[str]]:
    made = MadeNames()
    rows = list(made.entries(entries))
    return rows, list(made.parties(parties, [x for row in rows for x in (row["name"], *row["aliases"])]))


def searched(entries: int, parties: int, sample: int) -> dict[str, Any]:
    """Seconds to read the list and screen every party, and the hits of the sample."""
    from domain.chapters.screening.comparison import ScreeningList
    from domain.chapters.screening.sanctions import Who
    from domain.events.lists import ListPublished, rows_of
    from domain.record.statutes import statutes

    rows, names = _made(entries, parties)
    published = ListPublished(list="sanctions", version="1", effective_on="2030-01-01", rows=tuple(rows))
    start = time.perf_counter()
    register = ScreeningList(rows_of(published), statutes().alike()[-1][1])
    found = {name: sorted(x.entry for x in register.found(Who((name,)))) for name in names}
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "hits": _digest({x: found[x] for x in _some(names, sample)})}


def compared(entries: int, parties: int, sample: int) -> dict[str, Any]:
    """The same without a search: seconds for the sample made to those for all, and its hits."""
    from domain.names.index import LEAST
    from domain.names.score import score

    rows, names = _made(entries, parties)
    owned = [(x, str(row["entry"])) for row in rows for x in (row["name"], *row["aliases"])]
    start = time.perf_counter()
    found = {x: sorted({entry for y, entry in owned if score(x, y) >= LEAST}) for x in _some(names, sample)}
    seconds = time.perf_counter() - start
    return {"seconds": seconds * parties / sample, "hits": _digest(found)}


def _some(names: list[str], count: int) -> list[str]:
    """Some of the parties: the misspelt ones of the beginning among them."""
    return names[:count]


def _digest(found: dict[str, list[str]]) -> str:
    return canonical(found).decode()
