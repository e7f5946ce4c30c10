"""The overlay's memo: dependencies held in memory, precise for what is there; whatever is dropped is forgotten."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from domain.kernel.moments import Instant
from projections.findings.dependencies import Lookups


class HeldDependencies:
    """Who looked up what, and who waits for which instant, in memory only."""

    def __init__(self) -> None:
        self._dependents: dict[str, set[str]] = {}
        self._due: list[tuple[Instant, str]] = []
        self._watched: set[str] | None = None

    def dependents(self, key: str) -> Collection[str]:
        """Whoever has looked up a key; they are worked out again or dropped, and record it anew where they still do."""
        return self._dependents.pop(key, ())

    def record(self, lookups: Lookups) -> None:
        """Records what a dependent looked up, and what it waits for."""
        if self._watched is not None and not self._watched.isdisjoint(lookups.keys):
            self._watched.add(lookups.dependent)
        for key in lookups.keys:
            known = self._dependents.get(key)
            if known is None:
                self._dependents[key] = {lookups.dependent}
            else:
                known.add(lookups.dependent)
        if lookups.next is not None:
            heapq.heappush(self._due, (lookups.next, lookups.dependent))

    def reach(self, touched: set[str], keys: Iterable[str]) -> None:
        """Adds whoever has looked up one of these keys, itself or through others, to what is touched."""
        waiting = list(keys)
        while waiting:
            for dependent in self._dependents.get(waiting.pop(), ()):
                if dependent not in touched:
                    touched.add(dependent)
                    waiting.append(dependent)

    @contextmanager
    def watching(self, touched: set[str]) -> Iterator[None]:
        """Meanwhile whoever looks up what is touched is added to it."""
        outer, self._watched = self._watched, touched
        try:
            yield
        finally:
            self._watched = outer

    def take_due(self, until: Instant) -> Iterator[str]:
        """Whoever waits for an instant up to this one."""
        while self._due and self._due[0][0] <= until:
            yield heapq.heappop(self._due)[1]
