"""`publish` and `live_fold`: the log onto a topic of a real broker, and from there into the plain views."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from benchmarks.bench import Bench, Row, alternating, apart, medians
from consumers.kafka import FETCHED_AT_ONCE, POLLED_AT_ONCE, EventsTopic, KafkaTail
from consumers.kafka_topics import make_topic
from consumers.publisher import publish
from domain.kernel.log_entry import Stored, Tail

ROWS = ("publish", "live_fold")


def measured(bench: Bench, wanted: set[str]) -> Iterator[Row]:
    """The rows of this group; raises Unavailable without a broker."""
    servers = bench.broker
    full = _topic()
    if "publish" not in wanted:
        apart(published, servers=servers, topic=full, log=bench.log)
    else:
        names = [full, *(_topic() for _ in range(bench.times - 1))]
        pairs = alternating(
            bench.times,
            lambda: apart(published, servers=servers, topic=names.pop(0), log=bench.log),
            lambda: apart(sent, servers=servers, topic=_topic(), like=full),
        )
        ours, limit = medians(pairs)
        yield Row(
            "publish", ours, "events/s", limit, "the producer alone sending the same bytes, keys and headers, acks=all"
        )
    if "live_fold" in wanted:
        pairs = alternating(
            bench.times,
            lambda: apart(folded, servers=servers, topic=full, folder=bench.fresh_folder("views")),
            lambda: apart(polled, servers=servers, topic=full),
        )
        ours, limit = medians(pairs)
        yield Row("live_fold", ours, "events/s", limit, "the consumer alone polling the same topic", "≥ 25,000")


def _topic() -> str:
    return f"bench.{secrets.token_hex(4)}"


class _UntilTheEnd:
    """A tail that asks to stop when the end that was there at first is reached."""

    def __init__(self, tail: Tail) -> None:
        self._tail, self.end = tail, tail.head()
        self.stop = threading.Event()

    def read(self, after: int, limit: int) -> Sequence[Stored]:
        if after >= self.end:
            self.stop.set()
            return ()
        return self._tail.read(after, limit)

    def head(self) -> int:
        return self._tail.head()

    def wait(self, after: int, seconds: float) -> None:
        if not self.stop.is_set():
            self._tail.wait(after, seconds)


def published(servers: str, topic: str, log: str) -> float:
    """Events a second from the log to an empty topic."""
    from licensing.log import open_log

    make_topic(servers, topic)
    with closing(open_log(Path(log))) as stored, closing(EventsTopic(servers, topic)) as outlet:
        count = _count(Path(log))
        tail = _UntilTheEnd(stored)
        start = time.perf_counter()
        publish(tail, outlet, tail.stop)
        return count / (time.perf_counter() - start)


def _count(log: Path) -> int:
    import sqlite3

    with closing(sqlite3.connect(log / "events.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM stored_events").fetchone()[0])


def sent(servers: str, topic: str, like: str) -> float:
    """Records a second that a producer sends when they lie ready."""
    records = [(r.key, r.value, r.headers) for r in _records(servers, like)]
    make_topic(servers, topic)
    producer = KafkaProducer(
        bootstrap_servers=servers,
        enable_idempotence=True,
        acks="all",
        linger_ms=5,
        batch_size=256 * 1024,
        metrics_enabled=False,
    )
    start = time.perf_counter()
    for key, value, headers in records:
        producer.send(topic, key=key, value=value, headers=headers, partition=0)
    producer.flush()
    taken = time.perf_counter() - start
    producer.close()
    return len(records) / taken


def folded(servers: str, topic: str, folder: str) -> float:
    """Events a second from the topic into the plain views."""
    from consumers.loop import keep
    from consumers.project import reading_alone
    from projections.catalogue import plain_models
    from projections.store.opening import open_views

    with (
        closing(open_views(Path(folder))) as views,
        closing(KafkaTail(servers, topic)) as source,
        reading_alone(views, plain_models()) as reader,
    ):
        tail = _UntilTheEnd(source)
        start = time.perf_counter()
        keep(reader, tail, tail.stop)
        taken = time.perf_counter() - start
        assert reader.position == tail.end
    return _size(servers, topic) / taken


def _size(servers: str, topic: str) -> int:
    with closing(_consumer(servers)) as consumer:
        return _assigned(consumer, topic)


def polled(servers: str, topic: str) -> float:
    """Records a second that the consumer hands over and that are dropped."""
    with closing(_consumer(servers)) as consumer:
        end = left = _assigned(consumer, topic)
        start = time.perf_counter()
        while left > 0:
            for records in consumer.poll(timeout_ms=1_000).values():
                left -= len(records)
        return end / (time.perf_counter() - start)


def _records(servers: str, topic: str) -> Iterator[Any]:
    with closing(_consumer(servers)) as consumer:
        left = _assigned(consumer, topic)
        while left > 0:
            for records in consumer.poll(timeout_ms=1_000).values():
                left -= len(records)
                yield from records


def _consumer(servers: str) -> KafkaConsumer:
    """A consumer that fetches as the program does."""
    return KafkaConsumer(
        bootstrap_servers=servers,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_poll_records=POLLED_AT_ONCE,
        max_partition_fetch_bytes=FETCHED_AT_ONCE,
        metrics_enabled=False,
    )


def _assigned(consumer: KafkaConsumer, topic: str) -> int:
    """How many records there are; the consumer stands at the first."""
    partition = TopicPartition(topic, 0)
    consumer.assign([partition])
    consumer.seek_to_beginning(partition)
    return int(consumer.end_offsets([partition])[partition])
