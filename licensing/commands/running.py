"""What the commands that run until they are told to stop have in common."""

from __future__ import annotations

import sys

from consumers.kafka_brokers import Brokers
from consumers.patience import AWAY
from licensing.brokers import named_brokers
from licensing.log import Unavailable
from licensing.settings import Settings
from licensing.watch.told import until_told

__all__ = ["ALL_AWAY", "say", "servers", "until_told"]

ALL_AWAY = (*AWAY, Unavailable)


def servers(settings: Settings) -> Brokers:
    """The brokers; a mistake in the call when none are named."""
    return named_brokers(settings)


def say(sentence: str) -> None:
    """Tells whoever watches the process."""
    print(sentence, file=sys.stderr, flush=True)
