"""Our own topic; with the other files of this name all that knows kafka-python.

The topic has one partition; a record's value is the stored event verbatim, its key the stream,
its headers CloudEvents attributes plus `position`, `prev` and `version`.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError, LogTruncationError, OffsetOutOfRangeError

from consumers.chain import Gap, Link, follow
from consumers.kafka_asking import ANSWER_MS, RefusedByBroker, check_checksums, told_by_broker
from consumers.kafka_brokers import Servers, client_keywords
from consumers.kafka_topics import make_topic
from consumers.patience import LOOKED_EVERY, BrokerAway
from consumers.topic_form import LARGEST
from domain.kernel.errors import UnreadableEvent
from domain.kernel.log_entry import Stored

FETCHED_AT_ONCE = 4 * 1024 * 1024
POLLED_AT_ONCE = 2_000


def open_events_topic(servers: Servers, name: str) -> EventsTopic:
    """The topic to publish to, made when absent."""
    make_topic(servers, name)
    return EventsTopic(servers, name)


class LastSent(NamedTuple):
    """The last record of our own topic: its event, or nothing but position 0."""

    position: int
    body: bytes


class EventsTopic:
    """Where the publisher sends what was recorded."""

    def __init__(self, servers: Servers, name: str) -> None:
        check_checksums()
        self._servers, self.name = servers, name
        self._producer: KafkaProducer | None = None

    def last(self) -> LastSent:
        """What the topic ends with; position 0 when it is empty."""
        with told_by_broker():
            consumer = consumer_of(self._servers)
            try:
                partition = _only_partition(consumer, self.name)
                end = consumer.end_offsets([partition])[partition]
                begin = consumer.beginning_offsets([partition])[partition]
                if begin == end:
                    return LastSent(0, b"")
                stored = _link(_record_at(consumer, partition, end - 1)).stored
                return LastSent(stored.position, stored.body)
            finally:
                consumer.close()

    def send(self, batch: Sequence[Stored], previous: int) -> None:
        """Sends events in order and returns when the broker has them all."""
        with told_by_broker():
            if self._producer is None:
                self._producer = _producer(self._servers)
            futures = []
            for stored in batch:
                futures.append(
                    self._producer.send(
                        self.name,
                        value=stored.body,
                        key=stored.stream.encode(),
                        headers=_headers(stored, previous),
                        partition=0,
                    )
                )
                previous = stored.position
            for future in futures:
                future.get(timeout=ANSWER_MS / 1000)

    def close(self) -> None:
        """Lets go of the producer; what was not acknowledged may or may not arrive."""
        producer, self._producer = self._producer, None
        if producer is not None:
            try:
                producer.close(timeout=1)
            except KafkaError:
                # It holds what nobody took, which expires by itself; before that it cannot be closed and goes on.
                threading.Thread(target=_closed_late, args=(producer,), name="closing", daemon=True).start()


class _Attributes(msgspec.Struct, gc=False):
    id: str
    source: str
    subject: str
    time: str


_ATTRIBUTES = msgspec.json.Decoder(_Attributes)


def _headers(stored: Stored, previous: int) -> list[tuple[str, bytes]]:
    a = _ATTRIBUTES.decode(stored.body)
    return [
        ("position", b"%d" % stored.position),
        ("prev", b"%d" % previous),
        ("version", b"%d" % stored.version),
        ("ce_type", stored.type.encode()),
        ("ce_specversion", b"1.0"),
        ("ce_id", a.id.encode()),
        ("ce_source", a.source.encode()),
        ("ce_subject", a.subject.encode()),
        ("ce_time", a.time.encode()),
        ("content-type", b"application/json"),
    ]


_FIRST = ("position", "prev", "version", "ce_type")
"""The headers a reader needs, in the order in which the publisher writes them before all others."""


def _link(record: Any) -> Link:
    first = record.headers[:4]
    if tuple([name for name, _ in first]) != _FIRST:
        return _link_by_name(record)
    (_, position), (_, previous), (_, version), (_, type_) = first
    try:
        stored = Stored(int(position), record.key.decode(), int(version), type_.decode(), record.value)
        return Link(int(previous), stored)
    except (ValueError, AttributeError, TypeError) as why:
        raise _not_ours(record, why) from why


def _not_ours(record: Any, why: Exception) -> UnreadableEvent:
    return UnreadableEvent(
        f"the record at offset {record.offset} of {record.topic} was not written by this program: {why!r}"
    )


def _link_by_name(record: Any) -> Link:
    try:
        headers = dict(record.headers)
        stored = Stored(
            int(headers["position"]),
            record.key.decode(),
            int(headers["version"]),
            headers["ce_type"].decode(),
            record.value,
        )
        return Link(int(headers["prev"]), stored)
    except (KeyError, ValueError, AttributeError, TypeError) as why:
        raise _not_ours(record, why) from why


class KafkaTail:
    """Our own topic, read like a log from any position."""

    def __init__(self, servers: Servers, name: str) -> None:
        check_checksums()
        self._servers = servers
        self._probe: KafkaConsumer | None = None
        with told_by_broker():
            self._consumer = consumer_of(servers)
            try:
                self._partition = _only_partition(self._consumer, name)
            except BaseException:
                self._consumer.close()
                raise
        self._at: int | None = None
        self._waiting: deque[Link] = deque()
        self._just_sought, self._looked = False, time.monotonic()

    def read(self, after: int, limit: int) -> Sequence[Stored]:
        """The next events after a position; raises Gap when some are missing, UnreadableEvent for others'."""
        with told_by_broker():
            if after != self._at:
                self._seek(after)
            if not self._waiting:
                self._poll(0, limit)
            links = [self._waiting.popleft() for _ in range(min(limit, len(self._waiting)))]
            try:
                events = follow(after, links)
            except Gap:
                if self._just_sought:
                    raise
                # The topic may have been made anew meanwhile, where what comes next has another offset.
                self._seek(after)
                return []
        self._just_sought = self._just_sought and not links
        self._at = events[-1].position if events else after
        return events

    def head(self) -> int:
        """The position of the last record."""
        with told_by_broker():
            probe = self._probing()
            begin, end = self._ends(probe)
            if begin == end:
                return 0
            return _link(_record_at(probe, self._partition, end - 1)).stored.position

    def wait(self, after: int, seconds: float) -> None:
        """Returns when records came, or when the seconds are over."""
        with told_by_broker():
            if after != self._at:
                self._seek(after)
            if not self._waiting:
                self._poll(int(seconds * 1000), POLLED_AT_ONCE)
            if not self._waiting and time.monotonic() - self._looked > LOOKED_EVERY:
                self._look_for(after)

    def close(self) -> None:
        """Lets go of the connections."""
        for consumer in (self._consumer, self._probe):
            if consumer is not None:
                with suppress(KafkaError):
                    consumer.close()

    def _poll(self, milliseconds: int, limit: int) -> None:
        try:
            found = self._consumer.poll(timeout_ms=milliseconds, max_records=limit)
        except (OffsetOutOfRangeError, LogTruncationError):
            # What comes after our position is looked for anew, and shows by its predecessor whether any are missing.
            self._seek(self._at or 0)
            return
        for records in found.values():
            self._waiting.extend(map(_link, records))

    def _look_for(self, after: int) -> None:
        """Nothing comes: a topic that was made anew may have it elsewhere."""
        self._looked = time.monotonic()
        if self.head() <= after:
            self._just_sought = False
        elif self._just_sought:
            raise BrokerAway(f"what comes after position {after} is there and does not come")
        else:
            self._seek(after)

    def _seek(self, after: int) -> None:
        self._just_sought = True
        self._waiting.clear()
        self._consumer.seek(self._partition, self._offset_after(after))
        self._at = after

    def _offset_after(self, position: int) -> int:
        """The offset of the first record after a position; positions only grow, and mostly by one."""
        probe = self._probing()
        low, high = self._ends(probe)
        before, guess = 0, True
        while position and low < high:
            middle = min(low + max(position - before - 1, 0), high - 1) if guess else (low + high) // 2
            found = _link(_record_at(probe, self._partition, middle)).stored.position
            if found <= position:
                low, before = middle + 1, found
            else:
                high = middle
            guess = not guess or found <= position
        return low

    def _probing(self) -> KafkaConsumer:
        """A second consumer that fetches one record at a time."""
        if self._probe is None:
            self._probe = consumer_of(self._servers, max_partition_fetch_bytes=1)
            self._probe.assign([self._partition])
        return self._probe

    def _ends(self, consumer: KafkaConsumer) -> tuple[int, int]:
        begin = consumer.beginning_offsets([self._partition])[self._partition]
        return begin, consumer.end_offsets([self._partition])[self._partition]


