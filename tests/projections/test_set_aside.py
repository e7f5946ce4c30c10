"""A fact set aside counts as never accepted: at any place, for the clock too, for any number of workers and batches."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from random import Random
from typing import Any

import pytest

from domain.kernel.moments import Instant, instant
from projections.findings.tables import CLOCK
from tests.builders import Fact
from tests.given import Engine, ViewsInMemory, batches, delivered, keyed
from tests.reference.histories import history as invented
from tests.reference.histories import turning

SEEDS = range(6)


def after(facts: Sequence[Fact], size: int = 1_000, workers: int = 1) -> tuple[Instant, dict[Any, tuple[Any, ...]]]:
    """The clock and what stands after a history."""
    with closing(ViewsInMemory()) as views:
        engines = [Engine(views, worker, workers) for worker in range(workers)]
        for batch in batches(delivered(facts), size):
            for engine in engines:
                engine.take(batch)
        rows = keyed(x for x in engines[0].findings if x.state != "CLEARED")
        (clock,) = {instant(row[1]) for row in engines[0].generation.select(CLOCK)}
        return clock, {key: (x.severity, x.quantity, tuple(x.evidence), x.state) for key, x in rows.items()}


def with_one_aside(seed: int) -> tuple[list[Fact], list[Fact]]:
    """A history in which one fact is set aside at any place after it, and the same history without that fact."""
    r = Random(seed)
    facts = invented(r)
    about = r.choice(facts)
    name = (about["source"], about["id"])
    facts = [x for x in facts if x is about or (x["source"], x["id"]) != name]
    without = [x for x in facts if x is not about]
    said = turning("fact.set-aside", about, 1, r.choice(without))
    first = facts.index(about)
    place = r.randint(first, len(without))
    return [*facts[: place + 1], said, *facts[place + 1 :]], [*without[:place], said, *without[place:]]


@pytest.mark.parametrize("seed", SEEDS)
def test_set_aside_at_any_place_is_as_if_it_had_never_come(seed: int) -> None:
    history, without = with_one_aside(seed)
    wanted = after(without)
    assert after(history) == wanted
    assert after(history, size=1) == wanted
    assert after(history, size=7, workers=3) == wanted


@pytest.mark.parametrize("seed", SEEDS)
def test_restored_it_is_as_if_it_had_never_been_set_aside(seed: int) -> None:
    r = Random(seed)
    facts = invented(r)
    about = facts[r.randrange(len(facts))]
    name = (about["source"], about["id"])
    facts = [x for x in facts if x is about or (x["source"], x["id"]) != name]
    aside, back = turning("fact.set-aside", about, 1, facts[-1]), turning("fact.restored", about, 2, facts[-1])
    place = r.randint(facts.index(about) + 1, len(facts))
    history = [*facts[:place], aside, *facts[place:], back]
    assert after(history, size=3) == after(facts)
