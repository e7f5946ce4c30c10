"""What is asked for can be counted out, stands under its own code and runs as long as it may: both sides of each limit.

Asked of licences and of import authorizations; the border asks the same of declarations (R-006, R-007, R-022, R-047).
"""

from __future__ import annotations

from typing import Any

import pytest

from domain.chapters.items.stated_goods import of_another_category
from domain.events.goods import Item
from domain.kernel.moments import day
from tests.builders import PISTOL, POWDER, ROUNDS, Fact, amount, authorized, line, published
from tests.domain.decisions.case import CONFIRMED, Row, passes, sold, stops, under
from tests.domain.decisions.given import given, leads_to, refused
from tests.domain.decisions.papers import issue
from tests.laws import published_with
from tests.laws import row as law_row

NOT_WHOLE, NOTHING, UNCLEAR, CODE = "QUANTITY_NOT_WHOLE", "QUANTITY_OF_NOTHING", "QUANTITY_UNCLEAR", "HS_KIND_MISMATCH"
FRAME = {"category": "COMPONENT", "item_class": "COMPONENT", "description": "slide"}
SMOKELESS = POWDER | {"description": "smokeless powder"}


def of(goods: Fact, value: object, unit: str = "C62", pack_size: str | None = None) -> tuple[Fact, ...]:
    """AP-1 for one line of goods, under an authorization for more than enough of them."""
    enough = authorized(lines=[{"item_class": goods["item_class"], "quantity": amount(100_000, _base_unit(goods))}])
    return under(enough, CONFIRMED, lines=[line(1, value, goods=goods) | {"quantity": amount(value, unit, pack_size)}])


def _base_unit(goods: Fact) -> str:
    return "KGM" if goods["category"] == "PROPELLANT" else "C62"


QUANTITIES: tuple[Row, ...] = (
    passes("two pistols", *of(PISTOL, "2")),
    passes("two pistols, with a point", *of(PISTOL, "2.0")),
    stops(NOT_WHOLE, "two and a half pistols", *of(PISTOL, "2.5")),
    passes("half a dozen pistols", *of(PISTOL, "0.5", "DZN")),
    stops(NOT_WHOLE, "a quarter of a pair", *of(PISTOL, "0.25", "PR")),
    stops(NOT_WHOLE, "a frame and a bit", *of(FRAME, "1.01")),
    passes("a thousand rounds", *of(ROUNDS, "1000")),
    stops(NOT_WHOLE, "a thousand rounds and a half", *of(ROUNDS, "1000.5")),
    passes("a thousand and a half, by thousands", *of(ROUNDS, "1.5", "MIL")),
    stops(NOT_WHOLE, "half a round too many, by thousands", *of(ROUNDS, "1.0005", "MIL")),
    passes("powder by weight need not be whole", *of(SMOKELESS, "2.5", "KGM")),
    passes("a gram of powder", *of(SMOKELESS, "1", "GRM")),
    passes("ten sets of five", *of(PISTOL, "10", "SET", "5")),
    passes("ten sets of half a dozen and six of them", *of(PISTOL, "2", "SET", "0.5")),
    stops(NOT_WHOLE, "one set of half a pistol", *of(PISTOL, "1", "SET", "0.5")),
    stops(NOTHING, "none", *of(PISTOL, "0")),
    stops(NOTHING, "no dozen", *of(PISTOL, "0.0", "DZN")),
    stops(NOTHING, "no powder", *of(SMOKELESS, "0", "KGM")),
    stops(UNCLEAR + " IMPORT_EXCEEDED", "ten sets of nobody knows how many", *of(PISTOL, "10", "SET")),
    stops(UNCLEAR + " IMPORT_EXCEEDED", "ten kilograms of pistols", *of(PISTOL, "10", "KGM")),
)


@pytest.mark.parametrize("row", QUANTITIES, ids=lambda row: row.sentence)
def test_a_licence_is_for_so_many_as_can_be_counted_out(row: Row) -> None:
    assert row.reasons() == list(row.against)


def test_sets_of_nothing_are_nothing() -> None:
    for empty in ("0", "0.00"):
        assert NOTHING in stops("", "ten sets of nothing", *of(PISTOL, "10", "SET", empty)).reasons()


# -- codes -------------------------------------------------------------------------------------------------------------

CODES = (
    ("FIREARM", ("9301", "930200", "930320"), ("9305", "930621", "930630", "3601")),
    ("COMPONENT", ("930510", "930690"), ("9302", "930621", "3601")),
    ("ACCESSORY", ("930591",), ("930330", "930690", "930630")),
    ("AMMUNITION", ("930621", "930630", "930690"), ("930200", "9305", "3601")),
    ("PROPELLANT", ("360100",), ("930200", "930630")),
    ("OTHER", ("930690",), ("9305", "930120", "360100")),
)
OUTSIDE = ("930400", "930610", "930700", "950630", "360200", "8205", "93")


