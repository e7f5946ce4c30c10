"""Pages of findings: the overview, the list, one with its explanation, and the form that disposes of it."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse

from domain.decisions.dispositions import AT_ONCE
from domain.findings.disposition import Judgement
from domain.kernel.errors import DomainError, NotFound
from licensing.access import (
    DISPOSE,
    READ_CASES,
    READ_PROPOSALS,
    READ_SERVICE,
    WHAT_IF,
    Role,
    may,
    require,
)
from licensing.http.asking import TheContext
from licensing.http.context import ApplicationContext
from licensing.http.json.answers import tag_of
from licensing.http.json.counts import tallies
from licensing.http.json.dispositions import comment, dispose, judged
from licensing.http.json.rulebook import RULES, SEVERITIES
from licensing.http.language import language_of
from licensing.http.pages.judgements import judgements
from licensing.http.pages.looking import Looking, LookingAtCases, SignedIn, page, plain_page
from licensing.http.pages.notices import addressed
from licensing.http.pages.referrals import referrals
from licensing.http.permissions import permits
from licensing.http.problems import Problem, problem_of, refused
from licensing.http.queries import ORDERS, Count, Paging
from licensing.http.readiness import readiness
from licensing.mandate import COMMENT
from licensing.orders.acknowledgement import proposal_in
from licensing.orders.disposing import another_closes
from licensing.reports.finding_filter import Finding, FindingFilter
from projections.sentences import ENGLISH

router = APIRouter()
_PAGE = 25
OLDEST = 8
_MONTH = re.compile("[0-9]{4}-[0-9]{2}")
_FILTER = ("rule", "state", "severity", "jurisdiction", "licence", "consignment", "party", "opened")
SORTS = (
    ("-severity", "most severe first"),
    ("opened", "oldest first"),
    ("-opened", "newest first"),
    ("-updated", "last changed first"),
    ("rule", "by rule"),
)
DISPOSITION_CHOICES = (
    ("EXPLAINED", "nothing is wrong, and the reason says why"),
    ("CONFIRMED", "it is as it says, and has been dealt with"),
    ("REFERRED", "another office goes on with it, and keeps it on its worklist"),
)


@router.get("/")
@permits(READ_CASES, READ_SERVICE)
def home(request: Request, here: TheContext, session: SignedIn) -> Response:
    """The overview of cases, or of the service for an administrator."""
    assert session.actor is not None  # noqa: S101
    if may(session.actor, READ_SERVICE):
        return _service(request, here)
    require(session.actor, READ_CASES)
    with here.readings.open(language_of(request)) as reading:
        look = Looking(session.actor, session, reading, request, here)
        return page(look, "home.html", _overview(look))


def _service(request: Request, here: ApplicationContext) -> Response:
    with here.readings.open() as reading:
        found = sorted(reading.open_by_rule().items())
    return plain_page(request, "service.html", ready=readiness(here), clock=here.clock(), open_by_rule=found)


def _overview(look: Looking) -> dict[str, Any]:
    counts = look.reading.counts(FindingFilter(), look.actor)
    by_state = _sums(counts, lambda c: c.state)
    opened = [c for c in counts if c.state == "OPEN"]
    by_rule, by_severity = _sums(opened, lambda c: c.rule), _sums(opened, lambda c: c.severity)
    worst = {rule: max(c.severity for c in opened if c.rule == rule) for rule in by_rule}
    oldest = look.reading.findings(FindingFilter(states=("OPEN",)), Paging("opened", OLDEST), look.actor)
    return {
        "whom": "you" if look.actor.role is Role.APPLICANT else look.actor.state,
        "open_total": by_state["OPEN"],
        "closed_total": by_state["CLOSED"],
        "cleared_total": by_state["CLEARED"],
        "by_severity": [(n, by_severity[n]) for n in sorted(SEVERITIES, reverse=True) if n in by_severity],
        "by_rule": [(r.id, by_rule[r.id], worst.get(r.id)) for r in RULES],
        "oldest": oldest.rows,
        "addressed": addressed(look),
        "referred": len(referrals(look)),
        "to_confirm": _to_confirm(look),
    }


def _to_confirm(look: Looking) -> str:
    """How many orders wait for a second person of the State, in words; nothing where none does."""
    if not may(look.actor, READ_PROPOSALS):
        return ""
    found = look.reading.proposals("waiting", Paging("key", _PAGE), look.actor)
    number = f"{len(found.rows)}{'+' if found.after else ''}"
    return f"{number} order{' waits' if number == '1' else 's wait'} for a second person" if found.rows else ""


def _sums(counts: list[Count], by: Callable[[Count], Any]) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for count in counts:
        found[by(count)] += count.count
    return found


def filter_of(params: QueryParams) -> FindingFilter:
    """The filter in an address; fields of a form that were left empty do not matter."""
    severities = [text for text in params.getlist("severity") if text]
    if not all(text in {"1", "2", "3", "4", "5"} for text in severities):
        raise refused(422, "SEVERITY", "A severity is a number from 1 to 5.", "Choose one from the list.")
    opened = params.get("opened", "").strip() or None
    if opened is not None and not _MONTH.fullmatch(opened):
        raise refused(422, "MONTH", f"{opened[:20]!r} is not a month.", "Write a month as 2031-05.")
    return FindingFilter(
        rules=tuple(x for x in params.getlist("rule") if x),
        states=tuple(x for x in params.getlist("state") if x),
        severities=tuple(int(text) for text in severities),
        jurisdiction=params.get("jurisdiction", "").strip().upper() or None,
        licence=params.get("licence", "").strip() or None,
        consignment=params.get("consignment", "").strip() or None,
        party=params.get("party", "").strip() or None,
        opened=opened,
    )


def paging_of(params: QueryParams) -> Paging:
    """Order and part of the list in an address."""
    sort = params.get("sort") or "-severity"
    if sort.removeprefix("-") not in ORDERS:
        raise refused(422, "SORT", f"There is no order {sort!r}.", "Choose one from the list.")
    return Paging(sort, _PAGE, params.get("cursor") or None)


@router.get("/findings")
def findings_page(look: LookingAtCases) -> Response:
    """The list, filtered by its address."""
    params = look.request.query_params
    wanted, part = filter_of(params), paging_of(params)
    found = look.reading.findings(wanted, part, look.actor)
    counted = tallies(look.reading, wanted, look.actor)
    following = str(look.request.url.include_query_params(cursor=found.after or ""))
    shown = {"wanted": wanted, "sort": part.sort, "sorts": SORTS, "next_url": following, "total": counted.total}
    shown |= {"counted": counted, "query": filter_query(params), "asks_what_if": may(look.actor, WHAT_IF)}
    shown |= {"done": closed_now(params), "may_close": may(look.actor, DISPOSE)}
    return page(look, "findings.html", shown | {"rows": found.rows, "after": found.after})


def filter_query(params: QueryParams) -> str:
    """The filter of an address, to be taken along to another one."""
    named = [(name, value) for name, value in params.multi_items() if name in _FILTER and value]
    return urlencode(named)


def closed_now(params: QueryParams) -> int:
    """How many findings the order closed that led here."""
    done = params.get("done", "")
    return int(done) if done.isdecimal() and len(done) <= len(str(AT_ONCE)) else 0


@router.get("/findings/{finding_id}")
def finding_page(look: LookingAtCases, finding_id: str, done: int | None = None) -> Response:
    """One finding, why it stands, and the form to dispose of it."""
    finding = look.reading.finding(finding_id, look.actor)
    if finding is None:
        raise NotFound
    return _shown(look, finding, done=done)


def _shown(
    look: Looking,
    f: Finding,
    status: int = 200,
    done: int | None = None,
    trouble: Problem | None = None,
    given: Given | None = None,
) -> Response:
    values = {
        "f": f,
        "tag": tag_of(look.reading.finding(f.finding_id, look.actor, ENGLISH) or f),
        "judgements": judgements(look, f),
        "why": look.reading.sheets.explain(f.finding_id),
        "rule": next((r for r in RULES if r.id == f.rule), None),
        "may_dispose": may(look.actor, DISPOSE) and look.reading.closes(f, look.actor),
        "not_yours": _not_yours(look, f) if may(look.actor, DISPOSE) else "",
        "may_comment": may(look.actor, COMMENT),
        "dispositions": DISPOSITION_CHOICES,
        "request_key": secrets.token_urlsafe(18),
        "comment_key": secrets.token_urlsafe(18),
        "given": given or Given(),
        "done": done,
        "trouble": trouble,
    }
    return page(look, "finding.html", values, status)


def _not_yours(look: Looking, f: Finding) -> str:
    return "" if look.reading.closes(f, look.actor) else str(another_closes(look.actor, f.key.licence))


class Given(NamedTuple):
    """What somebody filled in, to be shown again beside what was wrong with it."""

    disposition: str = ""
    reason: str = ""
    office: str = ""
    comment: str = ""


@router.post("/findings/{finding_id}/disposition")
def dispose_page(  # noqa: PLR0913, PLR0917  the fields of its form
    look: LookingAtCases,
    finding_id: str,
    form_token: Annotated[str, Form(max_length=200)] = "",
    seen: Annotated[str, Form(max_length=100)] = "",
    key: Annotated[str, Form(max_length=128)] = "",
    disposition: Annotated[str, Form(max_length=40)] = "",
    reason: Annotated[str, Form(max_length=8_000)] = "",
    office: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """The decision; what is wrong with it is told on the same page, with everything filled in."""
    look.context.sessions.check(look.session, form_token)
    finding = judged(look.asking(), finding_id)
    try:
        judgement = Judgement(disposition=disposition, reason=reason, office=office.strip())
        made = dispose(look.asking(), finding, judgement, seen, key or None)
    except DomainError as why:
        problem = problem_of(why)
        return _shown(look, finding, problem.status, trouble=problem, given=Given(disposition, reason, office))
    at, proposal = made.position, proposal_in(made)
    if proposal:
        return RedirectResponse(f"/proposals/{proposal}?after={at}&done={at}", 303)
    return RedirectResponse(f"/findings/{finding_id}?after={at}&done={at}", 303)


@router.post("/findings/{finding_id}/comment")
def comment_page(
    look: LookingAtCases,
    finding_id: str,
    form_token: Annotated[str, Form(max_length=200)] = "",
    key: Annotated[str, Form(max_length=128)] = "",
    text: Annotated[str, Form(max_length=8_000)] = "",
) -> Response:
    """A comment; what is wrong with it is told on the same page, with what was written."""
    look.context.sessions.check(look.session, form_token)
    require(look.actor, COMMENT)
    finding = look.reading.finding(finding_id, look.actor)
    if finding is None:
        raise NotFound
    try:
        made = comment(look.asking(), finding, text, key or None)
    except DomainError as why:
        problem = problem_of(why)
        return _shown(look, finding, problem.status, trouble=problem, given=Given(comment=text))
    return RedirectResponse(f"/findings/{finding_id}?after={made.position}", 303)
