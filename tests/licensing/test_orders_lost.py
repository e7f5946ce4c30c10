"""A commit fails after orders were decided: whoever decides next sees nothing of them, and the same key may be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import msgspec
import pytest
from eventsourcing.persistence import OperationalError

from domain.decisions import COMMANDS
from licensing.log import Unavailable
from licensing.log.deciding import Deciding
from licensing.orders.acknowledgement import Acknowledgement
from licensing.orders.deciding import CommandHandler, Placed, order_placed
from licensing.orders.form import read_order
from licensing.orders.writer import BatchHandler
from projections.store.opening import open_views
from tests.drill import settled
from tests.drill.ledgers import Balance, ledgers_of
from tests.licensing.deliveries import Place
from tests.licensing.ordering_world import NOW, WHO, OrderingWorld, declaration

LICENCE = "XA:EL-1"


@pytest.fixture
def world(place: Place) -> Iterator[OrderingWorld]:
    with OrderingWorld(place) as made:
        made.licence(LICENCE, 100)
        yield made


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """While it stands, whatever was decided is lost at the end."""

    def lost(*_: Any) -> bool:
        raise OperationalError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Deciding, "finish", lost)
        yield patch


def sixty(ucr: str) -> Placed:
    body = msgspec.json.encode({"data": declaration(ucr, 60, LICENCE)})
    return order_placed(read_order(COMMANDS["consignment declare"], body), WHO["noor"], key=f"key-of-{ucr}")


def outcomes(batches: BatchHandler, *ucrs: str) -> list[str]:
    found = batches.decide([sixty(ucr) for ucr in ucrs])
    return [x.outcome if isinstance(x, Acknowledgement) else repr(x) for x in found]


def test_a_bench_forgets_what_was_not_committed(world: OrderingWorld, failing: pytest.MonkeyPatch) -> None:
    log = world.desk.log
    with closing(open_views(world.place)) as views:
        batches = BatchHandler(log, views, CommandHandler(lambda: NOW, lambda: "id", lambda _: None))
        with pytest.raises(Unavailable, match="the disk is full"):
            batches.decide([sixty("S1"), sixty("S2")])
        failing.undo()
        assert outcomes(batches, "S2", "S1") == ["RECORDED", "REFUSED"]
        assert outcomes(batches, "S1", "S2") == ["REFUSED", "RECORDED"]
    settled.the_log_has_no_holes(log)
    assert ledgers_of(settled.told(settled.everything(log))).balances() == {(LICENCE, 1): Balance(100, 40)}


def test_a_writer_goes_on_after_it(world: OrderingWorld, failing: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unavailable, match="the disk is full"):
        world.desk.order("noor", "consignment declare", declaration("S1", 60, LICENCE), key="key-of-S1")
    failing.undo()
    again = world.desk.order("noor", "consignment declare", declaration("S1", 60, LICENCE), key="key-of-S1")
    assert (again.outcome, world.licence_sheet(LICENCE).lines[0].free) == ("RECORDED", "40")
