"""The topic of other authorities' facts, read by a group."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kafka import TopicPartition
from kafka.errors import CommitFailedError, LogTruncationError, NoOffsetForPartitionError, OffsetOutOfRangeError
from kafka.structs import OffsetAndMetadata

from consumers import kafka as broker
from consumers.arrival import Origin
from consumers.kafka import ANSWER_MS, check_checksums, told_by_broker
from consumers.kafka_brokers import Servers
from consumers.retention import RecordsLost, RetentionGap

_TRIES = 5
"""So often where to begin is settled within one look, which then waits as long as it was told to."""
Accepts = Callable[[RetentionGap], bool]
"""Whether somebody goes on behind a gap knowingly; what says so is on record when this returns."""


class InboundTopic:
    """Facts of other authorities, read by one group; what was not committed comes again, and nothing is skipped."""

    def __init__(
        self, servers: Servers, name: str, group: str = "counterfoil", accepts: Accepts = lambda _: False
    ) -> None:
        check_checksums()
        self._group, self._accepts = group, accepts
        with told_by_broker():
            # So long the successor of one that died waits for it; left to itself the client says 45 seconds.
            self._consumer = broker.consumer_of(servers, group_id=group, session_timeout_ms=ANSWER_MS)
            self._consumer.subscribe([name])

    def poll(self, limit: int, seconds: float) -> list[tuple[bytes, Origin]]:
        """The next records with where they came from; a record without value is an empty one.

        Raises RecordsLost where a partition does not go on at the offset to which it was read, and where the group
        begins and the first records are gone.
        """
        with told_by_broker():
            found = self._polled(int(seconds * 1000), limit)
        return [
            (r.value or b"", Origin(topic=r.topic, partition=r.partition, offset=r.offset))
            for records in found.values()
            for r in records
        ]

    def commit(self) -> None:
        """All that was polled is on record; if the group changed meanwhile, it comes again and is known."""
        with told_by_broker():
            try:
                self._consumer.commit()
            except CommitFailedError:
                return

    def close(self) -> None:
        """Leaves the group."""
        self._consumer.close(autocommit=False)

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
        """Begins to read a partition of which this group has read nothing."""
        oldest = self._consumer.beginning_offsets([partition])[partition]
        if oldest:
            self._skip(RetentionGap(partition.topic, partition.partition, 0, oldest), first=True)
        else:
            self._consumer.seek(partition, 0)

    def _go_on(self, partition: TopicPartition, read_to: int, cut_off: bool = False) -> None:
        """Reads on at an offset that was out of range, if it is no more."""
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
        self._consumer.commit({partition: OffsetAndMetadata(gap.goes_on, "", -1)})
