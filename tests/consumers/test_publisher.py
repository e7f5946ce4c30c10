from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from consumers.chain import follow
from consumers.patience import BrokerAway
from consumers.publisher import AnotherLog, keep_publishing, publish
from domain.kernel.log_entry import Stored
from projections.store.sqlite import SqliteViews
from projections.store.views import LeaseHeld, StoreAway
from tests.consumers.worlds import MemoryLog, MemoryTopic, exit_of, history, stored


def published(log: MemoryLog, topic: MemoryTopic) -> list[Stored]:
    """Publishes until there is nothing more, and reads the topic from the beginning."""
    stop = threading.Event()
    log.on_wait = stop.set
    publish(log, topic, stop)
    return follow(0, topic.records)


def test_everything_is_sent_verbatim_and_in_order() -> None:
    log, topic = MemoryLog(history(1, 2, 5, 9)), MemoryTopic()
    assert published(log, topic) == log.events
    assert [record.previous for record in topic.records] == [0, 1, 2, 5]


def test_it_goes_on_from_what_the_topic_has() -> None:
    log, topic = MemoryLog(history(1, 2)), MemoryTopic()
    published(log, topic)
    log.events += history(4, 5)
    assert published(log, topic) == log.events
    assert len(topic.records) == 4


class Dying(MemoryTopic):
    """A topic whose sender dies after some records of a batch arrived and before it hears of it."""

    def __init__(self, arrived: int) -> None:
        super().__init__()
        self._arrived: int | None = arrived

    def send(self, batch: Sequence[Stored], previous: int) -> None:
        if self._arrived is None:
            super().send(batch, previous)
            return
        part, self._arrived = batch[: self._arrived], None
        super().send(part, previous)
        raise BrokerAway("no answer")


@pytest.mark.parametrize("arrived", [0, 1, 3, 4])
def test_a_crash_between_sending_and_hearing_of_it_loses_nothing(arrived: int) -> None:
    log, topic, stop, told = MemoryLog(history(1, 2, 3, 7)), Dying(arrived), threading.Event(), list[str]()
    log.on_wait = stop.set
    keep_publishing(log, lambda: topic, nullcontext, stop, tell=told.append)
    assert follow(0, topic.records) == log.events
    assert told[0] == "no answer; trying again"
    assert [sentence.partition(" ")[0] for sentence in told] == ["no", "over"]


def test_what_a_delayed_sender_doubles_is_read_once() -> None:
    log, topic = MemoryLog(history(1, 2, 3)), MemoryTopic()
    published(log, topic)
    topic.send(log.events[1:], 1)
    log.events += history(4)
    assert published(log, topic) == log.events


def test_a_broker_that_is_away_is_waited_for() -> None:
    log, topic, stop = MemoryLog(history(1, 2)), MemoryTopic(), threading.Event()
    log.on_wait = stop.set
    tries, told = list[int](), list[str]()

    def open_outlet() -> MemoryTopic:
        tries.append(1)
        if len(tries) < 3:
            raise BrokerAway(f"no broker, the {len(tries)}. time")
        return topic

    keep_publishing(log, open_outlet, nullcontext, stop, tell=told.append)
    assert follow(0, topic.records) == log.events
    assert len(told) == 2
    assert told[0] == "no broker, the 1. time; trying again"
    assert told[1].endswith("seconds: no broker, the 1. time")


@pytest.mark.parametrize("end", [stored(2, exit_of(99)), stored(9)])
def test_the_topic_of_another_log_is_left_alone(end: Stored) -> None:
    topic = MemoryTopic()
    topic.send([stored(1), end], 0)
    with pytest.raises(AnotherLog, match=f"ends with position {end.position}"):
        publish(MemoryLog(history(1, 2, 3)), topic, threading.Event())
    assert len(topic.records) == 2


def test_only_one_publishes(tmp_path: Path) -> None:
    first, second = SqliteViews(tmp_path), SqliteViews(tmp_path)
    log, topic, stop = MemoryLog(history(1)), MemoryTopic(), threading.Event()
    with first.lease("publishing"), pytest.raises(LeaseHeld, match="publishing: process"):
        keep_publishing(log, lambda: topic, lambda: second.lease("publishing"), stop)
    assert topic.records == []
    first.close()
    second.close()


class Emptied(MemoryTopic):
    """A topic whose broker loses it while nothing is recorded."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__()
        self._stop, self._emptied = stop, False

    def last(self) -> Stored:
        if self.records and not self._emptied:
            self.records.clear()
            self._emptied = True
        return super().last()

    def send(self, batch: Sequence[Stored], previous: int) -> None:
        super().send(batch, previous)
        if self._emptied:
            self._stop.set()


def test_a_topic_that_was_emptied_is_filled_again_in_a_quiet_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consumers.publisher.LOOKED_EVERY", 0.0)
    log, stop, told = MemoryLog(history(1, 2, 5)), threading.Event(), list[str]()
    topic = Emptied(stop)
    keep_publishing(log, lambda: topic, nullcontext, stop, tell=told.append)
    assert follow(0, topic.records) == log.events
    assert told[0] == "the topic was sent all up to position 5, and ends with 0; trying again"


def test_who_lost_the_lease_sends_nothing_before_it_is_held_again() -> None:
    log, topic, stop, told = MemoryLog(history(1, 2)), MemoryTopic(), threading.Event(), list[str]()
    log.on_wait = stop.set
    holds = iter((True, False, True))

    @contextmanager
    def lease() -> Iterator[Callable[[], object]]:
        if not next(holds):
            raise LeaseHeld("publishing: another is already doing this")
        yield still_alone

    sent_when_asked: list[int] = []

    def still_alone() -> None:
        sent_when_asked.append(len(topic.records))
        if len(sent_when_asked) == 1:
            raise StoreAway("the connection is lost")

    keep_publishing(log, lambda: topic, lease, stop, tell=told.append)
    assert sent_when_asked == [0, 0]
    assert follow(0, topic.records) == log.events
    assert told[0] == "the connection is lost; trying again"
