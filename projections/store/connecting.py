"""How PostgreSQL is reached, so that nobody waits without end for a server that ended, froze or cannot be reached.

A server that froze still has what is sent to it taken by its machine, so that no limit of TCP ever passes: who has
waited in vain for a while asks whether it answers anybody at all. A long statement is waited for meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any, NamedTuple, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import ConnectionTimeout
from psycopg.rows import Row

from projections.store.turning import turned

_INTERVAL = 0.1
_KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
_UNACKNOWLEDGED_MS = 20_000
T = TypeVar("T")


class TimeLimits(NamedTuple):
    """For how many seconds PostgreSQL is waited for; 0 is no limit.

    `connect` for a connection; `silence` for a statement before it is asked whether the server still answers anybody;
    `statement` for one statement; `lock` for what others hold; `idle` until a transaction of somebody who does nothing
    any more is ended. The server holds the last three.
    """

    connect: float = 5.0
    silence: float = 5.0
    statement: float = 300.0
    lock: float = 30.0
    idle: float = 60.0

    def at_most(self, seconds: float) -> TimeLimits:
        """The same for who may not wait for a statement as long."""
        shortest = min(self.statement or seconds, seconds)
        return self._replace(statement=shortest, lock=min(self.lock or shortest, shortest))


USUAL_LIMITS = TimeLimits()
"""Where one statement may write or sort a whole view."""
UNHURRIED = TimeLimits(statement=0, lock=0, idle=0)
"""A step to a newer form: as long as it takes, while the server answers."""


class LimitedConnection(psycopg.Connection[Row]):
    """A connection that gives up on a server which answers nobody any more."""

    limits = USUAL_LIMITS
    address = ""

    def wait(self, gen: Any, interval: float = _INTERVAL, timeout: float | None = None) -> Any:
        """Waits for an answer; raises OperationalError, with the connection closed, when the server is frozen."""
        if timeout is not None or not self.limits.silence:
            return super().wait(gen, interval, timeout)
        return super().wait(self._while_it_answers(gen), interval)

    def _while_it_answers(self, gen: Generator[T, T, Any]) -> Generator[T, T, Any]:
        quiet_since = time.monotonic()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() - quiet_since > self.limits.silence:
                    self._must_answer()
                    turned()
                    quiet_since = time.monotonic()
                elif ready:
                    quiet_since = time.monotonic()
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value

    def _must_answer(self) -> None:
        """Whether the server takes in anybody at all; what it says to him does not matter."""
        try:
            psycopg.connect(self.address).close()
        except ConnectionTimeout:
            self.pgconn.finish()
            raise psycopg.OperationalError("the server is there and answers nobody") from None
        except psycopg.OperationalError:
            return


def limited(address: str, limits: TimeLimits = USUAL_LIMITS) -> str:
    """An address with these limits in it; what stands there already is left as it is."""
    given = conninfo_to_dict(address)
    held = {
        "statement_timeout": limits.statement,
        "lock_timeout": limits.lock,
        "idle_in_transaction_session_timeout": limits.idle,
    }
    # What a client holds whose machine went away is free again as soon as that shows.
    options = " ".join(
        [f"-c {name}={int(seconds * 1000)}" for name, seconds in held.items()]
        + [f"-c tcp_{name}={value}" for name, value in _KEEPALIVE.items()]
    )
    ours: dict[str, Any] = {"keepalives": 1, "tcp_user_timeout": _UNACKNOWLEDGED_MS} | _KEEPALIVE
    ours["connect_timeout"] = int(limits.connect)
    # Of two options of one name the server takes the last.
    return make_conninfo("", **(ours | given | {"options": f"{options} {given.get('options', '')}".strip()}))


def kind_of_connection(address: str, limits: TimeLimits = USUAL_LIMITS) -> type[LimitedConnection[Any]]:
    """The class of connections to one address, for a pool that makes them."""
    return type("LimitedConnection", (LimitedConnection,), {"limits": limits, "address": limited(address, limits)})


def connect(address: str, limits: TimeLimits = USUAL_LIMITS, **more: Any) -> psycopg.Connection[Any]:
    """A connection with limits, in autocommit."""
    kind = kind_of_connection(address, limits)
    return kind.connect(kind.address, autocommit=True, **more)
