"""The form of what is wanted and of what is determined about it: JSON Schema made of the contract's own parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from consumers.validation import schema
from domain.events.determination import FORMS, NEEDS, PROCEDURES
from domain.events.wanted import ONE_SHIPMENT, SEVERAL_SHIPMENTS

LONGEST_TEXT = 4_000
TEXT_SCHEMA = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
TEXTS = {"type": "array", "items": TEXT_SCHEMA}
DATE, DOCUMENT = {"$ref": "#/$defs/Date"}, {"$ref": "#/$defs/DocumentRef"}
_TERMS: Mapping[str, Any] = schema()["$defs"]["LicenceTerms"]["properties"]
_LINE: Mapping[str, Any] = schema()["$defs"]["LicenceLine"]["properties"]
_STATE = {"$ref": "#/$defs/State"}


def object_of(
    description: str, required: Mapping[str, Any], optional: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The schema of an object with these members and no others."""
    return {
        "type": "object",
        "description": description,
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _terms(*names: str) -> dict[str, Any]:
    return {name: _TERMS[name] for name in names}


_WANTED_LINE = object_of(
    "Goods that are to be licensed as one line.",
    {name: _LINE[name] for name in ("line", "item", "quantity")},
    {"value": _LINE["value"]},
)
WANTED = object_of(
    "What is asked for, in facts alone; what the law asks for is determined by officers.",
    {
        "shipments": {"enum": [ONE_SHIPMENT, SEVERAL_SHIPMENTS], "description": "Whether the goods go at once."},
        **_terms("valid_from", "valid_to", "export_state", "import_state", "exporter", "consignee", "end_user"),
        **_terms("brokers", "import_authorization", "end_use_documents"),
        "route": {
            "type": "array",
            "items": {"$ref": "#/$defs/Leg"},
            "description": "Every stop between the State of export and that of import, calls on board included.",
        },
        "lines": {"type": "array", "items": _WANTED_LINE, "minItems": 1, "description": "The goods."},
    },
    _terms("purpose", "return_by", "contract_reference"),
)
_GROUND = object_of("Why, and by which provision or paper.", {"text": TEXT_SCHEMA, "reference": TEXT_SCHEMA})
_REQUIREMENT = object_of(
    "Whether the paper is required; else as what the law lets it be left out.",
    {"required": {"type": "boolean"}, "ground": _GROUND},
    {"exempt_as": {"anyOf": [TEXT_SCHEMA, {"type": "null"}]}},
)
_EXEMPTION = object_of(
    "An exemption under an embargo row, of a type that the row knows.",
    {"exempt_as": TEXT_SCHEMA, "exemption": {"$ref": "#/$defs/EmbargoExemption"}, "ground": _GROUND},
)
_TEMPORARY = object_of(
    "The goods come back.",
    {"purpose": {"enum": [x for x in _TERMS["purpose"]["enum"] if x]}, "return_by": DATE, "ground": _GROUND},
)
_NEED = object_of(
    "A State on the route, and what is needed of it.", {"state": _STATE, "need": {"enum": [*NEEDS]}, "ground": _GROUND}
)
_CONTROL = object_of(
    "A line that limits the value, or nothing, instead of the quantity.",
    {"line": _LINE["line"], "control": {"enum": ["V", "O"]}, "ground": _GROUND},
)


def _or_null(part: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [part, {"type": "null"}]}


DETERMINATION = object_of(
    "Under which law the licence is to be issued, and what that law asks for.",
    {
        "scope": object_of("The form of the licence.", {"form": {"enum": [*FORMS]}, "ground": _GROUND}),
        "law": object_of("The profile of law.", {"profile": _TERMS["profile"], "ground": _GROUND}),
        "import_authorization": _REQUIREMENT,
        "delivery_verification": _REQUIREMENT,
        "procedure": object_of("The procedure.", {"procedure": {"enum": [*PROCEDURES]}, "ground": _GROUND}),
        "transit": {"type": "array", "items": _NEED, "description": "Every State on the route, in order."},
        "place_of_issue": TEXT_SCHEMA,
        **_terms("undertaking"),
    },
    {
        "temporary": _or_null(_TEMPORARY),
        "embargo_exemption": _or_null(_EXEMPTION),
        "no_transit": _or_null(_GROUND) | {"description": "Why no State is crossed, where none is."},
        "conditions": TEXTS | {"description": "Conditions of transit States that are taken over, word for word."},
        "controls": {"type": "array", "items": _CONTROL, "description": "Lines that do not limit the quantity."},
    },
)
