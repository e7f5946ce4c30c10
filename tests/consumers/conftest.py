"""What several tests of the topics begin with."""

from __future__ import annotations

import pytest

from consumers.kafka_topics import make_topic
from tests.conftest import KafkaForTest


@pytest.fixture
def inbound(kafka: KafkaForTest) -> str:
    """A topic that others send to."""
    name = kafka.topic("inbound")
    make_topic(kafka.bootstrap, name)
    return name
