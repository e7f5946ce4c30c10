"""The page of the access log, for auditors; for everybody else there is no such page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from domain.kernel.errors import NotFound
from licensing.access import READ_ACCESSES, may
from licensing.access_log import AccessFilter
from licensing.http.json.access_log import EVENTS, accesses, period
from licensing.http.pages.looking import LookingAtCases, SignedIn, page
from licensing.http.permissions import permits
from licensing.http.problems import refused

router = APIRouter()
_PAGE = 50
_TYPED = ("since", "until", "person", "event", "route", "key")


@permits(READ_ACCESSES)
def auditor_here(session: SignedIn) -> None:
    """Raises NotFound for whoever is no auditor."""
    if session.actor is None or not may(session.actor, READ_ACCESSES):
        raise NotFound


@router.get("/access-log")
def access_log_page(_: Annotated[None, Depends(auditor_here)], look: LookingAtCases) -> Response:
    """The rows, filtered by the page's address."""
    params = look.request.query_params
    typed = {name: params.get(name, "").strip() for name in _TYPED}
    if typed["event"] and typed["event"] not in EVENTS:
        raise refused(422, "EVENT", "There is no event like that.", "Choose one from the list.")
    wanted = AccessFilter(
        *period(typed["since"], typed["until"]),
        person=typed["person"] or None,
        event=typed["event"] or None,
        route=typed["route"] or None,
        key=typed["key"] or None,
    )
    found = accesses(look.context, wanted, look.actor, _PAGE, params.get("cursor") or None)
    shown = {
        "rows": [row.access for row in found.rows],
        "after": found.after,
        "next_url": str(look.request.url.include_query_params(cursor=found.after or "")),
        "events": EVENTS,
        "typed": typed,
    }
    return page(look, "access_log.html", shown)
