"""A lawful no: an order that the law does not let pass, kept with every reason for it (R-068, R-098)."""

from __future__ import annotations

from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_what_it_is_about
from domain.kernel.event import event, shape


@shape
class Figure:
    """One number or word that a reason was judged by."""

    name: str
    value: str


@shape
class Reason:
    """One thing that stands in the way: what is missing, under which requirement, and where to get it."""

    code: str
    requirement: str
    says: str
    mend: str
    figures: tuple[Figure, ...] = ()


@event(
    "order.refused",
    stream=by_what_it_is_about,
    subjects=(),
    told_by=ANYBODY,
    quantities=(),
    said="order.refused",
    search=(),
    history=(),
)
class OrderRefused:
    """An officer's order is refused, for all the reasons there are and not only the first.

    `despite` is why it was carried out all the same, where somebody may answer for that (R-072).
    """

    order: str
    about: str
    reasons: tuple[Reason, ...]
    despite: str | None = None


def reason(code: str, requirement: str, says: str, mend: str, **figures: object) -> Reason:
    """A reason in one line."""
    told = tuple(Figure(name=name, value=str(value)) for name, value in figures.items())
    return Reason(code=code, requirement=requirement, says=says, mend=mend, figures=told)
