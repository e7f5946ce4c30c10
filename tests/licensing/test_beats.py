"""A beat says that a loop turned: not how far it came, and also inside one long step; who stands still has none."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from consumers.patience import BrokerAway, patiently
from licensing.watch.beats import Beats, beats_in
from licensing.watch.health import health_of
from licensing.watch.run_folder import watching
from projections.store.turning import turned
from tests.waiting import PAUSE, eventually

LIMIT = 1.5


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "beat"


def beat(path: Path) -> float:
    return beats_in(path).get("reading", 0.0)


def works(stop: threading.Event) -> None:
    """One step without a turn that keeps the processor busy."""
    while not stop.is_set():
        sum(range(1_000))


def stands_still(stop: threading.Event) -> None:
    stop.wait()


def tries_a_server_again(stop: threading.Event) -> None:
    def away(_: Callable[[], None]) -> None:
        raise BrokerAway("away")

    patiently(away, stop, tell=lambda sentence: None)


def turns(stop: threading.Event) -> None:
    while not stop.wait(PAUSE):
        turned()


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    made = threading.Event()
    yield made
    made.set()


def begun(path: Path, work: Callable[[threading.Event], None], stop: threading.Event) -> float:
    """A loop that does some work in a thread of its own; its first beat."""
    beats = Beats(path)

    def run() -> None:
        with beats.of("reading"):
            work(stop)

    threading.Thread(target=run, daemon=True).start()
    return eventually(lambda: beat(path))


@pytest.mark.parametrize("work", [works, turns, tries_a_server_again])
def test_whoever_works_turns_or_tries_again_beats(
    path: Path, stop: threading.Event, work: Callable[[threading.Event], None]
) -> None:
    first = begun(path, work, stop)
    eventually(lambda: beat(path) > first + LIMIT)


def test_whoever_stands_still_has_no_beat(path: Path, stop: threading.Event) -> None:
    first = begun(path, stands_still, stop)
    eventually(lambda: time.monotonic() > first + LIMIT)
    assert beat(path) == first


def test_a_loop_that_has_ended_is_not_waited_for(path: Path) -> None:
    beats = Beats(path)
    with beats.of("reading"):
        assert beats_in(path)
    assert beats_in(path) == {}


def test_a_role_is_well_while_somebody_watches_it_and_its_loops_turn(tmp_path: Path) -> None:
    assert health_of(tmp_path, "read", LIMIT).told == f"read does not run here: nobody watches it in {tmp_path}"
    with watching(tmp_path, "read", 2) as here:
        assert "worker 1 of 2, has not begun yet" in health_of(tmp_path, "read", LIMIT).told
        first, second = (Beats(path) for path in here.watched)
        with first.of("reading"), second.of("reading"):
            here.turned()
            assert health_of(tmp_path, "read", 60.0).well
            found = eventually(lambda: health_of(tmp_path, "read", 0.2), lambda found: not found.well)
            assert "stand" in found.told
        assert not health_of(tmp_path, "clock", 60.0).well
    assert not health_of(tmp_path, "read", 60.0).well


def test_the_files_of_one_that_died_say_nothing(tmp_path: Path) -> None:
    with watching(tmp_path, "read", 1) as here:
        left = {path: path.read_bytes() for path in tmp_path.iterdir()}
        left[here.watched[0]] = b'{"pid": 1, "loops": {"reading": 1.0}}'
    for path, content in left.items():
        path.write_bytes(content)
    assert "does not run here" in health_of(tmp_path, "read", 60.0).told
    assert list(tmp_path.iterdir()) == []
