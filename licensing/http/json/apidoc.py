"""The API's description as a page shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Operation(NamedTuple):
    """One method of one address."""

    id: str
    method: str
    path: str
    says: str
    parameters: tuple[Mapping[str, Any], ...]
    body: str
    example: str
    problems: str


def operations(description: Mapping[str, Any]) -> list[tuple[str, list[Operation]]]:
    """Every operation by its tag, in the order they were declared."""
    grouped: dict[str, list[Operation]] = {}
    for path, methods in description["paths"].items():
        for method, told in methods.items():
            grouped.setdefault((told.get("tags") or ["other"])[0], []).append(_operation(path, method, told))
    return list(grouped.items())


def _operation(path: str, method: str, told: Mapping[str, Any]) -> Operation:
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        says=told.get("description", ""),
        parameters=tuple(_parameter(p) for p in told.get("parameters", ())),
        body=_shown(next(_body_examples(told), None)),
        example=_shown(next(_examples(told["responses"]), None)),
        problems=", ".join(status for status in told["responses"] if status >= "400"),
    )


def _parameter(told: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "name": told["name"],
        "in": told["in"],
        "required": told.get("required", False),
        "description": told.get("description", ""),
    }


def _body_examples(told: Mapping[str, Any]) -> Iterator[Any]:
    for content in told.get("requestBody", {}).get("content", {}).values():
        yield from (example["value"] for example in content.get("examples", {}).values())


def _examples(responses: Mapping[str, Any]) -> Iterator[Any]:
    for status, told in responses.items():
        if status < "300":
            for content in told.get("content", {}).values():
                several = (example["value"] for example in content.get("examples", {}).values())
                yield from (content["example"],) if "example" in content else several


def _shown(example: Any) -> str:
    return "" if example is None else json.dumps(example, indent=2, ensure_ascii=False)
