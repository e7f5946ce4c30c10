"""The beats of one process: when each of its loops last turned, in a file that needs no server to be read.

A beat says that a loop turned, also inside one long position and while a server is tried again; it says nothing of how
far the work has come. Its time is that of the clock which nobody sets (seconds, since the machine was started).
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from projections.store.turning import heard_by, turned

WATCHED = "COUNTERFOIL_WATCHED"
"""What a watched process is told by the one that watches: the file for its beats, and what ends when that one ends."""
_WRITTEN_EVERY = 0.5
_WIDTH = 1_000
_LOOK = 0.5
_WORK = 0.005
"""Seconds of the processor: whoever used as much between two looks is at work."""
LONGEST_STEP = 3_600.0
"""Seconds after which a step that never ends is one."""
_TRIES = 3


class _Loop:
    """A loop that turns in one thread, and what that thread has worked."""

    def __init__(self) -> None:
        self._clock = time.pthread_getcpuclockid(threading.get_ident()) if sys.platform == "linux" else None
        self._worked = 0.0
        self.turned = self.beat = time.monotonic()
        self.written = 0.0

    def turn(self, now: float) -> bool:
        """It has turned; whether that is to be told."""
        self.turned = self.beat = now
        return now - self.written >= _WRITTEN_EVERY

    def look(self, now: float) -> bool:
        """Whether it is at work inside one long step; whoever waits for somebody, or stands still, does not work."""
        if self._clock is None or now - self.turned > LONGEST_STEP:
            return False
        before, self._worked = self._worked, time.clock_gettime(self._clock)
        if self._worked - before < _WORK:
            return False
        self.beat = now
        return True


class Beats:
    """What a process tells of itself: its number and, by their names, when its loops last turned.

    A single step may take minutes, such as the index of a long list of names: while its thread uses the processor it
    counts as turning, for at most an hour.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._lock = threading.Lock()
        self._loops: dict[str, _Loop] = {}
        threading.Thread(target=self._look, name="beats", daemon=True).start()

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """A time in which a loop of this name turns, in this thread."""
        with self._lock:
            loop = self._loops[name] = _Loop()
        with heard_by(lambda: self._turn(loop)):
            turned()
            try:
                yield
            finally:
                with self._lock:
                    del self._loops[name]
                    self._write()

    def ages(self) -> dict[str, float]:
        """How many seconds ago each loop turned."""
        now = time.monotonic()
        with self._lock:
            return {name: now - loop.beat for name, loop in self._loops.items()}

    def _turn(self, loop: _Loop) -> None:
        now = time.monotonic()
        if loop.turn(now):
            with self._lock:
                loop.written = now
                self._write()

    def _look(self) -> None:
        while True:
            time.sleep(_LOOK)
            now = time.monotonic()
            with self._lock:
                at_work = [loop.look(now) for loop in self._loops.values()]
                if any(at_work):
                    self._write()

    def _write(self) -> None:
        told = json.dumps({"pid": os.getpid(), "loops": {name: loop.beat for name, loop in self._loops.items()}})
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


def beat_ages() -> Mapping[str, float]:
    """How many seconds ago each loop of this process turned; nothing where nobody watches it."""
    return _HERE[0].ages() if _HERE else {}
