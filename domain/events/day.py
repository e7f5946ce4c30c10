"""The closed day: how time enters the record."""

from __future__ import annotations

from domain.kernel.event import event


@event("day.closed")
class DayClosed:
    """The clock: an authority has closed a day."""

    authority: str
    date: str
