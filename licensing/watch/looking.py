"""Looks at servers that may not answer: one at a time, and nobody waits long for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Sight = TypeVar("Sight")


class Looker(Generic[Sight]):
    """One look at a time, in a thread of its own, however many ask; who asks waits for it, but never for long.

    A server that is frozen keeps this one thread and no other: whoever answers requests goes on.
    """

    def __init__(self, look: Callable[[], Sight]) -> None:
        self._look = look
        self._lock = threading.Lock()
        self._under_way: Future[Sight] | None = None

    async def seen(self, seconds: float) -> Sight | None:
        """What is seen now; None where the look takes longer, or fails."""
        waiting = asyncio.wrap_future(self._begun())
        done, _ = await asyncio.wait((waiting,), timeout=seconds)
        return waiting.result() if done else None

    def _begun(self) -> Future[Sight]:
        with self._lock:
            if self._under_way is None:
                self._under_way = Future()
                self._under_way.set_running_or_notify_cancel()
                threading.Thread(target=self._work, args=(self._under_way,), name="looking", daemon=True).start()
            return self._under_way

    def _work(self, future: Future[Sight]) -> None:
        try:
            seen = self._look()
        finally:
            with self._lock:
                self._under_way = None
        future.set_result(seen)
