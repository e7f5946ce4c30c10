"""A history typed as people type has the open findings of the clean one, with severity and quantity (rules 5)."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from benchmarks.bench import DEMO, LONG
from tests.builders import Fact
from tests.drill.as_people_type import Difference, Open, as_people_type, difference, facts_of, open_findings
from tests.drill.slips import KINDS
from tests.drill.told_as_orders import told_as_orders
from tests.given import valid

SLICE, ORDERS = 1_500, 700
HISTORIES = sorted(LONG.parent.glob("*.facts.jsonl.gz"))


@cache
def _whole(path: Path) -> tuple[list[Fact], Open]:
    facts = facts_of(path)
    return facts, open_findings(facts)


def _only_changed(found: Difference) -> bool:
    return found.changed > 0 and (found.missing, found.further, found.otherwise) == ({}, {}, {})


@cache
def _demo() -> list[Fact]:
    return facts_of(DEMO)[:SLICE]


def test_typed_otherwise_it_is_still_of_the_contract_and_the_same_each_time() -> None:
    facts = _demo()
    typed = as_people_type(facts, KINDS, 0.2, 3)
    assert [x for x in typed if not valid()(x)] == []
    assert typed == as_people_type(facts, KINDS, 0.2, 3) != as_people_type(facts, KINDS, 0.2, 4)


def test_the_demo_typed_as_people_do_has_the_open_findings_of_the_clean_one() -> None:
    clean = open_findings(_demo())
    assert clean
    assert _only_changed(difference(_demo(), clean, KINDS, 0.2, 3))


def test_what_passes_as_orders_passes_however_it_is_typed() -> None:
    facts = _demo()[:ORDERS]
    clean, typed = told_as_orders(facts, ()), told_as_orders(as_people_type(facts, KINDS, 0.2, 3), ())
    assert clean.passed
    assert typed.passed == clean.passed
    assert [(x.order, x.consignment, x.codes) for x in typed.refused] == [
        (x.order, x.consignment, x.codes) for x in clean.refused
    ]


if os.environ.get("COUNTERFOIL_DRILL") == "long":  # every kind over every long history takes hours

    @pytest.mark.drill
    @pytest.mark.parametrize(
        "kinds", [*((x,) for x in KINDS), tuple(KINDS)], ids=lambda x: x[0] if len(x) == 1 else "all"
    )
    @pytest.mark.parametrize("path", HISTORIES, ids=lambda x: x.name.partition(".")[0])
    def test_a_long_history_typed_as_people_do_has_the_open_findings_of_the_clean_one(
        path: Path, kinds: tuple[str, ...]
    ) -> None:
        facts, clean = _whole(path)
        found = difference(facts, clean, kinds, 0.08, 3)
        assert (found.missing, found.further, found.otherwise) == ({}, {}, {})
