"""What a read model is: tables, and a fold from stored events to their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Protocol

import domain.events.kinds  # noqa: F401  declares every kind
from domain.kernel.event import kinds, recorded, type_of
from domain.kernel.log_entry import Stored
from projections.store.generation import Generation
from projections.store.made_under import MadeUnder
from projections.store.table import Table


class Folding(Protocol):
    """A read model at work on one generation."""

    def apply(self, batch: Sequence[Stored]) -> None:
        """Takes in everything the batch means, in order; rows may be kept back until `flush`.

        Raises UnreadableEvent for a record that this program cannot read.
        """
        ...

    def flush(self) -> None:
        """Writes the rows that were kept back; the loop then moves the position and commits."""
        ...


class ReadModel(Protocol):
    """A read model by name, with its tables."""

    @property
    def name(self) -> str:
        """What officers and commands call it."""
        ...

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables it owns; nobody else writes them."""
        ...

    @property
    def made_under(self) -> MadeUnder:
        """Under what law, rules and program its rows are made; rows made under another are not added to."""
        ...

    def open(self, generation: Generation) -> Folding:
        """Goes on where the generation stands."""
        ...


def share_of(model: ReadModel) -> tuple[int, int]:
    """Which worker of how many keeps it; most are kept by one."""
    return getattr(model, "worker", 0), getattr(model, "workers", 1)


def newest(stored: Stored) -> bytes:
    """The body as today's revision of its kind writes it; raises UnreadableEvent when this program cannot."""
    if stored.type in todays_types():
        return stored.body
    event = recorded(stored.body)
    return replace(event, type=type_of(type(event.data))).to_bytes()


@cache
def todays_types() -> frozenset[str]:
    """Every type this program writes today."""
    return frozenset(type_of(cls) for cls in kinds().values())
