"""Where log and views stand: how far each view is behind, in positions and in seconds, and which days are closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from licensing.log import Log
from projections.store.generation import CURRENT, RENEWING
from projections.store.views import Held


@dataclass(frozen=True, slots=True)
class ViewLag:
    """How far one view is behind the log: positions, and seconds since the first event it lacks was written."""

    view: str
    position: int
    behind: int
    seconds: float
    renewed: bool = False
    """Readers see what was made under another law or by another program, until it is made anew."""


def lags(log: Log, head: int, held: Iterable[Held], now: datetime | None = None) -> tuple[ViewLag, ...]:
    """How far each view is behind, as readers see it."""
    known = list(held)
    renewed = {one.view for one in known if one.state == RENEWING}
    at = now or datetime.now(UTC)
    return tuple(
        ViewLag(
            one.view,
            one.position,
            behind := max(0, head - one.position),
            _since(log.stored_at(one.position + 1), at) if behind else 0.0,
            one.view in renewed,
        )
        for one in known
        if one.state == CURRENT
    )


def _since(written: str | None, now: datetime) -> float:
    if written is None:
        return 0.0
    return max(0.0, round((now - datetime.fromisoformat(written)).total_seconds(), 3))


def too_far_behind(views: Sequence[ViewLag], most: int, seconds: int) -> tuple[str, ...]:
    """What is told of views that are so far behind that nobody should rely on their silence.

    A view that is being made anew is behind for as long as that takes, and says so in every answer: it is no problem.
    """
    return tuple(
        f"{one.view}: {one.behind:,} positions behind, for {one.seconds:,.0f} seconds"
        for one in views
        if not one.renewed and (one.behind > most or one.seconds > seconds)
    )
