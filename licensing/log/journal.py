"""The log as the rest of the program sees it: facts recorded, decisions saved, events read."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec

from consumers.arrival import Delivery, Origin, Outcome, Reject, RejectReason, origin_of
from consumers.waiting import KeptFact
from domain.kernel.log_entry import Stored
from domain.record.data_quality import Note, Oddity
from licensing.log.deciding import Deciding
from licensing.log.migrations import WORLD_BEFORE, FoundLog, Migrated
from licensing.log.reject_quota import TALLIES, USUAL_QUOTA, RejectQuota, TalliedRejects, tallied
from licensing.log.rows import AnsweredRequest, record_key
from licensing.log.store import reaching


class RejectedRow(NamedTuple):
    """A reject on record under its number; `position` is that of the event that was displaced, if one was."""

    number: int
    key: bytes
    reject: Reject
    position: int | None


class NotedRow(NamedTuple):
    """A data-quality note on record under its number."""

    number: int
    source: str
    id: str
    position: int
    note: Note
    origin: Origin


_LAST_DAYS = (
    "WITH RECURSIVE closing (name) AS ("
    "SELECT min(originator_id) FROM {0}stored_events WHERE originator_id >= 'day/' AND originator_id < 'day0'"
    " UNION ALL SELECT (SELECT min(originator_id) FROM {0}stored_events"
    " WHERE originator_id > closing.name AND originator_id < 'day0') FROM closing WHERE closing.name IS NOT NULL)"
    " SELECT e.originator_id, e.state FROM closing JOIN {0}stored_events AS e ON e.originator_id = closing.name"
    " AND e.originator_version = (SELECT max(originator_version) FROM {0}stored_events WHERE originator_id ="
    " closing.name)"
)
"""One step in the index for each authority: there are as many of those as States, and a day of each for every day."""


class Recorder(Protocol):
    """What a backend offers for writing."""

    def record(self, arrivals: Sequence[Delivery | Reject], instead_of: Iterable[bytes]) -> Outcome: ...
    def deciding(self) -> AbstractContextManager[Deciding]: ...
    def forget_rejects(self, before: str) -> int: ...
    def close(self) -> None: ...


class JournalReading(Protocol):
    """What a backend offers for reading; `prefix` goes before its tables' names."""

    prefix: str

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]: ...
    def read(self, after: int, limit: int) -> list[Stored]: ...
    def head(self) -> int: ...
    def wait(self, after: int, seconds: float) -> None: ...
    def stream(self, name: str) -> list[Stored]: ...
    def version(self, name: str, at: int | None) -> int: ...
    def at(self, positions: Sequence[int]) -> list[Stored]: ...
    def stored_at(self, position: int) -> str | None: ...
    def greatest_recordedat(self) -> str | None: ...
    def close(self) -> None: ...


