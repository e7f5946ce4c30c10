"""Connections to the views: kept for the next, given up when they failed, and asked once however many wait."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from domain.kernel.errors import NotFound
from licensing.http import readings as module
from licensing.http.readings import READINGS_AT_ONCE, Readings
from projections.catalogue import read_models
from projections.store.postgres import PostgresViews
from projections.store.sqlite import SqliteViews
from tests.licensing.an_office import SheetsByHand


@pytest.fixture
def opened() -> list[SqliteViews]:
    """Every connection that was made."""
    return []


@pytest.fixture
def readings(tmp_path: Path, opened: list[SqliteViews]) -> Iterator[Readings]:
    def connect() -> SqliteViews:
        opened.append(SqliteViews(tmp_path))
        return opened[-1]

    made = Readings(connect, lambda _, __: SheetsByHand())
    yield made
    made.close()


def test_a_connection_is_kept_for_the_next(readings: Readings, opened: list[SqliteViews]) -> None:
    for _ in range(3):
        with readings.open() as reading:
            assert reading.position == 0
    assert len(opened) == 1


def test_what_was_not_found_costs_no_connection_but_a_failure_does(
    readings: Readings, opened: list[SqliteViews]
) -> None:
    with pytest.raises(NotFound), readings.open():
        raise NotFound
    with pytest.raises(ZeroDivisionError), readings.open():
        _ = 1 / 0
    with readings.open():
        assert len(opened) == 2


def test_more_requests_than_connections_take_turns(readings: Readings, opened: list[SqliteViews]) -> None:
    async def ask() -> int:
        async with readings.lent() as reading:
            await asyncio.sleep(0.002)
            return reading.position

    async def all_of_them() -> list[int]:
        return await asyncio.gather(*(ask() for _ in range(READINGS_AT_ONCE * 4)))

    assert asyncio.run(all_of_them()) == [0] * READINGS_AT_ONCE * 4
    assert len(opened) <= READINGS_AT_ONCE


def test_however_many_wait_the_store_is_asked_once_in_a_while(
    readings: Readings, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, asked = SimpleNamespace(now=1.0), list[float]()

    def position() -> int:
        asked.append(clock.now)
        return 0

    monkeypatch.setattr(readings, "position", position)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock.now))

    async def all_of_them() -> None:
        for _ in range(5):
            assert set(await asyncio.gather(*(readings.reached(1) for _ in range(50)))) == {False}
            clock.now += module.READING_PAUSE * 1.5

    asyncio.run(all_of_them())
    assert len(asked) == 5


def test_connections_that_idled_while_the_database_was_away_are_not_lent(postgres: str) -> None:
    with closing(PostgresViews(postgres)) as views:
        for model in read_models(1):
            views.current(model.name, model.tables)
    readings = Readings(lambda: PostgresViews(postgres), lambda _, __: SheetsByHand())
    with readings.open(), readings.open():
        assert readings.position() == 0
    cut_off(postgres)
    for _ in range(3):
        with readings.open() as reading:
            assert reading.position == 0
    assert readings.position() == 0
    readings.close()


def cut_off(address: str) -> None:
    """The server ends every session but ours, as a restart does."""
    with closing(psycopg.connect(address, autocommit=True)) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
