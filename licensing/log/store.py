"""What can be wrong with the place where the log is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from eventsourcing.persistence import PersistenceError

from domain.kernel.errors import DomainError
from licensing.log.migrations import FORM

T = TypeVar("T")


class TooNew(DomainError):
    """A newer program has written this store."""

    def __init__(self, place: str, found: int) -> None:
        super().__init__(
            f"the log at {place} was written by a newer Counterfoil (form {found}, this program reads up to"
            f" {FORM}): install that version"
        )


class TooOld(DomainError):
    """An older program has written this store, and whoever runs it has not migrated it yet."""

    def __init__(self, place: str, found: int) -> None:
        super().__init__(
            f"the log at {place} is of form {found}, and this program reads and writes form {FORM}: stop what runs on"
            " it, keep a dump of it, and run `counterfoil migrate --apply`; `counterfoil migrate --plan` says what"
            " that does"
        )


class Unavailable(DomainError):
    """The store cannot be reached or does not answer as it should."""


def reached(ask: Callable[[], T]) -> T:
    """What the store answers; Unavailable when it cannot be reached."""
    with reaching():
        return ask()


@contextmanager
def reaching() -> Iterator[None]:
    """A time in which the store is asked; Unavailable when it cannot be reached."""
    try:
        yield
    except PersistenceError as why:
        raise Unavailable(f"the log does not answer: {' '.join(str(why).split())}") from why
