"""The page on which officers and auditors ask what another law would find."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Response
from starlette.responses import RedirectResponse

from domain.kernel.errors import DomainError, NotAllowed
from domain.record.law_variants import LAW_NAMES, PLAIN_NAMES
from domain.record.statutes import parameters
from licensing.access import WHAT_IF, require
from licensing.http.json.what_if import WhatIf, progress_of, runs, started
from licensing.http.pages.looking import Looking, LookingAtCases, page
from licensing.http.problems import Problem, problem_of
from licensing.reports.what_if import Prepared, WhatIfQuestion, changes_of
from licensing.reports.what_if_runs import Stage

router = APIRouter()
_SHOWN = 100
REFRESH = "2"
"""Seconds after which a browser looks again how far a question is."""


@router.get("/what-if")
def what_if_page(look: LookingAtCases) -> Response:
    """The form; and how far the last question is, or what would be different."""
    require(look.actor, WHAT_IF)
    state = progress_of(runs(look.request).last(look.actor), _SHOWN)
    reply = _shown(look, state)
    if state.state == Stage.RUNNING.value:
        reply.headers["Refresh"] = REFRESH
    return reply


@router.post("/what-if")
def ask_what_if_page(
    look: LookingAtCases,
    form_token: Annotated[str, Form(max_length=200)] = "",
    rule: Annotated[str, Form(max_length=3)] = "",
    changes: Annotated[str, Form(max_length=2_000)] = "",
    off: Annotated[str, Form(max_length=3)] = "",
    since: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Puts a question; what is wrong with it is told on the same page, with everything filled in."""
    look.context.sessions.check(look.session, form_token)
    given = {"rule": rule, "changes": changes, "off": off, "since": since}
    try:
        require(look.actor, WHAT_IF)
        started(look.request, _question(given), look.actor)
    except DomainError as why:
        return _shown(look, progress_of(runs(look.request).last(look.actor), _SHOWN), problem_of(why), given)
    return RedirectResponse("/what-if", 303)


@router.post("/what-if/end")
def end_what_if_page(look: LookingAtCases, form_token: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Ends the last question and forgets it."""
    look.context.sessions.check(look.session, form_token)
    runs(look.request).cancel(look.actor)
    return RedirectResponse("/what-if", 303)


def _question(given: dict[str, str]) -> Prepared:
    words = given["changes"].replace(",", " ").split()
    if len(words) > len(LAW_NAMES):
        raise NotAllowed("NO_CHANGE", "R-141", "Write NAME=VALUE, each name once.")
    return Prepared(
        WhatIfQuestion(
            rules=tuple(x for x in [given["rule"]] if x),
            changes=changes_of(words),
            off=tuple(x for x in [given["off"]] if x),
            since=given["since"].strip() or None,
        )
    )


def _shown(
    look: Looking, state: WhatIf, trouble: Problem | None = None, given: dict[str, str] | None = None
) -> Response:
    values: dict[str, Any] = {
        "state": state,
        "share": 100 * state.done // max(state.total, 1),
        "trouble": trouble,
        "given": given or {"rule": "", "changes": "", "off": "", "since": ""},
        "numbers": [row for row in parameters() if row["name"] in LAW_NAMES],
        "plain_names": {rule: sorted(names.items()) for rule, names in PLAIN_NAMES.items()},
    }
    return page(look, "what_if.html", values, trouble.status if trouble else 200)
