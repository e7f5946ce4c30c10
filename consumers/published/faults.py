"""What is wrong with a published list, where, and how to mend it; and the list that came of a file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from domain.kernel.errors import DomainError
from domain.kernel.event import canonical

SHOWN = 20


class Fault(NamedTuple):
    """One thing that is wrong: where, what, and what would be right."""

    where: str
    what: str
    mend: str

    def told(self) -> str:
        """The fault in a sentence."""
        return f"{self.where}: {self.what}; {self.mend}"


class BadList(DomainError):
    """A list that is not taken; the one in force stays."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        rest = len(self.faults) - SHOWN
        more = f"; and {rest} more" if rest > 0 else ""
        super().__init__("; ".join(fault.told() for fault in self.faults[:SHOWN]) + more)


def bad(where: str, what: str, mend: str) -> BadList:
    """A BadList with one fault."""
    return BadList([Fault(where, what, mend)])


class ContractRow(NamedTuple):
    """One row of the contract, and where it stands in the file."""

    where: str
    data: dict[str, Any]


class Notes:
    """What of a list has no place in its rows, counted by kind with the first place of each."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def add(self, what: str, where: str) -> None:
        """One more of a kind."""
        self._counts[what] += 1
        self._first.setdefault(what, where)

    def told(self) -> list[str]:
        """Each kind in a line, the most frequent first."""
        return [f"{what}: {n}, first at {self._first[what]}" for what, n in self._counts.most_common()]


class Published(NamedTuple):
    """A list as it was read: its rows, the version that the file itself tells, and what was left out of it."""

    rows: tuple[ContractRow, ...]
    version: str | None
    notes: tuple[str, ...]

    @property
    def data(self) -> list[dict[str, Any]]:
        """The rows as they are recorded."""
        return [row.data for row in self.rows]


def content_version(rows: Sequence[Mapping[str, Any]]) -> str:
    """A version for a list that tells none: equal for equal rows."""
    return f"sha256-{hashlib.sha256(canonical(list(rows))).hexdigest()[:16]}"
