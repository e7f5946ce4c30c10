"""What customs says is held against the record: days, quantities, serials, exits and receipts (R-049 to R-087)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.decisions.command import decide
from domain.kernel.errors import NotAllowed
from domain.kernel.says_nothing import says_nothing
from domain.record.statutes import row_of, statutes
from tests.builders import (
    PISTOL,
    POWDER,
    ROUNDS,
    Fact,
    amount,
    licence,
    line,
    published,
    revoked,
    surrendered,
    suspended,
)
from tests.domain.decisions.given import Given, given, leads_to, not_allowed, order, refused
from tests.domain.decisions.papers import let_go
from tests.movements import (
    adjusted,
    arrived,
    cancelled,
    declared,
    entered,
    exited,
    item,
    not_exited,
    returned,
    verified,
)

WHY = "The link was down from the morning on; the paper procedure was used."

# -- half a pistol and 600 sets of nothing -----------------------------------------------------------------------------


def goods(value: object, unit: str, pack: str | None = None, **more: Any) -> Fact:
    """A declaration of so much on line 1."""
    quantity = amount(value, unit) | ({"pack_size": pack} if pack else {})
    return declared(lines=[item(1, 1, quantity=quantity, **more)])


COUNTED: dict[str, tuple[Fact, tuple[str, ...]]] = {
    "half a pistol": (goods("0.5", "C62"), ("QUANTITY_NOT_WHOLE",)),
    "a pistol": (goods("1.0", "C62"), ()),
    "600 sets of nothing": (goods("600", "SET", "0"), ("QUANTITY_OF_NOTHING", "QUANTITY_UNCLEAR")),
    "6 sets of ten": (goods("6", "SET", "10"), ()),
    "no pistol": (goods("0", "C62"), ("QUANTITY_OF_NOTHING",)),
    "half a dozen": (goods("0.5", "DZN"), ()),
}


@pytest.mark.parametrize("what", COUNTED)
def test_half_a_pistol_and_sets_of_nothing_are_not_declared(what: str) -> None:
    told, codes = COUNTED[what]
    assert [x for x in given(licence()).when(told).refused if x.startswith("QUANTITY_")] == list(codes)
    on_record = given(licence(), declared("S1", 60))
    lines = told["data"]["lines"]
    assert [x for x in on_record.when(adjusted("S1", lines)).refused if x.startswith("QUANTITY_")] == list(codes)
    assert [x for x in on_record.when(let_go("S1", lines)).refused if x.startswith("QUANTITY_")] == list(codes)


def test_a_round_is_whole_and_a_kilogram_of_powder_need_not_be() -> None:
    rounds = given(licence([line(1, 1000, goods=ROUNDS)]))
    for value, codes in (("10", ()), ("10.5", ("QUANTITY_NOT_WHOLE",))):
        assert rounds.when(declared(lines=[item(1, value, "C62", ROUNDS)])).refused == codes
    kilograms = given(licence([line(1, 1000, "KGM", goods=POWDER)]))
    assert kilograms.when(declared(lines=[item(1, "10.5", "KGM", POWDER)])).refused == ()


# -- an expired licence used with an earlier control date --------------------------------------------------------------

ON, BEFORE = "2030-03-10", "2030-03-03"
RAN_OUT = licence(valid_to="2030-03-05")


def dated(control: str, on: str = ON, **more: Any) -> Fact:
    """A declaration given on a day and dated another."""
    return declared(on=on, control_date=control, **more)


def test_an_expired_licence_is_not_used_with_an_earlier_control_date() -> None:
    assert given(RAN_OUT).when(dated(BEFORE)) == not_allowed("CONTROL_DATE_PASSED")
    assert given(RAN_OUT).when(dated(ON)).refused == ("EXPIRED",)


def test_a_licence_is_used_on_its_last_day() -> None:
    assert given(RAN_OUT).when(dated("2030-03-05", "2030-03-05")).refused == ()


def test_what_left_in_time_is_entered_late_with_a_reason_and_is_seen() -> None:
    told = dated(BEFORE, usage="LATE")
    assert given(RAN_OUT).when(told).refused == ("ENTERED_LATE",)
    assert given(RAN_OUT).when(told, late=WHY) == leads_to("shipment.declared", "licence.quantity-reserved")
    assert given(RAN_OUT).when(told, despite=WHY) == leads_to("shipment.declared", "licence.quantity-reserved")


AS_IT_STOOD: dict[str, tuple[tuple[Fact, ...], str, tuple[str, ...]]] = {
    "it had run out by then": ((licence(valid_to="2030-03-02"),), BEFORE, ("EXPIRED",)),
    "its last day was that day": ((licence(valid_to=BEFORE),), BEFORE, ()),
    "it was not valid yet": ((licence(valid_from="2030-03-04"),), BEFORE, ("NOT_YET_VALID",)),
    "it was suspended then": ((licence(), suspended("2030-03-03")), BEFORE, ("SUSPENDED",)),
    "it was suspended since": ((licence(), suspended("2030-03-04")), BEFORE, ("SUSPENDED",)),
    "it was revoked since": ((licence(), revoked("2030-03-04")), BEFORE, ("REVOKED",)),
    "it was given back since": ((licence(), surrendered("2030-03-04")), BEFORE, ("SURRENDERED",)),
}


@pytest.mark.parametrize("what", AS_IT_STOOD)
def test_a_late_entry_makes_good_for_nothing_that_the_licence_lacked(what: str) -> None:
    history, control, codes = AS_IT_STOOD[what]
    told = dated(control, usage="LATE")
    assert given(*history).when(told, late=WHY).refused == codes
    barred = tuple(x for x in codes if x != "SURRENDERED")
    assert given(*history).when(told, late=WHY, despite="It must go.").refused == barred


def test_a_late_entry_draws_no_more_than_is_free() -> None:
    told = declared("S1", 101, on=ON, control_date=BEFORE, usage="LATE")
    assert given(licence()).when(told, late=WHY).refused == ("INSUFFICIENT",)


def test_a_control_date_to_come_is_no_day_of_acceptance() -> None:
    for usage in ("ORIGINAL", "LATE"):
        assert given(licence()).when(dated("2030-03-11", usage=usage), late=WHY) == not_allowed("CONTROL_DATE_TO_COME")


@pytest.mark.parametrize(
    ("received", "wall", "mistake"),
    [
        ("2030-03-11T12:00:00Z", True, None),
        ("2030-03-11T12:00:01Z", True, "NOT_ACCEPTED_NOW"),
        ("2030-03-11T12:00:01Z", False, None),
    ],
)
def test_it_is_accepted_at_most_one_day_from_the_clock_of_a_world_by_the_wall(
    received: str, wall: bool, mistake: str | None
) -> None:
    told, records = order(dated(ON)), given(licence())
    ordered = told.ordered._replace(recordedat=received, wall=wall)
    code = None
    try:
        decide(told.command, records.grounds, told.said, ordered)
    except NotAllowed as why:
        code = why.code
    assert code == mistake


def test_a_correction_keeps_the_day_of_what_it_corrects() -> None:
    records = given(licence(valid_to="2030-03-05"), declared("S1", 60, on="2030-03-05"))
    for pieces, codes in ((59, ()), (101, ("INSUFFICIENT",))):
        told = order(declared("S1", pieces, on="2030-03-05"), corrects="003", time="2030-03-08T12:00:00Z")
        assert records.when(told).refused == codes


# -- a declaration invalidated after the goods left --------------------------------------------------------------------


def test_what_left_is_not_invalidated_and_drawn_a_second_time() -> None:
    records = given(licence(), declared("S1", 100), exited())
    assert records.when(cancelled("S1", "2030-03-05")) == refused("STILL_AWAY")
    records.after(cancelled("S1", "2030-03-05"))
    assert records.when(declared("S2", 100, on="2030-03-06")).refused == ("INSUFFICIENT",)


FREE_AGAIN: dict[str, list[Fact]] = {
    "before the exit": [declared("S1", 100)],
    "once a record says that it did not leave": [declared("S1", 100), exited(), not_exited(on="2030-03-05")],
    "once all of it came back": [declared("S1", 100), exited(), returned("S1", 100, "2030-03-05")],
}


@pytest.mark.parametrize("when", FREE_AGAIN)
def test_it_is_invalidated_and_what_it_drew_is_free_again(when: str) -> None:
    records = given(licence(), *FREE_AGAIN[when])
    assert records.when(cancelled("S1", "2030-03-06")) == leads_to("shipment.cancelled", "licence.quantity-freed")
    records.after(cancelled("S1", "2030-03-06"))
    assert records.when(declared("S2", 100, on="2030-03-06")).refused == ()


STAYS_GONE: dict[str, list[Fact]] = {
    "one piece is still away": [exited(), returned("S1", 99, "2030-03-05")],
    "it was seen in transit": [entered("S1")],
    "it has arrived": [arrived("S1", 100)],
    "it left after all": [exited(), not_exited(on="2030-03-05"), exited(on="2030-03-06")],
}


@pytest.mark.parametrize("how", STAYS_GONE)
def test_it_is_not_invalidated_while(how: str) -> None:
    records = given(licence(), declared("S1", 100), *STAYS_GONE[how])
    assert records.when(cancelled("S1", "2030-03-30")) == refused("STILL_AWAY")


def test_a_goods_item_that_left_is_not_corrected_away() -> None:
    two = [item(1, 40), item(2, 60)]
    records = given(licence(), declared("S1", two), exited())
    assert records.when(adjusted("S1", [item(1, 40)])).refused == ("STILL_AWAY",)
    assert records.when(adjusted("S1", [item(1, 40), item(2, 59)])).refused == ()
    at_home = given(licence(), declared("S1", two))
    assert at_home.when(adjusted("S1", [item(1, 40)])).refused == ()


def test_that_goods_did_not_leave_is_for_customs_of_the_state_of_export_to_say_with_a_ground() -> None:
    records = given(licence(), declared("S1", 100), exited())
    assert records.when(not_exited()) == leads_to("shipment.not-exited")
    silent = not_exited()
    silent["data"]["ground"] = " "
    assert records.when(silent) == not_allowed("REASON_MISSING")
    assert records.when(order(not_exited(), state="XB")) == not_allowed("NOT_FOUND")


def test_who_saw_the_goods_elsewhere_is_asked_first() -> None:
    records = given(licence(), declared("S1", 100), exited(), entered("S1"))
    assert records.when(not_exited(on="2030-03-07")) == refused("SEEN_ELSEWHERE")
    told = order(not_exited(on="2030-03-07"), despite="XC read another number.")
    assert records.when(told) == leads_to("shipment.not-exited", "order.refused")


# -- receipt -----------------------------------------------------------------------------------------------------------

CAME: dict[str, tuple[list[Fact], Fact, tuple[str, ...]]] = {
    "as much as arrived": ([arrived("S1", 50)], verified("S1", 50), ()),
    "one more than arrived": ([arrived("S1", 50)], verified("S1", 51), ("RECEIPT_ABOVE_ARRIVAL",)),
    "as much as left where nothing arrived": ([], verified("S1", 60), ()),
    "one more than left": ([], verified("S1", 61), ("RECEIPT_ABOVE_DEPARTURE",)),
    "as much as arrived though more than left": ([arrived("S1", 70)], verified("S1", 70), ("RECEIPT_ABOVE_DEPARTURE",)),
    "a second certificate for the rest": ([arrived("S1", 60), verified("S1", 40)], verified("S1", 20, "DV-2"), ()),
    "a second certificate for more": (
        [arrived("S1", 60), verified("S1", 40)],
        verified("S1", 21, "DV-2"),
        ("RECEIPT_ABOVE_ARRIVAL", "RECEIPT_ABOVE_DEPARTURE"),
    ),
    "the same certificate told again": ([arrived("S1", 60), verified("S1", 60)], verified("S1", 60), ()),
}


@pytest.mark.parametrize("how", CAME)
def test_receipt_is_certified_of(how: str) -> None:
    history, told, codes = CAME[how]
    records = given(licence(), declared("S1", 60), exited(), *history)
    assert records.when(told).refused == codes
    if codes:
        assert records.when(told, despite="Counted twice.") == leads_to("shipment.delivery-verified", "order.refused")


def test_what_arrives_is_recorded_however_much_left() -> None:
    assert given(licence(), declared("S1", 60), exited()).when(arrived("S1", 600)) == leads_to("shipment.arrived")


# -- three serial numbers for five pistols -----------------------------------------------------------------------------


def numbered(*numbers: str, pieces: object = 5, goods: Fact | None = None, **more: Any) -> Fact:
    """A declaration of five pistols with serial numbers."""
    serials = {"numbers": list(numbers), "ranges": more.pop("ranges", [])}
    return declared(lines=[item(1, pieces, goods=goods, serials=serials, **more)])


def asking(*history: Fact, **where: Any) -> Given:
    """A record under a law that asks for a serial number for each piece."""
    records = given(*history)
    row = row_of({"name": "serial_for_each_piece", "from": "2030-01-01", "value": True, **where})
    records.records.__dict__["statutes"] = statutes().with_rows([row])
    return records


HUNTING = (licence(), published("procedures", {"procedure": "HUNTER", "state": "XA", "reference_required": False}))
FIVE = ("A1", "A2", "A3", "A4", "A5")
SERIALS: dict[str, tuple[Fact, tuple[str, ...]]] = {
    "three for five": (numbered("A1", "A2", "A3"), ("SERIALS_NOT_AS_MANY",)),
    "five for five": (numbered(*FIVE), ()),
    "six for five": (numbered(*FIVE, "A6"), ("SERIALS_NOT_AS_MANY",)),
    "none for five": (declared(lines=5), ("SERIALS_NOT_AS_MANY",)),
    "a range": (numbered(ranges=[{"from": "A1", "to": "A5"}]), ()),
    "one twice": (numbered("A1", "A1", "A3", "A4", "A5"), ("SERIAL_TWICE",)),
    "one twice, written otherwise": (numbered("A-1", "a 1", "A3", "A4", "A5"), ("SERIAL_TWICE",)),
    "one in a range again": (numbered("A3", ranges=[{"from": "A2", "to": "A5"}]), ("SERIAL_TWICE",)),
    "two of which nothing is known": (numbered("A1", "A2", "A3", "N/A", "N/A"), ()),
    "half a dozen": (numbered(*FIVE, "A6", pieces="0.5", quantity=amount("0.5", "DZN")), ()),
    "antiques": (numbered("A1", goods=PISTOL | {"year_of_manufacture": 1899}), ()),
    "made a year later": (numbered("A1", goods=PISTOL | {"year_of_manufacture": 1900}), ("SERIALS_NOT_AS_MANY",)),
    "under an exempt procedure": (
        numbered("A1", exemption={"procedure": "HUNTER"}, licence_reference=None, licence_line=None),
        (),
    ),
}


@pytest.mark.parametrize("what", SERIALS)
def test_where_the_law_asks_there_are_as_many_serial_numbers_as_pieces_each_once(what: str) -> None:
    told, codes = SERIALS[what]
    assert asking(*HUNTING).when(told).refused == codes
    assert asking(*HUNTING, state="XA", profile="FP").when(told).refused == codes
    for elsewhere in ({"state": "XB"}, {"profile": "EU25"}):
        assert asking(*HUNTING, **elsewhere).when(told).refused == ()
    assert given(*HUNTING).when(told).refused == ()


def test_ammunition_has_no_serial_numbers_and_a_receiver_has() -> None:
    records = asking(licence([line(1, 1000, goods=ROUNDS)]))
    assert records.when(declared(lines=[item(1, 10, "C62", ROUNDS)])).refused == ()
    for component, codes in (("FRAME_RECEIVER", ("SERIALS_NOT_AS_MANY",)), ("BARREL", ())):
        part = {"category": "COMPONENT", "item_class": "COMPONENT", "component_class": component}
        records = asking(licence([line(1, 10, goods=part)]))
        assert records.when(declared(lines=[item(1, 2, goods=part)])).refused == codes


NOTHING = ("N/A", "n.a.", "NSN", "None", "", "-", "000000", "0", "XX", "xxxx", "AAAAA", "illegible", "No serial number")
SOMETHING = ("N1", "A1", "11111", "X", "AAAA", "0001", "NAN", "Nil 1", "ЖЖ1")


def test_a_text_that_says_nothing_is_no_number() -> None:
    assert [x for x in NOTHING if not says_nothing(x)] == []
    assert [x for x in SOMETHING if says_nothing(x)] == []
    assert (says_nothing("11111", identifier=True), says_nothing("1111", identifier=True)) == (True, False)
