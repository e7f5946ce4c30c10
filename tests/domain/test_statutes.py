"""Which row of the law counts on a day, in a State, under a profile; and what is wrong with a table that is refused."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.moments import date_text, day
from domain.record.statutes import KINDS, NUMBERS, StatuteBook, StatuteRow, row_of, statutes
from tests.laws import row

DOMAIN = Path(__file__).parents[2] / "domain"


def book(*rows: dict[str, Any]) -> StatuteBook:
    """The published law with rows added."""
    return statutes().with_rows(map(row_of, rows))


BEFORE, ON, AFTER = "2030-12-31", "2031-01-01", "2031-01-02"
DATED = row("dvc_due", 30, ON)


@pytest.mark.parametrize(
    ("sentence", "rows", "on", "where", "days"),
    [
        ("as published", (), BEFORE, {}, 45),
        ("long before the first row", (), "0001-01-01", {}, 45),
        ("the day before a row", (DATED,), BEFORE, {}, 45),
        ("the day of a row", (DATED,), ON, {}, 30),
        ("the day after", (DATED,), AFTER, {}, 30),
        ("a row from 2050 today", (row("dvc_due", 30, "2050-01-01"),), ON, {}, 45),
        ("the last day before it", (row("dvc_due", 30, "2050-01-01"),), "2049-12-31", {}, 45),
        ("the first day of it", (row("dvc_due", 30, "2050-01-01"),), "2050-01-01", {}, 30),
        ("a row for the State", (row("dvc_due", 30, ON, state="XA"),), ON, {"state": "XA"}, 30),
        ("the day before it", (row("dvc_due", 30, ON, state="XA"),), BEFORE, {"state": "XA"}, 45),
        ("a row for another State", (row("dvc_due", 30, ON, state="XA"),), ON, {"state": "XB"}, 45),
        ("a row for a State where none is known", (row("dvc_due", 30, ON, state="XA"),), ON, {}, 45),
        ("a row for the profile", (row("dvc_due", 30, ON, profile="EU25"),), ON, {"profile": "EU25"}, 30),
        ("a row for another profile", (row("dvc_due", 30, ON, profile="EU25"),), ON, {"profile": "ATT"}, 45),
        ("a row for goods without licence", (row("dvc_due", 30, ON, profile="FP"),), ON, {}, 30),
        (
            "the State goes before a later row for all",
            (row("dvc_due", 30, ON, state="XA"), row("dvc_due", 20, AFTER)),
            AFTER,
            {"state": "XA"},
            30,
        ),
        (
            "the State goes before the profile",
            (row("dvc_due", 30, ON, state="XA"), row("dvc_due", 20, ON, profile="EU25")),
            ON,
            {"state": "XA", "profile": "EU25"},
            30,
        ),
        (
            "both go before the State",
            (row("dvc_due", 30, ON, state="XA"), row("dvc_due", 10, ON, state="XA", profile="EU25")),
            ON,
            {"state": "XA", "profile": "EU25"},
            10,
        ),
        (
            "until both are in force the State alone counts",
            (row("dvc_due", 30, ON, state="XA"), row("dvc_due", 10, AFTER, state="XA", profile="EU25")),
            ON,
            {"state": "XA", "profile": "EU25"},
            30,
        ),
        ("of equals the later", (DATED, row("dvc_due", 20, AFTER)), AFTER, {}, 20),
        ("and before it the earlier", (DATED, row("dvc_due", 20, AFTER)), ON, {}, 30),
    ],
    ids=lambda x: x if isinstance(x, str) and " " in x else "",
)
def test_the_most_specific_row_in_force_counts(
    sentence: str, rows: tuple[dict[str, Any], ...], on: str, where: dict[str, str], days: int
) -> None:
    assert book(*rows).law(day(on), **where).dvc_due == days, sentence


def test_what_is_equal_is_one_object() -> None:
    dated = book(DATED, row("dvc_due", 45, "2040-01-01"))
    assert dated.law(day(BEFORE)) is dated.law(day("2040-01-01"), "XA", "EU25")
    assert dated.law(day(ON)) is not dated.law(day(BEFORE))


def test_what_counts_as_alike_turns_only_where_it_changes() -> None:
    turned = book(row("name_same", "0.99", ON), row("dvc_due", 1, AFTER), row("name_low", "0.10", AFTER, state="XB"))
    assert [since for since, _ in turned.alike("XA")][1:] == [day(ON)]
    assert [since for since, _ in turned.alike("XB")][1:] == [day(ON), day(AFTER)]
    assert len(statutes().alike()) == 1


# -- any rows ----------------------------------------------------------------------------------------------------------


ANY_NUMBER = st.sampled_from(sorted(NUMBERS))


def rows(names: st.SearchStrategy[str] = ANY_NUMBER) -> st.SearchStrategy[list[StatuteRow]]:
    """Rows that say something else about some numbers, here and there, now and then."""
    one = st.builds(
        StatuteRow,
        names,
        st.integers(day("2029-06-01"), day("2031-06-01")),
        st.integers(1, 60),
        st.sampled_from([None, "XA", "XB"]),
        st.sampled_from([None, "FP", "EU25"]),
    )
    return st.lists(one, max_size=12, unique_by=lambda x: (*x.scope, x.since))


@given(rows(st.just("dvc_due")), st.integers(day("2029-06-01"), day("2031-06-01")), st.sampled_from(["XA", "XB", "XC"]))
def test_the_table_says_what_reading_it_row_by_row_says(found: list[StatuteRow], on: int, state: str) -> None:
    best = (-1, -1, 45)
    for x in found:
        if x.since <= on and x.state in (None, state) and x.profile in (None, "FP"):
            best = max(best, (2 * (x.state is not None) + (x.profile is not None), x.since, x.value))
    assert statutes().with_rows(found).law(on, state).dvc_due == best[2]


@given(rows(), st.integers(day("2029-06-01"), day("2031-06-01")))
def test_as_of_a_day_the_law_is_that_of_the_day_for_always(found: list[StatuteRow], on: int) -> None:
    whole = statutes().with_rows(found)
    then = whole.as_of(on)
    for state, profile in (("XA", "FP"), ("XB", "EU25"), ("XC", "ATT")):
        assert {then.law(x, state, profile) for x in (0, on, 99_999)} == {whole.law(on, state, profile)}


# -- a table that is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (row("dvc_deu", 30), "dvc_deu is read by nobody"),
        (row("dvc_due", "0.5"), "the value of dvc_due is '0.5'; it must be a whole number"),
        (row("dvc_due", True), "the value of dvc_due is True; it must be a whole number"),
        (row("tol_value", "much"), "the value of tol_value is 'much'; it must be a whole number, or another one"),
        (row("silence_is_consent", 1), "the value of silence_is_consent is 1; it must be true or false"),
        (row("temporary_purposes", "SPORT"), "the value of temporary_purposes is 'SPORT'; it must be a list of texts"),
        (row("dvc_due", 30, "2031-02-30"), "row dvc_due counts from 2031-02-30, which is no day"),
        (row("dvc_due", 30, "soon"), "row dvc_due must say from which day on it counts"),
        (row("dvc_due", 30, country="XA"), "row dvc_due says country, which no row does"),
        ({"name": "dvc_due", "from": ON}, "row dvc_due has no value"),
        (row("dvc_due", 30, state=""), "row dvc_due must name its State and its profile as texts"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(told: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("(", r"\(")):
        row_of(told)


def test_two_rows_for_one_day_and_place_are_refused() -> None:
    one = row_of(row("dvc_due", 30, ON, state="XA", profile="EU25"))
    with pytest.raises(ValueError, match="two rows say dvc_due from 2031-01-01 in XA under EU25"):
        StatuteBook([*statutes().rows, one, one._replace(value=20)], "FP")


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_name_without_a_row_for_all_is_told(name: str) -> None:
    only_here = [x._replace(state="XA") if x.name == name else x for x in statutes().rows]
    kept = {(*x.scope, x.since): x for x in only_here}.values()
    with pytest.raises(ValueError, match=f"no row for all says {name}; add it to domain/data/law.toml"):
        StatuteBook(kept, "FP")


# -- nothing legal in code ---------------------------------------------------------------------------------------------

TABLE = ("law.py", "statutes.py")
PROFILES = sorted({x.profile for x in statutes().rows if x.profile} | {"ATT", statutes().without_licence})
LENGTHS = ("DAY_LENGTH", "HOUR")
COUNTED = {"legal_limit": 1, "working_day_after": 1, "months_from": 1}
"""Functions that count days or months, and which argument says how many."""
TECHNICAL = {"LEAP_DAYS", "YEAR"}
"""No law: how far a clock may be ahead of the others before that is noted, and the months of a year."""


@cache
def trees() -> tuple[tuple[Path, ast.Module], ...]:
    """Every file of the domain but the table's own."""
    paths = [path for path in sorted(DOMAIN.rglob("*.py")) if path.name not in TABLE]
    return tuple((path, ast.parse(path.read_text("utf-8"))) for path in paths)


