"""The closed day: how time enters the record."""

from __future__ import annotations

from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_field
from domain.kernel.event import event


@event(
    "day.closed",
    stream=by_field("day", "authority"),
    subjects=(),
    told_by=ANYBODY,
    quantities=(),
    said="day.closed",
    search=(),
    history=(),
)
class DayClosed:
    """The clock: an authority has closed a day."""

    authority: str
    date: str
