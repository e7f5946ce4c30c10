"""Findings say what the record says: of references, of what became of items, of who cleared them (rules 5.15)."""

from __future__ import annotations

import msgspec
import pytest

from domain.chapters.items.identities import as_said
from domain.findings.lifecycle import Clearing
from domain.kernel.event import decode
from projections.sentences import said
from projections.sentences import sentence as told_of
from tests.builders import Fact, amount, licence, mention, tick
from tests.domain.rows.references import AFTER, PROCEDURES, citing, exempt
from tests.given import history, one
from tests.movements import cancelled, declared, exited, item, tallied
from tests.single_items import (
    back,
    counted,
    from_lots,
    landed,
    licensed,
    lost,
    numbered,
    recovered,
    reexported,
    seized,
)

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


REFERENCES: dict[str, tuple[Fact, ...]] = {
    "cite EL-1, which is no licence on record.": (citing("EL-1"), AFTER),
    "cite EL-1, which is on record in another State, as XD:EL-1, and is no licence of XA.": (
        *(licence(number="XD:EL-1"), citing("EL-1"), AFTER),
    ),
    "cite XD-EL/1, which is on record in another State, as XD:EL-1, and is no licence of XA.": (
        *(licence(number="XD:EL-1"), citing("XD-EL/1"), AFTER),
    ),
    "cite EL-IO, which may mean several licences on record, XA:EL-10, XA:EL-I0.": (
        *(licence(number="EL-10"), licence(number="EL-I0"), citing("EL-IO"), AFTER),
    ),
    "cite no licence and claim exemption P1 without the reference that XA asks for.": (PROCEDURES, exempt("P1"), AFTER),
    "cite no licence and claim exemption P3, which XA does not know.": (PROCEDURES, exempt("P3"), AFTER),
}


@pytest.mark.parametrize("told", REFERENCES)
def test_what_is_cited_in_place_of_a_licence_is_told_as_the_record_has_it(told: str) -> None:
    assert sentence("R05", *REFERENCES[told]).endswith(f"(60 pieces; item 1) that {told}")


SOLD = (licence(licensed()), declared("S1", numbered(2, "a-101", "A102")), exited())


def test_a_number_that_is_written_otherwise_is_told_as_it_is_compared_and_as_it_is_written() -> None:
    taken = seized("A 101", context="SURRENDERED")
    (told,) = (said(x.message) for x in history(*SOLD, taken) if x.rule == "R30")
    assert "number A101 (written A 101 and a-101), exported" in told
    assert told.endswith("was surrendered in XB on 2030-06-01.")


def test_what_did_not_arrive_and_what_came_in_its_place_are_told_as_they_are_written() -> None:
    came = (landed("S1", 2, "A 102", "b/9"), tallied("S1"))
    assert sentence("R26", *SOLD, *came).endswith(
        "1 of those that left did not (a-101), and others came in their place (b/9)."
    )


def test_of_many_numbers_the_first_are_told_and_how_many_more() -> None:
    left = (licence(licensed()), declared("S1", numbered(5, "A1..A5")), exited())
    came = (landed("S1", 5, "C1..C5"), tallied("S1"))
    assert "5 of those that left did not (A1, A2, A3, and 2 more)" in sentence("R26", *left, *came)


def test_what_is_missing_is_told_by_its_numbers_where_the_lists_tell_and_else_by_how_many() -> None:
    assert sentence("R14", *SOLD, landed("S1", 1, "A102"), tallied("S1")).endswith("missing: 1 piece (a-101).")
    assert sentence("R14", *SOLD, landed("S1", 1), tallied("S1")).endswith("missing: 1 piece.")


KEPT = licence(licensed(), undertaking={"no_reexport": True, "term_months": 36})
DELIVERED = (KEPT, *SOLD[1:], landed("S1", 2, "A101", "A102"))
THERE = {
    "A 101 re-exported there on 2030-06-01": reexported(1, "A 101"),
    "A101 seized there on 2030-06-01": seized("A101", state="XE"),
    "A101 found there on 2030-06-01": seized("A101", state="XE", context="FOUND"),
    "A101 surrendered there on 2030-06-01": seized("A101", state="XE", context="SURRENDERED"),
    "A101 asked after from there on 2030-06-01": seized("A101", state="XE", context="TRACE_REQUEST"),
    "A101 recovered there on 2030-07-01": recovered("A101", state="XE"),
}


