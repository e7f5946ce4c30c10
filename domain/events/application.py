"""An application for an export licence: submitted, assessed, returned, withdrawn, refused, granted (R-010 to R-020)."""

from __future__ import annotations

from typing import Any

from domain.events.determination import Determination
from domain.events.refs import DocumentRef
from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_application
from domain.events.subject_names import of_application
from domain.events.wanted import CLAIMS, ONE_SHIPMENT, SEVERAL_SHIPMENTS, ClaimedLaw, SerialsOfLine, Wanted
from domain.kernel.event import event
from domain.kernel.message import AS_STORED, Message


@event(
    "licence-application.submitted",
    revision=2,
    stream=by_application,
    subjects=(of_application,),
    told_by=ANYBODY,
    quantities=(),
    said="licence-application.submitted",
    search=("application", "wanted.exporter", "wanted.consignee", "wanted.end_user", "wanted.brokers"),
    history=(),
)
class ApplicationSubmitted:
    """An exporter says what licence is wanted; `claimed` is what an old application said about the law besides."""

    application: DocumentRef
    wanted: Wanted
    claimed: ClaimedLaw | None = None
    note: str | None = None
    serials: tuple[SerialsOfLine, ...] | None = None

    @staticmethod
    def from_revision_1(content: dict[str, Any]) -> dict[str, Any]:
        """From the application that named the terms of its licence itself, and no route."""
        terms = dict(content["terms"])
        claimed = {name: terms.pop(name) for name in CLAIMS if name in terms}
        claimed["open_lines"] = [x["line"] for x in terms["lines"] if x["control"] != "Q"]
        wanted = terms | {
            "shipments": ONE_SHIPMENT if claimed["kind"] == "SINGLE" else SEVERAL_SHIPMENTS,
            "route": [],
            "lines": [{name: x[name] for name in x if name != "control"} for x in terms["lines"]],
        }
        return {name: content[name] for name in content if name != "terms"} | {"wanted": wanted, "claimed": claimed}


@event(
    "licence-application.determined",
    stream=by_application,
    subjects=(of_application,),
    told_by=ANYBODY,
    quantities=(),
    said="licence-application.determined",
    search=(),
    history=(),
)
class ApplicationDetermined:
    """A licensing officer determines under which law an application is judged and what that law asks for."""

    application: DocumentRef
    determination: Determination


@event(
    "licence-application.assessed",
    stream=by_application,
    subjects=(of_application,),
    told_by=ANYBODY,
    quantities=(),
    said="licence-application.assessed",
    search=(),
    history=(),
)
class ApplicationAssessed:
    """A licensing officer has looked into an application, and says what was seen and what is recommended.

    `undercuts` names refusals of essentially the same, `undercut_reason` why it is to be granted all the same (R-056).
    """

    application: DocumentRef
    recommendation: str
    assessment: str
    acknowledged: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    undercuts: tuple[str, ...] | None = None
    undercut_reason: str | None = None


@event(
    "licence-application.returned",
    stream=by_application,
    subjects=(of_application,),
    told_by=ANYBODY,
    quantities=(),
    said="licence-application.returned",
    search=(),
    history=(),
)
class ApplicationReturned:
    """The approving officer sends an application back to be assessed again."""

    application: DocumentRef
    reason: str


@event(
    "licence-application.withdrawn",
    stream=by_application,
    subjects=(of_application,),
    told_by=ANYBODY,
    quantities=(),
    said="licence-application.withdrawn",
    search=(),
    history=(),
)
class ApplicationWithdrawn:
    """The exporter no longer asks for the licence."""

    application: DocumentRef
    reason: str | None = None


@event(
    "licence-application.refused",
    stream=by_application,
    subjects=(of_application,),
    told_by=ANYBODY,
    quantities=(),
    said="licence-application.refused",
    search=(),
    history=(),
)
class ApplicationRefused:
    """The approving officer refuses the licence, on grounds that the law names."""

    application: DocumentRef
    grounds: tuple[str, ...]
    reason: str


@event(
    "licence-application.granted",
    revision=2,
    stream=by_application,
    subjects=(of_application,),
    told_by=ANYBODY,
    quantities=(),
    said="licence-application.granted",
    search=(),
    history=("licence",),
)
class ApplicationGranted:
    """The licence applied for is issued, after these preconditions were found to be met."""

    application: DocumentRef
    licence: DocumentRef
    preconditions: tuple[Message, ...]

    @staticmethod
    def from_revision_1(content: dict[str, Any]) -> dict[str, Any]:
        """From the grant whose preconditions were English sentences."""
        told = [{"id": AS_STORED, "figures": {"text": text}} for text in content["preconditions"]]
        return content | {"preconditions": told}


GROUNDS = (
    *("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8"),
    *("CRIMINAL_RECORD", "STOLEN_SOUGHT", "SECURITY_THREAT", "EMBARGO", "IMPORT_NOT_AUTHORISED"),
    *("TRANSIT_OBJECTION", "MS_OBJECTION", "NOT_MARKED", "PRIOR_REFUSAL"),
)
"""Grounds of refusal by their codes (norms V14)."""
