"""What the commands that run until they are told to stop have in common."""

from __future__ import annotations

import sys

from consumers.patience import AWAY
from licensing.log import Unavailable
from licensing.settings import BadSetting, Settings
from licensing.watch.told import until_told

__all__ = ["ALL_AWAY", "say", "servers", "until_told"]

ALL_AWAY = (*AWAY, Unavailable)


def servers(settings: Settings) -> str:
    """The brokers; a mistake in the call when none are named."""
    if not settings.kafka:
        raise BadSetting("no brokers are named; give --kafka or set COUNTERFOIL_KAFKA")
    return settings.kafka


def say(sentence: str) -> None:
    """Tells whoever watches the process."""
    print(sentence, file=sys.stderr, flush=True)
