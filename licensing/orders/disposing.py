"""Orders to dispose of findings: their forms, what would stand in the way, and the keys they had in former programs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from domain.decisions import COMMANDS
from domain.decisions.command import Command
from domain.decisions.comments import CommentOnFinding
from domain.decisions.dispositions import DisposeOfFinding, DisposeOfFindings, Judged, Obstacle, obstacle
from domain.events.subject_names import finding_subject
from domain.findings.disposition import FindingSeen, evidence_hash, must_be_light, must_be_open
from domain.kernel.errors import NotAllowed, NotFound, Stale
from domain.kernel.event import canonical
from domain.record.sources import closing_state
from licensing.access import DISPOSE, DISPOSING_STATE, Actor, Denied, require
from licensing.log import Log, Request
from licensing.orders.form import Form

DISPOSE_COMMAND, DISPOSE_ALL_COMMAND = COMMANDS["finding dispose"], COMMANDS["finding dispose-of-all"]
COMMENT_COMMAND = COMMANDS["finding comment"]


def disposal(finding_id: str, judged: str, disposition: str, reason: str, office: str | None = None) -> Form:
    """The order to close a finding, judged on the evidence with this hash.

    The hash is no part of what the caller wrote: the same request is answered as before when evidence has moved on.
    """
    written = {"finding_id": finding_id, "disposition": disposition, "reason": reason.strip(), **_to(office)}
    order = DisposeOfFinding(
        finding_id=finding_id, evidence_hash=judged, disposition=disposition, reason=reason, office=office
    )
    return _form(DISPOSE_COMMAND, order, written)


def disposal_of_all(judged: Mapping[str, str], disposition: str, reason: str, office: str | None = None) -> Form:
    """The order to close several findings, each judged on the evidence with its hash; in whatever order they come."""
    findings = tuple(Judged(finding_id=name, evidence_hash=on) for name, on in judged.items())
    written = {"findings": sorted(judged.items()), "disposition": disposition, "reason": reason.strip(), **_to(office)}
    order = DisposeOfFindings(findings=findings, disposition=disposition, reason=reason, office=office)
    return _form(DISPOSE_ALL_COMMAND, order, written)


def comment_on(finding_id: str, text: str) -> Form:
    """The order to comment on a finding."""
    written = {"finding_id": finding_id, "text": text.strip()}
    return _form(COMMENT_COMMAND, CommentOnFinding(finding_id=finding_id, text=text), written)


def _to(office: str | None) -> dict[str, str]:
    """The office as part of what was written; orders written before there was one read as they did."""
    return {"office": office} if office else {}


def _form(command: Command, data: object, written: Mapping[str, object]) -> Form:
    return Form(command, data, dict(written), time=None, day_only=False, corrects=None, despite=None)


def findings_of(order: object) -> tuple[str, ...]:
    """The findings that an order closes or comments on; none where it does neither."""
    if isinstance(order, DisposeOfFinding | CommentOnFinding):
        return (order.finding_id,)
    return tuple(x.finding_id for x in order.findings) if isinstance(order, DisposeOfFindings) else ()


def hindrance(
    log: Log,
    finding_id: str,
    seen: FindingSeen | None,
    by: Actor,
    known_at: int,
    judged: str | None = None,
    closes: bool = True,
) -> Obstacle | None:
    """What stands in the way of closing a finding among others, as the views show it, before anything is ordered.

    `judged` is the hash of the evidence that was seen before, if any; `closes` whether the State closes such ones.
    """
    try:
        if seen is None:
            raise NotFound
        require(by, DISPOSE)
        if not closes or closing_state(seen.key.licence) not in (None, by.state):
            raise another_closes(by, seen.key.licence)
        _must_be_known(log, finding_id, known_at)
        must_be_open(seen, judged or evidence_hash(seen.evidence))
        must_be_light(seen)
    except Denied as why:
        return Obstacle(finding_id, "DENIED", str(why), why.mend)
    except (NotFound, NotAllowed, Stale) as why:
        return obstacle(finding_id, why)
    return None


def another_closes(by: Actor, licence: str | None) -> Denied:
    """Why somebody who sees a finding does not close it; `licence` is the document in its key."""
    owner = f"the authority of {licence[:2]}" if licence else "the State that let the goods go, or was shown the paper,"
    detail = f"This finding is for {owner} to close; you act for {by.state}."
    return Denied(DISPOSING_STATE.id, detail, "Comment on it, or write to the State that closes it.")


def _must_be_known(log: Log, finding_id: str, position: int) -> None:
    history = log.open(finding_subject(finding_id))
    if history and history[-1].position > position:
        raise Stale("something was decided about this finding that the views do not show yet")


def former_request(form: Form, by: Actor, key: str) -> Request | None:
    """A disposition as programs kept it that recorded dispositions beside the orders; None for other orders."""
    order = form.data
    if isinstance(order, DisposeOfFinding):
        told: list[object] = [order.finding_id, order.disposition, order.reason.strip()]
        return Request(f"DSP-{request_name(by, key)[:32]}", _hash(told))
    if isinstance(order, DisposeOfFindings):
        judged = sorted((x.finding_id, x.evidence_hash) for x in order.findings)
        return Request(_former_name(by, key), _hash([judged, order.disposition, order.reason.strip()]))
    return None


def names_of_several(by: Actor, key: str) -> tuple[str, ...]:
    """Under which names an order to close several findings may be on record, whatever it closed."""
    return request_name(by, key), _former_name(by, key)


def request_name(by: Actor, key: str) -> str:
    """An officer's key, which is nobody else's."""
    return _hash([by.state, by.subject, key])


def _former_name(by: Actor, key: str) -> str:
    return f"findings {request_name(by, key)}"


def _hash(told: object) -> str:
    return hashlib.sha256(canonical(told)).hexdigest()
