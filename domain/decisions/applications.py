"""Orders on an application for an export licence, up to the licence (R-010 to R-020, R-044 to R-058)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from domain.decisions import part
from domain.decisions.border_verdict import issue_reasons
from domain.decisions.command import Command, Decision, Ordered, WrongState, as_ordered, by_two, passes
from domain.decisions.determining import determine, exempts_by
from domain.decisions.preparing import of_case, of_terms
from domain.decisions.proposals import must_be_another
from domain.decisions.states import ABSENT, application_facts, application_state, mistaken
from domain.events.application import (
    GROUNDS,
    ApplicationAssessed,
    ApplicationDetermined,
    ApplicationGranted,
    ApplicationRefused,
    ApplicationReturned,
    ApplicationSubmitted,
    ApplicationWithdrawn,
)
from domain.events.balance import AuthorizationLicensed
from domain.events.licence import ExportLicenceIssued
from domain.events.refs import DocumentRef
from domain.events.streams import document_key
from domain.events.subject_names import of_application
from domain.kernel.event import shape
from domain.kernel.message import message
from domain.kernel.moments import date_text, day
from domain.preconditions import Asked, Check, not_determined, preconditions
from domain.preconditions.check import Undercut
from domain.preconditions.grounds import Grounds
from domain.preconditions.import_side import class_figures
from domain.record.fact import Fact
from domain.record.records import Records
from domain.state.authorizations import authorization
from domain.state.determination import determined_case_of, terms_of
from domain.state.licences import licence

RECOMMENDATIONS = ("GRANT", "REFUSE")


@shape
class IssueLicence:
    """The order to issue the licence that an application asks for, under a reference, on a day."""

    application: DocumentRef
    licence: DocumentRef
    issued_on: str


def submit(_: Grounds, order: ApplicationSubmitted, __: Ordered) -> Decision:
    """An exporter says what is wanted; the licence is that of the State applied to (R-010)."""
    wanted = order.wanted
    if order.claimed is not None:
        raise mistaken("CLAIMS_LAW", "R-044", "Leave `claimed` out: officers determine what the law asks for.")
    if wanted.export_state != order.application.state:
        mend = f"Apply to {wanted.export_state}, the State of export, or correct it."
        raise mistaken("ANOTHER_STATE", "R-044", mend, export_state=wanted.export_state)
    numbers = [x.sequence for x in wanted.route]
    if len(set(numbers)) < len(numbers):
        raise mistaken("ROUTE_NUMBERS", "R-041", "Number the stops of the route in their order.", numbers=str(numbers))
    return passes(order)


def assess(_: Grounds, order: ApplicationAssessed, __: Ordered) -> Decision:
    """A licensing officer says what was seen and recommends; the word alone decides nothing (R-053)."""
    if order.recommendation not in RECOMMENDATIONS:
        raise mistaken("NO_SUCH_RECOMMENDATION", "R-053", f"Name one of {', '.join(RECOMMENDATIONS)}.")
    if not order.assessment.strip():
        raise mistaken("ASSESSMENT_MISSING", "R-053", "Say in a sentence what was looked into.")
    if bool(order.undercuts) is not bool((order.undercut_reason or "").strip()):
        mend = "Name the refusals that are undercut, and say in a sentence why; or leave out both."
        raise mistaken("UNDERCUT_WITHOUT_REASON", "R-056", mend, undercuts=", ".join(order.undercuts or ()) or "none")
    return passes(order)


def return_(_: Grounds, order: ApplicationReturned, __: Ordered) -> Decision:
    """The approving officer wants it assessed again, and says why."""
    if not order.reason.strip():
        raise mistaken("REASON_MISSING", "R-020", "Say what is to be looked into again.")
    return passes(order)


def refuse(grounds: Grounds, order: ApplicationRefused, ordered: Ordered) -> Decision:
    """The approving officer refuses, on grounds that the law names, by four eyes (R-020, R-058, R-098)."""
    must_be_another(of_case(grounds.records, order.application), ordered)
    if not order.grounds or not set(order.grounds) <= set(GROUNDS):
        raise mistaken("NO_SUCH_GROUND", "R-098", f"Name one or more of {', '.join(GROUNDS)}.")
    if not order.reason.strip():
        raise mistaken("REASON_MISSING", "R-058", "Give the reason that the register of refusals is to keep.")
    return passes(order)


def _assessed(records: Records, application: DocumentRef) -> Fact | None:
    facts = [f for f in application_facts(records, application) if f.kind == "licence-application.assessed"]
    return facts[-1] if facts else None


def licence_proposed(application: DocumentRef) -> DocumentRef:
    """The reference that a licence gets from its application, where nobody chooses another."""
    number = application.reference.removeprefix("AP-").removeprefix("EL-")
    return DocumentRef(state=application.state, reference=f"EL-{number}")


def asked_for(records: Records, application: DocumentRef, licence: str, issued_on: str) -> Asked | None:
    """A licence as it is wanted and determined, with what the assessment took over; None before it is determined."""
    case = determined_case_of(records, document_key(application))
    if case is None:
        return None
    assessed: Any = _assessed(records, application)
    conditions = assessed.data.conditions if assessed else ()
    return Asked(
        licence=licence,
        terms=terms_of(case.wanted, case.determination),
        on=day(issued_on),
        acknowledged=assessed.data.acknowledged if assessed else (),
        conditions=(*conditions, *case.determination.conditions),
        case=case,
        application=document_key(application),
        undercut=_undercut(assessed),
    )


def _undercut(assessed: Fact | None) -> Undercut:
    said = assessed.data if assessed else None
    return Undercut(said.undercuts or (), said.undercut_reason or "") if said else Undercut()


def issue(grounds: Grounds, order: IssueLicence, ordered: Ordered) -> Decision:
    """The licence, when every precondition of article 10 is met; else a refusal with all that is missing (R-044)."""
    key = document_key(order.licence)
    order = _dated(grounds.records, order, ordered)
    if licence.of(grounds.records, key) is not None:
        raise WrongState("LICENCE_EXISTS", "R-065", "Choose another reference.", licence=key)
    if order.licence.state != order.application.state:
        raise mistaken("ANOTHER_STATE", "R-044", f"Number it as a licence of {order.application.state}.", licence=key)
    _must_be_today(grounds.records, order, ordered)
    asked = asked_for(grounds.records, order.application, key, order.issued_on)
    if asked is None:
        return Decision(reasons=(not_determined().against(),))
    checks = preconditions(grounds, asked)
    if any(not check.met for check in checks):
        return Decision(reasons=tuple(check.against() for check in checks if not check.met))
    issued = ExportLicenceIssued(
        licence=order.licence,
        application=document_key(order.application),
        issued_on=order.issued_on,
        terms=asked.terms,
    )
    against = issue_reasons(grounds, issued, ordered)
    if against:
        return Decision(reasons=tuple(against))
    return passes(
        issued,
        _granted(order, checks),
        *_counterfoil(grounds, order.licence, asked),
    )


def _dated(records: Records, order: IssueLicence, ordered: Ordered) -> IssueLicence:
    """The order as it is confirmed: what one proposed yesterday and another confirms today is issued today (R-044)."""
    if ordered.proposed_by is None:
        return order
    return replace(order, issued_on=date_text(ordered.today(records, order.application.state)))


def _prepared(records: Records, order: IssueLicence) -> Iterator[Fact]:
    """What was prepared of a licence: its application, and what its terms name."""
    yield from of_case(records, order.application)
    key = document_key(order.licence)
    asked = asked_for(records, order.application, key, order.issued_on)
    if asked is not None:
        yield from of_terms(records, key, asked.terms)


def _must_be_today(records: Records, order: IssueLicence, ordered: Ordered) -> None:
    """A licence is issued on the day on which it is decided: nobody goes back to a day that was kinder (R-044)."""
    state = order.application.state
    today = ordered.today(records, state)
    received = ordered._replace(time=ordered.recordedat, day_only=False).today(records, state)
    if not today == received == day(order.issued_on):
        mend = f"Date it {date_text(received)}, the day on which it is decided, and leave `time` to the service."
        raise mistaken("NOT_TODAY", "R-044", mend, issued_on=order.issued_on, today=date_text(received))


def _granted(order: IssueLicence, checks: tuple[Check, ...]) -> ApplicationGranted:
    told = tuple(message("precondition.met", requirement=x.requirement, title=x.title, says=x.says) for x in checks)
    return ApplicationGranted(application=order.application, licence=order.licence, preconditions=told)


def _counterfoil(grounds: Grounds, licence: DocumentRef, asked: Asked) -> tuple[AuthorizationLicensed, ...]:
    """What the licence takes of the import authorization, written on the authorization's own stream (R-045)."""
    named = asked.terms.import_authorization
    held = authorization.of(grounds.records, document_key(named)) if named else None
    if named is None or held is None:
        return ()
    lines = class_figures(grounds, held, asked)
    return (AuthorizationLicensed(authorization=named, licence=licence, lines=lines),)


