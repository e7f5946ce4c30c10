"""The event log: the only package that knows the `eventsourcing` library."""

from __future__ import annotations

from licensing.log.deciding import Decided, Deciding
from licensing.log.journal import Answered, Change, Log, NotedRow, RejectedRow, Saved, open_log
from licensing.log.recording import AnotherUnderThatKey, Asked, Request
from licensing.log.store import TooNew, Unavailable

__all__ = [
    "AnotherUnderThatKey",
    "Answered",
    "Asked",
    "Change",
    "Decided",
    "Deciding",
    "Log",
    "NotedRow",
    "RejectedRow",
    "Request",
    "Saved",
    "TooNew",
    "Unavailable",
    "open_log",
]
