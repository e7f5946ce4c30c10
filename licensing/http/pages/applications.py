"""Applications for export licences: the queue of what is to be done, and the page of one case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from fastapi import APIRouter, Response
from markupsafe import Markup

from domain.chapters.transfers.transit_consent import notices_for
from domain.decisions.states import application_facts
from domain.events.streams import document_key, document_ref
from domain.kernel.moments import day
from domain.preconditions.refusals import PRIOR_REFUSAL
from domain.record.fact import Fact
from domain.record.records import Records
from licensing.access import OFFICERS, Role
from licensing.http.pages.checklist import checklist, licences_of, proposed_reference
from licensing.http.pages.determining import determine_page
from licensing.http.pages.forms import Field, OrderForm
from licensing.http.pages.looking import Looking, LookingAtCases, page, page_address
from licensing.http.pages.sending import outline, today_in
from licensing.http.pages.things import Thing, add
from licensing.http.queries import Paging, Register, RegisterFilter
from projections.page_data.shapes import ApplicationSheet

router = APIRouter()
_MOST, DECIDED = 200, 25
_GROUNDS = {
    "C1": "C1: international obligations",
    "C2": "C2: human rights and humanitarian law in the country of destination",
    "C3": "C3: the internal situation there, tensions or armed conflict",
    "C4": "C4: peace, security and stability of the region",
    "C5": "C5: security of the State and of its allies",
    "C6": "C6: how the buyer's country behaves towards the international community",
    "C7": "C7: risk of diversion",
    "C8": "C8: sustainable development of the country of destination",
    "CRIMINAL_RECORD": "a criminal record",
    "STOLEN_SOUGHT": "goods that are stolen or sought",
    "SECURITY_THREAT": "a threat to security",
    "EMBARGO": "an embargo",
    "IMPORT_NOT_AUTHORISED": "the import is not authorized",
    "TRANSIT_OBJECTION": "a transit State objects",
    "MS_OBJECTION": "another Member State objects",
    "NOT_MARKED": "goods that are not marked",
    "PRIOR_REFUSAL": "a refusal before, of what is essentially the same",
}


# -- the queue ---------------------------------------------------------------------------------------------------------


class Waiting(NamedTuple):
    """One application in the queue: between whom, since when it is as it is, and why it is with whom."""

    key: str
    exporter: Any
    recipient: Any
    import_state: str
    status: str
    since: str
    days: int
    why: str


class _Group(NamedTuple):
    """Applications of which the same is to be done."""

    id: str
    title: str
    empty: str
    rows: list[Waiting]
    more: bool


def _group(look: Looking, records: Records, id_: str, title: str, empty: str, *statuses: str) -> _Group:
    rows: list[Waiting] = []
    more, today = False, today_in(look, records, look.actor.state)
    decided = id_ == "decided"
    for status in statuses:
        part = Paging("-key" if decided else "key", DECIDED if decided else _MOST)
        found = look.reading.registered(Register.APPLICATION, RegisterFilter(status), part, look.actor)
        rows += [row for x in found.rows if (row := _waiting(look, records, x.key, today))]
        more = more or found.after is not None
    rows.sort(key=lambda x: (x.since, x.key), reverse=decided)
    return _Group(id_, title, empty, rows, more)


def _waiting(look: Looking, records: Records, key: str, today: str) -> Waiting | None:
    facts = application_facts(records, document_ref(key))
    submitted = next((f for f in reversed(facts) if f.kind == "licence-application.submitted"), None)
    if submitted is None:
        return None
    wanted, last = submitted.data.wanted, facts[-1]
    since = last.timetext[:10]
    days = day(today) - day(since)
    why = _why(last, look.actor.role)
    return Waiting(key, wanted.exporter, wanted.end_user, wanted.import_state, last.kind, since, max(int(days), 0), why)


def _why(last: Fact, role: Role) -> str:
    told = last.data
    match last.kind.partition(".")[2]:
        case "submitted":
            return "with a licensing officer, to be determined and assessed"
        case "determined":
            return (
                "with the licensing authority"
                if role is Role.APPLICANT
                else "determined; with a licensing officer, to be assessed"
            )
        case "granted":
            return f"granted as {document_key(told.licence)}"
        case "refused":
            return f"refused ({', '.join(told.grounds)}): {told.reason}"
        case "withdrawn":
            return "withdrawn"
        case "assessed" | "returned" if role is Role.APPLICANT:
            return "with the licensing authority"
        case "assessed":
            return f"with an approving officer; {told.recommendation.lower()} is recommended"
    return f"with a licensing officer, sent back: {told.reason}"


@router.get("/applications")
def queue_page(look: LookingAtCases) -> Response:
    """The queue: what is to be assessed, what to be decided, what was decided last."""
    records = look.reading.sheets.records()
    assess = ("assess", "To assess", "Nothing waits to be assessed.", "submitted")
    decide = ("decide", "To decide", "Nothing waits for a decision.", "assessed")
    waiting = ("waiting", "With the authority", "None of your applications waits.", "submitted", "assessed")
    over = ("decided", "Decided last", "None was decided.", "granted", "refused", "withdrawn")
    order = {Role.APPLICANT: (waiting, over), Role.APPROVING_OFFICER: (decide, assess, over)}
    groups = [_group(look, records, *told) for told in order.get(look.actor.role, (assess, decide, over))]
    return page(look, "applications.html", {"groups": groups, "officer": look.actor.role in OFFICERS})


# -- one case ----------------------------------------------------------------------------------------------------------


def forms(look: Looking, s: ApplicationSheet) -> tuple[OrderForm, ...]:
    """The orders about an application."""
    records, state = look.reading.sheets.records(), s.key[:2]
    ref = {"state": state, "reference": s.key.partition(":")[2]}
    stream = f"application/{s.key}"
    here = page_address("applications", s.key)
    made = outline(look, stream, {"application": ref}, (state,), here)
    today = today_in(look, records, state)
    told = determine_page(records, s, today, _conditions(records, s))
    changes = (told, _assess(look, records, s), _return(), _issue(s, today, ref), _refuse(), _withdraw())
    return tuple(made._replace(**x, action=f"{here}/{x['name']}") for x in changes)


def _assess(look: Looking, records: Records, s: ApplicationSheet) -> dict[str, Any]:
    again = s.status == "assessed"
    found = [
        Field("recommendation", "Recommendation", "radio", options=(("GRANT", "Grant"), ("REFUSE", "Refuse"))),
        Field("assessment", "What was looked into, and what was seen", "area"),
    ]
    concerns = (*((x.finding_id, _finding_label(x)) for x in concerns_of(look, s)), *_held_elsewhere(s))
    if concerns:
        told = "Tick each one you have read and taken into account; the licence cannot be issued otherwise."
        value = s.acknowledged
        found.append(Field("acknowledged", "Open findings on the parties", "checks", told, concerns, value, False))
    conditions = _conditions(records, s)
    if conditions:
        told = "Word for word; they become part of the assessment."
        choices = tuple((x, x) for x in conditions)
        found.append(Field("conditions", "Conditions of transit States", "checks", told, choices, s.conditions, False))
    if any(x.code == PRIOR_REFUSAL and not x.met for x in s.preconditions):
        told = "As the precondition names them, one a line. Consult whoever refused first."
        found.append(Field("undercuts", "Refusals that are undercut", "lines", told, needed=False))
        found.append(Field("undercut_reason", "Why it is to be granted all the same", "area", needed=False))
    title = "Assess again" if again else "Assess"
    return {
        "name": "assess",
        "order": "application assess",
        "title": title,
        "button": "Record the assessment",
        "fields": tuple(found),
    }


def _finding_label(f: Any) -> Markup:
    told = Markup('<a href="/findings/{}"><b>{}</b></a>: {}')
    return told.format(f.finding_id, f.rule, f.message)


def _conditions(records: Records, s: ApplicationSheet) -> list[str]:
    found = [n for licence in licences_of(s) for n in notices_for(records, licence, s.wanted)]
    told = [c for n in found for f in n.answers for c in getattr(f.data, "conditions", ())]
    return list(dict.fromkeys((*s.conditions, *told)))


def _return() -> dict[str, Any]:
    return {
        "name": "return",
        "order": "application return",
        "title": "Send back to be assessed again",
        "button": "Send it back",
        "fields": (Field("reason", "What is to be looked into again", "area"),),
    }


def _issue(s: ApplicationSheet, today: str, ref: dict[str, str]) -> dict[str, Any]:
    unmet = sum(not x.met for x in s.preconditions)
    lead = (
        "Every precondition is met."
        if not unmet
        else (
            f"{unmet} precondition{'s are' if unmet > 1 else ' is'} not met: the licence would be refused, "
            "and the refusal recorded with its reasons."
        )
    )
    return {
        "name": "issue",
        "order": "licence issue",
        "title": "Issue the licence",
        "button": "Issue the licence",
        "lead": lead,
        "fixed": {"application": ref, "licence": {"state": ref["state"]}},
        "then": "",
        "fields": (
            Field(
                "licence/reference",
                "Reference of the licence",
                "code",
                "Capitals, digits and hyphens, such as EL-2030-000123.",
                value=proposed_reference(s.key),
            ),
            Field("issued_on", "Date of issue", "date", value=today),
        ),
    }


def _refuse() -> dict[str, Any]:
    return {
        "name": "refuse",
        "order": "application refuse",
        "title": "Refuse",
        "button": "Refuse the licence",
        "weighty": True,
        "fields": (
            Field("grounds", "Grounds", "checks", "One or more.", tuple(_GROUNDS.items()), ()),
            Field("reason", "Reason, as the register of refusals keeps it", "area"),
        ),
    }


def _withdraw() -> dict[str, Any]:
    return {
        "name": "withdraw",
        "order": "application withdraw",
        "title": "Withdraw",
        "button": "Withdraw the application",
        "weighty": True,
        "fields": (Field("reason", "Reason", "area", needed=False),),
    }


def _held_elsewhere(s: ApplicationSheet) -> Iterator[tuple[str, str]]:
    """What other States hold against the parties: it can be acknowledged that they were asked."""
    for name in s.concerns:
        if name.startswith("elsewhere:"):
            _, state, party = name.split(":", 2)
            yield name, f"An open finding on {party} that {state} holds: {state} was asked"


def concerns_of(look: Looking, s: ApplicationSheet) -> list[Any]:
    """The open findings on the parties of an application that the looker may see."""
    found = (look.reading.finding(x, look.actor) for x in s.concerns)
    return [x for x in found if x is not None]


_PREPARED = (
    ("licence-application.assessed", "assessed"),
    ("licence-application.determined", "determined"),
    ("licence-application.submitted", "entered"),
)


def _did(look: Looking, records: Records, s: ApplicationSheet) -> str:
    """What the looker has done about an application that keeps him from deciding (R-020)."""
    known = (look.actor.person or look.actor.subject, look.actor.subject)
    own = [f.kind for f in application_facts(records, document_ref(s.key)) if f.prepared_by in known]
    for kind, did in _PREPARED:
        if kind in own and look.actor.state == s.key[:2]:
            return did
    return ""


def _more(look: Looking, s: ApplicationSheet) -> dict[str, Any]:
    records = look.reading.sheets.records()
    ours = look.actor.role in OFFICERS and look.actor.state == s.key[:2]
    checks = list(checklist(look, records, s))
    return {
        "checks": checks,
        "unmet": sum(not x.is_.met for x in checks),
        "mends": ours and s.status in ("submitted", "assessed"),
        "concerns": concerns_of(look, s),
        "decides": look.actor.role is Role.APPROVING_OFFICER and ours,
        "did": _did(look, records, s),
    }


add(router, Thing(Register.APPLICATION, "application.html", None, forms, more=_more))
