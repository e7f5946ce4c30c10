"""A topic that was made anew under the same name is another: read from its beginning, and told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import closing

import pytest
from kafka import KafkaAdminClient

from consumers.arrival import Outcome
from consumers.chain import Gap
from consumers.foreign import Arrived, keep_taking_in
from consumers.kafka import KafkaTail, open_events_topic
from consumers.kafka_inbound import InboundTopic, Reached
from consumers.kafka_topics import make_topic
from consumers.patience import BrokerAway
from consumers.retention import MadeAnew
from tests.conftest import KafkaForTest
from tests.consumers.inbound_topic import send
from tests.consumers.worlds import MemoryLog, history
from tests.waiting import eventually

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("sockets_collected"),
]


def remove(kafka: KafkaForTest, topic: str) -> None:
    with closing(KafkaAdminClient(bootstrap_servers=kafka.bootstrap)) as admin:
        admin.delete_topics([topic])
        eventually(
            lambda: [found["error_code"] for found in admin.describe_topics([topic])], lambda codes: codes == [3]
        )


class Consumer:
    """What one group takes in, over one connection after another."""

    def __init__(self, kafka: KafkaForTest, topic: str) -> None:
        self._kafka, self._topic = kafka, topic
        self.taken, self.told, self.reached = list[bytes](), list[MadeAnew](), Reached()

    def open(self) -> InboundTopic:
        make_topic(self._kafka.bootstrap, self._topic)
        group = self._kafka.topic("group")
        return InboundTopic(self._kafka.bootstrap, self._topic, group, tells=self.told.append, reached=self.reached)

    def takes(self, count: int, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Takes so many in; something happens once it has begun to wait for them."""
        stop, least = threading.Event(), len(self.taken) + count
        happens = [meanwhile]

        def between() -> None:
            if happens:
                happens.pop()()

        def record(arrived: Sequence[Arrived]) -> Outcome:
            self.taken.extend(value for value, _ in arrived)
            if len(self.taken) >= least:
                stop.set()
            return Outcome(accepted=len(arrived))

        keep_taking_in(self.open, record, stop, between=between)


def test_a_topic_that_is_gone_is_made_again_while_the_consumer_runs(
    kafka: KafkaForTest, inbound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consumers.kafka_inbound.LOOKED_EVERY", 0.1)
    consumer = Consumer(kafka, inbound)
    send(kafka, inbound, b"0", b"1")
    consumer.takes(2)
    threading.Thread(target=_sends_once_it_is_there_again, args=(kafka, inbound), daemon=True).start()
    consumer.takes(1, meanwhile=lambda: remove(kafka, inbound))
    assert consumer.taken == [b"0", b"1", b"again"]
    assert consumer.told == [(inbound, 0, 2)]
    assert "up to offset 2 the former one is on record" in consumer.told[0].told


def _sends_once_it_is_there_again(kafka: KafkaForTest, topic: str) -> None:
    with closing(KafkaAdminClient(bootstrap_servers=kafka.bootstrap)) as admin:
        (before,) = (found["topic_id"] for found in admin.describe_topics([topic]))
        eventually(lambda: [(x["error_code"], x["topic_id"] != before) for x in admin.describe_topics([topic])],
                   lambda seen: seen == [(0, True)])  # fmt: skip
    send(kafka, topic, b"again")


def test_a_longer_topic_of_the_same_name_is_not_read_from_its_middle(kafka: KafkaForTest, inbound: str) -> None:
    consumer = Consumer(kafka, inbound)
    send(kafka, inbound, b"0", b"1")
    consumer.takes(2)
    with closing(consumer.open()) as inlet:
        inlet.poll(10, 1)
        remove(kafka, inbound)
        make_topic(kafka.bootstrap, inbound)
        send(kafka, inbound, *(b"new %d" % number for number in range(5)))
        with pytest.raises(BrokerAway, match="was made anew"):
            eventually(lambda: inlet.poll(10, 1))
    consumer.takes(5)
    assert consumer.taken[2:] == [b"new %d" % number for number in range(5)]
    assert consumer.told == [(inbound, 0, 2)]


def test_one_and_the_same_topic_is_gone_on_with_and_nothing_is_told(kafka: KafkaForTest, inbound: str) -> None:
    consumer = Consumer(kafka, inbound)
    send(kafka, inbound, b"0", b"1")
    consumer.takes(2)
    send(kafka, inbound, b"2")
    consumer.reached.clear()
    consumer.takes(1)
    assert (consumer.taken, consumer.told) == ([b"0", b"1", b"2"], [])


def test_what_was_made_anew_is_on_record_among_the_rejects() -> None:
    reject = MadeAnew("inbound", 0, 480).on_record()
    assert (str(reject.origin), reject.reason) == ("inbound partition 0 offset 480", "RECORDS_LOST")
    assert "lost unless its senders send it again" in reject.detail


def test_a_reader_goes_on_in_an_events_topic_that_is_filled_again_at_other_offsets(kafka: KafkaForTest) -> None:
    log, name = MemoryLog(history(*range(1, 31))), kafka.topic("events")
    with closing(open_events_topic(kafka.bootstrap, name)) as events:
        events.send(log.events[:10], 0)
        events.send(log.events[5:10], 5)
        with closing(KafkaTail(kafka.bootstrap, name)) as tail:
            assert _read(tail, 0, 10) == log.events[:10]
            remove(kafka, name)
            with closing(open_events_topic(kafka.bootstrap, name)) as again:
                again.send(log.events, 0)
                assert _read(tail, 10, 20) == log.events[10:]


def test_a_gap_in_a_topic_that_was_filled_again_stops_the_reader_still(kafka: KafkaForTest) -> None:
    log, name = MemoryLog(history(*range(1, 31))), kafka.topic("events")
    with closing(open_events_topic(kafka.bootstrap, name)) as events:
        events.send(log.events[:10], 0)
        with closing(KafkaTail(kafka.bootstrap, name)) as tail:
            assert _read(tail, 0, 10) == log.events[:10]
            events.send(log.events[12:], 12)
            with pytest.raises(Gap, match="after position 10 comes 13"):
                _read(tail, 10, 1)


def _read(tail: KafkaTail, after: int, count: int) -> list[object]:
    found: list[object] = []

    def more() -> int:
        found.extend(tail.read(after + len(found), count - len(found)))
        if len(found) < count:
            tail.wait(after + len(found), 1)
        return len(found)

    eventually(more, lambda seen: seen >= count)
    return found
