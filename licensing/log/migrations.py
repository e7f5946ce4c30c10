"""The form of a log, and the numbered steps from each form to the next.

A step that was released is never edited: it is what lies between two forms of which stores are in use.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from licensing.log.tables import POSTGRES_SCHEMA


class Migration(NamedTuple):
    """What leads to a form, in one transaction on either backend."""

    form: int
    says: str
    in_sqlite: tuple[str, ...]
    in_postgres: tuple[str, ...]


WORLD_BEFORE = "record"
"""What a world goes by that was made before one could say it."""
_PREFIX = "726571756573740a"  # "request" and a line break, which no source of facts is called by
_S = POSTGRES_SCHEMA

MIGRATIONS = (
    Migration(
        2,
        "answered requests get a table of their own; `once` becomes `idempotency_records`, so that older programs stop",
        (
            "ALTER TABLE once RENAME TO idempotency_records",
            "CREATE TABLE requests (key BLOB PRIMARY KEY, digest BLOB NOT NULL, recordedat TEXT NOT NULL,"
            " first_position INTEGER NOT NULL, last_position INTEGER NOT NULL) WITHOUT ROWID",
            "INSERT INTO requests SELECT substr(key, 9), digest, recordedat,"
            " coalesce(json_extract(origin, '$.first'), position), position"
            f" FROM idempotency_records WHERE substr(key, 1, 8) = x'{_PREFIX}'",
            f"DELETE FROM idempotency_records WHERE substr(key, 1, 8) = x'{_PREFIX}'",
        ),
        (
            f"ALTER TABLE {_S}.once RENAME TO idempotency_records",
            f"ALTER INDEX {_S}.once_pkey RENAME TO idempotency_records_pkey",
            f"CREATE TABLE {_S}.requests (key bytea PRIMARY KEY, digest bytea NOT NULL, recordedat text NOT NULL,"
            " first_position bigint NOT NULL, last_position bigint NOT NULL)",
            f"INSERT INTO {_S}.requests SELECT substring(key FROM 9), digest, recordedat,"
            " coalesce((origin::json ->> 'first')::bigint, position), position"
            f" FROM {_S}.idempotency_records WHERE substring(key FROM 1 FOR 8) = '\\x{_PREFIX}'::bytea",
            f"DELETE FROM {_S}.idempotency_records WHERE substring(key FROM 1 FOR 8) = '\\x{_PREFIX}'::bytea",
        ),
    ),
)

FORM = MIGRATIONS[-1].form
"""The form that this program reads and writes; a new log is made in it."""


def migrations_after(form: int) -> tuple[Migration, ...]:
    """What leads from a form to this program's."""
    return tuple(step for step in MIGRATIONS if step.form > form)


class FoundLog(NamedTuple):
    """A log as it lies there: its form, 0 where there is none yet, and its last position."""

    place: str
    form: int
    position: int


class Migrated(NamedTuple):
    """What became of a log: from which form to which, and where its former self is kept, if anywhere."""

    place: str
    before: int
    after: int
    backup: Path | None

    def told(self) -> str:
        """In a sentence."""
        kept = f"; as it was before, it lies in {self.backup}" if self.backup else ""
        return f"the log at {self.place} was brought from form {self.before} to form {self.after}{kept}"
