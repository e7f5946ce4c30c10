"""What the API says about itself: examples of answers, and the problems each address may answer with."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from licensing.http.problems import PROBLEM_JSON, Problem, document

_ALWAYS = (401, 403, 422, 500, 503)
_WORDS: dict[int, tuple[str, str, str, str]] = {
    401: (
        "SIGN_IN_FIRST",
        "No token, or one that does not count.",
        "This address needs a bearer token.",
        "Fetch one.",
    ),
    403: (
        "DENIED",
        "The role may not do this.",
        "The role customs may not dispose of a finding (A-05).",
        "Ask one.",
    ),
    404: (
        "NOT_FOUND",
        "Nothing of that name, or nothing you may see.",
        "Nothing of this name is on record here for you.",
        "Check the spelling, or search for it.",
    ),
    409: (
        "FINDING_NOT_OPEN",
        "A step that cannot follow here.",
        "FINDING_NOT_OPEN (rules 1.8.2): state CLOSED",
        "Read it again; only an open finding is disposed of, an earlier disposition is corrected.",
    ),
    412: (
        "STALE",
        "It changed since it was read.",
        "The finding changed since you read it.",
        "Read it again, judge what it says now, and repeat with its new ETag.",
    ),
    413: (
        "TOO_LONG",
        "More than an order may have.",
        "An order has at most 1048576 bytes.",
        "Send what belongs to one order.",
    ),
    415: (
        "NOT_JSON",
        "The body is said to be something else than JSON.",
        "An order comes as application/json, not as text/plain.",
        "Send plain JSON, with Content-Type: application/json.",
    ),
    422: (
        "INVALID",
        "The request does not fit.",
        "/query/limit: Input should be less than or equal to 200",
        "Correct what `errors` points at; GET /api shows an example.",
    ),
    428: (
        "IF_MATCH_MISSING",
        "If-Match is missing.",
        "A disposition must say which state of the finding was judged.",
        "Send the ETag of the finding as If-Match.",
    ),
    500: (
        "INTERNAL",
        "The service failed.",
        "The service failed to answer.",
        "Nothing was recorded; try again, and report the time of it if it stays.",
    ),
    503: (
        "NOT_THERE_YET",
        "Not there yet; Retry-After says when.",
        "The views have not reached position 4711 yet.",
        "Ask again in a moment, or without `after` for what is there now.",
    ),
}

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "A problem as RFC 9457 writes it, with a sentence on how to mend it.",
    "required": ["type", "title", "status", "code", "detail", "mend", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "mend": {"type": "string", "description": "What to do about it."},
        "instance": {"type": "string"},
        "rule": {"type": "string", "description": "Of a 403: the rule of access it rests on."},
        "requirement": {"type": "string"},
        "figures": {"type": "object"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail", "code"],
                "properties": {name: {"type": "string"} for name in ("pointer", "detail", "code")},
            },
        },
    },
}
_HEADERS = {
    "Log-Position": {"description": "The position this answer stands for.", "schema": {"type": "integer"}},
    "ETag": {
        "description": "Equal for equal content. Of what officers order about it begins with the version, as in"
        ' `"v7.5be2…"`, and can be sent as If-Match of an order.',
        "schema": {"type": "string"},
    },
    "Link": {"description": 'The next page, `rel="next"`.', "schema": {"type": "string"}},
}


def responses_of(example: Any, *statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: an example of success, and the problems it may answer with.

    Examples travel as text, since the framework drops what is null in them; `finished` opens them again.
    """
    success = 201 if HTTPStatus.PRECONDITION_FAILED in statuses else 200
    paged, tagged = "next" in example, HTTPStatus.NOT_MODIFIED in statuses
    names = ("Log-Position", *(["Link"] if paged else []), *(["ETag"] if tagged else []))
    good = {
        "headers": {name: _HEADERS[name] for name in names},
        "content": {"application/json": {"example": json.dumps(example)}},
    }
    made: dict[int | str, dict[str, Any]] = {success: good}
    if HTTPStatus.NOT_MODIFIED in statuses:
        made[304] = {"description": "It is what the asker has already."}
    return made | {status: problem(status) for status in (*_ALWAYS, *statuses) if status in _WORDS}


def finished(schema: dict[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
    """The framework's description with examples opened, and our problem in place of its own errors."""
    told = copy.deepcopy(schema)
    for one in (one for methods in told["paths"].values() for one in methods.values()):
        if "422" in one["responses"] and PROBLEM_JSON not in one["responses"]["422"]["content"]:
            one["responses"]["422"] = problem(HTTPStatus.UNPROCESSABLE_ENTITY)
        for part in (one.get("requestBody", {}), *one["responses"].values()):
            _open_examples(part.get("content", {}).get("application/json", {}))
    schemas = told["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM_SCHEMA
    schemas.update(parts)
    return told


def _open_examples(content: dict[str, Any]) -> None:
    if isinstance(content.get("example"), str):
        content["example"] = json.loads(content["example"])
    for example in content.get("examples", {}).values():
        if isinstance(example["value"], str):
            example["value"] = json.loads(example["value"])


def problem(status: int, told: Problem | None = None, instance: str = "/api/v1/findings") -> dict[str, Any]:
    """A problem that an address may answer with; `told` is an example of its own."""
    code, says, detail, mend = _WORDS[status]
    example = document(told or Problem(status, code, detail, mend), instance)
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": says, "content": {PROBLEM_JSON: {"schema": schema, "example": example}}}
