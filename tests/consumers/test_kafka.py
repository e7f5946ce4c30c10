from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, nullcontext
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource

from consumers import kafka_asking, loop
from consumers.arrival import Origin, Outcome
from consumers.chain import Gap
from consumers.foreign import keep_taking_in
from consumers.kafka import EventsTopic, KafkaTail, open_events_topic
from consumers.kafka_asking import RefusedByBroker
from consumers.kafka_inbound import InboundTopic
from consumers.kafka_topics import make_topic
from consumers.loop import Reader, catch_up_with_log
from consumers.patience import BrokerAway
from consumers.project import keep_read_models
from consumers.publisher import keep_publishing, publish
from consumers.topic_form import LARGEST
from domain.kernel.errors import UnreadableEvent
from domain.kernel.log_entry import Stored
from projections.catalogue import plain_models
from projections.store.sqlite import SqliteViews
from services.kafka import Broker
from tests.conftest import KafkaForTest
from tests.consumers.worlds import MemoryLog, exit_of, history, stored

PLAIN = plain_models()

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("sockets_collected"),
]


@pytest.fixture
def events(kafka: KafkaForTest) -> Iterator[EventsTopic]:
    made = open_events_topic(kafka.bootstrap, kafka.topic("events"))
    yield made
    made.close()


@pytest.fixture
def tail(kafka: KafkaForTest, events: EventsTopic) -> Iterator[KafkaTail]:
    with closing(KafkaTail(kafka.bootstrap, events.name)) as made:
        yield made


def read_all(tail: KafkaTail, after: int, count: int) -> list[Stored]:
    found: list[Stored] = []
    for _ in range(30):
        found += tail.read(found[-1].position if found else after, 100)
        if len(found) >= count:
            break
        tail.wait(found[-1].position if found else after, 1)
    return found


def published(log: MemoryLog, outlet: EventsTopic) -> None:
    stop = threading.Event()
    log.on_wait = stop.set
    publish(log, outlet, stop)


def test_stored_bytes_come_back_verbatim(events: EventsTopic, tail: KafkaTail) -> None:
    odd = stored(3, exit_of(3, "Å-ü\u2028\U0001f600", id="☃"))
    log = MemoryLog([*history(1, 2), odd, *history(7)])
    assert (tail.head(), events.last().position) == (0, 0)
    published(log, events)
    assert read_all(tail, 0, 4) == log.events
    assert (tail.head(), events.last()) == (7, (7, log.events[-1].body))


def test_a_record_carries_attributes_of_cloudevents(kafka: KafkaForTest, events: EventsTopic) -> None:
    (event,) = history(5)
    events.send([event], 3)
    with closing(KafkaConsumer(bootstrap_servers=kafka.bootstrap, auto_offset_reset="earliest")) as consumer:
        consumer.assign([TopicPartition(events.name, 0)])
        ((record,),) = consumer.poll(timeout_ms=10_000).values()
    assert record.key == event.stream.encode()
    assert dict(record.headers) == {
        "position": b"5",
        "prev": b"3",
        "version": b"1",
        "ce_specversion": b"1.0",
        "ce_type": b"shipment.exited.v1",
        "ce_id": b"EX-5",
        "ce_source": b"/states/XA/customs",
        "ce_subject": b"UCR-5",
        "ce_time": b"2030-01-01T00:00:05+01:00",
        "content-type": b"application/json",
    }


def test_the_topic_keeps_everything_in_one_order(kafka: KafkaForTest, events: EventsTopic) -> None:
    make_topic(kafka.bootstrap, events.name)
    with closing(KafkaAdminClient(bootstrap_servers=kafka.bootstrap)) as admin:
        (described,) = admin.describe_topics([events.name])
        (found,) = admin.describe_configs([ConfigResource("TOPIC", events.name)]).values()
    assert len(described["partitions"]) == 1
    told = str(found)
    for wanted in ("'-1'", "LogAppendTime", str(LARGEST)):
        assert wanted in told


def test_reading_begins_at_any_position(events: EventsTopic, tail: KafkaTail) -> None:
    log = MemoryLog(history(*range(3, 400, 3)))
    published(log, events)
    for after in (0, 3, 4, 150, 396, 200, 201):
        expected = log.read(after, 1)
        if after % 3 == 0:
            assert read_all(tail, after, 1)[:1] == expected
        else:
            with pytest.raises(Gap):
                read_all(tail, after, 1)
    assert tail.read(399, 10) == []


