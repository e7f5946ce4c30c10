"""What the commands that run until they are told to stop have in common."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from consumers.patience import AWAY
from licensing.log import Unavailable
from licensing.settings import BadSetting, Settings

ALL_AWAY = (*AWAY, Unavailable)


@contextmanager
def until_told() -> Iterator[threading.Event]:
    """An event that is set when the process is asked to end; whoever runs finishes the batch at work."""
    stop = threading.Event()

    def asked(number: int, _: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, asked) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def servers(settings: Settings) -> str:
    """The brokers; a mistake in the call when none are named."""
    if not settings.kafka:
        raise BadSetting("no brokers are named; give --kafka or set COUNTERFOIL_KAFKA")
    return settings.kafka


def say(sentence: str) -> None:
    """Tells whoever watches the process."""
    print(sentence, file=sys.stderr, flush=True)
