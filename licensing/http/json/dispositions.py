"""Decisions that come over HTTP: what they must bring along, and what is answered."""

from __future__ import annotations

from typing import Literal

import msgspec
from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from domain.findings.disposition import LONGEST_REASON, DisposeOfFinding
from domain.kernel.errors import NotFound, Stale
from licensing.access import require_disposal
from licensing.dispositions import Receipt
from licensing.http.asking import Asking
from licensing.http.json.answers import POSITION, Disposed, matches, tag_of
from licensing.http.problems import refused
from licensing.reports.finding_filter import Finding


class DisposeBody(BaseModel):
    """Why a finding is closed."""

    model_config = ConfigDict(extra="forbid")

    disposition: Literal["EXPLAINED", "CONFIRMED", "REFERRED"] = Field(
        description="EXPLAINED: nothing is wrong; CONFIRMED: it is as it says; REFERRED: another goes on."
    )
    reason: str = Field(min_length=1, max_length=LONGEST_REASON, description="In a sentence or two.")


def judged(asking: Asking, finding_id: str) -> Finding:
    """The finding that the actor wants to decide about: it must exist for him, and be his to decide."""
    finding = asking.reading.finding(finding_id, asking.actor)
    if finding is None:
        raise NotFound
    require_disposal(asking.actor, finding.key.licence)
    return finding


def dispose(
    asking: Asking, finding: Finding, order: DisposeOfFinding, if_match: str | None, key: str | None
) -> Receipt:
    """Disposes of the finding that `If-Match` names; a repeated request gets its first answer."""
    desk, actor = asking.context.desk, asking.actor
    before = desk.disposed(finding.seen(), order, actor, key) if key else None
    if before is not None:
        return before
    must_match(finding, if_match)
    return desk.dispose(finding.seen(), order, actor, asking.reading.position, key)


def order_of(finding: Finding, body: DisposeBody) -> DisposeOfFinding:
    """The order that a body means for a finding as it is shown."""
    return DisposeOfFinding(evidence_hash=finding.evidence_hash, disposition=body.disposition, reason=body.reason)


def must_match(finding: Finding, if_match: str | None) -> None:
    """Raises a 428 without If-Match, and Stale when the finding is no longer the one that was judged."""
    if if_match is None:
        raise refused(
            428,
            "IF_MATCH_MISSING",
            "A disposition must say which state of the finding was judged.",
            "Send the ETag of the finding as If-Match.",
        )
    if not matches(if_match, tag_of(finding)):
        raise Stale("the finding is no longer as it was judged")


def answer(receipt: Receipt) -> Response:
    """201, with the position from which every view knows it."""
    event, position = receipt
    where = {POSITION: str(position), "Location": f"/api/v1/findings/{event.subject}"}
    return Response(msgspec.json.encode(disposed_of(receipt)), 201, where, "application/json")


def disposed_of(receipt: Receipt) -> Disposed:
    """A disposition on record, as it is told."""
    event, position = receipt
    return Disposed(
        finding_id=event.subject,
        disposition=event.data.disposition,
        evidence_hash=event.data.evidence_hash,
        source=event.source,
        id=event.id,
        recordedat=event.recordedat,
        position=position,
    )
