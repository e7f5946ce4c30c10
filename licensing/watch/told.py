"""What the system tells a process: to end."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

LAST_SECONDS = 1.5
_LOG = logging.getLogger(__name__)


@contextmanager
def until_told(within: float | None = LAST_SECONDS) -> Iterator[threading.Event]:
    """An event that is set when the process is asked to end; whoever runs finishes the batch at work.

    A batch that is not finished so many seconds later is broken off, and done again by the next process: what is not
    committed never was. None for who has others to wait for.
    """
    stop = threading.Event()

    def asked(number: int, _: FrameType | None) -> None:
        if within is not None and not stop.is_set():
            end_within(within)
        stop.set()

    before = {number: signal.signal(number, asked) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_within(seconds: float) -> None:
    """Ends this process in order so many seconds from now, if it has not ended by then."""
    threading.Thread(target=_end_after, args=(seconds,), name="ending", daemon=True).start()


def _end_after(seconds: float) -> None:
    time.sleep(seconds)
    _LOG.warning("ended in the middle of something, which is done again", extra={"seconds": seconds})
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)
