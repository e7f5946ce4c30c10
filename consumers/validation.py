"""Whether a fact satisfies the agreed schema: the whole schema, compiled once for each type of fact."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs

from domain.kernel.references import reference_as_written

_TOLD = 400
_DATE_TIME = jsonschema_rs.Draft202012Validator({"format": "date-time"}, validate_formats=True)


@cache
def schema() -> dict[str, Any]:
    """The schema of inbound facts, as agreed."""
    text = files("consumers.contract").joinpath("facts.schema.json").read_bytes()
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def types() -> frozenset[str]:
    """Every type of fact the schema knows."""
    return frozenset(schema()["properties"]["type"]["enum"])


def schema_of(type_: str) -> dict[str, Any]:
    """The schema with only the branch that a type takes: it says the same of a fact of that type."""
    whole = schema()
    taken = [b["then"] for b in whole["allOf"] if b["if"]["properties"]["type"]["const"] == type_]
    rest = {name: part for name, part in whole.items() if name != "allOf"}
    return rest | {"allOf": taken} if taken else rest


def fault(fact: Any, body: bytes) -> str | None:
    """What in a fact violates the schema and what would be right; None when nothing does.

    `body` is the fact as JSON, by which a glance can tell that no instant has a second 60.
    """
    type_ = fact.get("type") if isinstance(fact, dict) else None
    known = type_ if isinstance(type_, str) and type_ in types() else ""
    # The compiled format takes the leap second 23:59:60, which the contract refuses.
    validator = _without_leap_seconds(known) if b":60" in body else _compiled(known)
    if known and validator.is_valid(fact):
        return None
    try:
        validator.validate(fact)  # the first fault alone: to find all of them may take very long
    except jsonschema_rs.ValidationError as why:
        return _told(why)
    raise AssertionError("a type that the schema does not know violates it")


def validator_of(form: dict[str, Any], exact: bool) -> jsonschema_rs.Draft202012Validator:
    """A schema compiled, formats asserted; `exact` refuses leap seconds as well, which takes longer."""
    formats = {"date-time": is_instant} if exact else {}
    return jsonschema_rs.Draft202012Validator(form, validate_formats=True, formats=formats)


@cache
def _compiled(type_: str) -> jsonschema_rs.Draft202012Validator:
    return validator_of(schema_of(type_), exact=False)


@cache
def _without_leap_seconds(type_: str) -> jsonschema_rs.Draft202012Validator:
    return validator_of(schema_of(type_), exact=True)


def is_instant(text: str) -> bool:
    """Whether a text is an instant of the contract: RFC 3339 with an offset, no leap second."""
    return text[17:19] != "60" and _DATE_TIME.is_valid(text)


def explained(error: jsonschema_rs.ValidationError) -> tuple[str, str]:
    """Where a document violates its schema, as a JSON pointer, and how."""
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.AnyOf):
        error = error.kind.context[0][0]
    return _pointer(error.instance_path), _short(error.message) + _mended(error)


def _told(error: jsonschema_rs.ValidationError) -> str:
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.AnyOf):
        # Of the alternatives the first is the real thing, the other is null.
        error = error.kind.context[0][0]
    where = _pointer(error.instance_path)
    if where == "/type" and isinstance(error.instance, str):
        near = difflib.get_close_matches(error.instance, types(), n=1)
        hint = f"; the nearest is {near[0]!r}" if near else ""
        return f"/type: no fact has the type {_short(error.instance)!r}{hint}"
    if mended := _mended(error):
        return f"{where}: {_short(error.message)}{mended}"
    right = _described(error.schema_path)
    return f"{where or '/'}: {_short(error.message)}" + (f" ({right})" if right else "")


def _mended(error: jsonschema_rs.ValidationError) -> str:
    """How a reference that is printed otherwise is written; goods may cite it either way (rules 5.1)."""
    is_reference = (
        isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Pattern) and error.kind.pattern == _reference()
    )
    written = reference_as_written(error.instance) if is_reference and isinstance(error.instance, str) else None
    return "" if written is None else f"; a reference has capitals, digits and hyphens alone: write {written}"


@cache
def _reference() -> str:
    """The pattern of references."""
    found: str = schema()["$defs"]["DocumentRef"]["properties"]["reference"]["pattern"]
    return found


def _pointer(path: Sequence[str | int]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _short(text: str) -> str:
    return text if len(text) <= _TOLD else text[: _TOLD // 2] + " … " + text[-_TOLD // 2 :]


def _described(path: Sequence[str | int]) -> str:
    part: Any = schema()
    found = ""
    for step in path:
        part = part[int(step)] if isinstance(part, list) else part.get(str(step), {})
        if isinstance(part, dict):
            found = str(part.get("description", found))
    return found
