"""A snapshot of the record on valid time and transaction time: what had happened by then, as far as it was known.

Valid time is when a thing happened (`as_of`), transaction time when it was recorded (`known_at`); R-092, R-116.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from domain.engine.subjects import history_of
from domain.kernel.canon import bounded
from domain.kernel.event import Envelope, envelope
from domain.kernel.log_entry import Stored
from domain.kernel.moments import Instant, instant
from domain.record.corrections import correction_chain, in_force
from domain.record.deliveries import Accepted, Verdict, judge
from domain.record.fact import Fact
from domain.record.records import Derived, Records
from projections.findings.indexing import TURNS, AcceptedVersion, fact_of, subjects_of, version_of
from projections.findings.tables import ACCEPTED, CLOCK, CORRECTOR, SECONDARY_INDEX, WORKER
from projections.history import HistoryEntry, entries_of
from projections.page_data.shapes import At
from projections.sentences import ENGLISH
from projections.store.views import Generation

Bodies = Callable[[Sequence[int]], Sequence[Stored]]
T = TypeVar("T")


class Delivered(NamedTuple):
    """One delivery as it lies in the log, opened."""

    position: int
    envelope: Envelope
    version: AcceptedVersion
    fact: Fact | None
    """None for a kind that no dossier holds."""


class Gathered(NamedTuple):
    """The deliveries about a subject with all their kin: every version, and the chain of every correction."""

    own: frozenset[int]
    """The positions of the deliveries that are filed under the subject itself."""
    deliveries: tuple[Delivered, ...]
    standing: dict[str, Delivered]
    in_force: dict[str, str]


class Snapshot(Records):
    """Records worked out anew from the log; no dependency is recorded, every result is remembered while it is used."""

    def __init__(
        self, findings: Generation, history: Generation, bodies: Bodies, at: At, language: str = ENGLISH
    ) -> None:
        self.language = language
        """In which what is told of this moment is told."""
        self._findings, self._history, self._bodies = findings, history, bodies
        self._known_at = at.known_at
        self._as_of: Instant | None = None if at.as_of is None else instant(at.as_of)
        clock = findings.select(CLOCK, "worker = ?", (WORKER,))
        self.told = at.known_at or (clock[0][1] if clock else "1970-01-01T00:00:00Z")
        self.now: Instant = instant(self.told)
        self._results: dict[tuple[str, str], Any] = {}
        self._gathered: dict[str, Gathered] = {}
        self._facts: dict[str, tuple[Fact, ...]] = {}

    def reached(self, limit: Instant, zone: int = 0) -> bool:
        """True when the recorded clock had come to an instant."""
        return limit <= self.now

    def facts(self, subject: str) -> Sequence[Fact]:
        """The facts then in force about a subject, in business order."""
        if subject not in self._facts:
            found = self.gathered(subject)
            own = [x for ref, x in found.standing.items() if found.in_force[ref] == ref]
            facts = [x.fact for x in own if x.fact is not None and subject in x.version.subjects]
            happened = [f for f in facts if self._as_of is None or f.time <= self._as_of]
            self._facts[subject] = tuple(sorted(happened, key=lambda f: f.order))
        return self._facts[subject]

    def indexed(self, index: str, name: str) -> Collection[str]:
        """What a secondary index has under a name."""
        rows = self._findings.select(SECONDARY_INDEX, "worker = ? AND name = ?", (WORKER, f"{index} {name}"), "joined")
        return [row[2] for row in rows]

    def result(self, query: Derived[T], key: str) -> T:
        """The result of a derived query, remembered while it is used."""
        named = (query.name, key)
        if named not in self._results:
            self._results[named] = query.work_out(self, key)
        found: T = self._results[named]
        return found

    def gathered(self, subject: str) -> Gathered:
        """The deliveries about a subject with their kin."""
        if subject not in self._gathered:
            self._gathered[subject] = self._gather(subject)
        return self._gathered[subject]

    def _gather(self, subject: str) -> Gathered:
        own = frozenset(e.position for e in entries_of(self._history, history_of(subject), self._known_at))
        positions, found = set(own), self._open(own)
        looked = {history_of(subject)}
        while True:
            more = self._subjects_of(self._kin(found)) - looked
            if not more:
                break
            looked |= more
            refs = self._kin(found)
            entries = (e for name in sorted(more) for e in entries_of(self._history, name, self._known_at))
            new = {e.position for e in entries if bounded(f"{e.source}#{e.id}") in refs or _turns(e)} - positions
            positions |= new
            found = sorted([*found, *self._open(new)], key=lambda x: x.position)
        standing = _standing(found)
        return Gathered(own, tuple(found), standing, _chosen(standing))

    def _open(self, positions: Iterable[int]) -> list[Delivered]:
        return [_opened(stored) for stored in self._bodies(sorted(positions))]

    def _kin(self, found: list[Delivered]) -> set[str]:
        """The refs of the deliveries, of what they correct, and of what may correct them."""
        refs = {x.version.ref for x in found}
        refs |= {x.version.corrected for x in found if x.version.corrected is not None}
        for ref in sorted(refs):
            rows = self._findings.select(CORRECTOR, "worker = ? AND corrected = ?", (WORKER, ref))
            refs |= {row[2] for row in rows}
        return refs

    def _subjects_of(self, refs: set[str]) -> set[str]:
        rows = self._findings.get_many(ACCEPTED, [(WORKER, ref) for ref in sorted(refs)])
        column = ACCEPTED.names.index("subjects")
        return {history_of(subject) for row in rows for subject in subjects_of(row[column])}


def _opened(stored: Stored) -> Delivered:
    e = envelope(stored.body)
    fact = fact_of(e)
    return Delivered(stored.position, e, version_of(e, fact), fact)


def _standing(found: Iterable[Delivered]) -> dict[str, Delivered]:
    """The standing version under each ref."""
    standing: dict[str, Delivered] = {}
    aside: dict[str, Delivered] = {}
    for one in found:
        ref, version = one.version.ref, one.version
        if ref in aside and _same_copy_again(aside[ref].version, version):
            continue
        aside.pop(ref, None)
        old = standing.get(ref)
        known = None if old is None else Accepted(digest=old.version.digest, recordedat=old.version.recordedat)
        verdict = judge(known, Accepted(digest=version.digest, recordedat=version.recordedat))
        if verdict not in (Verdict.REPEATED, Verdict.REJECTED):
            standing[ref] = one
            _turn(one.fact, standing, aside)
    return standing


def _same_copy_again(aside: AcceptedVersion, version: AcceptedVersion) -> bool:
    return version.digest == aside.digest and version.received >= aside.received


def _turn(fact: Fact | None, standing: dict[str, Delivered], aside: dict[str, Delivered]) -> None:
    """What a fact sets aside stands no more, what it restores stands again (rules 5.17)."""
    if fact is None or fact.kind not in TURNS:
        return
    of, to = (aside, standing) if TURNS[fact.kind] else (standing, aside)
    ref = bounded(f"{fact.data.source}#{fact.data.id}")
    copy = of.get(ref)
    named = (fact.data.content, instant(fact.data.recorded))
    if copy is not None and (copy.version.digest, copy.version.received) == named:
        to[ref] = of.pop(ref)


def _turns(entry: HistoryEntry) -> bool:
    return entry.type.rpartition(".v")[0] in TURNS


def _chosen(standing: dict[str, Delivered]) -> dict[str, str]:
    """For each standing ref the member of its correction chain that is in force."""
    correctors: dict[str, list[str]] = {}
    for one in standing.values():
        if one.version.corrected is not None:
            correctors.setdefault(one.version.corrected, []).append(one.version.ref)
    chosen: dict[str, str] = {}

    def version(ref: str) -> AcceptedVersion | None:
        return standing[ref].version if ref in standing else None

    for ref, one in standing.items():
        if ref not in chosen:
            members = correction_chain(one.version, version, lambda x: correctors.get(x, ()))
            best = in_force(members).ref
            chosen.update((m.ref, best) for m in members)
    return chosen
