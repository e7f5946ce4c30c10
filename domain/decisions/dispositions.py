"""To dispose of a finding, or of several by one order: each on just the evidence that was judged (R-094)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.decisions import part
from domain.decisions.command import Command, Decision, Ordered, passes
from domain.decisions.states import always
from domain.events.finding import FindingDisposed, FindingReferred
from domain.events.subject_names import finding_subject
from domain.findings.disposition import (
    FindingSeen,
    Judgement,
    disposed,
    must_be_light,
    must_be_open,
    must_be_reasoned,
    referred,
)
from domain.findings.rule import Severity
from domain.kernel.errors import DomainError, NotAllowed, NotFound, Stale
from domain.kernel.event import shape
from domain.preconditions.grounds import Grounds

AT_ONCE = part.MOST_AT_ONCE
_UNKNOWN = "Nothing of this name is on record here for you."
_ALONE = "It says stop now; such a finding is never closed among others."


@shape
class Judged:
    """A finding with the hash of the evidence on which it was judged."""

    finding_id: str
    evidence_hash: str


@shape
class DisposeOfFinding:
    """The order: close this finding, judged on the evidence with this hash."""

    finding_id: str
    evidence_hash: str
    disposition: str
    reason: str
    office: str | None = None


@shape
class DisposeOfFindings:
    """The order: close these findings for one reason, each judged on the evidence with its hash."""

    findings: tuple[Judged, ...]
    disposition: str
    reason: str
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a finding cannot be closed, and what can be done."""

    finding_id: str
    code: str
    detail: str
    mend: str


class NotAll(DomainError):
    """Some of the findings cannot be closed, so none was."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        self.obstacles = tuple(obstacles)
        super().__init__(f"{len(self.obstacles)} of the findings cannot be closed, so none was")


def obstacle(finding_id: str, why: DomainError) -> Obstacle:
    """Why a finding cannot be closed, as it is told."""
    if isinstance(why, NotAllowed):
        if "severity" in why.figures:
            return Obstacle(finding_id, why.code, _ALONE, why.mend)
        state = str(why.figures.get("state", "")).lower()
        return Obstacle(finding_id, why.code, f"It is {state}, not open." if state else str(why), why.mend)
    if isinstance(why, Stale):
        return Obstacle(finding_id, "STALE", f"{str(why)[:1].upper()}{str(why)[1:]}.", "Look at it again.")
    return Obstacle(finding_id, "NOT_FOUND", _UNKNOWN, "Check the spelling, or search for it.")


def _dispose(grounds: Grounds, order: DisposeOfFinding, ordered: Ordered) -> Decision:
    """The finding is closed as it stands at the head; raises NotFound, NotAllowed or Stale where it cannot be."""
    seen = _closable(grounds, Judged(finding_id=order.finding_id, evidence_hash=order.evidence_hash), ordered)
    return passes(*_judged(seen, order.evidence_hash, _judgement(order)))


def _judgement(order: DisposeOfFinding | DisposeOfFindings) -> Judgement:
    return Judgement(disposition=order.disposition, reason=order.reason, office=order.office)


def _judged(seen: FindingSeen, judged_on: str, judgement: Judgement) -> Iterator[FindingDisposed | FindingReferred]:
    """The finding is closed; where it is referred, its office is told besides."""
    yield disposed(seen, judged_on, judgement)
    to = referred(seen, judged_on, judgement)
    if to is not None:
        yield to


def _dispose_of_all(grounds: Grounds, order: DisposeOfFindings, ordered: Ordered) -> Decision:
    """All of them are closed, or none: raises NotAll with everything that stands in the way of any."""
    judgement = _judgement(order)
    _must_be_some(order)
    must_be_reasoned(judgement)
    seen: list[tuple[FindingSeen, str]] = []
    obstacles: list[Obstacle] = []
    for judged in {x.finding_id: x for x in order.findings}.values():
        try:
            found = _closable(grounds, judged, ordered)
            must_be_light(found)
            seen.append((found, judged.evidence_hash))
        except (NotFound, NotAllowed, Stale) as why:
            obstacles.append(obstacle(judged.finding_id, why))
    if obstacles:
        raise NotAll(obstacles)
    return passes(*(x for finding, judged_on in seen for x in _judged(finding, judged_on, judgement)))


def _closable(grounds: Grounds, judged: Judged, ordered: Ordered) -> FindingSeen:
    """The finding at the head, where the officer's State may close it and it is still what was judged."""
    if not part.may_close_named(grounds, judged.finding_id, ordered):
        raise NotFound
    found = grounds.finding(judged.finding_id)
    assert found is not None  # noqa: S101  who may close it sees it
    must_be_open(found, judged.evidence_hash)
    return found


def _must_be_some(order: DisposeOfFindings) -> None:
    if not order.findings:
        raise NotAllowed("NOTHING_SELECTED", "R-094", "Name findings, each with the evidence that was seen.")
    if len(order.findings) > AT_ONCE:
        raise NotAllowed("TOO_MANY", "R-094", f"Close at most {AT_ONCE} at once.", findings=len(order.findings))


def _grave(grounds: Grounds, finding_ids: Iterable[str]) -> bool:
    found = (grounds.finding(x) for x in finding_ids)
    return any(x is not None and x.severity >= Severity.HOLD for x in found)


def _one_is_grave(grounds: Grounds, order: DisposeOfFinding, _: Ordered) -> bool:
    """What holds goods or stops them is closed by two persons (R-020)."""
    return _grave(grounds, (order.finding_id,))


def _any_is_grave(grounds: Grounds, order: DisposeOfFindings, _: Ordered) -> bool:
    return _grave(grounds, (x.finding_id for x in order.findings))


_ANY = frozenset({"any"})
COMMANDS = (
    Command(
        "finding",
        "dispose",
        "dispose of a finding",
        DisposeOfFinding,
        _dispose,
        always,
        _ANY,
        "licensing",
        "rules 1.8.4",
        FindingDisposed,
        lambda order: finding_subject(order.finding_id),
        second=_one_is_grave,
        part=part.disposes,
    ),
    Command(
        "finding",
        "dispose-of-all",
        "dispose of several findings, all or none",
        DisposeOfFindings,
        _dispose_of_all,
        always,
        _ANY,
        "licensing",
        "rules 1.8.4",
        FindingDisposed,
        lambda order: finding_subject(order.findings[0].finding_id if order.findings else ""),
        second=_any_is_grave,
        part=part.disposes_of_some,
    ),
)
