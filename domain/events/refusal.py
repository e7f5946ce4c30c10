"""A lawful no: an order that the law does not let pass, kept with every reason for it (R-068, R-098)."""

from __future__ import annotations

from typing import Any

from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_what_it_is_about
from domain.kernel.event import event, shape
from domain.kernel.message import AS_STORED, Message


@shape
class RefusalReason:
    """One thing that stands in the way: what is missing, under which requirement, and where to get it.

    The figures of `message` are those that it was judged by.
    """

    code: str
    requirement: str
    message: Message
    mend: Message


def reasons_of_revision_1(content: dict[str, Any]) -> dict[str, Any]:
    """Reasons that were written as finished English: said as they were written, with the figures they had."""
    return content | {"reasons": [_of_revision_1(reason) for reason in content["reasons"]]}


def _of_revision_1(reason: dict[str, Any]) -> dict[str, Any]:
    figures = {figure["name"]: figure["value"] for figure in reason.get("figures", ())}
    return {
        "code": reason["code"],
        "requirement": reason["requirement"],
        "message": {"id": AS_STORED, "figures": {"text": reason["says"]} | figures},
        "mend": {"id": AS_STORED, "figures": {"text": reason["mend"]}},
    }


@event(
    "order.refused",
    revision=2,
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
    reasons: tuple[RefusalReason, ...]
    despite: str | None = None

    @staticmethod
    def from_revision_1(content: dict[str, Any]) -> dict[str, Any]:
        """From the refusal whose reasons were English sentences."""
        return reasons_of_revision_1(content)


def reason(code: str, requirement: str, told: Message, mend: Message) -> RefusalReason:
    """A reason in one line."""
    return RefusalReason(code=code, requirement=requirement, message=told, mend=mend)
