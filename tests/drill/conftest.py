"""Stages for drills, and the count of the dead at the end."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drill.histories import side_by_side
from tests.drill.stage import Stage

LONG = os.environ.get("COUNTERFOIL_DRILL") == "long"
KILLS = 12 if LONG else 2
WORLDS = 20 if LONG else 6
_KILLS: Counter[str] = Counter()
_CAME_BACK: list[str] = []


def came_back(what: str, seconds: float) -> None:
    """A server was away and has come back; all was well after so many seconds."""
    _CAME_BACK.append(f"{seconds:5.1f}  {what}")


@pytest.fixture
def kills() -> int:
    """How often to kill at each point."""
    return KILLS


@pytest.fixture
def kills_on_servers() -> int:
    """The same where a process takes longer to come up; several tests share the points."""
    return KILLS if LONG else 1


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A fresh world over a folder."""
    deliveries = side_by_side(WORLDS)
    made = Stage(tmp_path, deliveries, _KILLS, at_once=len(deliveries) // (4 * KILLS + 4))
    yield made
    made.clear_away()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Stage]:
    """A fresh world over a folder, where nothing was delivered yet."""
    made = Stage(tmp_path, [], _KILLS, at_once=50)
    yield made
    made.clear_away()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tells how many died where."""
    if _KILLS:
        terminalreporter.section("processes killed, by the point they had come to")
        for point, count in sorted(_KILLS.items()):
            terminalreporter.write_line(f"{count:5}  {point}")
    if _CAME_BACK:
        terminalreporter.section("seconds after the return of a server until all was well")
        for line in _CAME_BACK:
            terminalreporter.write_line(line)
