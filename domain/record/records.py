"""What dossiers and rules may look up, and the derived queries by which they do. Answers may be remembered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar, overload

from domain.kernel.moments import Day, Instant, start_of
from domain.record.fact import Fact
from domain.record.law import Law, Likeness, Provisions
from domain.record.statutes import StatuteBook, statutes

T = TypeVar("T")

IndexEntry = tuple[str, str, str]
"""An entry of a secondary index: which index, the name it stands under, what is found there."""


class Records(ABC):
    """The facts in force and what follows from them, as far as somebody looks.

    Time is asked for with `reached` alone, so that whoever answers knows when the answer will change.
    """

    now: Instant

    @cached_property
    def statutes(self) -> StatuteBook:
        """The law that what follows is worked out by: the published one, unless another was handed in."""
        return statutes()

    def law(self, on: Day, state: str | None = None, profile: str | None = None) -> Law:
        """The numbers of a day; without a profile those for goods without licence (rules 5.16)."""
        return self.statutes.law(on, state, profile)

    def provisions(self, on: Day, state: str | None = None, profile: str | None = None) -> Provisions:
        """What else the law of a day says; without a profile for goods without licence."""
        book = self.statutes
        return book.provisions.at(on, state, profile or book.without_licence)

    def likeness(self, state: str | None = None, profile: str | None = None) -> Likeness:
        """What counts as alike on the date of the recorded clock in UTC; who asks is asked again when that changes."""
        (_, found), *later = self.statutes.alike(state, profile)
        for since, then in later:
            if not self.reached(start_of(since, 0)):
                break
            found = then
        return found

    @abstractmethod
    def reached(self, limit: Instant, zone: int = 0) -> bool:
        """True when the recorded clock has come to an instant; `zone` is the offset it is to be told in."""

    @abstractmethod
    def facts(self, subject: str) -> Sequence[Fact]:
        """The facts in force about a subject, in business order."""

    @abstractmethod
    def indexed(self, index: str, name: str) -> Collection[str]:
        """What a secondary index has under a name, in text order; may be more than is in force, never less."""

    @abstractmethod
    def result(self, query: Derived[T], key: str) -> T:
        """The result of a derived query for a key; whoever asks may be recorded as its dependent."""


class Derived(Generic[T]):
    """A derived query: what follows from the facts in force for one key, worked out by a pure function of both.

    Asked with `of`, its result is remembered, and whoever asks depends on it: when something that it looked up
    changes, it is worked out again, and an equal result stops the spread (early cutoff). Results must therefore
    compare equal when nothing changed: they are frozen, and hold no counters and no clocks.

    `name` stands in stored rows and never changes. `stratum` orders propagation: what a query is made of lies on
    lower strata. It is the place in the order of declaration, for Python has whatever a module uses be declared before.
    """

    def __init__(self, work_out: Callable[[Records, str], T], name: str) -> None:
        if name in _declared:
            raise ValueError(f"two derived queries are called {name!r}; rename one")
        self.work_out, self.name, self.prefix = work_out, name, f"{name} "
        self.__doc__ = work_out.__doc__
        self.stratum = len(_declared) + 1
        self.entries_of: Callable[[str, T], Iterable[IndexEntry]] | None = None
        """Of a key and its result: the entries of secondary indexes that follow from it."""
        _declared[name] = self

    def of(self, records: Records, key: str) -> T:
        """The result for a key."""
        return records.result(self, key)

    def entries(self, entries_of: Callable[[str, T], Iterable[IndexEntry]]) -> Callable[[str, T], Iterable[IndexEntry]]:
        """Declares which entries of secondary indexes follow from a result."""
        self.entries_of = entries_of
        return entries_of

    def __repr__(self) -> str:
        return f"<derived query {self.name}>"


_declared: dict[str, Derived[Any]] = {}


def declared_queries() -> dict[str, Derived[Any]]:
    """Every derived query declared so far, by name; `domain.engine.graph` has seen to all of them."""
    return dict(_declared)


@overload
def derived(work_out: Callable[[Records, str], T], /) -> Derived[T]: ...
@overload
def derived(*, name: str) -> Callable[[Callable[[Records, str], T]], Derived[T]]: ...
def derived(
    work_out: Callable[[Records, str], T] | None = None, /, *, name: str | None = None
) -> Derived[T] | Callable[[Callable[[Records, str], T]], Derived[T]]:
    """Declares a derived query, called like the pure function that works it out unless `name` says otherwise."""
    if work_out is not None:
        return Derived(work_out, work_out.__name__)
    return lambda function: Derived(function, name or function.__name__)
