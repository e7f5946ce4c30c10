"""Orders over HTTP: one address for each, all of one kind; an order waits for the writer, never for a thread."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Request, Response

from domain.decision import Command
from domain.decisions import COMMANDS
from licensing.access import Actor
from licensing.api.answers import POSITION
from licensing.api.asking import LONGEST_WAIT, check_parameters
from licensing.api.office import Office
from licensing.api.order_docs import described, extra, responses
from licensing.api.problems import refused
from licensing.api.readings import PAUSE
from licensing.api.sign_in import unauthenticated
from licensing.orders.deciding import Placed, placed
from licensing.orders.form import read
from licensing.orders.receipt import Receipt
from projections.findings.head import Behind
from projections.findings.head_reach import Unsettled

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
}
MUST_MATCH = frozenset(
    {
        *("party amend", "authorization amend", "authorization revoke", "application assess", "application return"),
        *("application refuse", "application withdraw", "licence issue", "licence amend", "licence suspend"),
        *("licence reinstate", "licence revoke", "licence surrender"),
    }
)
"""Orders that judge a paper: they must say which version of it was judged."""
MOST = 1 << 20
_VERSION = re.compile(r'\s*(?:W/)?"v(\d{1,18})(?:\.[0-9a-f]+)?"\s*')
_ENCODER = msgspec.json.Encoder()
_KEY = re.compile(r"[\x21-\x7e]{8,128}")


def address(command: Command) -> str:
    """Where an order is sent, below the prefix."""
    return f"/{PLURAL[command.noun]}/{command.verb}"


def version_tag(version: int, content: str = "") -> str:
    """The ETag of a thing at a version of its stream."""
    return f'"v{version}.{content}"' if content else f'"v{version}"'


def version_of(if_match: str | None) -> int | None:
    """The version that If-Match names; raises a 422 when it is no tag of ours."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = _VERSION.fullmatch(if_match)
    if found is None:
        told = f"If-Match {if_match[:40]!r} is no ETag of a thing that is ordered about."
        raise refused(422, "IF_MATCH", told, 'Send the ETag of the thing itself, such as "v3".')
    return int(found[1])


def _seen(command: Command, request: Request) -> int | None:
    if_match = request.headers.get("if-match")
    if if_match is None and command.name in MUST_MATCH:
        told = f"The order to {command.title} must say which version of it was judged."
        raise refused(428, "IF_MATCH_MISSING", told, "Send the ETag of what it is about as If-Match.")
    return version_of(if_match)


def _key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and not _KEY.fullmatch(key):
        told = "An Idempotency-Key has 8 to 128 visible characters of ASCII."
        raise refused(422, "IDEMPOTENCY_KEY", told, "Make a new random key for every new request.")
    return key


async def _body(request: Request) -> bytes:
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > MOST:
            mend = "Send what belongs to one order; long histories come by `counterfoil import`."
            raise refused(413, "TOO_LONG", f"An order has at most {MOST} bytes.", mend)
    return bytes(found)


async def carried_out(here: Office, order: Placed) -> Receipt:
    """The receipt of an order; waits, at most two seconds, for views that it cannot do without."""
    until = time.monotonic() + LONGEST_WAIT
    if order.form.command.name == "licence issue":
        await _reach(here, here.head(), until)
    while True:
        try:
            return await asyncio.wrap_future(here.writer.place(order))
        except (Unsettled, Behind) as why:
            await _reach(here, here.head() if isinstance(why, Behind) else why.position, until)


async def _reach(here: Office, position: int, until: float) -> None:
    while not await here.readings.reached(position):
        if time.monotonic() > until:
            told = f"The views have not reached position {position} yet, and the order cannot be decided without."
            mend = "Try again in a moment, with the same Idempotency-Key."
            raise refused(503, "NOT_THERE_YET", told, mend, Retry_After="1")
        await asyncio.sleep(PAUSE)


def answer(made: Receipt) -> Response:
    """201 for what was recorded, a refusal included: it has its place in the log."""
    headers = {
        POSITION: str(made.position),
        "ETag": version_tag(made.version),
        "Location": _where(made.stream),
        "Cache-Control": "no-store",
    }
    return Response(_ENCODER.encode(made), 201, headers, "application/json")


def _where(stream: str) -> str:
    """Where the history of what was ordered about is read."""
    noun, _, key = stream.partition("/")
    return f"/api/v1/history/{PLURAL[noun]}/{quote(key, safe='/:')}"


def _endpoint(command: Command) -> Callable[..., Awaitable[Response]]:
    async def order(request: Request) -> Response:
        here: Office = request.app.state.office
        actor = _actor(here, request)
        check_parameters(request)
        seen, key = _seen(command, request), _key(request)
        form = read(command, await _body(request))
        return answer(await carried_out(here, placed(form, actor, seen, key)))

    order.__doc__ = described(command)
    order.__name__ = f"{command.noun}_{command.verb}".replace("-", "_")
    return order


def _actor(here: Office, request: Request) -> Actor:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthenticated()
    return here.tokens.actor(token.strip())


def _add(command: Command) -> None:
    router.add_api_route(
        address(command),
        _endpoint(command),
        methods=["POST"],
        status_code=201,
        name=f"{command.noun}-{command.verb}",
        response_model=Receipt,
        responses=responses(command),
        openapi_extra=extra(command),
    )


for _command in COMMANDS.values():
    _add(_command)
