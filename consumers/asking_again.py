"""A history asked again, under another law or by other rules, in a store of its own: the views stay as they are."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from consumers.loop import refuse_unknown_types
from consumers.project import Progress
from domain.findings.lifecycle import KeptFinding
from domain.kernel.errors import DomainError
from domain.kernel.log_entry import Tail
from projections.findings.kept_findings import finding_of_row
from projections.findings.model import FindingsModel
from projections.findings.tables import FINDING, TABLES
from projections.store.opening import open_views
from projections.store.views import Views

_AT_ONCE = 500
"""So many events are asked between two looks at whether anybody still wants to know."""
_PATIENCE, _PAUSE = 10.0, 0.05

Chosen = tuple[str, Sequence[Any]]
"""Which findings are looked at: a condition over their columns, with its values."""
ALL_OF_THEM: Chosen = ("", ())


class OnTheMove(DomainError):
    """The workers that keep the findings do not stand for one position, so nothing can be held beside them."""


def as_they_are(views: Views, chosen: Chosen = ALL_OF_THEM) -> tuple[int, list[KeptFinding]]:
    """Today's findings, and the position they stand for; waits until all workers have come to the same one.

    Raises OnTheMove where they do not come, and where findings made under another law are being renewed.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        generation = views.current(FindingsModel.name, TABLES)
        if generation.made is not None and FindingsModel().made_under.differences(generation.made):
            raise OnTheMove("the findings are being renewed under today's law; ask again when they are")
        with views.reading():
            held = [x.workers for x in views.held() if (x.view, x.number) == (generation.view, generation.number)]
            positions = {generation.position(worker) for worker in range(max([1, *held]))}
            if len(positions) == 1:
                return positions.pop(), [finding_of_row(row) for row in generation.select(FINDING, *chosen)]
        if time.monotonic() > until:
            raise OnTheMove("the findings are being brought up to date; ask again when they are")
        time.sleep(_PAUSE)


def as_they_would_be(
    tail: Tail,
    until: int,
    model: FindingsModel,
    stop: threading.Event,
    progress: Progress = lambda position, count: None,
    chosen: Chosen = ALL_OF_THEM,
) -> list[KeptFinding] | None:
    """The findings that a model makes of the history up to a position; None when it was stopped before."""
    with (
        TemporaryDirectory(prefix="counterfoil-what-if-", ignore_cleanup_errors=True) as folder,
        closing(open_views(Path(folder))) as views,
    ):
        if not _filled(views, tail, until, model, stop, progress):
            return None
        generation = views.current(model.name, model.tables)
        return [finding_of_row(row) for row in generation.select(FINDING, *chosen)]


def _filled(
    views: Views, tail: Tail, until: int, model: FindingsModel, stop: threading.Event, progress: Progress
) -> bool:
    generation = views.current(model.name, model.tables)
    folding, position, count = model.open(generation), 0, 0
    while not stop.is_set():
        batch = [x for x in tail.read(position, _AT_ONCE) if x.position <= until]
        if not batch:
            return True
        refuse_unknown_types(batch)
        folding.apply(batch)
        position, count = batch[-1].position, count + len(batch)
        with views.transaction():
            folding.flush()
            generation.move(position)
        progress(position, count)
    return False
