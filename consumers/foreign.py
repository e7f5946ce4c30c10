"""Facts of other authorities from their topic: recorded, or set aside with the reason; then committed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from consumers.arrival import Counts, Origin, Outcome
from consumers.patience import AWAY, Tell, Transient, Well, nobody_asks, patiently, tell
from projections.store.turning import turned

FOREIGN_AT_ONCE = 1_000
FOREIGN_WAIT = 1.0

Arrived = tuple[bytes, Origin]


class Inlet(Protocol):
    """A topic of facts."""

    def poll(self, limit: int, seconds: float) -> Sequence[Arrived]:
        """The next records, waiting so long for the first."""
        ...

    def commit(self) -> None:
        """What was polled need not come again."""
        ...

    def close(self) -> None:
        """Lets go of it."""
        ...


def take_in(
    inlet: Inlet,
    record: Callable[[Sequence[Arrived]], Outcome],
    stop: threading.Event,
    well: Well = nobody_asks,
    between: Callable[[], object] = lambda: None,
) -> Counts:
    """Records batches until told to stop; what a crash brings again is known by source and id.

    `between` is done after each.
    """
    total = Counts()
    while not stop.is_set():
        turned()
        arrived = inlet.poll(FOREIGN_AT_ONCE, FOREIGN_WAIT)
        if arrived:
            total = total.plus(record(arrived).counts)
            inlet.commit()
        between()
        well()
    return total


def keep_taking_in(
    open_inlet: Callable[[], Inlet],
    record: Callable[[Sequence[Arrived]], Outcome],
    stop: threading.Event,
    *,
    away: Transient = AWAY,
    tell: Tell = tell,
    between: Callable[[], object] = lambda: None,
) -> None:
    """Takes facts in until told to stop, whatever broker and log do meanwhile; `between` is done after each batch."""

    def work(well: Well) -> None:
        inlet = open_inlet()
        try:
            take_in(inlet, record, stop, well, between)
        finally:
            inlet.close()

    patiently(work, stop, away, tell)
