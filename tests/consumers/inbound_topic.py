"""Another authority that sends to the inbound topic."""

from __future__ import annotations

from contextlib import closing

from kafka import KafkaProducer

from tests.conftest import KafkaForTest


def send(kafka: KafkaForTest, topic: str, *values: bytes) -> None:
    """Each value is a record of its own, and acknowledged."""
    with closing(KafkaProducer(bootstrap_servers=kafka.bootstrap)) as producer:
        for value in values:
            producer.send(topic, value, partition=0).get(10)
