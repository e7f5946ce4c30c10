"""What is odd about facts and orders, and what refers to nothing: noted, and mended by what comes later (rules 5)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.chapters.movements.undeclared import undeclared
from domain.kernel.event import canonical, decode
from domain.record.data_quality import notes, oddities
from tests.builders import Fact, licence, published, tick
from tests.domain.rows.as_people_write import GUN
from tests.domain.rows.parties import entry, listed
from tests.given import records
from tests.movements import arrived, declared, exited, item
from tests.papers import read, sealed
from tests.single_items import licensed, numbered


def kinds_of(fact: Fact) -> list[str]:
    return sorted({str(x.oddity) for x in notes(fact)})


def _declares(**line: Any) -> Fact:
    return declared("S1", [item(1, 60, goods=GUN) | line])


def _quantity(value: str, unit: str = "C62", pack: str | None = None) -> Fact:
    amount: Fact = {"value": value, "unit": unit}
    return _declares(quantity=amount | ({"pack_size": pack} if pack else {}))


NOTHING, DATE, ZERO, UNIT = "SAYS_NOTHING", "IMPLAUSIBLE_DATE", "ZERO_QUANTITY", "UNKNOWN_UNIT"
TABLE: dict[str, tuple[Fact, list[str]]] = {
    "a declaration in order": (_declares(), []),
    "a licence cited as N/A": (_declares(licence_reference="N/A"), [NOTHING]),
    "a licence cited by its number": (_declares(licence_reference="EL-2030-7"), []),
    "serials that say nothing": (declared("S1", numbered(2, "A1", "NSN")), [NOTHING]),
    "serials of digits": (declared("S1", numbered(2, "11111", "2")), []),
    "a seal that is none": (sealed(number="NO SEAL"), [NOTHING]),
    "a seal": (sealed(), []),
    "a reading without a number": (read(None), []),
    "a reading of nothing": (read("illegible"), [NOTHING]),
    "an entry without a number": (arrived("S1", 60) | {}, []),
    "sets of nothing": (_quantity("600", "SET", "0"), [NOTHING, UNIT]),
    "sets of ten": (_quantity("6", "SET", "10"), []),
    "a packet of nothing, in pieces": (_quantity("60", "C62", "0"), [NOTHING]),
    "nothing declared": (_quantity("0"), [ZERO]),
    "nothing declared, with decimals": (_quantity("0.00"), [ZERO]),
    "one declared": (_quantity("1"), []),
    "a passport that is none": (entry("XB-P-1", "Mirela Dahl", ("PASSPORT", "N/A")), [NOTHING]),
    "a passport of one digit": (entry("XB-P-1", "Mirela Dahl", ("PASSPORT", "99999")), [NOTHING]),
    "a passport": (entry("XB-P-1", "Mirela Dahl", ("PASSPORT", "K99999")), []),
    "born in another calendar": (entry("XB-P-1", "Mirela Dahl", date_of_birth="2514-02-03"), [DATE]),
    "born": (entry("XB-P-1", "Mirela Dahl", date_of_birth="1971-02-03"), []),
    "listed in another calendar": (published("sanctions", listed("A", listed_on="2573-01-01")), [DATE]),
    "listed soon": (published("sanctions", listed("A", listed_on="2031-01-01")), []),
}


@pytest.mark.parametrize("what", TABLE)
def test_what_is_odd_is_noted_of_a_fact(what: str) -> None:
    fact, expected = TABLE[what]
    assert kinds_of(fact | {"id": "1"}) == expected


@pytest.mark.parametrize("what", TABLE)
def test_the_same_is_noted_of_what_an_officer_enters(what: str) -> None:
    fact, expected = TABLE[what]
    data = decode(fact["type"], canonical(fact["data"]))
    assert sorted({str(x.oddity) for x in oddities(fact["type"], data, fact["recordedat"])}) == expected


# -- references to nothing ---------------------------------------------------------------------------------------------


def refers(*facts: Fact, parts: tuple[str, ...] = ()) -> list[tuple[str, str | None]]:
    return [(x.fact.kind, x.mended_by) for x in undeclared(records(*facts), "UCR-S1", parts)]


GONE, PART = exited("S1", "2030-03-02T18:00:00Z"), {"ucr": "UCR-S1", "part": "R"}


def test_a_movement_of_nothing_is_noted_after_ten_days_and_not_before() -> None:
    assert refers(licence(licensed()), GONE, tick("2030-03-12T17:59:59Z")) == []
    assert refers(licence(licensed()), GONE, tick("2030-03-12T18:00:00Z")) == [("shipment.exited", None)]


def test_a_declaration_within_ten_days_leaves_nothing_to_note_and_a_later_one_mends() -> None:
    for recorded, noted in (("2030-03-12T18:00:00Z", []), ("2030-03-12T18:00:01Z", ["mended"])):
        late = declared("S1", on="2030-03-02") | {"recordedat": recorded}
        found = refers(licence(), GONE, late, tick("2030-06-01"))
        assert ["mended" if by else "stands" for _, by in found] == noted


def test_what_moves_as_one_while_its_parts_are_declared_is_noted_at_once() -> None:
    part = declared("S1")
    part = part | {"data": {**part["data"], "shipment": PART}}
    assert refers(licence(), part, GONE, parts=("UCR-S1/R",)) == [("shipment.exited", None)]
    assert refers(licence(), declared("S1"), part, GONE, parts=("UCR-S1/R",)) == []
