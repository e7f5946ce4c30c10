"""The program fails at one order: that order alone is answered so, the log tells where, and all others go through."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import licensing.orders.deciding
import licensing.orders.writer
from domain.decisions import COMMANDS
from domain.decisions.command import decide
from licensing.__main__ import main
from licensing.http.json.order_examples import BODIES
from licensing.http.problems import problem_of
from licensing.log import Log
from licensing.orders.acknowledgement import Acknowledgement, acknowledgement
from licensing.orders.deciding import Placed, order_placed
from licensing.orders.form import read_order
from licensing.orders.needed import needed
from licensing.orders.undecided import Undecided
from licensing.orders.writer import Writer
from projections.findings.overlay import Overlay
from tests.drill import settled
from tests.drill.ledgers import Balance, ledgers_of
from tests.licensing.an_office import problem
from tests.licensing.deliveries import Place
from tests.licensing.order_office import OrderOffice
from tests.licensing.ordering_world import WHO, OrderingWorld, declaration

LICENCE, POISONED = "XA:EL-1", "POISONED"
EXIT = "consignment exit"

Poison = Callable[[pytest.MonkeyPatch], None]


class Broken(Exception):
    """What nobody expected."""


def at_the_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    """The decision on the poisoned order breaks off when all has been looked up."""

    def breaking(command: Any, grounds: Any, order: Any, ordered: Any) -> Any:
        found = decide(command, grounds, order, ordered)
        if POISONED in order.shipment.ucr:
            raise Broken("at the decision")
        return found

    monkeypatch.setattr(licensing.orders.deciding, "decide", breaking)


def at_the_filing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the poisoned order led to is put and half taken in when it breaks off."""
    apply = Overlay.apply

    def breaking(self: Overlay, stored: Any, data: Any = None) -> None:
        apply(self, stored, data)
        if POISONED in stored.stream:
            raise Broken("at the filing")

    monkeypatch.setattr(Overlay, "apply", breaking)


