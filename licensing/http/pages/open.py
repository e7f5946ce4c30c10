"""Pages that show no case: to sign in and out, rules, access, the API, what a problem means."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from licensing import mandate
from licensing.access import ACCESS_POLICY, Actor, matrix
from licensing.access_log.shown import signs_in, signs_out
from licensing.http.asking import TheContext
from licensing.http.context import ApplicationContext
from licensing.http.json.apidoc import operations
from licensing.http.json.meanings import meaning
from licensing.http.json.rulebook import RULES
from licensing.http.pages.looking import plain_page
from licensing.http.problems import refused

router = APIRouter()
FormToken = Annotated[str, Form(max_length=200)]


def safe(address: str) -> str:
    """An address of our own to go on to; anything else becomes the first page."""
    local = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if local and address.isprintable() else "/"


@router.get("/sign-in")
def sign_in_page(request: Request, here: TheContext, next: str = "/") -> Response:
    """Who are you?"""
    known = here.sessions.of(request.cookies)
    cookies = Response()
    session = known or here.sessions.begin(cookies, None)
    people = tuple(here.issuer.officers.values()) if here.issuer else ()
    token = here.sessions.form_token(session)
    reply = plain_page(request, "sign_in.html", officers=people, next=safe(next), form_token=token)
    reply.raw_headers += [pair for pair in cookies.raw_headers if pair[0] == b"set-cookie"]
    return reply


@router.post("/sign-in")
def sign_in(
    request: Request,
    here: TheContext,
    form_token: FormToken,
    officer: Annotated[str, Form(max_length=40)] = "",
    token: Annotated[str, Form(max_length=8_000)] = "",
    next: Annotated[str, Form(max_length=2_000)] = "/",
) -> Response:
    """Begins a session as a demo officer, or as whom a token names."""
    here.sessions.check(here.sessions.of(request.cookies), form_token)
    reply = RedirectResponse(safe(next), 303)
    actor = _named(here, officer, token)
    signs_in(actor)
    here.sessions.begin(reply, actor)
    return reply


def _named(here: ApplicationContext, officer: str, token: str) -> Actor:
    if token.strip():
        return here.tokens.actor(token.strip())
    who = here.issuer.officers.get(officer) if here.issuer else None
    if who is None:
        raise refused(422, "NO_SUCH_OFFICER", "There is no demo officer of that name here.", "Paste a token instead.")
    return who


@router.post("/sign-out")
def sign_out(request: Request, here: TheContext, form_token: FormToken) -> Response:
    """Ends the session."""
    session = here.sessions.check(here.sessions.of(request.cookies), form_token)
    signs_out(session.actor)
    reply = RedirectResponse("/sign-in", 303)
    here.sessions.end(reply)
    return reply


@router.get("/rules")
def rules_page(request: Request) -> Response:
    """The catalogue."""
    return plain_page(request, "rules.html", rules=RULES)


@router.get("/access")
def access_page(request: Request) -> Response:
    """The permission matrix."""
    policy = (*ACCESS_POLICY, *mandate.POLICY)
    return plain_page(request, "access.html", matrix=list(matrix()), orders=list(mandate.order_matrix()), policy=policy)


@router.get("/api")
def api_page(request: Request) -> Response:
    """The API on one page."""
    app = request.app
    tags, about = operations(app.openapi()), app.description
    return plain_page(request, "api.html", tags=tags, about=about, base=str(request.base_url))


@router.get("/problems/{name}")
def problem_meaning(request: Request, name: str) -> Response:
    """What a problem means, under the address that is its type."""
    problem = meaning(name)
    return plain_page(request, "problem.html", problem=problem, heading=problem.code.replace("_", " ").capitalize())