class Log:
    """Everything that was ever recorded, in one order; a `Tail` for whoever follows it."""

    def __init__(self, recorder: Recorder, reading: JournalReading, committed: threading.Condition) -> None:
        self._recorder, self._reading, self._committed = recorder, reading, committed

    def record(self, arrivals: Sequence[Delivery | Reject], instead_of: Iterable[bytes] = ()) -> Outcome:
        """Takes facts from outside, whole or not at all; those that came before are only counted.

        `instead_of` are keys of rejects that these were retried from; they go when they are none any more.
        """
        outcome = self._recorder.record(arrivals, instead_of)
        self._tell()
        return outcome

    @contextmanager
    def deciding(self) -> Iterator[Deciding]:
        """The write lock for a group of decisions; what they put is committed together at the end.

        An exception inside takes all of it back. Raises Unavailable when the store is away; when the connection
        was lost at the commit nobody knows whether it happened, and asking again for the requests tells.
        """
        with reaching(), self._recorder.deciding() as deciding:
            yield deciding
        self._tell()

    def answered(self, key: str) -> AnsweredRequest | None:
        """What a request led to, when it was answered before."""
        found = self._ask(
            "SELECT digest, recordedat, first_position, last_position FROM {}requests WHERE key = ?", key.encode()
        )
        return AnsweredRequest(key, bytes(found[0][0]).hex(), *found[0][1:]) if found else None

    def version(self, stream: str, at: int | None = None) -> int:
        """The version of a stream, today's or as of a position; 0 where there was none yet."""
        return self._reading.version(stream, at)

    def open(self, stream: str) -> list[Stored]:
        """The events of a stream in order of version; empty when there is none of that name."""
        return self._reading.stream(stream)

    def read(self, after: int, limit: int) -> list[Stored]:
        """The next events after a position, in order; empty when there are none yet."""
        return self._reading.read(after, limit)

    def head(self) -> int:
        """The greatest position there is; 0 when empty."""
        return self._reading.head()

    def wait(self, after: int, seconds: float) -> None:
        """Returns when there are events after the position, or when the seconds are over."""
        self._reading.wait(after, seconds)

    def at(self, positions: Sequence[int]) -> list[Stored]:
        """The events at these positions, in the order asked for; unknown positions are left out."""
        return self._reading.at(positions)

    def stored_at(self, position: int) -> str | None:
        """When this store wrote the event, by its own clock; for auditors, nothing else reads it."""
        return self._reading.stored_at(position)

    def position_of(self, source: str, id_: str) -> int | None:
        """Where the accepted version of a fact lies."""
        found = self.accepted(source, id_)
        return found[0] if found else None

    def accepted(self, source: str, id_: str) -> tuple[int, Origin] | None:
        """Where the accepted version of a fact lies, and where it came from."""
        found = self._ask("SELECT position, origin FROM {}idempotency_records WHERE key = ?", record_key(source, id_))
        return (int(found[0][0]), origin_of(found[0][1])) if found else None

    def greatest_recordedat(self) -> str | None:
        """The recorded clock: the greatest recordedat of the accepted versions (rules 1.1.4)."""
        return self._reading.greatest_recordedat()

    @cached_property
    def clock(self) -> str:
        """What this world goes by since it was made: `record`, or `wall` (contract, 5)."""
        found = self._ask("SELECT value FROM {}meta WHERE name = ?", "clock")
        return str(found[0][0]) if found else WORLD_BEFORE

    def waiting(self, after: int) -> list[KeptFact]:
        """The facts of the future that came after a number, in the order they came."""
        rows = self._ask(
            "SELECT number, key, origin, raw FROM {}rejects WHERE number > ? AND reason = ? ORDER BY number",
            after,
            str(RejectReason.FROM_THE_FUTURE),
        )
        return [KeptFact(number, bytes(key), origin_of(origin), bytes(raw)) for number, key, origin, raw in rows]

    def rejects(self) -> list[RejectedRow]:
        """Every reject on record, in the order they came."""
        rows = self._ask("SELECT number, key, reason, origin, told, position FROM {}rejects ORDER BY number")
        return [_rejected(*row) for row in rows]

    def reject_tallies(self) -> list[TalliedRejects]:
        """How many rejects of each source and day were kept, and how many only counted."""
        return list(tallied(self._ask(TALLIES, "%")))

    def forget_rejects(self, before: str) -> int:
        """Takes away rejects that were kept before a day (YYYY-MM-DD), and tells how many."""
        return self._recorder.forget_rejects(before)

    def rejected_bytes(self, number: int) -> bytes | None:
        """What came, where it was kept; a displaced fact lies in the log instead."""
        found = self._ask("SELECT raw FROM {}rejects WHERE number = ?", number)
        return found[0][0] if found else None

    def notes(self) -> list[NotedRow]:
        """Every data-quality note on record, in the order they came."""
        return [_noted(*row) for row in self._ask("SELECT number, position, origin, told FROM {}notes ORDER BY number")]

    def last_days_closed(self) -> dict[str, str]:
        """The day that each authority closed last, by its State."""
        rows = self._ask(_LAST_DAYS)
        return {name.partition("/")[2]: msgspec.json.decode(bytes(body))["data"]["date"] for name, body in rows}

    def rejects_by_reason(self) -> dict[str, int]:
        """How many rejects are on record for each reason."""
        return dict(self._ask("SELECT reason, count(*) FROM {}rejects GROUP BY reason"))

    def close(self) -> None:
        """Lets go of every connection."""
        self._reading.close()
        self._recorder.close()

    def _ask(self, statement: str, *parameters: Any) -> list[Any]:
        return self._reading.query(statement.format(self._reading.prefix), parameters)

    def _tell(self) -> None:
        with self._committed:
            self._committed.notify_all()


def _rejected(number: int, key: bytes, reason: str, origin: str, told: bytes, position: int | None) -> RejectedRow:
    row = msgspec.json.decode(told)
    reject = Reject(origin_of(origin), row["source"], row["id"], RejectReason(reason), row["detail"])
    return RejectedRow(number, key, reject, position)


def _noted(number: int, position: int, origin: str, told: bytes) -> NotedRow:
    row = msgspec.json.decode(told)
    note = Note(Oddity(row["oddity"]), row["where"], row["detail"])
    return NotedRow(number, row["source"], row["id"], position, note, origin_of(origin))


def open_log(place: Path | str, clock: str = WORLD_BEFORE, quota: RejectQuota = USUAL_QUOTA) -> Log:
    """Opens the log in a folder (Path), or in PostgreSQL (address); makes it where there is none, to go by that clock.

    A log of an older form is migrated where it lies in a folder, and is kept beside as it was; in PostgreSQL it raises
    TooOld. Raises TooNew when a newer program wrote it, and Unavailable.
    """
    committed = threading.Condition()
    if isinstance(place, Path):
        from licensing.log import sqlite, sqlite_form

        file = events_file(place)
        sqlite_form.prepare(file, clock)
        return Log(sqlite.SqliteRecorder(file, quota), sqlite.SqliteReading(file, committed), committed)
    from licensing.log import postgres, postgres_form, postgres_reading

    postgres_form.prepare(place, clock)
    recorder = postgres.PostgresRecorder(place, quota)
    return Log(recorder, postgres_reading.PostgresReading(recorder, place), committed)


def found_log(place: Path | str) -> FoundLog:
    """The log as it lies in a folder (Path) or in PostgreSQL (address), its form foremost; nothing is changed."""
    from licensing.log import postgres_form, sqlite_form

    return sqlite_form.found(events_file(place)) if isinstance(place, Path) else postgres_form.found(place)


def migrate_log(place: Path | str) -> Migrated:
    """Brings the log to this program's form; raises TooNew and Unavailable."""
    from licensing.log import postgres_form, sqlite_form

    return sqlite_form.migrate(events_file(place)) if isinstance(place, Path) else postgres_form.migrate(place)


def events_file(folder: Path) -> Path:
    """Where the log of an embedded store lies."""
    return folder.resolve() / "events.db"
