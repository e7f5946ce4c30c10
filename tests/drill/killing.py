"""Where a process may die: named points between two durable steps of the program.

A point is put in from outside, around the functions that take the step, and only in the process that is to die:
the program itself knows nothing of it.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from typing import Any, NamedTuple

from kafka import KafkaProducer
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from consumers import kafka, kafka_inbound
from licensing.log import postgres as postgres_log
from licensing.log import recording
from licensing.log import sqlite as sqlite_log
from licensing.log.deciding import Deciding
from licensing.orders import writer
from projections.store import postgres as postgres_views
from projections.store import sqlite as sqlite_views
from projections.store.views import Views

BATCH_WRITTEN = "import: rows written, not committed"
BATCH_COMMITTED = "import: committed, not answered"
ORDER_READ = "order: read, not handed to the writer"
ORDER_TAKEN_UP = "order: taken up, lock not taken"
ORDER_DECIDED = "order: decided, nothing written"
ORDER_HALF_APPENDED = "order: half of the events written"
ORDER_APPENDED = "order: events written, idempotency records not"
ORDER_WRITTEN = "order: rows written, not committed"
ORDER_COMMITTED = "order: committed, nobody told"
ORDER_TOLD = "order: committed, the first of a group told"
ORDER_ANSWERED = "order: answer written to the socket"
HALF_SENT = "publisher: part of a batch sent"
SENT = "publisher: batch sent, log not read on"
OFFSET_NOT_COMMITTED = "inbound: recorded, offset not committed"
OFFSET_COMMITTED = "inbound: offset committed"
VIEWS_WRITTEN = "views: rows written, not committed"
VIEWS_COMMITTED = "views: committed"
BEFORE_SWITCH = "rebuild: caught up, not switched"
HALF_SWITCHED = "rebuild: in the middle of the switch"
SWITCHED = "rebuild: switched"

IMPORT_DIES = (BATCH_WRITTEN, BATCH_COMMITTED)
CONSUMER_DIES = (BATCH_WRITTEN, BATCH_COMMITTED, OFFSET_NOT_COMMITTED, OFFSET_COMMITTED)
PUBLISHER_DIES = (HALF_SENT, SENT)
READER_DIES = (VIEWS_WRITTEN, VIEWS_COMMITTED)
API_DIES = (ORDER_READ, ORDER_ANSWERED)
WRITER_DIES = (
    ORDER_TAKEN_UP,
    ORDER_DECIDED,
    ORDER_HALF_APPENDED,
    ORDER_APPENDED,
    ORDER_WRITTEN,
    ORDER_COMMITTED,
    ORDER_TOLD,
)


class Kill(NamedTuple):
    """Die at a point when it is passed for the n-th time."""

    point: str
    passing: int = 1


def rebuild_deaths(number: int) -> list[Kill]:
    """Every way in which a rebuild of four views may die, each number in another place."""
    in_the_fill = [Kill(point, 1 + 2 * number) for point in (VIEWS_WRITTEN, VIEWS_COMMITTED)]
    around_switches = [Kill(point, 1 + number % 4) for point in (BEFORE_SWITCH, SWITCHED)]
    return [*in_the_fill, *around_switches, Kill(HALF_SWITCHED, 1 + number % 8)]


class Fuse:
    """Ends the process at the n-th passing, at once: nothing is flushed, closed or rolled back by it."""

    def __init__(self, passing: int) -> None:
        self._left = passing

    def burn(self) -> None:
        """One passing."""
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def arm(kill: Kill) -> None:
    """Puts the point of a kill into this process."""
    fuse = Fuse(kill.passing)
    for owner, name, put in POINTS[kill.point]:
        setattr(owner, name, put(getattr(owner, name), fuse.burn))


Function = Callable[..., Any]
Burn = Callable[[], None]


def _before(function: Function, burn: Burn) -> Function:
    @wraps(function)
    def dying(*arguments: Any, **named: Any) -> Any:
        burn()
        return function(*arguments, **named)

    return dying


def _after(function: Function, burn: Burn) -> Function:
    @wraps(function)
    def dying(*arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named)
        burn()
        return result

    return dying


def _in_the_middle(function: Function, burn: Burn) -> Function:
    @wraps(function)
    def dying(writing: Any, rows: Sequence[Any]) -> None:
        half = (len(rows) + 1) // 2
        function(writing, rows[:half])
        burn()
        if rows[half:]:
            function(writing, rows[half:])

    return dying


def _when_answered(function: Function, burn: Burn) -> Function:
    @wraps(function)
    async def dying(cycle: Any, message: Any) -> None:
        await function(cycle, message)
        whole = message["type"] == "http.response.body" and not message.get("more_body")
        if whole and cycle.scope["method"] == "POST":
            # What was sent leaves at the end of this turn of the loop.
            asyncio.get_running_loop().call_later(0.005, burn)

    return dying


def _at_the_end_of(function: Function, burn: Burn) -> Function:
    @contextmanager
    def dying(views: Views) -> Iterator[None]:
        with function(views):
            yield
            burn()

    return dying


def _behind(function: Function, burn: Burn) -> Function:
    @contextmanager
    def dying(views: Views) -> Iterator[None]:
        with function(views):
            yield
        burn()

    return dying


Place = tuple[Any, str, Callable[[Function, Burn], Function]]
_RECORDERS = (sqlite_log.SqliteRecorder, postgres_log.PostgresRecorder)
_HTTP = import_module(AutoHTTPProtocol.__module__)
_BULKS = (sqlite_log.SqliteWriting, postgres_log.PostgresBulk)
_VIEWS = (sqlite_views.SqliteViews, postgres_views.PostgresViews)

POINTS: dict[str, list[Place]] = {
    BATCH_WRITTEN: [(recording.Batch, "record", _after)],
    BATCH_COMMITTED: [(recorder, "record", _after) for recorder in _RECORDERS],
    ORDER_READ: [(writer.Writer, name, _before) for name in ("place", "answer")],
    ORDER_TAKEN_UP: [(recorder, "deciding", _before) for recorder in _RECORDERS],
    ORDER_DECIDED: [(Deciding, "finish", _before)],
    ORDER_HALF_APPENDED: [(bulk, "_append", _in_the_middle) for bulk in _BULKS],
    ORDER_APPENDED: [(bulk, "_keep_records", _before) for bulk in _BULKS],
    ORDER_WRITTEN: [(Deciding, "finish", _after)],
    ORDER_COMMITTED: [(writer.BatchHandler, "decide", _after)],
    ORDER_TOLD: [(writer, "_tell", _after)],
    ORDER_ANSWERED: [(_HTTP.RequestResponseCycle, "send", _when_answered)],
    HALF_SENT: [(KafkaProducer, "send", _after)],
    SENT: [(kafka.EventsTopic, "send", _after)],
    OFFSET_NOT_COMMITTED: [(kafka_inbound.InboundTopic, "commit", _before)],
    OFFSET_COMMITTED: [(kafka_inbound.InboundTopic, "commit", _after)],
    VIEWS_WRITTEN: [(views, "transaction", _at_the_end_of) for views in _VIEWS],
    VIEWS_COMMITTED: [(views, "transaction", _behind) for views in _VIEWS],
    BEFORE_SWITCH: [(Views, "switch", _before)],
    HALF_SWITCHED: [(Views, "_call", _after)],
    SWITCHED: [(Views, "switch", _after)],
}
