"""Rows that stand beside the events, and what a backend can do with them while it holds the write lock."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from eventsourcing.persistence import StoredEvent

from domain.kernel.moments import SECOND, instant


def record_key(source: str, id_: str) -> bytes:
    """A source and id as one key; no source holds a line break, so no two pairs share it."""
    return f"{source}\n{id_}".encode()


NOT_COUNTED = -(1 << 40)
"""In place of the second in which a copy was recorded that is set aside: the clock goes by no such copy."""


class IdempotencyRecord(NamedTuple):
    """The accepted version under a source and id: content hash (hex), when recorded, where it lies and came from.

    One that is set aside counts as never accepted (rules 5.17).
    """

    key: bytes
    digest: str
    recordedat: str
    position: int
    origin: str
    aside: bool = False

    @property
    def second(self) -> int:
        """The whole second it was recorded in, for finding the greatest; NOT_COUNTED where it is set aside."""
        return NOT_COUNTED if self.aside else int(instant(self.recordedat) // SECOND)


class AnsweredRequest(NamedTuple):
    """A request under its caller's key: hash (hex) of what was asked, when it was answered, what was recorded."""

    key: str
    content_digest: str
    recordedat: str
    first: int
    last: int

    @property
    def positions(self) -> tuple[int, int]:
        """Where that lies: from the one to the other, one after the other."""
        return self.first, self.last


EventRow = tuple[int, str, int, str, bytes]
"""An event at its position: that, its stream, its version there, its type, its bytes."""


class RejectRow(NamedTuple):
    """A reject: `told` is its JSON; `raw` what came; `position` that of a displaced event."""

    key: bytes
    reason: str
    origin: str
    told: bytes
    raw: bytes | None
    position: int | None


class NoteRow(NamedTuple):
    """A data-quality note: `told` is its JSON."""

    key: bytes
    position: int
    origin: str
    told: bytes


class Beside(NamedTuple):
    """What is written beside events, in their transaction.

    `records` are new, `replaced` take the place of others of their keys; `recordedat` is what the recorded clock then
    shows. A reject that is already there stays, with the new words unless it is a conflict; a note stays as it is.
    """

    records: Sequence[IdempotencyRecord] = ()
    replaced: Sequence[IdempotencyRecord] = ()
    requests: Sequence[AnsweredRequest] = ()
    recordedat: str | None = None
    no_rejects: Collection[bytes] = ()
    rejects: Sequence[RejectRow] = ()
    notes: Sequence[NoteRow] = ()


NOTHING_BESIDE = Beside()


def event_rows(following: int, events: Sequence[StoredEvent]) -> list[EventRow]:
    """What the library hands over, at the positions from the following one on."""
    return [
        (position, str(e.originator_id), e.originator_version, e.topic, e.state)
        for position, e in enumerate(events, following)
    ]


def conflict_key(record: bytes, digest: str) -> bytes:
    """One conflicting content is one reject, however often and from wherever it comes."""
    return hashlib.sha256(b"conflict\n" + record + digest.encode()).digest()


def note_key(record: bytes, digest: str, oddity: str, where: str) -> bytes:
    """One oddity of one content is one note."""
    return hashlib.sha256(b"\n".join((record, digest.encode(), oddity.encode(), where.encode()))).digest()


class LookedUp(NamedTuple):
    """What was looked up: records by key, the last version of each stream (0 for none), requests by key."""

    records: Mapping[bytes, IdempotencyRecord]
    versions: Mapping[str, int]
    requests: Mapping[str, AnsweredRequest]


class LookUp(Protocol):
    """What a backend offers for looking while the lock is held."""

    def look(self, keys: Sequence[bytes], streams: Sequence[str], requests: Sequence[str]) -> LookedUp:
        """What there is of these, in one round trip."""
        ...

    def greatest_without(self, keys: Sequence[bytes]) -> str | None:
        """The greatest recordedat of the other idempotency records, looked for among all of them."""
        ...


class Inserting(Protocol):
    """What a backend offers for writing while the lock is held: what the library calls a recorder does, and more."""

    def insert_events(self, stored_events: Sequence[StoredEvent], beside: Beside = NOTHING_BESIDE) -> Sequence[int]:
        """Appends events at the positions that follow, with what belongs beside them; tells the positions."""
        ...


class KeepingRejects(Protocol):
    """What keeps rejects within a quota."""

    def within(self, quota: Any, rows: Sequence[RejectRow]) -> list[RejectRow]:
        """Those that are kept; the others are counted."""
        ...

    def forget(self, before: str) -> int:
        """Takes away what was kept before a day, and tells how many."""
        ...


class Writing(LookUp, Inserting, Protocol):
    """The log while its write lock is held; everything done with it commits or rolls back together."""

    def head(self) -> int:
        """The greatest position there is; 0 when empty."""
        ...

    def types(self, positions: Sequence[int]) -> Mapping[int, str]:
        """The type of the event at each position."""
        ...

    def greatest_recordedat(self) -> str | None:
        """The recorded clock as it was kept last."""
        ...

    def keep_greatest(self, recordedat: str | None) -> None:
        """Keeps the recorded clock; None leaves it."""
        ...

    def reject_keeping(self) -> KeepingRejects:
        """What keeps rejects within their quota."""
        ...
