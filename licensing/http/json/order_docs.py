"""What the API says about each order: its body as the contract has it, what it answers, and who may give it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from consumers.validation import schema
from domain.decisions.command import Command
from licensing.access import Role
from licensing.http.json.docs import problem, responses_of
from licensing.http.json.order_examples import acknowledgement_of, example_body, refusal_of
from licensing.http.problems import Problem
from licensing.mandate import ACTS
from licensing.orders.acknowledgement import DESPITE, RECORDED, REFUSED, ToldAcknowledgement
from licensing.orders.form import order_schema

_PREFIX = "fact."
_SHOWN_REFUSED = "consignment declare"
_TEXT = {"type": "string"}
_WHOLE = {"type": "integer", "minimum": 0}
_VERSION = {"type": ["integer", "null"], "minimum": 0}


class Receipt(ToldAcknowledgement):
    """An acknowledgement by the name that callers know it by in the description of this API."""


def order_described(command: Command) -> str:
    """An order in two sentences: what it does, who may give it and when."""
    act = ACTS[command.name]
    roles = ", ".join(role.title for role in Role if role in act.roles)
    states = "" if command.allowed == {"any"} else f" Possible when it is {', '.join(sorted(command.allowed))}."
    return f"Order to {command.title} ({command.requirement}). For: {roles} ({act.rule.id}).{states}"


def extra(command: Command, must_match: bool) -> dict[str, Any]:
    """Body and headers of an order, which the framework does not read."""
    body = _one_shape_for_each_list(_moved(order_schema(command)))
    content = {"schema": body, "examples": {command.verb: {"value": json.dumps(example_body(command))}}}
    judged = "ETag of what the order is about, as it was judged; it is answered 412 when that has changed since."
    again = "Your own key for this request: sent again, it does nothing twice and is answered as the first time."
    act = ACTS[command.name]
    return {
        "requestBody": {"required": True, "content": {"application/json": content}},
        "security": [{"bearer": []}],
        "parameters": [
            _header("If-Match", judged, '^(W/)?"v[0-9]{1,18}(\\.[0-9a-f]{1,64})?"$', must_match),
            _header("Idempotency-Key", again, "^[!-~]{8,128}$", False),
        ],
        "x-permission": {
            "roles": [role.value for role in Role if role in act.roles],
            "rule": act.rule.id,
            "says": act.rule.says,
        },
    }


def _header(name: str, says: str, pattern: str, required: bool) -> dict[str, Any]:
    about = {"name": name, "in": "header", "description": says, "required": required}
    return about | {"schema": {"type": "string", "pattern": pattern}}


def responses(command: Command, must_match: bool) -> dict[int | str, dict[str, Any]]:
    """The answers of an order: recorded or refused, and every problem."""
    made = responses_of(acknowledgement_of(command), 404, 409, 412, 413, 415, *([428] if must_match else []))
    good = made[201]
    good["description"] = "On record: what was ordered, or that it was refused, with every reason."
    good["headers"] = good["headers"] | {
        "ETag": {
            "description": "The version that what it is about has now; none for what one need not see.",
            "schema": _TEXT,
        },
        "Location": {"description": "Where its history is read, if there is such a place.", "schema": _TEXT},
    }
    if command.name == _SHOWN_REFUSED:
        shown = {"recorded": acknowledgement_of(command), "refused": refusal_of(command)}
        good["content"] = {
            "application/json": {"examples": {name: {"value": json.dumps(told)} for name, told in shown.items()}}
        }
    return made | {one.status: problem(one.status, one, "/api/v1/…") for one in _own_problems(command)}


def _own_problems(command: Command) -> tuple[Problem, ...]:
    """The problems that say something else for each order."""
    act, about = ACTS[command.name], acknowledgement_of(command)["stream"]
    ours = {"requirement": command.requirement, "figures": {"order": command.name, "state": "not on record"}}
    says = f"NOT_IN_THIS_STATE ({command.requirement}): order {command.name}, state not on record"
    possible = f"This can be ordered when it is {', '.join(sorted(command.allowed))}; read it again."
    return (
        Problem(
            403,
            "DENIED",
            f"The role auditor may not {command.title}. ({act.rule.id})",
            act.mend,
            {"rule": act.rule.id},
        ),
        Problem(409, "NOT_IN_THIS_STATE", says, possible, ours),
        Problem(
            412,
            "STALE",
            f"{about} stands at version 8; this was ordered on version 7",
            "Read it again, judge what it says now, and repeat with its new ETag.",
        ),
        Problem(
            422,
            "INVALID",
            '/data: "note" is a property that is not allowed',
            "Correct what `errors` points at; GET /api shows an example.",
            {"errors": [{"pointer": "/data", "detail": '"note" is a property that is not allowed', "code": "schema"}]},
        ),
    )


# -- schemas -----------------------------------------------------------------------------------------------------------


def _object(says: str, /, **properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": says,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _said(schema: Mapping[str, Any], says: str) -> dict[str, Any]:
    return {**schema, "description": says}


def _several(name: str, says: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}, "description": says}


ANSWER_SCHEMAS: dict[str, Any] = {
    "Figure": _object(
        "One number or word that a reason was judged by.",
        name=_said(_TEXT, "Which, such as `free`."),
        value=_said(_TEXT, "As text, exactly."),
    ),
    "Reason": _object(
        "One thing that stands in the way of an order.",
        code=_said(_TEXT, "For programs, such as INSUFFICIENT."),
        requirement=_said(_TEXT, "The provision that it rests on, such as R-068."),
        says=_said(_TEXT, "What is missing, in a sentence."),
        mend=_said(_TEXT, "What to do about it, in a sentence."),
        figures=_several("Figure", "What it was judged by."),
    ),
    "Entered": _object(
        "One event that an order led to, as it lies in the log.",
        position=_said(_WHOLE, "Its place in the log."),
        stream=_said(_TEXT, "The thing that it is about, as NOUN/KEY."),
        version=_said(_VERSION, "How many events that thing has with it; null where its reader may not see it."),
        type=_said(_TEXT, "Kind and revision, such as shipment.declared.v1."),
        source=_said(_TEXT, "Who says so; with `id` the name by which it is corrected."),
        id=_said(_TEXT, "Its id, one of its source."),
        sentence=_said(_TEXT, "What it says, in a sentence."),
        data=_said({"type": "object"}, "What it says, field by field; `type` tells which there are."),
    ),
    "EntryNote": _object(
        "What is odd about an entry that counts all the same: the same is noted of a fact from outside.",
        source=_said(_TEXT, "The source of the entry."),
        id=_said(_TEXT, "Its id."),
        kind=_said(_TEXT, "The kind of note, such as SAYS_NOTHING."),
        where=_said(_TEXT, "The place in the entry, as JSON pointer."),
        detail=_said(_TEXT, "What it means and what to do, in a sentence."),
    ),
    "Receipt": _object(
        "What became of an order; the same request under the same Idempotency-Key is answered with the same bytes.",
        outcome=_said(
            {"type": "string", "enum": [RECORDED, REFUSED, DESPITE]},
            f"{RECORDED}: it is on record; {REFUSED}: that it was refused is; {DESPITE}: customs went on all the same.",
        ),
        reasons=_several("Reason", f"Everything that stands in the way, not only the first; none when {RECORDED}."),
        entries=_several("Entered", "What was entered, in order; what was ordered, or its refusal, first."),
        notes=_several("EntryNote", "What is odd about what was entered; mostly none."),
        time=_said(_TEXT, "When it happened."),
        recordedat=_said(_TEXT, "When it was received."),
        position=_said(_WHOLE, "Its last place in the log: ask with `?after=` for answers that know of it."),
        stream=_said(_TEXT, "The thing that it is about, as NOUN/KEY."),
        version=_said(_VERSION, "The version it has now, as in the ETag; null where its reader may not see it."),
    ),
}


def contract_schemas() -> dict[str, Any]:
    """The parts that bodies and acknowledgements are made of, as components."""
    return {_PREFIX + name: _moved(part) for name, part in schema()["$defs"].items()} | ANSWER_SCHEMAS


def _moved(part: Mapping[str, Any]) -> dict[str, Any]:
    """The same with its references pointing at the components."""
    text = json.dumps(part).replace('"#/$defs/', f'"#/components/schemas/{_PREFIX}')
    found: dict[str, Any] = json.loads(text)
    return found


def _one_shape_for_each_list(body: dict[str, Any]) -> dict[str, Any]:
    """The same body with each `if … then …` on the name of a list told as an alternative, which more programs read."""
    data = body["properties"]["data"]
    if "allOf" not in data:
        return body
    cases = [{"properties": {**case["if"]["properties"], **case["then"]["properties"]}} for case in data["allOf"]]
    rest = {name: part for name, part in data.items() if name != "allOf"}
    return body | {"properties": body["properties"] | {"data": rest | {"oneOf": cases}}}
