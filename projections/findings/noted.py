"""The notes that a view shows: what is odd about facts taken by themselves and beside others, and how each stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, replace

import msgspec

from domain.chapters.movements.undeclared import OddFact
from domain.kernel.canon import bounded
from domain.record.data_quality import Note, Oddity, corrected, notes
from projections.findings.concerned import listed
from projections.findings.indexing import AcceptedVersion, Arrival, Index
from projections.findings.stamps import sort_key
from projections.findings.tables import NOTED
from projections.store.generation import Generation
from projections.store.table import Row

STANDINGS = STANDS, MENDED, CORRECTED, SET_ASIDE = "STANDS", "MENDED", "CORRECTED", "SET_ASIDE"
"""How a note stands: as it was told; mended by later facts; of a fact that another corrects; of one set aside."""
_THINGS = {
    "declaration": "consignment",
    "movement": "consignment",
    "licence": "licence",
    "loss": "licence",
    "consent": "licence",
    "authorization": "authorization",
    "application": "application",
    "party": "party",
}
"""By noun of a subject: the register in which the thing is that a fact is about."""
ITSELF = ""
"""In place of what was asked about: a note that a fact bears by itself, or as a correction of another."""
_OF_CORRECTIONS = frozenset({Oddity.REFERENCE_TO_NOTHING, Oddity.CORRECTS_ANOTHER_TYPE})


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note with the fact that it is about, the things it concerns, how it stands since when, and by which fact."""

    ref: str
    kind: str
    place: str
    source: str
    id: str
    type: str
    detail: str
    standing: str
    since: str
    ended: str | None
    by: str | None
    about: str
    home: str

    @property
    def key(self) -> tuple[str, str]:
        """What it is among the notes of one fact: its kind and place."""
        return self.kind, self.place

    def ended_by(self, standing: str, by: str | None, told: str) -> KeptNote:
        """The same when it no longer stands."""
        return replace(self, standing=standing, by=by, ended=told)

    def to_row(self) -> Row:
        """As a row, with its instant to sort by."""
        return (*astuple(self), sort_key(self.since))

    @property
    def things(self) -> list[tuple[str, str]]:
        """The things it concerns, each as noun and key."""
        return [(noun, key) for noun, _, key in (x.partition("/") for x in self.about.split())]


def note_of_row(row: Row) -> KeptNote:
    """A note from its row."""
    return KeptNote(*row[:-1])


def things_of(subjects: Iterable[str]) -> str:
    """The things that a fact is about, by the subjects it is indexed under."""
    split = (x.partition("/") for x in subjects)
    return listed(f"{_THINGS[noun]}/{key}" for noun, _, key in split if noun in _THINGS)


