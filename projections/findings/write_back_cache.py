"""Rows of a working table kept in memory while they are used, written back in bulk, let go when others are used."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from projections.store.table import Row, Table
from projections.store.views import Generation

V = TypeVar("V")

NAMES_AT_ONCE = 500

COUNTED = 1_000_000
"""Up to so many keys it is remembered which there are; beyond, the store is asked."""

MISSING: Any = object()


class TwoGenerationCache(Generic[V]):
    """A cache of two generations: values not used between two turns are let go, so that what is in use stays."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._young: dict[str, V] = {}
        self._old: dict[str, V] = {}

    def get(self, key: str) -> Any:
        """The value of a key, or MISSING."""
        found: Any = self._young.get(key, MISSING)
        if found is MISSING and self._old:
            found = self._old.pop(key, MISSING)
            if found is not MISSING:
                self._young[key] = found
        return found

    def put(self, key: str, value: V) -> None:
        """Sets the value of a key."""
        self._young[key] = value
        self._old.pop(key, None)

    def drop(self, key: str) -> bool:
        """Lets go of one value; False where there was none."""
        found: Any = self._young.pop(key, MISSING)
        return self._old.pop(key, found) is not MISSING

    def keys(self) -> Iterable[str]:
        """Every key in memory."""
        return (*self._young, *self._old)

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def values(self) -> Iterable[V]:
        """Every value in memory."""
        return (*self._young.values(), *self._old.values())

    def turn(self) -> None:
        """Lets go of what was not used since the last turn, when there is much; only while nothing is unwritten."""
        if len(self._young) > self.most:
            self._old, self._young = self._young, {}

    def clear(self) -> None:
        """Lets go of everything."""
        self._young, self._old = {}, {}


class _Keys:
    """Which keys a table has at all, as far as that is known: what is not there need not be looked up."""

    def __init__(self, generation: Generation) -> None:
        self._all: set[int] | None = set() if generation.fresh else None

    def add(self, key: str) -> None:
        """There is such a key now."""
        if self._all is not None:
            self._all.add(hash(key))
            if len(self._all) > COUNTED:
                self._all = None

    def lack(self, key: str) -> bool:
        """True when there is certainly no such key."""
        return self._all is not None and hash(key) not in self._all

    def know(self, keys: Iterable[str]) -> None:
        """These are all the keys there are."""
        self._all = {hash(key) for key in keys}

    def forget(self) -> None:
        """From now on the store is asked."""
        self._all = None


class WriteBackCache(Generic[V]):
    """A write-back cache over a working table: values by key, written in bulk with `flush`.

    `read` makes a value from a whole row, `write` the columns after worker and key.
    """

    def __init__(
        self,
        generation: Generation,
        table: Table,
        worker: int,
        read: Callable[[Row], V],
        write: Callable[[V], Row],
        most: int,
    ) -> None:
        self._generation, self._table, self._worker = generation, table, worker
        self._read, self._write = read, write
        self._held: TwoGenerationCache[V | None] = TwoGenerationCache(most)
        self._changed: dict[str, V] = {}
        self._keys = _Keys(generation)

    def get(self, key: str) -> V | None:
        """The value of a key, from memory or from the store."""
        held = self._held.get(key)
        if held is not MISSING:
            found: V | None = held
            return found
        if self._keys.lack(key):
            return None
        row = self._generation.get(self._table, (self._worker, key))
        value = None if row is None else self._read(row)
        self._held.put(key, value)
        return value

    def fetch(self, keys: Iterable[str]) -> None:
        """Brings what there is of many keys into memory in one round trip."""
        missing = [key for key in keys if self._held.get(key) is MISSING and not self._keys.lack(key)]
        if not missing:
            return
        for key in missing:
            self._held.put(key, None)
        for row in self._generation.get_many(self._table, [(self._worker, key) for key in missing]):
            self._held.put(row[1], self._read(row))

    def put(self, key: str, value: V) -> None:
        """Sets the value of a key, or marks it as altered in place; written with the next flush."""
        self._held.put(key, value)
        self._changed[key] = value
        self._keys.add(key)

    def know(self, keys: Iterable[str]) -> None:
        """These are all the keys there are in the store."""
        self._keys.know(keys)

    def holds(self, key: str) -> bool:
        """True when memory knows the value of a key, or that there is none."""
        return self._held.get(key) is not MISSING

    def held(self) -> list[V]:
        """Every value in memory."""
        return [value for value in self._held.values() if value is not None]

    def unwritten(self) -> dict[str, V]:
        """What changed since the last flush: the store does not have it yet."""
        return self._changed

    def flush(self) -> None:
        """Writes what changed."""
        rows = [(self._worker, key, *self._write(self._changed[key])) for key in sorted(self._changed)]
        self._generation.upsert(self._table, rows)
        self._changed = {}
        self._held.turn()

    def forget(self) -> None:
        """Drops everything from memory; only right after a flush."""
        self._held.clear()
        self._keys.forget()


