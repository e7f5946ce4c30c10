"""What a place that keeps the access log offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from licensing.access_log.rows import Access, AccessFilter, KeptAccess

PRUNED_AT_ONCE = 20_000
"""So many rows go in one transaction, since rows of requests wait for it."""


class AccessStore(Protocol):
    """Rows that are added and read; whatever cannot be reached raises Unavailable."""

    def add(self, rows: Sequence[Access]) -> None:
        """Writes rows, all of them or none; they are durable when it returns. One thread at a time adds."""
        ...

    def rows(self, wanted: AccessFilter, limit: int, before: int | None = None) -> list[KeptAccess]:
        """Rows that fit, the newest first; those with lower numbers alone where one is named."""
        ...

    def prune(self, before: str, told: Access) -> int:
        """Takes away what is older than an instant, and tells how many went; `told` is the row that says so."""
        ...

    def close(self) -> None:
        """Lets go of every connection."""
        ...
