"""Corrected, invalidated, released, accepted all the same: what customs does after a declaration (R-069 to R-075)."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.builders import Fact, amended, amount, licence, line, revoked, surrendered, suspended
from tests.domain.decisions.given import NOT_THERE, Given, Then, given, leads_to, not_allowed, refused
from tests.domain.decisions.papers import gone_through, let_go
from tests.domain.rows.licences import UNLIMITED
from tests.movements import adjusted, cancelled, declared, exited, item

ADJUSTED = leads_to("shipment.adjusted", "licence.quantity-reserved")
RELEASED = leads_to("shipment.released-for-export", "licence.quantity-consumed")
RELEASED_LESS = leads_to("shipment.adjusted", "shipment.released-for-export", "licence.quantity-consumed")
LATER = "2030-03-10"


def no(*codes: str) -> Then:
    """Customs' correction is refused, and that is recorded on the licence."""
    return refused(*codes, events=("licence.reservation-refused",))


class Row(NamedTuple):
    """After 60 of 100 were declared on 3 March as S1, and this happened, the order leads to this."""

    sentence: str
    then: Then
    history: tuple[Fact, ...]
    order: Fact


def row(sentence: str, then: Then, *history: Fact) -> Row:
    """The last of these is the order."""
    return Row(sentence, then, history[:-1], history[-1])


def declared_60(*more: Fact) -> Given:
    """S1 is declared with 60 of 100."""
    return given(licence(100), declared("S1", 60), *more)


TAKEN = declared("S2", 30)
NAMELESS = item(1, 60, licence_reference=None, licence_line=None)
ADJUSTMENTS = (
    row("less", ADJUSTED, adjusted("S1", 55, LATER)),
    row("none at all", no("QUANTITY_OF_NOTHING"), adjusted("S1", 0, LATER)),
    row("as many again", ADJUSTED, adjusted("S1", 60, LATER)),
    row("more, as far as it is free", ADJUSTED, TAKEN, adjusted("S1", 70, LATER)),
    row("one more than is free", no("INSUFFICIENT"), TAKEN, adjusted("S1", 71, LATER)),
    # barred since
    row("less, after a revocation", ADJUSTED, revoked(LATER), adjusted("S1", 59, LATER)),
    row("more, after a revocation", no("REVOKED"), revoked(LATER), adjusted("S1", 61, LATER)),
    row("more, on the day before a revocation", ADJUSTED, revoked("2030-03-11"), adjusted("S1", 61, LATER)),
    row("less, while suspended", ADJUSTED, suspended(LATER), adjusted("S1", 59, LATER)),
    row("more, while suspended", no("SUSPENDED"), suspended(LATER), adjusted("S1", 61, LATER)),
    row("less, after it was given back", ADJUSTED, exited(), surrendered(LATER), adjusted("S1", 59, LATER)),
    row("more, after it was given back", no("SURRENDERED"), exited(), surrendered(LATER), adjusted("S1", 61, LATER)),
    row("less, after its last day", ADJUSTED, adjusted("S1", 59, "2031-01-10")),
    row("more, after its last day: it was accepted in time", ADJUSTED, adjusted("S1", 61, "2031-01-10")),
    row(
        "more than a later reduction leaves",
        no("INSUFFICIENT"),
        amended(80, since="2030-03-05"),
        adjusted("S1", 81, LATER),
    ),
    row("as many as a later reduction leaves", ADJUSTED, amended(80, since="2030-03-05"), adjusted("S1", 80, LATER)),
    row(
        "more than was licensed that day, after a later increase",
        no("INSUFFICIENT"),
        amended(200, since="2030-03-05"),
        adjusted("S1", 101, LATER),
    ),
    # other goods items
    row(
        "another line, which the licence does not have",
        no("NO_SUCH_LINE"),
        adjusted("S1", [item(1, 60, licence_line=7)], LATER),
    ),
    row("no licence any more", refused("LICENCE_NOT_NAMED"), adjusted("S1", [NAMELESS], LATER)),
    row(
        "a licence that is not on record",
        refused("LICENCE_NOT_FOUND"),
        adjusted("S1", [item(1, 60, licence_reference="EL-9")], LATER),
    ),
    row("a unit that tells nothing", no("QUANTITY_UNCLEAR"), adjusted("S1", [item(1, 60, "BX")], LATER)),
    # whose, and which
    row(
        "the declaration of another number",
        not_allowed("ANOTHER_DECLARATION"),
        adjusted("S1", 55) | {"data": adjusted("S1", 55)["data"] | {"declaration": "D-9"}},
    ),
    row(
        "a declaration of another State",
        not_allowed(NOT_THERE),
        adjusted("S1", 55) | {"source": "/states/XB/customs"},
    ),
    row("one that was cancelled", not_allowed("NOT_IN_THIS_STATE"), cancelled("S1"), adjusted("S1", 55, LATER)),
)


