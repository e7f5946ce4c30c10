"""The one writer: takes orders one after the other, decides each at the head of the log, commits them in groups.

A group is decided while the write lock is held, so nobody else records meanwhile; what one order decides the next
one sees. An order that fails harms only itself, also where the program fails at it: then its group is taken back
and decided again without it. When the commit fails, none of the group is on record for sure.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import NamedTuple

from consumers.patience import Outage
from domain.findings.disposition import FindingSeen
from domain.findings.lifecycle import seen
from domain.kernel.errors import DomainError
from domain.kernel.event import recorded
from domain.kernel.log_entry import Stored
from domain.preconditions.grounds import Concern, Grounds, OpenFinding
from domain.record.deliveries import StandingCopy
from licensing.log import AnotherUnderThatKey, Deciding, Log, Unavailable
from licensing.orders.acknowledgement import Acknowledgement, acknowledgement
from licensing.orders.deciding import CommandHandler, Placed
from licensing.orders.disposing import findings_of
from licensing.orders.needed import Needed, needed
from licensing.orders.undecided import GroupFault, NotFiled, undecided
from projections.findings.look_ahead import LookAhead
from projections.findings.made_under import made_today
from projections.findings.open_about import OpenFindings, open_about
from projections.findings.overlay import VIEW, Behind
from projections.findings.supposing import SupposingOverlay
from projections.findings.tables import TABLES
from projections.store.generation import RENEWING
from projections.store.views import StoreAway, Views

_AT_ONCE = 200
_LOG = logging.getLogger(__name__)

OrderOutcome = Acknowledgement | Exception


class _Job(NamedTuple):
    placed: Placed
    future: Future[Acknowledgement] | asyncio.Future[Acknowledgement]
    since: float


class BatchHandler:
    """Where groups of orders are decided, in one thread: the log's lock, and the records at its head."""

    def __init__(self, log: Log, views: Views, handler: CommandHandler) -> None:
        self._log, self._views, self._handler = log, views, handler
        self._head, self._findings = SupposingOverlay(views), LookAhead(views)
        self._led_to: dict[str, int] = {}
        self._open: OpenFindings | None = None
        self._open_at = 0
        self._grounds = Grounds(
            self._head,
            self._head.ledger,
            self._concerns,
            self._finding,
            open_about=self._open_about,
            finding_shown_to=self._findings.shown_to,
            type_of_entry=self._head.type_of_entry,
            supposing=self._head.suppose,
            remembering=self._head.remembered,
            departed=self._head.departed,
            copy=self._copy,
        )

    def decide(self, orders: Sequence[Placed]) -> list[OrderOutcome]:
        """What becomes of each order; all that is recorded of them is committed when this returns.

        Raises Unavailable or StoreAway when that cannot be told.
        """
        outcomes: list[OrderOutcome] = []
        most = together = len(orders)
        while len(outcomes) < len(orders):
            group = orders[len(outcomes) :][:together]
            try:
                outcomes += self._group(group)
                together = most
            except GroupFault as fault:
                # All of the group was taken back. Those before the fault have done no wrong: they are committed first,
                # so that no order is decided more than twice however many faults there are. Where nobody knows at
                # which order the program failed, each is decided alone.
                most = 1 if fault.place is None else most
                together = fault.place or most
                if fault.place == 0 or len(group) == 1:
                    outcomes += undecided(group[:1], fault.why, self._handler)
        return outcomes

    def _group(self, orders: Sequence[Placed]) -> list[OrderOutcome]:
        """Orders decided one after the other and committed together; raises GroupFault with nothing committed."""
        found: list[OrderOutcome] = []
        stands = fetched = False
        try:
            with self._log.deciding() as deciding, self._head.standing(self._log.read, deciding.head()):
                self._findings.stand(self._log.read, deciding.head(), self._head.generation)
                stands = True
                self._fetch(orders, deciding)
                fetched = True
                found.extend(self._one(placed, deciding) for placed in orders)
                stands = False
        except BaseException as why:
            self._head.forget()
            self._findings.forget()
            # What the store raised when it went away has become a DomainError on its way here.
            if not stands or isinstance(why, DomainError | GroupFault) or not isinstance(why, Exception):
                raise
            raise GroupFault(len(found) if fetched else None, why) from why
        return found

    def _fetch(self, orders: Sequence[Placed], deciding: Deciding) -> None:
        """Brings what log and records will be asked in few round trips, as far as it can be told before."""
        wanted = list(self._needed(orders, deciding.following()))
        entries = [entry for one in wanted for entry in one.entries]
        requests = [request.key for placed in orders for request in placed.requests]
        deciding.fetch((stream for one in wanted for stream in one.streams), entries, requests)
        subjects = [subject for one in wanted for subject in one.subjects]
        self._findings.fetch([finding for placed in orders for finding in findings_of(placed.form.data)])
        self._head.fetch(subjects, [f"{source}#{id_}" for source, id_ in entries])

    def _needed(self, orders: Sequence[Placed], position: int) -> Iterator[Needed]:
        """What each order needs, if it leads to as many entries as such an order did before."""
        for place, placed in enumerate(orders):
            count = self._led_to.get(placed.form.command.name, 1)
            try:
                yield needed(placed, range(position, position + count))
            except Exception as why:
                raise GroupFault(place, why) from why
            position += count

    def _one(self, placed: Placed, deciding: Deciding) -> OrderOutcome:
        try:
            earlier = self._answered(placed, deciding)
            stored = [] if earlier else self._put(placed, deciding)
        except (StoreAway, Unavailable):
            raise
        except DomainError as why:
            return why
        return earlier or self._filed(stored)

    def _answered(self, placed: Placed, deciding: Deciding) -> Acknowledgement | None:
        """The first answer to this very request, where it came before."""
        another = False
        for request in placed.requests:
            found = deciding.asked([request.key]).get(request.key)
            if found and found.content_digest == request.digest:
                positions = range(found.positions[0], found.positions[1] + 1)
                return acknowledgement(deciding.at(positions) or self._log.at(positions))
            another = another or found is not None
        if another:
            raise AnotherUnderThatKey("another order was given under this key")
        return None

    def _put(self, placed: Placed, deciding: Deciding) -> list[Stored]:
        moment = self._handler.moment(deciding, placed, self._grounds)
        self._head.advance(moment)
        entries = self._handler.entries(placed, self._grounds, deciding, moment)
        self._led_to[placed.form.command.name] = len(entries)
        return deciding.at(deciding.put(entries, placed.request))

    def _filed(self, stored: Sequence[Stored]) -> Acknowledgement:
        """What was put is known to the orders that follow; whatever else fails here is the program's fault."""
        try:
            events = [recorded(one.body) for one in stored]
            for one, event in zip(stored, events, strict=True):
                self._head.apply(one, event.data)
                self._findings.hear(one)
            return acknowledgement(stored, events)
        except (StoreAway, Unavailable):
            raise
        except DomainError as why:
            raise NotFiled(f"what an order led to cannot be filed: {why}") from why

    def _finding(self, finding_id: str) -> FindingSeen | None:
        found = self._findings.finding(finding_id)
        return seen(found) if found else None

    def _concerns(self, parties: Iterable[str]) -> Sequence[Concern]:
        findings = self._views.under(VIEW, TABLES, made_today())
        if findings.state == RENEWING:
            raise Behind(findings.position(), self._head.position)
        return open_about(findings, parties)

    def _copy(self, source: str, id_: str) -> StandingCopy | None:
        return self._head.index.copy(source, id_)

    def _open_about(self, subjects: Collection[str]) -> Sequence[OpenFinding]:
        """What the views show as open about some subjects, looked up once while they stay where they are.

        Who is bound to let goods pass cannot wait: while rows are renewed, those shown meanwhile are looked at.
        """
        shown = self._head.generation
        if shown.state == RENEWING:
            shown = self._views.current(VIEW, TABLES)
        if self._open is None or self._open.findings is not shown or self._open_at != self._head.base:
            self._open, self._open_at = OpenFindings(shown), self._head.base
        return self._open.about(subjects)


