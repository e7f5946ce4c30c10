"""`python -m benchmarks [ROW …]`: measures, prints a table and writes it to a file."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks import asking, commands, found, importing, latency, names, one_more, rebuilding, screening, topics
from benchmarks.bench import QUICK_FACTS, Bench, Row, history, short
from services.machine import Unavailable

LATEST = Path(__file__).with_name("latest.json")
GROUPS: Sequence[ModuleType] = (
    importing,
    rebuilding,
    asking,
    one_more,
    topics,
    latency,
    commands,
    names,
    found,
    screening,
)
NAMES = tuple(name for group in GROUPS for name in group.ROWS)


def main(words: Sequence[str] | None = None) -> int:
    """Measures the rows asked for; 1 when one of them could not be measured."""
    options = _parser().parse_args(words)
    unknown = [name for name in options.rows if name not in NAMES]
    if unknown:
        print(f"there is no row {unknown[0]}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    wanted, left_out = set(options.rows or NAMES), dict[str, str]()
    told = _machine()
    with Bench(history(options.facts), options.quick) as bench:
        _say(f"{bench.count:,} facts of {history(options.facts).name}" + (", quick" if bench.quick else ""))
        told |= {"history": history(options.facts).name, "facts": bench.count, "quick": bench.quick}
        rows = []
        for row in _measured(bench, wanted, left_out):
            rows.append(row)
            print(_line(row), flush=True)
    told |= {"load_at_end": _load(), "rows": [row.told() for row in rows]}
    if left_out:
        told["left_out"] = left_out
    target = options.out or (None if options.quick else LATEST)
    if target:
        target.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
        _say(f"written to {target.name}")
    return 0


def _measured(bench: Bench, wanted: set[str], left_out: dict[str, str]) -> Iterator[Row]:
    for group in GROUPS:
        names = wanted & set(group.ROWS)
        if not names:
            continue
        start = time.monotonic()
        try:
            yield from group.measured(bench, names)
        except Unavailable as why:
            left_out |= dict.fromkeys(sorted(names), str(why))
            _say(f"{', '.join(sorted(names))} left out: {why}")
        _say(f"  ({', '.join(sorted(names))}: {time.monotonic() - start:.0f} s)")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"default: all of {', '.join(NAMES)}")
    parser.add_argument("--facts", type=Path, metavar="FILE", help=".jsonl or .jsonl.gz; default: the longest here")
    parser.add_argument(
        "--quick", action="store_true", help=f"the first {QUICK_FACTS:,} facts, each thing once; proves no speed"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="where to write; default: latest.json here, with --quick nowhere"
    )
    return parser


def _line(row: Row) -> str:
    told = row.told()
    goal = f"  goal {row.goal}" if row.goal else ""
    return (
        f"{row.name:<20} {told['value']:>10,} {row.unit:<9} {told['ratio']:>7} of {short(row.limit):>10,}"
        f"  {row.limit_is}{goal}"
    )


def _machine() -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "load_at_start": _load(),
    }


def _load() -> float:
    return round(os.getloadavg()[0], 2)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
