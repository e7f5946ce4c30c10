"""What the API says about each order: its body as the contract has it, what it answers, and who may give it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from consumers.validation import schema
from domain.decision import Command
from licensing.access import Role
from licensing.api.docs import told
from licensing.api.order_examples import body_of, receipt_of
from licensing.mandate import ACTS
from licensing.orders.form import order_schema

_PREFIX = "fact."


def described(command: Command) -> str:
    """An order in two sentences: what it does, who may give it and when."""
    act = ACTS[command.name]
    roles = ", ".join(role.title for role in Role if role in act.roles)
    states = "" if command.allowed == {"any"} else f" Possible when it is {', '.join(sorted(command.allowed))}."
    return f"Order to {command.title} ({command.requirement}). For: {roles} ({act.rule.id}).{states}"


def extra(command: Command) -> dict[str, Any]:
    """Body and headers of an order, which the framework does not read."""
    content = {"schema": _moved(order_schema(command)), "examples": {command.verb: {"value": body_of(command)}}}
    headers = (
        ("If-Match", "ETag of what the order is about, as it was judged.", '^(W/)?"v[0-9]{1,18}(\\.[0-9a-f]+)?"$'),
        ("Idempotency-Key", "Your own key for this request; sent again, nothing is done twice.", "^[!-~]{8,128}$"),
    )
    return {
        "requestBody": {"required": True, "content": {"application/json": content}},
        "security": [{"bearer": []}],
        "parameters": [
            {"name": name, "in": "header", "description": says, "schema": {"type": "string", "pattern": pattern}}
            for name, says, pattern in headers
        ],
    }


def responses(command: Command) -> dict[int | str, dict[str, Any]]:
    """The answers of an order: recorded or refused, and every problem."""
    made = told(receipt_of(command), 409, 412, 413, 428)
    made[201]["headers"] = made[201]["headers"] | {
        "ETag": {"description": "The version that what it is about has now.", "schema": {"type": "string"}},
        "Location": {"description": "Where its history is read.", "schema": {"type": "string"}},
    }
    return made


def contract_schemas() -> dict[str, Any]:
    """The parts of the contract that bodies are made of, as components."""
    return {_PREFIX + name: _moved(part) for name, part in schema()["$defs"].items()}


def _moved(part: Mapping[str, Any]) -> dict[str, Any]:
    """The same with its references pointing at the components."""
    text = json.dumps(part).replace('"#/$defs/', f'"#/components/schemas/{_PREFIX}')
    found: dict[str, Any] = json.loads(text)
    return found
