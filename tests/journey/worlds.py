"""Two worlds to tell the same story in: one process over a folder; separate processes over Kafka and PostgreSQL.

A process takes no clock from a test, and need not: its desk is never behind what is on record, so the test lets the
days close, and the desk lives in them. All ids come from the keys of the requests.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from consumers.arrival import Origin
from consumers.inbound import delivery_of
from consumers.kafka import open_events_topic
from consumers.kafka_topics import make_topic
from consumers.loop import Reader
from consumers.project import reading_alone
from domain.kernel.log_entry import Stored
from licensing.log import Log, open_log
from projections.catalogue import read_models
from projections.store.opening import open_views
from tests.conftest import KafkaForTest
from tests.drill.stage import Stage
from tests.journey.officers import Officers, at
from tests.waiting import LONGEST

LAST = 100
AFTERWARDS = ("2080-12-30", "2080-12-31")
PATIENCE, PAUSE = LONGEST, 0.02
Digests = dict[str, str]


def day_closed(date: str) -> dict[str, Any]:
    """XA has closed a day; recorded at its last instant, from which the next order takes its time."""
    moment = f"{date}T22:59:59Z"
    return {
        "specversion": "1.0",
        "source": "/states/XA/clock",
        "id": f"DAY-{date}",
        "type": "day.closed.v1",
        "subject": "XA",
        "time": moment,
        "recordedat": moment,
        "datacontenttype": "application/json",
        "data": {"authority": "XA", "date": date},
    }


class Embedded:
    """One process that serves, and keeps the views, over a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.stage = Stage(folder, [], Counter(), at_once=LAST)

    def open(self) -> Officers:
        """The service begins."""
        self._processes = [self.stage.start("serve", "--port", "0")]
        return at(self._processes[0].hears(r"serving (http://\S+/)"))

    def close_day(self, date: str) -> None:
        """A day ends; when this returns it is on record."""
        with closing(open_log(self.stage.place)) as log:
            log.record([delivery_of(day_closed(date), Origin())])

    def settle(self) -> None:
        """The views come to the end of the log, and every process ends."""
        self.stage.has_read_all(self._processes[-1])
        for process in reversed(self._processes):
            process.stop()

    def redeliver(self) -> None:
        """The last hundred records come to the readers once more, and new ones behind them."""
        for date in AFTERWARDS:
            self.close_day(date)
        with (
            closing(open_log(self.stage.place)) as log,
            closing(open_views(self.stage.place)) as views,
            reading_alone(views, read_models()) as reader,
        ):
            assert _steps(reader, Again(log)) > 1

    def digests(self) -> Digests:
        """What `counterfoil views --digest` prints, by view."""
        process = self.stage.start("views", "--digest")
        process.ends()
        found = re.findall(r"^(\w+) (\d+ [0-9a-f]{64})$", process.said.read_text(), re.MULTILINE)
        assert {name for name, _ in found} == {model.name for model in read_models()}
        return dict(found)

    def rebuild(self) -> None:
        """All views are made anew."""
        self.stage.run("rebuild", "all", "--prune")

    def log(self) -> list[Stored]:
        """Everything on record."""
        with closing(open_log(self.stage.place)) as log:
            return list(log.read(0, 10_000))


class Servers(Embedded):
    """Four processes over Kafka and PostgreSQL: one takes facts in, one publishes, one reads, one serves."""

    def __init__(self, folder: Path, kafka: KafkaForTest, postgres: str) -> None:
        super().__init__(folder)
        self.stage.on_postgres(postgres)
        self.stage.with_topics(kafka.bootstrap, kafka.prefix)
        make_topic(kafka.bootstrap, self.stage.inbound_topic)

    def open(self) -> Officers:
        """All four begin."""
        officers = super().open()
        self._processes += [self.stage.start(name) for name in ("consume", "publish", "read")]
        return officers

    def close_day(self, date: str) -> None:
        """A day ends: others tell us so on the inbound topic."""
        with closing(open_log(self.stage.place)) as log:
            head, until = log.head(), time.monotonic() + PATIENCE
            self.stage.send([day_closed(date)])
            while log.head() == head:
                assert time.monotonic() < until, f"{date} was not taken in"
                time.sleep(PAUSE)

    def redeliver(self) -> None:
        """The last hundred records are sent once more to a reader who has them all, and then a new one."""
        reader = self.stage.start("read")
        self._on_topic(AFTERWARDS[0])
        self.stage.has_read_all(reader)
        last = self.log()[-LAST:]
        with closing(open_events_topic(self.stage.brokers, self.stage.topic)) as topic:
            topic.send(last, last[0].position - 1)
        self._on_topic(AFTERWARDS[1])
        self.stage.has_read_all(reader)
        reader.stop()

    def _on_topic(self, date: str) -> None:
        with closing(open_log(self.stage.place)) as log:
            log.record([delivery_of(day_closed(date), Origin())])
        self.stage.publish_all()


class Again:
    """A log that begins again with its last hundred records, whatever one has of it."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def read(self, after: int, limit: int) -> Sequence[Stored]:
        """What comes next, with what came just before it."""
        return self._log.read(max(0, after - LAST), limit) if after < self.head() else []

    def head(self) -> int:
        """The position of the last event."""
        return self._log.head()

    def wait(self, after: int, seconds: float) -> None:
        """There is nothing to wait for."""


def _steps(reader: Reader, tail: Again) -> int:
    """Reads to the end; how many records came."""
    count = 0
    while taken := reader.step(tail):
        count += taken
    return count
