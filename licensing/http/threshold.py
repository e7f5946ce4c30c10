"""What a request is asked before anything of its body is read: who sends it, how often, and how much."""

from __future__ import annotations

import ipaddress
import time
from typing import Any

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from licensing.access import Actor
from licensing.http.auth.sign_in import unauthenticated
from licensing.http.context import ApplicationContext
from licensing.http.problems import Problem, Refused, problem_of
from licensing.orders.form import LONGEST_BODY
from licensing.tokens import KeysAway, TokenRefused

_FREE = ("/livez", "/readyz", "/metrics", "/version", "/.well-known/", "/static/")
"""What is asked by machines that watch, or shows nothing of anybody."""
_BY_BEARER = "/api/"
_SHORT = 64 * 1024
_BODIES = {"/api/v1/screening": 4 * LONGEST_BODY, "/sign-in": _SHORT, "/sign-out": _SHORT, "/token": _SHORT}
"""The most bytes of a body where it is not what an order or a form may have."""


def _too_much(most: int) -> Problem:
    mend = "Send what belongs to one order; long histories come by `counterfoil import`."
    return Problem(413, "TOO_LONG", f"This address takes a body of at most {most} bytes.", mend)


def _too_often(whose: str, seconds: int) -> Problem:
    return Problem(
        429,
        "TOO_OFTEN",
        f"There were too many requests {whose} in this minute.",
        f"Ask again in {seconds} seconds; who signs in is counted by account and not by address.",
        headers={"Retry-After": str(seconds)},
    )


class Threshold:
    """Stands before the routes: lets in who may send a body, as much as the address takes, as often as is agreed."""

    def __init__(self, app: ASGIApp, context: ApplicationContext) -> None:
        self._app, self._context = app, context
        self._counted = FixedWindowRateLimiter(MemoryStorage())
        self._strangers = RateLimitItemPerMinute(context.most_of_strangers)
        self._accounts = RateLimitItemPerMinute(context.most_of_one)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers in its place."""
        if scope["type"] != "http" or scope["path"].startswith(_FREE):
            await self._app(scope, receive, send)
            return
        problem = await self._problem(scope)
        if problem is None:
            await self._bounded(scope, receive, send)
        else:
            await _tell(problem, scope, receive, send)

    async def _problem(self, scope: Scope) -> Problem | None:
        headers = Headers(scope=scope)
        actor, refusal = await self._who(scope, headers)
        if actor is not None:
            often = await self._often(self._accounts, "of this account", f"{actor.state}|{actor.subject}")
        else:
            often = await self._often(self._strangers, "of your address", _address(scope))
        if often is not None:
            return often
        announced = _announced(headers)
        if announced and refusal is not None:
            return refusal
        most = _most(scope["path"])
        return _too_much(most) if announced > most else None

    async def _who(self, scope: Scope, headers: Headers) -> tuple[Actor | None, Problem | None]:
        """Who asks; and what is wrong with that where a token is needed and none counts."""
        if not scope["path"].startswith(_BY_BEARER):
            session = self._context.sessions.of(Request(scope).cookies)
            return (session.actor if session else None), None
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            return None, problem_of(unauthenticated())
        token = token.strip()
        known = self._context.tokens.known(token)
        if known is not None:
            return known, None
        try:
            return await run_in_threadpool(self._context.tokens.actor, token), None
        except (TokenRefused, KeysAway, Refused) as why:
            return None, problem_of(why)

    async def _often(self, limit: RateLimitItemPerMinute, whose: str, key: str) -> Problem | None:
        if await self._counted.hit(limit, whose, key):
            return None
        until = (await self._counted.get_window_stats(limit, whose, key)).reset_time
        return _too_often(whose, max(1, round(until - time.time())))

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The request with a body that ends where it is too long, whatever it said of its length."""
        most, taken, begun, over = _most(scope["path"]), 0, False, False

        async def receiving() -> Message:
            nonlocal taken, over
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                over = True
                return {"type": "http.disconnect"}
            return message

        async def sending(message: Message) -> None:
            nonlocal begun
            if over and not begun:
                return
            begun = True
            await send(message)

        try:
            await self._app(scope, receiving, sending)
        except Exception:
            if not over or begun:
                raise
        if over and not begun:
            await _tell(_too_much(most), scope, receive, send)


async def _tell(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    reply: Any = scope["app"].state.telling(Request(scope, receive), problem)
    await reply(scope, receive, send)


def _announced(headers: Headers) -> int:
    """How long a body is said to be; 1 where it comes in pieces and nobody knows."""
    told = headers.get("content-length", "")
    if told.isdecimal():
        return int(told)
    return 1 if "transfer-encoding" in headers else 0


def _most(path: str) -> int:
    return next((most for prefix, most in _BODIES.items() if path.startswith(prefix)), LONGEST_BODY)


def _address(scope: Scope) -> str:
    """Where a request comes from; of the sixth version everybody has as many as he likes."""
    client = scope.get("client")
    host = str(client[0]) if client else ""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host
    return host if found.version == 4 else str(ipaddress.ip_network(f"{host}/64", strict=False))  # noqa: PLR2004
