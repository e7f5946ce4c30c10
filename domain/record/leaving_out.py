"""The record as it would be without one entry, for whoever judges what is to take its place (rules 1.1.3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any, TypeVar

from domain.kernel.moments import Instant
from domain.record.fact import Fact
from domain.record.records import Derived, Records
from domain.record.statutes import StatuteBook

T = TypeVar("T")


class LeavingOut(Records):
    """Records in which one fact, by its ref, is not in force; what follows is worked out anew and kept while asked."""

    def __init__(self, records: Records, ref: str) -> None:
        self._records, self._ref = records, ref
        self._results: dict[tuple[str, str], Any] = {}
        self.now: Instant = records.now

    @cached_property
    def statutes(self) -> StatuteBook:
        """The law of the records that are looked into."""
        return self._records.statutes

    def reached(self, limit: Instant, zone: int = 0) -> bool:
        """True when the recorded clock has come to an instant."""
        return self._records.reached(limit, zone)

    def facts(self, subject: str) -> Sequence[Fact]:
        """The facts in force about a subject but for the one left out, in business order."""
        return tuple(f for f in self._records.facts(subject) if f.ref != self._ref)

    def indexed(self, index: str, name: str) -> Collection[str]:
        """What a secondary index has under a name; it may be more than is in force."""
        return self._records.indexed(index, name)

    def result(self, query: Derived[T], key: str) -> T:
        """The result of a derived query over what is left."""
        named = (query.name, key)
        if named not in self._results:
            self._results[named] = query.work_out(self, key)
        found: T = self._results[named]
        return found
