"""The worklist of an office: findings that were referred to it, as long as they stand on what was referred."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from fastapi import APIRouter, Response

from domain.events.subject_names import finding_subject
from domain.kernel.errors import NotFound
from domain.record.fact import Fact
from licensing.access import AUTHORITIES, OFFICERS, Role
from licensing.http.pages.judgements import speaking_office
from licensing.http.pages.looking import Looking, LookingAtCases, page
from licensing.reports.finding_filter import Finding

router = APIRouter()
KIND = "finding.referred"


class Referral(NamedTuple):
    """One finding on a worklist: to which office, by which, since when and why; itself where the looker sees it."""

    office: str
    rule: str
    by: str
    since: str
    reason: str
    finding: Finding | None


def offices_of(look: Looking) -> tuple[str, ...]:
    """The offices whose worklist the looker keeps; those without accounts of their own by the licensing authority."""
    if look.actor.role not in AUTHORITIES:
        return ()
    kinds = ("customs",) if look.actor.role is Role.CUSTOMS else ("licensing", "police", "prosecution")
    extra = () if look.actor.role in OFFICERS or look.actor.role is Role.CUSTOMS else ("customs",)
    return tuple(f"{look.actor.state} {kind}" for kind in (*kinds, *extra))


def referrals(look: Looking) -> tuple[Referral, ...]:
    """What is on the worklist, the oldest first."""
    records = look.reading.sheets.records()
    found = [x for office in offices_of(look) for x in _open(look, office, records.indexed("referred", office))]
    return tuple(sorted(found, key=lambda x: x.since))


def _open(look: Looking, office: str, names: Collection[str]) -> Iterator[Referral]:
    records = look.reading.sheets.records()
    for name in sorted(set(names)):
        told = [x for x in records.facts(finding_subject(name)) if x.kind == KIND and x.data.office == office]
        last: Fact | None = max(told, key=lambda x: x.recorded, default=None)
        seen = look.reading.finding(name, look.actor)
        if last is None or (seen and not _stands(seen, last)):
            continue
        by = speaking_office(last.source)
        yield Referral(office, last.data.rule, by, last.timetext, last.data.reason, seen)


def _stands(finding: Finding, referred: Fact) -> bool:
    """Whether the finding still is what was referred: closed on the same evidence."""
    return finding.state == "CLOSED" and finding.evidence_hash == referred.data.evidence_hash


@router.get("/referrals")
def referrals_page(look: LookingAtCases) -> Response:
    """The worklist of the looker's office."""
    if not offices_of(look):
        raise NotFound
    return page(look, "referrals.html", {"offices": offices_of(look), "rows": referrals(look)})
