"""How far a long task has come: a bar with rate and time left, or in a pipe a plain line now and then."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_EVERY = 5.0


class Advance:
    """Progress of one task to standard error; `unit` is what is counted, `total` 0 where nobody knows it."""

    def __init__(self, title: str, total: int, unit: str) -> None:
        self._title, self._total, self._unit = title, total, unit
        self._began = self._spoke = time.monotonic()
        self._done = self._count = 0
        self._bar: Progress | None = None
        self._task = None if not sys.stderr.isatty() else self._shown()

    def to(self, done: int, count: int) -> None:
        """So much of the total is done, and so many were counted."""
        self._done, self._count = done, count
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, told=self._told())
        elif time.monotonic() - self._spoke >= _EVERY:
            self._spoke = time.monotonic()
            share = f"{100 * done // self._total} %, " if self._total else ""
            left = f", {self._left()} left" if self._total else ""
            self.say(f"{self._title}: {share}{self._told()}{left}")

    def say(self, sentence: str) -> None:
        """Tells something in between."""
        if self._bar is not None:
            self._bar.console.print(sentence, markup=False, highlight=False, soft_wrap=True)
        else:
            print(sentence, file=sys.stderr, flush=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _shown(self) -> TaskID:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[told]}", markup=False),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._bar.start()
        return self._bar.add_task(self._title, total=self._total or None, told="")

    def _told(self) -> str:
        seconds = max(time.monotonic() - self._began, 0.001)
        return f"{self._count:,} {self._unit}, {self._count / seconds:,.0f}/s"

    def _left(self) -> str:
        if not self._done:
            return "unknown time"
        spent = time.monotonic() - self._began
        seconds = int(spent * max(self._total - self._done, 0) / self._done)
        return f"{seconds // 60}:{seconds % 60:02d}"
