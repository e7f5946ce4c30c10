"""Which notes somebody may see: who sees a fact sees what is odd about it, and of the rest nothing is told (R-016)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from domain.record.data_quality import Oddity
from domain.record.sources import entered_here, state_of
from licensing.access import AUTHORITIES, Actor, reads_entry
from licensing.http.cursor import Page, packed, unpacked
from licensing.notes import NoteFilter
from projections.findings.noted import ITSELF, MENDED, STANDS, KeptNote, note_of_row
from projections.findings.tables import NOTED
from projections.store.generation import Generation
from projections.store.table import Row

NEWEST_FIRST = "-since"
_ORDER = ("since_key", "ref", "kind", "place")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A note on a fact or entry: what is odd and where, how it stands since when, and what it concerns.

    `standing` is STANDS, MENDED (by a later fact), CORRECTED or SET_ASIDE (the fact itself); `ended` says since when it
    stands no longer, `by` which fact is the reason. `about` are the things concerned, such as `consignment/UCRXA1`.
    """

    kind: str
    standing: str
    source: str
    id: str
    type: str
    where: str
    detail: str
    since: str
    ended: str | None
    by: str | None
    about: tuple[str, ...]


SeesThing = Callable[[str, str], bool]
"""Whether somebody may see a thing, by its noun and key."""


def notes_page(
    rows: Generation, wanted: NoteFilter, actor: Actor, sees: SeesThing, limit: int, cursor: str | None = None
) -> Page[NoteShown]:
    """Notes that are wanted and that somebody may see, the newest first, a page of them."""
    found: list[tuple[Row, NoteShown]] = []
    for row in _rows(rows, wanted, cursor):
        note = _seen(note_of_row(row), actor, sees)
        if note is not None and (not wanted.standings or note.standing in wanted.standings):
            found.append((row, _shown(note)))
        if len(found) > limit:
            break
    shown = tuple(note for _, note in found[:limit])
    return Page(shown, packed(NEWEST_FIRST, _values(found[limit - 1][0])) if len(found) > limit else None)


def _rows(rows: Generation, wanted: NoteFilter, cursor: str | None) -> Iterator[Row]:
    """The rows that fit, all standings: how a note stands for somebody depends on what he may see."""
    after = unpacked(cursor, NEWEST_FIRST, [str] * len(_ORDER)) if cursor else None
    while True:
        where = wanted._replace(standings=()).where()
        if after is not None:
            where.add(f"({','.join(_ORDER)}) < ({','.join('?' * len(_ORDER))})", *after)
        order = ", ".join(f"{name} DESC" for name in _ORDER)
        some = rows.select(NOTED, where.sql, where.params, order, _AT_ONCE)
        yield from some
        if len(some) < _AT_ONCE:
            return
        after = tuple(_values(some[-1]))


def _values(row: Row) -> list[str | int]:
    return [row[NOTED.names.index(name)] for name in _ORDER]


def _seen(note: KeptNote, actor: Actor, sees: SeesThing) -> KeptNote | None:
    """The note as somebody may see it: by what it is about, or as an authority of the State that told the fact."""
    things = [(noun, key) for noun, key in note.things if sees(noun, key)]
    if things and reads_entry(actor, note.type.rpartition(".v")[0]):
        return replace(note, about=" ".join(f"{noun}/{key}" for noun, key in things))
    if actor.role not in AUTHORITIES or state_of(note.source) != actor.state:
        return None
    return _untold(note)


def _untold(note: KeptNote) -> KeptNote | None:
    """A note as its source's State sees it, which may see nothing of what it is about.

    That what it refers to is on record by now, or that parts of it are, is not told; nor can it be found out by an
    order that names it.
    """
    if note.kind != Oddity.REFERENCE_TO_NOTHING or note.home == ITSELF:
        return replace(note, about="")
    if len(note.things) > 1 or entered_here(note.source):
        return None
    if note.standing == MENDED:
        note = replace(note, standing=STANDS, ended=None, by=None)
    return replace(note, about="")


def _shown(note: KeptNote) -> NoteShown:
    return NoteShown(
        kind=note.kind,
        standing=note.standing,
        source=note.source,
        id=note.id,
        type=note.type,
        where=note.place,
        detail=note.detail,
        since=note.since,
        ended=note.ended,
        by=note.by,
        about=tuple(note.about.split()),
    )
