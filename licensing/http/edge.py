"""What every answer goes through: headers that keep browsers safe, the request's id, the figures of the service."""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import Any
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from licensing.http.metrics import Metrics
from licensing.http.problems import problem_of
from licensing.logs import REQUEST_ID

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
HSTS = (b"strict-transport-security", b"max-age=31536000")
REQUEST_ID_HEADER = "x-request-id"
_SLASH = re.compile(rb"%2[fF]")
_PAPERS = re.compile(
    rb"/(?:api/v1/)?(?:history/|border/|border-verdicts/)?(?:licences|import-authorizations|applications)/[A-Za-z]{2}(?::|%3[aA])"
)
"""Addresses of what is called by a State and a reference, which has no slash as it is kept."""
_GIVEN = re.compile("[A-Za-z0-9_.-]{1,64}")
"""An id that a caller may give to a request: nothing that could be a name of somebody or break a line of the log."""
_LOG = logging.getLogger(__name__)


class Edge:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, metrics: Metrics, production: bool) -> None:
        self._app, self._metrics = app, metrics
        self._headers = (*HEADERS, HSTS) if production else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, and adds to its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = _with_one_key(scope)
        begun, status, request_id = time.perf_counter(), 0, _request_id(scope)
        context = REQUEST_ID.set(request_id)

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = (REQUEST_ID_HEADER.encode(), request_id.encode())
                message["headers"] = [*message.get("headers", ()), *self._headers, own]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as why:
            _LOG.exception("a request failed", extra=_figures(scope, status or 500))
            if status:
                raise  # half an answer is on its way: the connection is all that is left to break
            reply = scope["app"].state.telling(Request(scope, receive), problem_of(why))
            await reply(scope, receive, sending)
        finally:
            seconds = time.perf_counter() - begun
            self._metrics.answered(_method(scope), _template(scope), status or 500, seconds)
            if _LOG.isEnabledFor(logging.DEBUG):
                _LOG.debug("answered", extra=_figures(scope, status or 500) | {"seconds": round(seconds, 4)})
            REQUEST_ID.reset(context)


def _with_one_key(scope: Scope) -> Scope:
    """The request with a reference that is printed with slashes as one part of its address.

    A slash that the caller escaped belongs to the reference and parts no address; a consignment and its part are one.
    """
    raw = scope.get("raw_path") or b""
    if not _SLASH.search(raw) or not _PAPERS.match(raw):
        return scope
    raw = _SLASH.sub(b"-", raw)
    return {**scope, "raw_path": raw, "path": unquote(raw.decode("latin-1"))}


def _request_id(scope: Scope) -> str:
    """What the caller calls the request, or else an id of our own."""
    given = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(8)


def _figures(scope: Scope, status: int) -> dict[str, Any]:
    """A request without anything of what it is about: its path would name things, the template does not."""
    return {"method": _method(scope), "route": _template(scope), "status": status}


def _method(scope: Scope) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "other"


def _template(scope: Scope) -> str:
    route: Any = scope.get("route")
    return str(getattr(route, "path", "none"))
