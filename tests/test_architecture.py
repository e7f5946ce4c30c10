"""A stranger finds the place of any change from the tree: what docs/architecture.md names exists, and what is
forgotten is told by name."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest

import projections
from consumers.published.formats import FORMATS
from domain.record.statutes import StatuteRow, statutes
from projections.catalogue import read_models
from projections.page_data.shapes import ConsignmentSheet, ItemSheet, Mention, Stop
from projections.store.projection import ReadModel

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
TEMPLATES = ROOT / "licensing" / "http" / "pages" / "templates"
SHELVES = ("domain", "projections", "consumers", "licensing", "tests", "tools", "services", "benchmarks")
CHANGES = (
    *("a rule", "an order", "a column on the consignment page", "a list format", "a legal profile", "a tolerance"),
    *("an inbound fact type", "a projection", "a role", "a table of the log"),
)


def named(text: str) -> set[str]:
    """The files and folders that a text names in back-ticks, as paths from the root."""
    told = {word for ticked in re.findall(r"`([^`\n]+)`", text) for word in ticked.split()}
    return {word.partition("::")[0].rstrip("/") for word in told if word.partition("/")[0] in SHELVES and "/" in word}


def missing(paths: Iterable[str]) -> list[str]:
    return sorted(path for path in paths if not any(ROOT.glob(_pattern(path))))


def _pattern(path: str) -> str:
    """`rNN_….py` and `NAME.py` stand for any file of their kind."""
    return re.sub(r"NN|NAME|…", "*", path)


def changes() -> dict[str, tuple[str, str]]:
    """Each row of the table of changes: what is changed, where, and what tells when part of it is forgotten."""
    table = PAGE.read_text("utf-8").partition("## Where each change is made")[2]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]*)\|", table, re.MULTILINE)
    return {change: (files, told_by) for change, files, told_by in rows}


def test_every_file_that_the_architecture_names_is_there() -> None:
    assert missing(named(PAGE.read_text("utf-8"))) == []


def test_a_file_that_is_not_there_is_told() -> None:
    assert missing(named("as in `domain/nowhere.py` and `domain/rules/rNN_….py`")) == ["domain/nowhere.py"]


@pytest.mark.parametrize("change", CHANGES)
def test_the_way_to_each_change_is_on_the_page(change: str) -> None:
    files, told_by = changes()[change]
    assert named(files), "it names no file"
    tests = re.findall(r"`(tests/[\w/.]+\.py)::(\w+)`", told_by)
    assert tests, "no test is named that would tell what is forgotten"
    assert [name for path, name in tests if f"def {name}(" not in (ROOT / path).read_text("utf-8")] == []


# -- what is forgotten is told by name ---------------------------------------------------------------------------------


def untold(shape: type, template: str, *, but: Iterable[str] = ()) -> list[str]:
    """The fields of a shape that no page shows."""
    used = set(re.findall(r"\b\w+\.(\w+)\b", template))
    return [field.name for field in fields(shape) if field.name not in used and field.name not in but]


def consignment_page() -> str:
    """Its template, those that it is made with, and what writes a party into it."""
    made = [TEMPLATES / name for name in ("consignment.html", "subject.html", "layout.html", "parts.html")]
    return "".join(path.read_text("utf-8") for path in (*made, TEMPLATES.parent / "looking.py"))


@pytest.mark.parametrize("shape", [ConsignmentSheet, ItemSheet, Stop, Mention], ids=lambda shape: shape.__name__)
def test_every_column_of_a_consignment_is_on_its_page(shape: type) -> None:
    assert untold(shape, consignment_page()) == []


def test_a_column_that_the_page_forgets_is_told() -> None:
    assert untold(ItemSheet, consignment_page().replace("i.verified", "")) == ["verified"]


def readers() -> dict[str, str]:
    """What reads published lists, by function, and the file it stands in."""
    found = {}
    for path in sorted((ROOT / "consumers" / "published").glob("*.py")):
        for one in ast.parse(path.read_text("utf-8")).body:
            if isinstance(one, ast.FunctionDef) and one.name.startswith("read_") and _gives_a_list(one):
                found[one.name] = path.name
    return found


def _gives_a_list(one: ast.FunctionDef) -> bool:
    return isinstance(one.returns, ast.Name) and one.returns.id == "Published"


def forgotten(table: str) -> dict[str, str]:
    return {name: path for name, path in readers().items() if name not in table}


def test_every_list_format_that_can_be_read_is_offered() -> None:
    table = (ROOT / "consumers" / "published" / "formats.py").read_text("utf-8").partition("FORMATS:")[2]
    assert forgotten(table) == {}
    assert len(FORMATS) == len(readers())
    assert forgotten(table.replace("read_csv_list", "")) == {"read_csv_list": "csv_list.py"}


def projections_of_the_house() -> set[type]:
    """Every class that is a read model, wherever in the projections it lies."""
    found = set()
    for module in walk_packages(projections.__path__, "projections."):
        for one in vars(import_module(module.name)).values():
            if (
                isinstance(one, type)
                and one.__module__ == module.name
                and {"name", "tables", "made_under", "open"} <= set(dir(one))
            ):
                found.add(one)
    return found


def test_every_projection_is_in_the_catalogue() -> None:
    assert projections_of_the_house() - {ReadModel} == {type(model) for model in read_models()}


def profiles_of_the_contract() -> set[str]:
    schema = json.loads((ROOT / "consumers" / "contract" / "facts.schema.json").read_text("utf-8"))
    found = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("properties"), dict):
                found.update(_listed(schema, part["properties"].get("profile")))
            for inner in part.values():
                walk(inner)
        elif isinstance(part, list):
            for inner in part:
                walk(inner)

    walk(schema)
    return found


def _listed(schema: Any, part: Any) -> list[str]:
    while isinstance(part, dict) and "$ref" in part:
        part = schema["$defs"][part["$ref"].rpartition("/")[2]]
    return [x for x in part.get("enum", ()) if x] if isinstance(part, dict) else []


def strangers(rows: Iterable[StatuteRow]) -> list[str]:
    """The profiles that rows of the law name and no licence can have."""
    return sorted({row.profile for row in rows if row.profile} - profiles_of_the_contract())


def test_every_profile_of_the_law_is_one_of_the_contract() -> None:
    assert {"FP", "EU12", "EU25", "ATT"} <= profiles_of_the_contract()
    assert strangers(statutes().rows) == []
    assert strangers([*statutes().rows, statutes().rows[0]._replace(profile="EU99")]) == ["EU99"]
