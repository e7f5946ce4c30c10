"""What a request shows, and to whom: told where things are read, gathered for the row of the access log."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field

from licensing.access import Actor
from licensing.access_log.rows import MOST_KEYS


@dataclass(slots=True)
class Shown:
    """Gathers who asks, and the names of what is shown, each once, in the order in which it was read."""

    actor: Actor | None = None
    event: str = "request"
    _keys: dict[str, None] = field(default_factory=dict)

    def key(self, noun: str, key: str) -> None:
        """One thing more is shown."""
        self._keys.setdefault(f"{noun}/{key}".replace("\n", " "))

    @property
    def keys(self) -> tuple[str, ...]:
        """The first of them."""
        return tuple(self._keys)[:MOST_KEYS]

    @property
    def more(self) -> int:
        """How many there are beyond those."""
        return max(len(self._keys) - MOST_KEYS, 0)


GATHERED: ContextVar[Shown | None] = ContextVar("shown", default=None)
"""What gathers for the request at work; None outside of requests."""


def shows(noun: str, key: str) -> None:
    """Tells that a thing is shown, such as the licence XA:EL-2030-000123."""
    if (gathering := GATHERED.get()) is not None:
        gathering.key(noun, key)


def shows_stream(stream: str) -> None:
    """Tells that a thing is shown, by the name of its stream."""
    noun, _, key = stream.partition("/")
    shows(noun, key)


def acts(actor: Actor | None) -> None:
    """Tells who asks."""
    if actor is not None and (gathering := GATHERED.get()) is not None:
        gathering.actor = actor


def signs_in(actor: Actor) -> None:
    """Tells that somebody signs in with this request."""
    _event("sign-in", actor)


def signs_out(actor: Actor | None) -> None:
    """Tells that somebody's session ends with this request."""
    _event("sign-out", actor)


def _event(event: str, actor: Actor | None) -> None:
    if (gathering := GATHERED.get()) is not None:
        gathering.event = event
    acts(actor)
