"""Where all of it meets: settings in, a running service out; nothing is built before it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from types import TracebackType
from typing import Self

from consumers.inbound import Inbound
from licensing.log import Log, open_log
from licensing.settings import Settings


class World:
    """One store and everything that works on it; closes whatever was opened, last first."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._opened = ExitStack()

    @cached_property
    def log(self) -> Log:
        """The event log."""
        made = open_log(self.settings.place)
        self.closing(made.close)
        return made

    @cached_property
    def inbound(self) -> Inbound:
        """What takes facts from a topic."""
        return Inbound(self.log.record, self.settings.sources)

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
