"""The sheet of an application with its preconditions; and whether a licence lets goods pass."""

from __future__ import annotations

from domain.chapters.transfers.dossiers import licence_dossier
from domain.chapters.transfers.ledger import ledger_of
from domain.decisions.applications import asked_for, licence_proposed
from domain.decisions.border_verdict import holds, would_told
from domain.decisions.reservation import available, unusable
from domain.decisions.states import application_facts, application_state_in
from domain.events.goods import Quantity
from domain.events.streams import document_key, document_ref
from domain.kernel.moments import date_text, day
from domain.preconditions import Check, not_determined, preconditions
from domain.preconditions.grounds import Grounds
from domain.preconditions.others import acknowledged_as, licence_parties
from domain.state.licences import status_on
from projections.findings.open_about import OpenFindings, open_about
from projections.page_data.licences import balance_lines, determination_sheet, today
from projections.page_data.shapes import ApplicationSheet, At, Availability, Precondition
from projections.page_data.snapshot import Snapshot
from projections.page_data.timeline import timeline
from projections.sentences import reasons_said, said
from projections.store.views import Generation


def grounds_of(snapshot: Snapshot, findings: Generation) -> Grounds:
    """What a decision would look up, as the views stand."""
    return Grounds(
        snapshot,
        lambda key: ledger_of(snapshot, key),
        lambda parties: open_about(findings, parties),
        open_about=OpenFindings(findings).about,
    )


def application_sheet(snapshot: Snapshot, findings: Generation, key: str, at: At) -> ApplicationSheet | None:
    """The sheet of an application; None where there was none by then."""
    application = document_ref(key)
    told = application_facts(snapshot, application)
    facts = {f.kind.partition(".")[2]: f for f in told}
    submitted, assessed, granted = facts.get("submitted"), facts.get("assessed"), facts.get("granted")
    if submitted is None:
        return None
    wanted, grounds = submitted.data.wanted, grounds_of(snapshot, findings)
    proposed = document_key(licence_proposed(application))
    asked = asked_for(snapshot, application, proposed, date_text(today(snapshot, application.state, at)))
    found = preconditions(grounds, asked) if asked else (not_determined(),)
    return ApplicationSheet(
        key=key,
        status=application_state_in(told),
        wanted=wanted,
        claimed=submitted.data.claimed,
        determination=determination_sheet(snapshot, key),
        terms=asked.terms if asked else None,
        note=submitted.data.note,
        submitted=submitted.timetext,
        recommendation=assessed.data.recommendation if assessed else None,
        assessment=assessed.data.assessment if assessed else None,
        acknowledged=assessed.data.acknowledged if assessed else (),
        conditions=assessed.data.conditions if assessed else (),
        preconditions=tuple(_precondition(x, snapshot.language) for x in (() if granted else found)),
        concerns=tuple(dict.fromkeys(acknowledged_as(x, key[:2]) for x in grounds.concerns(licence_parties(wanted)))),
        licence=document_key(granted.data.licence) if granted else None,
        timeline=timeline(snapshot, at, f"application/{key}"),
    )


def _precondition(told: Check, language: str) -> Precondition:
    return Precondition(
        code=told.code,
        requirement=told.requirement,
        title=said(told.title, language),
        met=told.met,
        says=said(told.says, language),
        mend=said(told.mend, language) if told.mend else "",
    )


def availability_of(
    snapshot: Snapshot, findings: Generation, key: str, on: str | None, line: int | None, asked: Quantity | None
) -> Availability | None:
    """Whether a licence lets goods pass on a day, and what is left of its lines (R-067)."""
    dossier = licence_dossier.of(snapshot, key)
    if dossier is None:
        return None
    held = dossier.held
    number = day(on) if on else today(snapshot, held.state, At())
    terms = held.terms(number)
    grounds, reasons = grounds_of(snapshot, findings), tuple(unusable(held, number))
    if line is not None and asked is not None:
        _, reasons = available(grounds, held, line, asked, number)
    reasons = (*reasons, *(would_told(x).against() for x in holds(grounds, held)))
    return Availability(
        licence=key,
        status=status_on(held, terms, number),
        on=date_text(number),
        available=not reasons,
        reasons=reasons_said(reasons, snapshot.language),
        lines=balance_lines(dossier, terms),
    )
