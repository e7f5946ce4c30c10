"""How much of what is not accepted is kept: so much of each source a day; beyond it is counted, and not kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from consumers.arrival import RejectReason
from licensing.log.rows import RejectRow

_TALLY, _MARK = "rejects ", "rejects-after "
_OWN_TALLIES, OTHERS = 200, "(others)"
"""So many sources a day have a tally of their own: whoever invents sources must not fill the store with tallies."""


def day_of_the_machine() -> str:
    """The day of the machine's clock, in UTC."""
    return datetime.now(UTC).date().isoformat()


class RejectQuota(NamedTuple):
    """What is kept of one source on one day: a number of rejects, and their bytes."""

    number: int = 10_000
    bytes: int = 64 << 20
    today: Callable[[], str] = day_of_the_machine


USUAL_QUOTA = RejectQuota()


class RejectTally(NamedTuple):
    """What became of the rejects of a source on a day: how many were kept and how many only counted, with bytes."""

    kept: int = 0
    kept_bytes: int = 0
    not_kept: int = 0
    not_kept_bytes: int = 0


class TalliedRejects(NamedTuple):
    """A tally with its day and source."""

    day: str
    source: str
    tally: RejectTally


class RejectKeeping:
    """Keeps within a quota while the write lock is held; `mark` and `prefix` are the backend's."""

    def __init__(self, cursor: Any, mark: str = "?", prefix: str = "") -> None:
        self._cursor, self._mark, self._prefix = cursor, mark, prefix

    def within(self, quota: RejectQuota, rows: Sequence[RejectRow]) -> list[RejectRow]:
        """Those that are kept; the others are counted under their source."""
        bound = [row for row in rows if _is_bound(row)]
        if not bound:
            return list(rows)
        known = self._known([row.key for row in bound])
        day = quota.today()
        before = {source: tally for _, source, tally in self.tallies(day)}
        tallies = dict(before)
        left_out = {row.key for row in bound if row.key not in known and not _kept(quota, tallies, row)}
        self._mark_day(day)
        changed = {source: tally for source, tally in tallies.items() if before.get(source) != tally}
        for source, tally in changed.items():
            self._put(f"{_TALLY}{day} {source}", msgspec.json.encode(tally).decode())
            if tally.not_kept > before.get(source, RejectTally()).not_kept:
                _tell(source, tally)
        return [row for row in rows if row.key not in left_out]

    def tallies(self, day: str = "") -> Iterator[TalliedRejects]:
        """The tallies of a day, or all."""
        yield from tallied(self._ask("SELECT name, value FROM {}meta WHERE name LIKE ?", f"{_TALLY}{day}%"))

    def forget(self, before: str) -> int:
        """Takes away what was kept before a day (YYYY-MM-DD), and tells how many.

        What waits for its time and what was displaced stays: the one is delivered yet, the other lies in the log.
        """
        marks = dict(self._ask("SELECT name, value FROM {}meta WHERE name LIKE ?", f"{_MARK}%"))
        later = sorted(name for name in marks if name.removeprefix(_MARK) >= before)
        if not marks:
            return 0
        upto = int(marks[later[0]]) if later else self._last()
        self._run(
            "DELETE FROM {}rejects WHERE number <= ? AND position IS NULL AND reason <> ?",
            upto,
            str(RejectReason.FROM_THE_FUTURE),
        )
        return int(self._cursor.rowcount)

    def _mark_day(self, day: str) -> None:
        """Remembers after which number the rejects of a day begin."""
        if not self._ask("SELECT 1 FROM {}meta WHERE name = ?", _MARK + day):
            self._put(_MARK + day, str(self._last()))

    def _last(self) -> int:
        return int(self._ask("SELECT max(number) FROM {}rejects")[0][0] or 0)

    def _known(self, keys: Sequence[bytes]) -> set[bytes]:
        marks = ", ".join("?" * len(keys))
        return {bytes(key) for (key,) in self._ask(f"SELECT key FROM {{}}rejects WHERE key IN ({marks})", *keys)}

    def _put(self, name: str, value: str) -> None:
        self._run(
            "INSERT INTO {}meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value
        )

    def _ask(self, statement: str, *values: Any) -> list[Any]:
        self._run(statement, *values)
        found: list[Any] = self._cursor.fetchall()
        return found

    def _run(self, statement: str, *values: Any) -> None:
        self._cursor.execute(statement.format(self._prefix).replace("?", self._mark), values)


def tallied(rows: Sequence[tuple[str, str]]) -> Iterator[TalliedRejects]:
    """Tallies as they are kept beside the log."""
    for name, value in sorted(rows):
        day, _, source = name.removeprefix(_TALLY).partition(" ")
        yield TalliedRejects(day, source, msgspec.json.decode(value, type=RejectTally))


TALLIES = f"SELECT name, value FROM {{}}meta WHERE name LIKE '{_TALLY}' || ?"


def _tell(source: str, tally: RejectTally) -> None:
    import logging  # a call of the help loads nothing to log with

    told = {"source": source, "not_kept": tally.not_kept, "bytes": tally.not_kept_bytes}
    logging.getLogger(__name__).warning("rejects beyond the quota of the day are counted and not kept", extra=told)


def _is_bound(row: RejectRow) -> bool:
    """Whether the quota holds for it: what waits for its time is accepted yet, what was displaced lies in the log.

    That records of a topic were lost is said once for each gap.
    """
    return row.position is None and row.reason not in (RejectReason.FROM_THE_FUTURE, RejectReason.RECORDS_LOST)


def _kept(quota: RejectQuota, tallies: dict[str, RejectTally], row: RejectRow) -> bool:
    source = str(msgspec.json.decode(row.told).get("source") or "(no source)")[:200]
    if source not in tallies and len(tallies) >= _OWN_TALLIES:
        source = OTHERS
    tally, size = tallies.get(source, RejectTally()), len(row.raw or b"") + len(row.told)
    keeps = tally.kept < quota.number and tally.kept_bytes + size <= quota.bytes
    if keeps:
        tallies[source] = tally._replace(kept=tally.kept + 1, kept_bytes=tally.kept_bytes + size)
    else:
        tallies[source] = tally._replace(not_kept=tally.not_kept + 1, not_kept_bytes=tally.not_kept_bytes + size)
    return keeps
