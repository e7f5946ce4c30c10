"""Findings say what the record says: of references, of what became of items, of who cleared them (rules 5.15)."""

from __future__ import annotations

import pytest

from domain.findings.lifecycle import Clearing
from projections.sentences import said
from tests.builders import Fact, licence, mention, tick
from tests.given import history, one
from tests.movements import cancelled, declared, exited, item
from tests.single_items import licensed, lost, numbered, seized

OWN = mention("EXPORTER", "XA-P-0001")
OTHER = {"role": "EXPORTER", "name": "Other Arms", "state": "XA", "identifiers": [{"scheme": "EORI", "value": "XI1"}]}
TRADER = OTHER | {"identifiers": [{"scheme": "EORI", "value": "GB1"}]}


def sentence(rule: str, *facts: Fact) -> str:
    return said(one(rule, history(*facts)).message)


@pytest.mark.parametrize(
    ("cited", "told"),
    [
        (
            "EL-1",
            "EL-1, which is on record for another exporter, Other Arms (EORI GB1), and not for Other Arms (EORI XI1)",
        ),
        ("EL-9", "EL-9, which is no licence on record"),
        ("N/A", "N/A, which names no licence"),
    ],
)
def test_a_reference_that_does_not_resolve_is_told_as_it_is(cited: str, told: str) -> None:
    goods = [item(1, 5) | {"licence_reference": cited}]
    facts = (licence(exporter=TRADER), declared("S1", goods, parties=[OTHER]), exited(), tick("2030-04-01"))
    assert told in sentence("R05", *facts)


def test_goods_that_cite_nothing_cite_no_licence() -> None:
    goods = [item(1, 5) | {"licence_reference": None}]
    assert "cite no licence" in sentence("R05", licence(), declared("S1", goods), exited(), tick("2030-04-01"))


HOW = {
    "reported lost": lost("A1", kind="LOST"),
    "reported stolen": lost("A1", kind="STOLEN"),
    "seized": seized("A1", context="SEIZED"),
    "found": seized("A1", context="FOUND"),
    "surrendered": seized("A1", context="SURRENDERED"),
    "asked after it": seized("A1", context="TRACE_REQUEST"),
}


@pytest.mark.parametrize("told", HOW)
def test_an_item_that_comes_up_is_told_as_it_came_up_with_its_number(told: str) -> None:
    found = sentence("R30", licence(licensed()), declared("S1", numbered(1, "A1")), exited(), HOW[told])
    assert told in found
    assert "A1" in found
    assert not [x for x in HOW if x in found and x != told and x not in told]


def test_a_finding_that_time_or_nobody_cleared_names_no_fact_and_another_names_its_own() -> None:
    open_, gone = (
        history(licence(), declared("S1", 101), exited()),
        history(licence(), declared("S1", 101), exited(), cancelled("S1")),
    )
    assert one("R01", open_).cleared_by is None
    assert one("R01", gone).cleared_by == Clearing(ref="/states/XA/customs#004", kind="shipment.cancelled")
