"""What the rows have in common: where they work, processes of their own, servers, medians."""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

from services import kafka, postgres
from services.machine import Unavailable

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "licensing" / "demo" / "history.jsonl.gz"
LONG = ROOT.parent / "shared" / "bench" / "dev" / "enriched-1.facts.jsonl.gz"
QUICK_FACTS = 3_000
COUNTERFOIL = (sys.executable, "-m", "licensing")

T = TypeVar("T")


class Row(NamedTuple):
    """One figure, the limit it stands beside, and what that limit is; `ratio` is value by limit."""

    name: str
    value: float
    unit: str
    limit: float
    limit_is: str
    goal: str = ""

    def told(self) -> dict[str, Any]:
        """The row as it is written to the file."""
        return {
            "name": self.name,
            "value": short(self.value),
            "unit": self.unit,
            "limit": short(self.limit),
            "ratio": round(self.value / self.limit, 3) if self.limit else None,
            "goal": self.goal,
            "limit_is": self.limit_is,
        }


def short(figure: float) -> float:
    """A figure without digits that mean nothing."""
    return round(figure) if abs(figure) >= 1_000 else round(figure, 2)


class Bench:
    """One run: the history, a folder for everything that is made, servers that start when asked for."""

    def __init__(self, facts: Path, quick: bool = False) -> None:
        self.quick = quick
        self._opened = ExitStack()
        self.folder = Path(self._opened.enter_context(tempfile.TemporaryDirectory(prefix="counterfoil-bench-")))
        self._folders = 0
        self.facts = self._beginning_of(facts) if quick else facts
        with opened(self.facts) as lines:
            self.count = sum(1 for line in lines if line.strip())

    @property
    def times(self) -> int:
        """How often a short measurement and its limit take turns."""
        return 1 if self.quick else 3

    @property
    def times_long(self) -> int:
        """The same for those that take long."""
        return 1 if self.quick else 2

    @cached_property
    def log(self) -> Path:
        """A data folder with the whole history in its log; only read from."""
        made = self.fresh_folder("log")
        run("import", str(self.facts), "--data", str(made), "--rejects", str(self.folder / "rejects.jsonl"))
        return made

    @cached_property
    def broker(self) -> str:
        """The address of a broker of this run; raises Unavailable."""
        why = kafka.available()
        if why:
            raise Unavailable(why)
        made = kafka.running(self.fresh_folder("kafka"), own=True, quick=False)
        return self._opened.enter_context(made).bootstrap

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of an empty database."""
        with postgres.fresh_database(self._postgres) as address:
            yield address

    @cached_property
    def _postgres(self) -> str:
        return self._opened.enter_context(postgres.running(self.fresh_folder("postgres"), own=True)).uri

    def fresh_folder(self, name: str) -> Path:
        """An empty folder that goes when the run ends."""
        self._folders += 1
        made = self.folder / f"{self._folders:03d}-{name}"
        made.mkdir()
        return made

    def _beginning_of(self, facts: Path) -> Path:
        short_one = self.folder / "beginning.jsonl"
        with opened(facts) as lines, short_one.open("wb") as out:
            for _, line in zip(range(QUICK_FACTS), lines, strict=False):
                out.write(line)
        return short_one

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()


@contextmanager
def opened(facts: Path) -> Iterator[Iterator[bytes]]:
    """The lines of a file of facts."""
    with gzip.open(facts, "rb") if facts.suffix == ".gz" else facts.open("rb") as file:
        yield iter(file)


def history(wanted: Path | None) -> Path:
    """The file to measure with: the one asked for, else the longest that is here."""
    return wanted or (LONG if LONG.exists() else DEMO)


def alternating(times: int, ours: Callable[[], T], limit: Callable[[], T]) -> list[tuple[T, T]]:
    """Both in turns, so that whatever slows the machine slows both."""
    return [(ours(), limit()) for _ in range(times)]


def medians(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The median of each side."""
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def quantiles(values: Sequence[float]) -> tuple[float, float]:
    """The value half of them do not exceed, and the one 99 of 100 do not."""
    ordered = sorted(values)
    return tuple(ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.99))  # type: ignore[return-value]


def started(task: Callable[..., Any], **arguments: object) -> subprocess.Popen[str]:
    """A process that measures something; `answer` waits for what it found."""
    plain = {name: str(value) if isinstance(value, Path) else value for name, value in arguments.items()}
    call = [sys.executable, "-m", "benchmarks.child", task.__module__, task.__name__, json.dumps(plain)]
    return subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=clean())


def answer(process: subprocess.Popen[str]) -> Any:
    """What a measuring process found; raises RuntimeError with its last words when it failed."""
    try:
        out, errors = process.communicate()
    except BaseException:
        process.kill()
        process.wait()
        raise
    if process.returncode:
        raise RuntimeError(f"a measurement ended with {process.returncode}: {errors.strip()[-2_000:]}")
    return json.loads(out.splitlines()[-1])


def apart(task: Callable[..., T], **arguments: object) -> T:
    """What a function answers in a process of its own."""
    found: T = answer(started(task, **arguments))
    return found


def run(*words: str, **settings: str) -> None:
    """Runs one command of the program to its end; raises RuntimeError when it fails."""
    done = subprocess.run(
        [*COUNTERFOIL, *words], cwd=ROOT, capture_output=True, text=True, env=clean() | settings, check=False
    )
    if done.returncode:
        raise RuntimeError(f"counterfoil {words[0]} ended with {done.returncode}: {done.stderr.strip()[-2_000:]}")


def clean() -> dict[str, str]:
    """The environment without settings of whoever started the run: a demo, also over servers."""
    demo = {"COUNTERFOIL_MODE": "demo", "COUNTERFOIL_DEMO_IN_THE_OPEN": "yes"}
    return {name: value for name, value in os.environ.items() if not name.startswith("COUNTERFOIL_")} | demo
