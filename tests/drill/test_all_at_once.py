"""Importer, consumer, publisher and reader run side by side and die again and again."""

from __future__ import annotations

import pytest

from consumers.kafka_topics import make_topic
from tests.conftest import KafkaForTest
from tests.drill.expected import name_of
from tests.drill.killing import CONSUMER_DIES, IMPORT_DIES, PUBLISHER_DIES, READER_DIES, Kill
from tests.drill.rough import Role, all_at_once, deaths
from tests.drill.stage import Stage

pytestmark = [
    pytest.mark.drill,
    # kafka-python does not close a socket whose connection was refused.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_in_one_folder(stage: Stage, kills: int) -> None:
    importer = [Kill(point, number) for number in range(1, kills + 1) for point in IMPORT_DIES]
    all_at_once(
        [
            Role(stage, ["import", stage.file], importer),
            Role(stage, ["read"], deaths(READER_DIES, kills)),
        ]
    )
    stage.run("import", stage.file)
    stage.read_all()
    stage.log_is_sound()
    stage.views_are_sound()


def test_with_kafka_and_postgresql(stage: Stage, kills_on_servers: int, postgres: str, kafka: KafkaForTest) -> None:
    stage.on_postgres(postgres)
    stage.with_topics(kafka.bootstrap, kafka.prefix)
    make_topic(stage.brokers, stage.inbound_topic)
    sent, filed = stage.deliveries[::2], stage.write("half.jsonl", stage.deliveries[1::2])
    stage.send(sent)
    importer = [Kill(point, number) for number in range(1, kills_on_servers + 1) for point in IMPORT_DIES]
    all_at_once(
        [
            Role(stage, ["import", filed], importer),
            Role(stage, ["consume"], deaths(CONSUMER_DIES, kills_on_servers)),
            Role(stage, ["publish", "--wait", "9"], deaths(PUBLISHER_DIES, kills_on_servers)),
            Role(stage, ["read", "--wait", "9"], deaths(READER_DIES, kills_on_servers)),
        ]
    )
    stage.run("import", filed)
    stage.consume_all({name_of(fact) for fact in sent})
    stage.publish_all()
    stage.read_all()
    stage.log_is_sound()
    stage.topic_is_sound()
    stage.views_are_sound()
