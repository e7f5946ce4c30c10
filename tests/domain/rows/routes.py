"""Ways: R11, R12, R21 on both sides of each threshold."""

from __future__ import annotations

from typing import Any

from tests.builders import (
    ISSUED,
    Fact,
    amended,
    licence,
    mention,
    published,
    registered,
    revocation_undone,
    revoked,
    surrendered,
    tick,
    told,
)
from tests.domain.rows.row import Row, quiet, speaks
from tests.movements import arrived, cancelled, declared, entered, exited, returned, stop, transshipped, verified
from tests.papers import left_transit, position, read, released, sealed


def on_the_way(*facts: Fact, route: tuple[Fact, ...] = (), **licensed: Any) -> tuple[Fact, ...]:
    """S1 leaves for XB through XC as licensed; what is then seen of it."""
    return licence(**{"transit_states": ["XC"]} | licensed), declared(route=list(route)), exited(), *facts


def paused(*hours: str, **more: Any) -> tuple[Fact, ...]:
    """S1 is reported at an inn in XC at some hours of 6 March."""
    return on_the_way(*(position(f"2030-03-06T{hour}:00Z", **more) for hour in hours))


def astray(*hours: str, reason: str | None = None) -> list[Fact]:
    """S1 is reported in XE at some hours of 6 March."""
    return [position(f"2030-03-06T{hour}:00Z", "XEINN", reason) for hour in hours]


def late(what: Fact, recorded: str) -> Fact:
    return told(what, recorded=recorded)


def row(state: str = "XB", since: str = "2029-01-01", until: str | None = None, **more: Any) -> Fact:
    """A row of the list of embargoes."""
    usual: Fact = {"row": "E-1", "state": state, "from": since, "to": until, "classes": [], "actors": "ALL"}
    return published("embargoes", usual | {"exemption_types": []} | more)


def exempted(since: str, number: str = "E-1") -> Fact:
    return licence(embargo_exemption={"row": number, "reference": "X-1", "effective_on": since})


CALL = stop("XE", "CALL", "SEA")
POLICE: dict[str, Any] = {"end_user": mention("END_USER", "XB-P-0002") | {"kind": "POLICE"}}