def _application(
    verb: str,
    title: str,
    order: type[Any],
    decide: Any,
    *states: str,
    speaks_as: str = "licensing",
) -> Command:
    return Command(
        "application",
        verb,
        title,
        order,
        decide,
        application_state,
        frozenset(states),
        speaks_as,
        "R-020",
        part=part.applied_to,
    )


_SUBMIT = _application(
    "submit", "apply for an export licence", ApplicationSubmitted, submit, ABSENT, speaks_as="exporter"
)._replace(part=part.applies)
COMMANDS = (
    _SUBMIT._replace(records_data=True, prepares=True),
    _application(
        "determine",
        "determine what the law asks of an application",
        ApplicationDetermined,
        determine,
        "submitted",
        "assessed",
    )._replace(second=exempts_by, prepares=True),
    _application("assess", "assess an application", ApplicationAssessed, assess, "submitted", "assessed")._replace(
        prepares=True
    ),
    _application("return", "send an application back to be assessed again", ApplicationReturned, return_, "assessed"),
    _application(
        "withdraw",
        "withdraw an application",
        ApplicationWithdrawn,
        as_ordered,
        "submitted",
        "assessed",
        speaks_as="exporter",
    ),
    _application("refuse", "refuse an application", ApplicationRefused, refuse, "assessed"),
    Command(
        "licence",
        "issue",
        "issue an export licence",
        IssueLicence,
        issue,
        application_state,
        frozenset({"assessed"}),
        "licensing",
        "R-044",
        ExportLicenceIssued,
        lambda order: of_application(order)[0],
        by_two,
        _prepared,
        part=part.applied_to,
    ),
)
