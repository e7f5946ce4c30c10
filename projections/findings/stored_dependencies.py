"""The dependency tracker of the findings view: dependencies lie in its working tables and are written back in bulk.

They only grow: too many cost an asking, too few would cost a finding.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from domain.engine.graph import ASKED_BY_INDEX, query_of
from domain.kernel.moments import Instant
from domain.record.records import Derived
from projections.findings.dependencies import Lookups, Tracker
from projections.findings.indexing import Index
from projections.findings.stamps import shortened, stamp, unstamp
from projections.findings.tables import DEPENDENCY, DUE
from projections.findings.write_back_cache import MISSING, Multimap, TwoGenerationCache, WriteBackCache
from projections.store.table import Row
from projections.store.views import Generation

NODES = 7_000
"""How many results, and what how many dependents looked up, is kept in memory; twice as many while all are in use."""


def _read_limits(row: Row) -> Lookups:
    _, dependent, next_, zone, passed = row
    return Lookups(dependent, unstamp(next_) if next_ else None, zone, unstamp(passed) if passed else None)


def _write_limits(limits: Lookups) -> Row:
    next_ = None if limits.next is None else stamp(limits.next)
    return (next_, limits.zone, None if limits.passed is None else shortened(stamp(limits.passed)))


class StoredDependencies:
    """Who looked up what, and who waits for which instant, in working tables of the view.

    Who takes in but a few facts, up to an instant, says `until`: then only the limits up to there are read beforehand.
    """

    def __init__(self, generation: Generation, worker: int, until: Instant | None = None) -> None:
        self._generation, self._worker = generation, worker
        self._dependents = Multimap(generation, DEPENDENCY, worker, NODES)
        self._looked_up: TwoGenerationCache[set[str]] = TwoGenerationCache(NODES)
        self._limits: WriteBackCache[Lookups] = WriteBackCache(
            generation, DUE, worker, _read_limits, _write_limits, NODES
        )
        self._due: list[tuple[Instant, str]] = []
        if not generation.fresh:
            if until is None:
                rows = generation.select(DUE, "worker = ?", (worker,))
                self._limits.know(row[1] for row in rows)
            else:
                rows = generation.select(DUE, "worker = ? AND next <= ?", (worker, stamp(until)))
            self._due = [(unstamp(row[2]), row[1]) for row in rows if row[2]]
            heapq.heapify(self._due)

    def dependents(self, key: str) -> Collection[str]:
        """Whoever has looked up a key."""
        return self._dependents.of(key)

    def fetch(self, keys: Iterable[str]) -> None:
        """Brings into memory who depends on these, who depends on them in turn, and so on, stratum by stratum."""
        frontier, seen = set(keys), set[str]()
        while frontier:
            self._dependents.fetch(sorted(frontier))
            seen |= frontier
            found = {dependent for key in frontier for dependent in self._dependents.of(key)} - seen
            frontier = {dependent for dependent in found if query_of(dependent) is not None}

    def record(self, lookups: Lookups) -> None:
        """Records what a dependent looked up that it had not before, and what it waits for."""
        known = self._looked_up.get(lookups.dependent)
        if known is MISSING:
            new = lookups.keys
            self._looked_up.put(lookups.dependent, new)
        else:
            new = lookups.keys - known
            known |= new
        for key in new:
            self._dependents.add(key, lookups.dependent)
        self._record_limits(lookups)

    def _record_limits(self, mine: Lookups) -> None:
        old = self._limits.get(mine.dependent)
        if mine.next is None and mine.passed is None and old is None:
            return
        if old is None or (old.next, old.zone, old.passed) != (mine.next, mine.zone, mine.passed):
            self._limits.put(mine.dependent, mine)
            if mine.next is not None and (old is None or old.next != mine.next):
                heapq.heappush(self._due, (mine.next, mine.dependent))

    def next_due(self) -> Instant | None:
        """The next instant that some dependent waits for."""
        while self._due:
            when, dependent = self._due[0]
            limits = self._limits.get(dependent)
            if limits is not None and limits.next == when:
                return when
            heapq.heappop(self._due)
        return None

    def take_due(self, until: Instant) -> Iterator[str]:
        """Whoever waits for an instant up to this one."""
        while (when := self.next_due()) is not None and when <= until:
            yield heapq.heappop(self._due)[1]

    def beyond(self, now: Instant) -> Iterator[str]:
        """Whoever may have found a limit passed that lies after an instant."""
        new = self._limits.unwritten()
        for row in self._generation.select(DUE, "worker = ? AND passed >= ?", (self._worker, shortened(stamp(now)))):
            if row[1] not in new:
                yield row[1]
        for dependent, limits in new.items():
            if limits.passed is not None and limits.passed > now:
                yield dependent

    def zone(self, dependent: str, when: Instant) -> int:
        """The offset in which a dependent's limit at an instant is told; Greenwich's where it waited for none."""
        limits = self._limits.get(dependent)
        return limits.zone if limits is not None and limits.next == when else 0

    def flush(self) -> None:
        """Writes what changed."""
        self._dependents.flush()
        self._limits.flush()
        self._looked_up.turn()

    def forget(self) -> None:
        """Drops everything from memory; only right after a flush."""
        self._dependents.forget()
        self._looked_up.clear()
        self._limits.forget()


class ViewTracker(Tracker):
    """The tracker of one worker's view; `ask` is called for every asking that something invalidated."""

    dependencies: StoredDependencies

    def __init__(
        self,
        generation: Generation,
        worker: int,
        index: Index,
        ask: Callable[[str], None],
        until: Instant | None = None,
    ) -> None:
        super().__init__(TwoGenerationCache(NODES))
        self.index, self.statutes = index, index.statutes
        self.dependencies = StoredDependencies(generation, worker, until)
        self._ask = ask

    def _renew(self, dependent: str, query: Derived[Any] | None, key: str) -> None:
        """Works out one dependent again, or asks the rules in its name."""
        if query is not None:
            self._work_out(dependent, query, key)
        else:
            self._invalid.discard(dependent)
            self._ask(dependent)

    def _index(self, query: Derived[Any], key: str, value: Any) -> None:
        """Puts entries into secondary indexes; the questions about a subject that an index belongs to are asked."""
        if query.entries_of is None:
            return
        for index, name, found in query.entries_of(key, value):
            if self.index.secondary.add(f"{index} {name}", found):
                self.invalidate_dependents([f"link {index} {name}"])
                kind = ASKED_BY_INDEX.get(index)
                if kind is not None:
                    self.invalidate(f"ask-{kind} {name}")

    def step_back(self, now: Instant) -> None:
        """Sets the clock back and invalidates every dependent that had found a later limit passed."""
        self.now = now
        for dependent in self.dependencies.beyond(now):
            self.invalidate(dependent)

    def flush(self) -> None:
        """Writes what changed."""
        self.index.flush()
        self.dependencies.flush()
        self._results.turn()

    def forget(self) -> None:
        """Drops everything from memory; only right after a flush, with nothing invalid."""
        self.index.forget()
        self.dependencies.forget()
        self._results.clear()
