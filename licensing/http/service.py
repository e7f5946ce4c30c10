"""What is about the service and not about cases: health, figures, keys, tokens of the demo."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Form, Request, Response
from starlette.responses import PlainTextResponse

from domain.kernel.errors import DomainError
from licensing.access import READ_SERVICE, require
from licensing.access_log.shown import signs_in
from licensing.http.asking import Credentials, TheContext, bearer
from licensing.http.auth.issuer import TOKEN_SECONDS, DemoIssuer
from licensing.http.context import ApplicationContext
from licensing.http.problems import refused

router = APIRouter(tags=["service"])
BEHIND = 100_000
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether the service can answer, and what it found."""

    ready: bool
    head: int | None
    position: int | None
    problems: tuple[str, ...]
    renewed: tuple[str, ...] = ()
    """The views that show what was made under another law or by another program, until it is made anew."""


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token of the demo issuer."""

    access_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme


def _written(thing: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(thing), status, {"Cache-Control": "no-store"}, media_type="application/json")


@router.get("/livez")
def livez() -> dict[str, bool]:
    """The process answers."""
    return {"live": True}


@router.get("/readyz", response_model=Ready, responses={503: {"model": Ready}})
def readyz(here: TheContext) -> Response:
    """Log and views answer; 503 with the reason when one does not."""
    found = readiness(here)
    return _written(found, 200 if found.ready else 503)


def readiness(here: ApplicationContext) -> Ready:
    """Asks log and views where they stand."""
    problems: list[str] = []
    figures: dict[str, Any] = {"head": None, "position": None, "renewed": ()}
    asks = {"head": here.head, "position": here.readings.position, "renewed": here.readings.renewed}
    for name, ask in asks.items():
        try:
            figures[name] = ask()
        except DomainError as why:
            problems.append(f"{name}: {type(why).__name__}")
        except Exception as why:
            _LOG.exception("not ready: the program failed to tell the %s", name)
            problems.append(f"{name}: {type(why).__name__}")
    return Ready(not problems, problems=tuple(problems), **figures)


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request, here: TheContext, given: Credentials) -> Response:
    """Figures in the format of Prometheus; in production for administrators."""
    if here.production:
        require(bearer(here, given), READ_SERVICE)
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
