"""Many orders decided one after the other under one hold of the write lock, and committed together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec
from eventsourcing.persistence import StoredEvent

from domain.events.aside import FactRestored, FactSetAside
from domain.kernel.event import Recorded, envelope
from domain.kernel.log_entry import Stored
from domain.kernel.moments import instant
from domain.record.data_quality import notes
from domain.record.deliveries import written_digest
from licensing.log.recording import Request, key_taken, latest
from licensing.log.rows import (
    AnsweredRequest,
    Beside,
    IdempotencyRecord,
    Inserting,
    LookUp,
    NoteRow,
    note_key,
    record_key,
)


class Decided(NamedTuple):
    """What an order adds to a stream: one event."""

    stream: str
    event: Recorded


class Deciding:
    """The log while a group of orders is decided: what it holds, and what was put since the lock was taken."""

    def __init__(self, looking: LookUp, head: int, greatest: str | None) -> None:
        self._looking, self._head, self._greatest = looking, head, greatest
        self._before: dict[bytes, IdempotencyRecord | None] = {}
        self._versions: dict[str, int] = {}
        self._answered: dict[str, AnsweredRequest | None] = {}
        self._events: list[StoredEvent] = []
        self._records: list[IdempotencyRecord] = []
        self._requests: list[AnsweredRequest] = []
        self._notes: list[NoteRow] = []
        self._turned: dict[bytes, IdempotencyRecord] = {}

    def head(self) -> int:
        """The greatest position that was committed before."""
        return self._head

    def following(self) -> int:
        """Where the next event that is put here will lie."""
        return self._head + len(self._events) + 1

    def greatest_recordedat(self) -> str | None:
        """The recorded clock, with what was put here."""
        return self._greatest

    def greatest_without(self, source: str, id_: str) -> str | None:
        """The recorded clock as it would be without a fact, with what was put here."""
        key = record_key(source, id_)
        self._fetch(keys=[key])
        record, greatest = self._before[key], self._greatest
        if record is None or greatest is None or instant(record.recordedat) < instant(greatest):
            return greatest
        return self._looked_for(key)

    def _looked_for(self, without: bytes | None = None) -> str | None:
        """The recorded clock, without a fact if one is named, looked for among all."""
        asked = self._looking.greatest_without([*self._turned, *([without] if without else [])])
        put = [x.recordedat for x in (*self._records, *self._turned.values()) if not x.aside and x.key != without]
        return latest([asked, *put] if asked else put)

    def fetch(
        self,
        streams: Iterable[str] = (),
        entries: Iterable[tuple[str, str]] = (),
        requests: Iterable[str] = (),
    ) -> None:
        """Brings versions of streams, accepted facts (source, id) and answered requests in one round trip."""
        self._fetch(streams, (record_key(*entry) for entry in entries), requests)

    def asked(self, keys: Sequence[str]) -> Mapping[str, AnsweredRequest]:
        """Which of these requests have been answered already, and how."""
        self._fetch(requests=keys)
        return {key: answer for key in keys if (answer := self._answered[key])}

    def version(self, stream: str) -> int:
        """The last version of a stream, with what was put here; 0 where there is none."""
        self._fetch([stream])
        return self._versions[stream]

    def stands(self, source: str, id_: str) -> int | None:
        """Where the accepted version of a fact lies, with what was put here."""
        key = record_key(source, id_)
        self._fetch(keys=[key])
        record = self._before[key]
        return record.position if record else None

    def put(self, events: Sequence[Decided], request: Request | None = None) -> tuple[int, ...]:
        """Adds what one order decided, whole or not at all, and tells at which positions, one after the other.

        The same order put again adds nothing and is told where it lies. Raises AnotherUnderThatKey when a source
        and id, or the request key, is taken by another content; what was put before stands.
        """
        if not events:
            return ()
        bodies = [decided.event.to_bytes() for decided in events]
        records = [
            _record(decided.event, body, position)
            for position, (decided, body) in enumerate(zip(events, bodies, strict=True), self.following())
        ]
        self._fetch((x.stream for x in events), (x.key for x in records), [request.key] if request else ())
        return self._earlier(records, request) or self._put(events, bodies, records, request)

    def at(self, positions: Sequence[int]) -> list[Stored]:
        """The events that were put here at these positions; others are left out."""
        places = ((position, position - self._head - 1) for position in positions)
        return [_stored(at, self._events[place]) for at, place in places if 0 <= place < len(self._events)]

    def finish(self, inserting: Inserting) -> bool:
        """Writes all that was put; whether there was anything."""
        if self._events:
            inserting.insert_events(
                self._events,
                Beside(
                    records=self._records,
                    replaced=list(self._turned.values()),
                    requests=self._requests,
                    notes=self._notes,
                    recordedat=self._greatest,
                ),
            )
        return bool(self._events)

    def _fetch(self, streams: Iterable[str] = (), keys: Iterable[bytes] = (), requests: Iterable[str] = ()) -> None:
        new_streams = [stream for stream in dict.fromkeys(streams) if stream not in self._versions]
        new_keys = [key for key in dict.fromkeys(keys) if key not in self._before]
        new_requests = [key for key in dict.fromkeys(requests) if key not in self._answered]
        if new_streams or new_keys or new_requests:
            looked = self._looking.look(new_keys, new_streams, new_requests)
            self._versions.update(looked.versions)
            self._before.update({key: looked.records.get(key) for key in new_keys})
            self._answered.update({key: looked.requests.get(key) for key in new_requests})

    def _earlier(self, records: Sequence[IdempotencyRecord], request: Request | None) -> tuple[int, ...]:
        answer = self._answered[request.key] if request else None
        if request and answer and answer.content_digest == request.digest:
            return tuple(range(answer.first, answer.last + 1))
        before = [found for record in records if (found := self._before[record.key])]
        if not request and [x.digest for x in before] == [x.digest for x in records]:
            return tuple(record.position for record in before)
        if before or len({record.key for record in records}) < len(records):
            raise key_taken((before or records)[0].key.decode())
        if request and answer:
            raise key_taken(f"request {request.key}")
        return ()

    def _put(
        self,
        events: Sequence[Decided],
        bodies: Sequence[bytes],
        records: Sequence[IdempotencyRecord],
        request: Request | None,
    ) -> tuple[int, ...]:
        told = [record.recordedat for record in records]
        self._greatest = latest([self._greatest, *told] if self._greatest else told)
        for (stream, event), body in zip(events, bodies, strict=True):
            self._versions[stream] += 1
            self._events.append(StoredEvent(stream, self._versions[stream], event.type, body))
        self._records += records
        self._notes += [note for body, record in zip(bodies, records, strict=True) for note in _noted(body, record)]
        self._before.update({record.key: record for record in records})
        for decided in events:
            self._turn(decided.event.data)
        positions = tuple(record.position for record in records)
        if request:
            answer = AnsweredRequest(request.key, request.digest, told[-1], positions[0], positions[-1])
            self._requests.append(answer)
            self._answered[request.key] = answer
        return positions

    def _turn(self, told: object) -> None:
        """What is set aside counts for the clock no more, what is restored does again (rules 5.17)."""
        if not isinstance(told, FactSetAside | FactRestored):
            return
        key = record_key(told.source, told.id)
        self._fetch(keys=[key])
        record = self._before[key]
        aside = isinstance(told, FactSetAside)
        if record is None or record.aside is aside:
            return
        self._before[key] = self._turned[key] = record._replace(aside=aside)
        if not aside:
            self._greatest = latest([record.recordedat, *([self._greatest] if self._greatest else [])])
        elif self._greatest is not None and instant(record.recordedat) >= instant(self._greatest):
            self._greatest = self._looked_for()


def _noted(body: bytes, record: IdempotencyRecord) -> Iterator[NoteRow]:
    """What is odd about what an officer entered, for whoever relies on it."""
    fact = msgspec.json.decode(body)
    for note in notes(fact):
        told = {"source": fact["source"], "id": fact["id"], **note._asdict()}
        key = note_key(record.key, record.digest, note.oddity, note.where)
        yield NoteRow(key, record.position, record.origin, msgspec.json.encode(told))


def _record(event: Recorded, body: bytes, position: int) -> IdempotencyRecord:
    digest = written_digest(envelope(body))
    return IdempotencyRecord(record_key(event.source, event.id), digest, event.recordedat, position, "{}")


def _stored(position: int, event: StoredEvent) -> Stored:
    return Stored(position, str(event.originator_id), event.originator_version, event.topic, event.state)
