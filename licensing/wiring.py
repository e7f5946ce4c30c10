"""The composition root: settings in, everything that works on one store out, for the service, commands and tests alike.

Nothing is built, or even imported, before it is asked for: a command that only reads starts without the web.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from consumers.arrival import Delivery, Origin, Reject
from consumers.inbound import Inbound, examine
from consumers.receiving import Receiving
from consumers.waiting import WaitingFacts
from domain.kernel.moments import Instant, instant
from licensing.log import Log, RejectQuota, open_log
from licensing.modes import must_keep_its_clock, must_stay_here
from licensing.settings import WALL, Settings
from projections.store.opening import open_views
from projections.store.views import Views

if TYPE_CHECKING:
    from licensing.access import Actor
    from licensing.http.context import ApplicationContext
    from licensing.orders.deciding import CommandHandler
    from licensing.orders.writer import BatchHandler, Writer


class World:
    """One store and everything that works on it; closes whatever was opened, last first.

    `now` and `new_id` are the clock and the ids of orders, `officers` those whom the built-in issuer knows: the wall
    clock, random ids and the officers of the demo, where nothing else is handed in. Raises BadSetting for a demo over
    servers that others reach.
    """

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], str] | None = None,
        new_id: Callable[[], str] | None = None,
        officers: Sequence[Actor] | None = None,
    ) -> None:
        must_stay_here(settings)
        self.settings, self.officers = settings, officers
        self._now, self._new_id = now, new_id
        self._opened = ExitStack()

    @cached_property
    def log(self) -> Log:
        """The event log."""
        made = open_log(self.settings.place, self.settings.clock_of_a_new_world, self._quota())
        self.closing(made.close)
        must_keep_its_clock(self.settings, made.clock)
        return made

    def _quota(self) -> RejectQuota:
        return RejectQuota(self.settings.rejects_a_day, self.settings.reject_bytes_a_day)

    def views(self) -> Views:
        """A connection to the views of its own, for the caller to close."""
        return open_views(self.settings.place)

    @cached_property
    def inbound(self) -> Inbound:
        """What takes facts from a topic."""
        return Inbound(self.log.record, self.settings.sources, self.receiving)

    @cached_property
    def receiving(self) -> Receiving:
        """What is not taken of what others say."""
        return Receiving(frozenset(self.settings.states), self._receiving_clock if self.log.clock == WALL else None)

    def waiting(self) -> WaitingFacts:
        """What waits for its time in a world that goes by the wall clock."""
        return WaitingFacts(self.log, self.examined_again, self._receiving_clock)

    def examined_again(self, raw: bytes, origin: Origin) -> Delivery | Reject:
        """What was not accepted once, judged as it would be if it came now from where it came."""
        return self.inbound.examine(raw, origin) if origin.topic else examine(raw, origin, receiving=self.receiving)

    def _receiving_clock(self) -> Instant:
        return instant(self._now()) if self._now else time.time_ns()

    @cached_property
    def handler(self) -> CommandHandler:
        """What decides an order."""
        from licensing.orders.deciding import command_handler, new_id, now

        return command_handler(self.log, self._now or now, self._new_id or new_id)

    @cached_property
    def batches(self) -> BatchHandler:
        """What decides orders at the head of the log in the thread of the caller, over views of its own."""
        from licensing.orders.writer import BatchHandler
        from projections.findings.overlay import VIEW
        from projections.findings.tables import TABLES

        views = self.views()
        self.closing(views.close)
        # There is a view of findings to stand on even where nobody has read yet.
        views.current(VIEW, TABLES)
        return BatchHandler(self.log, views, self.handler)

    @cached_property
    def writer(self) -> Writer:
        """The thread that decides orders."""
        from licensing.orders.writer import Writer

        made = Writer(self.log, self.views, self.handler)
        self.closing(made.close)
        return made

    @cached_property
    def context(self) -> ApplicationContext:
        """What the service reaches. Raises BadSetting where settings do not say who may sign in."""
        from licensing.http.opening import open_context

        made = open_context(self.settings, self.log, self.writer, self.handler, self.officers)
        self.closing(made.readings.close)
        self.closing(made.access_log.close)
        return made

    def at(self, now: Callable[[], str]) -> World:
        """The same over the same log, by another clock."""
        made = World(self.settings, now, self._new_id, self.officers)
        made.log = self.log
        return made

    def closing(self, close: Callable[[], object]) -> None:
        """Keeps in mind what has to be closed."""
        self._opened.callback(close)

    def close(self) -> None:
        """Closes whatever was opened."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
