"""Whether the rows of a list are such as the contract wants them, each there once; what is wrong is told row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import jsonschema_rs

from consumers.published.faults import BadList, ContractRow, Fault, Published, bad
from consumers.validation import explained, schema, validator_of
from domain.events.lists import IDENTITY

_PERIODS = (("listed_on", "delisted_on"), ("from", "to"))


@cache
def row_schema(list_name: str) -> dict[str, Any]:
    """The form of a row, from the contract; its references lie under `$defs` there."""
    found: dict[str, Any] = schema()["$defs"][f"Row_{list_name}"]
    return found


@cache
def _validator(list_name: str) -> jsonschema_rs.Draft202012Validator:
    return validator_of(row_schema(list_name) | {"$defs": schema()["$defs"]}, exact=False)


def checked(list_name: str, published: Published) -> Published:
    """The same list; raises BadList with everything that is wrong with its rows."""
    if not published.rows:
        raise bad("the file", "it holds no row", "fetch it again; a list is not emptied by an empty file")
    faults = [*_faults(list_name, published.rows), *_repeated(list_name, published.rows)]
    if faults:
        raise BadList(faults)
    return published


def _faults(list_name: str, rows: Sequence[ContractRow]) -> Iterator[Fault]:
    validator = _validator(list_name)
    properties = row_schema(list_name)["properties"]
    for where, data in rows:
        for error in validator.iter_errors(data):
            pointer, told = explained(error)
            field = pointer.split("/")[1] if pointer else ""
            right = properties.get(field, {}).get("description", "see the contract").rstrip(".")
            yield Fault(f"{where}{f', {field}' if field else ''}", told, f"it must be: {right}")
        yield from _in_themselves(where, data, IDENTITY[list_name])


def _in_themselves(where: str, data: dict[str, Any], identity: Sequence[str]) -> Iterator[Fault]:
    named = (*identity, "name") if "name" in data else identity
    for field in named:
        if not str(data.get(field) or "").strip():
            yield Fault(f"{where}, {field}", "it is empty", "every row needs it")
    for first, last in _PERIODS:
        if data.get(first) and data.get(last) and str(data[last]) < str(data[first]):
            yield Fault(f"{where}, {last}", f"{data[last]} is before {first} {data[first]}", "correct one of the two")


def _repeated(list_name: str, rows: Sequence[ContractRow]) -> Iterator[Fault]:
    fields, seen = IDENTITY[list_name], dict[tuple[str, ...], str]()
    for where, data in rows:
        key = tuple(str(data.get(field)) for field in fields)
        if key in seen:
            told = f"{', '.join(fields)} {', '.join(key)} is there already at {seen[key]}"
            yield Fault(where, told, "leave one of them, or give each its own")
        seen.setdefault(key, where)
