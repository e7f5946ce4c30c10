"""Tells whoever watches this process that its work goes on, from wherever that is done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_REST = 1.0
_OF_THIS_THREAD = threading.local()


def turned() -> None:
    """The loop of this thread has turned, or has come a step further inside one long position."""
    hears: Callable[[], None] | None = getattr(_OF_THIS_THREAD, "hears", None)
    if hears is not None:
        hears()


@contextmanager
def heard_by(hears: Callable[[], None]) -> Iterator[None]:
    """A time in which somebody hears of every turn of this thread."""
    before = getattr(_OF_THIS_THREAD, "hears", None)
    _OF_THIS_THREAD.hears = hears
    try:
        yield
    finally:
        _OF_THIS_THREAD.hears = before


def rest(stop: threading.Event, seconds: float) -> bool:
    """Waits, and turns meanwhile; whether it was told to stop."""
    while seconds > 0:
        turned()
        if stop.wait(min(_REST, seconds)):
            return True
        seconds -= _REST
    return stop.is_set()
