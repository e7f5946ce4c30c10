"""What depends on what, as recorded while histories are worked through: strata order it, and it has no circle."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from graphlib import TopologicalSorter
from random import Random
from typing import Any

import pytest

from domain.engine.graph import QUERIES, query_of
from domain.record.records import Derived, Records, derived
from projections.findings.stored_dependencies import ViewTracker
from projections.findings.tables import DEPENDENCY
from tests.builders import Fact
from tests.domain.decisions.papers import applied
from tests.domain.rows import ROWS
from tests.given import Engine, ViewsInMemory, delivered, numbered
from tests.reference.histories import history

Edge = tuple[str, str]
"""A query, and one that it rests on: it asked for its result, or read an entry of it in a secondary index."""


def histories() -> Iterator[list[Fact]]:
    """The rows of every rule, drawn histories, and an application."""
    for row in ROWS:
        yield numbered(row.facts)
    for seed in range(20):
        yield history(Random(seed))
    yield numbered([applied()])


ASKED_BY_PAGES_ALONE = {"notices_to"}
"""Nothing that is kept rests on these."""


class Observed:
    """What trackers recorded: which query rests on which, with an example, and what entries followed from which."""

    def __init__(self) -> None:
        self.edges: dict[Edge, str] = {}
        self.names: set[str] = set()
        self._entered: dict[str, set[str]] = defaultdict(set)

    def entered(self, query: Derived[Any], key: str, value: Any) -> None:
        """A query had a result from which entries follow."""
        if query.entries_of is not None:
            for index, name, _ in query.entries_of(key, value):
                self._entered[f"link {index} {name}"].add(query.name)

    def take(self, engine: Engine) -> None:
        """Takes over what was recorded of one history."""
        for _, key, dependent in engine.generation.select(DEPENDENCY):
            query, used = query_of(dependent), query_of(key)
            self.names.update(x.name for x in (query, used) if x is not None)
            for name in {used.name} if used is not None else self._entered[key]:
                if query is not None:
                    self.edges.setdefault((query.name, name), f"{dependent!r} looked up {key!r}")


@pytest.fixture(scope="module")
def observed() -> Observed:
    """What was recorded of every history."""
    found = Observed()
    with pytest.MonkeyPatch.context() as patching:
        indexing = ViewTracker._index

        def index(self: ViewTracker, query: Derived[Any], key: str, value: Any) -> None:
            found.entered(query, key, value)
            indexing(self, query, key, value)

        patching.setattr(ViewTracker, "_index", index)
        for facts in histories():
            with closing(ViewsInMemory()) as views:
                engine = Engine(views)
                engine.take(delivered(facts))
                found.take(engine)
    return found


def test_what_a_query_rests_on_lies_on_lower_strata(observed: Observed) -> None:
    wrong = [
        f"{name} (stratum {QUERIES[name].stratum}) rests on {used} ({QUERIES[used].stratum}): {told}; "
        f"declare {used} before {name}"
        for (name, used), told in observed.edges.items()
        if QUERIES[used].stratum >= QUERIES[name].stratum
    ]
    assert wrong == []


def test_dependencies_have_no_circle(observed: Observed) -> None:
    graph: dict[str, set[str]] = defaultdict(set)
    for name, used in observed.edges:
        graph[name].add(used)
    assert len(list(TopologicalSorter(graph).static_order())) > len(QUERIES) // 2


def test_every_query_was_seen_at_work(observed: Observed) -> None:
    assert QUERIES.keys() - observed.names == ASKED_BY_PAGES_ALONE


def test_the_graph_knows_every_query_that_the_domain_declares() -> None:
    program = (
        "from domain.engine.graph import QUERIES\n"
        "import importlib, pkgutil, domain\n"
        "for found in pkgutil.walk_packages(domain.__path__, 'domain.'): importlib.import_module(found.name)\n"
        "from domain.record.records import declared_queries\n"
        "print(sorted(declared_queries().keys() ^ QUERIES.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_two_queries_of_one_name_are_refused() -> None:
    def licence(records: Records, key: str) -> str:
        return key

    with pytest.raises(ValueError, match=r"two derived queries are called 'licence'; rename one"):
        derived(licence)
