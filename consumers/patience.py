"""What to do when a database or a broker is away for a while: wait, longer each time, and begin again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from domain.kernel.errors import DomainError
from projections.store.turning import rest, turned
from projections.store.views import LeaseHeld, StoreAway

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
LOOKED_EVERY = 5.0
"""After so many seconds it is looked whether a topic is still what it was, also in a night when nothing comes."""

Transient = tuple[type[Exception], ...]
Tell = Callable[[str], None]
Well = Callable[[], None]
"""Called by work that has just got an answer: whatever was away is back."""


def nobody_asks() -> None:
    """For work that is not waited for."""


class BrokerAway(DomainError):
    """The broker does not answer just now."""


AWAY: Transient = (BrokerAway, StoreAway)


class FiguredSentence(str):
    """A sentence for people, with its figures for whoever counts."""

    figures: Mapping[str, object] = {}


def figured(sentence: str, **figures: object) -> FiguredSentence:
    """A sentence with its figures."""
    made = FiguredSentence(sentence)
    made.figures = figures
    return made


def tell(sentence: str) -> None:
    """Says something to whoever watches the process."""
    import logging  # commands that wait for nobody start without it

    figures = sentence.figures if isinstance(sentence, FiguredSentence) else {}
    logging.getLogger(__name__).warning(sentence, extra=dict(figures))


class Outage:
    """A time in which something does not answer: told once when it begins and once when it ends; for many threads."""

    def __init__(self, tell: Tell = tell) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._why: str | None = None
        self._since = 0.0
        self._away = ""

    def begins(self, why: Exception) -> None:
        """It did not answer; while that lasts, nothing more is said, whatever else is wrong by then."""
        with self._lock:
            if self._why is None:
                self._why, self._since = str(why), time.monotonic()
                self._away = type(why).__name__
                self._tell(figured(f"{self._why}; trying again", away=self._away))

    def ends(self) -> None:
        """It answered."""
        if self._why is None:
            return
        with self._lock:
            if self._why is not None:
                why, self._why = self._why, None
                lasted = time.monotonic() - self._since
                self._tell(
                    figured(f"over after {lasted:.0f} seconds: {why}", away=self._away, seconds=round(lasted, 1))
                )


class Regained:
    """A lease that is waited for again: who has held it and lost it is patient, who never had it is told so at once."""

    def __init__(self) -> None:
        self._held = False

    def holds(self) -> None:
        """It is held now."""
        self._held = True

    @contextmanager
    def waited_for(self) -> Iterator[None]:
        """A time in which it is taken; raises LeaseHeld where another has it, and StoreAway who held it before."""
        try:
            yield
        except LeaseHeld as why:
            if not self._held:
                raise
            raise StoreAway(str(why)) from why


def patiently(work: Callable[[Well], None], stop: threading.Event, away: Transient = AWAY, tell: Tell = tell) -> None:
    """Does some work until it returns; after a failure that passes by itself, pauses and does it again.

    The work begins from what is durable each time, and says when it got an answer; whoever does more than begin calls
    `stop` in between.
    """
    outage, pause = Outage(tell), FIRST_PAUSE
    while not stop.is_set():
        turned()
        try:
            work(outage.ends)
            return
        except away as why:
            outage.begins(why)
        if rest(stop, pause):
            return
        pause = min(pause * 2, LONGEST_PAUSE)
