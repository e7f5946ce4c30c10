"""What-if questions of officers and auditors: one at a time, in a thread that ends when nobody asks for it any more."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from consumers.asking_again import Chosen
from domain.kernel.errors import DomainError
from domain.kernel.log_entry import Tail
from licensing.access import Actor
from licensing.reports.what_if import Prepared, what_if_answer
from projections.findings.comparison import Comparison
from projections.store.views import Views

_PATIENCE = 60.0
"""So many seconds a question is worked at without anybody asking how far it is."""
_LONGEST = 1_800.0
KEPT = 8
_LOG = logging.getLogger(__name__)


class Busy(DomainError):
    """Another question is being worked at; there is one at a time."""


class Stage(Enum):
    """How far a question is."""

    NONE = "NONE"
    RUNNING = "RUNNING"
    DONE = "DONE"
    STOPPED = "STOPPED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far a question is at one instant; who shows it and decides by it looks at one of these, not at two."""

    stage: Stage = Stage.RUNNING
    done: int = 0
    position: int = 0
    found: Comparison | None = None
    why: str = ""


class Run:
    """One question while it is worked at, and its answer."""

    def __init__(self, asked: Prepared, within: Chosen, total: int) -> None:
        self.asked, self.within, self.total = asked, within, total
        self.so_far = HowFar()
        """Replaced as a whole by the thread that works, so that others see what belongs together."""
        self.stop = threading.Event()
        self._begun = self._looked = time.monotonic()
        self._ended = ""

    def look(self) -> None:
        """Somebody wants to know."""
        self._looked = time.monotonic()

    def advance(self, position: int, count: int) -> None:
        """So far it has come; where nobody waits for it any more, it ends."""
        self.so_far, now = replace(self.so_far, done=position), time.monotonic()
        if now - self._looked > _PATIENCE:
            self._end("Nobody asked how far it was.")
        if now - self._begun > _LONGEST:
            self._end(f"It took longer than {_LONGEST / 60:.0f} minutes; ask on the command line.")

    def answered(self, position: int, found: Comparison) -> None:
        """The answer is there, and stands for a position."""
        self.so_far = HowFar(Stage.DONE, position, position, found)

    def stopped(self) -> None:
        """It was ended before there was an answer."""
        self.so_far = replace(self.so_far, stage=Stage.STOPPED, why=self._ended)

    def failed(self, why: str) -> None:
        """There will be no answer, and this is why."""
        self.so_far = replace(self.so_far, stage=Stage.FAILED, why=why)

    def _end(self, why: str) -> None:
        self._ended = why
        self.stop.set()


class Runs:
    """The question that is worked at in this process, and the last answers, each for who asked alone."""

    def __init__(self, open_views: Callable[[], Views], tail: Tail) -> None:
        self._open_views, self._tail = open_views, tail
        self._lock = threading.Lock()
        self._last: OrderedDict[tuple[str, str], Run] = OrderedDict()
        self._at_work: tuple[Run, threading.Thread] | None = None

    def start(self, asked: Prepared, actor: Actor, within: Chosen) -> Run:
        """Begins to work at a question; the same one of the same officer goes on. Raises Busy."""
        with self._lock:
            mine = self._last.get(_who(actor))
            if mine is not None and mine.so_far.stage is Stage.RUNNING and mine.asked.question == asked.question:
                mine.look()
                return mine
            if self._at_work is not None and self._at_work[1].is_alive():
                raise Busy("another question is being worked at; there is one at a time")
            run = Run(asked, within, self._tail.head())
            self._keep(_who(actor), run)
            thread = threading.Thread(target=self._work, args=(run,), name="what-if", daemon=True)
            self._at_work = run, thread
            thread.start()
            return run

    def last(self, actor: Actor) -> Run | None:
        """What an officer asked last; as long as it is looked at, it goes on."""
        with self._lock:
            run = self._last.get(_who(actor))
            if run is not None:
                run.look()
            return run

    def cancel(self, actor: Actor) -> None:
        """Ends what an officer asked, and forgets it."""
        with self._lock:
            run = self._last.pop(_who(actor), None)
        if run is not None:
            run.stop.set()

    def close(self) -> None:
        """Ends what is worked at, and waits for it."""
        with self._lock:
            at_work, self._at_work = self._at_work, None
        if at_work is not None:
            at_work[0].stop.set()
            at_work[1].join()

    def _keep(self, who: tuple[str, str], run: Run) -> None:
        self._last.pop(who, None)
        self._last[who] = run
        while len(self._last) > KEPT:
            self._last.popitem(last=False)

    def _work(self, run: Run) -> None:
        try:
            found = what_if_answer(run.asked, self._open_views, self._tail, run.stop, run.advance, run.within)
        except DomainError as why:
            run.failed(str(why))
        except Exception as why:
            _LOG.exception("a what-if question failed")
            run.failed(f"The history could not be asked again: {type(why).__name__}.")
        else:
            if found is None:
                run.stopped()
            else:
                run.answered(*found)


def _who(actor: Actor) -> tuple[str, str]:
    return actor.state, actor.subject
