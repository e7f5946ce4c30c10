"""An event is declared once: what is missing is told by name when the program starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from domain.kernel import event as events
from domain.kernel.event import declaration_of, event, kinds
from domain.kernel.event_parts import ITS_SUBJECTS, Declared, Speaker
from projections import history, search, sentences
from tests.declaring import NOTHING_MORE


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is declared here is known to one test alone."""
    monkeypatch.setattr(events, "_KINDS", dict(kinds()))


def declare(**parts: Any) -> type[Any]:
    class Lent:
        """Something was lent."""

        keeper: str

    return event("item.lent", **parts)(Lent)


def test_an_event_with_all_its_parts_is_declared() -> None:
    declare(**NOTHING_MORE)
    assert declaration_of("item.lent") == Declared(**NOTHING_MORE)


@pytest.mark.parametrize("part", Declared.__slots__)
def test_an_event_without_one_of_its_parts_is_told_by_both_names(part: str) -> None:
    parts = {name: value for name, value in NOTHING_MORE.items() if name != part}
    with pytest.raises(TypeError, match=rf"^item\.lent is declared without {part}; where it has none, say so$"):
        declare(**parts)
    assert "item.lent" not in kinds()


@pytest.mark.parametrize("part", Declared.__slots__)
def test_a_module_with_such_an_event_cannot_be_imported(part: str, tmp_path: Path) -> None:
    parts = [f"    {name}=NOTHING_MORE[{name!r}]," for name in NOTHING_MORE if name != part]
    text = "from domain.kernel.event import event\nfrom tests.declaring import NOTHING_MORE\n"
    declared = ["@event(", "    'item.lent',", *parts, ")", "class Lent:", "    keeper: str", ""]
    (tmp_path / "lent.py").write_text(text + "\n".join(declared), "utf-8")
    root = str(Path(__file__).parents[2])
    code = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {root!r}]; import lent"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert f"TypeError: item.lent is declared without {part}" in ran.stderr


def test_a_part_that_nobody_knows_is_told() -> None:
    with pytest.raises(TypeError, match=r"item\.lent is declared with colour, which is no part of a declaration"):
        declare(**NOTHING_MORE, colour="red")


@pytest.mark.parametrize(
    "wrong",
    [
        {"search": ("serials",)},
        {"history": (ITS_SUBJECTS, "serials")},
        {"quantities": ("serials.quantity",)},
        {"told_by": Speaker("licensing", document="serials")},
        {"told_by": Speaker("licensing", provided=("serials", "X"))},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_field_that_the_event_does_not_have_is_told(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r"item\.lent is declared with serials.*, which is no field of Lent"):
        declare(**{**NOTHING_MORE, **wrong})


def test_an_empty_name_of_a_sentence_is_none() -> None:
    with pytest.raises(TypeError, match=r"item\.lent is declared without a sentence"):
        declare(**{**NOTHING_MORE, "said": ""})


# -- views of the declaration ------------------------------------------------------------------------------------------


def test_search_and_history_tell_a_field_they_do_not_read() -> None:
    declare(**{**NOTHING_MORE, "search": ("keeper",), "history": (ITS_SUBJECTS, "keeper")})
    with pytest.raises(TypeError, match=r"lent is to be found by keeper, which nothing in projections\.search reads"):
        search.readings_of("item.lent")
    with pytest.raises(TypeError, match=r"lent is to be told under keeper, which nothing in projections\.history"):
        history.namings_of("item.lent")


def test_a_sentence_that_is_not_there_is_told_with_its_event() -> None:
    assert sentences.unsaid() == []
    declare(**{**NOTHING_MORE, "said": "lent"})
    assert sentences.unsaid() == ["item.lent (lent)"]
