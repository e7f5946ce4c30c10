"""Findings closed over HTTP: what a disposition must bring along, the order it becomes, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import anyio.from_thread
import msgspec
from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from domain.decisions.dispositions import NotAll, Obstacle
from domain.events.finding import FindingDisposed
from domain.events.subject_names import finding_subject
from domain.findings.disposition import LONGEST_REASON, OFFICE_KINDS, Judgement
from domain.kernel.errors import NotFound, Stale
from licensing.access import DISPOSE, require
from licensing.http.asking import Asking
from licensing.http.json.answers import POSITION_HEADER, Disposed, names_finding
from licensing.http.json.order_docs import Receipt
from licensing.http.json.ordering import carried_out
from licensing.http.problems import refused
from licensing.orders.acknowledgement import PROPOSED, Acknowledgement, proposal_in, told_in
from licensing.orders.deciding import asked_before, order_placed
from licensing.orders.disposing import comment_on, disposal, disposal_of_all, hindrance
from licensing.reports.finding_filter import Finding
from projections.sentences import ENGLISH

OFFICE_SAID = f"With REFERRED: a State and one of {', '.join(OFFICE_KINDS)}; there it stays on the worklist."


class DisposeBody(BaseModel):
    """Why a finding is closed."""

    model_config = ConfigDict(extra="forbid")

    disposition: Literal["EXPLAINED", "CONFIRMED", "REFERRED"] = Field(
        description="EXPLAINED: nothing is wrong; CONFIRMED: it is as it says; REFERRED: another goes on."
    )
    reason: str = Field(min_length=1, max_length=LONGEST_REASON, description="In a sentence or two.")
    office: str | None = Field(None, max_length=40, description=OFFICE_SAID, examples=["XB customs"])


def judged(asking: Asking, finding_id: str) -> Finding:
    """The finding that the actor wants to decide about, in English: it must exist for him, and be his to decide."""
    require(asking.actor, DISPOSE)
    finding = asking.reading.finding(finding_id, asking.actor, ENGLISH)
    if finding is None or not asking.reading.closes(finding, asking.actor):
        raise NotFound
    return finding


def dispose(
    asking: Asking,
    finding: Finding,
    judgement: Judgement,
    if_match: str | None,
    key: str | None,
) -> Acknowledgement:
    """Disposes of the finding that `If-Match` names; a repeated request gets its first answer."""
    log = asking.context.log
    form = disposal(finding.finding_id, finding.evidence_hash, *_said(judgement))
    seen = log.version(finding_subject(finding.finding_id), at=asking.reading.position)
    order = order_placed(form, asking.actor, seen, key)
    if not asked_before(log, order):
        must_match(finding, if_match)
    return anyio.from_thread.run(carried_out, asking.context, order)


def comment(asking: Asking, finding: Finding, text: str, key: str | None) -> Acknowledgement:
    """Says something of a finding that the actor sees."""
    order = order_placed(comment_on(finding.finding_id, text), asking.actor, None, key)
    return anyio.from_thread.run(carried_out, asking.context, order)


def _said(judgement: Judgement) -> tuple[str, str, str | None]:
    return judgement.disposition, judgement.reason, judgement.office or None


def dispose_of_all(asking: Asking, judged: Mapping[str, str], judgement: Judgement, key: str | None) -> Acknowledgement:
    """Closes findings, each on the evidence with its hash; raises NotAll with what stands in the way of any."""
    require(asking.actor, DISPOSE)
    log = asking.context.log
    order = order_placed(disposal_of_all(judged, *_said(judgement)), asking.actor, None, key)
    if not asked_before(log, order):
        found = {name: asking.reading.finding(name, asking.actor) for name in judged}
        obstacles = [x for name, finding in found.items() if (x := hindering(asking, name, finding, judged[name]))]
        if obstacles and len(obstacles) == len(judged) and {x.code for x in obstacles} <= {"NOT_FOUND", "DENIED"}:
            raise NotFound
        if obstacles:
            raise NotAll(obstacles)
    return anyio.from_thread.run(carried_out, asking.context, order)


def hindering(asking: Asking, name: str, finding: Finding | None, judged: str | None = None) -> Obstacle | None:
    """What stands in the way of closing a finding as it is shown."""
    seen = finding.seen() if finding else None
    closes = finding is not None and asking.reading.closes(finding, asking.actor)
    return hindrance(asking.context.log, name, seen, asking.actor, asking.reading.position, judged, closes)


def must_match(finding: Finding, if_match: str | None) -> None:
    """Raises a 428 without If-Match, and Stale when the finding is no longer the one that was judged."""
    if if_match is None:
        raise refused(
            428,
            "IF_MATCH_MISSING",
            "A disposition must say which state of the finding was judged.",
            "Send the ETag of the finding as If-Match.",
        )
    if not names_finding(if_match, finding):
        raise Stale("the finding is no longer as it was judged")


def disposition_answer(made: Acknowledgement) -> Response:
    """201, with the position from which every view knows it; 202 with what waits for a second person."""
    if made.outcome == PROPOSED:
        return proposal_answer(made)
    (told,) = disposed_by(made)
    where = {POSITION_HEADER: str(made.position), "Location": f"/api/v1/findings/{told.finding_id}"}
    return Response(msgspec.json.encode(told), 201, where, "application/json")


WAITS: dict[int | str, dict[str, Any]] = {
    202: {
        "model": Receipt,
        "description": "Proposed: it is severe, so another person has to confirm it (R-020).",
        "headers": {"Location": {"description": "Where it waits.", "schema": {"type": "string"}}},
    }
}
"""What is answered where a disposition takes two persons."""


def proposal_answer(made: Acknowledgement) -> Response:
    """202 with the acknowledgement of what waits for a second person, and where."""
    where = {POSITION_HEADER: str(made.position), "Location": f"/api/v1/proposals/{proposal_in(made)}"}
    return Response(msgspec.json.encode(told_in(made)), 202, where, "application/json")


def disposed_by(made: Acknowledgement) -> tuple[Disposed, ...]:
    """The dispositions that an order recorded, as they are told."""
    closed = ((entry, entry.data) for entry in made.entries if isinstance(entry.data, FindingDisposed))
    return tuple(
        Disposed(
            finding_id=data.finding_id,
            disposition=data.disposition,
            evidence_hash=data.evidence_hash,
            source=entry.source,
            id=entry.id,
            recordedat=made.recordedat,
            position=entry.position,
        )
        for entry, data in closed
    )
