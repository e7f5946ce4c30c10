"""What the commands that run until they are told to stop have in common."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from consumers.kafka_brokers import Brokers
from consumers.patience import AWAY
from licensing.brokers import named_brokers
from licensing.log import Unavailable
from licensing.settings import Settings

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


def servers(settings: Settings) -> Brokers:
    """The brokers; a mistake in the call when none are named."""
    return named_brokers(settings)


def say(sentence: str) -> None:
    """Tells whoever watches the process."""
    print(sentence, file=sys.stderr, flush=True)