def consumer_of(servers: Servers, **more: Any) -> KafkaConsumer:
    """A consumer that commits and resets nothing by itself: an offset that is not there is an error."""
    return KafkaConsumer(
        bootstrap_timeout_ms=ANSWER_MS,
        request_timeout_ms=ANSWER_MS,
        enable_auto_commit=False,
        auto_offset_reset="none",
        max_poll_records=POLLED_AT_ONCE,
        reconnect_backoff_max_ms=1_000,
        allow_auto_create_topics=False,
        metrics_enabled=False,
        **({"max_partition_fetch_bytes": FETCHED_AT_ONCE} | client_keywords(servers) | more),
    )


def _closed_late(producer: KafkaProducer) -> None:
    with suppress(KafkaError):
        producer.close(timeout=2 * ANSWER_MS / 1000)


def _producer(servers: Servers) -> KafkaProducer:
    return KafkaProducer(
        bootstrap_timeout_ms=ANSWER_MS,
        enable_idempotence=True,
        acks="all",
        linger_ms=0,
        batch_size=256 * 1024,
        max_request_size=LARGEST,
        max_block_ms=ANSWER_MS,
        delivery_timeout_ms=ANSWER_MS,
        request_timeout_ms=ANSWER_MS // 2,
        reconnect_backoff_max_ms=1_000,
        allow_auto_create_topics=False,
        metrics_enabled=False,
        **client_keywords(servers),
    )


def _only_partition(consumer: KafkaConsumer, name: str) -> TopicPartition:
    partitions = consumer.partitions_for_topic(name)
    if not partitions:
        raise BrokerAway(f"there is no topic {name}; `counterfoil publish` makes it")
    if partitions != {0}:
        raise RefusedByBroker(f"{name} has {len(partitions)} partitions; our own topic has one, or its order is lost")
    partition = TopicPartition(name, 0)
    consumer.assign([partition])
    return partition


def _record_at(consumer: KafkaConsumer, partition: TopicPartition, offset: int) -> Any:
    consumer.seek(partition, offset)
    for records in consumer.poll(timeout_ms=ANSWER_MS, max_records=1).values():
        return records[0]
    raise BrokerAway(f"the record at offset {offset} of {partition.topic} does not come")
