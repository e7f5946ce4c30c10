"""A transit State asked for its written no-objection: sent, answered, withdrawn (FP 10(2)(b), R-036 to R-043)."""

from __future__ import annotations

from domain.events.authorization import AuthorizationLine
from domain.events.refs import DocumentRef
from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_notice
from domain.events.subject_names import of_notice
from domain.kernel.event import event


@event(
    "transit-notice.sent",
    stream=by_notice,
    subjects=(of_notice,),
    told_by=ANYBODY,
    quantities=("goods.quantity",),
    said="transit-notice.sent",
    search=("notice",),
    history=("licence", "authorization"),
)
class TransitNoticeSent:
    """A transit State is asked for its written no-objection."""

    notice: DocumentRef
    transit_state: str
    licence: DocumentRef | None
    authorization: DocumentRef | None = None
    mode: str
    transshipment: bool
    period_from: str | None = None
    period_to: str | None = None
    goods: tuple[AuthorizationLine, ...] = ()


@event(
    "transit-notice.answered",
    stream=by_notice,
    subjects=(of_notice,),
    told_by=ANYBODY,
    quantities=(),
    said="transit-notice.answered",
    search=("notice",),
    history=(),
)
class TransitNoticeAnswered:
    """The answer of the transit State, or the recorded ground on which none is needed."""

    notice: DocumentRef
    transit_state: str
    answer: str
    basis: str
    effective_on: str
    valid_until: str | None
    conditions: tuple[str, ...] = ()


@event(
    "transit-notice.withdrawn",
    stream=by_notice,
    subjects=(of_notice,),
    told_by=ANYBODY,
    quantities=(),
    said="transit-notice.withdrawn",
    search=(),
    history=(),
)
class TransitNoticeWithdrawn:
    """The transit State takes its no-objection back."""

    notice: DocumentRef
    transit_state: str
    effective_on: str
    reason: str | None = None
