"""An order of a command carried out: decided at the head of the log, with views brought so far, or waited for."""

from __future__ import annotations

import time
from contextlib import closing

from licensing.commands.viewing import bring_views
from licensing.orders.acknowledgement import Acknowledgement
from licensing.orders.deciding import Placed
from licensing.orders.writer import BatchHandler, OrderOutcome
from licensing.wiring import World
from projections.findings.overlay import VIEW, Behind
from projections.findings.overlay_reach import NotYetAttributed
from projections.store.views import Views

_PATIENCE, _PAUSE = 60.0, 0.1


def carried_out_here(order: Placed, world: World) -> Acknowledgement:
    """The acknowledgement of an order; brings the views up to date first, or waits for whoever does.

    Raises whatever the decision raises.
    """
    settings, until = world.settings, time.monotonic() + _PATIENCE
    with closing(world.views()) as views:
        while True:
            bring_views(views, world)
            if settings.kafka and order.form.command.name in ("licence issue", "proposal confirm"):
                _wait_for(views, world.log.head(), until)
            outcome = _outcome(world.batches, order)
            if isinstance(outcome, Acknowledgement):
                return outcome
            if not isinstance(outcome, NotYetAttributed | Behind) or time.monotonic() > until:
                raise outcome
            time.sleep(_PAUSE)


def _wait_for(views: Views, position: int, until: float) -> None:
    while views.position(VIEW) < position and time.monotonic() < until:
        time.sleep(_PAUSE)


def _outcome(batches: BatchHandler, order: Placed) -> OrderOutcome:
    try:
        return batches.decide([order])[0]
    except (NotYetAttributed, Behind) as why:
        return why