def test_doubled_records_are_read_once_from_anywhere(events: EventsTopic, tail: KafkaTail) -> None:
    log = MemoryLog(history(*range(1, 30)))
    events.send(log.events[:20], 0)
    events.send(log.events[10:], 10)
    for after in (0, 5, 12, 19, 20, 25):
        assert read_all(tail, after, 29 - after) == log.events[after:]


def test_a_gap_in_the_topic_is_noticed(events: EventsTopic, tail: KafkaTail) -> None:
    events.send(history(1, 2), 0)
    events.send(history(5), 4)
    with pytest.raises(Gap, match="after position 2 comes 5, whose predecessor is 4"):
        read_all(tail, 0, 3)


@pytest.mark.parametrize("headers", [[], [("position", b"x"), ("prev", b"0"), ("version", b"1"), ("ce_type", b"a.v1")]])
def test_a_stranger_s_record_stops_the_reader(
    kafka: KafkaForTest, events: EventsTopic, tail: KafkaTail, headers: list[tuple[str, bytes]]
) -> None:
    with closing(KafkaProducer(bootstrap_servers=kafka.bootstrap)) as producer:
        producer.send(events.name, b"{}", key=b"k", headers=headers).get(10)
    with pytest.raises(UnreadableEvent, match=r"record at offset 0 of \S+ was not written by this program"):
        read_all(tail, 0, 1)


def test_the_largest_fact_goes_through(events: EventsTopic, tail: KafkaTail) -> None:
    large = stored(1, exit_of(1))
    large = large._replace(body=large.body + b" " * (16 * 1024 * 1024 - len(large.body)))
    events.send([large, *history(2)], 0)
    assert read_all(tail, 0, 2) == [large, *history(2)]


def test_a_topic_with_several_partitions_is_refused(kafka: KafkaForTest) -> None:
    name = kafka.topic("wide")
    with closing(KafkaAdminClient(bootstrap_servers=kafka.bootstrap)) as admin:
        admin.create_topics({name: {"num_partitions": 2, "replication_factor": 1}}, wait_for_metadata=True)
    with pytest.raises(RefusedByBroker, match="has 2 partitions"):
        KafkaTail(kafka.bootstrap, name)
    with pytest.raises(RefusedByBroker, match="has 2 partitions"):
        EventsTopic(kafka.bootstrap, name).last()


def test_a_topic_that_is_not_there_is_waited_for(kafka: KafkaForTest) -> None:
    with pytest.raises(BrokerAway, match="there is no topic"):
        KafkaTail(kafka.bootstrap, kafka.topic("none"))


def test_nothing_starts_without_the_fast_checksum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka_asking, "crc32c_c", None)
    for start in (EventsTopic, KafkaTail, InboundTopic, make_topic):
        with pytest.raises(RefusedByBroker, match="crc32c extension is missing"):
            start("127.0.0.1:1", "x")


def test_a_view_is_renewed_from_the_topic_while_the_others_go_on(
    events: EventsTopic, tail: KafkaTail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "RENEWED_AT_ONCE", 10)
    log = MemoryLog(history(*range(1, 101)))
    published(log, events)
    with closing(SqliteViews(tmp_path)) as views:
        catch_up_with_log(Reader(views, PLAIN), tail)
        old = [views.digest(model.name, model.tables) for model in PLAIN]
        views._tell("UPDATE made_under SET law = 'another' WHERE view = 'history'")
        reader = Reader(views, PLAIN)
        reader.step(tail)
        assert [held.state for held in views.held() if held.view == "history"] == ["current", "renewing"]
        events.send(history(101), 100)
        while views.position("search") < 101:
            reader.step(tail)
        catch_up_with_log(reader, tail)
        log.events += history(101)
        with closing(SqliteViews(tmp_path / "fresh")) as fresh:
            catch_up_with_log(Reader(fresh, PLAIN), log)
            made = [fresh.digest(model.name, model.tables) for model in PLAIN]
        assert made != old
        assert [views.digest(model.name, model.tables) for model in PLAIN] == made
        assert [held.state for held in views.held() if held.view == "history"] == ["former", "current"]


def test_views_over_the_topic_equal_views_over_the_log(events: EventsTopic, tail: KafkaTail, tmp_path: Path) -> None:
    log = MemoryLog(history(*range(1, 300)))
    published(log, events)
    over_topic, over_log = SqliteViews(tmp_path / "topic"), SqliteViews(tmp_path / "log")
    catch_up_with_log(Reader(over_topic, PLAIN), tail)
    catch_up_with_log(Reader(over_log, PLAIN), log)
    for model in PLAIN:
        assert over_topic.digest(model.name, model.tables) == over_log.digest(model.name, model.tables)
    over_topic.close()
    over_log.close()


