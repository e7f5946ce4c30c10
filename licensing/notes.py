"""What is odd about accepted facts and orders: which notes are wanted, and how each stands (rules 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from consumers.arrival import Origin
from domain.kernel.event import envelope
from domain.kernel.moments import instant
from domain.record.data_quality import Oddity
from licensing.log import Log, NotedRow
from licensing.reports.finding_filter import Where
from projections.findings.noted import STANDS, KeptNote, note_of_row
from projections.findings.stamps import sort_key
from projections.findings.tables import NOTED
from projections.store.generation import Generation

NoteStanding = Literal["STANDS", "MENDED", "CORRECTED", "SET_ASIDE"]
NOTE_KINDS = tuple(str(x) for x in Oddity)
_BY_THE_WAY_IT_CAME = Oddity.RECORDED_FAR_AHEAD
"""What is odd about the way a fact came is known to the log alone: no view could say it again."""


class NoteFilter(NamedTuple):
    """Which notes are wanted; what is empty does not matter. `since` is an instant from which on they were noted."""

    kinds: tuple[str, ...] = ()
    since: str | None = None
    standings: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    """The things that it concerns, all of them, such as `consignment/UCRXA1`."""

    def where(self) -> Where:
        """The conditions over the rows of a view."""
        where = Where()
        where.among("kind", self.kinds)
        where.among("standing", self.standings)
        for thing in self.about:
            where.names("about", thing)
        if self.since is not None:
            where.add("since_key >= ?", sort_key(self.since))
        return where

    def takes(self, note: KeptNote) -> bool:
        """Whether a note is wanted that no view has."""
        return (
            (not self.kinds or note.kind in self.kinds)
            and (not self.standings or note.standing in self.standings)
            and not self.about
            and (self.since is None or instant(note.since) >= instant(self.since))
        )


class NoteTold(NamedTuple):
    """A note with where its fact lies and came from; `number` is that of the record made when it came, if any."""

    note: KeptNote
    number: int | None
    position: int | None
    origin: Origin | None


def notes_told(log: Log, generation: Generation, wanted: NoteFilter) -> Iterator[NoteTold]:
    """The notes that are wanted, in the order in which they were noted."""
    where = wanted.where()
    kept = [note_of_row(row) for row in generation.select(NOTED, where.sql, where.params)]
    rows = log.notes()
    leaps = (_leap(log, row) for row in rows if row.note.oddity is _BY_THE_WAY_IT_CAME)
    kept += filter(wanted.takes, leaps)
    numbered = {(row.source, row.id, str(row.note.oddity), row.note.where): row for row in rows}
    for note in sorted(kept, key=lambda note: (instant(note.since), note.ref, note.key)):
        row = numbered.get((note.source, note.id, *note.key))
        position, origin = log.accepted(note.source, note.id) or (None, None)
        yield NoteTold(note, row.number if row else None, position, origin)


def _leap(log: Log, row: NotedRow) -> KeptNote:
    came = envelope(log.at([row.position])[0].body)
    return KeptNote(
        ref=f"{row.source}#{row.id}",
        kind=str(row.note.oddity),
        place=row.note.where,
        source=row.source,
        id=row.id,
        type=came.type,
        detail=row.note.detail,
        standing=STANDS,
        since=came.recordedat,
        ended=None,
        by=None,
        about=" ",
        home="",
    )
