"""A stranger finds the place of any change from the tree: what docs/architecture.md names exists, and what is
forgotten is told by name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import pytest

from consumers.published.formats import FORMATS
from projections.page_data.shapes import ConsignmentSheet, ItemSheet, Mention, Stop

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


def changes() -> dict[str, str]:
    """Each row of the table of changes: what is changed, and where."""
    table = PAGE.read_text("utf-8").partition("## Where each change is made")[2]
    return dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|", table, re.MULTILINE))


def test_every_file_that_the_architecture_names_is_there() -> None:
    assert missing(named(PAGE.read_text("utf-8"))) == []


def test_a_file_that_is_not_there_is_told() -> None:
    assert missing(named("as in `domain/nowhere.py` and `domain/rules/rNN_….py`")) == ["domain/nowhere.py"]


@pytest.mark.parametrize("change", CHANGES)
def test_the_way_to_each_change_is_on_the_page(change: str) -> None:
    assert change in changes()
    assert named(changes()[change]), "it names no file"


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
