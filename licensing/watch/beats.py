"""The beats of one process: when each of its loops last turned, in a file that needs no server to be read.

A beat says that a loop turned, also inside one long position and while a server is tried again; it says nothing of how
far the work has come. Its time is that of the clock which nobody sets (seconds, since the machine was started).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from projections.store.turning import heard_by, turned

WATCHED = "COUNTERFOIL_WATCHED"
"""What a watched process is told by the one that watches: the file for its beats, and what ends when that one ends."""
_WRITTEN_EVERY = 0.5
_WIDTH = 1_000
_TRIES = 3


class Beats:
    """What a process tells of itself: its number and, by their names, when its loops last turned."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._turned: dict[str, float] = {}
        self._written: dict[str, float] = {}

    @contextmanager
    def of(self, loop: str) -> Iterator[None]:
        """A time in which a loop of this name turns, in this thread."""
        with heard_by(lambda: self._turn(loop)):
            turned()
            try:
                yield
            finally:
                self._turned.pop(loop, None)
                self._written.pop(loop, None)
                self._write()

    def _turn(self, loop: str) -> None:
        now = self._turned[loop] = time.monotonic()
        if now - self._written.get(loop, 0.0) >= _WRITTEN_EVERY:
            self._written[loop] = now
            self._write()

    def _write(self) -> None:
        told = json.dumps({"pid": os.getpid(), "loops": dict(self._turned)})
        # Always of one length and in one write, so that a reader finds all of it.
        os.pwrite(self._file, told.ljust(_WIDTH).encode(), 0)


def beats_in(path: Path) -> Mapping[str, float]:
    """When each loop of a process last turned; nothing before its first turn."""
    for _ in range(_TRIES):
        try:
            found: Mapping[str, float] = json.loads(path.read_bytes())["loops"]
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError):
            continue
        return found
    return {}


_HERE: list[Beats] = []


def begin(path: Path) -> None:
    """From now on the loops of this process are heard, in this file."""
    _HERE[:] = [Beats(path)]


@contextmanager
def beating(loop: str) -> Iterator[None]:
    """A time in which a loop of this process turns, in this thread; heard where the process is watched."""
    if _HERE:
        with _HERE[0].of(loop):
            yield
    else:
        yield
