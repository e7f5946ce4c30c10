"""Everything a request may reach, put together once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from licensing.access_log import AccessLog, AccessStore
from licensing.http.auth.issuer import DemoIssuer
from licensing.http.auth.sessions import Sessions
from licensing.http.readings import Readings
from licensing.log import Log
from licensing.orders.deciding import not_before
from licensing.orders.writer import Writer
from licensing.settings import WALL
from licensing.settings.serving import MOST_OF_ONE, MOST_OF_STRANGERS
from licensing.settings.watching import BEHIND, BEHIND_SECONDS
from licensing.tokens import Tokens


@dataclass(frozen=True)
class ApplicationContext:
    """The service as HTTP sees it; `issuer` is None where the built-in one is refused."""

    readings: Readings
    access_log: AccessLog
    accesses: Callable[[], AccessStore]
    """The rows of the access log, for whoever reads them to close."""
    log: Log
    writer: Writer
    tokens: Tokens
    sessions: Sessions
    issuer: DemoIssuer | None
    head: Callable[[], int]
    clock: Callable[[], str | None]
    now: Callable[[], str]
    production: bool = False
    ready_lag: int = BEHIND
    ready_seconds: int = BEHIND_SECONDS
    most_of_strangers: int = MOST_OF_STRANGERS
    most_of_one: int = MOST_OF_ONE

    def moment(self) -> str:
        """When an order would be given now: in a world of the record never before what is on record."""
        return self.now() if self.log.clock == WALL else not_before(self.now(), self.clock())
