"""Several findings closed by one order: each on the evidence that was seen, all of them or none."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.findings.disposition import DisposeOfFinding, FindingSeen, decide, evidence_hash
from domain.kernel.errors import DomainError, NotAllowed, NotFound, Stale
from domain.kernel.event import canonical, recorded
from licensing.access import Actor, Denied, require_disposal
from licensing.dispositions import Desk, Receipt, must_be_known, source_of, stream_of
from licensing.log import AnotherUnderThatKey, Change, Request

AT_ONCE = 500
"""So many findings may be closed by one order."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a finding cannot be closed, and what can be done."""

    finding_id: str
    code: str
    detail: str
    mend: str


@dataclass(frozen=True, slots=True)
class Several:
    """The order: close these findings, each judged on the evidence with its hash, for one reason."""

    seen: Mapping[str, str]
    disposition: str
    reason: str

    @property
    def digest_of(self) -> str:
        """What is asked, as it is compared when the same key comes again."""
        told = [sorted(self.seen.items()), self.disposition, self.reason.strip()]
        return hashlib.sha256(canonical(told)).hexdigest()


class NotAll(DomainError):
    """Some of the findings cannot be closed, so none was."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        self.obstacles = tuple(obstacles)
        super().__init__(f"{len(self.obstacles)} of the findings cannot be closed, so none was")


def obstacle(
    desk: Desk, finding_id: str, seen: FindingSeen | None, by: Actor, known_at: int, judged: str | None = None
) -> Obstacle | None:
    """What stands in the way of closing a finding; `judged` is the hash of the evidence that was seen, if any."""
    try:
        if seen is None:
            raise NotFound("Nothing of this name is on record here for you.")
        require_disposal(by, seen.key.licence)
        must_be_known(desk.log.open(stream_of(seen)), known_at)
        decide(seen, DisposeOfFinding(evidence_hash=judged or evidence_hash(seen.evidence), **_ANYTHING))
    except (NotFound, Denied, Stale, NotAllowed) as why:
        return _told(finding_id, why)
    return None


_ANYTHING = {"disposition": "EXPLAINED", "reason": "."}


def _told(finding_id: str, why: DomainError) -> Obstacle:
    if isinstance(why, NotAllowed):
        state = str(why.figures.get("state", "")).lower()
        return Obstacle(finding_id, why.code, f"It is {state}, not open." if state else str(why), why.mend)
    if isinstance(why, Denied):
        return Obstacle(finding_id, "DENIED", str(why), why.mend)
    if isinstance(why, Stale):
        return Obstacle(finding_id, "STALE", f"{str(why)[:1].upper()}{str(why)[1:]}.", "Look at it again.")
    return Obstacle(finding_id, "NOT_FOUND", str(why), "Check the spelling, or search for it.")


def first_answer(desk: Desk, by: Actor, key: str) -> tuple[Receipt, ...]:
    """What was recorded under a key of an officer, if anything was."""
    found = desk.log.answered(_request(by, key))
    stored = desk.log.at(range(found.first, found.last + 1)) if found else ()
    return tuple(Receipt(recorded(x.body), x.position) for x in stored)


def answered(desk: Desk, order: Several, by: Actor, key: str) -> tuple[Receipt, ...]:
    """The first answer to this very order, if it came before under its key; raises AnotherUnderThatKey."""
    name = _request(by, key)
    found = desk.log.answered(name)
    if found is None:
        return ()
    if found.content_digest != Request(name, order.digest_of).digest:
        raise AnotherUnderThatKey("this key stands for another order")
    return first_answer(desk, by, key)


def dispose_of_all(
    desk: Desk, order: Several, findings: Mapping[str, FindingSeen], by: Actor, known_at: int, key: str | None = None
) -> tuple[Receipt, ...]:
    """Closes all of them in one transaction, or raises NotAll; the same order under its key is answered as before."""
    name = key or desk.new_id()
    before = answered(desk, order, by, name)
    if before:
        return before
    _must_be_some(order)
    told = [(x, findings.get(x), judged) for x, judged in order.seen.items()]
    found = [obstacle(desk, x, seen, by, known_at, judged) for x, seen, judged in told]
    if any(found):
        raise NotAll([x for x in found if x])
    changes = [_change(desk, seen, order, by, name) for _, seen, _ in told if seen is not None]
    desk.log.save(*changes, request=Request(_request(by, name), order.digest_of))
    return answered(desk, order, by, name)


def _must_be_some(order: Several) -> None:
    if not order.seen:
        raise NotAllowed("NOTHING_SELECTED", "R-094", "Name findings, each with the evidence that was seen.")
    if len(order.seen) > AT_ONCE:
        raise NotAllowed("TOO_MANY", "R-094", f"Close at most {AT_ONCE} at once.", findings=len(order.seen))


def _change(desk: Desk, seen: FindingSeen, order: Several, by: Actor, key: str) -> Change:
    judged = order.seen[seen.finding_id]
    how = DisposeOfFinding(evidence_hash=judged, disposition=order.disposition, reason=order.reason)
    history = desk.log.open(stream_of(seen))
    event = desk.event(decide(seen, how), source_of(seen, by), _id(by, key, seen.finding_id), by)
    return Change(stream_of(seen), history[-1].version if history else 0, [event])


def _request(by: Actor, key: str) -> str:
    return f"findings {hashlib.sha256(canonical([by.state, by.subject, key])).hexdigest()}"


def _id(by: Actor, key: str, finding_id: str) -> str:
    return f"DSP-{hashlib.sha256(canonical([by.state, by.subject, key, finding_id])).hexdigest()[:32]}"
