"""Which licence and line a goods item means (rules 1.5.6), and which licence a consignment has (1.5.7)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.state.consignments import consignment
from tests.builders import PISTOL, ROUNDS, Fact, licence, line, mention, published, registered, told
from tests.given import records
from tests.movements import declared, item

BOTH = [line(1, 100), line(2, 100, goods=ROUNDS)]


def meant(*facts: Fact) -> str:
    """What the goods items of S1 resolve to: `licence line`, nothing where they do not."""
    found = consignment.of(records(*facts), "UCR-S1")
    assert found is not None
    return ", ".join(f"{x.licence or ''} {x.line or ''}".strip() for x in found.goods.lines)


def citing(text: str | None, **changes: Any) -> Fact:
    return declared(lines=[item(1, 5, licence_reference=text)], **changes)


@pytest.mark.parametrize(
    ("cited", "means"),
    [
        ("EL-2030-01", "XA:EL-2030-01 1"),
        ("el 2030/01", "XA:EL-2030-01 1"),
        ("XA:EL-2030-01", "XA:EL-2030-01 1"),
        ("XAEL203001", "XA:EL-2030-01 1"),
        ("ＥＬ-2030-01", "XA:EL-2030-01 1"),
        ("EL-2O3O-0I", "XA:EL-2030-01 1"),
        ("EL-2030-1", ""),
        ("XD:EL-2030-01", ""),
        ("---", ""),
        (None, ""),
    ],
)
def test_a_reference_written_otherwise(cited: str | None, means: str) -> None:
    assert meant(licence(number="EL-2030-01"), citing(cited)) == means


def test_equal_texts_come_before_alike_ones() -> None:
    alike = licence(number="EL-01"), licence(number="EL-OI")
    assert meant(*alike, citing("EL-01")) == "XA:EL-01 1"
    assert meant(*alike, citing("EL-OI")) == "XA:EL-OI 1"
    assert meant(*alike, citing("EL-0I")) == "", "two are alike"
    assert meant(licence(number="EL-1-1"), licence(number="EL-11"), citing("EL 11")) == "", "two are equal"


def test_only_licences_of_the_declaring_state_are_meant() -> None:
    assert meant(licence(number="XD:EL-1"), citing("EL-1")) == ""
    assert meant(licence(number="XD:EL-1"), licence(), citing("EL-1")) == "XA:EL-1 1"


def test_a_licence_recorded_later_is_meant_all_the_same() -> None:
    assert meant(citing("EL-1"), told(licence(), recorded="2031-01-01")) == "XA:EL-1 1"


def test_a_licence_that_its_authority_did_not_issue_is_none() -> None:
    assert meant(told(licence(), by="/states/XB/licensing"), citing("EL-1")) == ""


def test_the_transport_documents_help_in_their_order() -> None:
    papers = [
        {"type": "CARNET", "number": str(n), "licence_reference": text}
        for n, text in enumerate([None, "EL-9", "EL-2", "EL-1"])
    ]
    both = licence(), licence(number="EL-2")
    assert meant(*both, citing(None, transport_documents=papers)) == "XA:EL-2 1"
    assert meant(*both, citing("EL-8", transport_documents=papers)) == "XA:EL-2 1"
    assert meant(*both, citing("EL-1", transport_documents=papers)) == "XA:EL-1 1"


@pytest.mark.parametrize(
    ("exporter", "means"),
    [
        (mention("EXPORTER", "XA-P-0001"), "XA:EL-1 1"),
        (mention("EXPORTER", "XA-P-0002"), ""),
        (mention("CONSIGNEE", "XA-P-0002"), "XA:EL-1 1"),
        (mention("EXPORTER", "XA-P-0001") | {"register_id": None, "name": "Quite another name"}, "XA:EL-1 1"),
        (
            mention("EXPORTER", "XA-P-0001") | {"register_id": None, "identifiers": [{"scheme": "TAX", "value": "2"}]},
            "",
        ),
    ],
    ids=["the same", "another", "no exporter", "only a name", "another tax number"],
)
def test_another_exporter_cannot_use_it(exporter: Fact, means: str) -> None:
    facts = registered("XA-P-0001", ("TAX", "1")), licence()
    assert meant(*facts, citing("EL-1", parties=[exporter])) == means


HS = {"hs6": "930630", "edition": "2022", "item_class": "AMMUNITION", "rulings": []}


@pytest.mark.parametrize(
    ("lines", "goods", "cited", "means"),
    [
        ([line(7, 100)], ROUNDS, None, "XA:EL-1 7"),
        (BOTH, PISTOL, 2, "XA:EL-1 2"),
        (BOTH, PISTOL, 9, "XA:EL-1 9"),
        (BOTH, ROUNDS, None, "XA:EL-1 2"),
        (BOTH, {"category": "AMMUNITION", "hs": "930630", "hs_edition": "2022"}, None, "XA:EL-1 2"),
        (BOTH, {"category": "AMMUNITION", "hs": "930630", "hs_edition": None}, None, "XA:EL-1 2"),
        (BOTH, {"category": "AMMUNITION", "hs": "930630", "hs_edition": "2017"}, None, "XA:EL-1"),
        (BOTH, {"category": "AMMUNITION", "hs": None}, None, "XA:EL-1"),
        ([*BOTH, line(3, 1)], PISTOL, None, "XA:EL-1"),
    ],
    ids=[
        "the only line",
        "the line cited, whatever it is",
        "even one that is not there",
        "the only line of the class",
        "the class by code",
        "of any edition",
        "not of another edition",
        "no class",
        "two of the class",
    ],
)
def test_the_line_is_the_one_cited_or_the_only_one_that_fits(
    lines: list[Fact], goods: Fact, cited: int | None, means: str
) -> None:
    declaration = declared(lines=[item(1, 5, goods=goods, licence_line=cited)])
    assert meant(published("hs", HS), licence(lines), declaration) == means


def test_the_licence_of_a_consignment_is_that_of_the_first_item_that_resolves() -> None:
    lines = [item(n, 5, licence_reference=text) for n, text in enumerate(["EL-9", "EL-2", "EL-1"], start=1)]
    facts = licence(), licence(number="EL-2"), declared(lines=lines)
    assert meant(*facts) == ", XA:EL-2 1, XA:EL-1 1"
    found = consignment.of(records(*facts), "UCR-S1")
    assert found is not None
    assert found.licence == "XA:EL-2"
