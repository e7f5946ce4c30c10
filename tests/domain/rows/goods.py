"""Goods that are more or others than licensed: R15, R16 on both sides of each threshold."""

from __future__ import annotations

from typing import Any

from tests.builders import POWDER, ROUNDS, Fact, licence, line, published, tick
from tests.domain.rows.deliveries import CALIBRE, landing
from tests.domain.rows.row import Row, quiet, speaks
from tests.movements import adjusted, arrived, declared, exited, item, tallied
from tests.papers import P20, P30

CODES = published(
    "hs",
    {"hs6": "930200", "edition": "2022", "item_class": "HANDGUN", "rulings": ["930330"]},
    {"hs6": "930320", "edition": "2022", "item_class": "RIFLE", "rulings": []},
    {"hs6": "930320", "edition": "2017", "item_class": "HANDGUN", "rulings": []},
    {"hs6": "930330", "edition": "2022", "item_class": "RIFLE", "rulings": []},
)
MODELS = published(
    "models",
    {"make": "Norden", "model": "P20", "aliases": ["P-Twenty"], "piece_mass_g": "800"},
    {"make": "Halden", "model": "P30", "aliases": ["P20 L"], "piece_mass_g": None},
)
WEIGHTLESS = published("models", {"make": "Norden", "model": "P20", "aliases": [], "piece_mass_g": "0"})
MAKES = published("makes", {"make": "Norden", "aliases": ["Norden Arms"]})
CODED = P20 | {"hs": "930200", "hs_edition": "2022"}


def so(goods: Fact, licensed: Fact | None = None, count: object = 40, **more: Any) -> tuple[Fact, ...]:
    """Forty pistols so declared under a licence for others, after the two days."""
    unit = more.pop("unit", "C62")
    return (
        licence([line(1, 1000, goods=licensed or P20)]),
        declared(lines=[item(1, count, unit, goods, **more)]),
        tick("2030-03-10"),
    )


def coded(code: str, edition: str | None = "2022") -> tuple[Fact, ...]:
    """Forty pistols under a code, licensed under that of pistols."""
    return CODES, *so(CODED | {"hs": code, "hs_edition": edition}, CODED)


def come(goods: Fact, **more: Any) -> tuple[Fact, ...]:
    """Forty pistols leave as licensed; what then arrives."""
    lines = [{"item_no": 1, "item": goods, "quantity": {"value": "40", "unit": "C62"}} | more]
    told_there = arrived("S1", 40)
    told_there["data"]["lines"] = lines
    return licence([line(1, 1000, goods=CODED)]), declared(lines=[item(1, 40, goods=CODED)]), exited(), told_there


def weighing(
    kilograms: str | None = None, gross: str | None = None, count: object = 10, **more: Any
) -> tuple[Fact, ...]:
    """Ten pistols of 800 g with a mass."""
    return MODELS, *so(P20, count=count, net_mass_kg=kilograms, gross_mass_kg=gross, **more)


def cartridges(kilograms: str) -> tuple[Fact, ...]:
    """A thousand rounds of 10 g with a mass."""
    return published("calibres", CALIBRE), *so(ROUNDS, ROUNDS, 1000, net_mass_kg=kilograms)


