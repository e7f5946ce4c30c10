"""The index of the facts in force: which version is accepted, which of a correction chain is in force (rules 1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from domain.engine import subjects as places
from domain.kernel.canon import bounded
from domain.kernel.event import Envelope, envelope
from domain.kernel.moments import Instant, instant
from domain.record.corrections import correction_chain, in_force
from domain.record.deliveries import Accepted, StandingCopy, Verdict, judge, written_digest
from domain.record.fact import Fact
from domain.record.statutes import StatuteBook, statutes
from projections.findings.stamps import stamp
from projections.findings.tables import ACCEPTED, CORRECTOR, SECONDARY_INDEX, SUBJECT
from projections.findings.write_back_cache import Multimap, WriteBackCache
from projections.store.table import Row
from projections.store.views import Generation

EVERY = 1 << 60
_ASIDE = "aside:"
"""Before the hash of a copy that was set aside: a row that stands for no accepted version."""
VERSIONS, _ENTRIES = 6_000, 2_200
"""How many are kept in memory; twice as many while they are all in use."""


class AcceptedVersion(NamedTuple):
    """The accepted version under a source and id, as far as correction chains and the clock need it."""

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

    @property
    def aside(self) -> bool:
        """Whether it was set aside, and counts as never accepted (rules 5.17)."""
        return self.digest.startswith(_ASIDE)

    @property
    def content(self) -> str:
        """The hash of its content."""
        return self.digest.removeprefix(_ASIDE)

    def turned(self) -> AcceptedVersion:
        """The same set aside where it counts, and counting where it was set aside."""
        return self._replace(digest=self.content if self.aside else _ASIDE + self.digest)


class SubjectEntry:
    """An entry of the index: the accepted facts of one subject, and which of them are in force."""

    __slots__ = ("_sorted", "held")

    def __init__(self) -> None:
        self.held: dict[str, tuple[bool, bytes, Fact]] = {}
        self._sorted: tuple[Fact, ...] | None = None

    def put(self, ref: str, counts: bool, body: bytes, fact: Fact) -> None:
        """Adds a fact, in force or not."""
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


def _read_entry(row: Row) -> SubjectEntry:
    entry = SubjectEntry()
    for counts, body in _FILE.decode(row[2]):
        fact = Fact(envelope(bytes(body)))
        entry.put(bounded(fact.ref), bool(counts), bytes(body), fact)
    return entry


def subjects_of(column: str) -> list[str]:
    """The subjects a version is indexed under, from its row."""
    found: list[str] = msgspec.json.decode(column)
    return found


def _read_version(row: Row) -> AcceptedVersion:
    _, ref, id_, type_, corrected, recordedat, _, digest, subjects = row
    return AcceptedVersion(ref, id_, type_, corrected, recordedat, digest, tuple(subjects_of(subjects)))


def _write_version(version: AcceptedVersion) -> Row:
    subjects = msgspec.json.encode(version.subjects).decode()
    return (
        version.id,
        version.type,
        version.corrected,
        version.recordedat,
        stamp(version.received),
        version.digest,
        subjects,
    )


def version_of(e: Envelope, fact: Fact | None) -> AcceptedVersion:
    """A delivery as correction chains and the clock see it."""
    corrected = None if e.corrects is None else bounded(f"{e.source}#{e.corrects}")
    subjects = () if fact is None else tuple(places.subjects(fact.kind, fact.data))
    return AcceptedVersion(
        bounded(f"{e.source}#{e.id}"), e.id, e.type, corrected, e.recordedat, written_digest(e), subjects
    )


def fact_of(e: Envelope, data: Any = None) -> Fact | None:
    """The fact of a kind that belongs in some dossier; None for the others."""
    return None if e.kind in places.UNREAD else Fact(e, data)


TURNS = {"fact.set-aside": False, "fact.restored": True}
"""What turns a copy, and whether that is set aside before."""


def _kept_under(copy: AcceptedVersion) -> str:
    return bounded(f"aside/{copy.ref}")


class Opened(NamedTuple):
    """A delivery opened, not yet judged."""

    version: AcceptedVersion
    body: bytes
    fact: Fact | None


def opened(body: bytes, data: Any = None) -> Opened:
    """Opens a delivery; `data` are its own where they are known already. Raises UnreadableEvent."""
    e = envelope(body)
    fact = fact_of(e, data)
    return Opened(version_of(e, fact), body, fact)


class Arrival(NamedTuple):
    """A delivery that changes something, judged, not yet indexed."""

    version: AcceptedVersion
    old: AcceptedVersion | None
    body: bytes
    fact: Fact | None


class Index:
    """The index of one worker: accepted versions, facts by subject, entries of secondary indexes, the clock."""

    def __init__(
        self, generation: Generation, worker: int, all_correctors: bool = True, book: StatuteBook | None = None
    ) -> None:
        self._generation, self._worker, self.statutes = generation, worker, book or statutes()
        self.accepted: WriteBackCache[AcceptedVersion] = WriteBackCache(
            generation, ACCEPTED, worker, _read_version, _write_version, VERSIONS
        )
        self.correctors = Multimap(generation, CORRECTOR, worker, EVERY)
        if all_correctors and not generation.fresh:
            self.correctors.fetch_all()
        self.entries: WriteBackCache[SubjectEntry] = WriteBackCache(
            generation, SUBJECT, worker, _read_entry, SubjectEntry.to_row, _ENTRIES
        )
        self.secondary = Multimap(generation, SECONDARY_INDEX, worker, VERSIONS)
        self.judged: set[str] | None = None
        """Where somebody wants to know: the copies of which it was judged whether they are in force."""

    def open(self, opened: Opened) -> Arrival | None:
        """Judges a delivery; None when it repeats what stands or gives way to it."""
        version = opened.version
        old = self.accepted.get(version.ref)
        if old is not None and old.aside:
            again = version.digest == old.content and version.received >= old.received
            return None if again else Arrival(version, old, opened.body, opened.fact)
        standing = None if old is None else Accepted(digest=old.digest, recordedat=old.recordedat)
        arrived = Accepted(digest=version.digest, recordedat=version.recordedat)
        if judge(standing, arrived) in (Verdict.REPEATED, Verdict.REJECTED):
            return None
        return Arrival(version, old, opened.body, opened.fact)

    def fetch(self, batch: Sequence[Opened]) -> None:
        """Brings into memory what a batch will need, in few round trips."""
        self.accepted.fetch([x.version.ref for x in batch])
        self.entries.fetch({subject for x in batch for subject in x.version.subjects})

    def add(self, arrival: Arrival) -> set[str]:
        """Indexes a delivery; says of which subjects and secondary indexes something changed: `file …`, `link …`."""
        changed = self._enter(arrival.fact) if arrival.fact else set()
        version = arrival.version
        if arrival.old is None and version.corrected is None and not self.correctors.of(version.ref):
            self.accepted.put(version.ref, version)
            return changed | self._put(arrival, counts=True)
        return changed | self._add_anew(arrival)

    def copy(self, source: str, id_: str) -> StandingCopy | None:
        """The copy under a source and id, set aside or not; None where there never was one."""
        found = self.accepted.get(bounded(f"{source}#{id_}"))
        if found is None:
            return None
        kind = found.type.rpartition(".v")[0]
        return StandingCopy(kind, found.content, found.recordedat, found.subjects, found.aside)

    def turning(self, fact: Fact | None) -> AcceptedVersion | None:
        """The copy that a fact sets aside or restores, as it is before; None where it does neither."""
        if fact is None or fact.kind not in TURNS:
            return None
        copy = self.accepted.get(bounded(f"{fact.data.source}#{fact.data.id}"))
        if copy is None or copy.aside is not TURNS[fact.kind]:
            return None
        named = (fact.data.content, instant(fact.data.recorded))
        return copy if (copy.content, copy.received) == named else None

    def turn(self, copy: AcceptedVersion) -> set[str]:
        """Sets a copy aside, or restores it; says of which subjects something changed."""
        near = {copy.ref, *self.correctors.of(copy.ref)} | ({copy.corrected} if copy.corrected else set())
        before = self._in_force(near)
        changed = set() if copy.aside else self._lay_aside(copy, before)
        self.accepted.put(copy.ref, copy.turned())
        if copy.aside:
            self._take_up(copy)
        for ref, counts in self._in_force(near | set(before)).items():
            changed |= self._set(ref, counts)
        return changed

    def facts(self, subject: str) -> tuple[Fact, ...]:
        """The facts in force about a subject, in business order."""
        entry = self.entries.get(subject)
        return () if entry is None else entry.in_force

    def _enter(self, fact: Fact) -> set[str]:
        entries = places.entries(fact.kind, fact.data, self.statutes)
        return {
            f"link {index} {name}" for index, name, other in entries if self.secondary.add(f"{index} {name}", other)
        }

    def _put(self, arrival: Arrival, counts: bool) -> set[str]:
        fact = arrival.fact
        if fact is None:
            return set()
        for subject in arrival.version.subjects:
            entry = self.entries.get(subject) or SubjectEntry()
            entry.put(arrival.version.ref, counts, arrival.body, fact)
            self.entries.put(subject, entry)
        return {f"file {subject}" for subject in arrival.version.subjects} if counts else set()

    def _add_anew(self, arrival: Arrival) -> set[str]:
        """The long way, for corrections and versions that take another's place: correction chains are judged anew."""
        version, old = arrival.version, arrival.old
        near = {version.ref, *self.correctors.of(version.ref)}
        near |= {x.corrected for x in (version, old) if x is not None and x.corrected is not None}
        before = self._in_force(near)
        changed = self._take(old, before) if old else set()
        self.accepted.put(version.ref, version)
        if version.corrected is not None:
            self.correctors.add(version.corrected, version.ref)
        self._put(arrival, counts=False)
        for ref, counts in self._in_force(near | set(before)).items():
            changed |= self._set(ref, counts)
        return changed

    def _take(self, old: AcceptedVersion, before: dict[str, bool]) -> set[str]:
        for subject in old.subjects:
            entry = self.entries.get(subject)
            if entry is not None:
                entry.take(old.ref)
                self.entries.put(subject, entry)
        return {f"file {subject}" for subject in old.subjects} if before.get(old.ref) else set()

    def _lay_aside(self, copy: AcceptedVersion, before: dict[str, bool]) -> set[str]:
        """Takes a fact from its subjects and keeps it where no rule looks, in case it is restored."""
        entry = self.entries.get(copy.subjects[0]) if copy.subjects else None
        held = entry.held.get(copy.ref) if entry is not None else None
        if held is not None:
            kept = SubjectEntry()
            kept.put(copy.ref, False, held[1], held[2])
            self.entries.put(_kept_under(copy), kept)
        return self._take(copy, before)

    def _take_up(self, copy: AcceptedVersion) -> None:
        """Puts a fact that was kept back under its subjects; whether it is in force is judged afterwards."""
        kept = self.entries.get(_kept_under(copy))
        held = kept.take(copy.ref) if kept is not None else None
        if kept is None or held is None:
            return
        self.entries.put(_kept_under(copy), kept)
        for subject in copy.subjects:
            entry = self.entries.get(subject) or SubjectEntry()
            entry.put(copy.ref, False, held[1], held[2])
            self.entries.put(subject, entry)

    def _standing(self, ref: str) -> AcceptedVersion | None:
        version = self.accepted.get(ref)
        return None if version is None or version.aside else version

    def _in_force(self, refs: Iterable[str]) -> dict[str, bool]:
        result: dict[str, bool] = {}
        for ref in refs:
            version = self._standing(ref)
            if version is not None and ref not in result:
                members = correction_chain(version, self._standing, self.correctors.of)
                chosen = in_force(members).ref
                result.update((m.ref, m.ref == chosen) for m in members)
        if self.judged is not None:
            self.judged.update(refs, result)
        return result

    def instead_of(self, ref: str) -> str | None:
        """What is in force of a copy and those that correct each other with it; None where it is set aside or gone."""
        version = self._standing(ref)
        return None if version is None else in_force(correction_chain(version, self._standing, self.correctors.of)).ref

    def _set(self, ref: str, counts: bool) -> set[str]:
        version = self._standing(ref)
        changed = set()
        for subject in version.subjects if version else ():
            entry = self.entries.get(subject)
            held = entry.held[ref] if entry else None
            if entry is not None and held is not None and held[0] != counts:
                entry.put(ref, counts, held[1], held[2])
                self.entries.put(subject, entry)
                changed.add(f"file {subject}")
        return changed

    def latest(self) -> str:
        """The greatest recordedat among accepted versions, as written; what the store does not have yet counts too."""
        new = self.accepted.unwritten()
        rows = self._generation.select(
            ACCEPTED,
            "worker = ? AND digest NOT LIKE ?",
            (self._worker, f"{_ASIDE}%"),
            "received DESC, recordedat DESC",
            len(new) + 1,
        )
        written = [version for version in map(_read_version, rows) if version.ref not in new]
        counting = [version for version in new.values() if not version.aside]
        return max((*written, *counting), key=lambda version: (version.received, version.recordedat)).recordedat

    def flush(self) -> None:
        """Writes what changed."""
        self.accepted.flush()
        self.correctors.flush()
        self.entries.flush()
        self.secondary.flush()

    def forget(self) -> None:
        """Drops everything from memory; only right after a flush."""
        self.accepted.forget()
        self.correctors.forget()
        self.entries.forget()
        self.secondary.forget()
