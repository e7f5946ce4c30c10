"""The life of a finding: candidate, open, closed by an officer or a waiver, cleared by new facts (rules 1.8)."""

from __future__ import annotations

from dataclasses import replace

from domain.events.refs import FindingKey
from domain.events.streams import finding_id
from domain.events.subject_names import finding_subject
from domain.findings.disposition import FindingSeen, evidence_hash
from domain.findings.rule import Suspicion
from domain.kernel.event import shape
from domain.kernel.message import Message
from domain.kernel.moments import day
from domain.record.calendar import passed, zone_of
from domain.record.fact import Fact
from domain.record.quantities import plain
from domain.record.records import Records
from domain.record.sources import may_close, state_of
from domain.state.reference import authority

_OPEN, CLOSED, CLEARED = "OPEN", "CLOSED", "CLEARED"


@shape
class Clearing:
    """The fact with which a finding ceased to stand: `source#id`, and its kind."""

    ref: str
    kind: str


@shape
class KeptFinding:
    """A finding as it is kept: state, the three stamps on the recorded clock, evidence, one sentence by its id.

    `cleared_by` is the fact with which its predicate ceased to hold: its kind, and `source#id`; None while it holds,
    and where time alone ended it.
    """

    finding_id: str
    rule: str
    key: FindingKey
    state: str
    severity: int
    opened_at: str
    updated_at: str
    cleared_at: str | None
    quantity: str | None
    evidence: tuple[str, ...]
    message: Message
    cleared_by: Clearing | None = None


def seen(found: KeptFinding) -> FindingSeen:
    """A finding as far as somebody who decides about it must know it."""
    return FindingSeen(
        finding_id=found.finding_id,
        rule=found.rule,
        key=found.key,
        state=found.state,
        severity=found.severity,
        evidence=found.evidence,
    )


def _waives(records: Records, fact: Fact) -> bool:
    zone = fact.zone(zone_of(authority.of(records, state_of(fact.source))))
    return not passed(records, day(fact.data.valid_until), zone)


CLOSING = frozenset({"finding.disposed", "waiver.granted"})
"""What closes a finding; what else is said about it leaves it as it is."""


def closed_by(records: Records, rule: str, key: FindingKey, evidence: tuple[str, ...]) -> Fact | None:
    """The disposition bound to just this evidence, or the waiver still running, that closes a finding."""
    named = finding_id(rule, key)
    found = None
    for fact in records.facts(finding_subject(named)):
        if fact.kind not in CLOSING:
            continue
        if fact.data.rule != rule or fact.data.key != key or not may_close(fact.source, rule, key.licence):
            continue
        if fact.kind == "waiver.granted":
            found = fact if _waives(records, fact) else found
        elif fact.data.finding_id == named and fact.data.evidence_hash == evidence_hash(evidence):
            found = fact
    return found


def waived_by(records: Records, rule: str, key: FindingKey, state: str) -> Fact | None:
    """The waiver of a State that still runs for this rule and key, whether a finding stands or not (R-097)."""
    for fact in reversed(records.facts(finding_subject(finding_id(rule, key)))):
        if fact.kind != "waiver.granted" or fact.data.rule != rule or fact.data.key != key:
            continue
        if state_of(fact.source) == state and may_close(fact.source, rule, key.licence) and _waives(records, fact):
            return fact
    return None


def _opened(old: KeptFinding | None, state: str, now: str) -> str:
    begins = old is None or old.state == CLEARED or (old.state == CLOSED and state == _OPEN)
    return now if begins or old is None else old.opened_at


def standing(old: KeptFinding | None, rule: str, raised: Suspicion, closed: bool, now: str) -> KeptFinding:
    """The finding while its predicate holds and every window has run."""
    state = CLOSED if closed else _OPEN
    new = KeptFinding(
        finding_id=finding_id(rule, raised.key),
        rule=rule,
        key=raised.key,
        state=state,
        severity=int(raised.severity),
        opened_at=_opened(old, state, now),
        updated_at=now,
        cleared_at=None,
        quantity=None if raised.quantity is None else plain(raised.quantity),
        evidence=raised.evidence,
        message=raised.message,
    )
    same = old is not None and (old.state, old.severity, old.quantity, old.evidence) == (
        new.state,
        new.severity,
        new.quantity,
        new.evidence,
    )
    return replace(new, updated_at=old.updated_at) if same and old is not None else new


def cleared(old: KeptFinding, now: str, by: Clearing | None = None) -> KeptFinding:
    """The finding once its predicate no longer holds: history, with the last severity and quantity it had."""
    return old if old.state == CLEARED else replace(old, state=CLEARED, updated_at=now, cleared_at=now, cleared_by=by)
