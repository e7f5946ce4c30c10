"""A finding that was cleared names the fact with which it ceased to stand, however facts were batched."""

from __future__ import annotations

from contextlib import closing

import pytest

from domain.findings.lifecycle import Clearing
from projections.findings.printing import sentence_of
from projections.sentences import said
from tests.builders import Fact, licence, published, tick
from tests.domain.rows.parties import entry
from tests.domain.rows.parties import listed as row_of_list
from tests.given import Engine, ViewsInMemory, batches, delivered, history, numbered, one
from tests.movements import adjusted, arrived, cancelled, declared, exited

OVER = (licence(), declared("S1", 60), exited("S1"), declared("S2", 45), exited("S2"))
SAME_HOUR = (arrived("S1", 60), adjusted("S2", 40), arrived("S2", 40), cancelled("S1", on="2030-03-04"))
BY = Clearing(ref="/states/XA/customs#007", kind="shipment.adjusted")


def cleared_in_batches(facts: tuple[Fact, ...], size: int, workers: int = 1) -> set[Clearing | None]:
    """What clears the excess, by the store of each worker."""
    with closing(ViewsInMemory()) as views:
        engines = [Engine(views, worker, workers) for worker in range(workers)]
        for batch in batches(delivered(numbered(facts)), size):
            for engine in engines:
                engine.take(batch)
        return {x.cleared_by for x in engines[0].findings if x.rule == "R01"}


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("workers", [1, 3])
def test_the_very_fact_is_named_in_whatever_batches_facts_come(size: int, workers: int) -> None:
    assert cleared_in_batches((*OVER, *SAME_HOUR), size, workers) == {BY}


def test_what_stands_again_names_nothing_and_what_is_cleared_again_the_later_fact() -> None:
    again = (*OVER, adjusted("S2", 40), adjusted("S2", 45, on="2030-03-05"))
    assert one("R01", history(*again)).cleared_by is None
    by = one("R01", history(*again, cancelled("S1", on="2030-03-06"))).cleared_by
    assert by == Clearing(ref="/states/XA/customs#008", kind="shipment.cancelled")


def test_the_sentence_of_a_finding_that_was_cleared_names_it_too() -> None:
    found = one("R01", history(*OVER, *SAME_HOUR))
    told = said(sentence_of(found))
    assert told == f"Cleared on {found.cleared_at} with {BY.ref} ({BY.kind}): {said(found.message)}"


@pytest.mark.parametrize("told_at", ["2030-05-01T00:00:00Z", "2030-05-01T09:00:00Z"])
def test_a_list_that_takes_effect_later_is_named_and_not_the_fact_that_tells_of_the_day(told_at: str) -> None:
    name = "Elsa Maria Kopeto"
    listed = (entry("XB-P-0004", name), published("sanctions", row_of_list(name)))
    delisted = published("sanctions", since="2030-05-01", on="2030-04-01")
    assert one("R20", history(*listed, delisted)).state == "OPEN"
    by = one("R20", history(*listed, delisted, tick(told_at))).cleared_by
    assert by == Clearing(ref="/states/XA/reference#003", kind="list.published")
