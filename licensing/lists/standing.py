"""The lists as the record has them at its head: which publication is in force, and which take effect later."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from domain.events.lists import ROWS
from domain.kernel.moments import day
from domain.record.fact import Fact
from domain.record.records import Records
from domain.state.reference import Listing, listing
from licensing.log import Log
from projections.findings.overlay import VIEW, Overlay
from projections.findings.tables import TABLES
from projections.store.views import Views

IN_FORCE, LATER = "IN_FORCE", "LATER"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ListState:
    """One publication of a list: in force, or to take effect later."""

    name: str
    standing: str
    version: str
    effective_on: str
    rows: int
    recordedat: str
    source: str
    id: str


class ListsStanding(NamedTuple):
    """The lists at one position of the log."""

    records: Records
    position: int

    def listing(self, name: str) -> Listing:
        """A list in the publication in force."""
        return listing.of(self.records, name)

    def states(self) -> Iterator[ListState]:
        """Every publication that is in force, and those of the same list that take effect later."""
        for name in ROWS:
            current = self.listing(name).published
            if current is not None:
                yield _state(current, IN_FORCE)
            for fact in self.records.facts(f"list/{name}"):
                if _is_later(fact, current):
                    yield _state(fact, LATER)


def _is_later(fact: Fact, current: Fact | None) -> bool:
    return current is None or day(fact.data.effective_on) > day(current.data.effective_on)


def _state(fact: Fact, standing: str) -> ListState:
    data: Any = fact.data
    return ListState(
        name=data.list,
        standing=standing,
        version=data.version,
        effective_on=data.effective_on,
        rows=len(data.rows),
        recordedat=fact.recordedat,
        source=fact.source,
        id=fact.id,
    )


class Lists:
    """Stands at the head of the log to look at lists, one who asks at a time; opens its views when first asked."""

    def __init__(self, log: Log, open_views: Callable[[], Views]) -> None:
        self._log, self._open_views = log, open_views
        self._lock = threading.Lock()
        self._views: Views | None = None
        self._head: Overlay | None = None

    @contextmanager
    def standing(self) -> Iterator[ListsStanding]:
        """The lists as of the head; raises Behind when the view lags too far to read what is between."""
        with self._lock:
            if self._views is None or self._head is None:
                self._views = self._open_views()
                self._views.current(VIEW, TABLES)
                self._head = Overlay(self._views)
            try:
                with self._head.standing(self._log.read, self._log.head()):
                    yield ListsStanding(self._head, self._head.position)
            except BaseException:
                self._forget()
                raise

    def close(self) -> None:
        """Lets go of the views."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        views, self._views, self._head = self._views, None, None
        try:
            if views is not None:
                views.close()
        except Exception:
            _LOG.warning("the views could not be closed", exc_info=True)
