"""Orders over HTTP while processes and the database die: every answer is on record once, and nothing else is."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from consumers.project import bring_up_to_date
from licensing.log import open_log
from projections.catalogue import read_models
from projections.store.opening import open_views
from services.machine import free_ports
from services.postgres import Server, fresh_database, wait_until_it_answers
from tests.drill import settled
from tests.drill.customs import LICENCE, PIECES, Answered, CustomsOffice
from tests.drill.expected import Fact, Told
from tests.drill.killing import API_DIES, WRITER_DIES, Kill
from tests.drill.ledgers import ledgers_of
from tests.drill.processes import PATIENCE, Process
from tests.drill.rough import Role, all_at_once
from tests.drill.stage import Stage
from tests.licensing.ordering_world import OrderingWorld

pytestmark = pytest.mark.drill

POINTS = (*API_DIES, *WRITER_DIES)


def deaths(times: int) -> list[Kill]:
    """So often at each point, in turn, sooner or later after the start."""
    return [Kill(point, 1 + (number + place) % 3) for number in range(times) for place, point in enumerate(POINTS)]


def opened(stage: Stage, ports: Sequence[int]) -> CustomsOffice:
    """A licence is issued; officers may begin to draw on it."""
    with OrderingWorld(stage.place) as world:
        world.licence(LICENCE, PIECES)
        world.has_read()
    return CustomsOffice(Path(stage.environment["COUNTERFOIL_DATA"]) / "keys", ports)


def serve(stage: Stage, port: int) -> Process:
    process = stage.start("serve", "--port", str(port))
    process.hears(r"(serving)")
    return process


def kill_everything(server: Server, _: str) -> str:
    """The whole server dies, and is started again."""
    server.kill()
    server.start()
    return "PostgreSQL: kill -9 of the server during orders"


def kill_a_backend(server: Server, address: str) -> str:
    """The process behind one connection dies, at work if any is; the server throws everybody out and recovers."""
    pid = _asked(address, "SELECT pid {} ORDER BY state = 'idle' LIMIT 1")[0]
    os.kill(pid, signal.SIGKILL)
    wait_until_it_answers(server.uri)
    return "PostgreSQL: kill -9 of one backend during orders"


def cut_off(_: Server, address: str) -> str:
    """Every connection is ended by the server."""
    _asked(address, "SELECT pg_terminate_backend(pid) {}")
    return "PostgreSQL: connections ended during orders"


def _asked(address: str, question: str) -> list[int]:
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(address) as admin:
        return [row[0] for row in admin.execute(question.format(others)).fetchall()]


def ways_to_kill(server: Server) -> list[Callable[[Server, str], str]]:
    """What can be done to a server; processes can be reached only where it runs on this machine."""
    return [kill_everything, cut_off, *([kill_a_backend] if getattr(server, "pid", None) else [])]


# -- what must hold ----------------------------------------------------------------------------------------------------


def everything_is_as_it_was_answered(stage: Stage, acknowledged: Sequence[Answered]) -> None:
    """By folds in memory over the log: each answer once, nothing besides, no line overdrawn, views as read anew."""
    with closing(open_log(stage.place)) as log:
        settled.the_log_has_no_holes(log)
        settled.idempotency_records_agree(log)
        events = settled.told(settled.everything(log))
        each_answer_is_on_record_once(events, acknowledged)
        ledgers = ledgers_of(events)
        allowed, free = ledgers.balances()[LICENCE, 1]
        assert (allowed, free >= 0) == (PIECES, True)
        with closing(open_views(stage.folder / "fresh")) as fresh, closing(open_views(stage.place)) as views:
            bring_up_to_date(fresh, log, read_models())
            assert settled.digests(views) == settled.digests(fresh)


def each_answer_is_on_record_once(events: Sequence[Told], acknowledged: Sequence[Answered]) -> None:
    """What officers of customs ordered is what they were answered, entry by entry."""
    ordered = [_entry(position, stream, fact) for position, stream, fact in events if fact.get("actor") == "noor"]
    answered = [entry for one in acknowledged for entry in one.acknowledgement["entries"]]
    assert ordered == sorted(map(_told, answered))
    causes = {fact["cause"] for _, _, fact in events if fact.get("actor") == "noor"}
    assert len(causes) == len(acknowledged)


def _entry(position: int, stream: str, fact: Fact) -> tuple[object, ...]:
    return (position, stream, fact["type"], fact["source"], fact["id"])


def _told(entry: Fact) -> tuple[object, ...]:
    return (entry["position"], entry["stream"], entry["type"], entry["source"], entry["id"])


# -- tests -------------------------------------------------------------------------------------------------------------


def test_in_one_folder(office: Stage, kills_on_servers: int) -> None:
    (port,) = free_ports(1)
    customs = opened(office, [port])
    with customs.at_work() as come_to_the_end:
        all_at_once(
            [Role(office, ["serve", "--port", str(port)], deaths(kills_on_servers))],
            patience=PATIENCE * (kills_on_servers + 1),
        )
        service = serve(office, port)
        come_to_the_end()
    assert customs.asks_again() == [one.answer for one in customs.acknowledged]
    office.has_read_all(service)
    service.stop()
    everything_is_as_it_was_answered(office, customs.acknowledged)


def test_two_services_over_postgresql_die_in_turn(office: Stage, kills_on_servers: int, postgres: str) -> None:
    office.on_postgres(postgres)
    ports = free_ports(2)
    customs = opened(office, ports)
    reader = office.start("read")
    all_deaths = deaths(kills_on_servers)
    with customs.at_work() as come_to_the_end:
        all_at_once(
            [Role(office, ["serve", "--port", str(port)], all_deaths[number::2]) for number, port in enumerate(ports)],
            patience=PATIENCE * (kills_on_servers + 1),
        )
        service = serve(office, ports[0])
        come_to_the_end()
    assert customs.asks_again() == [one.answer for one in customs.acknowledged]
    office.has_read_all(reader)
    for process in (service, reader):
        process.stop()
    everything_is_as_it_was_answered(office, customs.acknowledged)


def test_the_database_dies_under_orders(office: Stage, kills_on_servers: int, own_postgres_server: Server) -> None:
    with fresh_database(own_postgres_server.uri) as address:
        office.on_postgres(address)
        (port,) = free_ports(1)
        customs = opened(office, [port])
        reader, service = office.start("read"), serve(office, port)
        with customs.at_work() as come_to_the_end:
            for kill in ways_to_kill(own_postgres_server) * kills_on_servers:
                customs.wait_for(8, service)
                office.count(kill(own_postgres_server, address))
            come_to_the_end()
        assert customs.asks_again() == [one.answer for one in customs.acknowledged]
        office.has_read_all(reader)
        for process in (service, reader):
            process.stop()
        everything_is_as_it_was_answered(office, customs.acknowledged)
