"""Connections to the views, lent to one request at a time."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from starlette.concurrency import run_in_threadpool

from consumers.patience import Outage
from domain.kernel.errors import DomainError
from licensing.http.queries import MakeSheets, Reading, least, renewed
from projections.sentences import ENGLISH
from projections.store.views import Held, StoreAway, Views

READING_PAUSE = 0.01
READINGS_AT_ONCE = 24
"""Fewer than the threads that answer, so that whoever holds a connection always finds one to go on with."""


class Readings:
    """Connections to the views; they are opened when needed and kept for the next."""

    def __init__(self, connect: Callable[[], Views], sheets: MakeSheets) -> None:
        self.connect, self._sheets = connect, sheets
        self._idle: deque[Views] = deque()
        self._turns = asyncio.Semaphore(READINGS_AT_ONCE)
        self._seen, self._looked = 0, 0.0
        self._outage = Outage()

    @asynccontextmanager
    async def lent(self, language: str = ENGLISH) -> AsyncIterator[Reading]:
        """One look for one request, in its language; waits for its turn without holding a thread."""
        async with self._turns:
            opened = self.open(language)
            reading = await run_in_threadpool(opened.__enter__)
            try:
                yield reading
            except BaseException as why:
                if not opened.__exit__(type(why), why, why.__traceback__):
                    raise
            else:
                opened.__exit__(None, None, None)

    @contextmanager
    def open(self, language: str = ENGLISH) -> Iterator[Reading]:
        """One look, at one position."""
        with self._one() as views:
            old = renewed(views)
            with views.reading():
                yield Reading(views, self._sheets, language, old)

    async def reached(self, position: int) -> bool:
        """Whether the rows stand for a position; however many ask, the store is asked once in a while."""
        now = time.monotonic()
        if self._seen < position and now - self._looked >= READING_PAUSE:
            self._looked = now
            self._seen = await run_in_threadpool(self.position)
        return self._seen >= position

    def renewed(self) -> tuple[str, ...]:
        """The views that are being made anew just now."""
        with self._one() as views:
            return renewed(views)

    def position(self) -> int:
        """The position the rows stand for just now."""
        with self._one() as views:
            return least(views)

    def held(self) -> list[Held]:
        """Every generation of every view with its position."""
        with self._one() as views:
            return views.held()

    @contextmanager
    def _one(self) -> Iterator[Views]:
        try:
            with self._or_away() as views:
                yield views
        except StoreAway as why:
            self._outage.begins(why)
            raise
        self._outage.ends()

    @contextmanager
    def _or_away(self) -> Iterator[Views]:
        views = self._answering()
        try:
            yield views
        except DomainError as why:
            if isinstance(why, StoreAway):
                self._lost(views)
            else:
                self._idle.append(views)
            raise
        except BaseException:
            views.close()
            raise
        self._idle.append(views)

    def _answering(self) -> Views:
        """A connection that answers: one that idled while the store went away and came back does not."""
        try:
            views = self._idle.pop()
        except IndexError:
            return self.connect()
        try:
            views.must_answer()
        except StoreAway:
            self._lost(views)
            return self.connect()
        return views

    def _lost(self, views: Views) -> None:
        """Where one connection is lost, all that idle are."""
        views.close()
        self.close()

    def close(self) -> None:
        """Closes every connection that is not lent."""
        with suppress(IndexError):
            while True:
                self._idle.pop().close()
