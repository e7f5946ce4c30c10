"""One administrator emptied the sanctions list in one order: its size is held against the list in force."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.kernel.errors import NotAllowed
from tests.licensing.ordering_world import OrderingWorld

ROW: dict[str, Any] = {
    "kind": "PERSON",
    "name": "Arvo Hallak",
    "aliases": [],
    "date_of_birth": "1971-03-02",
    "nationality": "XA",
    "state": "XB",
    "identifiers": [],
    "listed_on": "2012-12-31",
    "delisted_on": None,
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[OrderingWorld]:
    with OrderingWorld(tmp_path) as made:
        made.desk.recorded("sam", "list publish", sanctions(4))
        yield made


def sanctions(count: int) -> dict[str, Any]:
    rows = [ROW | {"entry": f"XX-{number}"} for number in range(count)]
    return {"list": "sanctions", "version": f"of {count}", "effective_on": "2030-01-01", "rows": rows}


@pytest.mark.parametrize("left", [0, 1, 2])
def test_a_list_is_not_emptied_or_halved_without_a_word(world: OrderingWorld, left: int) -> None:
    head = world.desk.log.head()
    with pytest.raises(NotAllowed) as why:
        world.desk.order("sam", "list publish", sanctions(left))
    assert why.value.code == "LIST_SHRINKS"
    assert world.desk.log.head() == head


def test_alone_it_is_not_even_replaced(world: OrderingWorld) -> None:
    made = world.desk.order("sam", "list publish", sanctions(0), despite="It is not needed any more.")
    assert made.outcome == "PROPOSED"
    proposal = {"proposal": str(getattr(made.entries[0].data, "proposal"))}  # noqa: B009
    with pytest.raises(NotAllowed):
        world.desk.order("sam", "proposal confirm", proposal)
    assert world.desk.order("dora", "proposal confirm", proposal).outcome == "RECORDED"


def test_it_shrinks_for_a_reason_that_is_kept_with_it(world: OrderingWorld) -> None:
    made = world.desk.recorded("sam", "list publish", sanctions(2), despite="The committee took two off.")
    (stored,) = world.desk.log.at([made.entries[0].position])
    assert b"despite: The committee took two off." in stored.body


def test_it_grows_without_one(world: OrderingWorld) -> None:
    world.desk.recorded("sam", "list publish", sanctions(5))
