"""Kafka and PostgreSQL, for real: publisher, consumer, reader, importer and API die in every place."""

from __future__ import annotations

import pytest

from consumers.kafka_topics import make_topic
from tests.conftest import KafkaForTest
from tests.drill.desk import Officer
from tests.drill.expected import name_of
from tests.drill.killing import (
    CONSUMER_DIES,
    IMPORT_DIES,
    ORDER_COMMITTED,
    ORDER_WRITTEN,
    PUBLISHER_DIES,
    READER_DIES,
    Kill,
)
from tests.drill.stage import Stage

pytestmark = [
    pytest.mark.drill,
    # kafka-python does not close a socket whose connection was refused.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def served(stage: Stage, postgres: str) -> Stage:
    """A world in PostgreSQL."""
    stage.on_postgres(postgres)
    return stage


@pytest.fixture
def streamed(served: Stage, kafka: KafkaForTest) -> Stage:
    """A world in PostgreSQL with topics."""
    served.with_topics(kafka.bootstrap, kafka.prefix)
    return served


def test_an_import_that_died_is_simply_run_again(served: Stage, kills_on_servers: int) -> None:
    for passing in range(1, kills_on_servers + 1):
        for point in IMPORT_DIES:
            served.kill(point, "import", served.file, passing=passing)
    served.run("import", served.file)
    served.log_is_sound()
    served.read()
    served.views_are_sound()


def test_a_consumer_that_died_neither_loses_nor_doubles_facts(streamed: Stage, kills_on_servers: int) -> None:
    make_topic(streamed.brokers, streamed.inbound_topic)
    streamed.send(streamed.deliveries)
    for _ in range(kills_on_servers):
        for point in CONSUMER_DIES:
            streamed.kill(point, "consume")
    streamed.consume_all({name_of(fact) for fact in streamed.deliveries})
    streamed.run("import", streamed.file)
    streamed.log_is_sound()
    streamed.read()
    streamed.views_are_sound()


def test_a_publisher_that_died_leaves_no_gap(streamed: Stage, kills_on_servers: int) -> None:
    streamed.record()
    for number in range(kills_on_servers):
        for point in PUBLISHER_DIES:
            streamed.kill(point, "publish", passing=1 + number % 3)
    streamed.publish_all()
    streamed.topic_is_sound()
    streamed.read_all()
    streamed.views_are_sound()


def test_a_reader_of_the_topic_goes_on_where_its_views_stand(streamed: Stage, kills_on_servers: int) -> None:
    streamed.record()
    streamed.publish_all()
    for number in range(kills_on_servers):
        for point in READER_DIES:
            streamed.kill(point, "read", passing=1 + number % 3)
    streamed.read_all()
    streamed.views_are_sound()


def test_a_rebuild_that_died_changes_nothing_for_readers(served: Stage, kills_on_servers: int) -> None:
    served.record()
    served.read()
    served.rebuild_dies(kills_on_servers)


def test_a_decision_that_was_not_answered_can_be_sent_again_and_counts_once(
    streamed: Stage, kills_on_servers: int
) -> None:
    streamed.record()
    streamed.publish_all()
    streamed.read_all()
    officer = Officer(streamed)
    for _ in range((kills_on_servers + 1) // 2):
        officer.closes_one(Kill(ORDER_WRITTEN), Kill(ORDER_COMMITTED))
        streamed.publish_all()
        streamed.read_all()
    decided = [fact for fact in streamed.recorded("finding.disposed.v1") if "actor" in fact]
    assert [name_of(fact) for fact in decided] == officer.acknowledged
    streamed.deliveries += decided
    streamed.log_is_sound()
    streamed.topic_is_sound()
    streamed.views_are_sound()
