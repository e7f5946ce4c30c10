"""A licence once it is issued: amended, suspended, reinstated, revoked, given back (R-031, R-058, R-065)."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from domain.kernel.message import as_stored
from domain.preconditions.grounds import Concern
from tests.builders import (
    Fact,
    amended,
    answered,
    asked,
    authorized,
    licence,
    line,
    mention,
    merged,
    registered,
    reinstated,
    revoked,
    surrendered,
    suspended,
    worth,
)
from tests.domain.decisions.case import CONFIRMED
from tests.domain.decisions.given import Then, given, leads_to, not_allowed, refused
from tests.domain.decisions.papers import applied, assessed, gone_through
from tests.domain.rows.licences import UNLIMITED
from tests.movements import adjusted, cancelled, declared, exited, item

NAMED: dict[str, Any] = {"import_authorization": "IA-1", "import_authorization_required": True}
AMENDED = leads_to("export-licence.amended")
SINCE, FINDINGS = "2030-04-01", "FINDINGS_NOT_ACKNOWLEDGED"


def licensed(*more: Fact, lines: object = 100, **changes: Any) -> tuple[Fact, ...]:
    """EL-1 for 100 pistols under IA-1, which authorizes 120."""
    return (authorized(120), CONFIRMED, licence(lines, **(NAMED | changes)), *more)


def to(lines: object, since: str = SINCE, **changes: Any) -> Fact:
    """EL-1 is to be amended."""
    return amended(lines, since=since, **(NAMED | changes))


class Row(NamedTuple):
    """After this history the order leads to this."""

    sentence: str
    then: Then
    history: tuple[Fact, ...]
    order: Fact


DRAWN_60, DRAWN_90 = declared("S1", 60), declared("S1", 90)
POWDER = {"category": "PROPELLANT", "item_class": "PROPELLANT", "description": "smokeless powder"}


def by_value(euros: str) -> list[Fact]:
    """One line for powder worth so much."""
    return [line(1, 1, goods=POWDER) | {"control": "V", "value": worth(euros), "quantity": None}]


VALUED = (
    *licensed(lines=by_value("1000")),
    declared("S1", [item(1, 1, "KGM", POWDER, value=worth("600"))]),
)
BELOW = refused("BELOW_DRAWN")
ROWS = (
    # never below what is drawn
    Row("100 to 80, with 60 drawn", AMENDED, licensed(DRAWN_60), to(80)),
    Row("100 to 80, with 90 drawn", BELOW, licensed(DRAWN_90), to(80)),
    Row("to exactly what is drawn", AMENDED, licensed(DRAWN_60), to(60)),
    Row("to one less", BELOW, licensed(DRAWN_60), to(59)),
    Row("to one less, after the goods have left", BELOW, licensed(DRAWN_60, exited()), to(59)),
    Row("to less, after the declaration was invalidated", AMENDED, licensed(DRAWN_60, cancelled("S1")), to(10)),
    Row("to less, after the declaration was corrected", AMENDED, licensed(DRAWN_60, adjusted("S1", 10)), to(10)),
    Row("a line that is drawn on is left out", BELOW, licensed(DRAWN_60), to([line(2, 100)])),
    Row(
        "a line that nobody draws on is left out", AMENDED, licensed(DRAWN_60, lines=[line(1, 60), line(2, 40)]), to(60)
    ),
    Row("a value below what was declared", BELOW, VALUED, to(by_value("599.99"))),
    Row("a value of exactly that", AMENDED, VALUED, to(by_value("600"))),
    Row("no limit any more", AMENDED, VALUED, to([line(1, 1, goods=POWDER) | UNLIMITED])),
    # under the preconditions of issue
    Row("to all that is authorized", AMENDED, licensed(), to(120)),
    Row("to one more", refused("IMPORT_EXCEEDED"), licensed(), to(121)),
    Row("what others hold counts", refused("IMPORT_EXCEEDED"), licensed(licence(30, "EL-2", **NAMED)), to(91)),
    Row("as far as others leave it", AMENDED, licensed(licence(30, "EL-2", **NAMED)), to(90)),
    Row(
        "beyond the authorization's last day",
        refused("VALID_BEYOND_IMPORT"),
        licensed(),
        to(100, valid_to="2032-01-01"),
    ),
    Row(
        "for another recipient",
        refused("IMPORT_MISMATCH"),
        licensed(),
        to(100, end_user=mention("END_USER", "XB-P-0009")),
    ),
    Row(
        "through a State that was not asked", refused("TRANSIT_MISSING:XC"), licensed(), to(100, transit_states=["XC"])
    ),
    Row(
        "through a State that has consented",
        AMENDED,
        licensed(asked(), answered("NO_OBJECTION")),
        to(100, transit_states=["XC"]),
    ),
    Row(
        "too little and too much",
        refused("BELOW_DRAWN", "IMPORT_EXCEEDED"),
        licensed(DRAWN_60),
        to([line(1, 59), line(2, 100)]),
    ),
    # by whom
    Row(
        "by the customs office",
        not_allowed("NOT_THE_ISSUER"),
        licensed(),
        to(80) | {"data": to(80)["data"] | {"amended_by": "CUSTOMS"}},
    ),
    # suspended, reinstated
    Row("suspended", leads_to("export-licence.suspended"), licensed(), suspended(SINCE)),
    Row(
        "suspended, with goods on their way", leads_to("export-licence.suspended"), licensed(DRAWN_60), suspended(SINCE)
    ),
    Row("reinstated", leads_to("export-licence.reinstated"), licensed(suspended("2030-02-01")), reinstated(SINCE)),
    Row(
        "reinstated for its last day",
        leads_to("export-licence.reinstated"),
        licensed(suspended("2030-02-01")),
        reinstated("2030-12-31"),
    ),
    Row(
        "reinstated after its last day",
        not_allowed("EXPIRED"),
        licensed(suspended("2030-02-01")),
        reinstated("2031-01-01"),
    ),
    Row("reinstated without having been suspended", not_allowed("NOT_IN_THIS_STATE"), licensed(), reinstated(SINCE)),
    # revoked, given back
    Row(
        "revoked while suspended", leads_to("export-licence.revoked"), licensed(suspended("2030-02-01")), revoked(SINCE)
    ),
    Row("given back, never used", leads_to("export-licence.surrendered"), licensed(), surrendered(SINCE)),
    Row("given back with a reservation open", refused("RESERVATION_OPEN"), licensed(DRAWN_60), surrendered(SINCE)),
    Row(
        "given back with goods released that have not left",
        refused("RESERVATION_OPEN"),
        licensed(DRAWN_60, gone_through()),
        surrendered(SINCE),
    ),
    Row(
        "given back after the goods have left",
        leads_to("export-licence.surrendered"),
        licensed(DRAWN_60, gone_through(), exited()),
        surrendered(SINCE),
    ),
    Row(
        "given back after the declaration was invalidated",
        leads_to("export-licence.surrendered"),
        licensed(DRAWN_60, cancelled("S1")),
        surrendered(SINCE),
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.sentence)
def test_a_licence_is_changed_and_ended_as_the_law_has_it(row: Row) -> None:
    assert given(*row.history).when(row.order) == row.then


def test_100_to_80_with_60_drawn_leaves_20() -> None:
    desk = given(*licensed(DRAWN_60)).after(to(80))
    assert desk.reason(declared("S2", 21, on="2030-04-02"))["free"] == "20"
    assert desk.when(declared("S2", 20, on="2030-04-02")).refused == ()


def test_what_is_drawn_is_told_with_the_refusal() -> None:
    assert given(*licensed(DRAWN_90)).reason(to(80)) == {"line": "1", "allowed": "80", "drawn": "90"}


def test_a_late_declaration_does_not_draw_what_a_reduction_has_taken() -> None:
    desk = given(*licensed(DRAWN_60)).after(to(80))
    late: dict[str, Any] = {"on": "2030-04-02", "control_date": "2030-03-20", "usage": "LATE"}
    assert desk.when(declared("S2", 21, **late), late="The link was down.").refused == ("INSUFFICIENT",)
    assert desk.when(declared("S2", 20, **late), late="The link was down.").refused == ()


def test_findings_that_were_acknowledged_at_issue_are_not_asked_for_again() -> None:
    open_ = (Concern("f1", "R05", "XA-P-0001", as_stored("It has been refused before."), ("XA",)),)
    issued = licence(import_authorization="IA-1", import_authorization_required=True)
    issued = issued | {"data": issued["data"] | {"application": "XA:AP-1"}}
    desk = [x if x["type"] != issued["type"] else issued for x in licensed()]
    acknowledged = assessed(acknowledged=("f1",))
    assert given(*desk, applied(), acknowledged, concerns=lambda _: open_).when(to(80)) == AMENDED
    assert given(*desk, applied(), assessed(), concerns=lambda _: open_).when(to(80)) == refused(FINDINGS)
    assert given(*licensed(), concerns=lambda _: open_).when(to(80)) == refused(FINDINGS)


def test_an_amendment_changes_no_holder() -> None:
    other = mention("EXPORTER", "XA-P-0002")
    entered = [registered("XA-P-0001"), registered("XA-P-0002")]
    assert given(*licensed(), *entered).when(to(80, exporter=other)) == refused("ANOTHER_HOLDER")
    assert given(*licensed(), *entered, merged("XA-P-0001", "XA-P-0002")).when(to(80, exporter=other)) == AMENDED


def test_the_conditions_of_a_transit_state_stand_on_the_licence_since_it_was_issued() -> None:
    yes = answered("CONDITIONAL")
    conditional = yes | {"data": yes["data"] | {"conditions": ["by day only"]}}
    through: dict[str, Any] = {"transit_states": ["XC"]}
    assert given(*licensed(asked(), conditional, **through)).when(to(80, **through)) == AMENDED
    assert given(*licensed(asked(), conditional)).when(to(80, **through)) == refused("TRANSIT_CONDITIONS:XC")


@pytest.mark.parametrize("end", [revoked, surrendered, suspended], ids=["revoked", "given back", "suspended"])
def test_what_takes_effect_tomorrow_leaves_today_as_it_is(end: Any) -> None:
    desk = given(*licensed(end("2030-04-02")))
    assert desk.when(to(80, since="2030-04-01")) == AMENDED
    assert desk.when(to(80, since="2030-04-02")) == not_allowed("NOT_IN_THIS_STATE")
