"""The rows of the law, and which of them counts on a day in a State under a profile (R-141).

Of the rows of one name that are in force on the day and name no other State or profile, the most specific counts: of
State and profile before of the State before of the profile before for all; of equals the later one. The first row for
all counts for the days before it, too, so that every day has every number.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any, Generic, NamedTuple, TypeVar

from domain.kernel.moments import Day, date_text, day
from domain.record.law import Law, Likeness, Provisions
from domain.record.quantities import exact

T = TypeVar("T")
ALWAYS: Day = -10_000_000
"""Before every day that can be written."""


class StatuteRow(NamedTuple):
    """What the law says under one name from a day on; without State and profile for all."""

    name: str
    since: Day
    value: Any
    state: str | None = None
    profile: str | None = None

    @property
    def scope(self) -> tuple[str, str | None, str | None]:
        """What it says something about."""
        return self.name, self.state, self.profile

    @property
    def specific(self) -> int:
        """How near it comes to one licence: a State is nearer than a profile."""
        return 2 * (self.state is not None) + (self.profile is not None)

    def told(self) -> str:
        """The row as an officer would name it."""
        where = f" in {self.state}" if self.state else ""
        return f"{self.name} from {date_text(self.since)}{where}{f' under {self.profile}' if self.profile else ''}"


def _texts(value: Any) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
        raise TypeError(value)
    return frozenset(value)


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return value


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _number(value: Any) -> Any:
    return exact(value) if isinstance(value, str) else _whole(value)


_READ: Mapping[str, tuple[Callable[[Any], Any], str]] = {
    "int": (_whole, "a whole number"),
    "Exact": (_number, 'a whole number, or another one in quotes such as "0.25"'),
    "bool": (_yes_or_no, "true or false"),
    "frozenset[str]": (_texts, "a list of texts"),
}
_SHAPES: tuple[type[Any], ...] = (Law, Likeness, Provisions)
KINDS: Mapping[str, str] = {x.name: str(x.type) for shape in _SHAPES for x in fields(shape)}
"""By name: what kind of value it has."""
NUMBERS = frozenset(x.name for shape in (Law, Likeness) for x in fields(shape))
"""The names that stand for a measure of the rules, and are told to officers."""


def value_of(name: str, value: Any) -> Any:
    """A value as a row writes it; raises ValueError for a name that nobody reads and for another kind of value."""
    if name not in KINDS:
        raise ValueError(f"{name} is read by nobody: it is no field of Law, Likeness or Provisions")
    read, wanted = _READ[KINDS[name]]
    try:
        return read(value)
    except (TypeError, ValueError, ArithmeticError) as why:
        raise ValueError(f"the value of {name} is {value!r}; it must be {wanted}") from why


def row_of(told: Mapping[str, Any], read: Callable[[str, Any], Any] = value_of) -> StatuteRow:
    """A row as `domain/data/law.toml` writes it; raises ValueError that names the row and says what is wrong."""
    name = str(told.get("name", ""))
    unknown = sorted(told.keys() - {"name", "from", "value", "unit", "source", "state", "profile"})
    if unknown or "value" not in told:
        raise ValueError(f"row {name or told} {f'says {unknown[0]}, which no row does' if unknown else 'has no value'}")
    value = read(name, told["value"])
    state, profile = told.get("state"), told.get("profile")
    if not all(x is None or (isinstance(x, str) and x) for x in (state, profile)):
        raise ValueError(f"row {name} must name its State and its profile as texts, or not at all")
    return StatuteRow(name, _first_day(name, told.get("from")), value, state, profile)


def _first_day(name: str, text: Any) -> Day:
    if not isinstance(text, str) or len(text) != len("2031-01-01"):
        raise ValueError(f"row {name} must say from which day on it counts, as 2031-01-01")
    number = day(text)
    if date_text(number) != text:
        raise ValueError(f"row {name} counts from {text}, which is no day")
    return number


class _ByDay(Generic[T]):
    """One shape of the law by day, State and profile; what is equal is one object."""

    def __init__(self, shape: type[T], rows: Iterable[StatuteRow]) -> None:
        self._shape, self._names = shape, [x.name for x in fields(shape)]  # type: ignore[arg-type]
        self._rows: dict[str, list[StatuteRow]] = {name: [] for name in self._names}
        for row in rows:
            if row.name in self._rows:
                self._rows[row.name].append(row)
        own = [row for name in self._names for row in self._rows[name]]
        self._turns = sorted({x.since for x in own} - {ALWAYS})
        self._states = frozenset(x.state for x in own if x.state is not None)
        self._profiles = frozenset(x.profile for x in own if x.profile is not None)
        self.everywhere = not self._states and not self._profiles
        """Whether no row names a State or a profile, so that nobody need be asked under whose law something is."""
        self._known: dict[tuple[int, str | None, str | None], T] = {}
        self._each: dict[T, T] = {}

    def at(self, on: Day, state: str | None, profile: str | None) -> T:
        """What counts on a day."""
        turn = bisect_right(self._turns, on) if self._turns else 0
        key = (turn, state if state in self._states else None, profile if profile in self._profiles else None)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._made(self._turns[turn - 1] if turn else ALWAYS, *key[1:])
        return found

    def turns(self, state: str | None, profile: str | None) -> Iterator[tuple[Day, T]]:
        """What counted first, and from each day on which that changes what counts then."""
        last: T | None = None
        for since in (ALWAYS, *self._turns):
            found = self.at(since, state, profile)
            if found is not last:
                yield since, found
            last = found

    def _made(self, on: Day, state: str | None, profile: str | None) -> T:
        values = {name: self._row(name, on, state, profile).value for name in self._names}
        made = self._shape(**values)
        return self._each.setdefault(made, made)

    def _row(self, name: str, on: Day, state: str | None, profile: str | None) -> StatuteRow:
        mine = (
            x for x in self._rows[name] if x.since <= on and x.state in (None, state) and x.profile in (None, profile)
        )
        return max(mine, key=lambda x: (x.specific, x.since))


class StatuteBook:
    """All rows of the law, checked: every name has a row for all, and no two rows say when the other does.

    `without_licence` is the profile by which goods without licence are judged. Raises ValueError that names the row.
    """

    def __init__(self, rows: Iterable[StatuteRow], without_licence: str) -> None:
        self.rows, self.without_licence = tuple(sorted(rows, key=_order)), without_licence
        _checked(self.rows)
        first = _first_for_all(self.rows)
        effective = [x._replace(since=ALWAYS) if x is first[x.name] else x for x in self.rows]
        self.laws, self.provisions = _ByDay(Law, effective), _ByDay(Provisions, effective)
        self.likenesses = _ByDay(Likeness, effective)
        self._turns: dict[tuple[str | None, str], tuple[tuple[Day, Likeness], ...]] = {}
        self._values: dict[str, tuple[Any, ...]] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StatuteBook) and self._told == other._told

    def __hash__(self) -> int:
        return hash(self._told)

    @property
    def _told(self) -> tuple[object, ...]:
        return self.rows, self.without_licence

    def law(self, on: Day, state: str | None = None, profile: str | None = None) -> Law:
        """The numbers of a day; without a profile those for goods without licence."""
        return self.laws.at(on, state, profile or self.without_licence)

    def alike(self, state: str | None = None, profile: str | None = None) -> tuple[tuple[Day, Likeness], ...]:
        """What counted as alike first, and from each day on which that changes what counts then."""
        scope = (state, profile or self.without_licence)
        if scope not in self._turns:
            self._turns[scope] = tuple(self.likenesses.turns(*scope))
        return self._turns[scope]

    def values(self, name: str) -> tuple[Any, ...]:
        """Every value that some row gives a name, each once: of some day, State and profile it is one of these."""
        if name not in self._values:
            self._values[name] = tuple(dict.fromkeys(x.value for x in self.of(name)))
        return self._values[name]

    def with_rows(self, rows: Iterable[StatuteRow]) -> StatuteBook:
        """The law with rows added; one that says when another does takes its place."""
        new = {(*x.scope, x.since): x for x in (*self.rows, *rows)}
        return StatuteBook(new.values(), self.without_licence)

    def with_values(self, values: Mapping[str, Any]) -> StatuteBook:
        """The law with other values under some names, on all days, in all States and under all profiles."""
        first = _first_for_all(self.rows)
        kept = [x for x in self.rows if x.name not in values]
        return StatuteBook(
            [*kept, *(first[name]._replace(value=value) for name, value in values.items())], self.without_licence
        )

    def as_of(self, on: Day) -> StatuteBook:
        """The law as it is on a day, as if it had always been so and never changed."""
        last: dict[tuple[str, str | None, str | None], StatuteRow] = {}
        for row in self.rows:
            if row.since <= on or (row.scope not in last and row.specific == 0):
                last[row.scope] = row
        first = _first_for_all(self.rows)
        return StatuteBook([x._replace(since=first[x.name].since) for x in last.values()], self.without_licence)

    def of(self, name: str) -> tuple[StatuteRow, ...]:
        """The rows of a name."""
        return tuple(x for x in self.rows if x.name == name)


def _order(row: StatuteRow) -> tuple[object, ...]:
    return row.name, row.specific, row.state or "", row.profile or "", row.since


def _first_for_all(rows: Collection[StatuteRow]) -> dict[str, StatuteRow]:
    found: dict[str, StatuteRow] = {}
    for row in rows:
        if row.specific == 0:
            found.setdefault(row.name, row)
    return found


def _checked(rows: Collection[StatuteRow]) -> None:
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        if row.name not in KINDS:
            raise ValueError(f"row {row.told()} is read by nobody: it is no field of Law, Likeness or Provisions")
        if (*row.scope, row.since) in seen:
            raise ValueError(f"two rows say {row.told()}")
        seen.add((*row.scope, row.since))
    missing = sorted(KINDS.keys() - _first_for_all(rows).keys())
    if missing:
        raise ValueError(f"no row for all says {', '.join(missing)}; add it to domain/data/law.toml with its source")


# -- as published ------------------------------------------------------------------------------------------------------


@cache
def _published() -> Mapping[str, Any]:
    return tomllib.loads(files("domain.data").joinpath("law.toml").read_text("utf-8"))


def parameters() -> list[dict[str, Any]]:
    """The rows of the numbers, as published: they are what officers are told, and may ask to be others."""
    return list(_published()["parameter"])


def provisions() -> list[dict[str, Any]]:
    """The rows of what is no measure, as published."""
    return list(_published()["provision"])


@cache
def statutes() -> StatuteBook:
    """The published law, set `default-1`."""
    rows = [row_of(x) for x in (*parameters(), *provisions())]
    return StatuteBook(rows, str(_published()["profile"]))
