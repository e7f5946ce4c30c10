"""What the system tells a process: to end."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

LAST_SECONDS = 1.5


class ToldToEnd(threading.Event):
    """Set when this process is told to end; who has not ended so many seconds later is broken off, None for nobody."""

    def __init__(self, within: float | None = None) -> None:
        super().__init__()
        self._within = within
        self._ending: threading.Timer | None = None

    def hears(self) -> None:
        """The process is told to end."""
        if self._within is not None and self._ending is None:
            self._ending = threading.Timer(self._within, _break_off, (self._within,))
            self._ending.name, self._ending.daemon = "ending", True
            self._ending.start()
        self.set()

    def has_ended(self) -> None:
        """What was told has ended in time: nothing is broken off any more."""
        if self._ending is not None:
            self._ending.cancel()


@contextmanager
def until_told(within: float | None = LAST_SECONDS) -> Iterator[ToldToEnd]:
    """An event that is set when the process is asked to end; whoever runs finishes the batch at work.

    A batch that is not finished so many seconds later is broken off, and done again by the next process: what is not
    committed never was. None for who has others to wait for.
    """
    stop = ToldToEnd(within)

    def asked(number: int, _: FrameType | None) -> None:
        stop.hears()

    before = {number: signal.signal(number, asked) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        stop.has_ended()
        for number, handler in before.items():
            signal.signal(number, handler)


def _break_off(seconds: float) -> None:
    import logging  # a call of the help loads nothing to log with

    told = "ended in the middle of something, which is done again"
    logging.getLogger(__name__).warning(told, extra={"seconds": seconds})
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)
