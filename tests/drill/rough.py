"""Everything runs at once, and everything keeps dying."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from tests.drill.killing import Kill
from tests.drill.processes import PATIENCE, Process
from tests.drill.stage import Stage


class Role:
    """A command that is started again whenever it has died, until it has died of everything it is to die of."""

    def __init__(self, stage: Stage, words: Sequence[str | Path], deaths: Sequence[Kill]) -> None:
        self._stage, self._words, self._deaths = stage, words, deque(deaths)
        self._process: Process | None = None

    @property
    def through(self) -> bool:
        """Whether it has died often enough."""
        return not self._deaths

    def look_after(self) -> None:
        """Counts the dead and puts another in its place."""
        if self._process is not None and self._process.alive:
            return
        if self._process is not None:
            assert self._process.killed, self._process.told()
            self._stage.count(self._deaths.popleft().point)
        if self._deaths:
            self._process = self._stage.start(*self._words, kill=self._deaths[0])


def all_at_once(roles: Sequence[Role], patience: float = 2 * PATIENCE) -> None:
    """Looks after all of them until all are through."""
    end = time.monotonic() + patience
    while not all(role.through for role in roles):
        assert time.monotonic() < end, "somebody has nothing to die of"
        for role in roles:
            if not role.through:
                role.look_after()
        time.sleep(0.01)


def deaths(points: Sequence[str], times: int, passing: int = 1) -> list[Kill]:
    """So often at each of these points, in turn."""
    return [Kill(point, passing) for _ in range(times) for point in points]
