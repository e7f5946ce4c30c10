from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from consumers import project
from consumers.loop import Reader, catch_up_with_log
from consumers.project import rebuild
from domain.kernel.errors import UnreadableEvent
from domain.kernel.log_entry import Stored
from projections.catalogue import plain_models
from projections.store.opening import open_views
from projections.store.views import LeaseHeld, Views
from tests.consumers.worlds import MemoryLog, history, unknown
from tests.waiting import LONGEST

PLAIN = plain_models()


def digests(views: Views) -> list[tuple[int, str]]:
    found = [views.digest(model.name, model.tables) for model in PLAIN]
    return [(digest.position, digest.sha256) for digest in found]


def test_a_rebuilt_view_equals_the_live_one(views: Views, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "REBUILT_AT_ONCE", 7)
    log = MemoryLog(history(*range(1, 60)))
    reader = Reader(views, PLAIN)
    while reader.step(log, limit=5):
        pass
    live, seen = digests(views), list[tuple[int, int]]()
    for model in PLAIN:
        assert rebuild(views, log, [model], threading.Event(), lambda *reached: seen.append(reached))
    assert digests(views) == live
    assert seen[-1] == (59, 59)
    assert [views.pointer(model.name) for model in PLAIN] == [2, 2, 2]


def test_a_view_nobody_kept_yet_can_be_built_so(views: Views) -> None:
    log = MemoryLog(history(1, 2))
    assert rebuild(views, log, PLAIN[:1], threading.Event())
    assert views.position("history") == 2


class Moving(MemoryLog):
    """A log that grows, and that a live reader follows, while a rebuild reads it."""

    def __init__(self, events: Sequence[Stored], reader: Reader, more: list[Stored]) -> None:
        super().__init__(events)
        self._reader, self._more, self._busy = reader, more, False

    def read(self, after: int, limit: int) -> Sequence[Stored]:
        found = super().read(after, limit)
        if not self._busy and self._more:
            self._busy = True
            self.events.append(self._more.pop(0))
            catch_up_with_log(self._reader, self)
            self._busy = False
        return found


def test_it_is_shown_when_it_has_reached_what_readers_see(place: Path | str, views: Views) -> None:
    live = open_views(place)
    reader = Reader(live, PLAIN)
    log = Moving(history(1, 2, 3), reader, history(4, 5, 6))
    seen = list[int]()
    assert rebuild(views, log, PLAIN[:1], threading.Event(), lambda position, _: seen.append(position))
    assert seen == [3, 4, 5, 6]
    log.events += history(7)
    catch_up_with_log(reader, log)
    assert live.pointer("history") == 2
    assert live.position("history") == 7
    live.close()


def test_a_rebuild_that_is_stopped_changes_nothing_that_readers_see(views: Views) -> None:
    log = MemoryLog(history(1, 2, 3))
    catch_up_with_log(Reader(views, PLAIN), log)
    before, stop = digests(views), threading.Event()
    assert not rebuild(views, log, PLAIN[:1], stop, lambda *_: stop.set())
    assert digests(views) == before
    assert [held.state for held in views.held() if held.view == "history"] == ["current", "building"]
    assert rebuild(views, log, PLAIN[:1], threading.Event())
    assert digests(views) == before
    assert views.prune("history") == [1]


def test_two_do_not_rebuild_the_same_view(place: Path | str, views: Views) -> None:
    other = open_views(place)
    with other.lease("rebuilding history"), pytest.raises(LeaseHeld, match="rebuilding history: process"):
        rebuild(views, MemoryLog(history(1)), PLAIN[:1], threading.Event())
    assert rebuild(views, MemoryLog(history(1)), PLAIN[1:2], threading.Event())
    other.close()


def test_a_record_that_cannot_be_read_stops_it_before_anything_is_shown(views: Views) -> None:
    log = MemoryLog(history(1))
    catch_up_with_log(Reader(views, PLAIN), log)
    log.events.append(unknown(2))
    with pytest.raises(UnreadableEvent):
        rebuild(views, log, PLAIN[:1], threading.Event())
    assert views.pointer("history") == 1


def test_views_that_another_reader_keeps_are_waited_for(place: Path | str, views: Views) -> None:
    stop = threading.Event()
    log = MemoryLog(history(*range(1, 40)), on_wait=lambda: time.sleep(0.01))
    other = threading.Thread(
        target=lambda: project.keep_read_models(lambda: open_views(place), lambda: log, PLAIN, stop, wait=LONGEST)
    )
    other.start()
    try:
        assert project.bring_up_to_date(views, log, PLAIN, wait=LONGEST) in (0, 39)
        assert [views.position(model.name) for model in PLAIN] == [39, 39, 39]
    finally:
        stop.set()
        other.join()
