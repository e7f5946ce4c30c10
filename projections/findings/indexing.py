"""Files deliveries: which copy stands, which of a family of corrections is in force, what time it is (rules 1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from domain.engine import subjects as places
from domain.kernel.canon import bounded
from domain.kernel.event import Envelope, envelope
from domain.kernel.moments import Instant, instant
from domain.record.corrections import family, in_force
from domain.record.deliveries import Standing, Verdict, judge, written_digest
from domain.record.fact import Fact
from domain.record.statutes import StatuteBook, statutes
from projections.findings.stamps import stamp
from projections.findings.tables import CORRECTOR, LINK, STANDING, SUBJECT
from projections.findings.write_back_cache import Pairs, Shelf
from projections.store.table import Row
from projections.store.views import Generation

EVERY = 1 << 60
COPIES, FILES = 6_000, 2_200
"""How many are kept in memory; twice as many while they are all in use."""


class Copy(NamedTuple):
    """The standing copy under a source and id, as far as families and the clock need it."""

    ref: str
    id: str
    type: str
    corrected: str | None
    recordedat: str
    digest: str
    subjects: tuple[str, ...]

    @property
    def received(self) -> Instant:
        """When it was recorded."""
        return instant(self.recordedat)


class File:
    """The standing facts of one subject, and which of them are in force."""

    __slots__ = ("_sorted", "held")

    def __init__(self) -> None:
        self.held: dict[str, tuple[bool, bytes, Fact]] = {}
        self._sorted: tuple[Fact, ...] | None = None

    def put(self, ref: str, counts: bool, body: bytes, fact: Fact) -> None:
        """Files a fact, in force or not."""
        self.held[ref] = (counts, body, fact)
        self._sorted = None

    def take(self, ref: str) -> tuple[bool, bytes, Fact] | None:
        """Removes a fact."""
        self._sorted = None
        return self.held.pop(ref, None)

    @property
    def in_force(self) -> tuple[Fact, ...]:
        """The facts in force in business order."""
        if self._sorted is None:
            found = [fact for counts, _, fact in self.held.values() if counts]
            self._sorted = tuple(sorted(found, key=lambda f: f.order)) if len(found) > 1 else tuple(found)
        return self._sorted

    def to_row(self) -> Row:
        """As JSON: a list of [in force, record]."""
        parts = (b"[1," + body + b"]" if counts else b"[0," + body + b"]" for counts, body, _ in self.held.values())
        return (b"[" + b",".join(parts) + b"]",)


_FILE = msgspec.json.Decoder(list[tuple[int, msgspec.Raw]])


def _read_file(row: Row) -> File:
    file = File()
    for counts, body in _FILE.decode(row[2]):
        fact = Fact(envelope(bytes(body)))
        file.put(bounded(fact.ref), bool(counts), bytes(body), fact)
    return file


def subjects_of(column: str) -> list[str]:
    """The subjects a copy is filed under, from its row."""
    found: list[str] = msgspec.json.decode(column)
    return found


def _read_copy(row: Row) -> Copy:
    _, ref, id_, type_, corrected, recordedat, _, digest, subjects = row
    return Copy(ref, id_, type_, corrected, recordedat, digest, tuple(subjects_of(subjects)))


def _write_copy(copy: Copy) -> Row:
    subjects = msgspec.json.encode(copy.subjects).decode()
    return (copy.id, copy.type, copy.corrected, copy.recordedat, stamp(copy.received), copy.digest, subjects)


def copy_of(e: Envelope, fact: Fact | None) -> Copy:
    """A delivery as families and the clock see it."""
    corrected = None if e.corrects is None else bounded(f"{e.source}#{e.corrects}")
    subjects = () if fact is None else tuple(places.subjects(fact.kind, fact.data))
    return Copy(bounded(f"{e.source}#{e.id}"), e.id, e.type, corrected, e.recordedat, written_digest(e), subjects)


def fact_of(e: Envelope, data: Any = None) -> Fact | None:
    """The fact of a kind that belongs in some dossier; None for the others."""
    return None if e.kind in places.UNREAD else Fact(e, data)


class Opened(NamedTuple):
    """A delivery opened, not yet judged."""

    copy: Copy
    body: bytes
    fact: Fact | None


def opened(body: bytes, data: Any = None) -> Opened:
    """Opens a delivery; `data` are its own where they are known already. Raises UnreadableEvent."""
    e = envelope(body)
    fact = fact_of(e, data)
    return Opened(copy_of(e, fact), body, fact)


class Arrival(NamedTuple):
    """A delivery that changes something, judged, not yet filed."""

    copy: Copy
    old: Copy | None
    body: bytes
    fact: Fact | None


class Filing:
    """The standing copies, files and links of one worker, and the recorded clock."""

    def __init__(
        self, generation: Generation, worker: int, all_correctors: bool = True, book: StatuteBook | None = None
    ) -> None:
        self._generation, self._worker, self.statutes = generation, worker, book or statutes()
        self.copies: Shelf[Copy] = Shelf(generation, STANDING, worker, _read_copy, _write_copy, COPIES)
        self.correctors = Pairs(generation, CORRECTOR, worker, EVERY)
        if all_correctors and not generation.fresh:
            self.correctors.fetch_all()
        self.files: Shelf[File] = Shelf(generation, SUBJECT, worker, _read_file, File.to_row, FILES)
        self.links = Pairs(generation, LINK, worker, COPIES)

    def open(self, opened: Opened) -> Arrival | None:
        """Judges a delivery; None when it repeats what stands or gives way to it."""
        copy = opened.copy
        old = self.copies.get(copy.ref)
        standing = None if old is None else Standing(digest=old.digest, recordedat=old.recordedat)
        arrived = Standing(digest=copy.digest, recordedat=copy.recordedat)
        if judge(standing, arrived) in (Verdict.REPEATED, Verdict.REJECTED):
            return None
        return Arrival(copy, old, opened.body, opened.fact)

    def fetch(self, batch: Sequence[Opened]) -> None:
        """Brings into memory what a batch will need, in few round trips."""
        self.copies.fetch([x.copy.ref for x in batch])
        self.files.fetch({subject for x in batch for subject in x.copy.subjects})

    def file(self, arrival: Arrival) -> set[str]:
        """Files a delivery; says which subjects and links mean something else now, as `file …` and `link …`."""
        touched = self._join(arrival.fact) if arrival.fact else set()
        copy = arrival.copy
        if arrival.old is None and copy.corrected is None and not self.correctors.of(copy.ref):
            self.copies.put(copy.ref, copy)
            return touched | self._put(arrival, counts=True)
        return touched | self._refile(arrival)

    def facts(self, subject: str) -> tuple[Fact, ...]:
        """The facts in force about a subject, in business order."""
        file = self.files.get(subject)
        return () if file is None else file.in_force

    def _join(self, fact: Fact) -> set[str]:
        joined = places.joins(fact.kind, fact.data, self.statutes)
        return {f"link {space} {name}" for space, name, other in joined if self.links.add(f"{space} {name}", other)}

    def _put(self, arrival: Arrival, counts: bool) -> set[str]:
        fact = arrival.fact
        if fact is None:
            return set()
        for subject in arrival.copy.subjects:
            file = self.files.get(subject) or File()
            file.put(arrival.copy.ref, counts, arrival.body, fact)
            self.files.put(subject, file)
        return {f"file {subject}" for subject in arrival.copy.subjects} if counts else set()

    def _refile(self, arrival: Arrival) -> set[str]:
        """The long way, for corrections and copies that take another's place: whole families are judged anew."""
        copy, old = arrival.copy, arrival.old
        near = {copy.ref, *self.correctors.of(copy.ref)}
        near |= {x.corrected for x in (copy, old) if x is not None and x.corrected is not None}
        before = self._in_force(near)
        touched = self._take(old, before) if old else set()
        self.copies.put(copy.ref, copy)
        if copy.corrected is not None:
            self.correctors.add(copy.corrected, copy.ref)
        self._put(arrival, counts=False)
        for ref, counts in self._in_force(near | set(before)).items():
            touched |= self._set(ref, counts)
        return touched

    def _take(self, old: Copy, before: dict[str, bool]) -> set[str]:
        for subject in old.subjects:
            file = self.files.get(subject)
            if file is not None:
                file.take(old.ref)
                self.files.put(subject, file)
        return {f"file {subject}" for subject in old.subjects} if before.get(old.ref) else set()

    def _in_force(self, refs: Iterable[str]) -> dict[str, bool]:
        result: dict[str, bool] = {}
        for ref in refs:
            copy = self.copies.get(ref)
            if copy is not None and ref not in result:
                members = family(copy, self.copies.get, self.correctors.of)
                chosen = in_force(members).ref
                result.update((m.ref, m.ref == chosen) for m in members)
        return result

    def _set(self, ref: str, counts: bool) -> set[str]:
        copy = self.copies.get(ref)
        touched = set()
        for subject in copy.subjects if copy else ():
            file = self.files.get(subject)
            held = file.held[ref] if file else None
            if file is not None and held is not None and held[0] != counts:
                file.put(ref, counts, held[1], held[2])
                self.files.put(subject, file)
                touched.add(f"file {subject}")
        return touched

    def latest(self) -> str:
        """The greatest recordedat among standing copies, as written; what the store does not have yet counts too."""
        new = self.copies.unwritten()
        rows = self._generation.select(
            STANDING, "worker = ?", (self._worker,), "received DESC, recordedat DESC", len(new) + 1
        )
        written = [copy for copy in map(_read_copy, rows) if copy.ref not in new]
        return max((*written, *new.values()), key=lambda copy: (copy.received, copy.recordedat)).recordedat

    def flush(self) -> None:
        """Writes what changed."""
        self.copies.flush()
        self.correctors.flush()
        self.files.flush()
        self.links.flush()

    def forget(self) -> None:
        """Drops everything from memory; only right after a flush."""
        self.copies.forget()
        self.correctors.forget()
        self.files.forget()
        self.links.forget()
