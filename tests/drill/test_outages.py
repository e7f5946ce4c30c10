"""Servers go away in the middle of the work and come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from consumers.kafka_topics import make_topic
from services.kafka import Broker
from services.postgres import Server, fresh_database
from tests.drill.expected import name_of
from tests.drill.stage import Stage

pytestmark = [
    pytest.mark.drill,
    # kafka-python does not close a socket whose connection was refused.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


def parts(stage: Stage, count: int) -> list[Path]:
    """The deliveries in so many files."""
    return [stage.write(f"part-{number}.jsonl", stage.deliveries[number::count]) for number in range(count)]


def test_while_the_broker_is_away_the_import_goes_on_and_all_others_catch_up(
    stage: Stage, own_kafka_server: Broker, postgres: str
) -> None:
    stage.on_postgres(postgres)
    stage.with_topics(own_kafka_server.bootstrap, "outage")
    make_topic(stage.brokers, stage.inbound_topic)
    before, meanwhile, after = parts(stage, 3)
    at_work = [stage.start(name) for name in ("publish", "read", "consume")]
    stage.run("import", before)
    stage.has_read_all(at_work[1])

    own_kafka_server.stop()
    stage.run("import", meanwhile)
    assert [process.alive for process in at_work] == [True] * 3

    own_kafka_server.start()
    stage.send(stage.deliveries[2::3])
    stage.has_taken({name_of(fact) for fact in stage.deliveries[2::3]}, at_work[2])
    stage.run("import", after)
    stage.has_read_all(at_work[1])
    for process in at_work:
        process.stop()
    stage.log_is_sound()
    stage.topic_is_sound()
    stage.views_are_sound()


def test_a_database_that_dies_in_the_middle_of_import_and_reading(
    stage: Stage, own_postgres_server: Server, kills_on_servers: int
) -> None:
    with fresh_database(own_postgres_server.uri) as address:
        stage.on_postgres(address)
        stage.at_once = 2
        reader = stage.start("read")
        for part in parts(stage, kills_on_servers):
            importing = stage.start("import", part)
            stage.has_grown(importing, by=8)
            own_postgres_server.kill()
            stage.count("PostgreSQL: kill -9 during import and reading")
            own_postgres_server.start()
            assert importing.code() == 0 or "the log does not answer" in importing.said.read_text()
        stage.run("import", stage.file)
        stage.has_read_all(reader)
        reader.stop()
        stage.log_is_sound()
        stage.views_are_sound()
