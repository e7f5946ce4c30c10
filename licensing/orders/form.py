"""The form of an order: JSON Schema for each, made of the contract's own parts; and an order read from its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import jsonschema_rs
import msgspec

from consumers.validation import explained, schema, validator_of
from domain.decision import Command
from domain.errors import DomainError
from domain.event import kinds

LONGEST_KEY, LONGEST_TEXT = 128, 4_000
_TEXT = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
_TEXTS = {"type": "array", "items": _TEXT}
_DATE, _DOCUMENT = {"$ref": "#/$defs/Date"}, {"$ref": "#/$defs/DocumentRef"}


def _object(description: str, required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


_OWN: dict[str, dict[str, Any]] = {
    "application submit": _object(
        "An application for an export licence.",
        {"application": _DOCUMENT, "terms": {"$ref": "#/$defs/LicenceTerms"}},
        {"note": _TEXT},
    ),
    "application assess": _object(
        "What was looked into, and what is recommended.",
        {"application": _DOCUMENT, "recommendation": {"enum": ["GRANT", "REFUSE"]}, "assessment": _TEXT},
        {
            "acknowledged": _TEXTS | {"description": "Findings on the parties that were looked at, by finding_id."},
            "conditions": _TEXTS | {"description": "Conditions of transit States that are taken over, word for word."},
        },
    ),
    "application return": _object("Back to assessment.", {"application": _DOCUMENT, "reason": _TEXT}),
    "application withdraw": _object("No longer asked for.", {"application": _DOCUMENT}, {"reason": _TEXT}),
    "application refuse": _object(
        "A refusal with its grounds.",
        {"application": _DOCUMENT, "grounds": {"type": "array", "items": {"type": "string"}}, "reason": _TEXT},
    ),
    "licence issue": _object(
        "A licence is to be issued as applied for.",
        {"application": _DOCUMENT, "licence": _DOCUMENT, "issued_on": _DATE},
    ),
    "consignment release-for-export": _object(
        "Declared goods are to be let go.",
        {
            "shipment": {"$ref": "#/$defs/ShipmentRef"},
            "declaration": {"type": "string", "minLength": 1, "maxLength": 100},
            "office": {"$ref": "#/$defs/Locode"},
        },
        {
            "lines": {
                "type": "array",
                "items": {"$ref": "#/$defs/DeclaredLine"},
                "description": "Goods items as released, all of them, where that is not what was declared.",
            }
        },
    ),
}
_ENVELOPE: dict[str, Any] = {
    "time": {"$ref": "#/$defs/Instant", "description": "When it happened; now, where it is left out."},
    "timeprecision": {"const": "day", "description": "Only the date of `time` is known."},
    "corrects": {
        "type": "string",
        "minLength": 1,
        "maxLength": 80,
        "description": "Id of an entry of your own office, of the same kind, that this one takes the place of.",
    },
    "despite": _TEXT | {"description": "Why customs goes on although the ledger refuses (R-072)."},
}


@cache
def data_schema(command: Command) -> dict[str, Any]:
    """The schema of what is ordered; for facts of the contract it is the contract's own."""
    kind = getattr(command.order, "__kind__", "")
    return _OWN.get(command.name) or schema()["$defs"]["data_" + kind.replace(".", "_").replace("-", "_")]


@cache
def order_schema(command: Command) -> dict[str, Any]:
    """The schema of an order's body; its references lie under `$defs` of the contract."""
    return {
        "type": "object",
        "description": f"The order to {command.title}.",
        "properties": {"data": data_schema(command), **_ENVELOPE},
        "required": ["data"],
        "additionalProperties": False,
    }


@cache
def _validator(command: Command, exact: bool) -> jsonschema_rs.Draft202012Validator:
    return validator_of(order_schema(command) | {"$defs": schema()["$defs"]}, exact)


class Fault(NamedTuple):
    """One thing that is wrong in a body: where, and what would be right."""

    pointer: str
    detail: str
    code: str


class Malformed(DomainError):
    """A body that is no such order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{x.pointer}: {x.detail}" for x in faults[:3]))


class _Body(msgspec.Struct, gc=False):
    data: msgspec.Raw
    time: str | None = None
    timeprecision: str | None = None
    corrects: str | None = None
    despite: str | None = None


class Form(NamedTuple):
    """An order as it was filled in: `written` is its data as the caller wrote them, `data` what they mean."""

    command: Command
    data: Any
    written: dict[str, Any]
    time: str | None
    day_only: bool
    corrects: str | None
    despite: str | None


_BODY = msgspec.json.Decoder(_Body)


@cache
def _decoder(order: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(order)


def read(command: Command, body: bytes) -> Form:
    """The order in a body; raises Malformed with everything that is wrong with it."""
    try:
        whole = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
        raise Malformed((Fault("", f"this is no JSON: {why}", "json"),)) from why
    # The compiled format takes the leap second 23:59:60, which the contract refuses.
    validator = _validator(command, b":60" in body)
    if not _valid(validator, whole):
        raise Malformed(tuple(_faults(validator, whole)))
    opened = _BODY.decode(body)
    try:
        order: Any = command.order
        data = _decoder(order).decode(opened.data)
    except msgspec.ValidationError as why:
        raise Malformed((Fault("/data", str(why), "type"),)) from why
    return Form(
        command=command,
        data=data,
        written=whole["data"],
        time=opened.time,
        day_only=opened.timeprecision is not None,
        corrects=opened.corrects,
        despite=opened.despite,
    )


def _valid(validator: jsonschema_rs.Draft202012Validator, whole: Any) -> bool:
    try:
        return validator.is_valid(whole)
    except ValueError as why:
        raise Malformed((Fault("", str(why), "json"),)) from why


def _faults(validator: jsonschema_rs.Draft202012Validator, whole: Any) -> Iterator[Fault]:
    for number, error in enumerate(validator.iter_errors(whole)):
        if number == 20:  # noqa: PLR2004  more would not be read
            return
        yield Fault(*explained(error), code="schema")


def of_contract(command: Command) -> bool:
    """Whether what is ordered is itself a fact of the contract."""
    return getattr(command.order, "__kind__", None) in kinds()
