"""Processes of the program, started quickly from one that has everything loaded."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.drill import victim
from tests.drill.killing import Kill
from tests.waiting import LONGEST

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.drill.victim"])
PATIENCE = LONGEST


class Process:
    """One running command; what it says is kept in a file."""

    def __init__(
        self, words: Sequence[str], environment: Mapping[str, str], kill: Kill | None, at_once: int, said: Path
    ) -> None:
        self.words, self.said = words, said
        self._process = _FORKS.Process(target=victim.run, args=(words, environment, kill, at_once, said))
        self._process.start()

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.is_alive()

    @property
    def killed(self) -> bool:
        """Whether it died, instead of ending by itself."""
        return self._process.exitcode == -signal.SIGKILL

    def ends(self, code: int = 0, within: float = PATIENCE) -> None:
        """Waits for its end, which must be of this kind."""
        self._process.join(within)
        assert self._process.exitcode == code, self.told()

    def dies(self) -> None:
        """Waits until it has died at its point."""
        self.ends(-signal.SIGKILL)

    def code(self) -> int:
        """Waits for its end, whatever that is."""
        self._process.join(PATIENCE)
        assert self._process.exitcode is not None, self.told()
        return self._process.exitcode

    def stop(self) -> None:
        """Asks it to end, which it does in order."""
        self.tell_to_end()
        self.ends()

    def tell_to_end(self) -> None:
        """Asks it to end."""
        self._process.terminate()

    def stops_when(self, ready: Callable[[], bool]) -> None:
        """Waits for something that it does, then asks it to end."""
        self.until(ready)
        self.stop()

    def until(self, ready: Callable[[], bool]) -> None:
        """Waits for something that it does."""
        end = time.monotonic() + PATIENCE
        while not ready():
            assert self.alive, self.told()
            assert time.monotonic() < end, f"in vain: {self.told()}"
            time.sleep(0.02)

    def hears(self, pattern: str) -> str:
        """Waits until it says something; what stands in the first group."""
        self.until(lambda: re.search(pattern, self.said.read_text()) is not None)
        found = re.search(pattern, self.said.read_text())
        assert found is not None
        return found[1]

    def clear_away(self) -> None:
        """Leaves nothing behind."""
        if self.alive and self._process.pid is not None:
            os.kill(self._process.pid, signal.SIGKILL)
        self._process.join(PATIENCE)
        self._process.close()

    def told(self) -> str:
        """How it ended, and what it said."""
        words = " ".join(map(str, self.words))
        return f"`{words}` ended with {self._process.exitcode} and said: {self.said.read_text()[-3000:]}"
