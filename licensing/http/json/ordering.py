"""Orders over HTTP: one address for each, all of one kind; an order waits for the writer, never for a thread."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from domain.decisions import COMMANDS
from domain.decisions.command import Command
from licensing.access import Actor, require
from licensing.access_log.shown import acts, shows_stream
from licensing.http.asking import LONGEST_WAIT, check_parameters, wait_until
from licensing.http.auth.sign_in import unauthenticated
from licensing.http.context import ApplicationContext
from licensing.http.json.answers import POSITION_HEADER
from licensing.http.json.order_docs import Receipt, extra, order_described, responses
from licensing.http.language import headers_in, language_of
from licensing.http.permissions import permits
from licensing.http.problems import refused
from licensing.http.queries import Register
from licensing.mandate import ACTS
from licensing.orders.acknowledgement import Acknowledgement, told_in
from licensing.orders.deciding import Placed, order_placed
from licensing.orders.form import KEY, Form, read_order
from projections.findings.overlay import Behind
from projections.findings.overlay_reach import NotYetAttributed

router = APIRouter(prefix="/api/v1", tags=["orders"])

PLURAL = {
    "party": "parties",
    "authorization": "import-authorizations",
    "notice": "transit-notices",
    "document": "end-use-documents",
    "list": "lists",
    "application": "applications",
    "licence": "licences",
    "consignment": "consignments",
    "finding": "findings",
    "proposal": "proposals",
    "fact": "facts",
}
MUST_MATCH = frozenset(
    {
        *("party amend", "authorization amend", "authorization revoke", "application assess", "application return"),
        *("application determine", "application refuse", "application withdraw", "licence issue", "licence amend"),
        "licence suspend",
        "proposal confirm",
        *("licence reinstate", "licence revoke", "licence undo-revocation", "licence surrender"),
    }
)
"""Orders that judge a paper: they must say which version of it was judged."""
_SHORT = 1 << 14
"""So many bytes are read at once; more of them by another thread, so that nobody waits meanwhile."""
_JSON = "application/json"
_VERSION = re.compile(r'(?:W/)?"v([0-9]{1,18})(?:\.[0-9a-f]{1,64})?"')
_ENCODER = msgspec.json.Encoder()
_HISTORIES = frozenset(Register)


def order_address(command: Command) -> str:
    """Where an order is sent, below the prefix."""
    return f"/{PLURAL[command.noun]}/{command.verb}"


def version_tag(version: int, content: str = "") -> str:
    """The ETag of a thing at a version of its stream."""
    return f'"v{version}.{content}"' if content else f'"v{version}"'


def _version_of(if_match: str | None) -> int | None:
    """The version that If-Match names; raises a 422 when it names none."""
    if if_match is None:
        return None
    found = _VERSION.fullmatch(if_match.strip())
    if found is None:
        told = f"If-Match {if_match[:40]!r} names no version of a thing that is ordered about."
        raise refused(422, "IF_MATCH", told, 'Send the ETag of the thing itself, one alone, such as "v3".')
    return int(found[1])


def _seen(command: Command, request: Request) -> int | None:
    if_match = request.headers.get("if-match")
    if if_match is None and command.name in MUST_MATCH:
        told = f"The order to {command.title} must say which version of it was judged."
        raise refused(428, "IF_MATCH_MISSING", told, "Send the ETag of what it is about as If-Match.")
    return _version_of(if_match)


def _key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and not KEY.fullmatch(key):
        told = "An Idempotency-Key has 8 to 128 visible characters of ASCII."
        raise refused(422, "IDEMPOTENCY_KEY", told, "Make a new random key for every new request.")
    return key


def _must_be_json(request: Request) -> None:
    """Raises a 415 for a body that is said to be something else; what nothing is said of is read as JSON."""
    kind = request.headers.get("content-type", _JSON).partition(";")[0].strip().lower()
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if kind != _JSON or coding != "identity":
        told = f"An order comes as {_JSON}, not as {kind[:80] or 'nothing'}" + (f" in {coding[:40]}" * (kind == _JSON))
        raise refused(415, "NOT_JSON", f"{told}.", f"Send plain JSON, with Content-Type: {_JSON}.", Accept_Post=_JSON)


async def _form(command: Command, body: bytes) -> Form:
    return read_order(command, body) if len(body) <= _SHORT else await run_in_threadpool(read_order, command, body)


async def carried_out(here: ApplicationContext, order: Placed) -> Acknowledgement:
    """The acknowledgement of an order; waits, at most two seconds, for views that it cannot do without.

    Whoever stops waiting takes nothing back: the writer goes on with what was placed.
    """
    until = time.monotonic() + LONGEST_WAIT
    if order.form.command.name in ("licence issue", "proposal confirm"):
        await _reach(here, await run_in_threadpool(here.head), until)
    while True:
        try:
            made = await here.writer.answer(order)
            shows_stream(made.stream)
            return made
        except (NotYetAttributed, Behind) as why:
            if time.monotonic() > until:
                raise
            await _reach(here, why.head if isinstance(why, Behind) else why.position, until)


async def _reach(here: ApplicationContext, position: int, until: float) -> None:
    yet, mend = "yet, and the order cannot be decided without", "Try again in a moment, with the same Idempotency-Key."
    await wait_until(until, here, position, yet, mend)


def order_answer(made: Acknowledgement, language: str) -> Response:
    """201 for what was recorded, a refusal included: it has its place in the log."""
    headers = {POSITION_HEADER: str(made.position), "Cache-Control": "no-store"}
    if made.version is not None:
        headers["ETag"] = version_tag(made.version)
    headers |= headers_in(language, "Authorization") | _where(made.stream)
    return Response(_ENCODER.encode(told_in(made, language)), 201, headers, _JSON)


def _where(stream: str) -> dict[str, str]:
    """Where it is read what has become of a thing, if there is such a place."""
    noun, _, key = stream.partition("/")
    if noun == "finding":
        return {"Location": f"/api/v1/findings/{key}"}
    name = PLURAL.get(noun)
    return {"Location": f"/api/v1/history/{name}/{quote(key, safe='/:')}"} if name in _HISTORIES else {}


def _endpoint(command: Command) -> Callable[..., Awaitable[Response]]:
    act = ACTS[command.name]

    @permits(act)
    async def order(request: Request) -> Response:
        here: ApplicationContext = request.app.state.context
        actor = await _actor(here, request)
        require(actor, act)
        if request.query_params:
            check_parameters(request)
        _must_be_json(request)
        seen, key = _seen(command, request), _key(request)
        form = await _form(command, await request.body())
        return order_answer(await carried_out(here, order_placed(form, actor, seen, key)), language_of(request))

    order.__doc__ = order_described(command)
    order.__name__ = f"{command.noun}_{command.verb}".replace("-", "_")
    return order


async def _actor(here: ApplicationContext, request: Request) -> Actor:
    """Who gives the order; a token that has not been seen lately is looked into by another thread."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise unauthenticated()
    known = here.tokens.known(token)
    actor = await run_in_threadpool(here.tokens.actor, token) if known is None else known
    acts(actor)
    return actor


def _add(command: Command) -> None:
    router.add_api_route(
        order_address(command),
        _endpoint(command),
        methods=["POST"],
        status_code=201,
        name=f"{command.noun}-{command.verb}",
        response_model=Receipt,
        responses=responses(command, command.name in MUST_MATCH),
        openapi_extra=extra(command, command.name in MUST_MATCH),
    )


OWN_ADDRESS = frozenset({"finding dispose", "finding dispose-of-all"})
"""Orders that had an address of their own before there was one for each."""
ADDRESSED = {name: command for name, command in COMMANDS.items() if name not in OWN_ADDRESS}
for _command in ADDRESSED.values():
    _add(_command)
