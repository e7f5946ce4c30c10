from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from consumers.chain import Gap
from consumers.loop import Reader, catch_up_with_log, keep
from consumers.patience import BrokerAway, Well, patiently
from consumers.project import bring_up_to_date, keep_read_models, reading_alone
from domain.kernel.errors import UnreadableEvent
from domain.kernel.log_entry import Stored
from projections.catalogue import plain_models
from projections.history import ENTRY, History
from projections.store.sqlite import SqliteViews
from projections.store.views import LeaseHeld, StoreAway, Views
from tests.consumers.worlds import MemoryLog, MemoryTopic, TopicTail, history, stored, unknown

PLAIN = plain_models()


@pytest.fixture
def views(tmp_path: Path) -> Iterator[SqliteViews]:
    made = SqliteViews(tmp_path)
    yield made
    made.close()


def filed(views: Views) -> list[int]:
    """The positions that the history view has, in order."""
    generation = views.current("history", (ENTRY,))
    return sorted(row[1] for row in generation.select(ENTRY))


def digests(views: Views) -> list[str]:
    return [views.digest(model.name, model.tables).sha256 for model in PLAIN]


def test_everything_is_read_once_and_the_position_says_so(views: SqliteViews) -> None:
    reader = Reader(views, PLAIN)
    assert catch_up_with_log(reader, MemoryLog(history(1, 2, 4, 7)), limit=3) == 4
    assert filed(views) == [1, 2, 4, 7]
    assert reader.position == views.position("history") == views.position("search") == 7


@pytest.mark.parametrize("limit", [1, 2, 7, 100])
def test_the_size_of_batches_changes_nothing(views: SqliteViews, tmp_path: Path, limit: int) -> None:
    log = MemoryLog(history(*range(1, 40)))
    catch_up_with_log(Reader(views, PLAIN), log)
    other = SqliteViews(tmp_path / "other")
    reader = Reader(other, PLAIN)
    catch_up_with_log(reader, log, limit)
    assert digests(views) == digests(other)
    other.close()


def test_a_reader_goes_on_where_the_last_one_stopped(views: SqliteViews) -> None:
    log = MemoryLog(history(1, 2, 3))
    catch_up_with_log(Reader(views, PLAIN), log)
    log.events += history(4, 5)
    assert catch_up_with_log(Reader(views, PLAIN), log) == 2
    assert filed(views) == [1, 2, 3, 4, 5]


def test_a_view_that_is_ahead_takes_only_what_it_lacks(views: SqliteViews, tmp_path: Path) -> None:
    log = MemoryLog(history(1, 2, 3))
    catch_up_with_log(Reader(views, [History()]), log)
    log.events += history(4)
    assert catch_up_with_log(Reader(views, PLAIN), log) == 4
    alone = SqliteViews(tmp_path / "alone")
    catch_up_with_log(Reader(alone, PLAIN), log)
    assert digests(views) == digests(alone)
    alone.close()


def test_records_that_come_twice_are_skipped(views: SqliteViews) -> None:
    topic = MemoryTopic()
    topic.send(history(1, 2, 3), 0)
    topic.send(history(2, 3, 5), 1)
    topic.send(history(3, 5, 6), 2)
    reader = Reader(views, PLAIN)
    catch_up_with_log(reader, TopicTail(topic), limit=2)
    assert filed(views) == [1, 2, 3, 5, 6]


def test_a_gap_stops_the_reader_before_it(views: SqliteViews) -> None:
    topic = MemoryTopic()
    topic.send(history(1, 2), 0)
    topic.send(history(5), 4)
    reader, tail = Reader(views, PLAIN), TopicTail(topic)
    reader.step(tail, limit=2)
    with pytest.raises(Gap, match="after position 2 comes 5, whose predecessor is 4"):
        reader.step(tail)
    assert filed(views) == [1, 2]


def test_a_record_of_a_later_program_stops_the_reader_and_is_named(views: SqliteViews) -> None:
    log = MemoryLog([*history(1, 2), unknown(3), *history(4)])
    with pytest.raises(UnreadableEvent, match=r"position 3 of type shipment\.beamed\.v1 cannot be read"):
        catch_up_with_log(Reader(views, PLAIN), log)
    assert filed(views) == [1, 2]
    assert views.position("search") == 2


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b'{"source":1}', b"[" * 100_000])
def test_a_damaged_record_stops_the_reader_and_is_named(views: SqliteViews, body: bytes) -> None:
    log = MemoryLog([*history(1), stored(2)._replace(body=body), *history(3)])
    with pytest.raises(UnreadableEvent, match=r"position 2 of type shipment\.exited\.v1 cannot be read"):
        catch_up_with_log(Reader(views, PLAIN), log)
    assert filed(views) == [1]


