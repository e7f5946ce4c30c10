"""A log in one SQLite file is made, or brought from the form in which it lies there to this program's."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from licensing.log.migrations import FORM, WORLD_BEFORE, FoundLog, Migrated, Migration, migrations_after
from licensing.log.store import TooNew, Unavailable
from licensing.log.tables import in_sqlite
from projections.store.private import private_file, private_folder

PATIENCE = 60
_PAUSE = 0.005
_LOG = logging.getLogger(__name__)


def prepare(file: Path, clock: str = WORLD_BEFORE) -> None:
    """Makes the tables of a world that goes by that clock where there are none, and migrates an older log.

    Any number of processes may do so at once.

    Raises TooNew when a newer program has written this file, Unavailable when it is no log of ours.
    """
    private_folder(file.parent)
    with _opened(private_file(file)) as connection:
        if _form(connection) == 0:
            _make(connection, clock)
        done = _migrated(connection, file)
    if done.before < done.after:
        _LOG.warning(done.told(), extra={"form_before": done.before, "form_after": done.after})


def found(file: Path) -> FoundLog:
    """The log as it lies there; nothing is made or changed. Raises Unavailable when it is no log of ours."""
    if not file.exists():
        return FoundLog(str(file), 0, 0)
    with _opened(file) as connection:
        form = _form(connection)
        return FoundLog(str(file), form, _head(connection) if form else 0)


def migrate(file: Path) -> Migrated:
    """Brings the log to this program's form, step by step; as it was before, it is kept beside.

    Raises TooNew and Unavailable as `prepare` does. What fails changes nothing.
    """
    with _opened(file) as connection:
        return _migrated(connection, file)


def _make(connection: sqlite3.Connection, clock: str) -> None:
    with _locked(connection):
        if _form(connection) == 0:  # nobody else did it while we waited
            for statement in in_sqlite():
                connection.execute(statement)
            made = [("schema", str(FORM)), ("clock", clock)]
            connection.executemany("INSERT INTO meta VALUES (?, ?)", made)


def _migrated(connection: sqlite3.Connection, file: Path) -> Migrated:
    before = _form(connection)
    if before > FORM:
        raise TooNew(str(file), before)
    backup = None
    for step in migrations_after(before):
        with _locked(connection):
            if _form(connection) == step.form - 1:  # nobody else did it while we waited
                backup = backup or _kept(file, step.form - 1, _head(connection))
                _take(connection, step)
    return Migrated(str(file), before, _form(connection), backup)


def _take(connection: sqlite3.Connection, step: Migration) -> None:
    for statement in step.in_sqlite:
        connection.execute(statement)
    connection.execute("UPDATE meta SET value = ? WHERE name = 'schema'", (str(step.form),))


def _kept(file: Path, form: int, position: int) -> Path:
    """A copy of the log as it is committed, whole or not there at all; nobody writes while it is made."""
    kept = file.with_name(f"{file.stem}.form-{form}.position-{position}.db")
    unfinished = kept.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    private_file(unfinished)
    with closing(sqlite3.connect(file, timeout=PATIENCE)) as source, closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    os.replace(unfinished, kept)
    return kept


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as connection:
            _write_ahead(connection)
            connection.execute("PRAGMA synchronous=FULL")
            yield connection
    except (sqlite3.Error, OSError) as why:
        raise Unavailable(f"the log {file} cannot be opened: {why}") from why


@contextmanager
def _locked(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.execute("COMMIT")


def _form(connection: sqlite3.Connection) -> int:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return 0
    return int(connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()[0])


def _head(connection: sqlite3.Connection) -> int:
    return connection.execute("SELECT max(position) FROM stored_events").fetchone()[0] or 0


def _write_ahead(connection: sqlite3.Connection) -> None:
    # The switch to WAL does not wait for other processes that are doing the same.
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return
