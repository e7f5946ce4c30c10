"""A group of decisions under one lock: each stands or falls for itself, and all that stand are committed together."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, cast

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from licensing.log import AnotherUnderThatKey, Decided, Log, Request, Unavailable, open_log
from services import postgres as postgres_service
from tests.licensing.cut import Cutter
from tests.licensing.deliveries import Place, delivered, disposed, ids, put

SPAWN = multiprocessing.get_context("spawn")
SOURCE = "/states/XA/licensing/counterfoil"


def ruled(id_: str, stream: str = "licence/XA:EL-1", **changes: Any) -> Decided:
    return Decided(stream, disposed(id_, **changes))


def _answer(log: Log, key: str) -> tuple[int, int, str] | None:
    found = log.answered(key)
    return found and (found.first, found.last, found.content_digest)


def test_what_a_group_decided_is_read_back_in_order_and_followed(log: Log) -> None:
    put(log, "licence/XA:EL-1", disposed("0"))
    with log.deciding() as deciding:
        assert deciding.head() == 1
        assert deciding.put([ruled("1"), ruled("2", "licence/XA:EL-2")]) == (2, 3)
        assert deciding.put([ruled("3")]) == (4,)
        assert (deciding.version("licence/XA:EL-1"), deciding.version("licence/XA:EL-2")) == (3, 1)
        assert deciding.stands(SOURCE, "3") == 4
        assert deciding.head() == 1
        assert log.head() == 1
        found = deciding.at([1, 4, 3, 5])
    assert found == log.at([4, 3])
    assert ids(log.read(0, 10)) == ["0", "1", "2", "3"]
    assert [(event.version, event.body) for event in log.open("licence/XA:EL-1")] == [
        (number, disposed(id_).to_bytes()) for number, id_ in enumerate(["0", "1", "3"], 1)
    ]
    assert log.position_of(SOURCE, "3") == 4
    assert log.version("licence/XA:EL-1") == 3


def test_whoever_waits_is_told_at_the_end_of_the_group(log: Log) -> None:
    seen: list[int] = []

    def follow() -> None:
        log.wait(0, 20)
        seen.append(log.head())

    waiting = threading.Thread(target=follow)
    waiting.start()
    with log.deciding() as deciding:
        deciding.put([ruled("1"), ruled("2")])
    waiting.join(10)
    assert seen == [2]


def test_an_order_in_conflict_harms_only_itself(log: Log) -> None:
    put(log, "licence/XA:EL-1", disposed("taken"))
    with log.deciding() as deciding:
        deciding.put([ruled("1")], Request("first", "a"))
        for conflicting in (
            [ruled("2"), ruled("taken", reason="another")],
            [ruled("2"), ruled("1", reason="another")],
            [ruled("2"), ruled("2", reason="another")],
        ):
            with pytest.raises(AnotherUnderThatKey, match="on record under /states/XA/licensing/counterfoil"):
                deciding.put(conflicting, Request("second", "b"))
        with pytest.raises(AnotherUnderThatKey, match="under request first"):
            deciding.put([ruled("2")], Request("first", "another"))
        assert deciding.put([ruled("3")], Request("third", "c")) == (3,)
        assert set(deciding.asked(["first", "second", "third"])) == {"first", "third"}
        assert (deciding.stands(SOURCE, "2"), deciding.version("licence/XA:EL-1")) == (None, 3)
    assert ids(log.read(0, 10)) == ["taken", "1", "3"]
    assert log.answered("second") is None


def test_a_request_asked_again_is_found_with_its_first_and_last_position(log: Log) -> None:
    request = Request("key-1", "what was asked")
    with log.deciding() as deciding:
        deciding.put([ruled("0")])
        deciding.put([ruled("1"), ruled("2"), ruled("3")], request)
        assert deciding.asked(["key-1"])["key-1"].positions == (2, 4)
        assert deciding.put([ruled("4")], request) == (2, 3, 4)
    with log.deciding() as deciding:
        answers = deciding.asked(["key-1", "key-2"])
        assert {key: (x.content_digest, x.positions) for key, x in answers.items()} == {
            "key-1": (request.digest, (2, 4))
        }
        assert deciding.put([ruled("5")], request) == (2, 3, 4)
        assert deciding.put([ruled("2"), ruled("1")]) == (3, 2)
        with pytest.raises(AnotherUnderThatKey):
            deciding.put([ruled("6")], Request("key-1", "something else"))
    assert _answer(log, "key-1") == (2, 4, request.digest)
    assert log.answered("key-2") is None
    assert log.head() == 4


def test_a_request_that_was_saved_alone_is_found_by_a_group_and_the_other_way_round(log: Log) -> None:
    alone, grouped = Request("alone", "a"), Request("grouped", "b")
    put(log, "finding/1", disposed("1"), disposed("2"), request=alone)
    with log.deciding() as deciding:
        assert deciding.asked(["alone"])["alone"].positions == (1, 2)
        deciding.put([ruled("3")], grouped)
    assert put(log, "finding/1", disposed("4"), request=grouped) == (3,)
    assert _answer(log, "alone") == (1, 2, alone.digest)


def test_an_order_that_adds_nothing_is_answered_with_nothing(log: Log) -> None:
    with log.deciding() as deciding:
        assert deciding.put([], Request("k", "h")) == ()
    assert (log.head(), log.answered("k")) == (0, None)


def test_an_exception_inside_leaves_nothing_and_frees_the_lock(log: Log) -> None:
    class Torn(Exception):
        pass

    def decide() -> None:
        with log.deciding() as deciding:
            deciding.put([ruled("1")], Request("k", "h"))
            raise Torn

    with pytest.raises(Torn):
        decide()
    assert (log.read(0, 10), log.answered("k"), log.greatest_recordedat()) == ([], None, None)
    with log.deciding() as deciding:
        assert (deciding.asked(["k"]), deciding.version("licence/XA:EL-1")) == ({}, 0)
        assert deciding.put([ruled("1")]) == (1,)
    assert ids(log.read(0, 10)) == ["1"]


def test_the_recorded_clock_goes_on_inside_a_group_and_never_back(log: Log) -> None:
    with log.deciding() as deciding:
        assert deciding.greatest_recordedat() is None
        deciding.put([ruled("1")])
        assert deciding.greatest_recordedat() == "2030-01-05T10:00:00Z"
    assert log.greatest_recordedat() == "2030-01-05T10:00:00Z"
    log.record([delivered("later", 9)])
    with log.deciding() as deciding:
        deciding.put([ruled("2")])
        assert deciding.greatest_recordedat() == "2030-01-09T00:00:00Z"
    assert log.greatest_recordedat() == "2030-01-09T00:00:00Z"


def test_facts_recorded_between_two_groups_are_seen(log: Log) -> None:
    with log.deciding() as deciding:
        deciding.put([ruled("1", "day/XA")])
        assert deciding.stands("/states/XA/clock", "a") is None
    log.record([delivered("a"), delivered("b", 2)])
    with log.deciding() as deciding:
        deciding.fetch(["day/XA"], [("/states/XA/clock", "a"), ("/states/XA/clock", "z")], ["k"])
        assert (deciding.head(), deciding.version("day/XA")) == (3, 3)
        assert (deciding.stands("/states/XA/clock", "a"), deciding.stands("/states/XA/clock", "z")) == (2, None)
        deciding.put([ruled("2", "day/XA")])
    log.record([delivered("c", 3)])
    assert [event.version for event in log.open("day/XA")] == [1, 2, 3, 4, 5]


def test_the_version_of_a_stream_is_known_as_of_any_position(log: Log) -> None:
    with log.deciding() as deciding:
        deciding.put([ruled("1", "a/1"), ruled("2", "b/1"), ruled("3", "a/1")])
    assert [log.version("a/1", at) for at in range(5)] == [0, 1, 1, 2, 2]
    assert (log.version("a/1"), log.version("b/1"), log.version("c/1")) == (2, 1, 0)


def test_every_character_may_occur(log: Log) -> None:
    odd = "\0\n\ud7ff\U0010ffff"
    with log.deciding() as deciding:
        deciding.put([ruled(odd)], Request(odd, odd))
        assert deciding.stands(SOURCE, odd) == 1
    assert ids(log.read(0, 10)) == [odd]
    assert _answer(log, odd) == (1, 1, Request(odd, odd).digest)


# -- rivals and losses -------------------------------------------------------------------------------------------------


def _decide_groups(place: Place, writer: int, groups: int) -> None:
    log = open_log(place)
    for group in range(groups):
        with log.deciding() as deciding:
            before = deciding.version("licence/XA:EL-1")
            assert before == deciding.head()
            deciding.put([ruled(f"{writer}-{group}-{number}") for number in range(3)])
            assert deciding.version("licence/XA:EL-1") == before + 3
    log.close()


def test_processes_that_decide_at_once_never_give_one_version_twice_and_see_each_others_head(place: Place) -> None:
    writers = [SPAWN.Process(target=_decide_groups, args=(place, number, 20)) for number in range(2)]
    for writer in writers:
        writer.start()
    with closing(open_log(place)) as log:
        threads = [threading.Thread(target=_decide_groups, args=(place, 7 + number, 20)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for writer in writers:
            writer.join()
        assert [writer.exitcode for writer in writers] == [0, 0]
        events = log.open("licence/XA:EL-1")
        assert [(event.version, event.position) for event in events] == [(n, n) for n in range(1, 241)]


def _decide_and_die(place: Place) -> None:
    log = open_log(place)
    with log.deciding() as deciding:
        deciding.put([ruled("1"), ruled("2")], Request("before", "h"))
    with log.deciding() as deciding:
        deciding.put([ruled("3")], Request("within", "h"))
        os._exit(9)


def test_who_dies_after_the_commit_finds_his_answer_and_who_dies_before_left_nothing(place: Place) -> None:
    dying = SPAWN.Process(target=_decide_and_die, args=(place,))
    dying.start()
    dying.join()
    assert dying.exitcode == 9
    with closing(open_log(place)) as log:
        assert _answer(log, "before") == (1, 2, Request("before", "h").digest)
        with log.deciding() as deciding:
            assert set(deciding.asked(["before", "within"])) == {"before"}
            assert deciding.put([ruled("3")], Request("within", "h")) == (3,)
        assert ids(log.read(0, 10)) == ["1", "2", "3"]


@pytest.fixture
def cutter(postgres: str) -> Iterator[Cutter]:
    with Cutter(conninfo_to_dict(postgres)) as made:
        yield made


@pytest.mark.parametrize("heard", [True, False], ids=["the commit is heard", "the commit is not heard"])
def test_a_commit_whose_outcome_is_unknown_is_told_and_asking_again_tells(
    cutter: Cutter, postgres: str, heard: bool
) -> None:
    through = make_conninfo(postgres, host="127.0.0.1", port=str(cutter.port), sslmode="disable", gssencmode="disable")
    request, order = Request("k", "h"), [ruled("1"), ruled("2")]
    with closing(open_log(through)) as log:

        def decide() -> None:
            with log.deciding() as deciding:
                deciding.put(order, request)
                (cutter.cut_after if heard else cutter.cut_before)(b"COMMIT")

        with pytest.raises(Unavailable):
            decide()
        assert cutter.cuts == 1
        with log.deciding() as deciding:
            assert bool(deciding.asked(["k"])) is heard
            assert deciding.put(order, request) == (1, 2)
        assert ids(log.read(0, 10)) == ["1", "2"]


def test_a_server_that_goes_away_is_told_and_found_again(own_postgres_server: postgres_service.Server) -> None:
    with postgres_service.fresh_database(own_postgres_server.uri) as address, closing(open_log(address)) as log:
        with log.deciding() as deciding:
            deciding.put([ruled("1")])

        def decide() -> None:
            with log.deciding() as deciding:
                deciding.put([ruled("2")])
                own_postgres_server.kill()
                deciding.version("licence/XA:EL-9")

        with pytest.raises(Unavailable):
            decide()
        with pytest.raises(Unavailable), log.deciding():
            pass
        own_postgres_server.start()
        assert log.record([delivered("a")]).accepted == 1
        with log.deciding() as deciding:
            assert (deciding.version("licence/XA:EL-1"), deciding.stands(SOURCE, "2")) == (1, None)
            deciding.put([ruled("2")])
        assert ids(log.read(0, 10)) == ["1", "a", "2"]


def test_a_group_costs_postgresql_four_round_trips(postgres: str, tmp_path: Path) -> None:
    orders = [ruled(str(number), f"licence/XA:EL-{number % 7}") for number in range(32)]
    with (tmp_path / "trace").open("w+b") as trace, closing(open_log(postgres)) as log:
        pool = cast(Any, log)._recorder.datastore.pool
        with ExitStack() as idle:
            for connection in [idle.enter_context(pool.connection()) for _ in range(pool.get_stats()["pool_size"])]:
                connection.pgconn.trace(trace.fileno())
        with log.deciding() as deciding:
            deciding.fetch(
                [order.stream for order in orders],
                [(order.event.source, order.event.id) for order in orders],
                [f"request {number}" for number in range(32)],
            )
            for number, order in enumerate(orders):
                deciding.put([order], Request(f"request {number}", "h"))
        trace.seek(0)
        sent = trace.read()
        assert (sent.count(b"\tQuery\t"), sent.count(b"\tSync\n")) == (1, 3)
        assert log.head() == 32
