"""Rows that stand beside the events, and what a backend can do with them while it holds the write lock."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from domain.kernel.moments import SECOND, instant

SCHEMA = 1


def once_key(source: str, id_: str) -> bytes:
    """A source and id as one key; no source holds a line break, so no two pairs share it."""
    return f"{source}\n{id_}".encode()


class OnceRow(NamedTuple):
    """The standing copy under a source and id: content hash, when recorded, where it lies and came from."""

    key: bytes
    digest: str
    recordedat: str
    position: int
    origin: str

    @property
    def second(self) -> int:
        """The whole second it was recorded in, for finding the greatest."""
        return int(instant(self.recordedat) // SECOND)


class EventRow(NamedTuple):
    """An event on its way into the log."""

    position: int
    stream: str
    version: int
    type: str
    body: bytes


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


def conflict_key(once: bytes, digest: str) -> bytes:
    """One conflicting content is one reject, however often and from wherever it comes."""
    return hashlib.sha256(b"conflict\n" + once + digest.encode()).digest()


def note_key(once: bytes, digest: str, oddity: str, where: str) -> bytes:
    """One oddity of one content is one note."""
    return hashlib.sha256(b"\n".join((once, digest.encode(), oddity.encode(), where.encode()))).digest()


class Writing(Protocol):
    """The log while its write lock is held; everything done with it commits or rolls back together."""

    def standing(self, keys: Sequence[bytes]) -> Mapping[bytes, OnceRow]:
        """The once rows there are of these."""
        ...

    def versions(self, streams: Sequence[str]) -> Mapping[str, int]:
        """The last version of each stream, 0 where there is none."""
        ...

    def types(self, positions: Sequence[int]) -> Mapping[int, str]:
        """The type of the event at each position."""
        ...

    def greatest_recordedat(self) -> str | None:
        """The recorded clock as it was kept last."""
        ...

    def keep_greatest(self, recordedat: str | None) -> None:
        """Keeps the recorded clock."""
        ...

    def look_for_greatest(self) -> str | None:
        """The greatest recordedat of the standing copies, looked for among all of them."""
        ...

    def reserve(self, count: int) -> Sequence[int]:
        """The next positions, greater than all there are."""
        ...

    def append(self, rows: Sequence[EventRow]) -> None:
        """Puts events at reserved positions."""
        ...

    def keep(self, new: Sequence[OnceRow], changed: Sequence[OnceRow]) -> None:
        """Once rows that are new, and those that take another's place."""
        ...

    def put_rejects(self, rows: Sequence[RejectRow]) -> None:
        """Rejects; one that is already there stays, with the new words unless it is a conflict."""
        ...

    def drop_rejects(self, keys: Iterable[bytes]) -> None:
        """Takes away rejects that are none any more."""
        ...

    def put_notes(self, rows: Sequence[NoteRow]) -> None:
        """Notes; one that is already there stays as it is."""
        ...
