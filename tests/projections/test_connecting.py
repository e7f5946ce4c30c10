"""Nobody waits without end for PostgreSQL: a slow answer is waited for, a frozen server is not."""

from __future__ import annotations

from contextlib import closing

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from projections.store.connecting import UNHURRIED, USUAL_LIMITS, TimeLimits, connect, limited
from projections.store.postgres import PostgresViews
from projections.store.views import StoreAway
from services.postgres import Server
from tests.waiting import eventually

_IDLE = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'counterfoil%'"
IMPATIENT = TimeLimits(connect=2, silence=0.5)


def test_a_frozen_server_is_given_up_and_found_again(own_postgres_server: Server) -> None:
    uri = own_postgres_server.uri
    with closing(connect(uri, IMPATIENT)) as connection, closing(PostgresViews(uri, limits=IMPATIENT)) as views:
        own_postgres_server.freeze()
        try:
            with pytest.raises(psycopg.OperationalError, match="is there and answers nobody"):
                connection.execute("SELECT 1")
            assert connection.closed
            with pytest.raises(StoreAway, match="is there and answers nobody"):
                views.must_answer()
        finally:
            own_postgres_server.thaw()
        with closing(connect(uri, IMPATIENT)) as another:
            assert another.execute("SELECT 1").fetchone() == (1,)


def test_a_long_statement_is_waited_for_while_the_server_answers_others(postgres: str) -> None:
    with closing(connect(postgres, IMPATIENT)) as connection:
        assert connection.execute("SELECT pg_sleep(2), 7").fetchone() == ("", 7)


def test_a_statement_takes_no_longer_than_who_asks_may_wait(postgres: str) -> None:
    with (
        closing(connect(postgres, USUAL_LIMITS.at_most(0.2))) as connection,
        pytest.raises(psycopg.errors.QueryCanceled, match="statement timeout"),
    ):
        connection.execute("SELECT pg_sleep(60)")


def test_what_another_holds_is_waited_for_within_limits(postgres: str) -> None:
    with (
        closing(connect(postgres)) as holder,
        closing(connect(postgres, USUAL_LIMITS._replace(lock=0.2))) as waiting,
    ):
        holder.execute("SELECT pg_advisory_lock(1)")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            waiting.execute("SELECT pg_advisory_lock(1)")
        holder.execute("SELECT pg_advisory_unlock(1)")
        assert waiting.execute("SELECT pg_try_advisory_lock(1)").fetchone() == (True,)


def test_the_transaction_of_somebody_who_does_nothing_any_more_is_ended(postgres: str) -> None:
    with closing(connect(postgres, USUAL_LIMITS._replace(idle=0.2))) as idle, closing(connect(postgres)) as other:
        idle.execute("CREATE TABLE held (n integer)")
        idle.execute("BEGIN")
        idle.execute("LOCK TABLE held")
        eventually(
            lambda: other.execute("SELECT count(*) FROM pg_locks WHERE mode LIKE 'AccessExcl%'").fetchone() == (0,)
        )
        with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
            idle.execute("SELECT 1")


def test_views_whose_transaction_was_ended_are_opened_again(postgres: str) -> None:
    views = PostgresViews(postgres, limits=USUAL_LIMITS._replace(idle=0.2))
    with pytest.raises(StoreAway, match="idle-in-transaction"), views.reading():
        ended(postgres)
    views.close()


def test_limits_in_an_address_are_left_as_they_are() -> None:
    told = conninfo_to_dict(limited("postgresql://u@h/d?connect_timeout=9&options=-c%20statement_timeout%3D7"))
    assert (told["connect_timeout"], told["host"], told["tcp_user_timeout"]) == ("9", "h", "20000")
    assert str(told["options"]).endswith("-c statement_timeout=7")
    assert "-c lock_timeout=30000" in str(told["options"])
    assert "statement_timeout=0 " in str(conninfo_to_dict(limited("dbname=d", UNHURRIED))["options"])


def ended(address: str) -> None:
    """Waits until the server has ended the session of the views."""
    with closing(connect(address)) as other:
        eventually(lambda: other.execute(_IDLE).fetchone() == (0,))
