"""One row of the access log, and which rows an auditor wants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

MOST_KEYS = 50
"""So many names of what was shown stand in a row; how many more there were is counted."""
ACCESS_COLUMNS = (
    *("moment", "event", "person", "account", "state", "office", "role", "purpose"),
    *("method", "route", "query", "keys", "more", "outcome", "request_id"),
)
"""The columns of a row, in order."""
_EXACT = ("person", "account", "role", "event", "route", "outcome")


class Access(NamedTuple):
    """Who asked for what, what was shown and how it ended; `outcome` is the HTTP status, `more` counts further keys.

    `event` is request, sign-in, sign-out, denied or pruned. Who is not known has no account.
    """

    moment: str
    event: str
    person: str | None
    account: str | None
    state: str | None
    office: str | None
    role: str | None
    purpose: str | None
    method: str
    route: str
    query: str
    keys: tuple[str, ...]
    more: int
    outcome: int
    request_id: str


class KeptAccess(NamedTuple):
    """A row as it is kept, under its number."""

    number: int
    access: Access

    def told(self) -> dict[str, Any]:
        """As it is shown to auditors."""
        return {"number": self.number, **self.access._asdict()}


class AccessFilter(NamedTuple):
    """Which rows are wanted; what is None does not matter. `since` and `until` are instants in UTC, with a Z.

    `states` are those whose officers' rows are shown, beside those of nobody known; None shows all.
    """

    since: str | None = None
    until: str | None = None
    person: str | None = None
    account: str | None = None
    role: str | None = None
    event: str | None = None
    route: str | None = None
    outcome: int | None = None
    key: str | None = None
    states: tuple[str, ...] | None = None

    def conditions(self, holds: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Conditions of SQL with marks `?`, and their values; `holds` is the backend's search within a text."""
        if self.since is not None:
            yield "moment >= ?", (self.since,)
        if self.until is not None:
            yield "moment < ?", (self.until,)
        for name in _EXACT:
            if (value := getattr(self, name)) is not None:
                yield f"{name} = ?", (value,)
        if self.key is not None:
            yield f"{holds}(keys, ?) > 0", (f"/{self.key}\n" if "/" not in self.key else f"\n{self.key}\n",)
        if self.states is not None:
            yield f"(state IS NULL OR state IN ({','.join('?' * len(self.states))}))", self.states


def row_moment(moment: datetime) -> str:
    """A moment as rows are dated: in UTC, to the millisecond, so that texts are in the order of moments."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def stored(access: Access) -> tuple[Any, ...]:
    """The row as a backend takes it: keys in lines, so that one of them is found whole."""
    return tuple(access._replace(keys="".join(f"\n{key}" for key in access.keys) + "\n"))  # type: ignore[arg-type]


def kept_access(row: tuple[Any, ...]) -> KeptAccess:
    """A row as a backend gives it, its number first."""
    number, *columns = row
    access = Access(*columns)
    return KeptAccess(number, access._replace(keys=tuple(str(access.keys).split("\n")[1:-1])))


def reading_rows(table: str, wanted: AccessFilter, holds: str, before: int | None, limit: int) -> tuple[str, list[Any]]:
    """The statement that reads rows, the newest first, and its values."""
    found = [*wanted.conditions(holds), *([("number < ?", (before,))] if before is not None else [])]
    where = f" WHERE {' AND '.join(condition for condition, _ in found)}" if found else ""
    values = [value for _, some in found for value in some]
    return f"SELECT number, {', '.join(ACCESS_COLUMNS)} FROM {table}{where} ORDER BY number DESC LIMIT ?", [
        *values,
        limit,
    ]


def inserted(table: str, mark: str) -> str:
    """The statement that adds a row."""
    return f"INSERT INTO {table} ({', '.join(ACCESS_COLUMNS)}) VALUES ({', '.join([mark] * len(ACCESS_COLUMNS))})"