@pytest.mark.parametrize("told", THERE)
def test_delivered_items_that_turn_up_elsewhere_are_told_as_they_turned_up(told: str) -> None:
    assert sentence("R28", *DELIVERED, THERE[told]).endswith(f"turned up in XE without consent: {told}.")


def test_several_that_turn_up_are_each_told_with_their_own_day() -> None:
    told = sentence("R28", *DELIVERED, reexported(1, "A101"), seized("A102", state="XE", on="2030-07-01"))
    assert told.endswith("A101 re-exported there on 2030-06-01; A102 seized there on 2030-07-01.")


LENT = (licence(licensed(), kind="TEMPORARY", return_by="2030-06-30"), *SOLD[1:])


def test_what_was_lent_is_told_by_the_numbers_that_did_not_come_back() -> None:
    told = sentence("R27", *LENT, back("S1", 1, "A102"), tick("2030-08-30"))
    assert told.endswith("of 2 pieces that left, 1 piece (a-101) did not come back.")


LINE: Fact = {"licence": {"state": "XA", "reference": "EL-1"}, "licence_line": 1}
LOSSES = {
    "in case C-9: 4 pieces lost in XB on 2030-06-01.": (lost(quantity=amount(4), case="C-9", **LINE),),
    "reported: goods stolen in XB on 2030-06-01.": (lost(kind="STOLEN", **LINE),),
    "in case C-9: 4 pieces lost in XB on 2030-06-01; 2 pieces stolen in XB on 2030-06-02.": (
        lost(quantity=amount(4), case="C-9", **LINE),
        lost(quantity=amount(2), case="C-9", kind="STOLEN", on="2030-06-02", **LINE),
    ),
}


@pytest.mark.parametrize("told", LOSSES)
def test_a_case_tells_how_much_was_lost_and_how_much_stolen(told: str) -> None:
    assert sentence("R30", *SOLD, *LOSSES[told]).endswith(told)


def test_a_lot_is_told_with_its_make_and_as_it_is_written() -> None:
    rounds = (licence(licensed(goods=from_lots(1)[0]["item"])), declared("S1", from_lots(100, "l-7")), exited())
    found = seized(item=from_lots(1)[0]["item"], lots=["L 7"], context="FOUND")
    assert "Lot L7 (written L 7 and l-7) of TARN, exported" in sentence("R30", *rounds, found)


def test_a_stock_gap_names_the_holder_the_day_and_what_should_be_there() -> None:
    told = sentence("R30", counted(9, "2030-05-01", "CT-1"), counted(7, "2030-06-01", "CT-2"))
    assert "Count CT-2 of 2030-06-01 in XB found 7 pieces of NORDEN P20 with XB-P-0002" in told
    assert told.endswith("of 9 pieces that were there or received, 2 pieces cannot be accounted for.")


def test_other_goods_are_told_with_whoever_states_them_and_their_numbers() -> None:
    other = {**numbered(1)[0]["item"], "model": "P30"}
    came = landed("S1", 2, "A 101", "A102", goods=other)
    assert sentence("R16", *SOLD, came) == (
        "Item 1 of consignment UCR-S1 (A 101, A102): as arrived, model P30 instead of P20."
    )


NAMELESS = {"component_class": None, "make": "Norden"}
PART = {"category": "COMPONENT", "item_class": "COMPONENT", "component_class": "BARREL", "platform": "AR-15"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (item(1, 5, goods=PART), "item 1: 5 C62 (barrel for AR-15, under EL-1)"),
        (item(1, 5, goods=PART | {"platform": None}, licence_reference=None), "item 1: 5 C62 (barrel)"),
        (
            item(1, 5, goods=PART | {"component_class": None, "make": "Norden"}),
            "(component Norden for AR-15, under EL-1)",
        ),
    ],
)
def test_a_component_is_told_with_its_platform_and_its_licence(line: Fact, told: str) -> None:
    fact = declared("S1", [line])
    assert told in told_of("shipment.declared", decode(fact["type"], msgspec.json.encode(fact["data"])))


def test_a_report_of_several_items_names_more_than_the_first() -> None:
    fact = lost("A1", "A2", "A3", "A4..A9", kind="STOLEN")
    told = told_of("item.lost", decode(fact["type"], msgspec.json.encode(fact["data"])))
    assert told == "Norden P20 9x19 (A1, A2, A3, and 1 more) is reported stolen in XB."


def test_an_item_without_another_spelling_is_told_by_its_number_alone() -> None:
    assert said(as_said("NORDEN|P20|9X19|A101")) == "NORDEN P20, 9X19, number A101"  # type: ignore[arg-type]
