"""Opens the access log that belongs to a log."""

from __future__ import annotations

from pathlib import Path

from licensing.access_log.store import AccessStore


def open_store(place: Path | str) -> AccessStore:
    """The access log that belongs to a data folder, or to a database; made where there is none."""
    if isinstance(place, Path):
        from licensing.access_log.sqlite import SqliteAccesses

        return SqliteAccesses(place)
    from licensing.access_log.postgres import PostgresAccesses

    return PostgresAccesses(place)
