"""Movements of consignments that nobody declared, or declared long after: they refer to nothing (rules 5.14)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.events.subject_names import subject_of_declaration
from domain.kernel.moments import DAY_LENGTH
from domain.record.data_quality import Note, Oddity
from domain.record.fact import Fact
from domain.record.records import Records
from domain.state.consignments import DECLARED

PATIENCE = 10 * DAY_LENGTH
"""How long a declaration may come after what it is moved by."""


class NotedMovement(NamedTuple):
    """A movement, receipt or report with what is odd about it, and the declaration that mended it, if one has come."""

    fact: Fact
    note: Note
    mended_by: str | None


def undeclared(records: Records, key: str, parts: Sequence[str]) -> Iterator[NotedMovement]:
    """What moved a consignment that is on record neither then nor ten days after, given its parts that were declared.

    Where parts of it are declared and it is not, it is told at once: they were moved as one.
    """
    first = min(_declarations(records, key), key=lambda f: f.recorded, default=None)
    of_parts = [x for x in parts if _declarations(records, x)]
    for fact in records.facts(f"movement/{key}"):
        late = fact.recorded + PATIENCE
        if first is not None and first.recorded <= late:
            continue
        if first is not None or of_parts or records.reached(late):
            yield NotedMovement(fact, _note(key, of_parts), first.ref if first else None)


def _declarations(records: Records, key: str) -> list[Fact]:
    return [f for f in records.facts(subject_of_declaration(key)) if f.kind == DECLARED]


def _note(key: str, parts: Sequence[str]) -> Note:
    told = (
        f"nobody declared {key}, while {', '.join(parts)} are declared: say of which of them this is"
        if parts
        else f"nobody declared {key} by ten days after: ask the office of export, or correct the reference"
    )
    return Note(Oddity.REFERENCE_TO_NOTHING, "/data/shipment", told)
