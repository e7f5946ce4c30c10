"""The event log: the only package that knows the `eventsourcing` library."""

from __future__ import annotations

from licensing.log.deciding import Decided, Deciding
from licensing.log.journal import Log, NotedRow, RejectedRow, found_log, migrate_log, open_log
from licensing.log.migrations import FORM, migrations_after
from licensing.log.recording import AnotherUnderThatKey, Request
from licensing.log.reject_quota import RejectQuota
from licensing.log.rows import AnsweredRequest
from licensing.log.store import TooNew, TooOld, Unavailable

__all__ = [
    "FORM",
    "AnotherUnderThatKey",
    "AnsweredRequest",
    "Decided",
    "Deciding",
    "Log",
    "NotedRow",
    "RejectQuota",
    "RejectedRow",
    "Request",
    "TooNew",
    "TooOld",
    "Unavailable",
    "found_log",
    "migrate_log",
    "migrations_after",
    "open_log",
]
