"""How much each State's authorities and traders deliver: facts by State, month of receipt and kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from domain.kernel.errors import UnreadableEvent
from domain.kernel.log_entry import Stored
from domain.record.sources import state_of
from projections.store.generation import Generation
from projections.store.made_under import MadeUnder, program
from projections.store.table import Row, Table

TRAFFIC = Table(
    "traffic",
    (("state", "text"), ("month", "text"), ("kind", "text"), ("deliveries", "integer")),
    key=("state", "month", "kind"),
)


class Traffic(NamedTuple):
    """Deliveries of one kind that one State sent in one month, as received."""

    state: str
    month: str
    kind: str
    deliveries: int


class _Head(msgspec.Struct, gc=False):
    source: str
    recordedat: str


_HEAD = msgspec.json.Decoder(_Head)


class _Counting:
    """Counts on their way into one generation; `known` are those written so far, as far as needed."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._known: dict[Row, int] = {}
        self._new: dict[Row, int] = {}

    def apply(self, batch: Sequence[Stored]) -> None:
        new = self._new
        for stored in batch:
            try:
                head = _HEAD.decode(stored.body)
            except (msgspec.DecodeError, UnicodeDecodeError) as why:
                raise UnreadableEvent(f"{stored.type}: {why}") from why
            key = (state_of(head.source), head.recordedat[:7], stored.type.rpartition(".v")[0])
            new[key] = new.get(key, 0) + 1

    def flush(self) -> None:
        self._remember([key for key in self._new if key not in self._known])
        for key, count in self._new.items():
            self._known[key] += count
        self._generation.upsert(TRAFFIC, [(*key, self._known[key]) for key in self._new])
        self._new = {}

    def _remember(self, keys: Sequence[Row]) -> None:
        self._known |= dict.fromkeys(keys, 0)
        if not self._generation.fresh:
            self._known |= {row[:3]: row[3] for row in self._generation.get_many(TRAFFIC, keys)}


_PROGRAM = program(1, "domain/events", "domain/kernel", "domain/record/sources.py", "projections/traffic.py")


class TrafficCounts:
    """The read model `traffic`."""

    name = "traffic"
    tables = (TRAFFIC,)
    made_under = MadeUnder(_PROGRAM)

    def open(self, generation: Generation) -> _Counting:
        """Goes on where the generation stands."""
        return _Counting(generation)


def traffic_of(generation: Generation, state: str) -> list[Traffic]:
    """What a State delivered, month by month."""
    return [Traffic(*row) for row in generation.select(TRAFFIC, "state = ?", (state,), order="month, kind")]
