"""Nothing is lost and nothing done twice: rival writers, lost answers, several starting at once."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from domain.kernel.errors import Stale
from domain.kernel.log_entry import Stored
from licensing.log import Decided, Log, Request, Unavailable, open_log
from services import postgres as postgres_service
from tests.licensing.cut import Cutter
from tests.licensing.deliveries import Place, delivered, disposed, ids, put

SPAWN = multiprocessing.get_context("spawn")


def test_of_two_decisions_on_one_version_one_wins(log: Log) -> None:
    won: list[str] = []
    lost: list[str] = []

    def decide(name: str) -> None:
        try:
            with log.deciding() as deciding:
                if deciding.version("finding/1"):
                    raise Stale
                deciding.put([Decided("finding/1", disposed(name))])
            won.append(name)
        except Stale:
            lost.append(name)

    deciding = [threading.Thread(target=decide, args=(str(number),)) for number in range(6)]
    for thread in deciding:
        thread.start()
    for thread in deciding:
        thread.join()
    assert (len(won), len(lost)) == (1, 5)


def _write_batches(place: Place, writer: int, batches: int) -> None:
    log = open_log(place)
    for batch in range(batches):
        log.record([delivered(f"{writer}-{batch}-{number}") for number in range(1 + batch % 20)])
        put(log, f"finding/{writer}", disposed(f"{writer}-{batch}"))
    log.close()


def _tail(log: Log, done: Callable[[], bool]) -> list[Stored]:
    seen: list[Stored] = []
    while True:
        ended = done()
        got = log.read(seen[-1].position if seen else 0, 500)
        seen += got
        if ended and not got:
            return seen
        if not got:
            log.wait(seen[-1].position if seen else 0, 0.1)


def test_a_tailing_reader_misses_nothing_of_four_writers_that_start_at_once(place: Place) -> None:
    batches = 25
    writers = [SPAWN.Process(target=_write_batches, args=(place, n, batches)) for n in range(4)]
    for writer in writers:
        writer.start()
    with closing(open_log(place)) as log:
        seen = _tail(log, lambda: not any(writer.is_alive() for writer in writers))
        assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
        assert seen == log.read(0, 100_000)
    positions = [event.position for event in seen]
    assert positions == sorted(set(positions))
    assert len(seen) == 4 * (batches + sum(1 + batch % 20 for batch in range(batches)))
    versions = [event.version for event in seen if event.stream == "day/XA"]
    assert versions == list(range(1, len(versions) + 1))


@pytest.fixture
def cutter(postgres: str) -> Iterator[Cutter]:
    with Cutter(conninfo_to_dict(postgres)) as made:
        yield made


def _through(cutter: Cutter, postgres: str) -> str:
    return make_conninfo(postgres, host="127.0.0.1", port=str(cutter.port), sslmode="disable", gssencmode="disable")


def test_a_decision_whose_acknowledgement_is_lost_is_no_conflict(cutter: Cutter, postgres: str) -> None:
    with closing(open_log(_through(cutter, postgres))) as log:
        put(log, "finding/1", disposed("1"))
        cutter.cut_after(b"COMMIT")
        with pytest.raises(Unavailable):
            put(log, "finding/1", disposed("2"), request=Request("k", "h"))
        assert cutter.cuts == 1
        assert put(log, "finding/1", disposed("2"), request=Request("k", "h")) == (2,)
        assert ids(log.open("finding/1")) == ["1", "2"]


def test_facts_whose_acknowledgement_is_lost_are_counted_once(cutter: Cutter, postgres: str) -> None:
    with closing(open_log(_through(cutter, postgres))) as log:
        log.record([delivered("a")])
        cutter.cut_after(b"COMMIT")
        outcome = log.record([delivered("a"), delivered("b"), delivered("c", corrects="nobody")])
        assert cutter.cuts == 1
        assert outcome.counts == (2, 1, 0, 0, 1)
        assert ids(log.read(0, 10)) == ["a", "b", "c"]


def test_a_connection_lost_before_the_commit_means_trying_again(cutter: Cutter, postgres: str) -> None:
    with closing(open_log(_through(cutter, postgres))) as log:
        log.record([delivered("a")])
        cutter.cut_before(b"COPY")
        assert log.record([delivered("b")]).accepted == 1
        cutter.cut_before(b"INSERT")
        with pytest.raises(Unavailable):
            put(log, "finding/1", disposed("1"))
        assert cutter.cuts == 2
        put(log, "finding/1", disposed("1"))
        assert ids(log.read(0, 10)) == ["a", "b", "1"]


def test_a_server_that_is_not_there_is_told_in_a_sentence() -> None:
    with pytest.raises(Unavailable, match="PostgreSQL cannot be opened"):
        open_log("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")


def test_a_server_that_goes_away_is_told_and_found_again(
    own_postgres_server: postgres_service.Server,
) -> None:
    with postgres_service.fresh_database(own_postgres_server.uri) as address, closing(open_log(address)) as log:
        log.record([delivered("a")])
        log.wait(0, 0)
        own_postgres_server.kill()
        with pytest.raises(Unavailable):
            log.wait(log_head := 1, 5)
        own_postgres_server.start()
        assert log.record([delivered("a"), delivered("b")]).counts[:2] == (1, 1)
        assert log.head() > log_head
        log.wait(log.head(), 0.01)


def test_what_is_no_database_of_ours_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "events.db").write_bytes(b"something else entirely" * 99)
    with pytest.raises(Unavailable, match="cannot be opened: file is not a database"):
        open_log(tmp_path)
