"""A history as it was delivered, and what the real engine makes of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from typing import Any

import jsonschema_rs

from consumers.validation import schema, types
from domain.events.streams import stream_of
from domain.findings.lifecycle import KeptFinding
from domain.findings.rule import Severity
from domain.kernel.event import written
from domain.kernel.log_entry import Stored
from domain.record.records import Records
from projections.findings.model import FindingsModel, FindingsWorker
from projections.findings.printing import all_findings
from projections.store.generation import Generation
from projections.store.sqlite import SqliteViews, _set_up
from projections.store.views import Views
from tests.builders import Fact


class ViewsInMemory(SqliteViews):
    """The embedded store of views without its file."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        _set_up(self._connection)


def numbered(facts: Iterable[Fact]) -> list[Fact]:
    """Facts with the ids that their places give: 001, 002, …; a name that was told stays."""
    return [{"id": f"{place:03d}"} | fact for place, fact in enumerate(facts, start=1)]


def delivered(facts: Iterable[Fact], after: int = 0) -> list[Stored]:
    """The facts as they lie in a log."""
    return [
        Stored(place, stream_of(x["type"], x["data"], x["subject"]), place, x["type"], written(x))
        for place, x in enumerate(facts, start=after + 1)
    ]


@cache
def valid() -> Callable[[Fact], bool]:
    """Whether a fact satisfies the contract, formats asserted."""
    return jsonschema_rs.validator_for(schema(), validate_formats=True).is_valid


class Engine:
    """The findings read model at work over one store, opened again whenever somebody wants it."""

    def __init__(self, views: Views, worker: int = 0, workers: int = 1) -> None:
        self.views = views
        self.model = FindingsModel(worker, workers)
        self.open()

    def open(self) -> None:
        """Everything in memory is lost; what the store has goes on."""
        self.generation: Generation = self.views.under(self.model.name, self.model.tables, self.model.made_under)
        self.asking: FindingsWorker = self.model.open(self.generation)

    def take(self, batch: Sequence[Stored]) -> None:
        """One batch, committed."""
        self.asking.apply(batch)
        with self.views.transaction():
            self.asking.flush()
            self.generation.move(batch[-1].position, self.model.worker)

    @property
    def findings(self) -> list[KeptFinding]:
        """What the store says."""
        return all_findings(self.generation)


def batches(events: Sequence[Stored], size: int) -> Iterator[Sequence[Stored]]:
    """The events in batches of some size."""
    return (events[start : start + size] for start in range(0, len(events), size))


def history(*facts: Fact) -> list[KeptFinding]:
    """Every finding there is or was after a history, sorted by rule and key."""
    with closing(ViewsInMemory()) as views:
        return engine_after(views, facts).findings


def records(*facts: Fact) -> Records:
    """What dossiers and rules may look up after a history."""
    with closing(ViewsInMemory()) as views:
        return engine_after(views, facts).asking.tracker


def engine_after(views: Views, facts: Iterable[Fact]) -> Engine:
    """The engine after a history, taken in one batch."""
    numbers = numbered(facts)
    assert [x for x in numbers if x["type"] in types() and not valid()(x)] == [], "not a fact of the contract"
    engine = Engine(views)
    if numbers:
        engine.take(delivered(numbers))
    return engine


def says(found: KeptFinding) -> str:
    """A finding in short: `HOLD 5`; one that is not open says so."""
    told = [Severity(found.severity).name, found.quantity, None if found.state == "OPEN" else found.state]
    return " ".join(x for x in told if x)


def of(rule: str, found: Iterable[KeptFinding]) -> str:
    """What a rule says, finding by finding; nothing where it is quiet."""
    return ", ".join(says(x) for x in found if x.rule == rule)


def standing(rule: str, *facts: Fact) -> str:
    """What a rule says in the end; what was cleared is history."""
    return of(rule, [x for x in history(*facts) if x.state != "CLEARED"])


def one(rule: str, found: Iterable[KeptFinding]) -> KeptFinding:
    """The one finding of a rule."""
    (only,) = [x for x in found if x.rule == rule]
    return only


def keyed(found: Iterable[KeptFinding]) -> dict[tuple[Any, ...], KeptFinding]:
    """Findings by rule and key."""
    return {(x.rule, x.key.licence, x.key.line, x.key.shipment, x.key.subject): x for x in found}
