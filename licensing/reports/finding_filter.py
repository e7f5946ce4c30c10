"""Which findings are wanted, of those that somebody may see; pages, API and commands ask the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from domain.events.refs import FindingKey
from domain.findings.disposition import FindingSeen, evidence_hash
from domain.findings.lifecycle import KeptFinding
from domain.kernel.references import key_as_written
from licensing.access import OBLIGATIONS, Actor, Role
from projections.findings.concerned import holding
from projections.findings.printing import cleared_by, sentence_of
from projections.sentences import ENGLISH, said


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding as it is printed, with the hash of its evidence that a disposition is bound to.

    `cleared_by` is the fact, `source#id`, with which it ceased to stand; None while it stands or where time ended it.
    """

    finding_id: str
    rule: str
    key: FindingKey
    state: str
    severity: int
    opened_at: str
    updated_at: str
    cleared_at: str | None
    cleared_by: str | None
    quantity: str | None
    evidence: tuple[str, ...]
    evidence_hash: str
    message: str

    def seen(self) -> FindingSeen:
        """The finding as a decision about it sees it."""
        return FindingSeen(
            finding_id=self.finding_id,
            rule=self.rule,
            key=self.key,
            state=self.state,
            severity=self.severity,
            evidence=self.evidence,
        )


class FindingFilter(NamedTuple):
    """Which findings are wanted; what is empty does not matter."""

    rules: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    severities: tuple[int, ...] = ()
    jurisdiction: str | None = None
    licence: str | None = None
    consignment: str | None = None
    party: str | None = None
    opened: str | None = None
    """A month, such as 2031-05, in which it opened last."""


class Where:
    """Conditions joined by AND, with their parameters."""

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.params: list[Any] = []

    def add(self, term: str, *params: Any) -> None:
        """One more condition."""
        self.terms.append(term)
        self.params += params

    def among(self, column: str, values: Sequence[Any]) -> None:
        """The column is one of these, if any are given."""
        if values:
            self.add(f"{column} IN ({','.join('?' * len(values))})", *values)

    def names(self, column: str, word: str | None) -> None:
        """The text with blanks around every word holds this word."""
        if word:
            self.add(*holding(column, word))

    @property
    def sql(self) -> str:
        """The conditions as SQL."""
        return " AND ".join(self.terms)


def visible_to(actor: Actor) -> Where:
    """Only what the actor may see at all (rules A-01, A-02)."""
    where = Where()
    if actor.role is Role.APPLICANT:
        where.names("parties", actor.register_id or "?")
    else:
        where.names("states", actor.state)
    return where


def filtered(wanted: FindingFilter, actor: Actor) -> Where:
    """The conditions of a filter, over what the actor may see."""
    where = visible_to(actor)
    if actor.role is Role.APPLICANT:
        where.among("rule", OBLIGATIONS)
    return narrowed(where, wanted)


def narrowed(where: Where, wanted: FindingFilter) -> Where:
    """Conditions with those of a filter."""
    where.among("rule", wanted.rules)
    where.among("state", wanted.states)
    where.among("severity", wanted.severities)
    where.among("licence", [wanted.licence, key_as_written(wanted.licence)] if wanted.licence else [])
    where.among("shipment", [wanted.consignment] if wanted.consignment else [])
    where.names("states", wanted.jurisdiction)
    where.names("parties", wanted.party)
    if wanted.opened:
        where.add("substr(opened_at, 1, 7) = ?", wanted.opened)
    return where


def printed(kept: KeptFinding, language: str = ENGLISH) -> Finding:
    """A finding as it is printed, its sentence in a language."""
    told = {name: getattr(kept, name) for name in kept.__dataclass_fields__}
    told["message"] = said(sentence_of(kept), language)
    told["cleared_by"] = cleared_by(kept)
    return Finding(**told, evidence_hash=evidence_hash(kept.evidence))
