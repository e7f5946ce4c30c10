"""What is odd about accepted facts and orders: on record since they came, or found since then (rules 5.2, 5.14)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from typing import NamedTuple

from domain.kernel.event import envelope
from domain.kernel.moments import Instant, instant
from domain.record.data_quality import Note, Oddity
from licensing.lists.standing import Lists, ListsStanding
from licensing.log import Log, NotedRow
from projections.findings.undeclared import movements_undeclared

STANDS, MENDED = "STANDS", "MENDED"


class NoteTold(NamedTuple):
    """A note on the fact or entry called by source and id, and the fact that mended it, where one has.

    `number` is its number on record; None for what is worked out anew whenever somebody asks.
    """

    number: int | None
    note: Note
    source: str
    id: str
    position: int
    recordedat: str
    mended_by: str | None
    row: NotedRow | None = None

    @property
    def standing(self) -> str:
        """Whether it still stands."""
        return MENDED if self.mended_by else STANDS


class Wanted(NamedTuple):
    """Which notes: of some kinds, of all where none is named; on what was recorded since an instant."""

    kinds: Collection[str] = ()
    since: Instant | None = None

    def takes(self, told: NoteTold) -> bool:
        """Whether a note is wanted."""
        kind = not self.kinds or told.note.oddity in self.kinds
        return kind and (self.since is None or instant(told.recordedat) >= self.since)


def notes_told(log: Log, lists: Callable[[], Lists], wanted: Wanted) -> Iterator[NoteTold]:
    """The notes that are wanted: first those on record, in the order they came, then those found since."""
    for row in log.notes():
        if not wanted.kinds or row.note.oddity in wanted.kinds:
            told = _on_record(log, row)
            if wanted.takes(told):
                yield told
    if not wanted.kinds or Oddity.REFERENCE_TO_NOTHING in wanted.kinds:
        with closing(lists()) as found, found.standing() as standing:
            yield from filter(wanted.takes, _found_since(log, standing))


def _on_record(log: Log, row: NotedRow) -> NoteTold:
    e = envelope(log.at([row.position])[0].body)
    mended = None
    if row.note.oddity is Oddity.REFERENCE_TO_NOTHING and e.corrects is not None:
        mended = f"{e.source}#{e.corrects}" if log.position_of(e.source, e.corrects) is not None else None
    return NoteTold(row.number, row.note, row.source, row.id, row.position, e.recordedat, mended, row)


def _found_since(log: Log, standing: ListsStanding) -> Iterator[NoteTold]:
    records = standing.records
    for x in movements_undeclared(standing.generation, records):
        position = log.position_of(x.fact.source, x.fact.id) or 0
        yield NoteTold(None, x.note, x.fact.source, x.fact.id, position, x.fact.recordedat, x.mended_by)
