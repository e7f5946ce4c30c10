"""A list is published by the office that publishes it, whole, once each row, and not half gone without a word."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import calendar, published, tick
from tests.domain.decisions.given import given, leads_to, not_allowed, order

ROWS = [calendar(state) for state in ("XA", "XB", "XC", "XD")]
HELD = given(published("authorities", *ROWS, since="2029-06-01"), tick("2030-01-01"))


def of(rows: list[Any], **more: Any) -> Any:
    return order(published("authorities", *rows, since=more.pop("since", "2030-01-01")), **more)


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (of(ROWS), leads_to("list.published")),
        (of(ROWS[:3]), leads_to("list.published")),
        (of(ROWS[:2]), not_allowed("LIST_SHRINKS")),
        (of([]), not_allowed("LIST_SHRINKS")),
        (of([], despite=" "), not_allowed("LIST_SHRINKS")),
        (of(ROWS[:2], despite="Two States have left."), leads_to("list.published")),
        (of([*ROWS, ROWS[0]]), not_allowed("ROW_TWICE")),
        (of([*ROWS, calendar("")]), not_allowed("ROW_UNNAMED")),
        (of(ROWS, since="2029-05-31"), not_allowed("NEVER_IN_FORCE")),
        (of(ROWS, since="2029-06-01"), leads_to("list.published")),
        (of(ROWS, state="XB"), not_allowed("ANOTHER_OFFICE")),
    ],
)
def test_a_publication_is_held_against_the_list_in_force(told: Any, wanted: Any) -> None:
    assert HELD.when(told) == wanted


def test_who_publishes_a_list_first_is_its_office() -> None:
    assert given().when(of(ROWS, state="XB")) == leads_to("list.published")
