"""How many findings there are by rule, State, party and month, of those that fit a filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from licensing.access import Actor, Role
from licensing.http.queries import Reading
from licensing.reports.finding_filter import FindingFilter
from projections.store.table import Table

MOST_NAMES = 100
_TALLIED = Table(
    "finding",
    (("rule", "text"), ("state", "text"), ("states", "text"), ("parties", "text"), ("opened_at", "text")),
    ("rule",),
)


@dataclass(frozen=True, slots=True)
class Group:
    """How many findings fall under one name, and how many of them are open."""

    name: str
    count: int
    open: int


@dataclass(frozen=True, slots=True)
class Tallies:
    """Counts of the same findings four times: a finding of several States or parties counts under each."""

    total: int
    open: int
    by_rule: tuple[Group, ...]
    by_state: tuple[Group, ...]
    by_party: tuple[Group, ...]
    by_month: tuple[Group, ...]


def tallies(reading: Reading, wanted: FindingFilter, actor: Actor) -> Tallies:
    """The counts of findings that fit; of parties those with most findings, an applicant's own alone."""
    rows = reading.rows(_TALLIED, wanted, actor)
    parties = ((x for x in row[3].split() if _shown(x, actor)) for row in rows)
    return Tallies(
        total=len(rows),
        open=sum(row[1] == "OPEN" for row in rows),
        by_rule=_groups(rows, ([row[0]] for row in rows)),
        by_state=_groups(rows, (row[2].split() for row in rows)),
        by_party=_largest(_groups(rows, parties)),
        by_month=_groups(rows, ([row[4][:7]] for row in rows)),
    )


def _shown(party: str, actor: Actor) -> bool:
    return actor.role is not Role.APPLICANT or party == actor.register_id


def _groups(rows: Iterable[Any], names: Iterator[Iterable[str]]) -> tuple[Group, ...]:
    every, opened = Counter[str](), Counter[str]()
    for row, named in zip(rows, names, strict=True):
        for name in named:
            every[name] += 1
            opened[name] += row[1] == "OPEN"
    return tuple(Group(name, every[name], opened[name]) for name in sorted(every))


def _largest(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda x: (-x.open, -x.count, x.name))[:MOST_NAMES])
