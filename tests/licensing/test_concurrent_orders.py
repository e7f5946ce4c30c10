"""Several processes decide orders on one store, each with a writer of its own: together they are as one."""

from __future__ import annotations

import gzip
import itertools
import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Barrier
from typing import Any, NamedTuple

import pytest

import licensing.demo
from consumers import file_import
from consumers.project import bring_up_to_date
from domain.kernel.errors import DomainError
from domain.kernel.event import recorded
from licensing.__main__ import main
from licensing.log import Log
from licensing.orders.acknowledgement import Acknowledgement, told_in
from projections.catalogue import read_models
from projections.store.opening import open_views
from tests.drill import settled
from tests.drill.ledgers import Balance, Ledgers, ledgers_of
from tests.licensing.deliveries import Place
from tests.licensing.ordering_world import PATIENCE, OrderDesk, OrderingWorld, declaration, ids_of
from tests.waiting import eventually

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.drill.victim", "tests.licensing.ordering_world"])
PROCESSES, CLERKS, EACH = 4, 5, 50
SOME, IN_A_FILE = 550, 50
LICENCE, AUTHORIZATION = "XA:EL-1", "XB:IA-1"
HISTORY = Path(licensing.demo.__file__).with_name("history.jsonl.gz")


@pytest.fixture
def world(place: Place) -> Iterator[OrderingWorld]:
    with OrderingWorld(place) as made:
        yield made


# -- what runs in other processes --------------------------------------------------------------------------------------

_together: list[Barrier] = []


def begin_with(others: Barrier) -> None:
    """Remembers in a process with whom it begins."""
    _together.append(others)


class Answer(NamedTuple):
    """What an order got to hear: its outcome, and the figures of its verdict."""

    outcome: str
    codes: tuple[str, ...]
    figures: dict[str, str]
    free: str | None


Work = Callable[[OrderDesk, int], list[Answer]]


def answer(ask: Callable[[], Acknowledgement]) -> Answer:
    """What came back; a failure under its name."""
    try:
        acknowledgement = ask()
    except DomainError as why:
        return Answer(type(why).__name__, (str(why),), {}, None)
    verdicts: list[Any] = [x.data for x in acknowledgement.entries if x.type.startswith("licence.")]
    codes = tuple(x.code for x in acknowledgement.reasons)
    figures = {figure.name: figure.value for x in told_in(acknowledgement).reasons for figure in x.figures}
    return Answer(acknowledgement.outcome, codes, figures, verdicts[0].lines[0].free if verdicts else None)


def reserve(desk: OrderDesk, number: int) -> list[Answer]:
    """Declares consignments of one piece each, with several clerks at one desk."""

    def declare(consignment: int) -> Answer:
        data = declaration(f"{number}-{consignment}", 1, LICENCE)
        return answer(lambda: desk.order("noor", "consignment declare", data))

    with ThreadPoolExecutor(CLERKS) as clerks:
        return list(clerks.map(declare, range(EACH)))


def issue(desk: OrderDesk, number: int) -> list[Answer]:
    """Confirms two of eight licences, which all were proposed before any was issued."""
    waiting = [recorded(x.body).data for x in settled.everything(desk.log) if x.type == "order.proposed.v1"]
    names = {x.data["licence"]["reference"]: x.proposal for x in waiting if x.order == "licence issue"}
    orders = [{"proposal": names[f"NEW-{one}"]} for one in (2 * number, 2 * number + 1)]
    return [answer(partial(desk.order, "jonas", "proposal confirm", order)) for order in orders]


def reserve_and_issue(desk: OrderDesk, number: int) -> list[Answer]:
    """The one after the other, and facts come in between, however fast either is."""
    reserved = reserve(desk, number)
    eventually(lambda: None in since_the_first_declaration(desk.log))
    return [*reserved, *issue(desk, number)]


def at_a_desk(work: Work, place: Place, number: int) -> list[Answer]:
    """What orders got to hear that were given at a desk of this process; all processes begin together."""
    with OrderDesk(place, ids_of(f"desk-{number}")) as desk:
        _together[0].wait(PATIENCE)
        return work(desk, number)


def import_all_the_while(place: Place, files: Sequence[Path], together: Barrier, stop: Event) -> None:
    """Imports one file after the other in small batches, and again, until told to stop."""
    os.environ |= {"COUNTERFOIL_DATABASE": "", "COUNTERFOIL_KAFKA": ""}
    os.environ["COUNTERFOIL_DATA" if isinstance(place, Path) else "COUNTERFOIL_DATABASE"] = str(place)
    file_import.BATCH = 10
    assert main(["import", str(files[0])]) == 0
    together.wait(PATIENCE)
    for file in itertools.cycle(files):
        assert main(["import", str(file)]) == 0
        if stop.is_set():
            return


def at_once(work: Work, place: Place, files: Sequence[Path] = ()) -> list[Answer]:
    """What the orders of all processes got to hear; they begin together, with an import of files if there are any."""
    together, stop = FORKS.Barrier(PROCESSES + bool(files)), FORKS.Event()
    importer = FORKS.Process(target=import_all_the_while, args=(place, files, together, stop))
    if files:
        importer.start()
    with ProcessPoolExecutor(PROCESSES, FORKS, begin_with, (together,)) as processes:
        answers = [processes.submit(at_a_desk, work, place, number) for number in range(PROCESSES)]
        found = [one for each in answers for one in each.result(2 * PATIENCE)]
    if files:
        stop.set()
        importer.join(PATIENCE)
        assert importer.exitcode == 0
    return found


