"""Many orders decided one after the other under one hold of the write lock, and committed together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from domain.kernel.event import Recorded
from domain.kernel.log_entry import Stored
from licensing.log.recording import Asked, Promise, Request, answer_origin, answered, latest, request_key, taken
from licensing.log.rows import EventRow, OnceRow, once_key


class Decided(NamedTuple):
    """What an order adds to a stream: one event."""

    stream: str
    event: Recorded


class Looking(Protocol):
    """What a backend offers for looking while the lock is held."""

    def look(self, keys: Sequence[bytes], streams: Sequence[str]) -> tuple[Mapping[bytes, OnceRow], Mapping[str, int]]:
        """The once rows there are of these keys, and the last version of each stream, in one round trip."""
        ...


class Bulk(Protocol):
    """What a backend offers for writing all that was put."""

    def append(self, rows: Sequence[EventRow]) -> None: ...
    def keep(self, new: Sequence[OnceRow], changed: Sequence[OnceRow]) -> None: ...
    def keep_greatest(self, recordedat: str | None) -> None: ...


class Deciding:
    """The log while a group of orders is decided: what it holds, and what was put since the lock was taken."""

    def __init__(self, looking: Looking, head: int, greatest: str | None) -> None:
        self._looking, self._head, self._greatest = looking, head, greatest
        self._standing: dict[bytes, OnceRow | None] = {}
        self._versions: dict[str, int] = {}
        self._events: list[EventRow] = []
        self._kept: list[OnceRow] = []

    def head(self) -> int:
        """The greatest position that was committed before."""
        return self._head

    def following(self) -> int:
        """Where the next event that is put here will lie."""
        return self._head + len(self._events) + 1

    def greatest_recordedat(self) -> str | None:
        """The recorded clock, with what was put here."""
        return self._greatest

    def fetch(
        self,
        streams: Iterable[str] = (),
        once_refs: Iterable[tuple[str, str]] = (),
        requests: Iterable[str] = (),
    ) -> None:
        """Brings versions of streams, standing facts (source, id) and answered requests in one round trip."""
        self._fetch(streams, [*(once_key(*ref) for ref in once_refs), *map(request_key, requests)])

    def asked(self, keys: Sequence[str]) -> Mapping[str, Asked]:
        """Which of these requests have been answered already, and how."""
        self.fetch(requests=keys)
        found = {key: self._standing[request_key(key)] for key in keys}
        return {key: answered(row.digest, row.position, row.origin) for key, row in found.items() if row}

    def version(self, stream: str) -> int:
        """The last version of a stream, with what was put here; 0 where there is none."""
        self._fetch([stream], [])
        return self._versions[stream]

    def stands(self, source: str, id_: str) -> int | None:
        """Where the standing copy of a fact lies, with what was put here."""
        key = once_key(source, id_)
        self._fetch([], [key])
        row = self._standing[key]
        return row.position if row else None

    def put(self, events: Sequence[Decided], request: Request | None = None) -> tuple[int, ...]:
        """Adds what one order decided, whole or not at all, and tells at which positions, one after the other.

        The same order put again adds nothing and is told where it lies. Raises AnotherUnderThatKey when a source
        and id, or the request key, is taken by another content; what was put before stands.
        """
        if not events:
            return ()
        bodies = [decided.event.to_bytes() for decided in events]
        promises = [Promise.of(decided.event, body) for decided, body in zip(events, bodies, strict=True)]
        asked = request and Promise.to(request, promises[-1].recordedat)
        self._fetch((x.stream for x in events), (x.key for x in (*promises, asked) if x))
        return self._earlier(promises, asked) or self._put(events, bodies, promises, asked)

    def at(self, positions: Sequence[int]) -> list[Stored]:
        """The events that were put here at these positions; others are left out."""
        places = (position - self._head - 1 for position in positions)
        return [Stored(*self._events[place]) for place in places if 0 <= place < len(self._events)]

    def finish(self, bulk: Bulk) -> bool:
        """Writes all that was put; whether there was anything."""
        if self._events:
            bulk.append(self._events)
            bulk.keep(self._kept, [])
            bulk.keep_greatest(self._greatest)
        return bool(self._events)

    def _fetch(self, streams: Iterable[str], keys: Iterable[bytes]) -> None:
        new_keys = [key for key in dict.fromkeys(keys) if key not in self._standing]
        new_streams = [stream for stream in dict.fromkeys(streams) if stream not in self._versions]
        if new_keys or new_streams:
            standing, versions = self._looking.look(new_keys, new_streams)
            self._standing.update({key: standing.get(key) for key in new_keys})
            self._versions.update(versions)

    def _earlier(self, promises: Sequence[Promise], asked: Promise | None) -> tuple[int, ...]:
        rows = [*promises, asked] if asked else list(promises)
        found = [row for row in rows if self._standing[row.key]]
        same = [x for x in map(self._same, [asked] if asked else promises) if x]
        if asked and same:
            _, (first, last) = answered(same[0].digest, same[0].position, same[0].origin)
            return tuple(range(first, last + 1))
        if found and len(same) == len(promises):
            return tuple(row.position for row in same)
        if found or len({row.key for row in rows}) < len(rows):
            raise taken((found or rows)[0].key)
        return ()

    def _same(self, promise: Promise) -> OnceRow | None:
        row = self._standing[promise.key]
        return row if row and row.digest == promise.digest else None

    def _put(
        self, events: Sequence[Decided], bodies: Sequence[bytes], promises: Sequence[Promise], asked: Promise | None
    ) -> tuple[int, ...]:
        told = [promise.recordedat for promise in promises]
        self._greatest = latest([self._greatest, *told] if self._greatest else told)
        first = self.following()
        positions = tuple(range(first, first + len(events)))
        for position, (stream, event), body in zip(positions, events, bodies, strict=True):
            self._versions[stream] += 1
            self._events.append(EventRow(position, stream, self._versions[stream], event.type, body))
        rows = [OnceRow(*promise, position, "{}") for position, promise in zip(positions, promises, strict=True)]
        if asked:
            rows.append(OnceRow(*asked, positions[-1], answer_origin(first)))
        self._kept += rows
        self._standing.update({row.key: row for row in rows})
        return positions
