from __future__ import annotations

import argparse
import signal
import threading
from contextlib import closing
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from consumers.arrival import Origin
from consumers.inbound import delivery_of
from domain.kernel.errors import NotFound
from domain.kernel.event import envelope
from domain.kernel.moments import instant
from domain.kernel.zones import fixed
from licensing.commands import clock, publish, read, rebuild, views
from licensing.settings import BadSetting, Settings, settings
from licensing.wiring import World
from projections.store.opening import open_views
from tests.consumers.worlds import exit_of
from tests.waiting import eventually


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """A folder with five facts."""
    made = settings({"data": str(tmp_path)}, {})
    with World(made) as world:
        world.log.record([delivery_of(exit_of(number), Origin()) for number in range(5)])
    return made


def run(command: ModuleType, here: Settings, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return int(command.run(parser.parse_args(words), here))


def test_views_are_rebuilt_and_told(here: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(rebuild, here, "all") == 0
    assert "history is rebuilt and stands for position 5" in capsys.readouterr().err
    assert run(views, here, "history") == 0
    assert capsys.readouterr().out.split()[-6:] == ["history", "1", "current", "5", "0", "today's"]
    assert run(views, here, "--digest") == 0
    first = capsys.readouterr().out
    assert [line.split()[:2] for line in first.splitlines()[:2]] == [["history", "5"], ["search", "5"]]
    assert run(rebuild, here, "all", "--prune") == 0
    assert "history: dropped 1 former generations" in capsys.readouterr().err
    assert run(views, here, "--digest") == 0
    assert capsys.readouterr().out == first


def test_a_view_that_is_not_there_is_told(here: Settings) -> None:
    with pytest.raises(NotFound, match="there is no view nope; there are history, search"):
        run(rebuild, here, "nope")


def test_publishing_needs_brokers(here: Settings) -> None:
    with pytest.raises(BadSetting, match="COUNTERFOIL_KAFKA"):
        run(publish, here)


def test_a_reader_reads_until_it_is_told_to_stop(here: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    def stop_when_read() -> None:
        with closing(open_views(here.place)) as shown:
            eventually(lambda: min(shown.position("history"), shown.position("search")), lambda seen: seen == 5)
        signal.raise_signal(signal.SIGTERM)

    stopping = threading.Thread(target=stop_when_read)
    stopping.start()
    assert run(read, here, "history", "search") == 0
    stopping.join()
    assert run(views, here, "search") == 0
    assert capsys.readouterr().out.split()[-3:] == ["5", "0", "today's"]


def test_the_clock_never_runs_behind_what_is_on_record(here: Settings) -> None:
    with World(here) as world:
        far = exit_of(9, recordedat="2090-01-02T10:00:00.5Z")
        world.log.record([delivery_of(far, Origin())])
        wall = clock.WallClock(world.log, ["XA"])
        assert wall.now() == instant("2090-01-02T10:00:00.5Z")
        assert wall.dials() == {"XA": (fixed(0), None)}
        wall.close("XA", "2090-01-01")
        wall.close("XA", "2090-01-01")
        (closed,) = world.log.open("day/XA")
        assert wall.dials() == {"XA": (fixed(0), "2090-01-01")}
        assert clock.WallClock(world.log, ["XA"]).dials() == {"XA": (fixed(0), "2090-01-01")}
    e = envelope(closed.body)
    assert (e.id, e.time, e.recordedat) == ("DAY-2090-01-01", "2090-01-02T00:00:00Z", "2090-01-02T10:00:01Z")
    assert msgspec.json.decode(e.data) == {"authority": "XA", "date": "2090-01-01"}