def at_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it is taken in, and the answer cannot be made."""

    def breaking(stored: Any, events: Any = ()) -> Any:
        if any(POISONED in x.stream for x in stored):
            raise Broken("at the answer")
        return acknowledgement(stored, events)

    monkeypatch.setattr(licensing.orders.writer, "acknowledgement", breaking)


def before_the_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    """It breaks off when what will be needed is gathered for the whole group."""

    def breaking(order: Placed, positions: Any) -> Any:
        if POISONED in order.about:
            raise Broken("before the decision")
        return needed(order, positions)

    monkeypatch.setattr(licensing.orders.writer, "needed", breaking)


def at_fetching_for_the_group(monkeypatch: pytest.MonkeyPatch) -> None:
    """It breaks off where nobody can tell for which order of the group."""
    fetch = Overlay.fetch

    def breaking(self: Overlay, subjects: Any, refs: Any = ()) -> None:
        if any(POISONED in x for x in subjects):
            raise Broken("at fetching")
        fetch(self, subjects, refs)

    monkeypatch.setattr(Overlay, "fetch", breaking)


POISONS = [at_the_decision, at_the_filing, at_the_answer, before_the_decision, at_fetching_for_the_group]


@pytest.fixture
def world(place: Place) -> Iterator[OrderingWorld]:
    with OrderingWorld(place) as made:
        made.licence(LICENCE, 200)
        yield made


def declared(ucr: str) -> Placed:
    """An order to declare one pistol."""
    body = msgspec.json.encode({"data": declaration(ucr, 1, LICENCE)})
    return order_placed(read_order(COMMANDS["consignment declare"], body), WHO["noor"], key=f"key-of-{ucr}")


def together(writer: Writer, orders: list[Placed]) -> list[Acknowledgement | BaseException]:
    """What becomes of orders that are one group."""

    async def asked() -> list[Acknowledgement | BaseException]:
        return list(await asyncio.gather(*map(writer.answer, orders), return_exceptions=True))

    return asyncio.run(asked())


def nothing_is_left_of_it(log: Log, drawn: int) -> None:
    """The log has no holes, nothing of the poisoned order, and what the others drew is what is drawn."""
    settled.the_log_has_no_holes(log)
    everything = settled.told(settled.everything(log))
    assert all(POISONED not in stored.stream for stored in settled.everything(log))
    assert ledgers_of(everything).balances() == {(LICENCE, 1): Balance(200, 200 - drawn)}


@pytest.mark.parametrize("poison", POISONS)
def test_a_poisoned_order_among_200_fails_alone_and_the_log_tells_where(
    world: OrderingWorld, poison: Poison, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    poison(monkeypatch)
    ucrs = [f"UCR-{number}" for number in range(199)]
    ucrs.insert(77, POISONED)
    found = together(world.desk.writer, [declared(ucr) for ucr in ucrs])
    assert sum(isinstance(x, Acknowledgement) and x.outcome == "RECORDED" for x in found) == 199
    failed = found[77]
    assert isinstance(failed, Undecided)
    told = problem_of(failed)
    assert (told.status, told.code, told.more) == (500, "INTERNAL", {"order_id": failed.order_id})
    (line,) = [x for x in caplog.records if x.name == "licensing.orders.undecided"]
    assert (line.levelname, line.__dict__["order_id"]) == ("ERROR", failed.order_id)
    assert line.exc_info is not None
    assert isinstance(line.exc_info[1], Broken)
    nothing_is_left_of_it(world.desk.log, 199)


def test_all_that_come_after_faults_are_decided_on_what_was_recorded(
    world: OrderingWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        at_the_filing(patch)
        two = [declared("UCR-1"), declared(POISONED), declared("UCR-2"), declared(POISONED)]
        found = together(world.desk.writer, two)
        assert [isinstance(x, Undecided) for x in found] == [False, True, False, True]
    (mended,) = together(world.desk.writer, [declared(POISONED)])
    assert isinstance(mended, Acknowledgement)
    assert world.licence_sheet(LICENCE).lines[0].free == "197"


def test_a_fault_of_the_whole_group_is_told_to_each_and_logged_once(
    world: OrderingWorld, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaking(*_: Any) -> None:
        raise Broken("before anything")

    with monkeypatch.context() as patch:
        patch.setattr(Overlay, "standing", breaking)
        found = together(world.desk.writer, [declared("UCR-1"), declared("UCR-2")])
    assert [type(x) for x in found] == [Undecided, Undecided]
    assert caplog.text.count("Broken: before anything") == 1
    again = together(world.desk.writer, [declared("UCR-1"), declared("UCR-2")])
    assert [type(x) for x in again] == [Acknowledgement, Acknowledgement]


# -- at the edges ------------------------------------------------------------------------------------------------------


@pytest.fixture
def poisoned_exit(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(*_: Any) -> None:
        raise Broken("a secret")

    monkeypatch.setattr(licensing.orders.deciding, "decide", breaking)


@pytest.mark.usefixtures("poisoned_exit")
def test_over_http_it_is_500_with_the_id_that_is_in_the_log(
    desk: OrderOffice, caplog: pytest.LogCaptureFixture
) -> None:
    head = desk.log.head()
    told = problem(desk.order("noor", EXIT), 500)
    assert told["code"] == "INTERNAL"
    assert "secret" not in json.dumps(told)
    (line,) = [x for x in caplog.records if x.name == "licensing.orders.undecided"]
    assert (line.__dict__["order"], line.__dict__["order_id"]) == (EXIT, told["order_id"])
    assert "Broken: a secret" in caplog.text
    assert desk.log.head() == head


@pytest.mark.usefixtures("poisoned_exit", "as_demo")
def test_on_the_command_line_it_is_told_in_a_sentence_and_the_log_tells_where(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "order.json"
    file.write_text(json.dumps(BODIES[EXIT]))
    words = ["--state", "XA", "--role", "customs", "--officer", "noor", "--data", str(folder)]
    assert main(["consignment", "exit", str(file), *words]) == 1
    (line,) = [x for x in caplog.records if x.name == "licensing.orders.undecided"]
    assert "Broken: a secret" in caplog.text
    assert f"the log tells where, under {line.__dict__['order_id']}" in capsys.readouterr().err


# -- corrections of what an order leads to -----------------------------------------------------------------------------


def test_a_licence_is_not_issued_again_by_a_correction(desk: OrderOffice) -> None:
    named = BODIES["licence issue"]["data"]["licence"]
    entries = desk.get("amara", f"history/licences/{named['state']}:{named['reference']}").json()["entries"]
    issued = next(x["id"] for x in entries if x["kind"] == "export-licence.issued")
    told = problem(desk.order("jonas", "licence issue", BODIES["licence issue"] | {"corrects": issued}), 409)
    assert (told["code"], told["mend"]) == ("NO_SLIP_BUT_A_DECISION", "Amend it, or revoke it and issue another.")


def test_a_release_for_export_is_a_decision_and_not_corrected(desk: OrderOffice) -> None:
    order = "consignment release-for-export"
    made = desk.order("noor", order).json()["entries"]
    released = next(x["id"] for x in made if x["type"].startswith("shipment.released-for-export"))
    told = problem(desk.order("noor", order, BODIES[order] | {"corrects": released}), 409)
    assert told["code"] == "NO_SLIP_BUT_A_DECISION"


@pytest.mark.parametrize("order", ["licence issue", "consignment release-for-export"])
def test_an_entry_of_another_kind_is_corrected_by_neither(desk: OrderOffice, order: str) -> None:
    officer = "jonas" if order == "licence issue" else "noor"
    told = problem(desk.order(officer, order, BODIES[order] | {"corrects": "CF-none-1"}), 422)
    assert told["code"] == "NOTHING_TO_CORRECT"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_order_is_entered_as_an_event(name: str) -> None:
    assert COMMANDS[name].entered.__kind__
