"""Facts that satisfy the contract, made with only what matters said."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs

from consumers.validation import schema


def fact(id_: str = "D-1", **changes: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": id_,
        "source": "/states/XA/clock",
        "type": "day.closed.v1",
        "subject": "XA",
        "time": "2030-01-01T23:59:59Z",
        "recordedat": "2030-01-02T00:00:00Z",
        "datacontenttype": "application/json",
        "data": {"authority": "XA", "date": "2030-01-01"},
    } | changes


def destroyed(value: str | None, unit: str | None, **rest: Any) -> dict[str, Any]:
    quantity = {"value": value, "unit": unit} | rest
    made = fact(type="item.destroyed.v1", source="/states/XA/police", subject="I")
    made["data"] = example(schema()["$defs"]["data_item_destroyed"]) | {"quantity": quantity}
    return made


def waiver(licence: str | None, source: str, rule: str = "R02") -> dict[str, Any]:
    key = {"licence": licence, "line": None, "shipment": None, "subject": None}
    data = {"waiver": "W", "rule": rule, "key": key, "valid_until": "2030-02-01", "reason": "x"}
    return fact(type="waiver.granted.v1", source=source, data=data)


def line(**changes: Any) -> bytes:
    return json.dumps(fact(**changes)).encode()


def example(part: dict[str, Any], whole: bool = False) -> Any:
    """Some value that a part of the schema accepts: the least there may be, or everything there may be."""
    part = schema()["$defs"][part["$ref"].rpartition("/")[2]] | part if "$ref" in part else part
    for alternatives in ("anyOf", "oneOf"):
        if alternatives in part:
            return example(part[alternatives][0], whole)
    if "const" in part:
        return part["const"]
    if "enum" in part:
        return part["enum"][0]
    kind = part["type"][0] if isinstance(part.get("type"), list) else part.get("type")
    if kind == "object":
        names = part.get("properties", {}) if whole else part.get("required", ())
        made = {name: example(part["properties"][name], whole) for name in names}
        # Rows of a list take the shape that the list has.
        return made if "rows" not in made else made | {"rows": [example(_ROWS[made["list"]], whole)]}
    if kind == "array":
        return [example(part["items"], whole)] if whole or part.get("minItems") else []
    return {"integer": part.get("minimum", 1), "number": 1, "boolean": True}.get(str(kind)) or _text(part)


_ROWS = {name: {"$ref": f"#/$defs/Row_{name}"} for name in ("authorities", "places")}
_TEXTS = [
    "2030-01-01",
    "2030-01-01T00:00:00Z",
    "XA",
    "XAPRT",
    "1",
    "C62",
    "EUR",
    "XA-P-0001",
    "XA:EL-1",
    "A1",
    "R01",
    "DOOR-1",
    "1234567",
    "123456",
    "9301",
    "930190",
    "+01:00",
    "0" * 64,
    "x",
]


def _text(part: dict[str, Any]) -> str:
    rest = {name: value for name, value in part.items() if name != "$ref"}
    validator = jsonschema_rs.Draft202012Validator(rest, validate_formats=True)
    return next(text for text in _TEXTS if validator.is_valid(text))


def of_type(type_: str, whole: bool = False) -> dict[str, Any]:
    name = "data_" + type_.removesuffix(".v1").replace(".", "_").replace("-", "_")
    return fact(type=type_, source="/states/XA/licensing") | {"data": example(schema()["$defs"][name], whole)}
