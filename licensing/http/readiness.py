"""Whether the service can answer for today's record: asked by load balancers, and shown to administrators."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.kernel.errors import DomainError
from licensing.http.context import ApplicationContext
from licensing.watch.standing import ViewLag, lags, too_far_behind

WRITE_FAILED = 60.0
"""Seconds for which a failed write makes the service unready; then it is let try again."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether the service can answer, and what it found."""

    ready: bool
    head: int | None
    position: int | None
    problems: tuple[str, ...]
    renewed: tuple[str, ...] = ()
    """The views that show what was made under another law or by another program, until it is made anew."""
    views: tuple[ViewLag, ...] = ()
    last_days_closed: Mapping[str, str] | None = None
    """The last day that each authority closed, by its State."""


def readiness(here: ApplicationContext) -> Ready:
    """Asks log and views where they stand, and the writer whether it can write."""
    problems: list[str] = []

    def asked(name: str, ask: Callable[[], Any], otherwise: Any = None) -> Any:
        try:
            return ask()
        except DomainError as why:
            problems.append(f"{name}: {type(why).__name__}")
        except Exception as why:
            _LOG.exception("not ready: the program failed to tell the %s", name)
            problems.append(f"{name}: {type(why).__name__}")
        return otherwise

    head = asked("head", here.head)
    position = asked("position", here.readings.position)
    renewed = asked("renewed", here.readings.renewed, ())
    views = () if problems else asked("lag", lambda: lags(here.log, head, here.readings.held()), ())
    days = asked("days", here.log.last_days_closed) if head is not None else None
    problems += too_far_behind(views, here.ready_lag, here.ready_seconds)
    failed = here.writer.failed_for()
    if failed is not None and failed < WRITE_FAILED:
        problems.append(f"orders: the last write failed, {failed:.0f} seconds ago")
    return Ready(not problems, head, position, tuple(problems), renewed, views, days)