@pytest.mark.parametrize("row", ADJUSTMENTS, ids=lambda row: row.sentence)
def test_a_correction_may_always_be_less_and_more_only_as_it_is_free(row: Row) -> None:
    assert declared_60(*row.history).when(row.order) == row.then


def test_goods_that_never_had_a_licence_may_be_fewer_without_one_and_not_more() -> None:
    desk = given(licence(), declared("S1", [NAMELESS]))
    assert desk.when(adjusted("S1", [NAMELESS | {"quantity": amount(59)}])) == leads_to("shipment.adjusted")
    assert desk.when(adjusted("S1", [NAMELESS | {"quantity": amount(61)}])) == refused("LICENCE_NOT_NAMED")


def test_a_consignment_that_claims_to_redeclare_itself_gains_nothing_by_a_correction() -> None:
    desk = declared_60(declared("S2", 40, replaces="S2"))
    assert desk.when(adjusted("S2", 41, LATER)) == no("INSUFFICIENT")


def test_a_consignment_that_took_the_place_of_another_cannot_be_declared_as_if_it_had_not() -> None:
    desk = declared_60(declared("S2", 50, replaces="S1"), cancelled("S2"))
    assert desk.when(declared("S2", 100, on=LATER)) == not_allowed("REPLACES_ANOTHER")
    assert desk.when(declared("S2", 100, on=LATER, replaces="S3")) == not_allowed("REPLACES_ANOTHER")
    assert desk.when(declared("S2", 100, on=LATER, replaces="S1")).refused == ()


# -- invalidated -------------------------------------------------------------------------------------------------------


def test_what_an_invalidated_declaration_drew_is_free_again() -> None:
    desk = declared_60()
    _, freed = desk.decides(cancelled("S1")).events
    assert (freed.lines[0].line, freed.lines[0].asked) == (1, "60")
    assert desk.when(cancelled("S1")) == leads_to("shipment.cancelled", "licence.quantity-freed")
    after = desk.after(cancelled("S1"))
    assert after.ledger().drawn(1).lo == 0
    assert after.when(declared("S2", 100)).refused == ()


def test_what_drew_on_two_licences_is_freed_on_both() -> None:
    both = [item(1, 60), item(2, 5, licence_reference="EL-2")]
    desk = given(licence(), licence(10, "EL-2"), declared("S1", both))
    _, *freed = desk.decides(cancelled("S1")).events
    assert [(x.licence.reference, x.lines[0].asked) for x in freed] == [("EL-1", "60"), ("EL-2", "5")]


# -- released ----------------------------------------------------------------------------------------------------------


def test_what_is_released_is_consumed() -> None:
    desk = declared_60()
    assert desk.when(let_go()) == RELEASED
    assert desk.decides(let_go()).events[-1].lines[0].asked == "60"
    assert desk.after(let_go()).when(let_go(on=LATER)) == not_allowed("NOT_IN_THIS_STATE")


