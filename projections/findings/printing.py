"""Findings as the contract prints them: one object a line, sorted by rule and key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from domain.findings.lifecycle import CLEARED, KeptFinding
from domain.kernel.message import Message, message
from projections.findings.kept_findings import finding_of_row
from projections.findings.tables import FINDING
from projections.sentences import ENGLISH, said
from projections.store.views import Generation

_LINE = msgspec.json.Encoder()


def rank(found: KeptFinding) -> tuple[str, str, int, str, str]:
    """Where a finding stands among others: by rule and key."""
    key = found.key
    line = 0 if key.line is None else key.line
    return (found.rule, key.licence or "", line, key.shipment or "", key.subject or "")


def all_findings(generation: Generation, where: str = "", params: Sequence[Any] = ()) -> list[KeptFinding]:
    """Every finding there is or was, or those that fit conditions over columns, sorted by rule and key."""
    return sorted(map(finding_of_row, generation.select(FINDING, where, params)), key=rank)


def sentence_of(found: KeptFinding) -> Message:
    """What a finding says; of one that was cleared also when, and the fact with which it ceased to stand."""
    if found.state != CLEARED:
        return found.message
    ended = {"cleared": found.cleared_at, "sentence": found.message}
    if found.cleared_by is None:
        return message("finding.cleared", **ended)
    return message("finding.cleared-with", **ended, fact=found.cleared_by.ref, kind=found.cleared_by.kind)


def cleared_by(found: KeptFinding) -> str | None:
    """The fact with which a finding ceased to stand, `source#id`."""
    return found.cleared_by.ref if found.cleared_by else None


def as_contract(found: KeptFinding, language: str = ENGLISH) -> dict[str, Any]:
    """The object of findings.schema.json."""
    key = found.key
    return {
        "finding_id": found.finding_id,
        "rule": found.rule,
        "key": {"licence": key.licence, "line": key.line, "shipment": key.shipment, "subject": key.subject},
        "state": found.state,
        "severity": found.severity,
        "opened_at": found.opened_at,
        "updated_at": found.updated_at,
        "cleared_at": found.cleared_at,
        "quantity": found.quantity,
        "evidence": list(found.evidence),
        "message": said(sentence_of(found), language),
    }


def lines(findings: Iterable[KeptFinding]) -> Iterable[str]:
    """One line of JSON for each finding."""
    for found in findings:
        yield _LINE.encode(as_contract(found)).decode()


def key_in_words(found: KeptFinding) -> str:
    """The key of a finding as people read it."""
    key = found.key
    parts = [key.licence, None if key.line is None else f"line {key.line}", key.shipment, key.subject]
    return ", ".join(x for x in parts if x)
