"""The one table from what went wrong to HTTP: RFC 9457 problems, each with a sentence on how to mend it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from domain.decisions.command import WrongState
from domain.decisions.dispositions import NotAll
from domain.kernel.errors import DomainError, NotAllowed, NotFound, Stale
from licensing.access import Denied
from licensing.log import AnotherUnderThatKey, Unavailable
from licensing.orders.form import Malformed
from licensing.orders.undecided import Undecided
from licensing.tokens import KeysAway, TokenRefused
from projections.findings.overlay import Behind
from projections.findings.overlay_reach import NotYetAttributed
from projections.store.views import OutdatedView, StoreAway

_LOG = logging.getLogger(__name__)
PROBLEM_JSON = "application/problem+json"


class Problem(NamedTuple):
    """One problem before it is written."""

    status: int
    code: str
    detail: str
    mend: str
    more: Mapping[str, Any] = {}
    headers: Mapping[str, str] = {}


class Refused(DomainError):
    """Something the edge itself refuses: a missing sign-in, a stale page, a bad cursor."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.detail)


def refused(status: int, code: str, detail: str, mend: str, **headers: str) -> Refused:
    """A Refused in one line; header names are given with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Refused(Problem(status, code, detail, mend, headers=named))


NO_SUCH = Problem(
    404,
    "NOT_FOUND",
    "Nothing of this name is on record here for you.",
    "Check the spelling, or search for it.",
)
NO_PAGE = Problem(404, "NO_SUCH_ADDRESS", "There is nothing at this address.", "GET /api lists every address.")
NO_METHOD = Problem(
    405,
    "METHOD_NOT_ALLOWED",
    "This address does not take that method.",
    "The Allow header lists those it takes.",
)
BROKEN = Problem(
    500,
    "INTERNAL",
    "The service failed to answer.",
    "Nothing was recorded; try again, and report the X-Request-Id of the answer if it stays.",
)
_AWAY = Problem(
    503,
    "STORE_AWAY",
    "The store does not answer just now.",
    "Try again in a moment.",
    headers={"Retry-After": "1"},
)
KEY_USED = Problem(
    422,
    "KEY_USED_OTHERWISE",
    "This Idempotency-Key stands for another request.",
    "Use a new key for every new request, and the same one only to repeat a request unchanged.",
)
LAGGING = Problem(
    503,
    "NOT_THERE_YET",
    "The views lag behind the log, and the order cannot be decided without them.",
    "Try again in a moment, with the same Idempotency-Key.",
    headers={"Retry-After": "1"},
)
OUTDATED = Problem(
    503,
    "VIEW_OUTDATED",
    "The views were made by another version.",
    "Ask an administrator to run `counterfoil rebuild all`.",
    headers={"Retry-After": "60"},
)
KEYS_AWAY = Problem(
    503,
    "KEYS_AWAY",
    "The keys of the issuer cannot be fetched just now.",
    "Try again in a moment.",
    headers={"Retry-After": "5"},
)
_CHALLENGE = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
UNREADABLE = Problem(
    422,
    "INVALID",
    "The body cannot be read as what it is said to be.",
    "Send JSON in UTF-8; GET /api shows an example.",
)
_BY_STATUS = {400: UNREADABLE, 404: NO_PAGE, 405: NO_METHOD}


def problem_of(why: Exception) -> Problem:
    """The problem an exception means; what is in no line of the table is a fault of ours."""
    return next((make(why) for kind, make in _TABLE if isinstance(why, kind)), BROKEN)


def _undecided(why: Undecided) -> Problem:
    mend = "Try again with the same Idempotency-Key, and report the order's id if it stays."
    return BROKEN._replace(
        detail="The service failed to decide this order.", mend=mend, more={"order_id": why.order_id}
    )


def _not_allowed(why: NotAllowed) -> Problem:
    more = {"requirement": why.requirement, "figures": dict(why.figures)}
    illegal = isinstance(why, WrongState) or why.code == "FINDING_NOT_OPEN"
    return Problem(409 if illegal else 422, why.code, str(why), why.mend, more)


def _not_all(why: NotAll) -> Problem:
    errors = [{"pointer": x.finding_id, "detail": x.detail, "code": x.code} for x in why.obstacles]
    told = f"{why}; the first: {why.obstacles[0].detail}"
    mend = "Leave those out that `errors` names, or read them again, and repeat with a new key."
    return Problem(409, "NOT_ALL_CAN_CLOSE", told, mend, {"errors": errors})


def _stale(why: Stale) -> Problem:
    mend = "Read it again, judge what it says now, and repeat with its new ETag."
    return Problem(412, "STALE", str(why) or "It changed since you read it.", mend)


def _invalid(why: RequestValidationError) -> Problem:
    errors = [{"pointer": _pointer(e["loc"]), "detail": e["msg"], "code": e["type"]} for e in why.errors()]
    told = "; ".join(f"{e['pointer']}: {e['detail']}" for e in errors[:3])
    return Problem(
        422,
        "INVALID",
        told,
        "Correct what `errors` points at; GET /api shows an example.",
        {"errors": errors},
    )


def _malformed(why: Malformed) -> Problem:
    errors = [fault._asdict() for fault in why.faults]
    mend = "Correct what `errors` points at; GET /api shows an example."
    return Problem(422, "INVALID", str(why), mend, {"errors": errors})


def _pointer(place: tuple[int | str, ...]) -> str:
    return "/" + "/".join(str(part) for part in place)


def _of_status(why: HTTPException) -> Problem:
    known = _BY_STATUS.get(why.status_code)
    if known is None:
        known = Problem(why.status_code, "HTTP", str(why.detail), "Compare the request with GET /api.")
    return known._replace(headers=dict(why.headers or {}))


_TABLE: tuple[tuple[type[Exception], Callable[[Any], Problem]], ...] = (
    (Refused, lambda why: why.problem),
    (TokenRefused, lambda why: Problem(401, "TOKEN_REFUSED", str(why), why.mend, headers=_CHALLENGE)),
    (KeysAway, lambda why: KEYS_AWAY),
    (Undecided, _undecided),
    (Denied, lambda why: Problem(403, "DENIED", str(why), why.mend, {"rule": why.rule})),
    (NotAllowed, _not_allowed),
    (NotAll, _not_all),
    (Malformed, _malformed),
    (Behind, lambda why: LAGGING),
    (NotYetAttributed, lambda why: LAGGING),
    (NotFound, lambda why: NO_SUCH),
    (AnotherUnderThatKey, lambda why: KEY_USED),
    (Unavailable, lambda why: _AWAY),
    (Stale, _stale),
    (StoreAway, lambda why: _AWAY),
    (OutdatedView, lambda why: OUTDATED),
    (RequestValidationError, _invalid),
    (HTTPException, _of_status),
)


def document(problem: Problem, instance: str) -> dict[str, Any]:
    """The problem as RFC 9457 writes it."""
    return {
        "type": f"/problems/{problem.code.lower().replace('_', '-')}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "mend": problem.mend,
        "instance": instance,
        **problem.more,
    }


def problem_answer(problem: Problem, instance: str) -> Response:
    """The problem as an answer."""
    body = msgspec.json.encode(document(problem, instance), enc_hook=str)
    return Response(body, problem.status, {**problem.headers, "Cache-Control": "no-store"}, PROBLEM_JSON)


def install(app: FastAPI) -> None:
    """Makes every error of the application a problem, those of routing included; the edge sees to the unforeseen."""

    def told(request: Request, why: Exception) -> Response:
        problem = problem_of(why)
        if problem is BROKEN:
            # A mistake that has no line in the table is one of ours.
            _LOG.error("a request failed", exc_info=why)
        return app.state.telling(request, problem)  # type: ignore[no-any-return]

    for kind in (DomainError, StoreAway, OutdatedView, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, told)
