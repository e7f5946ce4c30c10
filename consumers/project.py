"""Keeps the read models, and rebuilds them beside what readers see."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager

from consumers.loop import Reader, catch_up_with_log, keep, refuse_unknown_types
from consumers.patience import AWAY, Regained, Tell, Transient, Well, patiently, tell
from domain.kernel.log_entry import Tail
from projections.store.generation import Generation
from projections.store.projection import Folding, ReadModel, share_of
from projections.store.views import LeaseHeld, Views

REBUILT_AT_ONCE = 4_000
_PAUSE = 0.05

Progress = Callable[[int, int], None]
"""Told how far a rebuild has come: the position reached, and how many events that were."""


@contextmanager
def reading_alone(views: Views, models: Sequence[ReadModel], wait: float = 0.0) -> Iterator[Reader]:
    """A reader of these models that no other process keeps at the same time; raises LeaseHeld."""
    with ExitStack() as leases:
        for model in models:
            worker, workers = share_of(model)
            share = f" {worker + 1} of {workers}" if workers > 1 else ""
            leases.enter_context(views.lease(f"reading {model.name}{share}", wait))
        yield Reader(views, models)


def keep_read_models(
    open_views: Callable[[], Views],
    open_tail: Callable[[], Tail],
    models: Sequence[ReadModel],
    stop: threading.Event,
    *,
    away: Transient = AWAY,
    wait: float = 0.0,
    tell: Tell = tell,
) -> None:
    """Keeps read models until told to stop; opens everything again when database or broker were away.

    Raises LeaseHeld where another keeps them; who has held the leases and lost them waits to have them again.
    """
    regained = Regained()

    def work(well: Well) -> None:
        with closing(open_views()) as views, regained.waited_for(), reading_alone(views, models, wait) as reader:
            regained.holds()
            keep(reader, open_tail(), stop, well=well)

    patiently(work, stop, away, tell)


def bring_up_to_date(views: Views, tail: Tail, models: Sequence[ReadModel], wait: float = 60.0) -> int:
    """Takes in what read models lack by now; how many events that were.

    Where another reader keeps them it is waited for; raises LeaseHeld when it does not come so far in time. What that
    one is renewing is not waited for: what is there may be read meanwhile.
    """
    head, until = tail.head(), time.monotonic() + wait
    while any(views.position(model.name) < head or not _of_today(views, model) for model in models):
        try:
            with reading_alone(views, models) as reader, without_collecting():
                return catch_up_with_log(reader, tail, REBUILT_AT_ONCE)
        except LeaseHeld:
            if not all(_of_today(views, model) for model in models):
                return 0
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
    return 0


def _of_today(views: Views, model: ReadModel) -> bool:
    """Whether what readers see was made as it would be made now; nothing at all is nothing else."""
    shown = views.pointer(model.name)
    return shown in (0, views.number_under(model.name, model.tables, model.made_under))


def rebuild(
    views: Views,
    tail: Tail,
    models: Sequence[ReadModel],
    stop: threading.Event,
    progress: Progress = lambda position, count: None,
) -> bool:
    """Fills new generations in one pass and shows each when it has caught up; False when stopped before.

    Raises LeaseHeld when somebody rebuilds one of the views, UnreadableEvent when a record cannot be read.
    """
    with ExitStack() as alone:
        for name in dict.fromkeys(model.name for model in models):
            alone.enter_context(views.lease(f"rebuilding {name}"))
        alone.enter_context(without_collecting())
        filling = _Filling(views, tail, models, progress)
        while not stop.is_set():
            if not filling.step():
                if filling.shown():
                    return True
                stop.wait(_PAUSE)
    return False


class _Filling:
    """New generations on their way to the positions of the old ones."""

    def __init__(self, views: Views, tail: Tail, models: Sequence[ReadModel], progress: Progress) -> None:
        self._views, self._tail, self._progress = views, tail, progress
        self._unseen: dict[str, Generation] = {}
        self._work: list[tuple[Generation, Folding, int]] = []
        for model in models:
            worker, workers = share_of(model)
            if model.name not in self._unseen:
                self._unseen[model.name] = views.begin_rebuild(model.name, model.tables, model.made_under)
                views.enrol(self._unseen[model.name], workers)
            generation = self._unseen[model.name]
            self._work.append((generation, model.open(generation), worker))
        self._position = self._count = 0

    def step(self) -> bool:
        """Folds and commits the next batch; False when there is none."""
        batch = self._tail.read(self._position, REBUILT_AT_ONCE)
        if not batch:
            return False
        refuse_unknown_types(batch)
        for _, folding, _ in self._work:
            folding.apply(batch)
        self._position, self._count = batch[-1].position, self._count + len(batch)
        with self._views.transaction():
            for generation, folding, worker in self._work:
                folding.flush()
                generation.move(self._position, worker)
        self._progress(self._position, self._count)
        return True

    def shown(self) -> bool:
        """Shows readers what has caught up; True when that is everything."""
        for name, generation in list(self._unseen.items()):
            if self._views.switch(generation):
                del self._unseen[name]
        return not self._unseen


@contextmanager
def without_collecting() -> Iterator[None]:
    """A fold makes millions of small objects and no cycles; looking for cycles only costs time."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
