"""Whether the service is ready: it knows how far views are behind, failed writes and days; and always answers soon."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from consumers.arrival import Origin
from consumers.inbound import examine
from licensing.log import Unavailable, open_log
from licensing.watch.standing import ViewLag, lags, too_far_behind
from projections.store.generation import CURRENT, RENEWING
from projections.store.views import Held
from services.postgres import Server, fresh_database
from tests.licensing.an_office import AnOffice
from tests.licensing.deliveries import Place
from tests.licensing.test_demo import served
from tests.waiting import eventually

FACT = (
    b'{"specversion":"1.0","id":"DAY-%b","source":"/states/%b/clock","type":"day.closed.v1","subject":"%b",'
    b'"time":"2030-01-01T00:00:00Z","recordedat":"2030-01-01T00:00:00Z","datacontenttype":"application/json",'
    b'"data":{"authority":"%b","date":"%b"}}'
)
WAITING = 200
AT_ONCE = 0.1
"""Seconds within which the process says that it lives."""
SOON = 2.0
"""Seconds within which it says that it is not ready."""


def day_closed(state: bytes, date: bytes) -> Any:
    return examine(FACT % (date, state, state, state, date), Origin())


@pytest.fixture
def office(tmp_path: Path) -> Iterator[AnOffice]:
    with closing(AnOffice(tmp_path)) as office:
        yield office


def test_a_view_is_behind_by_positions_and_since_the_first_event_it_lacks_was_written(place: Place) -> None:
    with closing(open_log(place)) as log:
        log.record([day_closed(b"XA", b"2029-12-30"), day_closed(b"XA", b"2029-12-31")])
        written = log.stored_at(2)
        assert written is not None
        later = datetime.fromisoformat(written) + timedelta(seconds=90)
        held = [Held("search", 1, CURRENT, 1, 1, None), Held("history", 1, CURRENT, 2, 1, None)]
        found = lags(log, 2, [*held, Held("history", 2, RENEWING, 0, 1, None)], later.astimezone(UTC))
        assert found == (ViewLag("search", 1, 1, 90.0), ViewLag("history", 2, 0, 0.0, renewed=True))


def test_the_last_day_is_told_for_each_authority_that_ever_closed_one(place: Place) -> None:
    with closing(open_log(place)) as log:
        assert log.last_days_closed() == {}
        log.record([day_closed(b"XB", b"2029-12-31"), *(day_closed(b"XA", b"2029-12-%d" % n) for n in range(10, 29))])
        assert log.last_days_closed() == {"XA": "2029-12-28", "XB": "2029-12-31"}


@pytest.mark.parametrize(
    ("lag", "told"),
    [
        (ViewLag("findings", 5, 10, 60.0), ()),
        (ViewLag("findings", 5, 11, 0.0), ("findings: 11 positions behind, for 0 seconds",)),
        (ViewLag("findings", 5, 1, 61.0), ("findings: 1 positions behind, for 61 seconds",)),
        (ViewLag("findings", 5, 5_000, 5_000.0, renewed=True), ()),
    ],
)
def test_a_view_may_be_behind_as_far_as_settings_say_and_any_time_while_it_is_made_anew(
    lag: ViewLag, told: tuple[str, ...]
) -> None:
    assert too_far_behind([lag], 10, 60) == told


def test_a_service_whose_views_are_too_far_behind_is_not_ready(office: AnOffice) -> None:
    client = office.client()
    assert client.get("/readyz").json()["ready"] is True
    object.__setattr__(office.office, "head", lambda: 10 + office.office.ready_lag)
    assert client.get("/readyz").status_code == 200
    object.__setattr__(office.office, "head", lambda: 11 + office.office.ready_lag)
    told = client.get("/readyz")
    assert told.status_code == 503
    assert {view["view"]: view["behind"] for view in told.json()["views"]}["findings"] == 100_001
    assert "100,001 positions behind" in told.json()["problems"][0]


def test_a_service_that_could_not_write_is_not_ready_until_it_is_let_try_again(
    office: AnOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.office.writer._untold([], Unavailable("the disk is full"))
    told = office.client().get("/readyz")
    assert (told.status_code, told.json()["problems"]) == (503, ["orders: the last write failed, 0 seconds ago"])
    monkeypatch.setattr("licensing.http.readiness.WRITE_FAILED", 0.0)
    assert office.client().get("/readyz").status_code == 200


def test_readiness_tells_the_last_day_that_each_authority_closed(office: AnOffice) -> None:
    office.log.record([day_closed(b"XA", b"2029-12-31")])
    assert office.client().get("/readyz").json()["last_days_closed"] == {"XA": "2029-12-31"}


async def seconds_of(ask: Callable[[], Any]) -> tuple[float, httpx2.Response]:
    begun = time.perf_counter()
    reply = await ask()
    return time.perf_counter() - begun, reply


async def asked_by_many(address: str) -> tuple[float, set[int], float]:
    """How long `/livez` took while many wait for `/readyz`; what those were told, and the longest that took."""
    limits = httpx2.Limits(max_connections=WAITING + 1)
    async with httpx2.AsyncClient(base_url=address, limits=limits, timeout=60, trust_env=False) as client:
        await client.get("/livez")
        waiting = [asyncio.ensure_future(seconds_of(lambda: client.get("/readyz"))) for _ in range(WAITING)]
        await asyncio.sleep(0.7)  # all of them have come by then, and none can have been answered yet
        alive, reply = await seconds_of(lambda: client.get("/livez"))
        assert reply.status_code == 200
        told = await asyncio.gather(*waiting)
        return alive, {reply.status_code for _, reply in told}, max(seconds for seconds, _ in told)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_frozen_database_keeps_nobody_waiting(own_postgres_server: Server, tmp_path: Path) -> None:
    with (
        fresh_database(own_postgres_server.uri) as database,
        served("--database", database, "--data", str(tmp_path), "--demo-in-the-open", "yes") as (address, _),
    ):
        eventually(lambda: httpx2.get(f"{address}/readyz").status_code, lambda status: status == 200)
        own_postgres_server.freeze()
        try:
            eventually(
                lambda: asyncio.run(asked_by_many(address)),
                lambda seen: seen[0] < AT_ONCE and seen[1] == {503} and seen[2] < SOON,
            )
        finally:
            own_postgres_server.thaw()
        eventually(lambda: httpx2.get(f"{address}/readyz").status_code, lambda status: status == 200)
