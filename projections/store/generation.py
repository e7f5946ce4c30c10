"""One generation of the tables of one view: its rows, and the position they stand for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from projections.store.made_under import Made
from projections.store.table import Row, Table

CURRENT, RENEWING, BUILDING, FORMER = "current", "renewing", "building", "former"
"""The states of a generation: shown; on its way to be shown, by whoever keeps the view; by a rebuild; replaced."""


class Generation(ABC):
    """One generation of the tables of one view, inside an open connection."""

    def __init__(self, view: str, number: int, fresh: bool) -> None:
        self.view = view
        self.number = number
        self.fresh = fresh
        """True when nothing was written before this was opened: what it did not write itself is absent."""
        self.state = CURRENT
        self.made: Made | None = None
        self.columns: Mapping[str, frozenset[str]] | None = None
        """The columns of each table of another shape than this program's; None where the shape is the same."""

    def stored_name(self, table: Table) -> str:
        """The table as the database calls it."""
        return f'"{self.view}_{table.name}_{self.number}"'

    def readable(self, table: Table) -> str:
        """What stands after FROM; columns and tables that the program before did not have are read as absent."""
        held = self.columns.get(table.name, frozenset()) if self.columns is not None else frozenset(table.names)
        if held.issuperset(table.names):
            return self.stored_name(table)
        columns = [name if name in held else f"{self.absent(table, name)} AS {name}" for name in table.names]
        origin = f"FROM {self.stored_name(table)}" if held else "WHERE 1 = 0"
        return f"(SELECT {', '.join(columns)} {origin})"

    @abstractmethod
    def absent(self, table: Table, column: str) -> str:
        """The value of a column that is not there, as SQL."""

    @abstractmethod
    def get(self, table: Table, key: Row) -> Row | None:
        """The row of a key, all columns in declared order."""

    @abstractmethod
    def get_many(self, table: Table, keys: Sequence[Row]) -> list[Row]:
        """The rows there are of these keys, in no order, in one round trip."""

    @abstractmethod
    def select(
        self,
        table: Table,
        where: str = "",
        params: Sequence[Any] = (),
        order: str = "",
        limit: int | None = None,
    ) -> list[Row]:
        """Whole rows that fit; `where` is SQL over columns with ? marks, texts compare by code point."""

    @abstractmethod
    def rows(self, table: Table) -> Iterator[Row]:
        """Every row in order of its key, without holding them all; inside `reading()`."""

    @abstractmethod
    def upsert(self, table: Table, rows: Sequence[Row]) -> None:
        """Writes whole rows in bulk; of two with one key the later stays."""

    @abstractmethod
    def insert_missing(self, table: Table, rows: Sequence[Row]) -> None:
        """Writes the rows whose key is not there yet."""

    @abstractmethod
    def delete(self, table: Table, keys: Sequence[Row]) -> None:
        """Removes the rows of these keys, those that are there."""

    @abstractmethod
    def position(self, worker: int = 0) -> int:
        """What a worker's rows stand for; one not seen before starts where the last of the others is."""

    @abstractmethod
    def move(self, position: int, worker: int = 0) -> None:
        """Says which position the rows stand for; in the transaction that writes them."""