ROWS: tuple[Row, ...] = (
    quiet("R11", "through XC as licensed", *on_the_way(entered("S1"), left_transit())),
    speaks("R11", "HOLD", "entered XE", *on_the_way(entered("S1", "XE"))),
    speaks("R11", "HOLD", "transshipped in XE", *on_the_way(transshipped("S1", "XE"))),
    speaks("R11", "STOP", "released in XE", *on_the_way(released(state="XE"))),
    quiet("R11", "brought back and seen in XA", *on_the_way(entered("S1", "XA"))),
    quiet(
        "R11",
        "XE by an amendment in effect that day",
        *on_the_way(entered("S1", "XE")),
        amended(since="2030-03-06", transit_states=["XE"], on="2030-03-01"),
    ),
    speaks(
        "R11",
        "HOLD",
        "by an amendment from the next day",
        *on_the_way(entered("S1", "XE")),
        amended(since="2030-03-07", transit_states=["XE"], on="2030-03-01"),
    ),
    quiet(
        "R11",
        "a twin code of a place in XC",
        published("places", {"locode": "XCBRD", "aliases": ["XEBRD"]}),
        *on_the_way(entered("S1", "XE")),
    ),
    quiet("R11", "reported in XE once", *on_the_way(*astray("06:00"))),
    quiet("R11", "twice within six hours", *on_the_way(*astray("06:00", "11:59"))),
    speaks("R11", "HOLD", "twice, six hours apart", *on_the_way(*astray("06:00", "12:00"))),
    quiet(
        "R11",
        "twice, once without clock time",
        *on_the_way(position("2030-03-05", "XEINN"), told(position("2030-03-06", "XEINN"), day_only=True)),
    ),
    quiet("R11", "on board in a harbour of XE", *on_the_way(*astray("06:00", "18:00"), route=(CALL,))),
    speaks("R11", "HOLD", "a harbour of XE, and entered there", *on_the_way(entered("S1", "XE"), route=(CALL,))),
    quiet("R11", "driven there by storm", *on_the_way(*astray("06:00", "18:00", reason="FORCE_MAJEURE"))),
    speaks(
        "R11",
        "HOLD",
        "said so more than 72 hours later",
        *on_the_way(*(late(x, "2030-03-09T18:00:01Z") for x in astray("06:00", "18:00", reason="FORCE_MAJEURE"))),
    ),
    speaks(
        "R11",
        "HOLD",
        "by storm, with a broken seal",
        *on_the_way(sealed(), *astray("06:00", "18:00", reason="FORCE_MAJEURE"), read(None, "BROKEN")),
    ),
    quiet("R11", "XE is under embargo, which R21 says", row("XE"), *on_the_way(entered("S1", "XE"))),
    quiet("R11", "without licence", declared(), exited(), entered("S1", "XE")),
    quiet("R12", "ten days by road", *on_the_way(entered("S1"), left_transit())),
    speaks("R12", "CHECK", "more than ten days", *on_the_way(entered("S1"), left_transit(on="2030-03-16T12:00:01Z"))),
    speaks("R12", "CHECK", "twenty days", *on_the_way(entered("S1"), left_transit(on="2030-03-26"))),
    speaks("R12", "HOLD", "more than twenty", *on_the_way(entered("S1"), left_transit(on="2030-03-26T12:00:01Z"))),
    speaks(
        "R12",
        "CHECK",
        "too long, though it arrived",
        *on_the_way(entered("S1"), left_transit(on="2030-03-17"), arrived("S1", 60, on="2030-03-20")),
    ),
    quiet(
        "R12",
        "ten days by date, one told without clock time",
        *on_the_way(entered("S1"), told(left_transit(on="2030-03-16T23:00:00Z"), day_only=True)),
    ),
    speaks(
        "R12",
        "CHECK",
        "eleven days by date",
        *on_the_way(entered("S1"), told(left_transit(on="2030-03-17T00:00:00Z"), day_only=True)),
    ),
    quiet("R12", "not seen to leave, fifteen days not over", *on_the_way(entered("S1"), tick("2030-03-21T11:59:59Z"))),
    speaks("R12", "CHECK", "fifteen days over", *on_the_way(entered("S1"), tick("2030-03-21T12:00:00Z"))),
    speaks("R12", "CHECK", "twenty days over", *on_the_way(entered("S1"), tick("2030-03-26T12:00:00Z"))),
    speaks("R12", "HOLD", "more than twenty days over", *on_the_way(entered("S1"), tick("2030-03-26T12:00:01Z"))),
    quiet("R12", "not seen to leave, but arrived", *on_the_way(entered("S1"), arrived("S1", 60), tick("2030-05-01"))),
    quiet("R12", "or proved", *on_the_way(entered("S1"), verified("S1", 60), tick("2030-05-01"))),
    quiet("R12", "or brought back", *on_the_way(entered("S1"), returned("S1", 60), tick("2030-05-01"))),
    quiet(
        "R12",
        "the exit is dated two days before",
        *on_the_way(entered("S1"), left_transit(on="2030-03-04"), tick("2030-05-01")),
    ),
    speaks(
        "R12",
        "HOLD",
        "three days before it is another's",
        *on_the_way(entered("S1"), left_transit(on="2030-03-03"), tick("2030-05-01")),
    ),
    quiet("R12", "seen out of XD only", *on_the_way(entered("S1"), left_transit("XD"), tick("2030-03-20"))),
    speaks(
        "R12",
        "HOLD",
        "entered twice, left once",
        *on_the_way(entered("S1"), entered("S1", on="2030-03-07"), left_transit(on="2030-03-08"), tick("2030-05-01")),
    ),
    quiet("R12", "in the importing State", *on_the_way(entered("S1", "XB"), tick("2030-05-01"))),
    quiet("R12", "cancelled", *on_the_way(entered("S1"), cancelled("S1", on="2030-03-20"), tick("2030-05-01"))),
    quiet("R12", "without licence", declared(), exited(), entered("S1"), tick("2030-05-01")),
    quiet("R12", "at an inn for less than six hours", *paused("06:00", "11:59")),
    speaks("R12", "CHECK", "for six hours", *paused("06:00", "12:00")),
    quiet("R12", "inspected there", *paused("06:00"), position("2030-03-06T12:00:00Z", reason="INSPECTION")),
    quiet(
        "R12",
        "elsewhere in between",
        *on_the_way(
            position("2030-03-06T06:00:00Z"),
            position("2030-03-06T09:00:00Z", "XCELS"),
            position("2030-03-06T12:00:00Z"),
        ),
    ),
    quiet(
        "R12",
        "at a place of the declared route",
        *on_the_way(
            position("2030-03-06T06:00:00Z", "XCPRT"), position("2030-03-06T16:00:00Z", "XCPRT"), route=(stop(),)
        ),
    ),
    quiet("R12", "in a State that is none of transit", *on_the_way(*astray("06:00", "18:00"))),
    speaks("R21", "STOP", "XB is under embargo", row(), licence()),
    quiet("R21", "until the day before issue", row(until="2029-11-30"), licence()),
    speaks("R21", "STOP", "until the day of issue", row(until=ISSUED), licence()),
    speaks("R21", "STOP", "from the last day of validity", row(since="2030-12-31"), licence()),
    quiet("R21", "from the day after", row(since="2031-01-01"), licence()),
    quiet("R21", "revoked before", row(since="2030-06-01"), licence(), revoked("2030-06-01")),
    speaks("R21", "STOP", "revoked a day later", row(since="2030-06-01"), licence(), revoked("2030-06-02")),
    speaks(
        "R21",
        "STOP",
        "revoked before, which was undone",
        row(since="2030-06-01"),
        licence(),
        revoked("2030-05-01"),
        revocation_undone("2030-05-03"),
    ),
    quiet("R21", "given back before", row(since="2030-06-01"), licence(), surrendered("2030-06-01")),
    quiet("R21", "for other goods", row(classes=["RIFLE"]), licence()),
    speaks("R21", "STOP", "for these goods", row(classes=["RIFLE", "HANDGUN"]), licence()),
    speaks("R21", "STOP", "on everybody but the State", row(actors="NON_STATE"), licence()),
    quiet("R21", "for the police", row(actors="NON_STATE"), licence(**POLICE)),
    quiet(
        "R21",
        "for the police, as the register has it",
        row(actors="NON_STATE"),
        registered("XB-P-0002", kind="POLICE"),
        licence(),
    ),
    speaks("R21", "STOP", "on everybody", row(), licence(**POLICE)),
    quiet("R21", "exempted in time", row(), exempted("2029-12-01")),
    speaks("R21", "STOP", "exempted a day late", row(), exempted("2029-12-02")),
    speaks("R21", "STOP", "exempted from another row", row(), exempted("2029-12-01", "E-2")),
    speaks("R21", "STOP", "through XC", row("XC"), licence(transit_states=["XC"])),
    quiet("R21", "through XC, on private persons", row("XC", actors="NON_STATE"), licence(transit_states=["XC"])),
    speaks("R21", "STOP", "seen in XE", row("XE"), *on_the_way(entered("S1", "XE"))),
    quiet("R21", "seen in XE the day before", row("XE", "2030-03-07"), *on_the_way(entered("S1", "XE"))),
    speaks("R21", "STOP", "declared through XE", row("XE"), *on_the_way(route=(stop("XE"),))),
    quiet("R21", "on board in XE", row("XE"), *on_the_way(route=(CALL,))),
    speaks("R21", "STOP", "licensed for XC, and seen there", row("XC"), *on_the_way(entered("S1"))),
)
