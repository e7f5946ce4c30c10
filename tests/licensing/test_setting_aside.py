"""A fact is set aside and restored by order: by two persons of the State that told it, for the clock of the log too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from consumers.arrival import Origin
from consumers.inbound import delivery_of
from domain.kernel.errors import NotAllowed, NotFound
from domain.kernel.event import envelope
from licensing.access import Actor, Role
from licensing.orders.acknowledgement import Acknowledgement
from tests.licensing.deliveries import Place
from tests.licensing.deliveries import fact as a_day
from tests.licensing.ordering_world import NOW, WHO, OrderingWorld

LICENCE = "XA:EL-1"
FAR = "9999-01-01T00:00:00Z"
DAY = {"source": "/states/XA/clock", "id": "DAY-1"}
WRONG = {**DAY, "ground": "The clock of the sender was wrong."}


@pytest.fixture
def world(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[OrderingWorld]:
    monkeypatch.setitem(WHO, "greta", Actor("greta", "Greta", "XA", Role.APPROVING_OFFICER, person="greta"))
    with OrderingWorld(place) as made:
        made.licence(LICENCE, 100)
        made.desk.log.record([delivery_of(a_day("DAY-0", recordedat=NOW), Origin())])
        yield made


def tell(world: OrderingWorld, **day: Any) -> Any:
    return world.desk.log.record([delivery_of(a_day("DAY-1", **day), Origin())])


def clock(world: OrderingWorld) -> str | None:
    return world.desk.log.greatest_recordedat()


def recorded_at(world: OrderingWorld, made: Acknowledgement) -> set[str]:
    """When the entries of an order were recorded."""
    return {envelope(x.body).recordedat for x in world.desk.log.at([x.position for x in made.entries])}


def test_a_fact_of_9999_is_set_aside_and_the_clock_steps_back(world: OrderingWorld) -> None:
    tell(world, recordedat=FAR)
    assert clock(world) == FAR
    made = world.desk.recorded("jonas", "fact set-aside", WRONG)
    assert [x.type for x in made.entries] == ["fact.set-aside.v1", "order.confirmed.v1"]
    assert recorded_at(world, made) == {NOW}
    assert clock(world) == NOW


def test_what_comes_after_it_lives_in_the_present_again(world: OrderingWorld) -> None:
    tell(world, recordedat=FAR)
    world.desk.recorded("jonas", "fact set-aside", WRONG)
    suspended = {"licence": {"state": "XA", "reference": "EL-1"}, "effective_on": NOW[:10], "reason": "A question."}
    made = world.desk.recorded("jonas", "licence suspend", suspended)
    assert recorded_at(world, made) == {NOW}
    assert world.licence_sheet(LICENCE).status == "suspended"


def test_it_is_proposed_by_one_and_confirmed_by_another(world: OrderingWorld) -> None:
    tell(world, recordedat=FAR)
    made = world.desk.order("jonas", "fact set-aside", WRONG)
    assert (made.outcome, clock(world)) == ("PROPOSED", FAR)
    proposal = {"proposal": str(getattr(made.entries[-1].data, "proposal"))}  # noqa: B009
    with pytest.raises(NotAllowed):
        world.desk.order("jonas", "proposal confirm", proposal)
    assert world.desk.order("greta", "proposal confirm", proposal).outcome == "RECORDED"
    assert clock(world) == NOW


def test_restored_by_the_same_road_it_counts_again(world: OrderingWorld) -> None:
    tell(world, recordedat=FAR)
    world.desk.recorded("jonas", "fact set-aside", WRONG)
    world.desk.recorded("jonas", "fact restore", {**DAY, "ground": "It was right."})
    assert clock(world) == FAR
    world.desk.recorded("jonas", "fact set-aside", WRONG)
    assert clock(world) == NOW


def test_the_same_copy_again_is_repeated_and_any_other_counts(world: OrderingWorld) -> None:
    tell(world, recordedat=FAR)
    world.desk.recorded("jonas", "fact set-aside", WRONG)
    assert tell(world, recordedat=FAR).repeated == 1
    assert clock(world) == NOW
    assert tell(world, recordedat="2030-02-02T00:00:00Z").accepted == 1
    assert clock(world) == "2030-02-02T00:00:00Z"
    with pytest.raises(NotAllowed):
        world.desk.order("jonas", "fact restore", {**DAY, "ground": "It was right."})


def test_a_fact_that_is_not_the_last_is_set_aside_and_the_clock_stands(world: OrderingWorld) -> None:
    tell(world, recordedat="2030-01-05T00:00:00Z")
    world.desk.recorded("jonas", "fact set-aside", WRONG)
    assert clock(world) == NOW


@pytest.mark.parametrize("officer", ["bruno", "yusra"])
def test_for_other_states_it_is_not_there(world: OrderingWorld, officer: str) -> None:
    tell(world, recordedat=FAR)
    for order in ("fact set-aside", "fact restore"):
        with pytest.raises(NotFound):
            world.desk.order(officer, order, WRONG)
    with pytest.raises(NotFound):
        world.desk.order("jonas", "fact set-aside", {**WRONG, "id": "DAY-2"})


def refused(world: OrderingWorld, order: str, data: dict[str, str]) -> str:
    with pytest.raises(NotAllowed) as why:
        world.desk.order("jonas", order, data)
    return why.value.code


def test_what_is_no_such_step_is_a_mistake(world: OrderingWorld) -> None:
    tell(world, recordedat=FAR)
    assert refused(world, "fact restore", WRONG) == "NOT_SET_ASIDE"
    assert refused(world, "fact set-aside", {**WRONG, "ground": " "}) == "GROUND_MISSING"
    world.desk.recorded("jonas", "fact set-aside", WRONG)
    assert refused(world, "fact set-aside", WRONG) == "SET_ASIDE_ALREADY"


def test_what_an_order_entered_is_undone_by_orders(world: OrderingWorld) -> None:
    issued = next(x for x in world.desk.log.open(f"licence/{LICENCE}") if x.type.startswith("export-licence.issued"))
    e = envelope(issued.body)
    data = {"source": e.source, "id": e.id, "ground": "We changed our mind."}
    assert refused(world, "fact set-aside", data) == "ENTERED_BY_ORDER"
