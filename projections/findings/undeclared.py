"""The movements on record that refer to no declaration, as the view of findings has them filed (rules 5.14)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.movements.undeclared import NotedMovement, undeclared
from domain.record.records import Records
from projections.findings.tables import SUBJECT, WORKER
from projections.store.generation import Generation

_MOVEMENT, _DECLARATION = "movement/", "declaration/"
_WHERE = "worker = ? AND subject >= ? AND subject < ?"


def movements_undeclared(generation: Generation, records: Records) -> Iterator[NotedMovement]:
    """Each movement of a consignment that was not declared in time, consignment by consignment."""
    for subject in _subjects(generation, _MOVEMENT):
        yield from undeclared_movements_of(generation, records, subject.removeprefix(_MOVEMENT))


def undeclared_movements_of(generation: Generation, records: Records, key: str) -> Iterator[NotedMovement]:
    """Each movement of one consignment that was not declared in time."""
    parts = _subjects(generation, f"{_DECLARATION}{key}/") if "/" not in key else []
    yield from undeclared(records, key, [x.removeprefix(_DECLARATION) for x in parts])


def _subjects(generation: Generation, beginning: str) -> list[str]:
    end = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    return [row[1] for row in generation.select(SUBJECT, _WHERE, (WORKER, beginning, end), "subject")]
