"""The dependency tracker: what was worked out, from what, and what must therefore be worked out again.

Everything looked up is recorded beside its dependent: facts of a subject, entries of a secondary index, results of
derived queries, also what was not there. A change invalidates the dependents of what changed; propagation works them
out again, lower strata first, and an equal result stops there (early cutoff). Limits of time are recorded the same way.
The findings view and the overlay at the head of the log are trackers both; what differs is where they keep all this.

In keys the words of the first stored rows stay: `file SUBJECT`, `link INDEX NAME`, `QUERY KEY`.
"""

from __future__ import annotations

import heapq
from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from domain.engine.graph import QUERIES
from domain.kernel.moments import Instant
from domain.record.fact import Fact
from domain.record.records import Derived, Records
from projections.findings.indexing import Index
from projections.findings.write_back_cache import MISSING, TwoGenerationCache

T = TypeVar("T")

ASKING = len(QUERIES) + 1
"""The stratum of whoever asks the rules: above all derived queries."""
_STRATA = {name: query.stratum for name, query in QUERIES.items()}


class Lookups:
    """What a dependent looked up, the next limit of time it waits for, and the last that it found passed.

    `zone` is the offset in which the next limit is told.
    """

    __slots__ = ("dependent", "keys", "next", "passed", "zone")

    def __init__(
        self, dependent: str, next: Instant | None = None, zone: int = 0, passed: Instant | None = None
    ) -> None:
        self.dependent, self.next, self.zone, self.passed = dependent, next, zone, passed
        self.keys: set[str] = set()


class Dependencies(Protocol):
    """Where dependencies are kept: who looked up what, and who waits for which instant."""

    def dependents(self, key: str) -> Collection[str]:
        """Whoever may have looked up a key, as the key is being invalidated."""

    def record(self, lookups: Lookups) -> None:
        """Keeps what a dependent looked up and waits for."""

    def take_due(self, until: Instant) -> Iterable[str]:
        """Whoever waits for an instant up to this one; told once."""


class Tracker(Records):
    """Records that remember results and record who depends on what."""

    index: Index
    dependencies: Dependencies

    def __init__(self, results: TwoGenerationCache[Any]) -> None:
        self.now: Instant = 0
        self._results = results
        self._at_work: Lookups | None = None
        self._invalid: set[str] = set()
        self._waiting: list[tuple[int, str]] = []

    # -- looking up ------------------------------------------------------------------------------------------------

    def reached(self, limit: Instant, zone: int = 0) -> bool:
        """True when the clock has come to the limit; recorded for whoever is at work."""
        at_work = self._at_work
        if limit <= self.now:
            if at_work is not None and (at_work.passed is None or limit > at_work.passed):
                at_work.passed = limit
            return True
        if at_work is not None and (at_work.next is None or limit < at_work.next):
            at_work.next, at_work.zone = limit, zone
        return False

    def facts(self, subject: str) -> Sequence[Fact]:
        """The facts in force about a subject, in business order."""
        if self._at_work is not None:
            self._at_work.keys.add(f"file {subject}")
        return self.index.facts(subject)

    def indexed(self, index: str, name: str) -> Collection[str]:
        """What a secondary index has under a name, in text order."""
        key = f"{index} {name}"
        if self._at_work is not None:
            self._at_work.keys.add(f"link {key}")
        found = self.index.secondary.of(key)
        return sorted(found) if len(found) > 1 else tuple(found)

    def result(self, query: Derived[T], key: str) -> T:
        """The result of a derived query, worked out at most once until something it rests on changes."""
        dependent = query.prefix + key
        if self._at_work is not None:
            self._at_work.keys.add(dependent)
        known = self._results.get(dependent)
        if known is MISSING or dependent in self._invalid:
            known = self._work_out(dependent, query, key)
        found: T = known
        return found

    # -- working out -----------------------------------------------------------------------------------------------

    def attend(self, dependent: str, work: Callable[[], T]) -> T:
        """Does some work in the name of a dependent, so that what it looks up and waits for is recorded."""
        outer, mine = self._at_work, Lookups(dependent)
        self._at_work = mine
        try:
            found = work()
        finally:
            self._at_work = outer
        self.dependencies.record(mine)
        return found

    def _work_out(self, dependent: str, query: Derived[Any], key: str) -> Any:
        outer, mine = self._at_work, Lookups(dependent)
        self._at_work = mine
        try:
            value = query.work_out(self, key)
        finally:
            self._at_work = outer
        self.dependencies.record(mine)
        known = self._results.get(dependent)
        was_invalid = dependent in self._invalid
        self._invalid.discard(dependent)
        if known is not MISSING and known == value:
            return known
        self._results.put(dependent, value)
        if query.entries_of is not None:
            self._index(query, key, value)
        if was_invalid:
            self.invalidate_dependents([dependent])
        return value

    def _index(self, query: Derived[Any], key: str, value: Any) -> None:
        """Puts the entries that follow from a result into secondary indexes, where the tracker keeps any."""

    # -- invalidation and propagation ------------------------------------------------------------------------------

    def invalidate_dependents(self, keys: Iterable[str]) -> None:
        """Invalidates whatever looked up one of these."""
        for key in keys:
            for dependent in self.dependencies.dependents(key):
                self.invalidate(dependent)

    def invalidate(self, dependent: str) -> None:
        """Has one dependent be worked out again when changes are propagated."""
        if dependent not in self._invalid:
            self._invalid.add(dependent)
            heapq.heappush(self._waiting, (_STRATA.get(dependent.partition(" ")[0], ASKING), dependent))

    def invalidate_due(self, until: Instant) -> None:
        """Invalidates every dependent whose limit has come."""
        for dependent in self.dependencies.take_due(until):
            self.invalidate(dependent)

    def propagate(self) -> None:
        """Works out until nothing is invalid, lower strata first."""
        while self._waiting:
            dependent = heapq.heappop(self._waiting)[1]
            if dependent in self._invalid:
                name, _, key = dependent.partition(" ")
                self._renew(dependent, QUERIES.get(name), key)

    @abstractmethod
    def _renew(self, dependent: str, query: Derived[Any] | None, key: str) -> None:
        """Works out one dependent again; without a query it is somebody who asks the rules."""
