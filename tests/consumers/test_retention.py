"""What a broker deletes before it was read stops whoever reads, and is gone on from knowingly or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.structs import OffsetAndMetadata

from consumers.arrival import Outcome
from consumers.chain import Gap
from consumers.foreign import Arrived, keep_taking_in
from consumers.kafka import KafkaTail, open_events_topic
from consumers.kafka_inbound import InboundTopic
from consumers.kafka_topics import make_topic
from consumers.retention import RecordsLost, RetentionGap, gap_of
from licensing.__main__ import main
from licensing.log import open_log
from tests.conftest import KafkaForTest
from tests.consumers.facts import line
from tests.consumers.inbound_topic import send
from tests.consumers.worlds import MemoryLog, history

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("sockets_collected"),
]


def delete(kafka: KafkaForTest, topic: str, before: int) -> None:
    with closing(KafkaAdminClient(bootstrap_servers=kafka.bootstrap)) as admin:
        admin.delete_records({TopicPartition(topic, 0): before})


def stand_at(kafka: KafkaForTest, topic: str, offset: int) -> None:
    """A group has read so far, as the broker remembers."""
    partition = TopicPartition(topic, 0)
    with closing(KafkaConsumer(bootstrap_servers=kafka.bootstrap, group_id=kafka.topic("group"))) as consumer:
        consumer.assign([partition])
        consumer.commit({partition: OffsetAndMetadata(offset, "", -1)})


Accepts = Callable[[RetentionGap], bool]


def nobody(_: RetentionGap) -> bool:
    return False


def take(kafka: KafkaForTest, topic: str, count: int, accepts: Accepts = nobody) -> list[Arrived]:
    stop, taken = threading.Event(), list[Arrived]()

    def record(arrived: Sequence[Arrived]) -> Outcome:
        taken.extend(arrived)
        if len(taken) >= count:
            stop.set()
        return Outcome(accepted=len(arrived))

    keep_taking_in(lambda: InboundTopic(kafka.bootstrap, topic, kafka.topic("group"), accepts), record, stop)
    return taken


def values(arrived: list[Arrived]) -> list[bytes]:
    return [value for value, _ in arrived]


@pytest.mark.parametrize(("deleted", "lost"), [(2, 0), (3, 1), (5, 3)])
def test_what_is_deleted_before_it_was_read_stops_the_consumer_and_what_was_read_does_not(
    kafka: KafkaForTest, inbound: str, deleted: int, lost: int
) -> None:
    send(kafka, inbound, b"0", b"1")
    take(kafka, inbound, 2)
    send(kafka, inbound, b"2", b"3", b"4")
    delete(kafka, inbound, deleted)
    if not lost:
        assert values(take(kafka, inbound, 3)) == [b"2", b"3", b"4"]
        return
    with pytest.raises(RecordsLost) as told:
        take(kafka, inbound, 1)
    assert told.value.gap == (inbound, 0, 2, deleted)
    assert f"{lost} from offset 2 up to {deleted - 1}; the oldest that is left is at offset {deleted}" in str(
        told.value
    )
    assert f"--accept-gap {inbound}:0:2-{deleted}" in str(told.value)
    send(kafka, inbound, b"5")
    with pytest.raises(RecordsLost):
        take(kafka, inbound, 1)
    assert values(take(kafka, inbound, 6 - deleted, accepts=lambda gap: gap == told.value.gap))[-1] == b"5"
    send(kafka, inbound, b"6")
    assert values(take(kafka, inbound, 1)) == [b"6"]


def test_a_gap_that_has_grown_since_it_was_told_is_told_again(kafka: KafkaForTest, inbound: str) -> None:
    send(kafka, inbound, b"0")
    take(kafka, inbound, 1)
    send(kafka, inbound, b"1", b"2", b"3")
    delete(kafka, inbound, 2)
    with pytest.raises(RecordsLost) as told:
        take(kafka, inbound, 1)
    delete(kafka, inbound, 3)
    with pytest.raises(RecordsLost, match="1-3"):
        take(kafka, inbound, 1, accepts=lambda gap: gap == told.value.gap)


@pytest.mark.parametrize("deleted", [0, 1])
def test_a_group_that_begins_reads_from_the_first_record_or_is_told_that_it_is_gone(
    kafka: KafkaForTest, inbound: str, deleted: int
) -> None:
    send(kafka, inbound, b"0", b"1")
    if not deleted:
        assert values(take(kafka, inbound, 2)) == [b"0", b"1"]
        return
    delete(kafka, inbound, deleted)
    with pytest.raises(RecordsLost, match="has no offset there yet; records of partition 0"):
        take(kafka, inbound, 1)
    assert values(take(kafka, inbound, 1, accepts=lambda gap: gap[2:] == (0, 1))) == [b"1"]


@pytest.mark.parametrize(("read_to", "lost"), [(2, False), (3, True), (500, True)])
def test_a_topic_that_ends_before_what_was_read_of_it_was_made_anew(
    kafka: KafkaForTest, inbound: str, read_to: int, lost: bool
) -> None:
    send(kafka, inbound, b"0", b"1")
    stand_at(kafka, inbound, read_to)
    if not lost:
        send(kafka, inbound, b"2")
        assert values(take(kafka, inbound, 1)) == [b"2"]
        return
    with pytest.raises(RecordsLost, match="ends before it: it was made anew or cut off") as told:
        take(kafka, inbound, 1)
    assert told.value.gap == (inbound, 0, read_to, 0)
    assert values(take(kafka, inbound, 2, accepts=lambda gap: gap == told.value.gap)) == [b"0", b"1"]


def test_what_is_deleted_while_the_consumer_runs_is_told_too(kafka: KafkaForTest, inbound: str) -> None:
    send(kafka, inbound, b"0")
    with closing(InboundTopic(kafka.bootstrap, inbound, kafka.topic("group"))) as topic:
        arrived: list[Arrived] = []
        while not arrived:
            arrived += topic.poll(1, 1)
        topic.commit()
        # Whatever the consumer has fetched by itself, the position from which it goes on is what counts.
        topic._consumer.pause(TopicPartition(inbound, 0))
        send(kafka, inbound, b"1", b"2")
        delete(kafka, inbound, 2)
        topic._consumer.resume(TopicPartition(inbound, 0))
        with pytest.raises(RecordsLost, match="1 from offset 1 up to 1"):
            _polled(topic, 20)


def _polled(topic: InboundTopic, often: int) -> list[Arrived]:
    return [one for _ in range(often) for one in topic.poll(1, 1)]


def test_the_command_stops_says_how_to_go_on_and_keeps_for_good_who_went_on(
    kafka: KafkaForTest, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    topic, data = kafka.topic("inbound"), tmp_path / "data"
    monkeypatch.setenv("COUNTERFOIL_INBOUND_TOPIC", topic)
    make_topic(kafka.bootstrap, topic)
    send(kafka, topic, line(id_="0"), line(id_="1"))
    delete(kafka, topic, 1)
    call = ["consume", "--kafka", kafka.bootstrap, "--data", str(data), "--group", topic]
    assert main(call) == 1
    told = capsys.readouterr().err.splitlines()[-1]
    assert told.startswith(f"counterfoil: group {topic} has no offset there yet; records of partition 0 of {topic}")
    gap = f"{topic}:0:0-1"
    assert f"counterfoil consume --accept-gap {gap}" in told
    assert main([*call, "--accept-gap", "nonsense"]) == 2
    assert "TOPIC:PARTITION:FROM-TO" in capsys.readouterr().err
    stop = threading.Event()
    monkeypatch.setattr("licensing.commands.consume.until_told", lambda: _Stopping(stop))
    watcher = threading.Thread(target=_until_taken, args=(data, stop))
    watcher.start()
    assert main([*call, "--accept-gap", gap]) == 0
    watcher.join()
    with closing(open_log(data)) as log:
        assert log.position_of("/states/XA/clock", "1")
        (row,) = log.rejects()
    assert row.reject.reason == "RECORDS_LOST"
    assert str(row.reject.origin) == f"{topic} partition 0 offset 0"
    assert f"by --accept-gap {gap}" in row.reject.detail
    assert main(["rejects", "--data", str(data)]) == 0
    assert "RECORDS_LOST" in capsys.readouterr().out
    assert main(["rejects", "--data", str(data), "--retry"]) == 0


class _Stopping:
    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def __enter__(self) -> threading.Event:
        return self._stop

    def __exit__(self, *_: object) -> None:
        self._stop.set()


def _until_taken(data: Path, stop: threading.Event) -> None:
    with closing(open_log(data)) as log:
        while log.head() < 1 and not stop.wait(0.1):
            pass
    stop.set()


def test_a_gap_is_read_as_it_is_written() -> None:
    gap = RetentionGap("a.b-c_d", 3, 10, 500)
    assert gap_of(str(gap)) == gap
    for wrong in ("", "a:0:1", "a:x:1-2", "a:0:1-2 ", "a:0:-1-2", ":0:1-2"):
        with pytest.raises(ValueError, match="is no gap"):
            gap_of(wrong)


def test_a_reader_of_our_own_topic_stops_before_what_was_deleted_and_goes_on_behind_it(kafka: KafkaForTest) -> None:
    log = MemoryLog(history(*range(1, 11)))
    with closing(open_events_topic(kafka.bootstrap, kafka.topic("events"))) as events:
        events.send(log.events[:8], 0)
        with (
            closing(KafkaTail(kafka.bootstrap, events.name)) as tail,
            closing(KafkaTail(kafka.bootstrap, events.name)) as running,
        ):
            assert _read(running, 0, 2) == log.events[:2]
            delete(kafka, events.name, 5)
            for after in (0, 2, 4):
                with pytest.raises(Gap, match=r"counterfoil read --from log"):
                    _read(tail, after, 1)
            assert _read(tail, 5, 3) == log.events[5:8]
            events.send(log.events[8:], 8)
            assert _read(tail, 8, 2) == log.events[8:]
            delete(kafka, events.name, 10)
            assert tail.read(10, 9) == []
            events.send(history(11), 10)
            assert _read(tail, 10, 1) == history(11)
            with pytest.raises(Gap, match="after position 2 comes 11"):
                _read(tail, 2, 1)
            while running._waiting:
                running.read(running._at or 0, 1)
            with pytest.raises(Gap):
                _read(running, running._at or 0, 9)


def _read(tail: KafkaTail, after: int, count: int) -> list[object]:
    found: list[object] = []
    for _ in range(20):
        found += tail.read(after + len(found), count - len(found))
        if len(found) >= count:
            break
        tail.wait(after + len(found), 0.5)
    return found
