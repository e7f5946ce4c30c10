"""Why a finding stands: in sentences, with each fact behind it, and what would clear it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.findings.lifecycle import KeptFinding, closed_by
from domain.findings.rule import Rule
from domain.kernel.canon import bounded
from domain.kernel.message import Message, message
from domain.rules import CATALOGUE
from projections.findings.indexing import subjects_of
from projections.findings.kept_findings import finding_of_row
from projections.findings.printing import sentence_of
from projections.findings.tables import ACCEPTED, FINDING, WORKER
from projections.page_data.shapes import At, Entry, Explanation
from projections.page_data.snapshot import Gathered, Snapshot
from projections.page_data.timeline import history_entry
from projections.sentences import said
from projections.store.table import Row
from projections.store.views import Generation

DEGREE = {1: "why.severity.1", 2: "why.severity.2", 3: "why.severity.3", 4: "why.severity.4", 5: "why.severity.5"}
_RULES = {(rule.id, rule.subject): rule for rule in CATALOGUE}
"""The rules by id and by what they are asked about: some ask about several kinds, each with its way to be cleared."""


def _state(snapshot: Snapshot, found: KeptFinding, by: Entry | None) -> Message:
    if found.state == "CLEARED":
        told = {"opened": found.opened_at, "cleared": found.cleared_at}
        if found.cleared_by is None:
            return message("why.cleared", **told)
        if by is None:
            return message("why.cleared-with", **told, fact=found.cleared_by.ref)
        return message("why.cleared-with-kind", **told, kind=by.kind, time=by.time, fact=found.cleared_by.ref)
    if found.state == "OPEN":
        return message("why.open", opened=found.opened_at)
    closing = closed_by(snapshot, found.rule, found.key, found.evidence)
    if closing is None:
        return message("why.closed")
    if closing.kind == "waiver.granted":
        return message("why.waived", valid_until=closing.data.valid_until, reason=closing.data.reason)
    return message("why.disposed", disposition=closing.data.disposition, reason=closing.data.reason)


def _rule_of(row: Row, found: KeptFinding) -> Rule:
    """The rule that raised a finding, of the kind of subject it was asked about."""
    subject = str(row[FINDING.names.index("home")]).partition(" ")[0].removeprefix("ask-")
    own = _RULES.get((found.rule, subject))
    return own or next(rule for rule in CATALOGUE if rule.id == found.rule)


def _sentences(snapshot: Snapshot, found: KeptFinding, rule: Rule, by: Entry | None) -> tuple[str, ...]:
    asked = message(
        "why.rule",
        rule=rule.id,
        title=rule.title.lower(),
        law=rule.law,
        severity=found.severity,
        degree=message(DEGREE[found.severity]),
    )
    return tuple(said(x, snapshot.language) for x in (sentence_of(found), asked, _state(snapshot, found, by)))


def _entries(snapshot: Snapshot, findings: Generation, refs: Sequence[str], at: At) -> tuple[Entry, ...]:
    rows = findings.get_many(ACCEPTED, [(WORKER, bounded(ref)) for ref in refs])
    column, told = ACCEPTED.names.index("subjects"), []
    for row in sorted(rows, key=lambda row: str(row[1])):
        subject = next(iter(subjects_of(row[column])), None)
        if subject is None:
            continue
        gathered: Gathered = snapshot.gathered(subject)
        one = gathered.standing.get(row[1])
        if one is not None:
            told.append(history_entry(one, gathered, at, snapshot.language))
    return tuple(sorted(told, key=lambda x: (x.time, x.recordedat)))


def explain(snapshot: Snapshot, findings: Generation, finding_id: str) -> Explanation | None:
    """The explanation of a finding; None where there is no such finding."""
    row = findings.get(FINDING, (finding_id,))
    if row is None:
        return None
    found = finding_of_row(row)
    rule = _rule_of(row, found)
    gone = found.state == "CLEARED"
    would_clear = message("why.no-longer") if gone else message("why.cleared-by", clears=rule.clears)
    by = _entries(snapshot, findings, (found.cleared_by.ref,), At()) if found.cleared_by else ()
    clearing = by[0] if by else None
    return Explanation(
        sentences=_sentences(snapshot, found, rule, clearing),
        facts=_entries(snapshot, findings, found.evidence, At()),
        would_clear=said(would_clear, snapshot.language),
        cleared_by=clearing,
    )