def a_part_of_the_history(folder: Path) -> list[Path]:
    """Its beginning, in files; what it tells was received before the day on which orders are given."""
    lines = gzip.decompress(HISTORY.read_bytes()).splitlines(keepends=True)[:SOME]
    parts = [folder / f"part-{start}.jsonl" for start in range(0, SOME, IN_A_FILE)]
    for number, part in enumerate(parts):
        part.write_bytes(b"".join(lines[IN_A_FILE * number : IN_A_FILE * (number + 1)]))
    return parts


# -- what must hold ----------------------------------------------------------------------------------------------------


def each_piece_was_reserved_once(world: OrderingWorld, answers: Sequence[Answer]) -> None:
    assert Counter(one.outcome for one in answers) == {"RECORDED": 100, "REFUSED": 100}
    assert sorted(int(one.free or 0) for one in answers if one.outcome == "RECORDED") == list(range(1, 101))
    refused = [one for one in answers if one.outcome == "REFUSED"]
    assert {(one.codes, one.free, one.figures["free"]) for one in refused} == {(("INSUFFICIENT",), "0", "0")}
    ledgers = the_store_is_sound(world)
    assert ledgers.balances()[LICENCE, 1] == Balance(100, 0)
    assert ledgers.verdicts == {"reserved": 100, "refused": 100}
    line = world.licence_sheet(LICENCE).lines[0]
    assert (line.authorised, line.drawn, line.free, line.overdrawn) == ("100", "100", "0", False)
    assert ordered(world.desk.log).count("shipment.declared.v1") == 100


def no_more_was_licensed_than_authorized(world: OrderingWorld, answers: Sequence[Answer]) -> None:
    assert Counter(one.outcome for one in answers) == {"RECORDED": 3, "REFUSED": 5}
    refused = [one for one in answers if one.outcome == "REFUSED"]
    assert {one.codes for one in refused} == {("IMPORT_EXCEEDED",)}
    exceeded = {"class": "HANDGUN", "authorised": "100", "licensed": "90", "left": "10", "asked": "30"}
    assert all(exceeded.items() <= one.figures.items() for one in refused)
    ledgers = the_store_is_sound(world)
    assert (ledgers.licensed[AUTHORIZATION], ledgers.authorized[AUTHORIZATION]) == (90, 100)
    (line,) = world.authorization_sheet(AUTHORIZATION).lines
    assert (line.authorised, line.licensed) == ("100", "90")


def ordered(log: Log) -> list[str | None]:
    """The type of each event that was ordered here, in the order of the log; None for facts from outside."""
    facts = [fact for _, _, fact in settled.told(settled.everything(log))]
    return [fact["type"] if "actor" in fact else None for fact in facts]


def since_the_first_declaration(log: Log) -> list[str | None]:
    found = ordered(log)
    return found[found.index("shipment.declared.v1") :]


def facts_came_in_between(world: OrderingWorld) -> None:
    found = since_the_first_declaration(world.desk.log)
    last = len(found) - found[::-1].index("order.refused.v2")
    assert None in found[:last]


def the_store_is_sound(world: OrderingWorld) -> Ledgers:
    """No holes, idempotency records agree; the ledgers that the log means, never overdrawn."""
    log = world.desk.log
    settled.the_log_has_no_holes(log)
    settled.idempotency_records_agree(log)
    return ledgers_of(settled.told(settled.everything(log)))


def views_are_as_if_read_in_one_go(world: OrderingWorld, folder: Path) -> None:
    world.has_read()
    with closing(open_views(folder)) as fresh, closing(open_views(world.place)) as views:
        bring_up_to_date(fresh, world.desk.log, read_models())
        assert settled.digests(views) == settled.digests(fresh)


def applied_eight_times(world: OrderingWorld) -> None:
    world.authorization(AUTHORIZATION, 100)
    for number in range(8):
        order = world.application(f"XA:NEW-{number}", 30, AUTHORIZATION)
        assert world.desk.order("amara", "licence issue", order).outcome == "PROPOSED"
    world.has_read()


# -- tests -------------------------------------------------------------------------------------------------------------


def test_two_hundred_orders_for_a_hundred_pieces_get_each_piece_once(world: OrderingWorld, tmp_path: Path) -> None:
    world.licence(LICENCE, 100)
    each_piece_was_reserved_once(world, at_once(reserve, world.place))
    views_are_as_if_read_in_one_go(world, tmp_path / "fresh")


def test_eight_licences_against_an_authorization_for_three(world: OrderingWorld, tmp_path: Path) -> None:
    applied_eight_times(world)
    no_more_was_licensed_than_authorized(world, at_once(issue, world.place))
    views_are_as_if_read_in_one_go(world, tmp_path / "fresh")


def test_it_is_the_same_while_facts_come_in(world: OrderingWorld, tmp_path: Path) -> None:
    world.licence(LICENCE, 100)
    applied_eight_times(world)
    answers = at_once(reserve_and_issue, world.place, a_part_of_the_history(tmp_path))
    facts_came_in_between(world)
    each_piece_was_reserved_once(world, [one for one in answers if one.free is not None])
    no_more_was_licensed_than_authorized(world, [one for one in answers if one.free is None])
    views_are_as_if_read_in_one_go(world, tmp_path / "fresh")


def test_steps_of_one_instant_follow_each_other_as_they_were_decided(tmp_path: Path) -> None:
    with OrderingWorld(tmp_path / "data", ids=(f"id-{number}" for number in range(99, 0, -1))) as world:
        world.licence(LICENCE, 100)
        facts = [fact for _, _, fact in settled.told(settled.everything(world.desk.log))]
    assert len({fact["recordedat"] for fact in facts}) == 1
    assert [fact["id"] for fact in facts] == sorted(fact["id"] for fact in facts)
