"""The demo's history told again as orders: customs are refused nothing of which no rule ever speaks."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from benchmarks.bench import DEMO
from tests.drill.told_as_orders import facts_of, told_as_orders
from tests.given import Engine, ViewsInMemory, delivered

FACTS, PASSED = 2_500, 50


def _spoken_of(facts: list[Any]) -> set[str]:
    """The consignments, licences, authorizations and parties that a finding is or was about."""
    with closing(ViewsInMemory()) as views:
        engine = Engine(views)
        ordered = sorted(enumerate(facts), key=lambda x: (x[1]["recordedat"], x[0]))
        engine.take(delivered([fact for _, fact in ordered]))
        keys = [x.key for x in engine.findings]
    named = {name for key in keys for name in (key.shipment, key.licence) if name}
    return named | {x for key in keys if key.subject for x in key.subject.split("|")}


def test_what_no_rule_speaks_of_is_declared_and_let_go() -> None:
    facts = facts_of(DEMO)
    found = told_as_orders(facts[:FACTS], _spoken_of(facts))
    assert [(x.order, x.consignment, x.codes) for x in found.refused] == []
    assert found.passed["consignment declare"] >= PASSED
    assert found.passed["consignment release-for-export"] >= PASSED
