"""Writes rows of the access log: those of requests that are answered at the same time go in one transaction."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from domain.kernel.errors import DomainError
from licensing.access_log.rows import Access
from licensing.access_log.store import AccessStore
from licensing.log import Unavailable

LONGEST_WRITE = 2.0
_TOGETHER, _WAITING = 500, 5_000
_LOG = logging.getLogger(__name__)


class _Waiting(NamedTuple):
    row: Access
    written: asyncio.Future[None]
    loop: asyncio.AbstractEventLoop


class AccessLog:
    """The access log as the service writes it; opened when the first row is written, and again when it was away."""

    def __init__(self, open_store: Callable[[], AccessStore]) -> None:
        self._open = open_store
        self._queue: queue.Queue[_Waiting | None] = queue.Queue(_WAITING)
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    async def write(self, row: Access) -> None:
        """Returns when the row is durable; raises Unavailable when it is not within two seconds."""
        self._start()
        loop = asyncio.get_running_loop()
        waiting = _Waiting(row, loop.create_future(), loop)
        try:
            self._queue.put_nowait(waiting)
            async with asyncio.timeout(LONGEST_WRITE):
                await waiting.written
        except queue.Full:
            raise Unavailable("the access log cannot keep up") from None
        except TimeoutError:
            raise Unavailable(f"the access log did not answer within {LONGEST_WRITE:.0f} s") from None

    def close(self) -> None:
        """Writes what waits, then lets go of the store."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(LONGEST_WRITE)
            self._thread = None

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep, name="access-log", daemon=True)
                self._thread.start()

    def _keep(self) -> None:
        store: AccessStore | None = None
        while (first := self._queue.get()) is not None:
            group, ends = self._group(first)
            why: Exception | None = None
            try:
                store = store or self._open()
                store.add([waiting.row for waiting in group])
            except DomainError as away:
                why = away
            except Exception as fault:
                _LOG.exception("rows of the access log were not written")
                why = Unavailable(f"the access log failed: {type(fault).__name__}")
            for waiting in group:
                _tell(waiting, why)
            if ends:
                break
        if store is not None:
            store.close()

    def _group(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        """Those that wait just now and did not give up, and whether it ends with them."""
        group = [first]
        while len(group) < _TOGETHER:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                break
            if waiting is None:
                return group, True
            if not waiting.written.done():
                group.append(waiting)
        return group, False


def _tell(waiting: _Waiting, why: Exception | None) -> None:
    def tell() -> None:
        if not waiting.written.done():
            if why is None:
                waiting.written.set_result(None)
            else:
                waiting.written.set_exception(why)

    with suppress(RuntimeError):  # the service has ended meanwhile, and nobody waits
        waiting.loop.call_soon_threadsafe(tell)
