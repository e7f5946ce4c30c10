"""The compiled validators say what the agreed schema says."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from consumers import file_import
from consumers.validation import fault, schema, types
from domain.kernel.event import declaration_of, kinds
from tests.consumers.facts import of_type


@pytest.mark.parametrize("type_", sorted(types()))
def test_the_compiled_validators_say_what_the_whole_schema_says(type_: str) -> None:
    whole = jsonschema_rs.Draft202012Validator(schema(), validate_formats=True)
    chance = random.Random(type_)
    seen = set()
    for full in (False, True):
        valid = of_type(type_, full)
        assert fault(valid, b"") is None, fault(valid, b"")
        for _ in range(60):
            mutant = _mutated(valid, chance)
            expected = whole.is_valid(mutant)
            assert (fault(mutant, b"") is None) == expected, (mutant, fault(mutant, b""))
            seen.add(expected)
    assert seen == {True, False}


_WRONG: Sequence[Any] = (
    None,
    0,
    1,
    -1,
    1.5,
    "",
    "x",
    "2030-02-30",
    "2030-01-01",
    [],
    {},
    True,
    "XA",
    [None],
    "1",
)


def _mutated(valid: dict[str, Any], chance: random.Random) -> Any:
    mutant = copy.deepcopy(valid)
    places: list[tuple[Any, Any]] = []

    def walk(part: Any) -> None:
        keys = list(part) if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
        for key in keys:
            places.append((part, key))
            walk(part[key])

    walk(mutant)
    part, key = chance.choice(places)
    deed = chance.randrange(3)
    if deed == 0 and isinstance(part, dict):
        del part[key]
    elif deed == 1 and isinstance(part, dict):
        part["extra" if chance.random() < 0.5 else "Extra"] = chance.choice(_WRONG)
    else:
        part[key] = chance.choice(_WRONG)
    return mutant


def test_the_agreed_schema_came_along_unchanged() -> None:
    theirs = Path(__file__).parents[3] / "shared" / "contract"
    if not theirs.is_dir():
        pytest.skip("the contract is not beside this clone")
    ours = Path(file_import.__file__).parent / "contract"
    for name in ("facts.schema.json", "findings.schema.json"):
        assert (ours / name).read_bytes() == (theirs / name).read_bytes()


def quantities(part: Any, path: str = "") -> Iterator[str]:
    """Where a part of the schema has a quantity."""
    if isinstance(part, list):
        for one in part:
            yield from quantities(one, path)
    elif isinstance(part, dict):
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name == "Quantity":
            yield path
        elif name:
            yield from quantities(schema()["$defs"][name], path)
        for key, value in part.get("properties", {}).items():
            yield from quantities(value, f"{path}/{key}")
        yield from quantities([part.get(key, []) for key in ("items", "anyOf", "oneOf", "allOf")], path)


def test_notes_look_at_every_quantity_the_schema_has() -> None:
    found = set()
    for branch in schema()["allOf"]:
        kind = branch["if"]["properties"]["type"]["const"].rpartition(".v")[0]
        found |= {(kind, path) for path in quantities(branch["then"]["properties"]["data"])}
    declared = {(kind, path) for kind in kinds() for path in declaration_of(kind).quantities}
    assert {(kind, "/" + path.replace(".", "/")) for kind, path in declared} == found