@pytest.mark.parametrize(("category", "own", "others"), CODES, ids=lambda x: x if isinstance(x, str) else "")
def test_a_code_is_of_some_categories_and_no_others(
    category: str, own: tuple[str, ...], others: tuple[str, ...]
) -> None:
    records = given().records
    said = records.provisions(day("2030-01-10"))

    def wrong(code: str) -> bool:
        return of_another_category(records, Item(category=category, hs=code), said)

    assert not any(wrong(x) for x in (*own, *OUTSIDE))
    assert all(wrong(x) for x in others)


def ruled(hs6: str, *rulings: str) -> Fact:
    """A binding ruling says that codes are one."""
    return published("hs", {"hs6": hs6, "edition": "2022", "item_class": "AMMUNITION", "rulings": list(rulings)})


def coded(goods: Fact, hs: str, *more: Fact) -> tuple[Fact, ...]:
    """AP-1 for ten of some goods under a code."""
    return (*of(goods | {"hs": hs}, "10"), *more)


@pytest.mark.parametrize(
    "row",
    [
        passes("rounds under the code of cartridges", *coded(ROUNDS, "930630")),
        stops(CODE, "rounds under the code of pistols", *coded(ROUNDS, "930200")),
        passes("rounds under a code of which nothing is said", *coded(ROUNDS, "950490")),
        passes("under the code of pistols by a binding ruling", *coded(ROUNDS, "930200", ruled("930630", "930200"))),
        passes("the same ruling, published the other way", *coded(ROUNDS, "930200", ruled("930200", "930630"))),
        stops(CODE, "a ruling about other codes", *coded(ROUNDS, "930200", ruled("930630", "930690"))),
        stops(CODE, "a ruling that makes it a shotgun's", *coded(ROUNDS, "930200", ruled("930200", "930320"))),
    ],
    ids=lambda row: row.sentence,
)
def test_goods_stand_under_a_code_of_their_category(row: Row) -> None:
    assert row.reasons() == list(row.against)


def test_everything_that_is_wrong_with_the_lines_is_told_at_once() -> None:
    lines = [line(1, "2.5"), line(2, 0), line(3, 10, goods=ROUNDS | {"hs": "930200"}), line(4, "7.5", goods=FRAME)]
    reasons = given(*sold(lines=lines)).decides(issue()).reasons
    assert [(x.code, x.message.figures["line"]) for x in reasons[:4]] == [
        (NOTHING, "2"),
        (NOT_WHOLE, "1"),
        (NOT_WHOLE, "4"),
        (CODE, "3"),
    ]


# -- how long ----------------------------------------------------------------------------------------------------------

LONG, SHORT = "VALID_TOO_LONG", "VALID_TOO_SHORT"
STATEMENT: dict[str, Any] = {"lines": [line(1, 10, goods=ROUNDS)]}


def lasting(
    profile: str, kind: str, until: str, import_until: str | None = "2035-12-31", **more: Any
) -> tuple[Fact, ...]:
    """AP-1 for rounds from 10 January 2030 until a day, under an authorization until another or without end."""
    rounds = [{"item_class": "AMMUNITION", "quantity": amount(100)}]
    told: dict[str, Any] = {"profile": profile, "kind": kind, "valid_from": "2030-01-10", "valid_to": until}
    return under(authorized(lines=rounds, valid_to=import_until), CONFIRMED, **(STATEMENT | told | more))