def test_55_of_60_released_consume_55_and_leave_45() -> None:
    desk = declared_60()
    assert desk.when(let_go(lines=55)) == RELEASED_LESS
    assert desk.decides(let_go(lines=55)).events[-1].lines[0].asked == "55"
    after = desk.after(let_go(lines=55))
    assert after.ledger().drawn(1).lo == 55
    assert after.when(declared("S2", 46, on="2030-03-05")) == no("INSUFFICIENT")
    assert after.when(declared("S2", 45, on="2030-03-05")).refused == ()


RELEASES = (
    ("as declared", RELEASED, (), let_go()),
    ("more than declared, and free", RELEASED_LESS, (TAKEN,), let_go(lines=70)),
    ("more than is free", refused("INSUFFICIENT"), (TAKEN,), let_go(lines=71)),
    ("suspended since", refused("SUSPENDED"), (suspended("2030-03-04"),), let_go()),
    ("to be suspended tomorrow", RELEASED, (suspended("2030-03-05"),), let_go()),
    ("revoked since", refused("REVOKED"), (revoked("2030-03-04"),), let_go()),
    ("less, of a licence that is suspended", refused("SUSPENDED"), (suspended("2030-03-04"),), let_go(lines=55)),
    ("only run out", RELEASED, (), let_go(on="2031-01-10")),
    ("less, and only run out", RELEASED_LESS, (), let_go(lines=55, on="2031-01-10")),
    ("more is declared than there is, and this is let go first", RELEASED, (declared("S2", 101),), let_go()),
    ("others were let go with as much as leaves enough", RELEASED, (declared("S2", 40), exited("S2")), let_go()),
    ("others were let go, and too little is left", refused("OVERDRAWN"), (declared("S2", 41), exited("S2")), let_go()),
)


@pytest.mark.parametrize(("sentence", "then", "history", "order"), RELEASES, ids=[x[0] for x in RELEASES])
def test_goods_are_let_go_unless_the_licence_is_barred(
    sentence: str, then: Then, history: tuple[Fact, ...], order: Fact
) -> None:
    assert declared_60(*history).when(order) == then


def test_a_line_without_limit_is_never_overdrawn() -> None:
    desk = given(licence([line(1, 1) | UNLIMITED]), declared("S1", 9999), declared("S2", 9999))
    assert desk.when(let_go()) == RELEASED


# -- all the same (R-072) ----------------------------------------------------------------------------------------------

WHY = "The vessel sails tonight."


def test_customs_may_accept_what_the_ledger_refuses_and_says_why() -> None:
    desk = declared_60()
    told = desk.decides(declared("S2", 50), despite=WHY)
    assert [x.__kind__ for x in told.events] == ["shipment.declared", "licence.reservation-refused"]
    refusal = told.events[1]
    assert (refusal.accepted_because, [x.code for x in refusal.reasons]) == (WHY, ["INSUFFICIENT"])
    assert desk.after(declared("S2", 50), despite=WHY).ledger().drawn(1).lo == 110


def test_a_reason_given_where_nothing_stands_in_the_way_is_not_needed() -> None:
    assert declared_60().when(declared("S2", 40), despite=WHY).events[-1] == "licence.quantity-reserved"


def test_customs_may_raise_and_release_all_the_same() -> None:
    desk = declared_60(suspended("2030-03-04"))
    raised = desk.when(adjusted("S1", 101), despite=WHY)
    assert raised == leads_to("shipment.adjusted", "licence.reservation-refused")
    told = desk.decides(let_go(despite=WHY)).events
    assert [x.__kind__ for x in told] == [
        "shipment.released-for-export",
        "licence.reservation-refused",
        "licence.quantity-consumed",
    ]
    assert (told[1].accepted_because, told[1].reasons[0].code) == (WHY, "SUSPENDED")


def test_no_reason_makes_a_wrong_step_right() -> None:
    assert declared_60(gone_through()).when(let_go(despite=WHY)) == not_allowed("NOT_IN_THIS_STATE")
    assert declared_60().when(declared("S1", 1), despite=WHY) == not_allowed("NOT_IN_THIS_STATE")