class NoteKeeping:
    """The notes of one worker: each once for its fact, kind and place."""

    def __init__(self, generation: Generation, index: Index, owns: Callable[[str], bool], all_of_them: bool) -> None:
        self._generation, self._index, self._owns = generation, index, owns
        self._held: dict[str, dict[tuple[str, str], KeptNote]] = {}
        self._changed: dict[tuple[str, str, str], KeptNote | None] = {}
        self._by_home: dict[str, set[str]] | None = {} if all_of_them or generation.fresh else None
        if all_of_them and not generation.fresh:
            for note in map(note_of_row, generation.select(NOTED, "home <> ''")):
                self._by_home.setdefault(note.home, set()).add(note.ref)  # type: ignore[union-attr]
        index.judged = set()

    # -- facts by themselves, and as corrections -------------------------------------------------------------------

    def arrived(self, arrival: Arrival) -> None:
        """Takes in what is odd about a copy by itself; notes of a copy that it displaces are gone."""
        version = arrival.version
        if not self._owns(f"note {version.ref}"):
            return
        if arrival.old is not None and arrival.old.content != version.content:
            for note in [x for x in self._of(version.ref).values() if x.home == ITSELF]:
                self._drop(note)
        for x in notes(msgspec.json.decode(arrival.body)):
            self._put(_of_version(version, x, version.recordedat))

    def judge(self, told: str) -> None:
        """Looks again at the copies of which it was judged since whether they are in force."""
        judged = self._index.judged
        if not judged:
            return
        for ref in sorted(judged):
            if self._owns(f"note {ref}"):
                self._correcting(ref, told)
                self._stand(ref, told)
        judged.clear()

    def _correcting(self, ref: str, told: str) -> None:
        """What is odd about a copy as the correction of another, which may come and go."""
        version = self._index.accepted.get(ref)
        if version is None or version.aside or version.corrected in (None, ref):
            return
        target = self._index.accepted.get(version.corrected or "")
        known = target is not None and not target.aside
        name = (version.corrected or "")[len(version.ref) - len(version.id) :]
        odd = corrected(version.type, name, target.type if target is not None and known else None)
        for note in list(self._of(ref).values()):
            if (
                note.home == ITSELF
                and note.kind in _OF_CORRECTIONS
                and note.standing != MENDED
                and (odd is None or odd.oddity != note.kind)
            ):
                self._put(note.ended_by(MENDED, version.corrected, told))
        if odd is not None:
            old = self._of(ref).get((odd.oddity, odd.where))
            if old is None or old.standing == MENDED:
                self._put(_of_version(version, odd, told))

    def _stand(self, ref: str, told: str) -> None:
        """Notes of a copy that is not in force do not stand; what it bears by itself stands again when it is."""
        own = [note for note in self._of(ref).values() if note.home == ITSELF]
        fate = self._fate(ref) if own else None
        for note in own:
            if fate is None and note.standing in (CORRECTED, SET_ASIDE):
                self._put(replace(note, standing=STANDS, ended=None, by=None))
            if fate is not None and note.standing != MENDED and (note.standing, note.by) != fate:
                self._put(note.ended_by(*fate, told))

    def _fate(self, ref: str) -> tuple[str, str | None] | None:
        """How the notes of a copy stand that is not in force, and by which; None while it is."""
        instead = self._index.instead_of(ref)
        if instead is None:
            return SET_ASIDE, None
        return None if instead == ref else (CORRECTED, instead)

    # -- facts beside others ---------------------------------------------------------------------------------------

    def follow(self, home: str, found: Iterable[OddFact], by: str | None, told: str) -> None:
        """Has the notes of what is asked about be these; those that no longer follow are mended by a fact."""
        stands: set[tuple[str, str, str]] = set()
        for x in found:
            ref = bounded(x.fact.ref)
            about = listed([_thing(home), *(f"consignment/{part}" for part in x.near)])
            note = _noted(ref, (x.fact.source, x.fact.id, x.fact.type), x.note, told, about, home)
            old = self._of(ref).get(note.key)
            stands.add((ref, *note.key))
            self._put(replace(note, since=old.since) if old is not None and old.standing == STANDS else note)
        for note in self._of_home(home):
            if note.standing == STANDS and (note.ref, *note.key) not in stands:
                self._put(note.ended_by(*(self._fate(note.ref) or (MENDED, by)), told))

    def _of_home(self, home: str) -> list[KeptNote]:
        if self._by_home is None:
            refs = {row[0] for row in self._generation.select(NOTED, "home = ?", (home,))}
            refs |= {key[0] for key, note in self._changed.items() if note is not None and note.home == home}
        else:
            refs = self._by_home.get(home, set())
        return [note for ref in sorted(refs) for note in self._of(ref).values() if note.home == home]

    # -- keeping ---------------------------------------------------------------------------------------------------

    def _of(self, ref: str) -> dict[tuple[str, str], KeptNote]:
        """The notes of a fact, by kind and place."""
        found = self._held.get(ref)
        if found is None:
            rows = [] if self._generation.fresh else self._generation.select(NOTED, "ref = ?", (ref,))
            found = {note.key: note for note in map(note_of_row, rows)}
            if found:
                self._held[ref] = found
        return found

    def _put(self, note: KeptNote) -> None:
        held = self._held.setdefault(note.ref, self._of(note.ref))
        if held.get(note.key) == note:
            return
        held[note.key] = note
        self._changed[note.ref, *note.key] = note
        if note.home != ITSELF and self._by_home is not None:
            self._by_home.setdefault(note.home, set()).add(note.ref)

    def _drop(self, note: KeptNote) -> None:
        del self._held[note.ref][note.key]
        self._changed[note.ref, *note.key] = None

    def flush(self) -> None:
        """Writes the rows that changed."""
        self._generation.upsert(NOTED, [x.to_row() for x in self._changed.values() if x is not None])
        self._generation.delete(NOTED, [key for key, x in self._changed.items() if x is None])
        self._changed = {}


def _thing(home: str) -> str:
    return home.removeprefix("ask-").replace(" ", "/", 1)


def _of_version(version: AcceptedVersion, note: Note, since: str) -> KeptNote:
    source = version.ref[: len(version.ref) - len(version.id) - 1]
    return _noted(version.ref, (source, version.id, version.type), note, since, things_of(version.subjects), ITSELF)


def _noted(ref: str, told: tuple[str, str, str], note: Note, since: str, about: str, home: str) -> KeptNote:
    source, id_, type_ = told
    return KeptNote(
        ref=ref,
        kind=str(note.oddity),
        place=note.where,
        source=source,
        id=id_,
        type=type_,
        detail=note.detail,
        standing=STANDS,
        since=since,
        ended=None,
        by=None,
        about=about,
        home=home,
    )
