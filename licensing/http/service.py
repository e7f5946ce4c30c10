"""What is about the service and not about cases: health, figures, keys, tokens of the demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Form, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse

from licensing.access import READ_SERVICE, require
from licensing.access_log.shown import signs_in
from licensing.http.asking import Credentials, TheContext, bearer
from licensing.http.auth.issuer import TOKEN_SECONDS, DemoIssuer
from licensing.http.context import ApplicationContext
from licensing.http.problems import refused
from licensing.http.readiness import Ready
from licensing.watch.build import this_build

router = APIRouter(tags=["service"])
LONGEST_LOOK = 1.5
"""Seconds that `/readyz` waits for log and views."""


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token of the demo issuer."""

    access_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme


def _written(thing: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(thing), status, {"Cache-Control": "no-store"}, media_type="application/json")


@router.get("/livez")
async def livez() -> dict[str, bool]:
    """The process answers; it asks no server and needs no thread."""
    return {"live": True}


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready}})
async def readyz(request: Request) -> Response:
    """Log and views answer and are not far behind; 503 with the reason when they do not, or not within 1.5 seconds."""
    found: Ready | None = await request.app.state.looker.seen(LONGEST_LOOK)
    told = found or Ready(False, None, None, (f"log and views: no answer within {LONGEST_LOOK} seconds",))
    return _written(told, 200 if told.ready else 503)


@router.get("/version")
def version() -> dict[str, str]:
    """What runs here: the version, and digests of the law, the rules and the program that findings are made under."""
    return this_build()._asdict()


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(request: Request, given: Credentials) -> Response:
    """Figures in the format of Prometheus; in production for administrators.

    Where log and views do not answer, they are those of the last look, which say so.
    """
    here: ApplicationContext = request.app.state.context
    if here.production:
        require(await run_in_threadpool(bearer, here, given), READ_SERVICE)
    await request.app.state.figures.seen(LONGEST_LOOK)
    return Response(request.app.state.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


def demo_issuer(here: ApplicationContext) -> DemoIssuer:
    """The built-in issuer; raises a 404 where there is none."""
    if here.issuer is None:
        told = "There is no built-in issuer here."
        raise refused(404, "NO_DEMO_ISSUER", told, "Fetch a token from the issuer of your authority.")
    return here.issuer


@router.get("/.well-known/jwks.json")
def jwks(here: TheContext) -> Response:
    """The public keys of the built-in issuer."""
    return _written(demo_issuer(here).jwks())


@router.post("/token", response_model=Token)
def token(here: TheContext, officer: Annotated[str, Form(max_length=40, examples=["amara"])]) -> Response:
    """A bearer token for one of the demo officers, for scripts; never in production."""
    issuer = demo_issuer(here)
    who = issuer.officers.get(officer)
    if who is None:
        mend = f"Name one of {', '.join(issuer.officers)}."
        raise refused(422, "NO_SUCH_OFFICER", f"There is no demo officer {officer!r}.", mend)
    signs_in(who)
    return _written(Token(issuer.token(who), TOKEN_SECONDS))