@cache
def names_read() -> frozenset[str]:
    """Every attribute that the domain reads; by `law.py` itself as far as it works something out of its numbers."""
    own = ast.parse((DOMAIN / "record" / "law.py").read_text("utf-8"))
    found = [*(tree for _, tree in trees()), own]
    return frozenset(x.attr for tree in found for x in ast.walk(tree) if isinstance(x, ast.Attribute))


def test_no_profile_is_named_outside_the_table() -> None:
    named = [
        f"{path.relative_to(DOMAIN)}:{x.lineno} {x.value}"
        for path, tree in trees()
        for x in ast.walk(tree)
        if isinstance(x, ast.Constant) and x.value in PROFILES
    ]
    assert PROFILES == ["ATT", "EU12", "EU25", "FP"]
    assert named == []


def _number(node: ast.expr) -> bool:
    """A number that stands in code: itself, or by a name in capitals."""
    if isinstance(node, ast.UnaryOp):
        return _number(node.operand)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, (int, float)) and abs(node.value) > 1
    return isinstance(node, ast.Name) and node.id.isupper() and node.id not in (*LENGTHS, *TECHNICAL)


def numbers_of_days(tree: ast.Module) -> Iterator[ast.expr]:
    """Numbers in code that a length of time is multiplied with or compared with, or that count days or months."""
    for x in ast.walk(tree):
        sides: list[ast.expr] = []
        if isinstance(x, ast.BinOp):
            sides = [x.left, x.right]
        elif isinstance(x, ast.Compare):
            sides = [x.left, *x.comparators]
        elif isinstance(x, ast.Call) and isinstance(x.func, ast.Name) and x.func.id in COUNTED:
            yield from filter(_number, x.args[COUNTED[x.func.id] :][:1])
        if any(isinstance(s, ast.Name) and s.id in LENGTHS for s in sides):
            yield from filter(_number, sides)


