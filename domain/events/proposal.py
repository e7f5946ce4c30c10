"""An order that takes two persons: proposed by one, confirmed by another, or declined (R-020)."""

from __future__ import annotations

from typing import Any

from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_what_it_is_about
from domain.events.subject_names import of_proposal
from domain.kernel.event import event
from domain.kernel.event_parts import ITS_SUBJECTS


@event(
    "order.proposed",
    stream=by_what_it_is_about,
    subjects=(of_proposal,),
    told_by=ANYBODY,
    quantities=(),
    said="order.proposed",
    search=(),
    history=(ITS_SUBJECTS,),
)
class OrderProposed:
    """An officer proposes an order, which counts for nothing until another person confirms it.

    `data` is what is ordered as it was written; what stands beside it is as the proposer gave it.
    """

    proposal: str
    order: str
    about: str
    data: dict[str, Any]
    time: str | None = None
    day_only: bool = False
    corrects: str | None = None
    despite: str | None = None


@event(
    "order.confirmed",
    stream=by_what_it_is_about,
    subjects=(of_proposal,),
    told_by=ANYBODY,
    quantities=(),
    said="order.confirmed",
    search=(),
    history=(ITS_SUBJECTS,),
)
class OrderConfirmed:
    """Another person confirms a proposal; what it leads to is entered with this."""

    proposal: str
    order: str
    about: str


@event(
    "order.declined",
    stream=by_what_it_is_about,
    subjects=(of_proposal,),
    told_by=ANYBODY,
    quantities=(),
    said="order.declined",
    search=(),
    history=(ITS_SUBJECTS,),
)
class OrderDeclined:
    """A proposal is not gone on with: another declines it, or who made it takes it back."""

    proposal: str
    order: str
    about: str
    reason: str
