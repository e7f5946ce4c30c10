"""What officers decided about a finding: who, of which office, when and why, on its page."""

from __future__ import annotations

from typing import NamedTuple

from domain.events.subject_names import finding_subject
from domain.findings.lifecycle import closed_by
from domain.record.fact import Fact
from domain.record.sources import state_of
from licensing.access import reads_entry
from licensing.http.pages.looking import Looking
from licensing.reports.finding_filter import Finding
from projections.sentences import sentence

AUDITOR = "auditor"
_OFFICES = {"licensing": "licensing authority", "customs": "customs", "registry": "registry"}


class JudgementTold(NamedTuple):
    """One decision: what was said, by whom, proposed by whom where two decided, for which office, when."""

    says: str
    by: str
    proposed_by: str
    office: str
    time: str
    closes: bool


def judgements(look: Looking, f: Finding) -> tuple[JudgementTold, ...]:
    """The decisions about a finding and the comments on it, the last first; which closes it now is marked."""
    records = look.reading.sheets.records()
    standing = closed_by(records, f.rule, f.key, f.evidence) if f.state == "CLOSED" else None
    facts = sorted(records.facts(finding_subject(f.finding_id)), key=lambda x: x.recorded, reverse=True)
    told = (x for x in facts if reads_entry(look.actor, x.kind))
    return tuple(_told(look, x, standing is not None and x.ref == standing.ref) for x in told)


def _told(look: Looking, fact: Fact, closes: bool) -> JudgementTold:
    proposer = fact.proposer if fact.proposer not in (None, fact.person, fact.actor) else None
    return JudgementTold(
        says=sentence(fact.kind, fact.data, look.reading.language),
        by=_name(look, fact.person, fact.actor),
        proposed_by=_name(look, proposer, None) if proposer else "",
        office=_office(fact),
        time=fact.timetext,
        closes=closes,
    )


def _office(fact: Fact) -> str:
    """The office that speaks; an auditor speaks for none, and is called one."""
    if fact.kind == "finding.commented" and fact.data.role == AUDITOR:
        return f"{AUDITOR} of {state_of(fact.source)}"
    return speaking_office(fact.source)


def _name(look: Looking, person: str | None, account: str | None) -> str:
    """A name where the issuer tells it; else the person or account as it is on record, if any."""
    officers = look.context.issuer.officers.values() if look.context.issuer else ()
    known = (x.name for x in officers if (person and x.person == person) or (account and x.subject == account))
    return next(known, person or account or "not told")


def speaking_office(source: str) -> str:
    """The office that speaks in a source, such as customs of XA."""
    parts = source.strip("/").split("/")
    kind = parts[2] if len(parts) > 2 else ""  # noqa: PLR2004
    return f"{_OFFICES.get(kind, kind.replace('-', ' ') or 'office')} of {state_of(source) or source}"
