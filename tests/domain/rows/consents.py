"""Importing and transit States: R06, R07, R10 on both sides of each threshold."""

from __future__ import annotations

from typing import Any

from tests.builders import (
    Fact,
    answered,
    asked,
    authorization_amended,
    authorization_revoked,
    authorization_verified,
    authorized,
    licence,
    mention,
    merged,
    published,
    told,
)
from tests.domain.rows.row import Row, left, quiet, speaks
from tests.movements import (
    declared,
    entered,
    exited,
    stop,
    transshipped,
)


def resting(**changes: Any) -> Fact:
    """A licence that needs the import authorization IA-1."""
    needed: dict[str, Any] = {"import_authorization": "IA-1", "import_authorization_required": True}
    return licence(**needed | changes)


def through(*stops: Fact, exit: str = "2030-03-04", **licensed: Any) -> tuple[Fact, ...]:
    """A consignment that leaves through XC, or by other stops."""
    route = list(stops) or [stop()]
    return licence(transit_states=["XC"], **licensed), declared(route=route), exited(on=exit)


XC_CALLS, XC_BY_SEA = stop("XC", "CALL", "SEA"), stop("XC", "TRANSIT", "SEA")
ARRANGEMENT = {"landlocked_state": "XB", "transit_state": "XC", "from": "2029-01-01", "to": "2030-03-04"}
OTHER_USER = mention("END_USER", "XB-P-0003")

ROWS: tuple[Row, ...] = (
    quiet("R06", "an authorization for as many", resting(), authorized(100)),
    speaks("R06", "CHECK 1", "an authorization for one less", resting(), authorized(99)),
    quiet("R06", "fitting, and recorded a month later", resting(), told(authorized(), recorded="2030-01-01")),
    speaks("R06", "CHECK", "none named", resting(import_authorization=None)),
    speaks("R06", "CHECK", "none on record", resting()),
    quiet("R06", "none needed", licence()),
    quiet("R06", "gone on its last day", resting(), authorized(valid_to="2030-03-04"), declared(), exited()),
    speaks("R06", "HOLD", "gone the day after", resting(), authorized(valid_to="2030-03-03"), declared(), exited()),
    speaks("R06", "CHECK", "it begins the day after issue", resting(), authorized(valid_from="2029-12-02")),
    quiet("R06", "it begins on the day of issue", resting(), authorized(valid_from="2029-12-01")),
    speaks(
        "R06",
        "HOLD",
        "revoked from the exit on",
        resting(),
        authorized(),
        authorization_revoked("2030-03-04"),
        declared(),
        exited(),
    ),
    quiet(
        "R06",
        "revoked from the day after exit",
        resting(),
        authorized(),
        authorization_revoked("2030-03-05"),
        declared(),
        exited(),
    ),
    speaks(
        "R06",
        "HOLD 60",
        "cut to 40 before exit",
        resting(),
        authorized(),
        authorization_amended(40, "2030-03-04"),
        declared(),
        exited(),
    ),
    speaks("R06", "CHECK", "for another recipient", resting(), authorized(recipient=OTHER_USER)),
    quiet(
        "R06",
        "for one who merged with the recipient",
        resting(),
        authorized(recipient=OTHER_USER),
        merged("XB-P-0002", "XB-P-0003"),
    ),
    speaks("R06", "CHECK", "into another State", resting(), authorized(import_state="XD")),
    speaks(
        "R06", "CHECK", "unknown to the importing State", resting(), authorized(), authorization_verified("NOT_FOUND")
    ),
    quiet(
        "R06",
        "unknown, then confirmed",
        resting(),
        authorized(),
        authorization_verified("MISMATCH"),
        authorization_verified("CONFIRMED", "2029-12-06"),
    ),
    quiet("R07", "60 and 40 left of 100", authorized(), resting(), *left(60, 40)),
    speaks("R07", "HOLD 1", "60 and 41 left of 100", authorized(), resting(), *left(60, 41)),
    quiet("R07", "60 left and 41 declared", authorized(), resting(), *left(60), declared("S2", 41)),
    speaks(
        "R07",
        "HOLD 20",
        "60 left under each of two licences of two States",
        authorized(),
        resting(),
        licence(number="XD:EL-2", import_authorization="IA-1"),
        *left(60),
        declared("S2", 60, number="XD:EL-2"),
        exited("S2"),
    ),
    quiet("R07", "a licence under R06 is left out", authorized(), resting(lines=101), *left(60, 41)),
    speaks("R10", "HOLD", "nobody asked XC", *through()),
    speaks("R10", "HOLD", "XC was asked and is silent", asked(), *through()),
    quiet("R10", "XC agreed until the day of exit", asked(), answered("NO_OBJECTION", until="2030-03-04"), *through()),
    speaks(
        "R10",
        "HOLD",
        "XC agreed until the day before",
        asked(),
        answered("NO_OBJECTION", until="2030-03-03"),
        *through(),
    ),
    quiet("R10", "on conditions, from the day of exit", asked(), answered("CONDITIONAL", "2030-03-04"), *through()),
    speaks("R10", "HOLD", "from the day after exit", asked(), answered("NO_OBJECTION", "2030-03-05"), *through()),
    speaks("R10", "STOP", "XC objects", asked(), answered("OBJECTION"), *through(profile="EU12")),
    speaks("R10", "HOLD", "silence claimed as consent", asked(), answered("NO_OBJECTION", basis="TACIT"), *through()),
    speaks("R10", "HOLD", "gone on the 20th working day, EU", asked(on="2030-02-12"), *through(profile="EU12")),
    quiet("R10", "gone on the 21st working day, EU", asked(on="2030-02-11"), *through(profile="EU12")),
    speaks("R10", "HOLD", "the same under the Protocol", asked(on="2030-02-11"), *through(profile="FP")),
    quiet("R10", "the goods stay on board", *through(XC_CALLS)),
    speaks("R10", "HOLD", "unless transshipped there", *through(XC_CALLS), transshipped("S1")),
    quiet("R10", "through by sea, EU", *through(XC_BY_SEA, profile="EU25")),
    speaks("R10", "HOLD", "through by sea, Protocol", *through(XC_BY_SEA)),
    quiet("R10", "a rifle for a match and back", *through(kind="TEMPORARY", purpose="SPORT")),
    speaks("R10", "HOLD", "lent for any other purpose", *through(kind="TEMPORARY", purpose="RESALE")),
    quiet("R10", "an arrangement for XB until the exit", published("landlocked", ARRANGEMENT), *through()),
    speaks("R10", "HOLD", "and the day after", published("landlocked", ARRANGEMENT), *through(exit="2030-03-05")),
    speaks("R10", "HOLD", "seen in XC though not declared so", *through(stop("XD", "LOAD")), entered("S1")),
    quiet("R10", "not gone", *through()[:2]),
)
