"""Values worked out and held in memory, each with what it was worked out from: a change drops what rests on it."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from domain.engine.graph import QUERIES
from domain.kernel.moments import Instant
from domain.record.fact import Fact
from domain.record.records import Derived, Records
from domain.state.consignments import goods
from projections.findings.indexing import Filing
from projections.findings.write_back_cache import MISSING

T = TypeVar("T")
GOODS = goods.stratum
"""What lies below is worked out again at once, so that what comes out equal drops nothing above it."""


class _AtWork:
    """What the value that is being worked out has looked up, and the next instant it waits for."""

    __slots__ = ("limit", "looked")

    def __init__(self) -> None:
        self.looked: set[str] = set()
        self.limit: Instant | None = None


class Remembering(Records):
    """Records over a filing that remember what was worked out until something it rests on changes."""

    filing: Filing

    def __init__(self) -> None:
        self.now: Instant = 0
        self._values: dict[str, Any] = {}
        self._users: dict[str, set[str]] = {}
        self._due: list[tuple[Instant, str]] = []
        self._at_work: _AtWork | None = None

    def reached(self, limit: Instant, zone: int = 0) -> bool:
        """True when the clock has come to the limit; noted for whoever is being worked out."""
        if limit <= self.now:
            return True
        at_work = self._at_work
        if at_work is not None and (at_work.limit is None or limit < at_work.limit):
            at_work.limit = limit
        return False

    def facts(self, subject: str) -> Sequence[Fact]:
        """The facts in force about a subject, in business order."""
        if self._at_work is not None:
            self._at_work.looked.add(f"file {subject}")
        return self.filing.facts(subject)

    def linked(self, space: str, name: str) -> Collection[str]:
        """What is joined to a name, in text order."""
        key = f"{space} {name}"
        if self._at_work is not None:
            self._at_work.looked.add(f"link {key}")
        joined = self.filing.links.of(key)
        return sorted(joined) if len(joined) > 1 else tuple(joined)

    def result(self, query: Derived[T], key: str) -> T:
        """The result of a derived query, worked out at most once until something it rests on changes."""
        dependent = query.prefix + key
        if self._at_work is not None:
            self._at_work.looked.add(dependent)
        held = self._values.get(dependent, MISSING)
        found: T = self._work_out(dependent, query, key) if held is MISSING else held
        return found

    def _work_out(self, key: str, query: Derived[Any], name: str) -> Any:
        outer, mine = self._at_work, _AtWork()
        self._at_work = mine
        try:
            value = query.work_out(self, name)
        finally:
            self._at_work = outer
        self._values[key] = value
        for used in mine.looked:
            users = self._users.get(used)
            if users is None:
                self._users[used] = {key}
            else:
                users.add(key)
        if mine.limit is not None:
            heapq.heappush(self._due, (mine.limit, key))
        return value

    def _touch(self, keys: Iterable[str]) -> set[str]:
        """Drops whatever looked up one of these, and what was made of it; says which values that were."""
        waiting: list[tuple[int, str]] = []
        for key in keys:
            self._await_users(key, waiting)
        return self._renew(waiting) if waiting else set()

    def _pass_limits(self) -> set[str]:
        """Drops whatever waited for an instant that has come, and what was made of it."""
        waiting: list[tuple[int, str]] = []
        while self._due and self._due[0][0] <= self.now:
            key = heapq.heappop(self._due)[1]
            waiting.append((_stratum(key), key))
        heapq.heapify(waiting)
        return self._renew(waiting)

    def _await_users(self, key: str, waiting: list[tuple[int, str]]) -> None:
        for user in self._users.pop(key, ()):
            heapq.heappush(waiting, (_stratum(user), user))

    def _renew(self, waiting: list[tuple[int, str]]) -> set[str]:
        changed: set[str] = set()
        seen: set[str] = set()
        while waiting:
            stratum, key = heapq.heappop(waiting)
            if key in seen or key not in self._values:
                continue
            seen.add(key)
            old = self._values.pop(key)
            if stratum < GOODS and self._same_again(key, old):
                continue
            changed.add(key)
            self._await_users(key, waiting)
        return changed

    def _same_again(self, key: str, old: Any) -> bool:
        kind, _, name = key.partition(" ")
        same = bool(self._work_out(key, QUERIES[kind], name) == old)
        if same:
            self._values[key] = old
        return same

    def _lose(self) -> set[str]:
        """Drops every value and says which there were."""
        lost = set(self._values)
        self._values, self._users, self._due = {}, {}, []
        return lost


def _stratum(dependent: str) -> int:
    return QUERIES[dependent.partition(" ")[0]].stratum
