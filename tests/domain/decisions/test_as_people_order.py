"""Orders as people write them: what cannot be counted out is refused by name, each beside the twin that is lawful.

Sets of nothing, halves of a pistol, a code of other goods, licences that have ended: R-006, R-007, R-022, rules 5.7.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import PISTOL, POWDER, ROUNDS, Fact, amount, authorized, licence, line
from tests.domain.decisions.case import CONFIRMED, Row, passes, stops, under
from tests.domain.decisions.given import given
from tests.movements import adjusted, declared, item

NOTHING, NOT_WHOLE, CODE, UNCLEAR = (
    "QUANTITY_OF_NOTHING",
    "QUANTITY_NOT_WHOLE",
    "HS_KIND_MISMATCH",
    "QUANTITY_UNCLEAR",
)
FRAME = {"category": "COMPONENT", "item_class": "COMPONENT", "description": "slide"}
SMOKELESS = POWDER | {"description": "smokeless powder"}
PASSES: tuple[str, ...] = ()
LINES = [line(1, 1_000), line(2, 10_000, goods=ROUNDS), line(3, 100, goods=FRAME), line(4, 50, "KGM", POWDER)]


def of(number: int, goods: Fact, value: object, unit: str | None = "C62", pack: str | None = None) -> Fact:
    """A goods item on the line of its kind."""
    return item(1, 1, goods=goods, licence_line=number) | {"quantity": amount(value, unit, pack)}


AT_THE_BORDER: tuple[tuple[str, Fact, tuple[str, ...]], ...] = (
    ("a pistol", of(1, PISTOL, "1"), PASSES),
    ("half a pistol", of(1, PISTOL, "0.5"), (NOT_WHOLE,)),
    ("half a dozen pistols", of(1, PISTOL, "0.5", "DZN"), PASSES),
    ("a pistol with its decimals", of(1, PISTOL, "1.000"), PASSES),
    ("a component and a half", of(3, FRAME, "1.5"), (NOT_WHOLE,)),
    ("two components", of(3, FRAME, "2"), PASSES),
    ("half a round", of(2, ROUNDS, "100.5"), (NOT_WHOLE,)),
    ("a thousand and a half, by thousands", of(2, ROUNDS, "1.5", "MIL"), PASSES),
    ("half a kilogram of powder", of(4, POWDER, "0.5", "KGM"), PASSES),
    ("sets of nothing", of(1, PISTOL, "600", "SET", "0"), (NOTHING, UNCLEAR)),
    ("sets of nothing, with decimals", of(1, PISTOL, "600", "SET", "0.00"), (NOTHING, UNCLEAR)),
    ("sets of two", of(1, PISTOL, "300", "SET", "2"), PASSES),
    ("packages of nothing", of(1, PISTOL, "600", "NMP", "0"), (NOTHING, UNCLEAR)),
    ("boxes of nothing", of(2, ROUNDS, "60", "BX", "0"), (NOTHING, UNCLEAR)),
    ("pieces, a nought beside them", of(1, PISTOL, "60", "C62", "0"), PASSES),
    ("articles, a nought beside them", of(1, PISTOL, "60", "NAR", "0"), PASSES),
    ("none, with 480 kg", of(1, PISTOL, "0") | {"net_mass_kg": "480"}, (NOTHING,)),
    ("no rounds", of(2, ROUNDS, "0"), (NOTHING,)),
    ("sets of nobody knows how many", of(1, PISTOL, "6", "SET"), (UNCLEAR,)),
)


@pytest.mark.parametrize(("sentence", "goods", "codes"), AT_THE_BORDER, ids=[x[0] for x in AT_THE_BORDER])
def test_customs_accept_what_can_be_counted_out(sentence: str, goods: Fact, codes: tuple[str, ...]) -> None:
    decision = given(licence(LINES)).decides(declared("S1", [goods]))
    assert tuple(x.code for x in decision.reasons) == codes


@pytest.mark.parametrize(("sentence", "goods", "codes"), AT_THE_BORDER, ids=[x[0] for x in AT_THE_BORDER])
def test_a_declaration_is_corrected_to_what_can_be_counted_out(
    sentence: str, goods: Fact, codes: tuple[str, ...]
) -> None:
    drawn = declared("S1", [of(goods["licence_line"], PISTOL, "1000") | {"item": goods["item"]}])
    if goods["licence_line"] == 4:
        drawn["data"]["lines"][0]["quantity"] = amount(10, "KGM")
    if goods["licence_line"] == 3:
        drawn["data"]["lines"][0]["quantity"] = amount(10)
    decision = given(licence(LINES), drawn).decides(adjusted("S1", [goods]))
    assert tuple(x.code for x in decision.reasons) == codes


# -- asked for ---------------------------------------------------------------------------------------------------------


def asked(goods: Fact, value: object, unit: str = "C62", pack: str | None = None, **terms: Any) -> tuple[Fact, ...]:
    """AP-1 for one line, under an authorization for more than enough."""
    enough = authorized(lines=[{"item_class": goods["item_class"], "quantity": amount(100_000)}])
    return under(
        enough, CONFIRMED, lines=[line(1, value, goods=goods) | {"quantity": amount(value, unit, pack)}], **terms
    )


ASKED: tuple[Row, ...] = (
    stops(NOT_WHOLE, "two and a half pistols", *asked(PISTOL, "2.5")),
    passes("two pistols", *asked(PISTOL, "2")),
    passes("a set of five and two halves", *asked(PISTOL, "2", "SET", "2.5")),
    passes("sets of ten", *asked(PISTOL, "10", "SET", "10")),
    passes("pieces, a nought beside them", *asked(PISTOL, "10", "C62", "0")),
    stops(
        "ENDED_BEFORE_ISSUE",
        "ended before it was issued",
        *asked(PISTOL, "9", **{"valid_from": "2029-11-01", "valid_to": "2030-01-01"}),
    ),
    passes("ends on the day of issue", *asked(PISTOL, "9", **{"valid_from": "2030-01-01", "valid_to": "2030-01-10"})),
    stops(CODE, "cartridges under pistols", *asked(ROUNDS | {"hs": "930200"}, "1000")),
    passes("cartridges under their own code", *asked(ROUNDS | {"hs": "930630"}, "1000")),
    passes("parts of cartridges", *asked(ROUNDS | {"hs": "930690"}, "1000")),
    stops(CODE, "pistols under cartridges", *asked(PISTOL | {"hs": "930630"}, "9")),
    stops(CODE, "powder under cartridges", *asked(SMOKELESS | {"hs": "930630"}, "9", "KGM")),
)


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row.sentence)
def test_a_licence_means_something(row: Row) -> None:
    assert tuple(row.reasons()) == row.against


def test_a_licence_for_sets_of_nothing_is_refused_whatever_else_is() -> None:
    assert NOTHING in stops("", "ten sets of nothing", *asked(PISTOL, "10", "SET", "0")).reasons()
