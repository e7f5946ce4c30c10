"""What becomes of facts from outside once the write lock is held."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from eventsourcing.persistence import StoredEvent

from consumers.arrival import Delivery, NotedFact, Outcome, Reject, RejectReason, origin_of
from domain.kernel.errors import DomainError
from domain.kernel.moments import instant
from domain.record.data_quality import Note, corrected, far_ahead
from domain.record.deliveries import Accepted, Verdict, judge
from licensing.log.reject_quota import USUAL_QUOTA, RejectQuota
from licensing.log.rows import (
    Beside,
    IdempotencyRecord,
    NoteRow,
    RejectRow,
    Writing,
    conflict_key,
    note_key,
    record_key,
)


class AnotherUnderThatKey(DomainError):
    """The same source and id, or the same request key, with another content."""


class Request(NamedTuple):
    """A caller's own key for what he asks, and what he asks: asked twice, it is done once."""

    key: str
    content: str

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what is asked."""
        return hashlib.sha256(self.content.encode()).hexdigest()


class Batch:
    """One batch of arrivals, judged in order against the log and against each other."""

    def __init__(
        self, writing: Writing, arrivals: Sequence[Delivery | Reject], quota: RejectQuota = USUAL_QUOTA
    ) -> None:
        self._writing, self._quota = writing, quota
        self._arrivals = arrivals
        deliveries = [x for x in arrivals if isinstance(x, Delivery)]
        self._keys = {id(x): record_key(x.source, x.id) for x in deliveries}
        wanted = dict.fromkeys(self._keys.values())
        targets = {record_key(x.source, x.fact["corrects"]) for x in deliveries if "corrects" in x.fact}
        keys, streams = [*wanted, *(targets - wanted.keys())], list({x.stream for x in deliveries})
        looked = writing.look(keys, streams, ())
        self._standing, self._versions = dict(looked.records), dict(looked.versions)
        self._types = self._types_of(targets)
        self._greatest = writing.greatest_recordedat()
        self._stepped_back = False
        self._known = set(self._standing)
        self._free = itertools.count(writing.head() + 1) if deliveries else iter(())
        self._events: list[StoredEvent] = []
        self._fresh: dict[bytes, IdempotencyRecord] = {}
        self._rejects: dict[bytes, RejectRow] = {}
        self._told: list[tuple[bytes, Reject]] = []
        self._no_rejects: set[bytes] = set()
        self._notes: list[NoteRow] = []
        self._noted: list[NotedFact] = []
        self._counts = dict.fromkeys(Verdict, 0)

    def record(self, instead_of: Iterable[bytes] = ()) -> Outcome:
        """Judges every arrival, writes what follows, and tells what became of them."""
        for arrival in self._arrivals:
            if isinstance(arrival, Reject):
                self._reject(arrival.key(), arrival, arrival.raw, None)
            else:
                self._judge(arrival)
        self._no_rejects.update(key for key in instead_of if key not in self._rejects)
        self._write()
        count = self._counts
        return Outcome(
            accepted=count[Verdict.NEW] + count[Verdict.DISPLACES],
            repeated=count[Verdict.REPEATED] + count[Verdict.LOWERS],
            rejects=[reject for key, reject in self._told if key not in self._no_rejects],
            displaced=count[Verdict.DISPLACES],
            notes=self._noted,
        )

    def _types_of(self, targets: set[bytes]) -> dict[bytes, str]:
        places = {key: self._standing[key].position for key in targets if key in self._standing}
        types = self._writing.types(list(places.values())) if places else {}
        return {key: types[position] for key, position in places.items()}

    def _judge(self, delivery: Delivery) -> None:
        key, fact = self._keys[id(delivery)], delivery.fact
        before = self._standing.get(key)
        if before is not None and before.aside:
            self._judge_beside(key, delivery, before)
            return
        if before is None:
            self._counts[Verdict.NEW] += 1
            self._note(key, delivery, self._append(key, delivery))
            self._advance(fact["recordedat"])
            return
        stands = Accepted(digest=before.digest, recordedat=before.recordedat)
        verdict = judge(stands, Accepted(digest=delivery.digest, recordedat=fact["recordedat"]))
        self._counts[verdict] += 1
        if verdict is Verdict.REJECTED:
            self._conflict(key, delivery, before)
        if verdict is Verdict.LOWERS:
            self._append(key, delivery)
            self._step_back(before.recordedat)
        if verdict is Verdict.DISPLACES:
            self._displace(key, delivery, before)
            self._note(key, delivery, self._append(key, delivery))
            self._step_back(before.recordedat)

    def _judge_beside(self, key: bytes, delivery: Delivery, aside: IdempotencyRecord) -> None:
        """Beside a copy that was set aside: that copy again is only repeated, any other is accepted."""
        recordedat = delivery.fact["recordedat"]
        if delivery.digest == aside.digest and instant(recordedat) >= instant(aside.recordedat):
            self._counts[Verdict.REPEATED] += 1
            return
        self._counts[Verdict.NEW] += 1
        self._note(key, delivery, self._append(key, delivery))
        self._advance(recordedat)

    def _append(self, key: bytes, delivery: Delivery) -> int:
        position, fact, stream = next(self._free), delivery.fact, delivery.stream
        version = self._versions.get(stream, 0) + 1
        self._versions[stream] = version
        self._events.append(StoredEvent(stream, version, fact["type"], delivery.body))
        origin = delivery.origin.written()
        record = IdempotencyRecord(key, delivery.digest, fact["recordedat"], position, origin)
        self._standing[key] = self._fresh[key] = record
        self._types[key] = fact["type"]
        return position

    def _conflict(self, key: bytes, delivery: Delivery, before: IdempotencyRecord) -> None:
        detail = f"another content stands under this source and id, recorded at {before.recordedat}"
        reject = Reject(
            delivery.origin, delivery.source, delivery.id, RejectReason.CONFLICTING_DUPLICATE, detail, delivery.body
        )
        self._reject(conflict_key(key, delivery.digest), reject, delivery.body, None)

    def _displace(self, key: bytes, delivery: Delivery, before: IdempotencyRecord) -> None:
        self._no_rejects.add(conflict_key(key, delivery.digest))
        self._rejects.pop(conflict_key(key, delivery.digest), None)
        detail = f"accepted once; displaced by another content recorded at {delivery.fact['recordedat']}"
        origin = origin_of(before.origin)
        reject = Reject(origin, delivery.source, delivery.id, RejectReason.CONFLICTING_DUPLICATE, detail)
        self._reject(conflict_key(key, before.digest), reject, None, before.position)

    def _reject(self, key: bytes, reject: Reject, raw: bytes | None, position: int | None) -> None:
        told = {"source": reject.source, "id": reject.id, "detail": reject.detail}
        self._no_rejects.discard(key)
        self._told.append((key, reject))
        row = RejectRow(key, str(reject.reason), reject.origin.written(), msgspec.json.encode(told), raw, position)
        self._rejects.setdefault(key, row)

    def _note(self, key: bytes, delivery: Delivery, position: int) -> None:
        found = [*delivery.notes, *self._notes_in_context(delivery)]
        for note in found:
            told = {"source": delivery.source, "id": delivery.id, **note._asdict()}
            row_key = note_key(key, delivery.digest, note.oddity, note.where)
            origin = delivery.origin.written()
            self._notes.append(NoteRow(row_key, position, origin, msgspec.json.encode(told)))
            self._noted.append(NotedFact(delivery.source, delivery.id, note, delivery.origin))

    def _notes_in_context(self, delivery: Delivery) -> list[Note]:
        fact, found = delivery.fact, []
        target = fact.get("corrects")
        if target is not None and target != delivery.id:
            found.append(corrected(fact["type"], target, self._types.get(record_key(delivery.source, target))))
        if self._greatest is not None and not delivery.leads:
            found.append(far_ahead(fact["recordedat"], self._greatest))
        return [note for note in found if note]

    def _advance(self, recordedat: str) -> None:
        if self._greatest is None or instant(recordedat) > instant(self._greatest):
            self._greatest = recordedat

    def _step_back(self, recordedat: str) -> None:
        # Where the clock comes to then only shows when all is written; until then it is taken to stand.
        if self._greatest is not None and instant(recordedat) >= instant(self._greatest):
            self._stepped_back = True

    def _write(self) -> None:
        fresh = self._fresh.values()
        beside = Beside(
            records=[record for record in fresh if record.key not in self._known],
            replaced=[record for record in fresh if record.key in self._known],
            recordedat=None if self._stepped_back else self._greatest,
            no_rejects=self._no_rejects,
            rejects=self._writing.reject_keeping().within(self._quota, list(self._rejects.values())),
            notes=self._notes,
        )
        self._writing.insert_events(self._events, beside)
        if self._stepped_back:
            self._writing.keep_greatest(self._writing.greatest_without(()))


def key_taken(key: str) -> AnotherUnderThatKey:
    """The refusal that names what is taken."""
    return AnotherUnderThatKey(f"another content is on record under {key.replace(chr(10), ' ')}")


def latest(texts: Iterable[str]) -> str | None:
    """The latest of instants as written."""
    return max(texts, key=instant, default=None)
