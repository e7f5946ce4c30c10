"""Looks at the log and the views of a world for its figures, over a connection of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from consumers.arrival import Outcome
from consumers.foreign import Arrived
from domain.kernel.log_entry import Stored, Tail
from licensing.log import Log
from licensing.settings import Settings
from licensing.watch.figures import Figures, Look, telling
from licensing.watch.standing import lags
from projections.store.opening import open_views
from projections.store.views import Held, Views

_LOG = logging.getLogger(__name__)


def standing_look(log: Log, head: int, held: list[Held], open_by_rule: Mapping[str, int]) -> Look:
    """What is seen of a log and its views."""
    return Look(head, lags(log, head, held), log.last_days_closed(), log.rejects_by_reason(), open_by_rule)


class StoreLook:
    """Looks again whenever it is asked; a connection that failed is made anew."""

    def __init__(self, log: Log, open_views: Callable[[], Views]) -> None:
        self._log, self._open_views = log, open_views
        self._views: Views | None = None

    def __call__(self) -> Look:
        """What is seen now; raises what the stores raise."""
        try:
            if self._views is None:
                self._views = self._open_views()
            return standing_look(self._log, self._log.head(), self._views.held(), {})
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Lets go of the connection."""
        views, self._views = self._views, None
        if views is not None:
            views.close()


@contextmanager
def role_figures(log: Log, settings: Settings, worker: int = 0) -> Iterator[Figures]:
    """The figures of a role over a log, told as long as this lasts; raises BadSetting where their port is taken."""
    look = StoreLook(log, lambda: open_views(settings.place))
    try:
        with telling(Figures(look), settings, worker) as figures:
            yield figures
    finally:
        look.close()


def with_counts(
    record: Callable[[Sequence[Arrived]], Outcome], figures: Figures
) -> Callable[[Sequence[Arrived]], Outcome]:
    """Records as before, and counts what became of each fact."""

    def recorded(arrived: Sequence[Arrived]) -> Outcome:
        outcome = record(arrived)
        counts = outcome.counts
        told = counts._asdict()
        for name in ("accepted", "repeated", "rejected"):
            figures.inbound.labels(name).inc(told[name])
        _LOG.log(logging.INFO if counts.rejected else logging.DEBUG, "facts were taken in", extra=told)
        return outcome

    return recorded


class Followed:
    """A tail of which it is told from where on it is read: so far is whoever reads it."""

    def __init__(self, tail: Tail, tell: Callable[[float], object]) -> None:
        self._tail, self._tell = tail, tell

    def read(self, after: int, limit: int) -> Sequence[Stored]:
        """The next events after a position."""
        self._tell(after)
        return self._tail.read(after, limit)

    def head(self) -> int:
        """The greatest position there is."""
        return self._tail.head()

    def wait(self, after: int, seconds: float) -> None:
        """Returns when there are events after the position, or when the seconds are over."""
        self._tail.wait(after, seconds)
