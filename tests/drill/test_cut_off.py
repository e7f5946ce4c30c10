"""A view store whose connection is cut off: whatever was asked, the answer says so, and a reader opens it again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import psycopg
import pytest

from projections.store.postgres import PostgresViews
from projections.store.views import StoreAway, Views
from projections.traffic import TRAFFIC, TrafficCounts

pytestmark = pytest.mark.drill

MODEL = TrafficCounts()
KEY = ("XA", "2030-01", "day.closed")


def current(views: Views) -> object:
    return views.current(MODEL.name, MODEL.tables)


def in_a_transaction(views: Views) -> None:
    with views.transaction():
        views.current(MODEL.name, MODEL.tables).upsert(TRAFFIC, [(*KEY, 1)])


def with_a_lease(views: Views) -> None:
    with views.lease("something"):
        pass


@pytest.mark.parametrize(
    "ask",
    [
        Views.pointers,
        Views.held,
        current,
        in_a_transaction,
        with_a_lease,
        lambda views: views.position(MODEL.name),
        lambda views: views.begin_rebuild(MODEL.name, MODEL.tables, MODEL.made_under),
        lambda views: views.digest(MODEL.name, MODEL.tables),
        lambda views: views.prune(MODEL.name),
    ],
    ids=["pointers", "held", "current", "write", "lease", "position", "rebuild", "digest", "prune"],
)
def test_a_store_that_is_cut_off_is_away(postgres: str, ask: Callable[[Views], object]) -> None:
    with closing(PostgresViews(postgres)) as views:
        cut_off(postgres)
        with pytest.raises(StoreAway):
            ask(views)


def test_so_is_a_generation_of_it(postgres: str) -> None:
    for ask in (
        lambda generation: generation.get(TRAFFIC, KEY),
        lambda generation: generation.select(TRAFFIC),
        lambda generation: generation.position(),
        lambda generation: generation.move(1),
        lambda generation: generation.upsert(TRAFFIC, [(*KEY, 1)]),
        lambda generation: generation.delete(TRAFFIC, [KEY]),
        lambda generation: list(generation.rows(TRAFFIC)),
    ):
        with closing(PostgresViews(postgres)) as views:
            generation = views.current(MODEL.name, MODEL.tables)
            cut_off(postgres)
            with pytest.raises(StoreAway):
                ask(generation)


def cut_off(address: str) -> None:
    """Ends the connection of every view store."""
    with psycopg.connect(address) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name LIKE 'counterfoil %'"
        )