class Writer:
    """A thread that decides what is placed in its queue, as much at a time as there is.

    What coroutines place in one turn of their event loop is handed over together, and answered together: each wake-up
    of the other thread makes both wait for the interpreter.
    """

    def __init__(self, log: Log, open_views: Callable[[], Views], handler: CommandHandler) -> None:
        self._log, self._open_views, self._handler = log, open_views, handler
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._outage = Outage()
        self._failed_at: float | None = None
        self._oldest: float | None = None
        self._tell: Callable[[str, str], object] = lambda order, outcome: None
        self._this_turn: dict[asyncio.AbstractEventLoop, list[_Job]] = {}

    def place(self, placed: Placed) -> Future[Acknowledgement]:
        """The answer to an order, when it is there; its exception is why there is none."""
        self._start()
        future: Future[Acknowledgement] = Future()
        self._queue.put(_Job(placed, future, time.monotonic()))
        return future

    def answer(self, placed: Placed) -> asyncio.Future[Acknowledgement]:
        """The same for a coroutine; who stops waiting takes nothing back."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Acknowledgement] = loop.create_future()
        if loop not in self._this_turn:
            self._this_turn[loop] = []
            loop.call_soon(self._hand_over, loop)
        self._this_turn[loop].append(_Job(placed, future, time.monotonic()))
        return future

    def failed_for(self) -> float | None:
        """Seconds since the store failed to take what was decided; None when it has taken everything since."""
        failed_at = self._failed_at
        return None if failed_at is None else time.monotonic() - failed_at

    def told_to(self, tell: Callable[[str, str], object]) -> None:
        """From now on somebody is told of each order by name, and of what became of it."""
        self._tell = tell

    def queue(self) -> tuple[int, float]:
        """How many orders wait beside those that are decided just now, and how long the first of all has waited."""
        oldest = self._oldest
        return self._queue.qsize(), 0.0 if oldest is None else time.monotonic() - oldest

    def close(self) -> None:
        """Decides what was placed, then ends."""
        for loop in list(self._this_turn):
            self._hand_over(loop)
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        jobs = self._this_turn.pop(loop, None)
        if jobs is not None:
            self._start()
            for job in jobs:
                self._queue.put(job)

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        batches: BatchHandler | None = None
        views: Views | None = None
        while (jobs := self._group()) is not None:
            self._oldest = jobs[0].since
            try:
                if batches is None:
                    views = self._open_views()
                    batches = BatchHandler(self._log, views, self._handler)
                outcomes: Sequence[OrderOutcome] = batches.decide([job.placed for job in jobs])
                self._outage.ends()
                self._failed_at = None
            except Exception as why:
                outcomes = self._untold([job.placed for job in jobs], why)
                batches = None
                _closed(views)
            self._oldest = None
            for job, outcome in zip(jobs, outcomes, strict=True):
                self._tell(job.placed.form.command.name, _named(outcome))
            _tell_all(jobs, outcomes)
        _closed(views)

    def _untold(self, orders: Sequence[Placed], why: Exception) -> Sequence[OrderOutcome]:
        """Why nobody knows what became of a group: the store went away, or the program failed."""
        if isinstance(why, StoreAway | Unavailable):
            self._outage.begins(why)
            self._failed_at = time.monotonic()
        return [why] * len(orders) if isinstance(why, DomainError) else undecided(orders, why, self._handler)

    def _group(self) -> list[_Job] | None:
        """The orders that wait, at least one; None at the end."""
        first = self._queue.get()
        if first is None:
            return None
        jobs = [first]
        with suppress(Empty):
            while len(jobs) < _AT_ONCE:
                job = self._queue.get_nowait()
                if job is None:
                    self._queue.put(None)
                    break
                jobs.append(job)
        return jobs


def _closed(views: Views | None) -> None:
    try:
        if views is not None:
            views.close()
    except Exception:
        _LOG.warning("the views could not be closed", exc_info=True)


def _named(outcome: OrderOutcome) -> str:
    """What became of an order: as its answer says it, or why there is none."""
    return type(outcome).__name__ if isinstance(outcome, Exception) else outcome.outcome


def _tell_all(jobs: Sequence[_Job], outcomes: Sequence[OrderOutcome]) -> None:
    """Threads are told at once, the coroutines of a loop all in one of its turns."""
    waiting: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Acknowledgement], OrderOutcome]]] = {}
    for job, outcome in zip(jobs, outcomes, strict=True):
        if isinstance(job.future, Future):
            _tell(job.future, outcome)
        else:
            waiting.setdefault(job.future.get_loop(), []).append((job.future, outcome))
    for loop, told in waiting.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_tell_waiting, told)


def _tell_waiting(told: Sequence[tuple[asyncio.Future[Acknowledgement], OrderOutcome]]) -> None:
    for future, outcome in told:
        if not future.done():
            _tell(future, outcome)


def _tell(future: Future[Acknowledgement] | asyncio.Future[Acknowledgement], outcome: OrderOutcome) -> None:
    if isinstance(future, Future) and not future.set_running_or_notify_cancel():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
