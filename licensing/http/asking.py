"""Who asks, from which position on, and of what: the dependencies of every route."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Header, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from licensing.access import READ_CASES, READ_FINDINGS, READ_NOTES, READ_PROPOSALS, READ_VERDICT, Act, Actor, require
from licensing.access_log.shown import acts
from licensing.http.auth.sign_in import unauthenticated
from licensing.http.context import ApplicationContext
from licensing.http.language import language_of
from licensing.http.permissions import permits
from licensing.http.problems import refused
from licensing.http.queries import Reading
from licensing.http.readings import READING_PAUSE

LONGEST_WAIT = 2.0

_BEARER = HTTPBearer(auto_error=False, scheme_name="bearer", bearerFormat="JWT", description="ES256 token.")


def context(request: Request) -> ApplicationContext:
    """The service behind this application."""
    found: ApplicationContext = request.app.state.context
    return found


TheContext = Annotated[ApplicationContext, Depends(context)]
Position = Annotated[int | None, Query(ge=0, description="Wait, at most two seconds, until the answer stands for it.")]
AtLeast = Annotated[int | None, Header(ge=0, alias="Log-Position", description="The same as `after`.")]


Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


def bearer(here: TheContext, given: Credentials) -> Actor:
    """Who holds the bearer token of this request."""
    if given is None:
        raise unauthenticated()
    actor = here.tokens.actor(given.credentials)
    acts(actor)
    return actor


TheActor = Annotated[Actor, Depends(bearer)]


def allowed(act: Act) -> Any:
    """Who holds the token, where the role may do something; raises Denied for others."""

    @permits(act)
    def actor_of(actor: TheActor) -> Actor:
        require(actor, act)
        return actor

    return Depends(actor_of)


async def wait_for(here: ApplicationContext, position: int | None) -> None:
    """Returns when the views stand for the position; raises a 503 when that takes too long."""
    if position is not None:
        mend = "Ask again in a moment, or without `after` for what is there now."
        await wait_until(time.monotonic() + LONGEST_WAIT, here, position, "yet", mend)


async def wait_until(until: float, here: ApplicationContext, position: int, yet: str, mend: str) -> None:
    """Returns when the views stand for the position; raises a 503 at an instant of the monotonic clock."""
    while not await here.readings.reached(position):
        if time.monotonic() > until:
            told = f"The views have not reached position {position} {yet}."
            raise refused(503, "NOT_THERE_YET", told, mend, Retry_After="1")
        await asyncio.sleep(READING_PAUSE)


class Asking(NamedTuple):
    """One request of somebody who may read, with the views open at one position."""

    actor: Actor
    reading: Reading
    request: Request
    context: ApplicationContext


def _known_parameters(request: Request) -> frozenset[str]:
    app, route = request.app, request.scope["route"]
    known: dict[str, frozenset[str]] = app.state.parameters
    if route.path_format not in known:
        told = app.openapi()["paths"].get(route.path_format, {}).get(request.method.lower(), {})
        known[route.path_format] = frozenset(p["name"] for p in told.get("parameters", ()) if p["in"] == "query")
    return known[route.path_format]


def check_parameters(request: Request) -> None:
    """Raises a 422 for a query parameter that does not exist: a misspelt filter must not widen the answer."""
    strange = set(request.query_params) - _known_parameters(request)
    if strange:
        known = ", ".join(sorted(_known_parameters(request))) or "none"
        told = f"There is no parameter {', '.join(sorted(strange))} here."
        raise refused(422, "NO_SUCH_PARAMETER", told, f"This address takes: {known}.")


def _asking(act: Act) -> Any:
    @permits(act)
    async def asking(
        request: Request,
        here: TheContext,
        actor: TheActor,
        after: Position = None,
        log_position: AtLeast = None,
    ) -> AsyncIterator[Asking]:
        require(actor, act)
        check_parameters(request)
        await wait_for(here, max((p for p in (after, log_position) if p is not None), default=None))
        async with here.readings.lent(language_of(request)) as reading:
            yield Asking(actor, reading, request, here)

    return Depends(asking)


AskingCases = Annotated[Asking, _asking(READ_CASES)]
AskingVerdicts = Annotated[Asking, _asking(READ_VERDICT)]
AskingFindings = Annotated[Asking, _asking(READ_FINDINGS)]
AskingNotes = Annotated[Asking, _asking(READ_NOTES)]
AskingProposals = Annotated[Asking, _asking(READ_PROPOSALS)]
