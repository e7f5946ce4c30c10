"""What to do when a database or a broker is away for a while: wait, longer each time, and begin again."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

from domain.kernel.errors import DomainError
from projections.store.views import StoreAway

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0

Transient = tuple[type[Exception], ...]
Tell = Callable[[str], None]


class BrokerAway(DomainError):
    """The broker does not answer just now."""


AWAY: Transient = (BrokerAway, StoreAway)


def tell(sentence: str) -> None:
    """Says something to whoever watches the process."""
    print(sentence, file=sys.stderr, flush=True)


def patiently(work: Callable[[], None], stop: threading.Event, away: Transient = AWAY, tell: Tell = tell) -> None:
    """Does some work until it returns; after a failure that passes by itself, pauses and does it again.

    The work begins from what is durable each time; whoever does more than begin calls `stop` in between.
    """
    pause, told = FIRST_PAUSE, ""
    while not stop.is_set():
        try:
            work()
            return
        except away as why:
            if str(why) != told:
                told = str(why)
                tell(f"{told}; trying again")
        if stop.wait(pause):
            return
        pause = min(pause * 2, LONGEST_PAUSE)
