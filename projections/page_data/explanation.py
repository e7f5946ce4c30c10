"""Why a finding stands: in sentences, with each fact behind it, and what would clear it."""

from __future__ import annotations

from domain.findings.lifecycle import Finding, closed_by
from domain.findings.rule import Rule
from domain.kernel.canon import bounded
from domain.rules import CATALOGUE
from projections.findings.indexing import subjects_of
from projections.findings.kept_findings import read
from projections.findings.tables import FINDING, STANDING
from projections.page_data.shapes import At, Entry, Explanation
from projections.page_data.snapshot import WORKER, Gathered, Snapshot
from projections.page_data.timeline import entry
from projections.sentences import said
from projections.store.table import Row
from projections.store.views import Generation

SEVERITY = {1: "for information", 2: "a note", 3: "to be checked", 4: "goods to be held", 5: "stop now"}
RULES = {(rule.id, rule.subject): rule for rule in CATALOGUE}
"""The rules by id and by what they are asked about: some ask about several kinds, each with its way to be cleared."""


def _state(snapshot: Snapshot, found: Finding) -> str:
    if found.state == "CLEARED":
        return f"It was open from {found.opened_at} and cleared on {found.cleared_at}."
    if found.state == "OPEN":
        return f"It has been open since {found.opened_at}."
    by = closed_by(snapshot, found.rule, found.key, found.evidence)
    if by is None:
        return "It is closed."
    if by.kind == "waiver.granted":
        return f"It is waived until {by.data.valid_until}: {by.data.reason}"
    return f"An officer closed it as {by.data.disposition.lower()}: {by.data.reason}"


def _rule_of(row: Row, found: Finding) -> Rule:
    """The rule that raised a finding, of the kind of subject it was asked about."""
    subject = str(row[FINDING.names.index("home")]).partition(" ")[0].removeprefix("ask-")
    own = RULES.get((found.rule, subject))
    return own or next(rule for rule in CATALOGUE if rule.id == found.rule)


def _sentences(snapshot: Snapshot, found: Finding, rule: Rule) -> tuple[str, ...]:
    return (
        said(found.message),
        f"This is {rule.id}, {rule.title.lower()} ({rule.law}), severity {found.severity}: {SEVERITY[found.severity]}.",
        _state(snapshot, found),
    )


def _entries(snapshot: Snapshot, findings: Generation, found: Finding, at: At) -> tuple[Entry, ...]:
    rows = findings.get_many(STANDING, [(WORKER, bounded(ref)) for ref in found.evidence])
    column, told = STANDING.names.index("subjects"), []
    for row in sorted(rows, key=lambda row: str(row[1])):
        subject = subjects_of(row[column])[0]
        gathered: Gathered = snapshot.gathered(subject)
        one = gathered.standing.get(row[1])
        if one is not None:
            told.append(entry(one, gathered, at))
    return tuple(sorted(told, key=lambda x: (x.time, x.recordedat)))


def explain(snapshot: Snapshot, findings: Generation, finding_id: str) -> Explanation | None:
    """The explanation of a finding; None where there is no such finding."""
    row = findings.get(FINDING, (finding_id,))
    if row is None:
        return None
    found = read(row)
    rule = _rule_of(row, found)
    clears = f"It would be cleared by {rule.clears}."
    gone = "It no longer stands; nothing needs to be done."
    return Explanation(
        sentences=_sentences(snapshot, found, rule),
        facts=_entries(snapshot, findings, found, At()),
        would_clear=gone if found.state == "CLEARED" else clears,
    )