ROWS: tuple[Row, ...] = (
    quiet("R15", "as many came", *landing(arrived("S1", 40), tallied("S1"))),
    speaks("R15", "HOLD 10", "fifty of forty came and the tally is closed", *landing(arrived("S1", 50), tallied("S1"))),
    quiet("R15", "fifty came, two days not over", *landing(arrived("S1", 50), tick("2030-03-12T11:59:59Z"))),
    speaks("R15", "HOLD 10", "two days over", *landing(arrived("S1", 50), tick("2030-03-12T12:00:00Z"))),
    speaks(
        "R15",
        "HOLD 5",
        "forty and five under two entries",
        *landing(arrived("S1", 40), arrived("S1", 5, "IM-2"), tallied("S1")),
    ),
    quiet("R15", "forty twice under one", *landing(arrived("S1", 40), arrived("S1", 40, "im 1"), tallied("S1"))),
    quiet(
        "R15",
        "magazines beside them",
        *landing(arrived("S1", 40), arrived("S1", 80, "IM-2", goods={"category": "ACCESSORY"}), tallied("S1")),
    ),
    quiet(
        "R15",
        "the declaration was adjusted",
        *landing(arrived("S1", 50), tallied("S1"), adjusted("S1", 50, on="2030-03-13")),
    ),
    quiet(
        "R15",
        "50 rounds more than 1,000",
        *landing(arrived("S1", 1050, goods=ROUNDS), tallied("S1"), of=1000, goods=ROUNDS),
    ),
    speaks(
        "R15",
        "HOLD 51",
        "51 rounds more",
        *landing(arrived("S1", 1051, goods=ROUNDS), tallied("S1"), of=1000, goods=ROUNDS),
    ),
    quiet(
        "R15",
        "a tenth more powder",
        *landing(arrived("S1", 110, unit="KGM", goods=POWDER), tallied("S1"), of=100, unit="KGM", goods=POWDER),
    ),
    quiet("R15", "boxes of which nobody knows what they hold", *landing(arrived("S1", 50, unit="BX"), tallied("S1"))),
    speaks("R15", "HOLD 10", "without any licence", declared(lines=40), arrived("S1", 50), tallied("S1")),
    quiet("R16", "as licensed", *coded("930200")),
    speaks("R16", "HOLD", "under the code of rifles", *coded("930320")),
    quiet("R16", "which a ruling makes one", *coded("930330")),
    quiet(
        "R16",
        "which in another edition is of pistols",
        *coded("930320", "2017"),
    ),
    quiet("R16", "without edition, which may be that one", *coded("930320", None)),
    speaks("R16", "HOLD", "under a code that is not listed", *coded("732690")),
    quiet("R16", "two days not over", *coded("930320")[:3], tick("2030-03-05T11:59:59Z")),
    speaks("R16", "HOLD", "at once when they arrive so", CODES, *come(CODED | {"hs": "930320"})),
    quiet("R16", "an accessory arrives", CODES, *come({"category": "ACCESSORY", "hs": "930320", "make": "Other"})),
    speaks("R16", "HOLD", "another model", *so(P30)),
    speaks("R16", "HOLD", "another make", *so(P20 | {"make": "Halden"})),
    speaks("R16", "HOLD", "another calibre", *so(P20 | {"calibre": ".45 ACP"})),
    speaks("R16", "HOLD", "another action", *so(P20 | {"action": "FULL_AUTO"}, P20 | {"action": "SEMI_AUTO"})),
    quiet("R16", "no calibre told", *so(P20 | {"calibre": None})),
    quiet("R16", "an alias of make and model", MAKES, MODELS, *so(P20 | {"make": "NORDEN ARMS", "model": "p twenty"})),
    quiet("R16", "an alias of the model, and no make told", MODELS, *so(P20 | {"make": None, "model": "P Twenty"})),
    speaks("R16", "HOLD", "an alias of another maker's model", MODELS, *so(P20 | {"model": "P20 L"})),
    quiet("R16", "35 in a hundred too heavy", *weighing("10.8")),
    speaks("R16", "CHECK", "more than that", *weighing("10.81")),
    quiet("R16", "35 in a hundred too light", *weighing("5.2")),
    speaks("R16", "CHECK", "less than that", *weighing("5.19")),
    quiet("R16", "nine pieces", *weighing("99", count=9)),
    quiet("R16", "gross, with 25 in a hundred for packing", *weighing(gross="12.8")),
    speaks("R16", "CHECK", "gross, heavier than that", *weighing(gross="12.81")),
    speaks("R16", "CHECK", "gross, lighter than the goods may be", *weighing(gross="5.19")),
    quiet("R16", "rounds, 25 in a hundred too heavy", *cartridges("12.5")),
    speaks("R16", "CHECK", "rounds, heavier than that", *cartridges("12.501")),
    quiet("R16", "pieces of a model whose list gives its mass as nothing", WEIGHTLESS, *weighing("99")[1:]),
    speaks("R16", "CHECK", "a set", *so(P20, count=1, unit="SET")),
    quiet(
        "R16", "a set on a line without limit", licence([line(1, 1, control="O")]), *so(P20, count=1, unit="SET")[1:]
    ),
    quiet("R16", "a hundred", *so(P20, count=1, unit="CEN")),
    quiet(
        "R16",
        "rounds in kilograms of a known calibre",
        published("calibres", CALIBRE),
        *so(ROUNDS, ROUNDS, 9, unit="KGM"),
    ),
    speaks("R16", "CHECK", "of an unknown one", *so(ROUNDS, ROUNDS, 9, unit="KGM")),
)
