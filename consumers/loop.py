"""The one reader loop: batches from a log, rows and position of every view in one transaction.

A view whose rows were made under another law or by another program stays as readers see it; a new one is made beside it
from the beginning, in smaller steps between those of the others, and shown as a whole when it has come as far.
"""

from __future__ import annotations

import gc
import threading
from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path

from consumers.patience import Well, nobody_asks
from domain.kernel.errors import UnreadableEvent
from domain.kernel.event import recorded
from domain.kernel.log_entry import Stored, Tail
from projections.store.generation import RENEWING
from projections.store.made_under import files_of, look_at
from projections.store.projection import ReadModel, share_of, todays_types
from projections.store.turning import turned
from projections.store.views import Views

_AT_ONCE = 4_000
RENEWED_AT_ONCE = 500
"""So many events are taken into a view that is being renewed between two looks at what is new for the others."""
LOOP_WAIT = 1.0

_position = attrgetter("position")


class Kept:
    """One read model as it is kept: in its current generation, or in the one that is to replace it."""

    def __init__(self, views: Views, model: ReadModel) -> None:
        self.worker, workers = share_of(model)
        self.model = model
        self.generation = views.under(model.name, model.tables, model.made_under)
        views.enrol(self.generation, workers)
        self.folding = model.open(self.generation)
        turned()
        self.position = self.generation.position(self.worker)

    @property
    def renewing(self) -> bool:
        """Whether readers see another generation until this one has come as far."""
        return self.generation.state == RENEWING

    def take(self, batch: Sequence[Stored]) -> Sequence[Stored]:
        """Folds what is new of a batch; its rows are kept back."""
        new = batch[bisect_right(batch, self.position, key=_position) :]
        if new:
            self.folding.apply(new)
        return new

    def write(self, position: int) -> None:
        """Writes the rows that were kept back, inside a transaction, and says what they stand for."""
        self.folding.flush()
        turned()
        self.generation.move(position, self.worker)


class Reader:
    """Several read models kept together on one connection; the position of the last is where it reads on."""

    def __init__(self, views: Views, models: Sequence[ReadModel]) -> None:
        self._views = views
        self._models = models
        self._kept: list[Kept] = []
        self._renewed: list[Kept] = []
        self._unread: list[Path] | None = None
        self._pointers: dict[str, int] = {}
        self._open()

    @property
    def position(self) -> int:
        """What all rows stand for."""
        return min((kept.position for kept in (*self._kept, *self._renewed)), default=0)

    def step(self, tail: Tail, limit: int = _AT_ONCE) -> int:
        """Takes in the next batch and commits it; how many events that were.

        Raises UnreadableEvent, with everything before the record committed, and Gap.
        """
        self._follow_pointers()
        taken = self._next(tail, limit, renewed=False) if self._kept else 0
        if self._renewed:
            taken += self._next(tail, min(limit, RENEWED_AT_ONCE), renewed=True)
            self._show_renewed()
        return taken

    def note_programs(self) -> bool:
        """Remembers what the programs do that make the rows; looks at one file of them, and is False when done.

        One at a time: all of them would keep a new event waiting.
        """
        if self._unread is None:
            kept = (x for x in (*self._kept, *self._renewed) if x.generation.made and not x.generation.made.code)
            self._unread = list({path for x in kept for path in files_of(x.model.made_under.program)})
        if self._unread:
            look_at(self._unread.pop())
            return True
        for one in (*self._kept, *self._renewed):
            self._views.note_code(one.generation, one.model.made_under)
        return False

    def _next(self, tail: Tail, limit: int, renewed: bool) -> int:
        position = min(kept.position for kept in self._chosen(renewed))
        batch = tail.read(position, limit)
        if not batch and self._renewed and position < tail.head():
            # A topic hands over nothing just after it was read elsewhere.
            tail.wait(position, LOOP_WAIT)
            batch = tail.read(position, limit)
        if batch:
            self._take(batch, renewed)
        return len(batch)

    def _chosen(self, renewed: bool) -> list[Kept]:
        return self._renewed if renewed else self._kept

    def _show_renewed(self) -> None:
        """Shows readers what has come as far as what they see; the pointers are followed in the next step."""
        for generation in {kept.generation.view: kept.generation for kept in self._renewed}.values():
            if self._views.has_caught_up(generation):
                self._views.switch(generation)

    def _take(self, batch: Sequence[Stored], renewed: bool) -> None:
        try:
            refuse_unknown_types(batch)
            taken = [(kept, kept.take(batch)) for kept in self._chosen(renewed)]
        except UnreadableEvent as why:
            self._open()
            self._take_readable(batch, why, renewed)
            raise
        with self._views.transaction():
            for kept, new in taken:
                if new:
                    kept.write(new[-1].position)
        for kept, new in taken:
            if new:
                kept.position = new[-1].position

    def _take_readable(self, batch: Sequence[Stored], why: UnreadableEvent, renewed: bool) -> None:
        """Takes what comes before the record that stops us, and tells which one it is."""
        for place, stored in enumerate(batch):
            try:
                recorded(stored.body)
            except UnreadableEvent as this:
                if place:
                    self._take(batch[:place], renewed)
                raise UnreadableEvent(
                    f"the record at position {stored.position} of type {stored.type} cannot be read,"
                    f" and nothing after it was: {this}"
                ) from why

    def _follow_pointers(self) -> None:
        if self._views.pointers() != self._pointers:
            self._open()

    def _open(self) -> None:
        kept = [Kept(self._views, model) for model in self._models]
        self._kept = [x for x in kept if not x.renewing]
        self._renewed = [x for x in kept if x.renewing]
        self._pointers, self._unread = self._views.pointers(), None


def refuse_unknown_types(batch: Sequence[Stored]) -> None:
    """Raises UnreadableEvent for a kind or revision this program does not know, wanted or not."""
    known = todays_types()
    for stored in batch:
        if stored.type not in known:
            recorded(stored.body)


def keep(reader: Reader, tail: Tail, stop: threading.Event, limit: int = _AT_ONCE, well: Well = nobody_asks) -> None:
    """Reads on until told to stop, which it does between two batches."""
    quiet = False
    while not stop.is_set():
        turned()
        taken = reader.step(tail, limit)
        well()
        if not taken:
            if not quiet:
                quiet = True
                settle_memory()
            if not reader.note_programs():
                tail.wait(reader.position, LOOP_WAIT)


def settle_memory() -> None:
    """What a reader holds has no cycles: it is left out of the search for them, which would stop it for long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 1_000)


def catch_up_with_log(reader: Reader, tail: Tail, limit: int = _AT_ONCE) -> int:
    """Takes in everything there is by now; how many events that were."""
    head, count = tail.head(), 0
    while reader.position < head:
        taken = reader.step(tail, limit)
        if not taken:
            tail.wait(reader.position, LOOP_WAIT)
        count += taken
    return count
