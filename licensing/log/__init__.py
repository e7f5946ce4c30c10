"""The event log: the only package that knows the `eventsourcing` library."""

from __future__ import annotations

from licensing.log.journal import Change, Log, NotedRow, RejectedRow, Request, Saved, open_log
from licensing.log.recording import AnotherUnderThatKey
from licensing.log.store import TooNew, Unavailable

__all__ = [
    "AnotherUnderThatKey",
    "Change",
    "Log",
    "NotedRow",
    "RejectedRow",
    "Request",
    "Saved",
    "TooNew",
    "Unavailable",
    "open_log",
]
