"""`file_to_findings`, `memory_findings`, `list_republished`: the thirty rules over a file, and after a list changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.bench import COUNTERFOIL, ROOT, Bench, Row, apart, clean, medians, opened
from benchmarks.rebuilding import libraries_alone

ROWS = ("file_to_findings", "memory_findings", "list_republished")
_MB, _KB = 1_000_000, 1_024


def measured(bench: Bench, wanted: set[str]) -> Iterator[Row]:
    """The rows of this group."""
    if wanted & {"file_to_findings", "memory_findings"}:
        yield from _of_a_file(bench, wanted)
    if "list_republished" in wanted:
        pairs = [_republished(bench) for _ in range(bench.times_long)]
        value, bare = medians(pairs)
        what = "the same with a closed day, which no rule asks about, instead of the list"
        yield Row("list_republished", value, "s", bare, what)


def _of_a_file(bench: Bench, wanted: set[str]) -> Iterator[Row]:
    found = [(_commands(bench), apart(read, facts=bench.facts)) for _ in range(bench.times_long)]
    value, bare = medians([(ours["seconds"], limit) for ours, limit in found])
    if "file_to_findings" in wanted:
        yield Row("file_to_findings", value, "s", bare, "every line read, examined and decoded, nothing else", "≤ 30 s")
    if "memory_findings" in wanted:
        alone = apart(libraries_alone)["peak"] / _MB
        what = "peak of a process that imports the same libraries and does nothing"
        yield Row("memory_findings", max(ours["peak"] for ours, _ in found) / _MB, "MB", alone, what)


def _commands(bench: Bench) -> dict[str, float]:
    """Seconds from a file and no folder to printed findings, and the peak in bytes of the process that found them."""
    folder, start = bench.fresh_folder("findings"), time.perf_counter()
    rejects = folder / "rejects.jsonl"
    _ended("import", str(bench.facts), "--data", str(folder), "--rejects", str(rejects))
    peak = _ended("findings", "--data", str(folder), "--format", "jsonl")
    return {"seconds": time.perf_counter() - start, "peak": peak}


def _ended(*words: str) -> float:
    """The peak of a command that ran to its end; raises RuntimeError when it fails."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([*COUNTERFOIL, *words], cwd=ROOT, stdout=quiet, stderr=quiet, env=clean())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"counterfoil {words[0]} ended with {process.returncode}")
    return float(usage.ru_maxrss * _KB)


def read(facts: str) -> float:
    """Seconds to read a file and make deliveries of its lines."""
    from consumers.arrival import Origin
    from consumers.inbound import examine

    start = time.perf_counter()
    with opened(Path(facts)) as lines:
        for line in lines:
            examine(line, Origin())
    return time.perf_counter() - start


def _republished(bench: Bench) -> tuple[float, float]:
    if not (kept := bench.folder / "asked").exists():
        shutil.copytree(bench.log, kept)
        apart(published, data=kept, told="nothing")
    seconds = []
    for told in ("list", "day"):
        data = bench.fresh_folder(told) / "data"
        shutil.copytree(kept, data)
        seconds.append(apart(published, data=data, told=told))
    return seconds[0], seconds[1]


def published(data: str, told: str) -> float:
    """Seconds from a publication in hand to its findings in every view."""
    from consumers.arrival import Origin
    from consumers.inbound import examine
    from consumers.loop import Reader, catch_up_with_log, settle_memory
    from consumers.project import bring_up_to_date
    from licensing.log import open_log
    from projections.catalogue import read_models
    from projections.store.opening import open_views

    with closing(open_log(Path(data))) as log, closing(open_views(Path(data))) as views:
        bring_up_to_date(views, log, read_models())
        if told == "nothing":
            return 0.0
        line = _line(told, _last_list(log), log.greatest_recordedat() or "2030-01-01T00:00:00Z")
        reader = Reader(views, read_models())
        catch_up_with_log(reader, log)
        settle_memory()
        start = time.perf_counter()
        outcome = log.record([examine(line, Origin())])
        catch_up_with_log(reader, log)
        taken = time.perf_counter() - start
        assert outcome.accepted == 1, "what is published here is a fact of the contract"
        return taken


def _last_list(log: Any) -> dict[str, Any]:
    """The list published last, of sanctions where there is one."""
    found: dict[str, dict[str, Any]] = {}
    position = 0
    while batch := log.read(position, 10_000):
        for stored in batch:
            if stored.type.startswith("list.published"):
                fact = json.loads(stored.body)
                found[fact["data"]["list"]] = fact
        position = batch[-1].position
    return found.get("sanctions") or next(iter(found.values()))


def _line(told: str, fact: dict[str, Any], at: str) -> bytes:
    """The list once more without its last row, or a closed day."""
    day, data = at[:10], fact["data"]
    new = {"list": data | {"version": f"{data['version']}-again", "effective_on": day, "rows": data["rows"][:-1]}}
    new["day"] = {"authority": fact["source"].split("/")[2], "date": day}
    told_by = fact["source"] if told == "list" else f"/states/{new['day']['authority']}/clock"
    kind = {"list": fact["type"], "day": "day.closed.v1"}[told]
    own = {"specversion": "1.0", "id": "bench-again", "source": told_by, "type": kind, "subject": "again"}
    own |= {"time": at, "recordedat": at, "datacontenttype": "application/json"}
    return json.dumps(own | {"data": new[told]}).encode()
