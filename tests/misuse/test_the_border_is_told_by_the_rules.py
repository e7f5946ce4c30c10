"""The border is told what the rules know: goods, papers and parties that a rule would speak of are not let go."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from domain.decisions.border import ReleaseForExport
from domain.events.refs import ShipmentRef
from tests.builders import (
    PISTOL,
    Fact,
    answered,
    asked,
    authorization_amended,
    authorization_revoked,
    authorized,
    licence,
    line,
    mention,
    published,
    registered,
    waived,
)
from tests.builders import key as key_of
from tests.domain.decisions.given import Order, Then, given, leads_to, order, refused
from tests.domain.rows.parties import listed
from tests.domain.rows.references import PROCEDURES
from tests.movements import arrived, declared, exited, item, stop, tallied
from tests.single_items import GUN, lost, numbered, scrapped, seized

GOES = leads_to("shipment.declared", "licence.quantity-reserved")
LET_GO = leads_to("shipment.released-for-export", "licence.quantity-consumed")
MACHINE_GUN = {"category": "FIREARM", "item_class": "MILITARY", "hs": "930190", "hs_edition": "2022"}
IA: dict[str, Any] = {"import_authorization": "IA-1", "import_authorization_required": True}
CODES = published("hs", {"hs6": "930190", "edition": "2022", "item_class": "MILITARY", "rulings": []})
EMBARGO: Fact = {
    "row": "EMB-XB",
    "state": "XB",
    "from": "2030-02-15",
    "to": None,
    "classes": [],
    "actors": "ALL",
    "exemption_types": [],
}
USER = ("XB-P-0002", "Firm XB-P-0002")


def refuses(*codes: str) -> Then:
    """Neither declared nor reserved, for these reasons."""
    return refused(*codes, events=("licence.reservation-refused",))


def through(*papers: Fact) -> tuple[Fact, ...]:
    """A licence through XC, with what XC was asked and answered."""
    return (licence(transit_states=["XC"]), asked(), *papers)


def by_way_of_xc() -> Fact:
    """A consignment that is declared to pass through XC."""
    return declared(route=[stop("XC")])


def numbered_guns(*names: str) -> Fact:
    """A declaration of numbered pistols."""
    return declared(lines=numbered(len(names), *names))


def sanctions(name: str) -> Fact:
    """A list of sanctions with one entry, published after the licence was issued."""
    row = listed(name, kind="ENTITY", listed_on="2030-02-15")
    return published("sanctions", row, since="2030-02-15", on="2030-02-15")


class Row(NamedTuple):
    """When customs accept a declaration after these facts, this comes of it."""

    sentence: str
    then: Then
    facts: tuple[Fact, ...]
    order: Fact | Order = declared()


DECLARATIONS = (
    Row(
        "machine guns are declared on a line for pistols",
        refuses("WOULD_OPEN:R16"),
        (CODES, licence([line(1, 100, goods=PISTOL)])),
        declared(lines=[item(1, 60, goods=MACHINE_GUN)]),
    ),
    Row("pistols are declared on a line for pistols", GOES, (CODES, licence([line(1, 100, goods=PISTOL)]))),
    Row(
        "5,000 pieces leave under an invented exemption",
        refused("WOULD_OPEN:R05"),
        (PROCEDURES, licence()),
        declared(lines=[item(1, 5000, licence_reference=None, exemption={"procedure": "GIFT", "reference": "G-1"})]),
    ),
    Row(
        "5 pieces leave under an exemption on the list",
        leads_to("shipment.declared"),
        (PROCEDURES, licence()),
        declared(lines=[item(1, 5, licence_reference=None, exemption={"procedure": "P1", "reference": "G-1"})]),
    ),
    Row("a transit State objects", refuses("WOULD_OPEN:R10"), through(answered("OBJECTION")), by_way_of_xc()),
    Row("a transit State consents", GOES, through(answered("NO_OBJECTION")), by_way_of_xc()),
    Row("a transit State was never asked", refuses("WOULD_OPEN:R10"), through()[:1], by_way_of_xc()),
    Row("goods go through a State that the licence does not name", refuses("WOULD_OPEN:R11", "WOULD_OPEN:R10"),
        (licence(),), by_way_of_xc()),
    Row(
        "the import authorization is revoked",
        refuses("WOULD_OPEN:R06"),
        (authorized(), licence(**IA), authorization_revoked("2030-02-20")),
    ),
    Row(
        "the import authorization is reduced",
        refuses("WOULD_OPEN:R06"),
        (authorized(), licence(**IA), authorization_amended(50, "2030-02-20")),
    ),
    Row("the import authorization stands", GOES, (authorized(), licence(**IA))),
    Row(
        "an embargo comes after issue",
        refuses("WOULD_OPEN:R21"),
        (licence(), published("embargoes", EMBARGO, since="2030-02-15", on="2030-02-15")),
    ),
    Row(
        "an embargo ended before issue",
        GOES,
        (licence(), published("embargoes", EMBARGO | {"from": "2029-01-01", "to": "2029-06-30"})),
    ),
    Row(
        "a party is listed after issue",
        refuses("WOULD_OPEN:R20"),
        (registered(USER[0], name="Sabir Trading"), licence(), sanctions("Sabir Trading")),
        declared(parties=[mention("CONSIGNEE", USER[0]) | {"name": "Sabir Trading"}]),
    ),
    Row("serials are on record as stolen", refuses("WOULD_OPEN:R25"),
        (licence([line(1, 100, goods=GUN)]), lost("A1", on="2030-01-05", kind="STOLEN")), numbered_guns("A1", "A2")),
    Row("serials are on record as seized", refuses("WOULD_OPEN:R25"),
        (licence([line(1, 100, goods=GUN)]), seized("A1", on="2030-01-05")), numbered_guns("A1", "A2")),
    Row("serials are on record as destroyed", refuses("WOULD_OPEN:R25"),
        (licence([line(1, 100, goods=GUN)]), scrapped("A1", on="2030-01-05")), numbered_guns("A1", "A2")),
    Row("serials are of other pistols", GOES,
        (licence([line(1, 100, goods=GUN)]), seized("A3", on="2030-01-05")), numbered_guns("A1", "A2")),
    Row(
        "another consignment of the firm landed short",
        GOES,
        (licence(), declared("S0", 30, on="2030-02-01"), exited("S0", on="2030-02-02"),
         arrived("S0", 20, on="2030-02-10"), tallied("S0", on="2030-02-11")),
    ),
    Row(
        "the rule is waived for the licence",
        GOES,
        (licence(), published("embargoes", EMBARGO, since="2030-02-15", on="2030-02-15"),
         waived("R21", key_of("XA:EL-1") | {"subject": "XB"}, "2030-12-31", at="2030-02-16")),
    ),
)  # fmt: skip


@pytest.mark.parametrize("row", DECLARATIONS, ids=lambda row: row.sentence)
def test_a_declaration_is_refused_for_what_it_would_open(row: Row) -> None:
    assert given(*row.facts).when(row.order) == row.then


RELEASES = (
    Row("the import authorization is revoked meanwhile", refused("WOULD_OPEN:R06"),
        (authorization_revoked("2030-03-03"),)),
    Row("an embargo is published meanwhile", refused("WOULD_OPEN:R21"),
        (published("embargoes", EMBARGO, since="2030-02-15", on="2030-03-03"),)),
    Row("nothing has changed", LET_GO, ()),
)  # fmt: skip


@pytest.mark.parametrize("row", RELEASES, ids=lambda row: row.sentence)
def test_what_was_declared_in_order_is_not_let_go_once_it_no_longer_is(row: Row) -> None:
    world = given(authorized(), licence(**IA)).after(declared())
    world.record(*row.facts)
    go = Order("consignment release-for-export", _release(), time="2030-03-04T08:00:00Z")
    assert world.when(go) == row.then


def test_customs_go_on_with_a_reason_and_the_finding_is_there_at_once() -> None:
    world = given(authorized(), licence(**IA), authorization_revoked("2030-02-20"))
    despite = order(declared(), despite="The ministry says so.")
    assert world.when(despite) == leads_to("shipment.declared", "licence.reservation-refused")
    after = world.after(despite).findings(exited("S1", on="2030-03-03T18:00:00Z"))
    assert [x.rule for x in after if x.state == "OPEN" and x.severity >= 4] == ["R06"]


def _release() -> ReleaseForExport:
    return ReleaseForExport(shipment=ShipmentRef(ucr="UCR-S1"), declaration="D-S1", office="XAPRT")
