"""Who keeps the views of a server; and orders of one turn of its event loop, handed over and answered together."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from consumers.arrival import Origin
from consumers.inbound import examine
from domain.decisions import COMMANDS
from licensing.__main__ import main
from licensing.commands.serve import listening, serve, server_of
from licensing.http.app import build
from licensing.log import open_log
from licensing.orders.acknowledgement import Acknowledgement
from licensing.orders.deciding import Placed, order_placed
from licensing.orders.form import read_order
from licensing.orders.writer import BatchHandler, Writer
from licensing.watch.told import ToldToEnd
from licensing.wiring import World
from projections.store.opening import open_views
from tests.licensing.ordering_world import PATIENCE, WHO, OrderingWorld, declaration
from tests.modes import demo_settings

pytestmark = pytest.mark.usefixtures("as_demo")
LICENCE = "XA:EL-1"
FACT = (
    b'{"specversion":"1.0","id":"DAY-1","source":"/states/XA/clock","type":"day.closed.v1","subject":"XA",'
    b'"time":"2030-01-01T00:00:00Z","recordedat":"2030-01-01T00:00:00Z","datacontenttype":"application/json",'
    b'"data":{"authority":"XA","date":"2029-12-31"}}'
)


@contextmanager
def running(*words: str) -> Iterator[str]:
    """What a command says when it begins; it is told to end."""
    with subprocess.Popen([sys.executable, "-m", "licensing", *words], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield process.stderr.readline()
        finally:
            process.terminate()
            process.wait(PATIENCE)


def position(data: Path, least: int, seconds: float) -> int:
    """How far the views of a folder come, at most until they are there or the time is over."""
    until = time.monotonic() + seconds
    with closing(open_views(data)) as views:
        while (found := views.position("history")) < least and time.monotonic() < until:
            time.sleep(0.05)
        return found


def test_readers_apart_are_another_process(tmp_path: Path) -> None:
    with closing(open_log(tmp_path)) as log:
        log.record([examine(FACT, Origin())])
    with running("serve", "--port", "0", "--readers", "apart", "--data", str(tmp_path)) as said:
        assert "readers run apart: counterfoil read" in said
        assert position(tmp_path, 1, 1) == 0
        with running("read", "--data", str(tmp_path)):
            assert position(tmp_path, 1, PATIENCE) == 1


def test_readers_are_embedded_over_a_folder_and_nowhere_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(open_log(tmp_path)) as log:
        log.record([examine(FACT, Origin())])
    with running("serve", "--port", "0", "--readers", "embedded", "--data", str(tmp_path)) as said:
        assert "apart" not in said
        assert position(tmp_path, 1, PATIENCE) == 1
    assert main(["serve", "--readers", "embedded", "--database", "postgresql://nobody@127.0.0.1:1/none"]) == 2
    assert "counterfoil read" in capsys.readouterr().err


@pytest.fixture
def world(tmp_path: Path) -> Iterator[OrderingWorld]:
    with OrderingWorld(tmp_path / "data") as made:
        made.licence(LICENCE, 100)
        yield made


@pytest.fixture
def groups(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many orders each group had that was decided."""
    found: list[int] = []
    decide = BatchHandler.decide

    def noted(self: BatchHandler, orders: Any) -> Any:
        found.append(len(orders))
        return decide(self, orders)

    monkeypatch.setattr(BatchHandler, "decide", noted)
    return found


def ordered(number: int, pieces: int = 1) -> Placed:
    """An order of customs with a key of its own."""
    body = msgspec.json.encode({"data": declaration(f"TOGETHER-{number}", pieces, LICENCE)})
    form = read_order(COMMANDS["consignment declare"], body)
    return order_placed(form, WHO["noor"], key=f"together-{number}")


async def answers(writer: Writer, *orders: Placed) -> list[Acknowledgement | BaseException]:
    return list(await asyncio.gather(*map(writer.answer, orders), return_exceptions=True))


def test_orders_of_one_turn_are_one_group_and_each_has_its_answer(world: OrderingWorld, groups: list[int]) -> None:
    orders = [ordered(number, pieces) for number, pieces in enumerate((60, 60, 40))]
    found = asyncio.run(answers(world.desk.writer, *orders, orders[0]))
    assert groups == [4]
    assert [x.outcome for x in found if isinstance(x, Acknowledgement)] == [
        "RECORDED",
        "REFUSED",
        "RECORDED",
        "RECORDED",
    ]
    assert found[0] == found[3]
    assert asyncio.run(answers(world.desk.writer, *orders)) == found[:3]


def test_who_stops_waiting_takes_nothing_back_and_harms_nobody(world: OrderingWorld) -> None:
    writer = world.desk.writer

    async def impatient() -> Acknowledgement:
        given_up, waiting = writer.answer(ordered(1)), writer.answer(ordered(2))
        given_up.cancel()
        return await waiting

    assert asyncio.run(impatient()).outcome == "RECORDED"
    before = world.desk.log.head()
    (again,) = asyncio.run(answers(writer, ordered(1)))
    assert isinstance(again, Acknowledgement)
    assert again.position < before == world.desk.log.head()


def test_what_was_handed_over_last_is_decided_when_the_writer_closes(world: OrderingWorld) -> None:
    writer = world.desk.writer

    async def late() -> None:
        writer.answer(ordered(1))
        writer.close()

    before = world.desk.log.head()
    asyncio.run(late())
    assert world.desk.log.head() == before + 2


def test_who_is_told_to_stop_before_the_server_has_begun_stops(tmp_path: Path) -> None:
    stop = ToldToEnd()
    stop.set()
    with World(demo_settings({"data": str(tmp_path)})) as world, listening("127.0.0.1", 0) as at:
        serve(server_of(build(world.context), stop), at, stop)
