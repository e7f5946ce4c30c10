"""Embargoes, and open findings on the parties (R-055, R-096)."""

from __future__ import annotations

from domain.chapters.movements.embargo import Lifetime, covering, exemptions_of
from domain.events.licence import LicenceTerms
from domain.events.wanted import Wanted
from domain.kernel.message import message
from domain.kernel.moments import day
from domain.preconditions.check import Asked, Check
from domain.preconditions.grounds import Concern, Grounds
from domain.record.records import Records
from domain.state.licences import licence
from domain.state.reference import listing


def _lifetime(records: Records, asked: Asked) -> Lifetime:
    """From the day it is asked for to its last; an exemption that any version of an issued licence names counts."""
    held = licence.of(records, asked.licence)
    versions = (*(held.versions if held else ()), asked.terms)
    return Lifetime(asked.terms, asked.on, day(asked.terms.valid_to), exemptions_of(versions))


def no_embargo(records: Records, asked: Asked) -> Check:
    """No embargo covers any State of the licence at some time of its life, as R21 reads it (R-055)."""
    found = covering(records, _lifetime(records, asked), asked.law(records), consignee=True)
    published = listing.of(records, "embargoes").published
    version = message("list.version", version=published.data.version) if published else message("list.none-published")
    covers = tuple(
        message("precondition.embargo.row", row=embargo.row.row, state=state, since=embargo.row.since)
        for state, (_, embargo) in found.items()
    )
    return Check(
        "EMBARGO",
        "R-055",
        message("precondition.embargo"),
        not covers,
        message("precondition.embargo.covers", rows=covers, list=version)
        if covers
        else message("precondition.embargo.none", list=version),
        message("precondition.embargo.mend"),
    )


def licence_parties(terms: LicenceTerms | Wanted) -> list[str]:
    """The register ids of the parties of a licence."""
    mentions = (terms.exporter, terms.consignee, terms.end_user, *terms.brokers)
    return list(dict.fromkeys(x.register_id for x in mentions if x.register_id))


def findings(grounds: Grounds, asked: Asked) -> Check:
    found: list[Concern] = list(grounds.concerns(licence_parties(asked.terms)))
    unseen = [x for x in found if x.finding_id not in asked.acknowledged]
    told = tuple(message("precondition.findings.one", rule=x.rule, party=x.party, told=x.message) for x in unseen)
    counts = {"open": len(found), "not_acknowledged": tuple(x.finding_id for x in unseen)}
    if unseen:
        says = message("precondition.findings.not-acknowledged", **counts, told=told)
    else:
        says = (
            message("precondition.findings.acknowledged", **counts) if found else message("precondition.findings.none")
        )
    return Check(
        "FINDINGS_NOT_ACKNOWLEDGED",
        "R-096",
        message("precondition.findings"),
        not unseen,
        says,
        message("precondition.findings.mend"),
    )
