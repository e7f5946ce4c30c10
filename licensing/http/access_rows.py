"""A row of the access log before every answer: a case is not shown when its row cannot be written."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from licensing.access_log import Access, AccessLog, row_moment
from licensing.access_log.shown import GATHERED, Shown
from licensing.http.problems import Problem
from licensing.log import Unavailable
from licensing.logs import REQUEST_ID

PURPOSE = "access-purpose"
"""The header by which a caller says what for he asks; an office that asks for purposes has its client send it."""
_UNWRITTEN = ("/livez", "/readyz", "/metrics", "/version", "/.well-known/", "/static/")
_SECRET = ("token", "passw", "secret", "assertion", "credential")
_SIGNING_IN = {"code", "state", "session_state"}
"""What an issuer hands over by the address of the browser; beside a code alone, since findings have a state too."""
_MOST_ASKED, _MOST_PURPOSE = 2_000, 200
_DENIED = (401, 403)
_NOTHING_SHOWN = (*_DENIED, 404)
NOT_WRITTEN = Problem(
    503,
    "ACCESS_NOT_RECORDED",
    "The access log cannot be written just now, and nothing is shown that is not recorded there.",
    "Try again in a moment; what was ordered may be on record: repeat it with the same Idempotency-Key.",
    headers={"Retry-After": "1"},
)
_LOG = logging.getLogger(__name__)


class AccessRows:
    """Stands between the edge and the routes: withholds the answer until its row is written."""

    def __init__(self, app: ASGIApp, access_log: AccessLog) -> None:
        self._app, self._access_log = app, access_log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Gathers what a request shows, and lets its answer out after the row."""
        if scope["type"] != "http" or scope["path"].startswith(_UNWRITTEN):
            await self._app(scope, receive, send)
            return
        gathered, withheld, begun = Shown(), False, False

        async def sending(message: Message) -> None:
            nonlocal withheld, begun
            if message["type"] == "http.response.start":
                begun = True
                withheld = not await self._written(scope, gathered, message["status"])
                if withheld:
                    reply = scope["app"].state.telling(Request(scope, receive), NOT_WRITTEN)
                    await reply(scope, receive, send)
            if not withheld:
                await send(message)

        context = GATHERED.set(gathered)
        try:
            await self._app(scope, receive, sending)
        except Exception:
            if not begun:  # the edge answers, with nothing of a case
                await self._written(scope, gathered, 500)
            raise
        finally:
            GATHERED.reset(context)

    async def _written(self, scope: Scope, gathered: Shown, status: int) -> bool:
        try:
            await self._access_log.write(access_of(scope, gathered, status, row_moment(datetime.now(UTC))))
        except Unavailable as why:
            _LOG.error("an answer was withheld: %s", why)
            return False
        return True


def access_of(scope: Scope, gathered: Shown, status: int, now: str) -> Access:
    """The row of a request."""
    actor = gathered.actor
    return Access(
        moment=now,
        event="denied" if status in _DENIED else gathered.event,
        person=actor.person if actor else None,
        account=actor.subject if actor else None,
        state=actor.state if actor else None,
        office=getattr(actor, "office", None),
        role=actor.role.value if actor else None,
        purpose=_plain(Headers(scope=scope).get(PURPOSE, ""))[:_MOST_PURPOSE] or None,
        method=_plain(scope["method"])[:10],
        route=str(getattr(scope.get("route"), "path", "none")),
        query=what_was_asked(scope),
        keys=gathered.keys if status not in _NOTHING_SHOWN else (),
        more=gathered.more if status not in _NOTHING_SHOWN else 0,
        outcome=status,
        request_id=REQUEST_ID.get() or "",
    )


def what_was_asked(scope: Scope) -> str:
    """What the address asks for: its parts and its query as fields, secrets left out."""
    query = scope.get("query_string", b"").decode("latin-1")
    pairs = [*scope.get("path_params", {}).items(), *parse_qsl(query, keep_blank_values=True, max_num_fields=None)]
    return urlencode(list(_harmless(pairs)), safe=":/*")[:_MOST_ASKED]


def _harmless(pairs: list[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    signing_in = {"code", "state"} <= {name for name, _ in pairs}
    for name, value in pairs:
        secret = any(word in name.lower() for word in _SECRET) or (signing_in and name in _SIGNING_IN)
        # A token is three parts of Base64 that begin as every JSON object does, whatever its field is called.
        looks_so = "eyJ" in str(value)
        yield _plain(name), "***" if secret or looks_so else _plain(str(value))


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
