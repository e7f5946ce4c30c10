"""What runs in a process that dies while it migrates a log, at the n-th statement that it gives to the database."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from licensing.log import migrate_log, open_log

SURVIVED, KILLED = 7, 9


def _fuse(count: int) -> Callable[..., None]:
    left = [count]

    def passed(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            os._exit(KILLED)

    return passed


def migrate_folder(folder: Path, count: int) -> None:
    """Counts what SQLite begins, in whichever connection."""
    connect: Any = sqlite3.connect
    passed = _fuse(count)

    def traced(*arguments: Any, **named: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = connect(*arguments, **named)
        made.set_trace_callback(passed)
        return made

    sqlite3.connect = traced  # type: ignore[assignment]
    migrate_log(folder)
    os._exit(SURVIVED)


def migrate_database(address: str, count: int) -> None:
    """Counts what is sent to PostgreSQL."""
    execute: Any = psycopg.Connection.execute
    passed = _fuse(count)

    def counted(*arguments: Any, **named: Any) -> Any:
        passed()
        return execute(*arguments, **named)

    psycopg.Connection.execute = counted  # type: ignore[method-assign]
    migrate_log(address)
    os._exit(SURVIVED)


def open_and_look(folder: Path) -> None:
    """Opens a log as every command does."""
    with closing(open_log(folder)) as log:
        assert log.head() == 245
