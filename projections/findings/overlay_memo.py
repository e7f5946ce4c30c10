"""The overlay's memo: dependencies held in memory, precise for what is there; whatever is dropped is forgotten."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator

from domain.kernel.moments import Instant
from projections.findings.dependencies import Lookups


class HeldDependencies:
    """Who looked up what, and who waits for which instant, in memory only."""

    def __init__(self) -> None:
        self._dependents: dict[str, set[str]] = {}
        self._due: list[tuple[Instant, str]] = []

    def dependents(self, key: str) -> Collection[str]:
        """Whoever has looked up a key; they are worked out again or dropped, and record it anew where they still do."""
        return self._dependents.pop(key, ())

    def record(self, lookups: Lookups) -> None:
        """Records what a dependent looked up, and what it waits for."""
        for key in lookups.keys:
            known = self._dependents.get(key)
            if known is None:
                self._dependents[key] = {lookups.dependent}
            else:
                known.add(lookups.dependent)
        if lookups.next is not None:
            heapq.heappush(self._due, (lookups.next, lookups.dependent))

    def take_due(self, until: Instant) -> Iterator[str]:
        """Whoever waits for an instant up to this one."""
        while self._due and self._due[0][0] <= until:
            yield heapq.heappop(self._due)[1]
