"""Opens the view store that belongs to a log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from projections.store.views import Views

if TYPE_CHECKING:
    from projections.store.connecting import TimeLimits


def open_views(place: Path | str, limits: TimeLimits | None = None) -> Views:
    """The views in a data folder (Path), or in the database of an address, which is waited for so long at most."""
    if isinstance(place, Path):
        from projections.store.sqlite import SqliteViews

        return SqliteViews(place)
    from projections.store.postgres import PostgresViews

    return PostgresViews(place) if limits is None else PostgresViews(place, limits=limits)
