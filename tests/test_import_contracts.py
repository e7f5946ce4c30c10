"""The contract by which the domain imports what is named and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from grimp import ImportGraph

from tools.import_contracts import Stranger, WhitelistContract

CONTRACT: dict[str, Any] = {
    "source_modules": ["domain"],
    "allowed_modules": ["typing", "msgspec"],
    "ignore_imports": ["domain.event -> threading"],
}


def strangers(importer: str, imported: str, **contract: Any) -> list[Stranger]:
    """What the contract says of a tree in which one module imports another, and a domain that keeps to the list."""
    graph = ImportGraph()
    for name in ("domain", "domain.event", "projections"):
        graph.add_module(name)
    for name in dict.fromkeys(("typing", "threading", imported)):
        graph.add_module(name, is_squashed=not name.startswith(("domain", "projections")))
    for one, other in (("domain", "typing"), ("domain.event", "threading"), (importer, imported)):
        graph.add_import(importer=one, imported=other, line_number=7, line_contents=f"import {other}")
    made = WhitelistContract(name="plain", session_options={}, contract_options=CONTRACT | contract)
    check = made.check(graph, verbose=False)
    found: list[Stranger] = check.metadata["strangers"]
    assert check.kept == (not found)
    return found


@pytest.mark.parametrize(
    ("importer", "imported"),
    [("domain", "msgspec"), ("domain.event", "typing"), ("domain", "domain.event"), ("projections", "sqlite3")],
)
def test_what_is_named_ours_or_somebody_elses_may_be_imported(importer: str, imported: str) -> None:
    assert strangers(importer, imported) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [("domain", "os"), ("domain.event", "time"), ("domain", "pydantic"), ("domain", "threading")],
)
def test_what_is_not_named_is_told_with_its_place(importer: str, imported: str) -> None:
    assert strangers(importer, imported) == [Stranger(importer, imported, (7,))]


def test_an_exception_holds_for_one_module_alone() -> None:
    assert strangers("domain.event", "typing", ignore_imports=[]) == [Stranger("domain.event", "threading", (7,))]
