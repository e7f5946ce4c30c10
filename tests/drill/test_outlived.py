"""Every role outlives every server: half a minute after its return all is as if it had never been away."""

from __future__ import annotations

import gzip
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from services.kafka import Broker
from services.postgres import Server, fresh_database
from tests.drill.conftest import LONG, came_back
from tests.drill.expected import Fact
from tests.drill.outlived import AtWork, at_work
from tests.drill.stage import Stage

pytestmark = [
    pytest.mark.drill,
    # kafka-python does not close a socket whose connection was refused.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

HISTORY = Path("licensing/demo/history.jsonl.gz")
AWAY = 5.0
ENDS_WITHIN = 5.0
"""Seconds in which a process ends that was told to, which takes it two at most; on this machine others work as well."""
FROZEN = 15.0
"""Longer than any answer is waited for: a shorter freeze would not be noticed."""
Disturbance = tuple[str, Callable[[], None], Callable[[], None], float]
"""What it is, how a server goes away and comes back, and for how many seconds it is away."""


def history() -> list[Fact]:
    """Five thousand facts."""
    with gzip.open(HISTORY, "rt") as lines:
        return [json.loads(line) for line in lines]


def ways(server: Server | Broker, name: str) -> list[Disturbance]:
    """Every way in which a server is away and comes back with all it had."""
    return [
        (f"{name}: stopped", server.stop, server.start, AWAY),
        (f"{name}: kill -9", server.kill, server.start, AWAY),
        (f"{name}: frozen", server.freeze, server.thaw, FROZEN),
    ]


def rounds(some: Sequence[Disturbance]) -> list[Disturbance]:
    """Each once; in the long form ten times each, in any order."""
    if not LONG:
        return list(some)
    mixed = [(name, goes, comes, Random(number).uniform(1, 2 * away)) for name, goes, comes, away in some
             for number in range(10)]  # fmt: skip
    Random(len(mixed)).shuffle(mixed)
    return mixed


@pytest.fixture
def whole(tmp_path: Path, own_kafka_server: Broker, own_postgres_server: Server) -> Iterator[AtWork]:
    """Every role of one world at work over a broker and a database of its own."""
    with fresh_database(own_postgres_server.uri) as address:
        stage = Stage(tmp_path, [], Counter(), at_once=1_000)
        stage.on_postgres(address)
        stage.with_topics(own_kafka_server.bootstrap, "outlived")
        with at_work(stage) as made:
            yield made


def test_the_database_goes_away_and_comes_back(whole: AtWork, own_postgres_server: Server) -> None:
    all_is_well_after(whole, rounds(ways(own_postgres_server, "PostgreSQL")))


def test_the_broker_goes_away_and_comes_back(whole: AtWork, own_kafka_server: Broker) -> None:
    emptied = ("Kafka: emptied", own_kafka_server.empty, own_kafka_server.start, AWAY)
    all_is_well_after(whole, rounds([*ways(own_kafka_server, "Kafka"), emptied]))


@pytest.mark.parametrize("frozen", ["own_postgres_server", "own_kafka_server"])
def test_who_is_told_to_end_ends_though_a_server_is_frozen(
    whole: AtWork, frozen: str, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue(frozen)
    whole.begins_to_send(history()[:500])
    whole.records_some()
    server.freeze()
    try:
        whole.stays_alive(1.0)
        whole.end(ENDS_WITHIN)
    finally:
        server.thaw()
        whole.authority.stop()


def all_is_well_after(whole: AtWork, disturbances: Sequence[Disturbance]) -> None:
    """While facts flow a server goes away and comes back, one time after another."""
    facts = history()
    for number, (what, goes, comes, seconds) in enumerate(disturbances):
        whole.begins_to_send(facts[number :: len(disturbances)])
        whole.records_some()
        goes()
        emptied = what.endswith("emptied")
        unsent = whole.authority.stop() if emptied else []
        whole.stays_alive(seconds)
        comes()
        lost = f", {whole.sends_again(unsent)} facts lost with it and sent again" if emptied else ""
        came_back(what + lost, whole.recovers(time.monotonic()))
    whole.stop()
    whole.is_as_undisturbed()
