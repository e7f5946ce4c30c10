"""A log in memory and events to put in it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from consumers.chain import Link, follow
from domain.events.streams import stream_of
from domain.kernel.event import written
from domain.kernel.log_entry import Stored


def exit_of(number: int, ucr: str = "UCR-1", **more: Any) -> dict[str, Any]:
    """A fact as it comes in: an exit of a consignment."""
    return {
        "source": "/states/XA/customs",
        "id": f"EX-{number}",
        "type": "shipment.exited.v1",
        "subject": ucr,
        "time": f"2030-01-01T00:00:{number % 60:02d}+01:00",
        "recordedat": "2030-01-02T00:00:00Z",
        "data": {"shipment": {"ucr": ucr, "part": None}, "office": "XAABC"},
        **more,
    }


def stored(position: int, fact: dict[str, Any] | None = None, version: int = 1) -> Stored:
    fact = fact or exit_of(position, f"UCR-{position % 7}")
    stream = stream_of(fact["type"], fact["data"], fact["subject"])
    return Stored(position, stream, version, fact["type"], written(fact))


def history(*positions: int) -> list[Stored]:
    return [stored(position) for position in positions]


def unknown(position: int) -> Stored:
    """An event of a later program."""
    return stored(position)._replace(type="shipment.beamed.v1", body=written(exit_of(1, type="shipment.beamed.v1")))


class MemoryLog:
    """A log whose end can be moved; `wait` calls back: a test decides what happens while a reader waits."""

    def __init__(self, events: Sequence[Stored] = (), on_wait: Callable[[], None] = lambda: None) -> None:
        self.events = list(events)
        self.on_wait = on_wait

    def read(self, after: int, limit: int) -> Sequence[Stored]:
        return [event for event in self.events if event.position > after][:limit]

    def head(self) -> int:
        return max((event.position for event in self.events), default=0)

    def wait(self, after: int, seconds: float) -> None:
        self.on_wait()


class MemoryTopic:
    """A topic: records in the order in which they were sent, doubles included."""

    def __init__(self) -> None:
        self.records: list[Link] = []

    def send(self, batch: Sequence[Stored], previous: int) -> None:
        for event in batch:
            self.records.append(Link(previous, event))
            previous = event.position

    def last(self) -> Stored:
        return self.records[-1].stored if self.records else Stored(0, "", 0, "", b"")

    def close(self) -> None:
        pass


class TopicTail:
    """Reads such a topic as KafkaTail does."""

    def __init__(self, topic: MemoryTopic, on_wait: Callable[[], None] = lambda: None) -> None:
        self._topic, self._on_wait, self._offset = topic, on_wait, 0

    def read(self, after: int, limit: int) -> Sequence[Stored]:
        links = self._topic.records[self._offset : self._offset + limit]
        self._offset += len(links)
        return follow(after, links)

    def head(self) -> int:
        return self._topic.last().position

    def wait(self, after: int, seconds: float) -> None:
        self._on_wait()


def once_called(stop: threading.Event) -> Callable[[], None]:
    """For `on_wait`: when there is nothing more to read, end."""
    return stop.set
