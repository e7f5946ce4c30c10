"""Everything a request may reach, put together once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from licensing.api.issuer import DemoIssuer
from licensing.api.readings import Readings
from licensing.api.sessions import Sessions
from licensing.api.sign_in import Tokens
from licensing.desk import Desk
from licensing.orders.writer import Writer


@dataclass(frozen=True)
class Office:
    """The service as HTTP sees it; `issuer` is None where the built-in one is refused."""

    readings: Readings
    desk: Desk
    writer: Writer
    tokens: Tokens
    sessions: Sessions
    issuer: DemoIssuer | None
    head: Callable[[], int]
    clock: Callable[[], str | None]
    production: bool = False
