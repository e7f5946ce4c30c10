"""What an event is: a permanent kind, a revision, what happened; and the one written form of its record.

The bytes made here are the bytes stored, the bytes on the topic and the bytes handed to an auditor.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Unpack, dataclass_transform

import msgspec

from domain.kernel.errors import UnreadableEvent
from domain.kernel.event_parts import Declared, Parts, declared_as

T = TypeVar("T")

_KINDS: dict[str, type[Any]] = {}
_LOOKING = threading.Lock()


@dataclass_transform(frozen_default=True, kw_only_default=True)
def shape(cls: type[T]) -> type[T]:
    """A frozen value with named fields: part of an event, never an event by itself."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(kind: str, revision: int = 1, **parts: Unpack[Parts]) -> Callable[[type[T]], type[T]]:
    """Declares an event under its permanent kind, `noun.past-participle`; the class may move, the kind may not.

    Raises TypeError that names the kind and the part, when a part of the declaration is missing.
    """

    def declare(cls: type[T]) -> type[T]:
        if kind in _KINDS:
            raise AssertionError(f"two events call themselves {kind}")
        declared = declared_as(kind, cls, parts)
        made = shape(cls)
        made.__declared__ = declared  # type: ignore[attr-defined]
        made.__kind__ = kind  # type: ignore[attr-defined]
        made.__revision__ = revision  # type: ignore[attr-defined]
        _KINDS[kind] = made
        return made

    return declare


def kinds() -> Mapping[str, type[Any]]:
    """Every declared event by its kind."""
    return dict(_KINDS)


def declaration_of(kind: str) -> Declared:
    """All that was said of a kind where it is declared; KeyError for a kind that is not."""
    found: Declared = _KINDS[kind].__declared__
    return found


def type_of(cls: Any) -> str:
    """The type on the wire: kind, `.v`, revision."""
    return f"{cls.__kind__}.v{cls.__revision__}"


class Envelope(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A record with its data still in bytes: what a reader needs before it knows whether the kind concerns it.

    `time` is when it happened, `recordedat` when the authority received it; both as written, with their offset.
    `person` is who entered it, whatever account or role; `proposer` the person who proposed what another confirmed.
    """

    source: str
    id: str
    type: str
    subject: str
    time: str
    recordedat: str
    data: msgspec.Raw
    timeprecision: str | None = None
    corrects: str | None = None
    actor: str | None = None
    authority: str | None = None
    basis: str | None = None
    cause: str | None = None
    person: str | None = None
    proposer: str | None = None

    @property
    def kind(self) -> str:
        """The permanent kind, without the revision."""
        return self.type.rpartition(".v")[0]


@shape
class Recorded:
    """An event with when it happened, when it was received, who says so and under which provision (R-020, R-116)."""

    source: str
    id: str
    type: str
    subject: str
    time: str
    recordedat: str
    data: Any
    timeprecision: str | None = None
    corrects: str | None = None
    actor: str | None = None
    authority: str | None = None
    basis: str | None = None
    cause: str | None = None
    person: str | None = None
    proposer: str | None = None

    def to_bytes(self) -> bytes:
        """The one written form: JSON in UTF-8, keys in code point order, no white space, nothing absent written."""
        return written({name: getattr(self, name) for name in self.__slots__})  # type: ignore[attr-defined]

    @property
    def kind(self) -> str:
        """The permanent kind, without the revision."""
        return self.type.rpartition(".v")[0]


_ENVELOPE = msgspec.json.Decoder(Envelope)
_ENCODER = msgspec.json.Encoder(order="sorted")
_KEPT = (
    "source",
    "id",
    "type",
    "subject",
    "time",
    "recordedat",
    "data",
    "timeprecision",
    "corrects",
    "actor",
    "authority",
    "basis",
    "cause",
    "person",
    "proposer",
)


def written(fact: Mapping[str, Any]) -> bytes:
    """The written form of a fact given by its attributes; what is not part of the record is left out.

    Of data given as an event of ours, what may be absent and is absent is left out; other data are written as given.
    """
    return _ENCODER.encode({name: _stated(fact[name]) for name in _KEPT if fact.get(name) is not None})


def _stated(value: Any) -> Any:
    shape_of = _fields(value.__class__)
    if shape_of is not None:
        found = {}
        for name, may_be_absent in shape_of:
            part = getattr(value, name)
            if part is not None:
                found[name] = part if type(part) is str else _stated(part)
            elif not may_be_absent:
                found[name] = None
        return found
    return [_stated(part) for part in value] if type(value) is tuple else value


@cache
def _fields(cls: type[Any]) -> tuple[tuple[str, bool], ...] | None:
    # Each field of a shape, and whether leaving it out means the same as null; None where it is no shape of ours.
    return tuple((x.name, x.default is None) for x in fields(cls)) if is_dataclass(cls) else None


def canonical(value: object) -> bytes:
    """Any value as JSON with keys in code point order and no white space."""
    return _ENCODER.encode(value)


def envelope(body: bytes) -> Envelope:
    """Opens stored bytes as far as the envelope.

    Raises UnreadableEvent when they are not a record of ours.
    """
    try:
        return _ENVELOPE.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
        raise UnreadableEvent(f"not a record: {why}") from why


@cache
def decoder_of(of: Any) -> msgspec.json.Decoder[Any]:
    """The decoder of a shape, made by one thread at a time: two that look at a class at once crash msgspec."""
    with _LOOKING:
        return msgspec.json.Decoder(of)


def decode(type_: str, data: bytes | msgspec.Raw) -> Any:
    """The event behind its type and data; older revisions are upgraded step by step.

    Raises UnreadableEvent when the kind is unknown, newer than this program, or its data do not fit.
    """
    kind, _, revision = type_.rpartition(".v")
    cls: Any = _KINDS.get(kind)
    if cls is None or not revision.isdecimal():
        raise UnreadableEvent(f"this program knows no event of type {type_!r}")
    try:
        if int(revision) == cls.__revision__:
            return decoder_of(cls).decode(data)
        return _upgraded(cls, int(revision), data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
        raise UnreadableEvent(f"{type_}: {why}") from why


def _upgraded(cls: Any, revision: int, data: bytes | msgspec.Raw) -> Any:
    if revision > cls.__revision__:
        raise UnreadableEvent(
            f"{cls.__kind__} revision {revision} is newer than this program, which reads up to {cls.__revision__}"
        )
    content = msgspec.json.decode(data)
    for old in range(revision, cls.__revision__):
        content = getattr(cls, f"from_revision_{old}")(content)
    decoder_of(cls)  # so that the class has been looked at
    return msgspec.convert(content, cls)


def recorded(body: bytes) -> Recorded:
    """The whole record behind stored bytes; raises UnreadableEvent."""
    e = envelope(body)
    return Recorded(
        source=e.source,
        id=e.id,
        type=e.type,
        subject=e.subject,
        time=e.time,
        recordedat=e.recordedat,
        data=decode(e.type, e.data),
        timeprecision=e.timeprecision,
        corrects=e.corrects,
        actor=e.actor,
        authority=e.authority,
        basis=e.basis,
        cause=e.cause,
        person=e.person,
        proposer=e.proposer,
    )
