"""What was worked out, from what it was worked out, and what must therefore be worked out again.

Everything looked up is noted beside who looked; a change touches what looked it up, and what comes out equal again
touches nobody. Limits of time are noted the same way: the next one that will matter, and the last that has passed.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, TypeVar

from domain.engine.graph import HOME_OF, QUERIES, query_of
from domain.kernel.moments import Instant
from domain.record.fact import Fact
from domain.record.records import Derived, Records
from projections.findings.indexing import Filing
from projections.findings.stamps import shortened, stamp, unstamp
from projections.findings.tables import DUE, NOTE
from projections.findings.write_back_cache import MISSING, Pairs, Recent, Shelf
from projections.store.table import Row
from projections.store.views import Generation

ASKING = len(QUERIES) + 1
"""The stratum of whoever asks the rules: above all derived queries."""
T = TypeVar("T")
NODES = 7_000
"""How many of what was worked out are kept in memory; twice as many while they are all in use."""


class Limits:
    """The next limit of time that an asker waits for, told in an offset, and the last it found passed."""

    __slots__ = ("asker", "looked", "next", "passed", "zone")

    def __init__(self, asker: str, next: Instant | None = None, zone: int = 0, passed: Instant | None = None) -> None:
        self.asker, self.next, self.zone, self.passed = asker, next, zone, passed
        self.looked: set[str] = set()


def _read_limits(row: Row) -> Limits:
    _, asker, next_, zone, passed = row
    return Limits(asker, unstamp(next_) if next_ else None, zone, unstamp(passed) if passed else None)


def _write_limits(limits: Limits) -> Row:
    next_ = None if limits.next is None else stamp(limits.next)
    return (next_, limits.zone, None if limits.passed is None else shortened(stamp(limits.passed)))


class Memory(Records):
    """Records that remember and note; `ask` is called for every asking that something touched."""

    def __init__(self, generation: Generation, worker: int, filing: Filing, ask: Callable[[str], None]) -> None:
        self._generation, self._worker = generation, worker
        self.now: Instant = 0
        self.filing, self.law = filing, filing.law
        self._ask = ask
        self._notes = Pairs(generation, NOTE, worker, NODES)
        self._looked: Recent[set[str]] = Recent(NODES)
        self._limits: Shelf[Limits] = Shelf(generation, DUE, worker, _read_limits, _write_limits, NODES)
        self._known: Recent[Any] = Recent(NODES)
        self._stale: set[str] = set()
        self._waiting: list[tuple[int, str]] = []
        self._asker: Limits | None = None
        self._due: list[tuple[Instant, str]] = []
        if not generation.fresh:
            rows = generation.select(DUE, "worker = ?", (worker,))
            self._limits.know(row[1] for row in rows)
            self._due = [(unstamp(row[2]), row[1]) for row in rows if row[2]]
            heapq.heapify(self._due)

    # -- looking up ------------------------------------------------------------------------------------------------

    def reached(self, limit: Instant, zone: int = 0) -> bool:
        """True when the clock has come to the limit; noted for whoever is at work."""
        asker = self._asker
        if limit <= self.now:
            if asker is not None and (asker.passed is None or limit > asker.passed):
                asker.passed = limit
            return True
        if asker is not None and (asker.next is None or limit < asker.next):
            asker.next, asker.zone = limit, zone
        return False

    def facts(self, subject: str) -> Sequence[Fact]:
        """The facts in force about a subject."""
        if self._asker is not None:
            self._asker.looked.add(f"file {subject}")
        return self.filing.facts(subject)

    def linked(self, space: str, name: str) -> Collection[str]:
        """What is joined to a name, in text order."""
        key = f"{space} {name}"
        if self._asker is not None:
            self._asker.looked.add(f"link {key}")
        joined = self.filing.links.of(key)
        return sorted(joined) if len(joined) > 1 else tuple(joined)

    def result(self, query: Derived[T], key: str) -> T:
        """The result of a derived query, worked out at most once until something it rests on changes."""
        dependent = query.prefix + key
        if self._asker is not None:
            self._asker.looked.add(dependent)
        known = self._known.get(dependent)
        if known is MISSING or dependent in self._stale:
            known = self._work_out(dependent, query, key)
        found: T = known
        return found

    def fetch(self, keys: Iterable[str]) -> None:
        """Brings into memory who looked these up, who looked up what they made, and so on, stratum by stratum."""
        frontier, seen = set(keys), set[str]()
        while frontier:
            self._notes.fetch(sorted(frontier))
            seen |= frontier
            askers = {asker for key in frontier for asker in self._notes.of(key)} - seen
            frontier = {asker for asker in askers if query_of(asker) is not None}

    def join(self, space: str, name: str, joined: str) -> None:
        """Joins two things by what was worked out; the questions about a home it belongs to are asked."""
        if self.filing.links.add(f"{space} {name}", joined):
            self.touch([f"link {space} {name}"])
            home = HOME_OF.get(space)
            if home is not None:
                self.mark(f"ask-{home} {name}")

    # -- working out again -----------------------------------------------------------------------------------------

    def attend(self, asker: str, work: Callable[[], Any]) -> Any:
        """Does some work in the name of an asker, so that what it looks up and waits for is noted."""
        outer, self._asker = self._asker, Limits(asker)
        try:
            return work()
        finally:
            mine, self._asker = self._asker, outer
            self._keep(mine)

    def _keep(self, mine: Limits) -> None:
        """Notes what an asker looked up that it had not before, and what it waits for."""
        known = self._looked.get(mine.asker)
        if known is MISSING:
            new = mine.looked
            self._looked.put(mine.asker, new)
        else:
            new = mine.looked - known
            known |= new
        for key in new:
            self._notes.add(key, mine.asker)
        self._keep_limits(mine)

    def _keep_limits(self, mine: Limits) -> None:
        old = self._limits.get(mine.asker)
        if mine.next is None and mine.passed is None and old is None:
            return
        if old is None or (old.next, old.zone, old.passed) != (mine.next, mine.zone, mine.passed):
            self._limits.put(mine.asker, mine)
            if mine.next is not None and (old is None or old.next != mine.next):
                heapq.heappush(self._due, (mine.next, mine.asker))

    def _work_out(self, dependent: str, query: Derived[Any], key: str) -> Any:
        outer, self._asker = self._asker, Limits(dependent)
        try:
            value = query.work_out(self, key)
        finally:
            mine, self._asker = self._asker, outer
        self._keep(mine)
        known = self._known.get(dependent)
        stale = dependent in self._stale
        self._stale.discard(dependent)
        if known is not MISSING and known == value:
            return known
        self._known.put(dependent, value)
        if query.entries_of is not None:
            for space, joined_to, joined in query.entries_of(key, value):
                self.join(space, joined_to, joined)
        if stale:
            self.touch([dependent])
        return value

    def touch(self, keys: Iterable[str]) -> None:
        """Marks whatever looked up one of these as to be worked out again."""
        for key in keys:
            for asker in self._notes.of(key):
                self.mark(asker)

    def mark(self, asker: str) -> None:
        """Marks one asker."""
        if asker not in self._stale:
            self._stale.add(asker)
            query = query_of(asker)
            heapq.heappush(self._waiting, (ASKING if query is None else query.stratum, asker))

    def settle(self) -> None:
        """Works out and asks until nothing is marked, lower strata first."""
        while self._waiting:
            asker = heapq.heappop(self._waiting)[1]
            if asker not in self._stale:
                continue
            query = query_of(asker)
            if query is None:
                self._stale.discard(asker)
                self._ask(asker)
            else:
                self._work_out(asker, query, asker.partition(" ")[2])

    # -- time ------------------------------------------------------------------------------------------------------

    def next_due(self) -> Instant | None:
        """The next instant at which some asker wants to be asked."""
        while self._due:
            when, asker = self._due[0]
            limits = self._limits.get(asker)
            if limits is not None and limits.next == when:
                return when
            heapq.heappop(self._due)
        return None

    def mark_due(self, until: Instant) -> None:
        """Marks every asker whose limit has come."""
        while True:
            when = self.next_due()
            if when is None or when > until:
                return
            self.mark(heapq.heappop(self._due)[1])

    def step_back(self, now: Instant) -> None:
        """Sets the clock back and marks every asker that had found a later limit passed."""
        self.now = now
        new = self._limits.unwritten()
        for row in self._generation.select(DUE, "worker = ? AND passed >= ?", (self._worker, shortened(stamp(now)))):
            if row[1] not in new:
                self.mark(row[1])
        for asker, limits in new.items():
            if limits.passed is not None and limits.passed > now:
                self.mark(asker)

    def zone(self, asker: str, when: Instant) -> int:
        """The offset in which an asker's limit at an instant is told; Greenwich's where it waited for none."""
        limits = self._limits.get(asker)
        return limits.zone if limits is not None and limits.next == when else 0

    # -- keeping ---------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Writes what changed."""
        self.filing.flush()
        self._notes.flush()
        self._limits.flush()
        self._looked.turn()
        self._known.turn()

    def forget(self) -> None:
        """Drops everything from memory; only right after a flush, with nothing marked."""
        self.filing.forget()
        self._notes.forget()
        self._looked.clear()
        self._limits.forget()
        self._known.clear()
