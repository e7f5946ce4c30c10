"""References and departures: R05, R18 on both sides of each threshold."""

from __future__ import annotations

from typing import Any

from tests.builders import PISTOL, Fact, licence, mention, published, tick
from tests.domain.rows.row import Row, quiet, speaks
from tests.movements import adjusted, arrived, cancelled, declared, entered, exited, item, returned

PLAIN = {"category": None, "hs": "732690"}


def citing(reference: str | None, *, goods: Fact | None = None, **changes: Any) -> Fact:
    """Sixty pistols, or other goods, that cite a licence."""
    return declared(lines=[item(1, 60, goods=goods, licence_reference=reference)], **changes)


def exempt(procedure: str, reference: str | None = None) -> Fact:
    claimed = {"procedure": procedure, "reference": reference}
    return declared(lines=[item(1, 60, licence_reference=None, exemption=claimed)])


def loose(**item_fields: Any) -> tuple[Fact, ...]:
    """Goods so described that cite no licence, after the two days."""
    return citing(None, goods=PLAIN | item_fields), tick("2030-03-10")


PROCEDURES = published(
    "procedures",
    {"procedure": "P1", "state": "XA", "reference_required": True},
    {"procedure": "P2", "state": "XA", "reference_required": False},
    {"procedure": "P3", "state": "XD", "reference_required": False},
)
THRESHOLDS = published(
    "thresholds",
    {"threshold": "T1", "procedure": "P4", "state": "XA", "metric": "PIECES", "amount": "3", "currency": None},
)
TERMS = published("controlled_terms", {"term": "gun barrel"})
AFTER = tick("2030-03-10")

ROWS: tuple[Row, ...] = (
    quiet("R05", "cites the licence", licence(), declared(), AFTER),
    speaks("R05", "HOLD 60", "cites nothing", licence(), citing(None), AFTER),
    speaks("R05", "HOLD 60", "cites what is not on record", citing("EL-1"), AFTER),
    speaks("R05", "HOLD 60", "gone at once", citing(None), exited(), tick("2030-03-05T12:00:00Z")),
    quiet("R05", "two days not over, though gone", citing(None), exited(), tick("2030-03-05T11:59:59Z")),
    speaks("R05", "HOLD 60", "two days over", citing(None), tick("2030-03-05T12:00:00Z")),
    quiet("R05", "written otherwise", licence(number="EL-10"), citing("xa el/IO"), AFTER),
    speaks(
        "R05",
        "HOLD 60",
        "written so that it may be either",
        licence(number="EL-10"),
        licence(number="EL-I0"),
        citing("EL-IO"),
        AFTER,
    ),
    quiet(
        "R05",
        "on the bill of lading only",
        licence(),
        citing(None, transport_documents=[{"type": "BILL_OF_LADING", "number": "B-1", "licence_reference": "EL-1"}]),
        AFTER,
    ),
    speaks(
        "R05",
        "HOLD 60",
        "another exporter's licence",
        licence(),
        citing("EL-1", parties=[mention("EXPORTER", "XA-P-0009")]),
        AFTER,
    ),
    speaks("R05", "HOLD 60", "another State's licence", licence(number="XD:EL-1"), citing("EL-1"), AFTER),
    quiet("R05", "recorded later", citing("EL-1"), AFTER, licence(on="2030-03-12")),
    quiet("R05", "cancelled", citing(None), cancelled("S1"), AFTER),
    quiet("R05", "corrected to cite it", licence(), citing(None), adjusted("S1", 60), AFTER),
    quiet("R05", "exempt, with the reference that is required", PROCEDURES, exempt("P1", "X-1"), AFTER),
    speaks("R05", "HOLD 60", "exempt, without it", PROCEDURES, exempt("P1"), AFTER),
    quiet("R05", "exempt, and none required", PROCEDURES, exempt("P2"), AFTER),
    speaks("R05", "HOLD 60", "exempt in another State", PROCEDURES, exempt("P3"), AFTER),
    quiet("R05", "exempt below a threshold", THRESHOLDS, exempt("P4"), AFTER),
    quiet("R05", "goods that are not controlled", *loose()),
    speaks("R05", "HOLD 60", "by their code", *loose(hs="930200")),
    quiet("R05", "air guns", *loose(hs="930400", category="FIREARM")),
    speaks("R05", "HOLD 60", "by their category", *loose(category="COMPONENT")),
    quiet("R05", "propellant under no heading of arms", *loose(category="PROPELLANT")),
    quiet("R05", "made in 1899", *loose(category="FIREARM", year_of_manufacture=1899)),
    speaks("R05", "HOLD 60", "made in 1900", *loose(category="FIREARM", year_of_manufacture=1900)),
    speaks("R05", "HOLD 60", "by the words", TERMS, *loose(description="Steel gun-barrel, turned")),
    quiet("R05", "by parts of words", TERMS, *loose(description="begun barrels")),
    quiet("R18", "day 90", licence(), declared(), tick("2030-06-01T23:59:59Z")),
    speaks("R18", "NOTE", "day 91", licence(), declared(), tick("2030-06-02")),
    speaks("R18", "NOTE", "day 150", licence(), declared(), tick("2030-07-31T23:59:59Z")),
    speaks("R18", "CHECK", "day 151", licence(), declared(), tick("2030-08-01")),
    quiet("R18", "gone", licence(), declared(), exited(), tick("2030-12-01")),
    quiet("R18", "seen on its way", licence(), declared(), entered("S1"), tick("2030-12-01")),
    quiet("R18", "arrived", licence(), declared(), arrived("S1", 60), tick("2030-12-01")),
    quiet("R18", "brought back", licence(), declared(), returned("S1", 60), tick("2030-12-01")),
    quiet("R18", "cancelled", licence(), declared(), cancelled("S1"), tick("2030-12-01")),
    quiet("R18", "without licence", citing(None, goods=PISTOL), tick("2030-12-01")),
)