class Recording:
    """Remembers what it was asked to record; fails when it should."""

    def __init__(self, done: Callable[[list[bytes]], bool], stop: threading.Event, crash: bool = False) -> None:
        self.taken: list[tuple[bytes, Origin]] = []
        self._done, self._stop, self._crash = done, stop, crash

    def __call__(self, records: Sequence[tuple[bytes, Origin]]) -> Outcome:
        self.taken += records
        if self._done([value for value, _ in self.taken]):
            self._stop.set()
            if self._crash:
                raise KeyboardInterrupt
        return Outcome(accepted=len(records))


@pytest.fixture
def inbound(kafka: KafkaForTest) -> str:
    name = kafka.topic("inbound")
    make_topic(kafka.bootstrap, name)
    return name


def send(kafka: KafkaForTest, topic: str, *values: bytes | None) -> None:
    with closing(KafkaProducer(bootstrap_servers=kafka.bootstrap)) as producer:
        for value in values:
            producer.send(topic, value, key=b"k").get(10)


def take(kafka: KafkaForTest, topic: str, count: int, crash: bool = False) -> list[tuple[bytes, Origin]]:
    stop = threading.Event()
    recording = Recording(lambda values: len(values) >= count, stop, crash)
    keep_taking_in(lambda: InboundTopic(kafka.bootstrap, topic, kafka.topic("group")), recording, stop)
    return recording.taken


def test_whatever_is_on_the_inbound_topic_is_handed_on_with_its_origin(kafka: KafkaForTest, inbound: str) -> None:
    values = [b'{"a":1}', None, b"\xff\0 not JSON", b""]
    send(kafka, inbound, *values)
    taken = take(kafka, inbound, 4)
    assert [value for value, _ in taken] == [value or b"" for value in values]
    assert [origin.offset for _, origin in taken] == [0, 1, 2, 3]
    assert {(origin.topic, origin.partition) for _, origin in taken} == {(inbound, 0)}


def test_what_was_recorded_is_not_handed_on_again(kafka: KafkaForTest, inbound: str) -> None:
    send(kafka, inbound, b"1", b"2")
    take(kafka, inbound, 2)
    send(kafka, inbound, b"3")
    assert [value for value, _ in take(kafka, inbound, 1)] == [b"3"]


def test_what_was_not_committed_comes_again(kafka: KafkaForTest, inbound: str) -> None:
    send(kafka, inbound, b"1", b"2")
    with pytest.raises(KeyboardInterrupt):
        take(kafka, inbound, 2, crash=True)
    assert [value for value, _ in take(kafka, inbound, 2)] == [b"1", b"2"]


class Growing(MemoryLog):
    """A log that is written to while it is published; `wait` really waits."""

    def wait(self, after: int, seconds: float) -> None:
        self.stop.wait(0.05)

    stop: threading.Event


def _begin(work: Callable[[], Any]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_broker_that_stops_and_starts_loses_nothing(own_kafka_server: Broker, tmp_path: Path) -> None:
    stop, told = threading.Event(), list[str]()
    log = Growing(history(1, 2, 3))
    log.stop = stop
    servers = own_kafka_server.bootstrap
    make_topic(servers, "events")
    publisher = _begin(
        lambda: keep_publishing(log, lambda: open_events_topic(servers, "events"), nullcontext, stop, tell=told.append)
    )
    tails = ExitStack()

    def open_tail() -> KafkaTail:
        tails.close()
        return tails.enter_context(closing(KafkaTail(servers, "events")))

    keeper = _begin(
        lambda: keep_read_models(lambda: SqliteViews(tmp_path / "views"), open_tail, PLAIN, stop, tell=told.append)
    )
    views = SqliteViews(tmp_path / "views")
    try:
        _reach(views, 3)
        own_kafka_server.kill()
        log.events += history(*range(4, 2_500))
        assert not stop.wait(1)
        own_kafka_server.start()
        log.events += history(*range(2_500, 3_000))
        _reach(views, 2_999)
    finally:
        stop.set()
        publisher.join()
        keeper.join()
        tails.close()
    twin = SqliteViews(tmp_path / "twin")
    catch_up_with_log(Reader(twin, PLAIN), log)
    for model in PLAIN:
        assert views.digest(model.name, model.tables) == twin.digest(model.name, model.tables)
    twin.close()
    views.close()


def _reach(views: SqliteViews, position: int) -> None:
    waiting, reached = threading.Event(), -1
    for _ in range(1_800):
        reached = min(views.position(model.name) for model in PLAIN)
        if reached >= position:
            return
        waiting.wait(0.1)
    raise AssertionError(f"the views stand at {reached}, not at {position}")
