"""Facts of the future wait among the rejects, and are delivered anew when the receiving clock has come near."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

import msgspec

from consumers.arrival import Counts, Delivery, Origin, Outcome, Reject
from consumers.patience import Well, nobody_asks
from consumers.receiving import taken_from
from domain.kernel.moments import Instant
from projections.store.turning import rest, turned

_AT_ONCE = 1_000
_PAUSE = 5.0


class KeptFact(NamedTuple):
    """A fact that waits: number and key of its reject, where it came from, what came."""

    number: int
    key: bytes
    origin: Origin
    raw: bytes


class Keeping(Protocol):
    """The log, as far as it keeps what waits."""

    def waiting(self, after: int) -> list[KeptFact]: ...
    def record(self, arrivals: Sequence[Delivery | Reject], instead_of: Iterable[bytes] = ()) -> Outcome: ...


class WaitingFacts:
    """What waits for its time, and by when; `examine` judges it again as it is delivered."""

    def __init__(
        self, log: Keeping, examine: Callable[[bytes, Origin], Delivery | Reject], clock: Callable[[], Instant]
    ) -> None:
        self._log, self._examine, self._clock = log, examine, clock
        self._seen = 0
        self._due: list[tuple[Instant, int, KeptFact]] = []

    def deliver(self) -> Counts:
        """Delivers what is due, the earliest first; what others delivered meanwhile is only counted as repeated."""
        for kept in self._log.waiting(self._seen):
            self._seen = kept.number
            heapq.heappush(self._due, (taken_from(_recordedat(kept.raw)), kept.number, kept))
        total, now = Counts(), self._clock()
        while self._due and self._due[0][0] <= now:
            some = [heapq.heappop(self._due)[2] for _ in range(_AT_ONCE) if self._due and self._due[0][0] <= now]
            arrivals = [self._examine(kept.raw, kept.origin) for kept in some]
            total = total.plus(self._log.record(arrivals, [kept.key for kept in some]).counts)
        return total


def keep_delivering(waiting: Callable[[], WaitingFacts], stop: threading.Event, well: Well = nobody_asks) -> None:
    """Delivers what is due until told to stop."""
    kept = waiting()
    while not stop.is_set():
        turned()
        kept.deliver()
        well()
        rest(stop, _PAUSE)


def _recordedat(raw: bytes) -> str:
    found: str = msgspec.json.decode(raw)["recordedat"]
    return found
