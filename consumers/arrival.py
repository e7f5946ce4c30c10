"""What comes in, before and after judgement: a delivery that may be recorded, or a reject with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from domain.record.data_quality import Note


class Origin(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Where a fact came from: a line of a file, or a record of a topic."""

    file: str | None = None
    line: int | None = None
    topic: str | None = None
    partition: int | None = None
    offset: int | None = None

    def written(self) -> str:
        """The origin as it is stored."""
        return _ENCODER.encode(self).decode()

    def __str__(self) -> str:
        if self.topic is not None:
            return f"{self.topic} partition {self.partition} offset {self.offset}"
        return f"{self.file} line {self.line}" if self.file else "this program"


_ENCODER = msgspec.json.Encoder()
_ORIGINS = msgspec.json.Decoder(Origin)


def origin_of(text: str | bytes) -> Origin:
    """The origin behind its stored form."""
    return _ORIGINS.decode(text)


class RejectReason(StrEnum):
    """Why a fact is not accepted; SOURCE_NOT_ALLOWED only on topics, where a setting names who may speak.

    RECORDS_LOST stands for records of a topic that were gone before they were read.
    """

    TOO_LONG = "TOO_LONG"
    NOT_JSON = "NOT_JSON"
    SCHEMA = "SCHEMA"
    SOURCE_NOT_ALLOWED = "SOURCE_NOT_ALLOWED"
    NOT_YOURS_TO_SAY = "NOT_YOURS_TO_SAY"
    FROM_THE_FUTURE = "FROM_THE_FUTURE"
    CONFLICTING_DUPLICATE = "CONFLICTING_DUPLICATE"
    RECORDS_LOST = "RECORDS_LOST"


class Delivery(msgspec.Struct, frozen=True, gc=False):
    """A fact that satisfies the contract: attributes, written form, content hash, origin."""

    fact: Mapping[str, Any]
    body: bytes
    digest: str
    stream: str
    origin: Origin
    notes: tuple[Note, ...] = ()
    leads: bool = False  # first of its file: its recordedat may lie anywhere

    @property
    def source(self) -> str:
        """Who reports it."""
        return str(self.fact["source"])

    @property
    def id(self) -> str:
        """Its number within the source."""
        return str(self.fact["id"])


class Reject(msgspec.Struct, frozen=True, gc=False):
    """Something that came and was not accepted; `raw` is what came, where that is kept."""

    origin: Origin
    source: str | None
    id: str | None
    reason: RejectReason
    detail: str
    raw: bytes | None = None

    def told(self) -> dict[str, Any]:
        """The row of a rejects file."""
        o = self.origin
        place: dict[str, Any] = {"line": o.line}
        if o.topic is not None:
            place = {"partition": o.partition, "offset": o.offset}
        return place | {
            "source": self.source,
            "id": self.id,
            "reason": str(self.reason),
            "detail": self.detail,
        }

    def key(self) -> bytes:
        """The same for the same thing from the same place, however often it is delivered."""
        content = hashlib.sha256(self.raw or b"").digest()
        return hashlib.sha256(self.origin.written().encode() + self.reason.encode() + content).digest()


class NotedFact(NamedTuple):
    """A note with the fact that it is about."""

    source: str
    id: str
    note: Note
    origin: Origin


class Counts(NamedTuple):
    """How many were accepted, came again, were rejected; `displaced` of these were accepted before."""

    accepted: int = 0
    repeated: int = 0
    rejected: int = 0
    displaced: int = 0
    noted: int = 0

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*(mine + its for mine, its in zip(self, other, strict=True)))

    @property
    def seen(self) -> int:
        """How many came."""
        return self.accepted + self.repeated + self.rejected - self.displaced


class Outcome(NamedTuple):
    """What became of a batch: all of it stands in the log when this is returned."""

    accepted: int = 0
    repeated: int = 0
    rejects: Sequence[Reject] = ()
    displaced: int = 0
    notes: Sequence[NotedFact] = ()

    @property
    def counts(self) -> Counts:
        """The numbers alone."""
        return Counts(self.accepted, self.repeated, len(self.rejects), self.displaced, len(self.notes))


Record = Callable[[Sequence[Delivery | Reject]], Outcome]