class _Values:
    """The values under a name, as far as they are in memory; `whole` when these are all."""

    __slots__ = ("values", "whole")

    def __init__(self, whole: bool) -> None:
        self.values: set[str] = set()
        self.whole = whole


class Multimap:
    """A multimap in a working table, from names to values: it only grows; what it says more than is so does no harm."""

    def __init__(self, generation: Generation, table: Table, worker: int, most: int) -> None:
        self._generation, self._table, self._worker = generation, table, worker
        self._held: TwoGenerationCache[_Values] = TwoGenerationCache(most)
        self._keys = _Keys(generation)
        self._new: list[Row] = []

    def add(self, name: str, value: str) -> bool:
        """Adds a value; False when memory already had it."""
        found = self._of(name)
        if value in found.values:
            return False
        found.values.add(value)
        self._keys.add(name)
        self._new.append((self._worker, name, value))
        return True

    def fetch(self, names: Iterable[str]) -> None:
        """Brings all values of many names into memory in few round trips."""
        partly = [x for x in dict.fromkeys(names) if not self._keys.lack(x) and not self._of(x).whole]
        for start in range(0, len(partly), NAMES_AT_ONCE):
            some = partly[start : start + NAMES_AT_ONCE]
            where = f"worker = ? AND {self._table.columns[1][0]} IN ({','.join('?' * len(some))})"
            for _, name, value in self._generation.select(self._table, where, (self._worker, *some)):
                self._of(name).values.add(value)
            for name in some:
                self._of(name).whole = True

    def fetch_all(self) -> None:
        """Brings a small index into memory whole."""
        self._keys.forget()
        for _, name, value in self._generation.select(self._table, "worker = ?", (self._worker,)):
            self._of(name).values.add(value)
            self._of(name).whole = True
        self._keys.know(self._held.keys())

    def of(self, name: str) -> set[str]:
        """Every value of a name."""
        if self._keys.lack(name):
            return set()
        found = self._of(name)
        if not found.whole:
            where = f"worker = ? AND {self._table.columns[1][0]} = ?"
            found.values.update(row[2] for row in self._generation.select(self._table, where, (self._worker, name)))
            found.whole = True
        return found.values

    def reread(self, prefix: str) -> dict[str, set[str]]:
        """Asks the store again for the values of the names in memory that begin so; says what memory lacked."""
        lacked: dict[str, set[str]] = {}
        held = self._held.keys()
        for name in [x for x in held if x.startswith(prefix)]:
            found = self._of(name)
            if found.whole:
                known, found.whole = set(found.values), False
                lacked[name] = self.of(name) - known
        return {name: new for name, new in lacked.items() if new}

    def flush(self) -> None:
        """Writes what is new."""
        self._generation.insert_missing(self._table, self._new)
        self._new = []
        self._held.turn()

    def forget(self) -> None:
        """Drops everything from memory; only right after a flush."""
        self._held.clear()
        self._keys.forget()

    def _of(self, name: str) -> _Values:
        held = self._held.get(name)
        if held is not MISSING:
            found: _Values = held
            return found
        made = _Values(whole=self._keys.lack(name))
        self._held.put(name, made)
        return made
