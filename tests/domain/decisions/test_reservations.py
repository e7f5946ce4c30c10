"""What the ledger of a licence says to a declaration: each side of each threshold (R-066 to R-075)."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.builders import (
    POWDER,
    ROUNDS,
    Fact,
    amended,
    calendar,
    licence,
    line,
    mention,
    published,
    reinstated,
    revoked,
    surrendered,
    suspended,
    worth,
)
from tests.domain.decisions.given import NOT_THERE, given
from tests.domain.rows.licences import BY_VALUE, UNLIMITED
from tests.movements import cancelled, declared, exited, item

RIFLE = {"category": "FIREARM", "item_class": "RIFLE", "calibre": "308"}
TWO = [line(1, 60), line(2, 40, goods=RIFLE)]
NINE_GRAMS = published("calibres", {"calibre": "9x19", "aliases": [], "round_mass_g": "8"})


class Row(NamedTuple):
    """After these facts a consignment is declared: these codes tell why not; none where all of it is reserved."""

    sentence: str
    against: tuple[str, ...]
    history: tuple[Fact, ...]
    order: Fact

    @property
    def leads_to(self) -> tuple[str, ...]:
        """The kinds of events that are recorded."""
        names = {x["licence_reference"] for x in self.order["data"]["lines"]} - {None, "EL-9", ""}
        refused = any(x.startswith("LICENCE_NOT") for x in self.against)
        if self.against:
            return ("licence.reservation-refused",) * (len(names) if not refused else 0)
        return ("shipment.declared", *("licence.quantity-reserved",) * len(names))


def reserves(sentence: str, *history: Fact) -> Row:
    """The last of these is an order, and it passes."""
    return Row(sentence, (), history[:-1], history[-1])


def refuses(codes: str, sentence: str, *history: Fact) -> Row:
    """The last of these is an order, and it does not."""
    return Row(sentence, tuple(codes.split()), history[:-1], history[-1])


def rounds(value: object, unit: str) -> Fact:
    """So many rounds, in a unit."""
    return declared(lines=[item(1, value, unit, ROUNDS)])


def thousand(*more: Fact) -> tuple[Fact, ...]:
    """A licence for 1,000 rounds."""
    return (licence([line(1, 1000, goods=ROUNDS)]), *more)


def money(euros: str | None, currency: str = "EUR", ucr: str = "S1") -> Fact:
    """Goods worth so much."""
    value: dict[str, Any] = {} if euros is None else {"value": worth(euros) | {"currency": currency}}
    return declared(ucr, [item(1, 1, **value)])


AS_S1 = {"replaces": {"ucr": "UCR-S1"}}


def valued(*more: Fact) -> tuple[Fact, ...]:
    """A licence for goods worth 1,000 euros."""
    return (licence([line(1, 1) | BY_VALUE]), *more)


def one(**changes: Any) -> Fact:
    """One pistol is declared."""
    return declared(lines=[item(1, 1, **changes)])


def at_home(text: str) -> tuple[Fact, ...]:
    """The licence of 2030, in a State an hour east of Greenwich, and a declaration controlled at an instant."""
    return (published("authorities", calendar(offset="+01:00")), licence(), declared(on=text, control_date=text))


ROWS: tuple[Row, ...] = (
    # quantity
    reserves("60 of 100", licence(100), declared("S1", 60)),
    reserves("60, then 40 of 100", licence(100), declared("S1", 60), declared("S2", 40)),
    refuses("INSUFFICIENT", "60, then 41 of 100", licence(100), declared("S1", 60), declared("S2", 41)),
    reserves("100 of 100", licence(100), declared("S1", 100)),
    refuses("INSUFFICIENT", "101 of 100", licence(100), declared("S1", 101)),
    refuses(
        "INSUFFICIENT",
        "two goods items, together one too many",
        licence(100),
        declared(
            "S1",
            [
                item(1, 60),
                item(2, 41),
            ],
        ),
    ),
    reserves("as much as an amendment allows", licence(100), amended(150, since="2030-03-03"), declared("S1", 150)),
    refuses(
        "INSUFFICIENT",
        "an increase from the day after",
        licence(100),
        amended(150, since="2030-03-04"),
        declared("S1", 101),
    ),
    reserves(
        "what a cancelled consignment had drawn", licence(100), declared("S1", 60), cancelled("S1"), declared("S2", 100)
    ),
    reserves("what it draws again itself", licence(100), declared("S1", 60), cancelled("S1"), declared("S1", 100)),
    reserves(
        "what the consignment had drawn that it redeclares",
        licence(100),
        declared("S1", 60),
        declared("S2", 100, replaces="S1"),
    ),
    refuses("INSUFFICIENT", "one more than that", licence(100), declared("S1", 60), declared("S2", 101, replaces="S1")),
    refuses(
        "INSUFFICIENT",
        "what has left is used up for good",
        licence(100),
        declared("S1", 60),
        exited("S1"),
        declared("S2", 41),
    ),
    # the day
    reserves("on the first day", licence(), declared(on="2030-01-01")),
    refuses("NOT_YET_VALID", "on the day before", licence(), declared(on="2029-12-31")),
    reserves("on the last day", licence(), declared(on="2030-12-31")),
    refuses("EXPIRED", "on the day after", licence(), declared(on="2031-01-01")),
    reserves("at 23:59:59 of the last day in the State of export", *at_home("2030-12-31T22:59:59Z")),
    refuses("EXPIRED", "a second later", *at_home("2030-12-31T23:00:00Z")),
    # barred
    refuses("SUSPENDED", "suspended from that day", licence(), suspended("2030-03-03"), declared()),
    reserves("suspended from the day after", licence(), suspended("2030-03-04"), declared()),
    reserves("reinstated from that day", licence(), suspended("2030-02-01"), reinstated("2030-03-03"), declared()),
    refuses(
        "SUSPENDED",
        "reinstated from the day after",
        licence(),
        suspended("2030-02-01"),
        reinstated("2030-03-04"),
        declared(),
    ),
    refuses("REVOKED", "revoked from that day", licence(), revoked("2030-03-03"), declared()),
    reserves("revoked from the day after", licence(), revoked("2030-03-04"), declared()),
    refuses("SURRENDERED", "given back on that day", licence(), surrendered("2030-03-03"), declared()),
    reserves("given back on the day after", licence(), surrendered("2030-03-04"), declared()),
    # terms
    reserves("the first shipment under a licence for one", licence(kind="SINGLE"), declared("S1", 10)),
    refuses(
        "ONE_SHIPMENT_ONLY",
        "a second, although balance remains",
        licence(kind="SINGLE"),
        declared("S1", 10),
        declared("S2", 10),
    ),
    reserves(
        "another one after the first was cancelled",
        licence(kind="SINGLE"),
        declared("S1", 10),
        cancelled("S1"),
        declared("S2", 10),
    ),
    reserves(
        "the first under another name", licence(kind="SINGLE"), declared("S1", 10), declared("S2", 10, replaces="S1")
    ),
    refuses("ANOTHER_DESTINATION", "to another State", licence(), declared(destination_state="XD")),
    # the licence and its lines
    refuses("LICENCE_NOT_FOUND", "a licence that is not on record", licence(), one(licence_reference="EL-9")),
    refuses("LICENCE_NOT_NAMED", "no licence is named", licence(), one(licence_reference=None)),
    refuses("LICENCE_NOT_NAMED", "a licence to be announced", licence(), one(licence_reference="T.B.A.")),
    reserves("the licence in other letters and digits", licence(), one(licence_reference="ха el/١")),
    refuses(
        "LICENCE_NOT_FOUND",
        "the licence of another exporter",
        licence(),
        declared(parties=[mention("EXPORTER", "XA-P-0009")]),
    ),
    reserves(
        "none is needed under an exempt procedure",
        published("procedures", {"procedure": "HUNTING", "state": "XA", "reference_required": False}),
        licence(),
        one(
            licence_reference=None,
            licence_line=None,
            exemption={"procedure": "HUNTING"},
        ),
    ),
    reserves(
        "none is needed for an accessory",
        licence(),
        one(
            licence_reference=None,
            licence_line=None,
            goods={"category": "ACCESSORY"},
        ),
    ),
    reserves("no line is cited, and there is but one", licence(), one(licence_line=None)),
    reserves("no line is cited, and one fits the goods", licence(TWO), one(licence_line=None)),
    refuses(
        "LINE_UNCLEAR", "no line is cited, and two fit", licence([line(1, 50), line(2, 50)]), one(licence_line=None)
    ),
    refuses("NO_SUCH_LINE", "a line that the licence does not have", licence(), one(licence_line=7)),
    # units
    reserves("1000 rounds", *thousand(rounds(1000, "C62"))),
    refuses("INSUFFICIENT", "1001 rounds", *thousand(rounds(1001, "C62"))),
    reserves("10 hundreds are 1000 rounds", *thousand(rounds(10, "CEN"))),
    refuses("INSUFFICIENT", "10.01 hundreds are 1001", *thousand(rounds("10.01", "CEN"))),
    reserves("500 pairs are 1000 rounds", *thousand(rounds(500, "PR"))),
    refuses("INSUFFICIENT", "501 pairs are 1002", *thousand(rounds(501, "PR"))),
    reserves("83 dozen are 996", *thousand(rounds(83, "DZN"))),
    refuses("INSUFFICIENT", "84 dozen are 1008", *thousand(rounds(84, "DZN"))),
    refuses("QUANTITY_NOT_WHOLE", "83.333333 dozen are no number of rounds", *thousand(rounds("83.333333", "DZN"))),
    reserves("1 thousand", *thousand(rounds(1, "MIL"))),
    reserves("7.272727 kg of 8 g are 1000 rounds at the most", NINE_GRAMS, *thousand(rounds("7.272727", "KGM"))),
    refuses("QUANTITY_UNCLEAR", "7.272728 kg may be more", NINE_GRAMS, *thousand(rounds("7.272728", "KGM"))),
    refuses(
        "QUANTITY_UNCLEAR", "8.888888 kg are 999.9999 at the least", NINE_GRAMS, *thousand(rounds("8.888888", "KGM"))
    ),
    refuses(
        "INSUFFICIENT", "8.888889 kg are certainly more than 1000", NINE_GRAMS, *thousand(rounds("8.888889", "KGM"))
    ),
    refuses("QUANTITY_UNCLEAR", "kg of rounds whose mass nobody knows", *thousand(rounds(1, "KGM"))),
    refuses("QUANTITY_UNCLEAR", "boxes of rounds", *thousand(rounds(1, "BX"))),
    refuses("QUANTITY_UNCLEAR", "no unit", licence(), declared(lines=[item(1, 1, None)])),
    reserves(
        "100 kg of propellant",
        licence([line(1, 100, "KGM", POWDER)]),
        declared(lines=[item(1, 100_000, "GRM", POWDER)]),
    ),
    refuses(
        "INSUFFICIENT",
        "a gram more",
        licence([line(1, 100, "KGM", POWDER)]),
        declared(lines=[item(1, 100_001, "GRM", POWDER)]),
    ),
    # value
    reserves("1,000 euros", *valued(money("1000"))),
    refuses("INSUFFICIENT", "a cent more", *valued(money("1000.01"))),
    reserves("600 and 400 euros", *valued(money("600"), money("400", ucr="S2"))),
    refuses("INSUFFICIENT", "600 and 400.01 euros", *valued(money("600"), money("400.01", ucr="S2"))),
    reserves(
        "what the consignment was worth that it redeclares",
        *valued(money("600"), money("1000", ucr="S2") | {"data": money("1000", ucr="S2")["data"] | AS_S1}),
    ),
    refuses("QUANTITY_UNCLEAR", "one dollar", *valued(money("1", "USD"))),
    refuses("QUANTITY_UNCLEAR", "no value is declared", *valued(money(None))),
    reserves("whatever is declared on a line without limit", licence([line(1, 1) | UNLIMITED]), declared("S1", 9999)),
    reserves("boxes on a line without limit", licence([line(1, 1) | UNLIMITED]), declared(lines=[item(1, 1, "BX")])),
    # all at once, and all or nothing
    refuses(
        "REVOKED ANOTHER_DESTINATION INSUFFICIENT",
        "revoked, elsewhere, too many",
        licence(),
        revoked("2030-03-01"),
        declared("S1", 101, destination_state="XD"),
    ),
    refuses(
        "INSUFFICIENT",
        "of two licences one has too little",
        licence(),
        licence(10, "EL-2"),
        declared(
            "S1",
            [
                item(1, 60),
                item(2, 11, licence_reference="EL-2"),
            ],
        ),
    ),
    reserves(
        "of two licences each has enough",
        licence(),
        licence(10, "EL-2"),
        declared(
            "S1",
            [
                item(1, 60),
                item(2, 10, licence_reference="EL-2"),
            ],
        ),
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.sentence)
def test_a_declaration_is_accepted_exactly_when_its_licences_let_it(row: Row) -> None:
    then = given(*row.history).when(row.order)
    assert (then.refused, then.not_allowed) == (row.against, None)
    assert then.events == row.leads_to


def test_a_refusal_tells_how_many_were_asked_and_how_many_are_free() -> None:
    desk = given(licence(100), declared("S1", 60))
    told_no = desk.reason(declared("S2", 50))
    assert (told_no["asked"], told_no["free"], told_no["unit"]) == ("50", "40", "pieces")
    kept = desk.decides(declared("S2", 50)).events[0].lines[0]
    assert (kept.asked, kept.authorised, kept.drawn, kept.free) == ("50", "100", "60", "40")


def test_what_was_refused_reserves_nothing() -> None:
    desk = given(licence(100), declared("S1", 60)).after(declared("S2", 50))
    assert desk.ledger().drawn(1).lo == 60
    assert desk.when(declared("S2", 40)).events[0] == "shipment.declared"


def test_a_reservation_keeps_the_figures_it_was_judged_by() -> None:
    _, kept = given(licence(100), declared("S1", 60)).decides(declared("S2", 40)).events
    (told,) = kept.lines
    assert (told.line, told.asked, told.free, told.unit) == (1, "40", "40", "pieces")


def test_a_used_up_licence_has_nothing_free_and_opens_again_when_a_declaration_is_invalidated() -> None:
    desk = given(licence(100), declared("S1", 60), declared("S2", 40))
    assert desk.reason(declared("S3", 1))["free"] == "0"
    assert desk.after(cancelled("S2")).when(declared("S3", 40)).refused == ()


def test_goods_are_declared_where_they_leave() -> None:
    assert given(licence()).when(declared(), state="XB").not_allowed == NOT_THERE


def test_a_consignment_takes_the_place_of_one_that_is_declared_here_and_live() -> None:
    abroad = declared("S3", 5, number="XD:EL-1", export_state="XD")
    desk = given(licence(), declared("S1", 60), declared("S2", 5), cancelled("S2"), exited("S4"), abroad)
    assert desk.when(declared("S5", 100, replaces="S1")).refused == ()
    for other in ("S2", "S3", "S4", "S5", "S9"):
        assert desk.when(declared("S5", 1, replaces=other)).not_allowed == "NOTHING_TO_REPLACE"


def test_two_consignments_cannot_take_each_others_place_and_both_draw_nothing() -> None:
    desk = given(licence(), declared("S1", 60)).after(declared("S2", 60, replaces="S1"))
    assert desk.when(declared("S1", 60, replaces="S2")).not_allowed == "NOT_IN_THIS_STATE"
    assert desk.ledger().drawn(1).lo == 60
