"""Use cases of licensing officers: to dispose of a finding."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from domain.events.finding import FindingDisposed
from domain.findings.disposition import DisposeOfFinding, FindingSeen, decide
from domain.kernel.errors import Stale
from domain.kernel.event import Recorded, canonical, recorded, type_of
from domain.kernel.log_entry import Stored
from domain.kernel.moments import instant
from licensing.access import Actor, office, require_disposal
from licensing.log import AnotherUnderThatKey, Change, Log, Request

BASIS = "rules 1.8.4"


class Receipt(NamedTuple):
    """What was recorded, and where it lies in the log."""

    event: Recorded
    position: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Where officers decide; clock and ids are handed in."""

    log: Log
    now: Callable[[], str]
    new_id: Callable[[], str]

    def disposed(self, finding: FindingSeen, order: DisposeOfFinding, by: Actor, key: str) -> Receipt | None:
        """The first answer to this very request, if it came before under its key."""
        wanted = _id_of(by, key)
        for stored in self.log.open(stream_of(finding)):
            event = recorded(stored.body)
            if event.id == wanted and event.source == source_of(finding, by):
                return _same(Receipt(event, stored.position), order)
        return None

    def dispose(
        self, finding: FindingSeen, order: DisposeOfFinding, by: Actor, known_at: int, key: str | None = None
    ) -> Receipt:
        """Closes a finding as it was seen at a position of the log; raises Stale when it moved on."""
        require_disposal(by, finding.key.licence)
        history = self.log.open(stream_of(finding))
        must_be_known(history, known_at)
        decision = decide(finding, order)
        event = self.event(decision, source_of(finding, by), _id_of(by, key) if key else self.new_id(), by)
        change = Change(stream_of(finding), history[-1].version if history else 0, [event])
        request = Request(_id_of(by, key), _digest(finding, order)) if key else None
        return Receipt(event, self.log.save(change, request=request).position)

    def event(self, decision: FindingDisposed, source: str, id_: str, by: Actor) -> Recorded:
        """A disposition as it is recorded."""
        moment = self.moment()
        return Recorded(
            source=source,
            id=id_,
            type=type_of(decision),
            subject=decision.finding_id,
            time=moment,
            recordedat=moment,
            data=decision,
            actor=by.subject,
            authority=by.state,
            basis=BASIS,
        )

    def moment(self) -> str:
        """Now, but never behind what is on record: a desk over a history of 2032 lives in 2032."""
        return not_before(self.now(), self.log.greatest_recordedat())


def now() -> str:
    """The wall clock, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def not_before(now: str, greatest: str | None) -> str:
    """Now, or what is on record where that is later."""
    return greatest if greatest is not None and instant(greatest) > instant(now) else now


def new_id() -> str:
    """An id that nobody else has."""
    return f"DSP-{secrets.token_hex(16)}"


def stream_of(finding: FindingSeen) -> str:
    """Where what is decided about a finding lies."""
    return f"finding/{finding.finding_id}"


def source_of(finding: FindingSeen, by: Actor) -> str:
    """Who speaks when an officer closes a finding."""
    return f"/states/{by.state}/{office(finding.rule)}/counterfoil"


def _id_of(by: Actor, key: str) -> str:
    return f"DSP-{hashlib.sha256(canonical([by.state, by.subject, key])).hexdigest()[:32]}"


def _digest(finding: FindingSeen, order: DisposeOfFinding) -> str:
    told = [finding.finding_id, order.disposition, order.reason.strip()]
    return hashlib.sha256(canonical(told)).hexdigest()


def _same(receipt: Receipt, order: DisposeOfFinding) -> Receipt:
    if (receipt.event.data.disposition, receipt.event.data.reason) != (
        order.disposition,
        order.reason.strip(),
    ):
        raise AnotherUnderThatKey("this key stands for another disposition")
    return receipt


def must_be_known(history: Sequence[Stored], position: int) -> None:
    """Raises Stale where the views do not show the last decision yet."""
    if history and history[-1].position > position:
        raise Stale("something was decided about this finding that the views do not show yet")
