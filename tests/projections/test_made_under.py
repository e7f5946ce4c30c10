"""What stands for the program that makes the rows of a view: every file that can change them, and no comment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import grimp
import pytest

import projections.findings.model
import projections.history
import projections.search
import projections.traffic
from domain.record.law_variants import changed
from domain.record.statutes import StatuteBook, statutes
from domain.rules import CATALOGUE
from projections.catalogue import read_models
from projections.findings.made_under import made_today, made_under
from projections.findings.model import FindingsModel
from projections.store import made_under as of_rows
from projections.store.made_under import files_of, program

ROOT = Path(__file__).parents[2]
MODULES: dict[str, ModuleType] = {
    "findings": projections.findings.model,
    "history": projections.history,
    "search": projections.search,
    "traffic": projections.traffic,
}
KEEPS_OR_SAYS_ROWS = ("projections.store", "projections.sentences")
"""Where rows are kept, and said in sentences; neither makes any."""
MAKES_NO_ROWS = {"projections.findings.made_under", "projections.findings", "projections"}


def of_module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_every_view_says_what_makes_its_rows() -> None:
    assert {model.name for model in read_models()} == set(MODULES)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_module_that_can_change_a_row_is_in_the_digest(name: str) -> None:
    graph = grimp.build_graph("domain", "projections", include_external_packages=False, cache_dir=None)
    for kept in [x for x in graph.modules if x.startswith(KEEPS_OR_SAYS_ROWS)]:
        graph.remove_module(kept)
    module = MODULES[name].__name__
    needed = graph.find_upstream_modules(module) | {module}
    model = next(model for model in read_models() if model.name == name)
    covered = {of_module(path) for path in files_of(model.made_under.program)}
    assert needed - covered - MAKES_NO_ROWS == set(), f"name these in the program of {name}"


def forget() -> None:
    """What was read of files is read again."""
    for read in (of_rows._source, of_rows._code, of_rows._meaning, of_rows._files, of_rows._written):
        read.cache_clear()


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that takes the place of the source."""
    monkeypatch.setattr(of_rows, "_HOME", tmp_path)
    yield tmp_path
    monkeypatch.undo()
    forget()


def written(folder: Path, text: str) -> str:
    (folder / "domain").mkdir(exist_ok=True)
    (folder / "domain" / "one.py").write_text(text)
    forget()
    return program(1, "domain").code


def test_comments_and_docstrings_make_no_other_program(elsewhere: Path) -> None:
    plain = written(elsewhere, "def one():\n    return 1\n")
    source = program(1, "domain").source
    assert written(elsewhere, '"""Says."""\n\n# why\ndef one():\n    """The first."""\n    return 1\n') == plain
    assert program(1, "domain").source != source
    assert written(elsewhere, "def one():\n    return 2\n") != plain
    assert written(elsewhere, "def one():\n    return 1\n") == plain
    assert program(2, "domain").code != plain


def test_every_row_of_the_law_is_in_the_digest() -> None:
    book = statutes()
    assert made_under(book, CATALOGUE) == made_today()
    for row in book.rows:
        other = StatuteBook([x._replace(value=77_777) if x is row else x for x in book.rows], book.without_licence)
        assert made_under(other, CATALOGUE).differences(made_today().noted()) == ("law",), row


def test_every_process_takes_the_same_digests() -> None:
    told = "from projections.catalogue import read_models as m; print([x.made_under.noted() for x in m()])"
    found = {
        subprocess.run(
            [sys.executable, "-c", told],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert found == {f"{[x.made_under.noted() for x in read_models()]}\n"}


def test_a_law_or_rules_handed_in_are_another() -> None:
    lenient = FindingsModel(book=changed(statutes(), {"settle_decl": "1"})).made_under
    assert lenient.differences(made_today().noted()) == ("law",)
    assert FindingsModel(catalogue=CATALOGUE[1:]).made_under.differences(made_today().noted()) == ("rules",)
    assert FindingsModel(2, 3).made_under == made_today()
