"""Arrival and proof of receipt: R14, R17 on both sides of each threshold."""

from __future__ import annotations

from tests.builders import POWDER, ROUNDS, Fact, calendar, licence, line, published, tick, told
from tests.domain.rows.row import Row, quiet, speaks
from tests.movements import (
    arrived,
    declared,
    destroyed,
    exited,
    item,
    reported,
    returned,
    tallied,
    verified,
)


def landing(*facts: Fact, of: object = 40, unit: str = "C62", goods: Fact | None = None) -> tuple[Fact, ...]:
    """So much leaves in S1; what then becomes of it."""
    lines = [line(1, of, unit, goods)]
    return licence(lines), declared(lines=[item(1, of, unit, goods)]), exited(), *facts


def unproven(until: str, *facts: Fact, exit: str = "2030-06-01", of: Fact | None = None) -> tuple[Fact, ...]:
    """Forty, or other goods, leave under a licence that demands proof of receipt; the clock comes to a day."""
    goods = of or item(1, 40)
    lines = [line(1, 1000, goods["quantity"]["unit"], goods["item"])]
    held = licence(lines, delivery_verification_required=True)
    return held, declared(lines=[goods], on="2030-05-30"), exited(on=exit), *facts, tick(until)


def rounds(value: object) -> Fact:
    return item(1, value, "C62", ROUNDS)


CALIBRE = {"calibre": "9x19", "aliases": [], "round_mass_g": "10"}

ROWS: tuple[Row, ...] = (
    quiet("R14", "all came", *landing(arrived("S1", 40), tallied("S1"))),
    speaks("R14", "HOLD 10", "30 of 40 came and the tally is closed", *landing(arrived("S1", 30), tallied("S1"))),
    quiet("R14", "30 came, 21 days not over", *landing(arrived("S1", 30), tick("2030-03-31T11:59:59Z"))),
    speaks("R14", "HOLD 10", "30 came, 21 days over", *landing(arrived("S1", 30), tick("2030-03-31T12:00:00Z"))),
    speaks("R14", "STOP 10", "ten are reported lost", *landing(arrived("S1", 30), reported("S1", "117", 10))),
    speaks("R14", "STOP 40", "all are reported stolen", *landing(reported("S1", "49"))),
    quiet("R14", "nothing came, which R17 says", *landing(tallied("S1"))),
    quiet("R14", "30 and 10 under two entries", *landing(arrived("S1", 30), arrived("S1", 10, "IM-2"), tallied("S1"))),
    speaks(
        "R14", "HOLD 10", "30 twice under one", *landing(arrived("S1", 30), arrived("S1", 30, "im 1"), tallied("S1"))
    ),
    quiet(
        "R14", "7 came, 3 were never shipped", *landing(arrived("S1", 7), reported("S1", "86", 3), tallied("S1"), of=10)
    ),
    quiet(
        "R14",
        "7 came, 3 destroyed under a certificate",
        *landing(arrived("S1", 7), destroyed("S1", 3), tallied("S1"), of=10),
    ),
    quiet("R14", "7 came, 3 were sent back", *landing(arrived("S1", 7), returned("S1", 3), tallied("S1"), of=10)),
    quiet(
        "R14",
        "carried past, ten days not over",
        *landing(arrived("S1", 30), reported("S1", "302", 10), tallied("S1"), tick("2030-03-21T12:00:00Z")),
    ),
    speaks(
        "R14",
        "HOLD 10",
        "carried past, ten days over",
        *landing(arrived("S1", 30), reported("S1", "302", 10), tallied("S1"), tick("2030-03-21T12:00:00.000000001Z")),
    ),
    quiet("R14", "50 rounds of 1,000 are missing", *landing(arrived("S1", 950), tallied("S1"), of=1000, goods=ROUNDS)),
    speaks(
        "R14",
        "HOLD 51",
        "51 rounds of 1,000 are missing",
        *landing(arrived("S1", 949), tallied("S1"), of=1000, goods=ROUNDS),
    ),
    quiet(
        "R14",
        "a tenth of the powder is missing",
        *landing(arrived("S1", 90, unit="KGM"), tallied("S1"), of=100, unit="KGM", goods=POWDER),
    ),
    speaks(
        "R14",
        "HOLD 10.1",
        "more than a tenth",
        *landing(arrived("S1", "89.9", unit="KGM"), tallied("S1"), of=100, unit="KGM", goods=POWDER),
    ),
    quiet("R14", "arrived in boxes, which may hold all", *landing(arrived("S1", 4, unit="BX"), tallied("S1"))),
    quiet("R17", "day 44 after exit", *unproven("2030-07-15")),
    quiet("R17", "day 45, the last", *unproven("2030-07-16T23:59:59.999Z")),
    speaks("R17", "CHECK 40", "day 46", *unproven("2030-07-17")),
    quiet(
        "R17",
        "day 45 is a Saturday: not before Tuesday",
        published("authorities", calendar()),
        *unproven("2030-07-22T23:59:59Z", exit="2030-06-05"),
    ),
    speaks(
        "R17", "CHECK 40", "and then", published("authorities", calendar()), *unproven("2030-07-23", exit="2030-06-05")
    ),
    speaks("R17", "CHECK 40", "day 89", *unproven("2030-08-29")),
    speaks("R17", "HOLD 40", "day 90", *unproven("2030-08-30")),
    speaks("R17", "HOLD 40", "day 179", *unproven("2030-11-27")),
    speaks("R17", "STOP 40", "day 180", *unproven("2030-11-28")),
    quiet("R17", "all verified", *unproven("2030-08-01", verified("S1", 40))),
    speaks("R17", "CHECK 5", "35 of 40 verified", *unproven("2030-08-01", verified("S1", 35))),
    quiet("R17", "50 rounds of 1,000 not verified", *unproven("2030-08-01", verified("S1", 950), of=rounds(1000))),
    speaks(
        "R17",
        "CHECK 51",
        "51 rounds of 1,000 not verified",
        *unproven("2030-08-01", verified("S1", 949), of=rounds(1000)),
    ),
    quiet(
        "R17",
        "proved in July, heard of in August",
        *unproven("2030-08-01", told(verified("S1", 40, on="2030-07-10"), recorded="2030-08-01")),
    ),
    quiet("R17", "brought back", *unproven("2030-08-01", returned("S1", 40))),
    quiet("R17", "no proof demanded", licence(), declared(), exited(), tick("2030-12-31")),
    quiet("R17", "neither gone nor come", licence(delivery_verification_required=True), declared(), tick("2030-12-31")),
    quiet(
        "R17",
        "rounds verified by mass, of which a tenth more may be had",
        published("calibres", CALIBRE),
        *unproven("2030-08-01", verified("S1", "9.1", unit="KGM"), of=rounds(1000)),
    ),
)
