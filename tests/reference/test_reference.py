"""The slow reference against the examples of the contract, and its own histories against the schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings

from tests.reference import facts_in_force, findings, now, recorded
from tests.reference.days import day_number, written
from tests.reference.histories import histories, history
from tests.reference.rules import RULES

Rows = dict[tuple[Any, ...], tuple[Any, ...]]
ROOT = Path(__file__).resolve().parents[2]


def contract(name: str) -> Path | None:
    """A file or folder of the contract: the copy in the tests, else the one beside the repository."""
    places = (ROOT / "tests" / "contract" / name, ROOT.parent / "shared" / "contract" / name)
    return next((place for place in places if place.exists()), None)


def contract_examples() -> Path | None:
    """The folder of the examples."""
    return contract("examples")


def example_names() -> list[str]:
    """All examples; none where the contract is absent."""
    folder = contract_examples()
    found = folder.glob("*.expected.jsonl") if folder else []
    return sorted(path.name.removesuffix(".expected.jsonl") for path in found)


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of a file of the examples."""
    folder = contract_examples()
    assert folder is not None
    return [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines() if line.strip()]


def expected(name: str) -> Rows:
    """What must stand, of the rules that are read."""
    return {
        (row["rule"], *(row["key"][part] for part in ("licence", "line", "shipment", "subject"))): (
            row["state"],
            row["severity"],
            row["quantity"],
        )
        for row in rows(f"{name}.expected.jsonl")
        if row["rule"] in RULES and row["state"] != "CLEARED"
    }


def found(deliveries: list[dict[str, Any]]) -> Rows:
    """What the reference says."""
    return {tuple(key): tuple(verdict) for key, verdict in findings(deliveries).items()}


def test_the_examples_are_there() -> None:
    if contract_examples() is None:
        pytest.skip("the contract is not here")
    assert len(example_names()) > 100


@pytest.mark.parametrize("name", example_names())
def test_example(name: str) -> None:
    """OPEN rows and rows closed by a waiver, in the order recorded, shuffled, and twice over."""
    deliveries, wanted = rows(f"{name}.jsonl"), expected(name)
    assert found(deliveries) == wanted
    for seed in range(3):
        mixed = [*deliveries, *Random(seed).sample(deliveries, len(deliveries) // 2)]
        Random(seed).shuffle(mixed)
        assert found(mixed) == wanted


@cache
def validator() -> Callable[[Any], bool]:
    """Whether a fact is valid, formats asserted."""
    schema = contract("facts.schema.json")
    if schema is None:
        pytest.skip("the contract is not here")
    return jsonschema_rs.validator_for(json.loads(schema.read_text("utf-8")), validate_formats=True).is_valid


def test_histories_are_valid_and_reach_every_rule() -> None:
    valid, reached = validator(), set()
    for seed in range(150):
        deliveries = history(Random(seed))
        assert 10 <= len(deliveries) <= 60
        assert [fact for fact in deliveries if not valid(fact)] == []
        reached |= {(key.rule, verdict.state) for key, verdict in findings(deliveries).items()}
    assert {(rule, "OPEN") for rule in RULES} <= reached
    assert "CLOSED" in {state for _, state in reached}


@settings(max_examples=60, deadline=None)
@given(histories())
def test_order_and_repetition_change_nothing(deliveries: list[dict[str, Any]]) -> None:
    mixed = [*deliveries, *deliveries[::3]]
    Random(len(mixed)).shuffle(mixed)
    assert findings(mixed) == findings(deliveries)
    assert recorded(mixed) == recorded(deliveries)
    assert now(mixed) == now(deliveries)
    assert facts_in_force(mixed) == set(recorded(deliveries))


def test_days_and_instants_are_exact() -> None:
    assert day_number("0000-12-31") + 1 == day_number("0001-01-01") == 1
    assert written("2030-01-01T00:00:00.1Z").at != written("2030-01-01T00:00:00.1000000000000000000001Z").at
    assert written("2030-01-01T00:30:00+00:30").at == written("2029-12-31T14:30:00.000-09:30").at
    assert written("2030-01-01T00:30:00+00:30").day == day_number("2030-01-01")
