"""The form of an order: JSON Schema for each, made of the contract's own parts; and an order read from its bytes."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import jsonschema_rs
import msgspec

from consumers.members_twice import may_be_twice, members_twice
from consumers.validation import explained, schema, validator_of
from domain.decisions.command import Command
from domain.decisions.copying import BY_A_PARTY, COPY_CHANNELS
from domain.decisions.dispositions import AT_ONCE
from domain.findings.disposition import DISPOSITIONS
from domain.kernel.errors import DomainError
from domain.kernel.event import decoder_of
from licensing.orders.application_form import DATE, DETERMINATION, DOCUMENT, TEXT_SCHEMA, TEXTS, WANTED, object_of

LONGEST_BODY = 1 << 20
"""Bytes of one order."""
KEY = re.compile(r"[\x21-\x7e]{8,128}")
"""An officer's own key for a request."""
MOST_FAULTS = 20
_HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_PROPOSAL = {"type": "string", "minLength": 1, "maxLength": 200, "description": "As it is called when it waits."}
_JUDGED = {"finding_id": _HASH, "evidence_hash": _HASH}
_DISPOSITION = {"enum": list(DISPOSITIONS)}
_NAMED_FACT = {
    "source": {"type": "string", "pattern": "^/states/[A-Z]{2}/[A-Za-z0-9._/-]+$", "description": "Who told it."},
    "id": {"type": "string", "minLength": 1, "maxLength": 80},
    "ground": TEXT_SCHEMA,
}
_OWN: dict[str, dict[str, Any]] = {
    "application submit": object_of(
        "An application for an export licence.",
        {"application": DOCUMENT, "wanted": WANTED},
        {"note": TEXT_SCHEMA},
    ),
    "application determine": object_of(
        "What the law asks of an application, each with its ground.",
        {"application": DOCUMENT, "determination": DETERMINATION},
    ),
    "application assess": object_of(
        "What was looked into, and what is recommended.",
        {"application": DOCUMENT, "recommendation": {"enum": ["GRANT", "REFUSE"]}, "assessment": TEXT_SCHEMA},
        {
            "acknowledged": TEXTS | {"description": "Findings on the parties that were looked at, by finding_id."},
            "conditions": TEXTS | {"description": "Conditions of transit States that are taken over, word for word."},
        },
    ),
    "application return": object_of("Back to assessment.", {"application": DOCUMENT, "reason": TEXT_SCHEMA}),
    "application withdraw": object_of("No longer asked for.", {"application": DOCUMENT}, {"reason": TEXT_SCHEMA}),
    "application refuse": object_of(
        "A refusal with its grounds.",
        {"application": DOCUMENT, "grounds": {"type": "array", "items": {"type": "string"}}, "reason": TEXT_SCHEMA},
    ),
    "licence issue": object_of(
        "A licence is to be issued as applied for.",
        {"application": DOCUMENT, "licence": DOCUMENT, "issued_on": DATE},
    ),
    "fact set-aside": object_of("What this source said under this id counts as never accepted.", _NAMED_FACT),
    "fact restore": object_of("What was set aside counts again.", _NAMED_FACT),
    "proposal confirm": object_of("What was proposed is to be done.", {"proposal": _PROPOSAL}),
    "proposal decline": object_of(
        "What was proposed is not to be done.", {"proposal": _PROPOSAL, "reason": TEXT_SCHEMA}
    ),
    "licence undo-revocation": object_of(
        "A revocation that was a mistake ends.",
        {"licence": DOCUMENT, "effective_on": DATE, "reason": TEXT_SCHEMA},
    ),
    "consignment not-exited": object_of(
        "Goods of which the exit is on record did not leave.",
        {"shipment": {"$ref": "#/$defs/ShipmentRef"}, "office": {"$ref": "#/$defs/Locode"}, "ground": TEXT_SCHEMA},
    ),
    "finding dispose": object_of(
        "A finding is to be closed.",
        _JUDGED | {"disposition": _DISPOSITION, "reason": TEXT_SCHEMA},
    ),
    "finding comment": object_of("What is said of a finding.", {"finding_id": _HASH, "text": TEXT_SCHEMA}),
    "finding dispose-of-all": object_of(
        "Several findings are to be closed, all of them or none.",
        {
            "findings": {
                "type": "array",
                "items": object_of("A finding and the evidence on which it was judged.", _JUDGED),
                "minItems": 1,
                "maxItems": AT_ONCE,
            },
            "disposition": _DISPOSITION,
            "reason": TEXT_SCHEMA,
        },
    ),
    "consignment release-for-export": object_of(
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
    "despite": TEXT_SCHEMA | {"description": "Why customs goes on although the ledger refuses (R-072)."},
    "late": TEXT_SCHEMA
    | {"description": "Why a declaration is entered only now, as LATE, under an earlier day (R-082)."},
}


_PAPER = object_of(
    "The paper that is copied.",
    {
        "number": {"type": "string", "minLength": 1, "maxLength": 100, "description": "The number on it."},
        "dated_on": DATE,
        "channel": {
            "enum": [*COPY_CHANNELS, *BY_A_PARTY],
            "description": "By which it came; never by a party to the case.",
        },
    },
)
_COPIES: dict[str, tuple[str, ...]] = {
    "authorization copy": (),
    "notice copy-answer": ("basis",),
    "document copy-answer": ("answered_by", "channel"),
    "consignment copy-receipt": (),
}
"""Orders that copy a paper, and what they leave out of the fact that is recorded: the record says it."""


def _of_a_copy(command: Command, left_out: tuple[str, ...]) -> dict[str, Any]:
    told = _of_the_contract(command.entered)
    said = {name: x for name, x in told["properties"].items() if name not in left_out}
    needed = [name for name in told["required"] if name not in left_out]
    return told | {"properties": said | {"paper": _PAPER}, "required": [*needed, "paper"]}


def _of_the_contract(event: type[Any]) -> dict[str, Any]:
    kind = getattr(event, "__kind__", "")
    found: dict[str, Any] = schema()["$defs"]["data_" + kind.replace(".", "_").replace("-", "_")]
    return found


@cache
def data_schema(command: Command) -> dict[str, Any]:
    """The schema of what is ordered; for facts of the contract it is the contract's own."""
    if command.name in _COPIES:
        return _of_a_copy(command, _COPIES[command.name])
    return _OWN.get(command.name) or _of_the_contract(command.order)


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


class BodyFault(NamedTuple):
    """One thing that is wrong in a body: where, and what would be right."""

    pointer: str
    detail: str
    code: str


class Malformed(DomainError):
    """A body that is no such order."""

    def __init__(self, faults: tuple[BodyFault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{x.pointer}: {x.detail}" for x in faults[:3]))


class _Body(msgspec.Struct, gc=False):
    data: msgspec.Raw
    time: str | None = None
    timeprecision: str | None = None
    corrects: str | None = None
    despite: str | None = None
    late: str | None = None


class Form(NamedTuple):
    """An order as it was filled in: `written` is its data as the caller wrote them, `data` what they mean."""

    command: Command
    data: Any
    written: dict[str, Any]
    time: str | None
    day_only: bool
    corrects: str | None
    despite: str | None
    late: str | None = None


_BODY = msgspec.json.Decoder(_Body)


def read_order(command: Command, body: bytes) -> Form:
    """The order in a body; raises Malformed with everything that is wrong with it."""
    whole = _whole(body)
    # The compiled format takes the leap second 23:59:60, which the contract refuses.
    validator = _validator(command, b":60" in body)
    faults = _faults(validator, whole)
    if faults:
        raise Malformed(faults)
    opened = _BODY.decode(body)
    try:
        order: Any = command.order
        data = decoder_of(order).decode(opened.data)
    except msgspec.ValidationError as why:
        told, _, place = str(why).partition(" - at `$")
        pointer = "/data" + place.rstrip("`").replace("[", "/").replace("]", "").replace(".", "/")
        raise Malformed((BodyFault(pointer, told, "type"),)) from why
    return Form(
        command=command,
        data=data,
        written=whole["data"],
        time=opened.time,
        day_only=opened.timeprecision is not None,
        corrects=opened.corrects,
        despite=opened.despite,
        late=opened.late,
    )


def _whole(body: bytes) -> Any:
    try:
        whole = msgspec.json.decode(body)
        looked = members_twice(body.decode()) if may_be_twice(body, msgspec.json.encode(whole)) else ()
        twice = list(islice(looked, MOST_FAULTS))
    except RecursionError as why:
        raise Malformed((BodyFault("", "this is nested too deeply", "json"),)) from why
    except (msgspec.DecodeError, UnicodeDecodeError) as why:
        raise Malformed((BodyFault("", f"this is no JSON: {why}", "json"),)) from why
    if twice:
        raise Malformed(tuple(BodyFault(member.pointer, member.told, "twice") for member in twice))
    return whole


def _faults(validator: jsonschema_rs.Draft202012Validator, whole: Any) -> tuple[BodyFault, ...]:
    """What is wrong by the schema, as much of it as anybody would read: to find everything may take very long."""
    try:
        if validator.is_valid(whole):
            return ()
        errors = list(islice(validator.iter_errors(_beginning(whole)), MOST_FAULTS)) or [_first(validator, whole)]
    except (ValueError, RecursionError) as why:
        return (BodyFault("", f"this cannot be looked into: {why}", "json"),)
    return tuple(BodyFault(*explained(error), code="schema") for error in errors)


def _beginning(part: Any) -> Any:
    """The same with only the first of what is many."""
    if isinstance(part, dict):
        return {name: _beginning(value) for name, value in part.items()}
    return [_beginning(value) for value in part[:MOST_FAULTS]] if isinstance(part, list) else part


def _first(validator: jsonschema_rs.Draft202012Validator, whole: Any) -> jsonschema_rs.ValidationError:
    try:
        validator.validate(whole)
    except jsonschema_rs.ValidationError as why:
        return why
    raise ValueError("what is wrong with it cannot be told")
