"""The servers the other tests stand on: what was acknowledged is there after a stop and after a kill."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic
from kafka.record.util import crc32c_c

from services import kafka as kafka_service
from services import postgres as postgres_service
from services.kafka import LARGEST, Broker
from services.machine import NotOurs
from services.postgres import Server
from tests.conftest import KafkaForTest

Interrupt = Callable[[Broker | Server], None]


def stop(server: Broker | Server) -> None:
    server.stop()


def kill(server: Broker | Server) -> None:
    server.kill()


def create(bootstrap: str, topic: str) -> None:
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    finally:
        admin.close()


def produce(bootstrap: str, topic: str, values: list[bytes]) -> None:
    """Returns when every value is acknowledged."""
    producer = KafkaProducer(
        bootstrap_servers=bootstrap,
        acks="all",
        enable_idempotence=True,
        max_request_size=LARGEST,
        linger_ms=5,
    )
    try:
        for sent in [producer.send(topic, value, partition=0) for value in values]:
            sent.get(timeout=30)
    finally:
        producer.close()


def consume(bootstrap: str, topic: str, count: int) -> list[bytes]:
    whole = TopicPartition(topic, 0)
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False, group_id=None,
        max_partition_fetch_bytes=LARGEST, fetch_max_bytes=LARGEST,
    )  # fmt: skip
    try:
        consumer.assign([whole])
        consumer.seek_to_beginning(whole)
        found: list[bytes] = []
        for _ in range(30):
            found += [record.value for record in consumer.poll(timeout_ms=1000).get(whole, [])]
            if len(found) >= count:
                return found
        return found
    finally:
        consumer.close()


def test_the_fast_checksum_of_kafka_is_installed() -> None:
    assert crc32c_c is not None


def test_a_record_comes_back_from_kafka(kafka: KafkaForTest) -> None:
    topic = kafka.topic("first")
    create(kafka.bootstrap, topic)
    produce(kafka.bootstrap, topic, [b"one", b"two"])
    assert consume(kafka.bootstrap, topic, 2) == [b"one", b"two"]


def test_the_largest_fact_and_its_envelope_fit(kafka: KafkaForTest) -> None:
    topic = kafka.topic("large")
    create(kafka.bootstrap, topic)
    largest = bytes(16 * 1024 * 1024 + 100_000)
    produce(kafka.bootstrap, topic, [largest, b"after it"])
    assert [len(value) for value in consume(kafka.bootstrap, topic, 2)] == [len(largest), 8]


@pytest.mark.parametrize("interrupt", [stop, kill])
def test_kafka_keeps_what_it_acknowledged(own_kafka_server: Broker, interrupt: Interrupt) -> None:
    bootstrap = own_kafka_server.bootstrap
    create(bootstrap, "kept")
    values = [f"record {number}".encode() for number in range(2000)]
    produce(bootstrap, "kept", values)
    interrupt(own_kafka_server)
    own_kafka_server.start()
    assert own_kafka_server.bootstrap == bootstrap
    produce(bootstrap, "kept", [b"one more"])
    assert consume(bootstrap, "kept", len(values) + 1) == [*values, b"one more"]


def test_each_test_has_a_database_of_its_own(postgres: str, postgres_server: Server) -> None:
    with psycopg.connect(postgres) as connection:
        connection.execute("CREATE TABLE mine (number int)")
    with (
        postgres_service.fresh_database(postgres_server.uri) as another,
        psycopg.connect(another) as connection,
    ):
        assert connection.execute("SELECT to_regclass('mine')").fetchone() == (None,)


def test_a_database_goes_even_when_somebody_is_connected(postgres_server: Server) -> None:
    with postgres_service.fresh_database(postgres_server.uri) as uri:
        lingering = psycopg.connect(uri)
    with pytest.raises(psycopg.OperationalError):
        lingering.execute("SELECT 1")
    lingering.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(uri)


@pytest.mark.parametrize("interrupt", [stop, kill])
def test_postgres_keeps_what_it_acknowledged(own_postgres_server: Server, interrupt: Interrupt) -> None:
    uri = own_postgres_server.uri
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 500)")
    cut_off = psycopg.connect(uri)
    cut_off.execute("INSERT INTO kept VALUES (0)")
    interrupt(own_postgres_server)
    with pytest.raises(psycopg.OperationalError):
        cut_off.commit()
    cut_off.close()
    own_postgres_server.start()
    with psycopg.connect(uri) as connection:
        assert connection.execute("SELECT count(*), min(number) FROM kept").fetchone() == (500, 1)


def test_postgres_waits_for_the_disk(postgres: str) -> None:
    """Crash tests say nothing on a server that does not."""
    with psycopg.connect(postgres) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute("SELECT current_setting(%s)", (setting,)).fetchone() == ("on",)


def test_a_server_by_address_is_used_and_never_stopped(
    postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(postgres_service.ADDRESS, postgres_server.uri)
    with postgres_service.running(tmp_path) as server:
        assert server.uri == postgres_server.uri
        with pytest.raises(NotOurs):
            server.kill()
    with psycopg.connect(postgres_server.uri) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_broker_by_address_is_used_and_never_stopped(
    kafka: KafkaForTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(kafka_service.ADDRESS, kafka.bootstrap)
    assert kafka_service.available() is None
    with kafka_service.running(tmp_path) as broker:
        assert broker.bootstrap == kafka.bootstrap
        with pytest.raises(NotOurs):
            broker.stop()


def test_what_is_missing_for_kafka_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(kafka_service.ADDRESS, raising=False)
    monkeypatch.setattr(kafka_service, "docker_answers", lambda: False)
    monkeypatch.setattr("services.java.java", lambda: None)
    reason = kafka_service.available()
    assert reason is not None
    assert "Java 17" in reason
    assert kafka_service.ADDRESS in reason


def test_sqlite_is_new_enough_for_the_embedded_store() -> None:
    assert sqlite3.sqlite_version_info >= (3, 35)
