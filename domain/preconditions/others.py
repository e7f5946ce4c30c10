"""Embargoes, and open findings on the parties (R-055, R-096)."""

from __future__ import annotations

from collections.abc import Iterator

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


ELSEWHERE = "FINDING_ELSEWHERE"


def asked_about(concern: Concern) -> str:
    """The State to ask about a finding: the one in its key, else the first that sees it."""
    return concern.licence[:2] if concern.licence else next(iter(concern.states), "")


def acknowledged_as(concern: Concern, state: str) -> str:
    """Under which name a State acknowledges a finding: of one that it may not see, whom it asked, and about whom."""
    return concern.finding_id if state in concern.states else f"elsewhere:{asked_about(concern)}:{concern.party}"


def findings_elsewhere(grounds: Grounds, asked: Asked) -> Iterator[Check]:
    """What other States hold against the parties, and this one may not see: told as such, and never what (R-016)."""
    state = asked.licence[:2]
    hidden = [x for x in grounds.concerns(licence_parties(asked.terms)) if state not in x.states]
    for name in dict.fromkeys(acknowledged_as(x, state) for x in hidden):
        _, holder, party = name.split(":", 2)
        yield Check(
            f"{ELSEWHERE}:{holder}",
            "R-096",
            message("precondition.finding-elsewhere", party=party),
            name in asked.acknowledged,
            message("precondition.finding-elsewhere.held", party=party, state=holder),
            message("precondition.finding-elsewhere.mend", state=holder, acknowledged=name),
        )


def findings(grounds: Grounds, asked: Asked) -> Check:
    state = asked.licence[:2]
    found: list[Concern] = [x for x in grounds.concerns(licence_parties(asked.terms)) if state in x.states]
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
