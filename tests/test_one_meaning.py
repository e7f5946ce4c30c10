"""A public name means one thing in the whole house."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
STOREYS = ("domain", "projections", "consumers", "licensing")
SEVERAL = {
    "CHAPTER": "each chapter has its table of contents",
    "COMMANDS": "each group of orders has its table, and all of them stand in that of domain/decisions",
    "HELP": "each command has a line of help",
    "Hit": "what a search and a screening find; the published interface tells them apart by their modules",
    "NAME": "each command has a name",
    "T": "a type variable",
    "arguments": "each command declares its arguments",
    "found": "what there is of a log, on each of the two databases",
    "migrate": "a migration of the log, on each of the two databases",
    "prepare": "a log is prepared, on each of the two databases",
    "router": "each module of routes has its own",
    "run": "each command runs",
}
"""Names that several modules define on purpose: all mean the same, each for its own part."""


def defined(path: Path) -> Iterator[str]:
    """The public names that a module defines at its top, one by one."""
    for node in ast.parse(path.read_text("utf-8")).body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.Assign():
                yield from (x.id for target in node.targets for x in ast.walk(target) if isinstance(x, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def places() -> dict[str, set[str]]:
    """Every public name with the modules that define it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in (path for storey in STOREYS for path in (ROOT / storey).rglob("*.py")):
        for name in defined(path):
            if not name.startswith("_"):
                found[name].add(str(path.relative_to(ROOT)))
    return found


def test_no_public_name_is_defined_twice_but_those_that_are_meant_to_be() -> None:
    twice = {name: sorted(modules) for name, modules in places().items() if len(modules) > 1}
    assert {name: modules for name, modules in twice.items() if name not in SEVERAL} == {}


def test_what_may_be_defined_several_times_is() -> None:
    assert {name for name, modules in places().items() if len(modules) > 1} >= set(SEVERAL)
