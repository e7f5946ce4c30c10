"""Orders are about what a number means, however an officer writes it (rules 5.1, 5.2)."""

from __future__ import annotations

import pytest

from domain.decisions.receipts import count_differences
from tests.builders import Fact, licence
from tests.domain.decisions.given import given, leads_to, not_allowed, order
from tests.movements import adjusted, arrived, declared, exited, verified
from tests.papers import confirmed, presented

ENTERED = (licence(100), declared("S1", 60), exited(), arrived("S1", 60, "IM-1"))


@pytest.mark.parametrize(
    ("entry", "differs"),
    [("im 1", False), ("ІМ-١", False), ("IM-1/A", True), ("IM-2", True), ("Ж-1", True)],
)
def test_an_entry_told_again_under_its_number_is_no_second_one(entry: str, differs: bool) -> None:
    told = order(arrived("S1", 60, entry)).said
    assert bool(list(count_differences(given(*ENTERED).records, told))) is differs


def test_an_entry_without_a_number_takes_no_place() -> None:
    before = given(*ENTERED[:3], arrived("S1", 60, "N/A"))
    assert list(count_differences(before.records, order(arrived("S1", 60, "N/A")).said))


@pytest.mark.parametrize(
    ("number", "codes"),
    [("dv 1", ()), ("DV-١", ()), ("DV-2", ("RECEIPT_ABOVE_ARRIVAL", "RECEIPT_ABOVE_DEPARTURE"))],
)
def test_a_certificate_told_again_is_not_added_to_itself(number: str, codes: tuple[str, ...]) -> None:
    assert given(*ENTERED, verified("S1", 60, "DV-1")).when(verified("S1", 60, number)).refused == codes


def _declaration(number: str) -> Fact:
    told = adjusted("S1", 55, "2030-03-10")
    return told | {"data": told["data"] | {"declaration": number}}


def test_a_declaration_is_corrected_under_its_number_however_it_is_written() -> None:
    records = given(licence(100), declared("S1", 60))
    passes = leads_to("shipment.adjusted", "licence.quantity-reserved")
    assert [records.when(_declaration(x)) for x in ("D-S1", "d s١", "D-S2", "N/A")] == [
        *(passes, passes),
        *(not_allowed("ANOTHER_DECLARATION"), not_allowed("ANOTHER_DECLARATION")),
    ]


def _answer(number: str, result: str = "AUTHENTIC") -> Fact:
    told = confirmed(result)
    return told | {"data": told["data"] | {"document": number}}


def test_an_answer_is_about_the_presentation_whose_number_it_writes_otherwise() -> None:
    records = given(presented())
    assert records.when(_answer("xa:doc ١")) == leads_to("end-use-document.verified")
    for other in ("XA:DOC-2", "N/A"):
        assert records.when(_answer(other)) == not_allowed("NOT_FOUND")


def test_what_a_licence_lets_pass_is_not_drawn_by_packs_of_nothing() -> None:
    records = given(licence(100))
    sets = {
        "item_no": 1,
        "licence_reference": "EL-1",
        "licence_line": 1,
        "item": declared()["data"]["lines"][0]["item"],
    }
    codes = {
        pack: records.when(
            declared("S1", [sets | {"quantity": {"value": "6", "unit": "SET", "pack_size": pack}}])
        ).refused
        for pack in ("0", "0.0", "1", "10", None)
    }
    assert codes == {
        "0": ("QUANTITY_OF_NOTHING", "QUANTITY_UNCLEAR"),
        "0.0": ("QUANTITY_OF_NOTHING", "QUANTITY_UNCLEAR"),
        "1": (),
        "10": (),
        None: ("QUANTITY_UNCLEAR",),
    }
