"""The facts in force at the head of the log, for the one who decides orders while nothing else is recorded.

The view of findings lags a little. What it holds is the base; what the log has beyond it is indexed in memory and never
written. Whatever the tail changed since the base stays in memory, so what is not there was not changed and may be read
from any later state of the base, as long as that is not ahead of memory; where it is, memory catches up or is lost.
Rows made under another law or program are no base: while they are being renewed, it is what is made beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from domain.chapters.transfers.ledger import Ledger
from domain.events.streams import consignment_key
from domain.kernel.canon import bounded
from domain.kernel.errors import DomainError
from domain.kernel.log_entry import Stored
from domain.kernel.moments import Instant, instant
from domain.record.records import Derived
from domain.state.consignments import ATTRIBUTIONS, DECLARED, DrawnLine, goods
from projections.findings.dependencies import Tracker
from projections.findings.indexing import AcceptedVersion, Arrival, Index, Opened, opened
from projections.findings.made_under import made_today
from projections.findings.overlay_catch_up import FOLLOWED, catch_up, plain_news
from projections.findings.overlay_departed import Departed
from projections.findings.overlay_memo import HeldDependencies
from projections.findings.overlay_reach import LISTED_AUTHORITIES, NotYetAttributed, Reach
from projections.findings.tables import CLOCK, TABLES, WORKER
from projections.findings.write_back_cache import MISSING, TwoGenerationCache
from projections.store.made_under import MadeUnder
from projections.store.projection import newest
from projections.store.views import Generation, Views

VIEW = "findings"
_LONGEST_TAIL = 20_000
HELD = 200_000
NEAR = 2_000
"""So much is held in memory; with more, everything is read anew as soon as the base is so near to the head."""
_MANY = 4
_AT_ONCE = 1_000
_DECLARATION = "declaration/"
T = TypeVar("T")

ReadLog = Callable[[int, int], Sequence[Stored]]


class Behind(DomainError):
    """The view lags so far that its tail is not read while the log is held: it must come nearer to the head first."""

    def __init__(self, position: int, head: int) -> None:
        self.position, self.head = position, head
        super().__init__(f"the view of findings is at position {position}, too far behind {head}")


class Overlay(Tracker):
    """Records as of the head of the log, and the ledgers of licences, kept up to date event by event."""

    def __init__(self, views: Views, made_under: MadeUnder | None = None) -> None:
        super().__init__(TwoGenerationCache(HELD))
        self.dependencies = HeldDependencies()
        self._views, self._made_under = views, made_under or made_today()
        self._generation: Generation | None = None
        self._clock: Instant | None = None
        self._timed = False
        self._unattributed: set[str] = set()
        self._waits_for: int | None = None
        self._resting: set[Derived[Any]] = set()
        self._rests = False
        self._renewed: set[str] = set()
        self._ledgers: dict[str, Ledger] = {}
        self._draws_on: dict[str, tuple[str, ...]] = {}
        self.left = Departed()
        self.position = 0
        """Up to where the log is known."""
        self.base = 0
        """Up to where the view of findings has come."""

    # -- standing at the head --------------------------------------------------------------------------------------

    @contextmanager
    def standing(self, read_log: ReadLog, head: int) -> Iterator[None]:
        """Stands at the head while the log's write lock is held; what fails inside is forgotten.

        Raises Behind when the view lags too far.
        """
        if self._generation is None:
            self._views.under(VIEW, TABLES, self._made_under)
        with self._views.reading():
            try:
                self._stand(self._based(read_log), read_log, head)
                yield
            except BaseException:
                self.forget()
                raise

    @property
    def generation(self) -> Generation:
        """The generation that is read while somebody stands at the head; raises LookupError when nobody does."""
        if self._generation is None:
            raise LookupError("nobody stands at the head")
        return self._generation

    def type_of_entry(self, ref: str) -> str | None:
        """The type of the accepted fact of a name `source#id`."""
        version = self.index.accepted.get(bounded(ref))
        return version.type if version else None

    def forget(self) -> None:
        """What is in memory may be wrong: the next to stand at the head starts from the base."""
        self._generation = None

    def _based(self, read_log: ReadLog) -> Generation:
        """The generation to read from; memory is kept while it stands for the base or for what comes after it."""
        held = self._generation
        if held is None or not self._views.is_under(held, TABLES, self._made_under):
            return self._start()
        self.base = held.position(WORKER)
        if self._crowded() or (self.base > self.position and not self._catch_up(held, read_log)):
            return self._start()
        self._look_around(held)
        return self._start() if self._waits_for is not None and self.base >= self._waits_for else held

    def _crowded(self) -> bool:
        held = len(self._results) + len(self.index.accepted.unwritten())
        return held > HELD and self.position - self.base <= NEAR

    def _catch_up(self, generation: Generation, read_log: ReadLog) -> bool:
        """Takes over what the view took in by itself; False where everything must be read anew."""
        if generation.fresh:
            return False
        passed = [x for x in read_log(self.position, FOLLOWED + 1) if x.position <= self.base]
        if len(passed) > FOLLOWED:
            return False
        deliveries = [opened(newest(stored)) for stored in passed]
        late = {x.version.ref for x in deliveries if self._clock is None or x.version.received <= self._clock}
        if not plain_news(self.index, generation, deliveries, late):
            return False
        changed = catch_up(self.index, deliveries)
        self.left.forget()
        self.position = self.base
        for name, consignments in (self.index.secondary.reread(f"{ATTRIBUTIONS} ") if late else {}).items():
            changed.add(f"link {name}")
            self._unattributed |= consignments
        self._changed(self._spread(changed), self.base)
        self._open_declared(changed)
        for delivery in deliveries:
            self._hear(delivery.version.received, self.base)
        return self._clock == _clock_of(generation)

    def _start(self) -> Generation:
        generation = self._generation = self._views.under(VIEW, TABLES, self._made_under)
        self.base = self.position = generation.position(WORKER)
        self._lose()
        self.index = Index(generation, WORKER, all_correctors=False)
        self._unattributed, self._ledgers, self._draws_on = set(), {}, {}
        self.left.forget()
        self._waits_for = None
        self._clock = _clock_of(generation)
        self.now, self._timed = self._clock or 0, self._clock is not None
        self._reach = Reach(self)
        return generation

    def _stand(self, generation: Generation, read_log: ReadLog, head: int) -> None:
        if head <= self.position:
            return
        tail = read_log(self.position, _LONGEST_TAIL + 1)
        if len(tail) > _LONGEST_TAIL:
            raise Behind(self.base, head)
        for start in range(0, len(tail), _AT_ONCE):
            some = tail[start : start + _AT_ONCE]
            deliveries = [opened(newest(stored)) for stored in some]
            if len(deliveries) >= _MANY and not generation.fresh:
                self.index.fetch(deliveries)
                self.index.correctors.fetch([x.version.ref for x in deliveries])
            for stored, delivery in zip(some, deliveries, strict=True):
                self._take(stored.position, delivery)

    def fetch(self, subjects: Collection[str], refs: Collection[str] = ()) -> None:
        """Brings into memory what orders will need of subjects and of facts by name, in few round trips."""
        self.index.entries.fetch(subjects)
        declared = [x.removeprefix(_DECLARATION) for x in subjects if x.startswith(_DECLARATION)]
        self.index.secondary.fetch(f"replacers {key}" for key in declared)
        self.index.accepted.fetch(refs)
        self.index.correctors.fetch(refs)

    # -- one event after the other ---------------------------------------------------------------------------------

    def apply(self, stored: Stored, data: Any = None) -> None:
        """Indexes an event that comes next in the log; `data` are its own where they are known already."""
        self._take(stored.position, opened(newest(stored), data))

    def advance(self, moment: str) -> None:
        """The clock comes to the instant at which an order is decided."""
        self._go_on(instant(moment), self.position + 1)

    def _take(self, position: int, delivery: Opened) -> None:
        arrival = self.index.open(delivery)
        if arrival is not None:
            self._add(position, arrival)
        self.position = position

    def _add(self, position: int, arrival: Arrival) -> None:
        old, received = arrival.old, arrival.version.received
        self.left.hear(arrival, self.index)
        self._hear(received, position)
        subjects = arrival.version.subjects if old is None else {*arrival.version.subjects, *old.subjects}
        before = self._reach.meanings(subjects)
        self._open_redeclared(subjects)
        changed = self.index.add(arrival)
        self._changed(self._spread(changed), position)
        self._reach.record(position, changed, before)
        self._open_declared(changed)
        if old is not None and old.received == self._clock and received < old.received:
            self._step_back(position)
        copy = self.index.turning(arrival.fact)
        if copy is not None:
            self._turn(position, copy)

    def _turn(self, position: int, copy: AcceptedVersion) -> None:
        """A copy is set aside, or counts again: the clock goes by those that count."""
        if copy.aside:
            self._hear(copy.received, position)
        before = self._reach.meanings(copy.subjects)
        self._open_redeclared(copy.subjects)
        changed = self.index.turn(copy)
        self._changed(self._spread(changed), position)
        self._reach.record(position, changed, before)
        self._open_declared(changed)
        if not copy.aside and copy.received == self._clock:
            self._step_back(position)

    def _hear(self, received: Instant, position: int) -> None:
        if self._clock is None or received > self._clock:
            self._clock = received
            self._go_on(received, position)

    def _go_on(self, to: Instant, position: int) -> None:
        if not self._timed or to > self.now:
            self.now, self._timed = to, True
            self.invalidate_due(to)
            self._changed(self._propagated(), position)

    def _step_back(self, position: int) -> None:
        """The version that set the clock gave way to an earlier one: what waited for an instant is worked out anew."""
        self._clock = self.now = instant(self.index.latest())
        self._changed(self._lose(), position)
        self._reach.record_zones(position)

    def _changed(self, keys: set[str], position: int) -> None:
        if LISTED_AUTHORITIES in keys:
            self._reach.record_zones(position)
        self._unattributed.update(x.partition(" ")[2] for x in keys if x.startswith("goods "))

    def _open_declared(self, changed: Iterable[str]) -> None:
        subjects = [x.removeprefix("file ") for x in changed if x.startswith(f"file {_DECLARATION}")]
        self._unattributed.update(x.removeprefix(_DECLARATION) for x in subjects)
        self._open_redeclared(subjects)

    def _open_redeclared(self, subjects: Iterable[str]) -> None:
        """A consignment draws or not according to the declarations that take its place, too."""
        for subject in subjects:
            entry = self.index.entries.get(subject) if subject.startswith(_DECLARATION) else None
            for _, _, fact in entry.held.values() if entry else ():
                if fact.kind == DECLARED and fact.data.replaces:
                    self._unattributed.add(consignment_key(fact.data.replaces))

    # -- what consignments draw ------------------------------------------------------------------------------------

    def indexed(self, index: str, name: str) -> Collection[str]:
        """What a secondary index has under a name, in text order; may raise NotYetAttributed."""
        if index == ATTRIBUTIONS:
            self._rest_on_attributions()
        return super().indexed(index, name)

    def result(self, query: Derived[T], key: str) -> T:
        """The result of a derived query; one that rests on what draws on a licence may raise NotYetAttributed."""
        if query in self._resting:
            self._rest_on_attributions()
        found = super().result(query, key)
        self._rests = self._rests or query in self._resting
        return found

    def _work_out(self, dependent: str, query: Derived[Any], key: str) -> Any:
        """Learns which queries rest on what draws on a licence: they looked it up, or what they looked up did."""
        outer, self._rests = self._rests, False
        try:
            return super()._work_out(dependent, query, key)
        finally:
            if self._rests:
                self._resting.add(query)
            self._rests = outer

    def _renew(self, dependent: str, query: Derived[Any] | None, key: str) -> None:
        """What goods rest on is worked out at once, so that an equal result stops there; the rest when it is asked."""
        known = self._results.get(dependent)
        if query is not None and query.stratum < goods.stratum and known is not MISSING:
            if self._work_out(dependent, query, key) is not known:
                self._renewed.add(dependent)
            return
        self._invalid.discard(dependent)
        if self._results.drop(dependent):
            self._renewed.add(dependent)
            self.invalidate_dependents([dependent])

    def _spread(self, keys: Iterable[str]) -> set[str]:
        """Spreads a change to whatever looked up one of these; says whose results are no longer what they were."""
        self.invalidate_dependents(keys)
        return self._propagated()

    def _propagated(self) -> set[str]:
        """Propagates; says whose results are no longer what they were."""
        self.propagate()
        renewed, self._renewed = self._renewed, set()
        return renewed

    def _lose(self) -> set[str]:
        """Drops every result and says which there were."""
        self.left.forget()
        lost = set(self._results.keys())
        self._results.clear()
        self.dependencies = HeldDependencies()
        self._invalid, self._renewed, self._waiting = set(), set(), []
        return lost

    def _rest_on_attributions(self) -> None:
        """Whoever is at work rests on what draws on a licence, which must first be known."""
        self._rests = True
        self._attribute()

    def ledger(self, licence: str) -> Ledger:
        """The ledger of a licence, to be asked for again after each event; may raise NotYetAttributed."""
        self._attribute()
        held = self._ledgers.get(licence)
        return self._first_ledger(licence) if held is None else held

    def _first_ledger(self, licence: str) -> Ledger:
        ledger, consignments = Ledger(licence), sorted(self.index.secondary.of(f"{ATTRIBUTIONS} {licence}"))
        self.index.entries.fetch(f"{_DECLARATION}{key}" for key in consignments)
        self.index.secondary.fetch(f"replacers {key}" for key in consignments)
        for key in consignments:
            lines = self._lines(key)
            ledger.put(key, lines)
            self._draws_on[key] = _licences(lines)
        self._ledgers[licence] = ledger
        return ledger

    def _attribute(self) -> None:
        """Attributes consignments that something changed to their licences."""
        if self._generation is not None:
            self._look_around(self._generation)
        if self._waits_for is not None:
            raise NotYetAttributed(self._waits_for)
        if self._unattributed:
            outer, self._at_work = self._at_work, None
            try:
                self._enter_attributions()
            finally:
                self._at_work = outer

    def _enter_attributions(self) -> None:
        entered: set[str] = set()
        while self._unattributed:
            entered |= self._enter(self._unattributed.pop())
        if entered:
            self._spread(entered)

    def _look_around(self, generation: Generation) -> None:
        """Which consignments a change elsewhere can mean something to; where they are many, the view comes first."""
        if self._waits_for is None:
            try:
                self._unattributed |= self._reach.consignments(generation)
            except NotYetAttributed as why:
                self._waits_for = why.position

    def _enter(self, key: str) -> set[str]:
        lines = self._lines(key)
        before, licences = self._draws_on.get(key, ()), _licences(lines)
        for licence in {*before, *licences}:
            if licence in self._ledgers:
                self._ledgers[licence].put(key, lines)
        self._draws_on[key] = licences
        return {f"link {ATTRIBUTIONS} {x}" for x in licences if self.index.secondary.add(f"{ATTRIBUTIONS} {x}", key)}

    def _lines(self, key: str) -> tuple[DrawnLine, ...]:
        found = super().result(goods, key)
        return found.drawn if found is not None and found.live else ()


def _clock_of(generation: Generation) -> Instant | None:
    row = generation.get(CLOCK, (WORKER,))
    return instant(row[1]) if row else None


def _licences(lines: tuple[DrawnLine, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([x.licence for x in lines]))
