"""Sends what was recorded to our own topic, in total order, each event once as far as readers see."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing
from typing import Protocol

from consumers.patience import (
    AWAY,
    LOOKED_EVERY,
    BrokerAway,
    Regained,
    Tell,
    Transient,
    Well,
    nobody_asks,
    patiently,
    tell,
)
from domain.kernel.errors import DomainError
from domain.kernel.log_entry import Stored, Tail
from projections.store.turning import turned

PUBLISHED_AT_ONCE = 1_000
PUBLISHER_WAIT = 1.0

Alone = Callable[[], object]
"""Raises StoreAway when the lease may be another's by now."""


class Last(Protocol):
    """What a topic ends with."""

    @property
    def position(self) -> int:
        """The position of the last event; 0 when there is none."""
        ...

    @property
    def body(self) -> bytes:
        """The last event as it was stored."""
        ...


class Outlet(Protocol):
    """A topic to publish to."""

    def last(self) -> Last:
        """What it ends with."""
        ...

    def send(self, batch: Sequence[Stored], previous: int) -> None:
        """Returns when all of the batch is there."""
        ...

    def close(self) -> None:
        """Lets go of it."""
        ...


class AnotherLog(DomainError):
    """The topic holds the events of another log."""


def publish(
    log: Tail, outlet: Outlet, stop: threading.Event, well: Well = nobody_asks, alone: Alone = nobody_asks
) -> None:
    """Goes on from what the topic has until told to stop; what is not there is sent again.

    `alone` is called before anything is sent, and raises when the lease is lost. Raises BrokerAway when the topic does
    not end with what was sent any more.
    """
    last = outlet.last()
    _refuse_another_log(log, last)
    position, looked = last.position, time.monotonic()
    while not stop.is_set():
        turned()
        if time.monotonic() - looked > LOOKED_EVERY:
            alone()
            _must_end_with(position, outlet.last())
            looked = time.monotonic()
        batch = log.read(position, PUBLISHED_AT_ONCE)
        if batch:
            alone()
            outlet.send(batch, position)
            position = batch[-1].position
            well()
        else:
            well()
            log.wait(position, PUBLISHER_WAIT)


def keep_publishing(
    log: Tail,
    open_outlet: Callable[[], Outlet],
    lease: Callable[[], AbstractContextManager[Alone | None]],
    stop: threading.Event,
    *,
    away: Transient = AWAY,
    tell: Tell = tell,
) -> None:
    """Publishes alone, and begins again from lease and topic when database or broker were away.

    Raises LeaseHeld where another publishes; who has held the lease and lost it waits to have it again.
    """
    regained = Regained()

    def work(well: Well) -> None:
        with regained.waited_for(), lease() as alone:
            regained.holds()
            with closing(open_outlet()) as outlet:
                publish(log, outlet, stop, well, alone or nobody_asks)

    patiently(work, stop, away, tell)


def _must_end_with(position: int, last: Last) -> None:
    if last.position != position:
        raise BrokerAway(f"the topic was sent all up to position {position}, and ends with {last.position}")


def _refuse_another_log(log: Tail, last: Last) -> None:
    if not last.position:
        return
    here = log.read(last.position - 1, 1)
    if not here or here[0].position != last.position or here[0].body != last.body:
        raise AnotherLog(
            f"the topic ends with position {last.position}, which is another event in this log:"
            " it belongs to another world; name another topic"
        )
