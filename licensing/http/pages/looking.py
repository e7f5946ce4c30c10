"""Who looks at a page, and how a page is written."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from urllib.parse import quote

from fastapi import Depends, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse

from domain.events.party import PartyMention
from licensing.access import (
    OFFICERS,
    READ_AT,
    READ_CASES,
    READ_NOTES,
    READ_PROPOSALS,
    Act,
    Actor,
    Role,
    may,
    require,
    scope,
)
from licensing.access_log.shown import acts
from licensing.http.asking import Asking, TheContext, context, wait_for
from licensing.http.auth.sessions import Session
from licensing.http.context import ApplicationContext
from licensing.http.json.answers import POSITION_HEADER
from licensing.http.json.rulebook import SEVERITIES, TITLES
from licensing.http.language import headers_in, language_of
from licensing.http.pages.pictures import bar, route
from licensing.http.pages.words import FILTERS
from licensing.http.permissions import permits
from licensing.http.problems import Problem, Refused, refused
from licensing.http.queries import Reading, Register
from projections.page_data.shapes import Mention
from projections.sentences import ENGLISH

PAGES = Path(__file__).parent
_QUEUE, _BORDER = ("/applications", "Applications"), ("/border", "Border desk")
_SECOND = ("/proposals", "To confirm")
_NOTICES = ("/transit-notices", "Transit notices")
_CASES = (
    ("/findings", "Findings"),
    ("/licences", "Licences"),
    ("/consignments", "Consignments"),
    ("/import-authorizations", "Import authorizations"),
    ("/parties", "Parties"),
    ("/notes", "Notes"),
)
_MENUS = {
    **dict.fromkeys(OFFICERS, (_QUEUE, _SECOND, *_CASES, _NOTICES)),
    Role.CUSTOMS: (_BORDER, *_CASES),
    Role.AUDITOR: (*_CASES[:1], _QUEUE, *_CASES[1:], _NOTICES, ("/access-log", "Access log")),
    Role.APPLICANT: (_QUEUE, *_CASES),
}
"""What each role is led to; its daily work first."""
_NOT_PAGES = ("/api/", "/token", "/metrics", "/livez", "/readyz", "/version", "/.well-known/", "/static/")


def page_address(register: str, key: str) -> str:
    """Where the page of a thing is."""
    return f"/{register}/{quote(key, safe='/:')}"


def mentioning(look: Looking) -> Callable[[PartyMention | Mention], Markup]:
    """Writes a party as a document names it, with a link where the looker may see its register entry."""

    def mention(party: PartyMention | Mention) -> Markup:
        name, key = Markup("<bdi>{}</bdi>").format(party.name), party.register_id
        if key and look.reading.sees(Register.PARTY, key, look.actor):
            name = Markup('<a href="{}">{}</a>').format(page_address("parties", key), name)
        return name + (Markup(' <span class="soft">{}</span>').format(party.state) if party.state else "")

    return mention


def menu(actor: Actor) -> tuple[tuple[str, str], ...]:
    """What somebody is led to: titles with their addresses."""
    return _MENUS.get(actor.role, ())


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(PAGES / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    made.globals.update(
        address=page_address,
        bar=bar,
        route=route,
        titles=TITLES,
        severities=SEVERITIES,
        style=hashlib.sha256((PAGES / "static" / "counterfoil.css").read_bytes()).hexdigest()[:12],
    )
    return made


TEMPLATES = _environment()


class Looking(NamedTuple):
    """One page asked for by somebody who signed in, with the views open at one position."""

    actor: Actor
    session: Session
    reading: Reading
    request: Request
    context: ApplicationContext

    def asking(self) -> Asking:
        """The same request, as the JSON routes know it."""
        return Asking(self.actor, self.reading, self.request, self.context)


def signed_in(request: Request, here: TheContext) -> Session:
    """The session of somebody who signed in; others are sent to sign in first."""
    session = here.sessions.of(request.cookies)
    acts(session.actor if session else None)
    if session is None or session.actor is None:
        raise refused(401, "SIGN_IN_FIRST", "Sign in to see this page.", "Choose who you are, or paste a token.")
    return session


SignedIn = Annotated[Session, Depends(signed_in)]


async def _caught_up(request: Request, here: ApplicationContext, after: int | None) -> None:
    """Waits for the views; the page that says an order is done is shown all the same, and says they are behind."""
    try:
        await wait_for(here, after)
    except Refused:
        if "done" not in request.query_params:
            raise


def _looking(act: Act) -> Any:
    @permits(act)
    async def looking(
        request: Request, here: TheContext, session: SignedIn, after: int | None = None
    ) -> AsyncIterator[Looking]:
        actor = session.actor
        assert actor is not None  # noqa: S101  signed_in lets nobody else pass
        require(actor, act)
        await _caught_up(request, here, after)
        async with here.readings.lent(language_of(request)) as reading:
            yield Looking(actor, session, reading, request, here)

    return Depends(looking)


LookingAtCases = Annotated[Looking, _looking(READ_CASES)]
LookingAtNotes = Annotated[Looking, _looking(READ_NOTES)]
LookingAtProposals = Annotated[Looking, _looking(READ_PROPOSALS)]


def page(look: Looking, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
    """A page for somebody who signed in."""
    common = _common(look.request, look.context, look.session)
    common |= {"renewed": look.reading.renewed, "position": look.reading.position, "mention": mentioning(look)}
    headers = {POSITION_HEADER: str(look.reading.position), **headers_in(_spoken(look.reading.language), "Cookie")}
    return _written(template, status, headers, {**common, **values})


def _spoken(language: str) -> str:
    """The languages of a page: its own words are English, its sentences in the reader's."""
    return ENGLISH if language == ENGLISH else f"{ENGLISH}, {language}"


def _written(template: str, status: int, headers: dict[str, str], values: dict[str, Any]) -> Response:
    """A page; nobody else may keep it."""
    body = TEMPLATES.get_template(template).render(values)
    return HTMLResponse(body, status, {"Cache-Control": "private, no-store", **headers})


def plain_page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page that needs no case, for whoever asks."""
    here = context(request)
    return _written(template, status, {}, _common(request, here, here.sessions.of(request.cookies)) | values)


def _common(request: Request, here: ApplicationContext, session: Session | None) -> dict[str, Any]:
    actor = session.actor if session else None
    sees_cases = actor is not None and may(actor, READ_CASES)
    return {
        "demo": here.issuer is not None,
        "actor": actor,
        "scope": scope(actor) if actor else "",
        "cases": sees_cases,
        "looks_back": actor is not None and may(actor, READ_AT),
        "menu": menu(actor) if actor and sees_cases else (),
        "place": f"/{request.url.path.split('/')[1]}",
        "form_token": here.sessions.form_token(session) if session else "",
        "position": None,
        "renewed": (),
        "clock": here.clock() if sees_cases else None,
        "q": None,
    }


def wants_page(request: Request) -> bool:
    """Whether a person asks with a browser, for one of our pages."""
    path = request.url.path
    return not path.startswith(_NOT_PAGES) and "text/html" in request.headers.get("accept", "")


def problem_page(request: Request, problem: Problem) -> Response:
    """A problem as a page; who is not signed in is sent there."""
    if problem.status == 401 and request.method == "GET":  # noqa: PLR2004
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(back, safe='')}", 303)
    heading = {403: "Not for you to see or do", 404: "Nothing here"}.get(problem.status, "That did not work")
    reply = plain_page(request, "problem.html", problem.status, problem=problem, heading=heading)
    reply.headers.update(problem.headers)
    return reply