def test_it_stops_between_batches_when_told(views: SqliteViews) -> None:
    stop = threading.Event()
    log = MemoryLog(history(1, 2, 3), on_wait=stop.set)
    keep(Reader(views, PLAIN), log, stop, limit=2)
    assert filed(views) == [1, 2, 3]


class Failing:
    """Views whose commits fail a few times, as when the database goes away."""

    def __init__(self, failures: int) -> None:
        self.failures = failures

    def open(self, folder: Path) -> SqliteViews:
        views = SqliteViews(folder)
        whole = views.transaction

        def breaking() -> ExitStack:
            stack = ExitStack()
            stack.enter_context(whole())
            if self.failures:
                self.failures -= 1
                stack.callback(_go_away)
            return stack

        views.transaction = breaking  # type: ignore[method-assign,assignment]
        return views


def _go_away() -> None:
    raise StoreAway("the database does not answer")


def test_what_was_not_committed_is_read_again(tmp_path: Path) -> None:
    stop, told = threading.Event(), list[str]()
    log = MemoryLog(history(1, 2, 3), on_wait=stop.set)
    SqliteViews(tmp_path).close()
    failing = Failing(2)
    keep_read_models(lambda: failing.open(tmp_path), lambda: log, PLAIN, stop, tell=told.append)
    views = SqliteViews(tmp_path)
    assert filed(views) == [1, 2, 3]
    begun, over = told
    assert begun == "the database does not answer; trying again"
    assert over.startswith("over after ")
    assert over.endswith(": the database does not answer")
    views.close()


def test_patience_ends_when_told(tmp_path: Path) -> None:
    stop, tries = threading.Event(), list[int]()

    def work(_: Well) -> None:
        tries.append(1)
        if len(tries) == 3:
            stop.set()
        raise BrokerAway("no broker")

    patiently(work, stop, tell=lambda sentence: None)
    assert len(tries) == 3


def test_only_one_process_keeps_a_view(tmp_path: Path, views: SqliteViews) -> None:
    other = SqliteViews(tmp_path)
    with reading_alone(views, PLAIN), pytest.raises(LeaseHeld, match="reading history"):
        bring_up_to_date(other, MemoryLog(history(1)), PLAIN, wait=0)
    assert bring_up_to_date(other, MemoryLog(history(1)), PLAIN) == 1
    with reading_alone(views, PLAIN):
        assert bring_up_to_date(other, MemoryLog(history(1)), PLAIN, wait=0) == 0
    other.close()


class Remembering:
    """A read model that keeps a list, to see what a loop hands it."""

    name = "seen"
    tables = (ENTRY,)
    made_under = History.made_under

    def __init__(self) -> None:
        self.seen: list[int] = []

    def open(self, _: object) -> Remembering:
        return self

    def apply(self, batch: Sequence[Stored]) -> None:
        self.seen += [event.position for event in batch]

    def flush(self) -> None:
        pass


def test_a_reader_follows_the_pointer_to_a_rebuilt_generation(views: SqliteViews) -> None:
    log = MemoryLog(history(1, 2, 3))
    reader = Reader(views, [History()])
    catch_up_with_log(reader, log)
    rebuilt = views.begin_rebuild("history", (ENTRY,), History.made_under)
    folding = History().open(rebuilt)
    folding.apply(log.events)
    with views.transaction():
        folding.flush()
        rebuilt.move(3)
    assert views.switch(rebuilt)
    log.events += history(4)
    catch_up_with_log(reader, log)
    assert views.pointer("history") == rebuilt.number
    assert filed(views) == [1, 2, 3, 4]
    assert [held.position for held in views.held()] == [3, 4]


def test_a_folding_is_handed_every_event_once(views: SqliteViews) -> None:
    model = Remembering()
    catch_up_with_log(Reader(views, [model]), MemoryLog(history(1, 3, 9)), limit=2)
    assert model.seen == [1, 3, 9]
