"""The read model `findings`: indexes facts position by position, asks what they concern, keeps the findings' lives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import domain.events.kinds  # noqa: F401  declares every kind
from domain.chapters.movements.undeclared import odd_facts
from domain.engine.graph import ASKED_BY_NOUN, DOSSIERS, OF_SUBJECT
from domain.events.lists import ROWS
from domain.findings.lifecycle import CLEARED, Clearing, KeptFinding, cleared, closed_by, standing
from domain.findings.rule import Rule
from domain.kernel.canon import bounded
from domain.kernel.log_entry import Stored
from domain.kernel.moments import Instant, day, instant, moment_text, start_of
from domain.record.statutes import StatuteBook, statutes
from domain.rules import CATALOGUE, by_subject
from domain.state.consignments import goods
from projections.findings.concerned import concerned
from projections.findings.indexing import AcceptedVersion, Arrival, Index, opened
from projections.findings.kept_findings import Findings
from projections.findings.made_under import made_today, made_under
from projections.findings.noted import NoteKeeping
from projections.findings.registers import Registers
from projections.findings.stored_dependencies import ViewTracker
from projections.findings.tables import CLOCK, REGISTERS, TABLES
from projections.store.generation import Generation
from projections.store.made_under import MadeUnder
from projections.store.projection import newest
from projections.store.table import Table
from projections.store.turning import turned

REGISTERED = frozenset({"party", "application", "proposal"})
"""Things that no rule is asked about, but that have a line in a register."""
_TIME_ALONE = "day.closed"
_MANY = 4
"""From so many deliveries on, what they need is brought into memory beforehand, in few round trips."""


class FindingsWorker:
    """One worker's findings: the memory of what was looked up, the clock, and the subjects it answers for.

    Who takes in but a few facts, up to an instant, and writes nothing says `until`: then little is read beforehand.
    """

    def __init__(
        self,
        generation: Generation,
        worker: int = 0,
        workers: int = 1,
        book: StatuteBook | None = None,
        catalogue: Iterable[Rule] = CATALOGUE,
        until: Instant | None = None,
    ) -> None:
        self._generation, self._worker, self._workers = generation, worker, workers
        self._rules = by_subject(catalogue)
        all_of_it = until is None
        self._findings = Findings(generation, worker, workers, all_of_it)
        index = Index(generation, worker, all_correctors=all_of_it, book=book)
        self.tracker = ViewTracker(generation, worker, index, self._ask, until)
        self._registers = Registers(generation)
        self._notes = NoteKeeping(generation, index, self._findings.owns, all_of_it)
        self._told: str | None = None
        self._due: Instant | None = None
        self._by: Clearing | None = None
        """The fact that is being taken; None while time alone passes, and where a fact tells that it does."""
        rows = [] if generation.fresh else generation.select(CLOCK, "worker = ?", (worker,))
        if rows:
            self._told = rows[0][1]
            self.tracker.now = instant(rows[0][1])

    # -- one position after the other ------------------------------------------------------------------------------

    def apply(self, batch: Sequence[Stored]) -> None:
        """Passes through every position of the batch, one by one (facts.md 6)."""
        deliveries = [opened(newest(stored)) for stored in batch]
        if not self._generation.fresh and len(batch) >= _MANY:
            self.tracker.index.fetch(deliveries)
            self.tracker.dependencies.fetch(f"file {subject}" for x in deliveries for subject in x.version.subjects)
        for delivery in deliveries:
            turned()
            arrival = self.tracker.index.open(delivery)
            if arrival is not None:
                self._take(arrival)

    def _take(self, arrival: Arrival) -> None:
        received = arrival.version.received
        if self._told is None or received > self.tracker.now:
            self._advance(received)
            self.tracker.now, self._told = received, arrival.version.recordedat
        self._by = _clearing(arrival.version)
        self.tracker.invalidate_dependents(self.tracker.index.add(arrival))
        self._notes.arrived(arrival)
        if arrival.fact is not None:
            self._found(arrival.version.subjects)
        copy = self.tracker.index.turning(arrival.fact)
        if copy is not None:
            self._turn(copy)
        if arrival.old is not None and arrival.old.received == self.tracker.now > received:
            self._step_back()
        self._notes.judge(self._told or "")
        self.tracker.invalidate_due(self.tracker.now)
        self.tracker.propagate()
        self._by = None

    def _turn(self, copy: AcceptedVersion) -> None:
        """A copy is set aside, or counts again: the clock goes by those that count."""
        if copy.aside and copy.received > self.tracker.now:
            self._advance(copy.received)
            self.tracker.now, self._told = copy.received, copy.recordedat
        self.tracker.invalidate_dependents(self.tracker.index.turn(copy))
        self._found(copy.subjects)
        if not copy.aside and copy.received == self.tracker.now:
            self._step_back()

    def _advance(self, to: Instant) -> None:
        """What falls due before an instant is asked at its own instant, on the facts as they were."""
        when = self.tracker.dependencies.next_due()
        while when is not None and when < to:
            self.tracker.now = self._due = when
            self.tracker.invalidate_due(when)
            self.tracker.propagate()
            when = self.tracker.dependencies.next_due()
        self._due = None

    def _step_back(self) -> None:
        self._told = self.tracker.index.latest()
        self.tracker.step_back(instant(self._told))

    def _found(self, subjects: Iterable[str]) -> None:
        """A fact indexed under a subject makes sure that the questions about it are asked at all."""
        for subject in subjects:
            noun, _, name = subject.partition("/")
            for query in OF_SUBJECT.get(noun, ()):
                self.tracker.invalidate(query.prefix + name)
            if noun in ASKED_BY_NOUN:
                self.tracker.invalidate(f"ask-{ASKED_BY_NOUN[noun]} {name}")
            elif noun in REGISTERED and self._findings.owns(subject.replace("/", " ", 1)):
                self._registers.mark(noun, name)

    # -- asking ----------------------------------------------------------------------------------------------------

    def _ask(self, dependent: str) -> None:
        turned()
        asking, _, name = dependent.partition(" ")
        kind = asking.removeprefix("ask-")
        if self._findings.owns(dependent):
            if kind in REGISTERS:
                self._registers.mark(kind, name)
            told = self._moment(dependent)
            self.tracker.attend(dependent, lambda: self._answer(dependent, kind, name, told))

    def _moment(self, dependent: str) -> str:
        if self._due is None:
            return self._told or ""
        return moment_text(self._due, self.tracker.dependencies.zone(dependent, self._due))

    def _answer(self, dependent: str, kind: str, name: str, told: str) -> None:
        if kind == "consignment":
            self._note(dependent, name, told)
        dossier = DOSSIERS[kind](self.tracker, name)
        old = self._findings.of(dependent)
        new: dict[str, KeptFinding] = {}
        for rule in self._rules.get(kind, ()) if dossier is not None else ():
            for raised in rule.ask(dossier, self.tracker):
                if raised.candidate:
                    continue
                closed = closed_by(self.tracker, rule.id, raised.key, raised.evidence) is not None
                found = self._standing(old, rule.id, raised, closed, told)
                new[found.finding_id] = found
        for finding_id, before in old.items():
            if finding_id not in new:
                new[finding_id] = before if before.state == CLEARED else cleared(before, told, self._cause())
        if new != old:
            self._findings.put(dependent, new, concerned(kind, dossier) if dossier is not None else None)

    def _note(self, dependent: str, key: str, told: str) -> None:
        declared = goods.of(self.tracker, key)
        by = bounded(declared.attributed_by.ref) if declared is not None else None
        self._notes.follow(dependent, odd_facts(self.tracker, key), by, told)

    def _standing(self, old: dict[str, KeptFinding], rule: str, raised: Any, closed: bool, told: str) -> KeptFinding:
        return standing(old.get(self._findings.id_of(rule, raised.key)), rule, raised, closed, told)

    def _cause(self) -> Clearing | None:
        """The fact with which something ceases to hold: the one that is taken, or the list that takes effect."""
        if self._by is not None:
            return self._by
        now = self.tracker.now if self._due is None else self._due
        lists = (f for name in ROWS for f in self.tracker.index.facts(f"list/{name}"))
        found = [f for f in lists if start_of(day(f.data.effective_on), 0) == now]
        return Clearing(ref=found[0].ref, kind=found[0].kind) if len(found) == 1 else None

    def findings_of(self, dependent: str) -> dict[str, KeptFinding]:
        """The findings about a subject by name, as they stand now."""
        return self._findings.of(dependent)

    # -- keeping ---------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Writes rows, notes, due instants and the clock."""
        self._registers.flush(self.tracker)
        self.tracker.flush()
        self._findings.flush()
        self._notes.flush()
        if self._told is not None:
            self._generation.upsert(CLOCK, [(self._worker, self._told)])


def _clearing(version: AcceptedVersion) -> Clearing | None:
    """What clears as a fact is taken; a day that was closed tells but that time went on."""
    kind = version.type.rpartition(".v")[0]
    return None if kind == _TIME_ALONE else Clearing(ref=version.ref, kind=kind)


class FindingsModel:
    """The findings of one worker out of some, as a read model; by the published law unless another is given."""

    name = "findings"
    tables: tuple[Table, ...] = TABLES

    def __init__(
        self, worker: int = 0, workers: int = 1, book: StatuteBook | None = None, catalogue: Iterable[Rule] = CATALOGUE
    ) -> None:
        self.worker, self.workers = worker, workers
        self._book, self._catalogue = book, tuple(catalogue)

    @property
    def made_under(self) -> MadeUnder:
        """The law and the rules that are asked, and the code that asks them."""
        if self._book is None and self._catalogue == CATALOGUE:
            return made_today()
        return made_under(self._book or statutes(), self._catalogue)

    def open(self, generation: Generation) -> FindingsWorker:
        """Goes on where the worker stopped."""
        return FindingsWorker(generation, self.worker, self.workers, self._book, self._catalogue)
