"""Seals: R13 on both sides of each threshold."""

from __future__ import annotations

from tests.builders import Fact, licence, tick, told
from tests.domain.rows.row import Row, quiet, speaks
from tests.movements import arrived, cancelled, declared
from tests.papers import read, released, resealed, sealed

CARRIER = "/states/XC/carrier/line"


def bearing(*facts: Fact) -> tuple[Fact, ...]:
    """S1 is sealed with CN 448 812; what is then told of the seal."""
    return licence(), declared(), sealed(), *facts


def two(*facts: Fact, number: str = "CN448812", on: str = "2030-03-20", other: str = "S2") -> tuple[Fact, ...]:
    """S1 is sealed, and another consignment with such a number later."""
    return *bearing(), declared(other, 10), sealed(other, number, on=on, position="DOOR-2"), *facts


ROWS: tuple[Row, ...] = (
    quiet("R13", "intact", *bearing(read("CN448812"), tick("2030-04-01"))),
    quiet("R13", "without its prefix", *bearing(read("448-812"), tick("2030-04-01"))),
    speaks("R13", "HOLD", "without more than its prefix", *bearing(read("48812"), tick("2030-04-01"))),
    speaks("R13", "HOLD", "missing", *bearing(read(None, "MISSING"))),
    speaks("R13", "HOLD", "broken", *bearing(read("CN448812", "BROKEN"))),
    speaks("R13", "HOLD", "broken, nothing to be read", *bearing(read(None, "BROKEN"))),
    quiet("R13", "intact, nothing to be read", *bearing(read(None), tick("2030-04-01"))),
    quiet("R13", "missing where nothing was sealed", licence(), declared(), read(None, "MISSING")),
    quiet("R13", "missing before it was sealed", *bearing(read(None, "MISSING", on="2030-03-02"))),
    quiet("R13", "another number, five days not over", *bearing(read("XC900177"), tick("2030-03-13T11:59:59Z"))),
    speaks("R13", "HOLD", "another number, five days over", *bearing(read("XC900177"), tick("2030-03-13T12:00:00Z"))),
    speaks(
        "R13",
        "HOLD",
        "another number, five days over, and the carrier says late that it resealed",
        *bearing(read("XC900177"), told(resealed("XC-900177", by=CARRIER), recorded="2030-03-13T11:00:00Z")),
        tick("2030-03-13T12:00:00Z"),
    ),
    quiet(
        "R13",
        "resealed by customs before the check, heard of after it",
        *bearing(read("XC900177"), told(resealed("XC-900177"), recorded="2030-03-20")),
    ),
    speaks(
        "R13",
        "HOLD",
        "resealed by the carrier",
        *bearing(resealed("XC-900177", by=CARRIER), read("XC900177"), tick("2030-04-01")),
    ),
    speaks(
        "R13",
        "HOLD",
        "resealed by customs after the check",
        *bearing(read("XC900177"), resealed("XC-900177", on="2030-03-09"), tick("2030-04-01")),
    ),
    quiet("R13", "the old one lies broken beside the new", *bearing(resealed("XC-1"), read("CN448812", "BROKEN"))),
    speaks("R13", "HOLD", "the new one is broken", *bearing(resealed("XC-1"), read("XC-1", "BROKEN"))),
    speaks("R13", "HOLD", "the old one is intact", *bearing(resealed("XC-1"), read("CN448812"), tick("2030-04-01"))),
    speaks(
        "R13",
        "HOLD",
        "told twice, and broken",
        *bearing(sealed(on="2030-03-04"), read("CN448812", "BROKEN")),
    ),
    quiet("R13", "cancelled", *bearing(read(None, "MISSING"), cancelled("S1", on="2030-03-09"))),
    speaks("R13", "HOLD", "on another consignment too", *two()),
    speaks("R13", "HOLD", "without its prefix on another", *two(number="448812")),
    quiet("R13", "another prefix on another", *two(number="HX448812")),
    quiet("R13", "five figures on another", *two(number="48812")),
    quiet("R13", "used again after arrival", *two(arrived("S1", 60, on="2030-03-20"))),
    speaks("R13", "HOLD", "used again before arrival", *two(arrived("S1", 60, on="2030-03-21"))),
    quiet("R13", "used again after release", *two(released("S1", on="2030-03-19"))),
    quiet("R13", "used again after replacement", *two(resealed("XC-1"))),
    speaks("R13", "HOLD", "used again, replaced by the carrier", *two(resealed("XC-1", by=CARRIER))),
    quiet("R13", "used again after 180 days", *two(on="2030-08-30")),
    speaks("R13", "HOLD", "used again after 179 days", *two(on="2030-08-30T11:59:59Z")),
    quiet("R13", "the other was cancelled", *two(cancelled("S1"))),
    quiet("R13", "one redeclares the other", *bearing(), declared("S2", replaces="S1"), sealed("S2", on="2030-03-05")),
    speaks(
        "R13",
        "HOLD",
        "on another that was redeclared",
        *two(declared("S3", replaces="S1")),
    ),
)