def test_no_number_of_days_stands_outside_the_table() -> None:
    found = [
        f"{path.relative_to(DOMAIN)}:{x.lineno}"
        for path, tree in trees()
        if path.parent.name != "kernel"
        for x in numbers_of_days(tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    ["limit = since + 45 * DAY_LENGTH", "late = apart > HOUR * 6", "legal_limit(on, 45, who)", "DUE * DAY_LENGTH"],
)
def test_a_number_of_days_in_code_is_seen(code: str) -> None:
    assert list(numbers_of_days(ast.parse(code)))


def test_what_the_law_lists_is_listed_nowhere_else() -> None:
    listed = {x.name: x.value for x in statutes().rows if isinstance(x.value, frozenset) and len(x.value) > 1}
    again = [
        f"{path.relative_to(DOMAIN)}:{x.lineno} {name}"
        for path, tree in trees()
        for x in ast.walk(tree)
        if isinstance(x, (ast.Set, ast.Tuple, ast.List))
        for name, value in listed.items()
        if value <= {e.value for e in x.elts if isinstance(e, ast.Constant)}
    ]
    assert again == []


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_name_is_read_by_somebody(name: str) -> None:
    assert name in names_read() or name.startswith("transit_max_"), f"{name} has a row, and nobody reads it"


def test_a_row_tells_where_and_when_it_counts() -> None:
    told = row_of(row("dvc_due", 30, ON, state="XA", profile="EU25")).told()
    assert told == "dvc_due from 2031-01-01 in XA under EU25"
    assert date_text(day(ON)) == ON
