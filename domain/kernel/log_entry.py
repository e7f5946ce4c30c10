"""What a reader gets from a log, and what it asks of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Stored(NamedTuple):
    """One event as it lies in the log; `position` grows, may skip numbers, never reorders."""

    position: int
    stream: str
    version: int
    type: str
    body: bytes


class Tail(Protocol):
    """A log to read from: the embedded one, PostgreSQL's, or a topic."""

    def read(self, after: int, limit: int) -> Sequence[Stored]:
        """The next events after a position, in order; empty when there are none yet."""
        ...

    def head(self) -> int:
        """The greatest position there is; 0 when empty."""
        ...

    def wait(self, after: int, seconds: float) -> None:
        """Returns when there may be events after the position, or when the seconds are over."""
        ...
