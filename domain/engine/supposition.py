"""Records as they would be with some facts more, at an instant to come; what they rest on stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from domain.engine.subjects import entries, subjects
from domain.kernel.event import Envelope, type_of
from domain.kernel.moments import Instant
from domain.record.fact import Fact
from domain.record.records import Derived, Records

T = TypeVar("T")

_NO_DATA = msgspec.Raw(b"{}")


def supposed_fact(event: Any, source: str, number: int, time: str, recordedat: str, day_only: bool = False) -> Fact:
    """An event as the fact that it would be; its ref tells it from what is on record."""
    precision = "day" if day_only else None
    e = Envelope(source, f"SUPPOSED-{number}", type_of(event), "", time, recordedat, _NO_DATA, precision)
    return Fact(e, event)


class Supposition(Records):
    """Records layered over others: facts that are supposed, and how far ahead the clock is thought to be.

    Whatever follows is worked out here and forgotten with it; `known` may be overridden to share what is known below
    and does not rest on what is supposed.
    """

    def __init__(self, below: Records, facts: Sequence[Fact], ahead: Instant) -> None:
        self.now = below.now + ahead
        self._ahead = ahead
        self.statutes = below.statutes
        self.supposed: frozenset[str] = frozenset(f.ref for f in facts)
        """The refs of what is supposed."""
        self._below = below
        self._facts: dict[str, list[Fact]] = {}
        self._entries: dict[tuple[str, str], set[str]] = {}
        self._results: dict[str, Any] = {}
        for fact in facts:
            for subject in subjects(fact.kind, fact.data):
                self._facts.setdefault(subject, []).append(fact)
            self._enter(entries(fact.kind, fact.data, self.statutes))

    def _enter(self, found: Iterable[tuple[str, str, str]]) -> None:
        for index, name, other in found:
            self._entries.setdefault((index, name), set()).add(other)
            self._entered(index, name)

    def _entered(self, index: str, name: str) -> None:
        """There is an entry more in a secondary index than there was below."""

    def reached(self, limit: Instant, zone: int = 0) -> bool:
        """True when the supposed instant has come to a limit; asked below, so that it is known there who waits."""
        return self._below.reached(limit - self._ahead, zone)

    def facts(self, subject: str) -> Sequence[Fact]:
        """The facts in force about a subject with those supposed, in business order."""
        own = self._facts.get(subject)
        found = self._below.facts(subject)
        return tuple(sorted((*found, *own), key=lambda f: f.order)) if own else found

    def indexed(self, index: str, name: str) -> Collection[str]:
        """What a secondary index has under a name, with what follows from the supposed facts."""
        own, found = self._entries.get((index, name)), self._below.indexed(index, name)
        return sorted({*found, *own}) if own else found

    def result(self, query: Derived[T], key: str) -> T:
        """The result of a derived query, worked out here unless it is known below and rests on nothing supposed."""
        named = query.prefix + key
        if named not in self._results:
            known, found = self.known(query, key)
            self._results[named] = found if known else query.work_out(self, key)
            if not known and query.entries_of is not None:
                self._enter(query.entries_of(key, self._results[named]))
        result: T = self._results[named]
        return result

    def known(self, _: Derived[Any], __: str) -> tuple[bool, Any]:
        """Whether a result rests on nothing supposed and is known below, and that result."""
        return False, None
