"""The topic of other authorities' facts, read by a group.

A broker that lost what it had makes the topic anew under the same name, with other records at the same offsets. So each
offset that is committed says of which topic it is, and what is read counts only while the topic is still the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from typing import Any

from kafka import TopicPartition
from kafka.errors import (
    CommitFailedError,
    KafkaError,
    LogTruncationError,
    NoOffsetForPartitionError,
    OffsetOutOfRangeError,
)
from kafka.structs import OffsetAndMetadata

from consumers import kafka as broker
from consumers.arrival import Origin
from consumers.kafka_asking import ANSWER_MS, check_checksums, told_by_broker
from consumers.kafka_brokers import Servers
from consumers.kafka_topics import TopicIdentity
from consumers.patience import LOOKED_EVERY, BrokerAway
from consumers.retention import MadeAnew, RecordsLost, RetentionGap

_TRIES = 5
"""So often where to begin is settled within one look, which then waits as long as it was told to."""
Accepts = Callable[[RetentionGap], bool]
"""Whether somebody goes on behind a gap knowingly; what says so is on record when this returns."""
Tells = Callable[[MadeAnew], None]
"""Told that a topic was made anew; it is on record when this returns."""
Reached = dict[TopicPartition, tuple[str, int]]
"""Of each partition the id of its topic, and the offset up to which it is on record: outlives every connection."""


class InboundTopic:
    """Facts of other authorities, read by one group; what was not committed comes again, and nothing is skipped."""

    def __init__(
        self,
        servers: Servers,
        name: str,
        group: str = "counterfoil",
        accepts: Accepts = lambda _: False,
        tells: Tells = lambda _: None,
        reached: Reached | None = None,
    ) -> None:
        check_checksums()
        self._group, self._name, self._accepts, self._tells = group, name, accepts, tells
        self._reached: Reached = {} if reached is None else reached
        self._confirmed: set[TopicPartition] = set()
        self._polled_to: dict[TopicPartition, OffsetAndMetadata] = {}
        self._looked = time.monotonic()
        self._identity = TopicIdentity(servers, name)
        try:
            self._id = self._identity.now()
            with told_by_broker():
                # So long the successor of one that died waits for it; left to itself the client says 45 seconds.
                self._consumer = broker.consumer_of(servers, group_id=group, session_timeout_ms=ANSWER_MS)
                self._consumer.subscribe([name])
        except BaseException:
            self._identity.close()
            raise

    def poll(self, limit: int, seconds: float) -> list[tuple[bytes, Origin]]:
        """The next records with where they came from; a record without value is an empty one.

        Raises RecordsLost where a partition does not go on at the offset to which it was read, and where the group
        begins and the first records are gone; BrokerAway where the topic is gone or another by now.
        """
        with told_by_broker():
            found = self._polled(int(seconds * 1000), limit)
            found = {partition: records for partition, records in found.items() if records and self._goes_on(partition)}
            if not found:
                for partition in self._consumer.assignment():
                    self._goes_on(partition)
        if found or time.monotonic() - self._looked > LOOKED_EVERY:
            self._must_be_the_same()
        for partition, records in found.items():
            last = records[-1]
            self._polled_to[partition] = OffsetAndMetadata(last.offset + 1, self._id, last.leader_epoch)
        return [
            (r.value or b"", Origin(topic=r.topic, partition=r.partition, offset=r.offset))
            for records in found.values()
            for r in records
        ]

    def commit(self) -> None:
        """All that was polled is on record; if the group changed meanwhile, it comes again and is known."""
        offsets, self._polled_to = self._polled_to, {}
        self._reached.update({partition: (self._id, to.offset) for partition, to in offsets.items()})
        with told_by_broker():
            try:
                self._consumer.commit(offsets)
            except CommitFailedError:
                return

    def close(self) -> None:
        """Leaves the group."""
        with closing(self._identity), suppress(KafkaError):
            self._consumer.close(autocommit=False)

    def _must_be_the_same(self) -> None:
        self._looked = time.monotonic()
        if self._identity.now() != self._id:
            raise BrokerAway(f"{self._name} was made anew")

    def _goes_on(self, partition: TopicPartition) -> bool:
        """Whether this group stands in this very topic; where it does not, it begins to read it."""
        if partition in self._confirmed:
            return True
        self._confirmed.add(partition)
        committed = self._consumer.committed(partition, metadata=True)
        if committed is None or committed.metadata in ("", self._id):
            return True
        self._reached[partition] = (committed.metadata, committed.offset)
        self._begin(partition)
        return False

    def _polled(self, milliseconds: int, limit: int) -> Mapping[TopicPartition, Sequence[Any]]:
        found: Mapping[TopicPartition, Sequence[Any]] = {}
        for _ in range(_TRIES):
            try:
                found = self._consumer.poll(timeout_ms=milliseconds, max_records=limit)
                break
            except NoOffsetForPartitionError as why:
                for partition in why.args[0]:
                    self._begin(partition)
            except OffsetOutOfRangeError as why:
                for partition, read_to in why.args[0].items():
                    self._go_on(partition, read_to)
            except LogTruncationError as why:
                for partition in why.divergent_offsets:
                    self._go_on(partition, self._consumer.position(partition), cut_off=True)
        return found

    def _begin(self, partition: TopicPartition) -> None:
        """Begins to read a partition of which this group has read nothing; of another of that name it may have."""
        self._confirmed.add(partition)
        oldest = self._consumer.beginning_offsets([partition])[partition]
        topic, read_to = self._reached.get(partition, (self._id, 0))
        if topic != self._id:
            self._tells(MadeAnew(partition.topic, partition.partition, read_to))
            self._reached[partition] = (self._id, 0)
        if oldest:
            self._skip(RetentionGap(partition.topic, partition.partition, 0, oldest), first=True)
        else:
            self._consumer.seek(partition, 0)

    def _go_on(self, partition: TopicPartition, read_to: int, cut_off: bool = False) -> None:
        """Reads on at an offset that was out of range, if it is no more."""
        self._must_be_the_same()
        if not self._goes_on(partition):
            return
        oldest = self._consumer.beginning_offsets([partition])[partition]
        end = self._consumer.end_offsets([partition])[partition]
        if oldest <= read_to <= end and not cut_off:
            self._consumer.seek(partition, read_to)
        else:
            self._skip(RetentionGap(partition.topic, partition.partition, read_to, oldest), first=False)

    def behind(self) -> int:
        """How many records lie beyond what was polled, as far as the broker told with the last of them."""
        with told_by_broker():
            ends = {x: self._consumer.highwater(x) for x in self._consumer.assignment()}
            return sum(max(0, end - self._consumer.position(x)) for x, end in ends.items() if end is not None)

    def _skip(self, gap: RetentionGap, first: bool) -> None:
        if not self._accepts(gap):
            raise RecordsLost(gap, self._group, first)
        partition = TopicPartition(gap.topic, gap.partition)
        self._consumer.seek(partition, gap.goes_on)
        self._consumer.commit({partition: OffsetAndMetadata(gap.goes_on, self._id, -1)})
