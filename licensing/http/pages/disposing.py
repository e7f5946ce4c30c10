"""Pages on which several findings are closed by one order, after a look at what it would close; and files of lists."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response
from starlette.responses import RedirectResponse

from domain.decisions.dispositions import AT_ONCE
from domain.findings.disposition import Judgement
from domain.kernel.errors import DomainError
from licensing.access import DISPOSE, require
from licensing.http.json.dispositions import dispose_of_all, disposed_by
from licensing.http.json.exports import exported
from licensing.http.json.findings_tools import Selected, preview, selected
from licensing.http.pages.findings import DISPOSITION_CHOICES, Given, filter_of, filter_query
from licensing.http.pages.looking import Looking, LookingAtCases, page
from licensing.http.problems import Problem, problem_of, refused
from licensing.orders.acknowledgement import proposal_in

router = APIRouter()
_PAIR = 129
"""Characters of a finding's name, a colon, and the hash of its evidence."""


@router.get("/findings/export")
def export_page(look: LookingAtCases, format: str = "csv") -> Response:
    """What fits the filter of the list, as a file."""
    if format not in ("csv", "json"):
        raise refused(422, "INVALID", f"There is no format {format[:20]!r}.", "Choose csv or json.")
    wanted = filter_of(look.request.query_params)
    return exported(look.reading, wanted, look.actor, "csv" if format == "csv" else "json")


@router.get("/findings/dispose")
def preview_page(look: LookingAtCases) -> Response:
    """What one order would close of the list, on which evidence, and what it would not."""
    require(look.actor, DISPOSE)
    wanted = filter_of(look.request.query_params)
    wanted = wanted._replace(states=wanted.states or ("OPEN",))
    return _shown(look, selected(look.asking(), (), wanted), filter_query(look.request.query_params))


@router.post("/findings/dispose")
def dispose_several_page(
    look: LookingAtCases,
    form_token: Annotated[str, Form(max_length=200)] = "",
    seen: Annotated[tuple[str, ...], Form(max_length=AT_ONCE)] = (),
    key: Annotated[str, Form(max_length=128)] = "",
    disposition: Annotated[str, Form(max_length=40)] = "",
    reason: Annotated[str, Form(max_length=8_000)] = "",
    office: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """The order; what is wrong with it is told on the same page, with everything filled in."""
    look.context.sessions.check(look.session, form_token)
    judged = dict(_pair(text) for text in seen)
    asking = look.asking()
    try:
        judgement = Judgement(disposition=disposition, reason=reason, office=office.strip())
        made = dispose_of_all(asking, judged, judgement, key or None)
    except DomainError as why:
        given = Given(disposition, reason, office)
        return _shown(look, selected(asking, judged, None), "", problem_of(why), given, frozenset(judged))
    proposal = proposal_in(made)
    if proposal:
        return RedirectResponse(f"/proposals/{proposal}?after={made.position}&done={made.position}", 303)
    return RedirectResponse(f"/findings?state=CLOSED&after={made.position}&done={len(disposed_by(made))}", 303)


def _pair(text: str) -> tuple[str, str]:
    finding_id, colon, judged = text.partition(":")
    if not colon or len(text) != _PAIR:
        raise refused(422, "INVALID", "The form names no finding with its evidence.", "Load the page again.")
    return finding_id, judged


def _shown(
    look: Looking,
    chosen: Selected,
    query: str,
    trouble: Problem | None = None,
    given: Given | None = None,
    ticked: frozenset[str] = frozenset(),
) -> Response:
    """What can be closed, with nothing ticked but what somebody ticked and sent before."""
    told = preview(look.asking(), chosen)
    values: dict[str, Any] = {
        "told": told,
        "found": chosen.found,
        "query": query,
        "most": AT_ONCE,
        "dispositions": DISPOSITION_CHOICES,
        "request_key": secrets.token_urlsafe(18),
        "trouble": trouble,
        "given": given or Given(),
        "ticked": ticked,
    }
    return page(look, "disposing.html", values, trouble.status if trouble else 200)
