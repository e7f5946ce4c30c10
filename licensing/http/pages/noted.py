"""The page that lists notes, and those on the page of a thing."""

from __future__ import annotations

from fastapi import APIRouter, Response
from starlette.datastructures import QueryParams

from licensing.http.moments import moment
from licensing.http.noting import NEWEST_FIRST, NoteShown
from licensing.http.pages.looking import Looking, LookingAtNotes, page
from licensing.http.problems import refused
from licensing.http.queries import Paging
from licensing.notes import NOTE_KINDS, NoteFilter
from projections.findings.noted import STANDINGS

router = APIRouter()
_PAGE = 25
_ON_A_THING = 20
_NAMED = ("consignment", "licence", "party")


@router.get("/notes")
def notes_page_shown(look: LookingAtNotes) -> Response:
    """The list, filtered by its address."""
    params = look.request.query_params
    found = look.reading.notes(_wanted(params), Paging(NEWEST_FIRST, _PAGE, params.get("cursor") or None), look.actor)
    shown = {
        "rows": found.rows,
        "after": found.after,
        "next_url": str(look.request.url.include_query_params(cursor=found.after or "")),
        "kinds": NOTE_KINDS,
        "standings": STANDINGS,
        "typed": {name: params.get(name, "").strip() for name in ("kind", "standing", "since", *_NAMED)},
    }
    return page(look, "notes.html", shown)


def notes_about(look: Looking, noun: str, key: str) -> tuple[NoteShown, ...]:
    """The notes on the page of a thing, the newest first."""
    wanted = NoteFilter(about=(f"{noun}/{key}",))
    return look.reading.notes(wanted, Paging(NEWEST_FIRST, _ON_A_THING), look.actor).rows


def _wanted(params: QueryParams) -> NoteFilter:
    chosen = {}
    for name, known in (("kind", NOTE_KINDS), ("standing", STANDINGS)):
        chosen[name] = tuple(x for x in params.getlist(name) if x)
        if not set(chosen[name]) <= set(known):
            raise refused(422, name.upper(), f"There is no {name} of a note like that.", "Choose one from the list.")
    named = ((noun, params.get(noun, "").strip()) for noun in _NAMED)
    about = tuple(f"{noun}/{key}" for noun, key in named if key)
    return NoteFilter(chosen["kind"], moment(params.get("since")), chosen["standing"], about)
