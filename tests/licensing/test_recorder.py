"""Our recorders are recorders of the `eventsourcing` library: its own test cases run against both backends."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import ApplicationRecorder, IntegrityError, StoredEvent
from eventsourcing.tests.persistence import ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase

from licensing.log import AnsweredRequest, Log, open_log
from licensing.log.rows import IdempotencyRecord
from tests.licensing.deliveries import delivered


def readers_have_ended() -> None:
    """The library tells its readers to stop and does not wait; a connection closed under them ends the process."""
    for thread in threading.enumerate():
        if "read_continuously" in thread.name:
            thread.join()


class _InSqlite:
    """A recorder on a file of its own."""

    @pytest.fixture(autouse=True)
    def _log(self, tmp_path: Path) -> Any:
        with closing(open_log(tmp_path)) as self.log:
            yield
            readers_have_ended()

    def create_recorder(self) -> Any:
        """The one under test."""
        return self.log._recorder

    def new_originator_id(self) -> str:
        """Streams have names."""
        return str(uuid4())


class _InPostgres(_InSqlite):
    """A recorder on a database of its own."""

    @pytest.fixture(autouse=True)
    def _log(self, postgres: str) -> Any:
        with closing(open_log(postgres)) as self.log:
            yield
            readers_have_ended()


class TestSqliteRecorder(_InSqlite, ApplicationRecorderTestCase[Any]):
    """What the library asks of any recorder, of ours in SQLite."""


class TestPostgresRecorder(_InPostgres, ApplicationRecorderTestCase[Any]):
    """What the library asks of any recorder, of ours in PostgreSQL, subscriptions among it."""

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestSqliteOrder(_InSqlite, NonInterleavingNotificationIDsBaseCase):
    """Two that write at once come one after the other."""


class TestPostgresOrder(_InPostgres, NonInterleavingNotificationIDsBaseCase):
    """Two that write at once come one after the other."""


def _event(version: int, topic: str = "day.closed.v1") -> StoredEvent:
    return StoredEvent("day/XA", version, topic, b"{}")


def test_what_stands_beside_events_is_written_with_them_or_not_at_all(log: Log) -> None:
    recorder: Any = log._recorder
    record = IdempotencyRecord(b"/states/XA/clock\na", "ab" * 32, "2030-01-01T00:00:00Z", 1, "{}")
    answer = AnsweredRequest("key", "cd" * 32, "2030-01-01T00:00:00Z", 1, 1)
    beside = {"records": [record], "requests": [answer], "recordedat": record.recordedat}
    recorder.insert_events([_event(1)])
    with pytest.raises(IntegrityError):
        recorder.insert_events([_event(2), _event(2)], **beside)
    assert (log.answered("key"), log.position_of("/states/XA/clock", "a"), log.head()) == (None, None, 1)
    assert recorder.insert_events([_event(2)], **beside) == [2]
    assert (log.answered("key"), log.position_of("/states/XA/clock", "a")) == (answer, 1)
    assert log.greatest_recordedat() == record.recordedat
    with pytest.raises(TypeError, match="tracking"):
        recorder.insert_events([_event(3)], tracking=None)


def test_the_library_reads_what_facts_and_orders_wrote(log: Log) -> None:
    recorder: ApplicationRecorder = log._recorder  # type: ignore[assignment]
    log.record([delivered("a"), delivered("b")])
    notified = recorder.select_notifications(None, 10, topics=["day.closed.v1"])
    assert [(x.id, x.originator_id, x.originator_version, x.topic, x.state) for x in notified] == log.read(0, 10)
    assert _bodies(recorder.select_events("day/XA", gt=1)) == [log.read(1, 1)[0].body]
    assert recorder.max_notification_id() == log.head()


def _bodies(events: Sequence[StoredEvent]) -> list[bytes]:
    return [event.state for event in events]