ALONE: dict[str, Any] = {"import_authorization": None, "import_authorization_required": False}
A_HUNT: dict[str, Any] = {"purpose": "HUNTING", "delivery_verification_required": True}
HUNTING: dict[str, Any] = ALONE | {"purpose": "HUNTING", "return_by": "2030-12-01"}
LENGTHS: tuple[Row, ...] = (
    passes("it ends on the day of issue", *lasting("FP", "SINGLE", "2030-01-10")),
    stops("ENDED_BEFORE_ISSUE CONTENT_MISSING", "it ends the day before", *lasting("FP", "SINGLE", "2030-01-09")),
    stops(
        "ENDED_BEFORE_ISSUE",
        "it ended long ago",
        *lasting("FP", "SINGLE", "2029-12-31", valid_from="2029-12-01"),
    ),
    passes("FP: as long as the authorization", *lasting("FP", "SINGLE", "2035-12-31")),
    passes("FP: without any end in sight", *lasting("FP", "MULTIPLE", "2049-12-31", None)),
    passes("ATT: without any end in sight", *lasting("ATT", "MULTIPLE", "2049-12-31", None)),
    # N10: the import authorization names no last day
    passes("EU12: nine months", *lasting("EU12", "SINGLE", "2030-10-09", None)),
    stops(SHORT, "EU12: a day less", *lasting("EU12", "SINGLE", "2030-10-08", None)),
    passes("EU12: a day less, and the authorization has an end", *lasting("EU12", "SINGLE", "2030-10-08")),
    passes("EU12: for a hunt of three weeks", *lasting("EU12", "TEMPORARY", "2030-01-31", None, **A_HUNT)),
    passes("EU12: for ever", *lasting("EU12", "SINGLE", "2049-12-31", None)),
    passes("EU25: a year", *lasting("EU25", "SINGLE", "2031-01-09", None)),
    stops(LONG, "EU25: a year and a day", *lasting("EU25", "SINGLE", "2031-01-10", None)),
    passes("EU25: longer, and the authorization has an end", *lasting("EU25", "SINGLE", "2031-01-10")),
    passes("EU25: a day", *lasting("EU25", "SINGLE", "2030-01-10", None)),
    # N11: for several consignments
    passes("EU25: several, three years", *lasting("EU25", "MULTIPLE", "2033-01-09")),
    stops(LONG, "EU25: several, a day more", *lasting("EU25", "MULTIPLE", "2033-01-10")),
    stops(LONG, "EU25: general, a day more", *lasting("EU25", "GENERAL", "2033-01-10")),
    passes("EU12: several, a day more", *lasting("EU12", "MULTIPLE", "2033-01-10")),
    # N12: temporary, and the importing State is not asked
    passes("EU25: temporary, a year", *lasting("EU25", "TEMPORARY", "2031-01-09", **HUNTING)),
    stops(LONG, "EU25: temporary, a day more", *lasting("EU25", "TEMPORARY", "2031-01-10", **HUNTING)),
    passes("FP: temporary, a day more", *lasting("FP", "TEMPORARY", "2031-01-10", **HUNTING)),
)


@pytest.mark.parametrize("row", LENGTHS, ids=lambda row: row.sentence)
def test_a_licence_runs_as_long_as_its_profile_says(row: Row) -> None:
    # EU12 has had its day in 2030; how long it lets licences run is asked all the same.
    assert sorted(x for x in row.reasons() if x != "PROFILE_NOT_IN_FORCE") == sorted(row.against)


def test_the_length_is_told_with_the_last_day_that_is_lawful() -> None:
    told = given(*lasting("EU25", "MULTIPLE", "2040-01-01")).decides(issue()).reasons
    (only,) = [x for x in told if x.code == LONG]
    assert only.mend.figures["valid_to"] == "2033-01-09"


# -- import authorizations ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "order", "then"),
    [
        ("ten pistols", authorized(10), leads_to("import-authorization.issued")),
        ("nine and a half", authorized("9.5"), refused(NOT_WHOLE)),
        ("none", authorized(0), refused(NOTHING)),
        (
            "of powder so many grams",
            authorized(lines=[{"item_class": "PROPELLANT", "quantity": amount("2.5", "KGM")}]),
            leads_to("import-authorization.issued"),
        ),
    ],
)
def test_an_import_authorization_is_for_whole_numbers_too(sentence: str, order: Fact, then: Any) -> None:
    assert given().when(order, state="XB") == then, sentence


def running(kind: str, until: str | None) -> Fact:
    """XB is to authorize an import from 10 January 2030 until a day."""
    return authorized(10, type=kind, valid_from="2030-01-10", valid_to=until)


@pytest.mark.parametrize(
    ("sentence", "order", "then"),
    [
        ("single, a year", running("SINGLE", "2031-01-09"), leads_to("import-authorization.issued")),
        ("single, a day more", running("SINGLE", "2031-01-10"), refused(LONG)),
        ("single, without end", running("SINGLE", None), refused(LONG)),
        ("multiple, three years", running("MULTIPLE", "2033-01-09"), leads_to("import-authorization.issued")),
        ("multiple, a day more", running("MULTIPLE", "2033-01-10"), refused(LONG)),
        ("general, without end", running("GENERAL", None), leads_to("import-authorization.issued")),
    ],
)
def test_an_import_authorization_runs_as_long_as_its_state_says(sentence: str, order: Fact, then: Any) -> None:
    as_in_the_union = law_row("profiles", ["EU25"], state="XB")
    with published_with(as_in_the_union):
        assert given().when(order, state="XB") == then, sentence
    assert given().when(order, state="XB") == leads_to("import-authorization.issued")
