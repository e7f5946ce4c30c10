"""Single items, lots and stock: R25 to R28 and R30 on both sides of each threshold."""

from __future__ import annotations

from typing import Any

from tests.builders import Fact, amended, licence, line, published, registered, tick, told
from tests.domain.rows.row import Row, quiet, speaks
from tests.movements import declared, exited, item, tallied, verified
from tests.single_items import (
    CARTRIDGE,
    GUN,
    OTHER_GUN,
    agreed,
    back,
    counted,
    deactivated,
    from_lots,
    landed,
    licensed,
    lost,
    numbered,
    recovered,
    reexported,
    scrapped,
    seized,
    sold,
)


def three(*facts: Fact, names: tuple[str, ...] = ("A101..A103",), of: object = 3) -> tuple[Fact, ...]:
    """Three numbered pistols leave in S1; what then becomes of them."""
    return licence(licensed()), declared(lines=numbered(of, *names)), exited(), *facts


def once_more(*facts: Fact, on: str = "2030-05-01", goods: Fact = GUN) -> tuple[Fact, ...]:
    """A101 leaves in S1 and, after what happens in between, again in S2."""
    first = declared(lines=numbered(1, "A101", licence_reference=None, licence_line=None))
    again = declared("S2", numbered(1, "a-101", goods=goods, licence_reference=None, licence_line=None), on=on)
    return first, exited(), *facts, again


def of_lot(*facts: Fact) -> tuple[Fact, ...]:
    """A thousand rounds of lot L-7 leave in S1."""
    goods = declared(lines=from_lots(1000, "L-7"))
    return licence(licensed(9000, CARTRIDGE)), goods, exited(), *facts


def lent(*facts: Fact, of: int = 3, by: str | None = "2030-06-30", goods: Fact = GUN) -> tuple[Fact, ...]:
    """Numbered pistols, or other goods, leave for some time in S1, on line 1 of a temporary licence."""
    names = [f"A101..A{100 + of}"] if goods is GUN else []
    found = numbered(of, *names, goods=goods)
    held = licence([line(1, of, goods=goods)], kind="TEMPORARY", return_by=by)
    return held, declared(lines=found), exited(), *facts


def longer(since: str, **changes: Any) -> Fact:
    """The term of the loan is changed from a day on."""
    usual = {"kind": "TEMPORARY", "return_by": "2030-10-31"}
    return amended(licensed(3), since=since, **usual | changes)


UNDERTAKING = {"no_reexport": True, "term_months": 12}


def promised(*facts: Fact, undertaking: Fact | None = None, lines: list[Fact] | None = None) -> tuple[Fact, ...]:
    """A hundred numbered pistols are delivered in March under an undertaking not to re-export them."""
    held = licence(licensed(), undertaking=undertaking or UNDERTAKING)
    return held, declared(lines=lines or numbered(100, "A101..A200")), exited(), landed("S1", 100), *facts


def rounds(*facts: Fact) -> tuple[Fact, ...]:
    """A thousand rounds of lot L-7 are delivered under an undertaking not to re-export them."""
    held = licence(licensed(9000, CARTRIDGE), undertaking=UNDERTAKING)
    return held, declared(lines=from_lots(1000, "L-7")), landed("S1", 1000, goods=CARTRIDGE), *facts


def firm(number: str, **more: Any) -> Fact:
    """A party enters the register with an officer, an owner."""
    found = registered(number)
    found["data"]["party"] |= more
    return found


def stock(*facts: Fact, came: int = 100) -> tuple[Fact, ...]:
    """The final recipient is proved to have received so many on 20 March."""
    return licence(licensed()), declared(lines=[item(1, came, goods=GUN)]), exited(), verified("S1", came), *facts


EMBARGO = {
    "row": "EB-1",
    "state": "XB",
    "from": "2030-06-01",
    "to": None,
    "classes": ["AMMUNITION"],
    "actors": "NON_STATE",
    "exemption_types": [],
}
CONSIGNEE_OFFICERS = firm("XB-P-0001", officers=["A. Lund"])
CASE: dict[str, Any] = {"licence": {"state": "XA", "reference": "EL-1"}, "licence_line": 1, "case": "C-9"}
ARRIVED_TODAY = "2030-03-10"

CONFLICTS: tuple[Row, ...] = (
    speaks("R25", "HOLD", "one pistol leaves XA twice", *once_more(exited("S2", "2030-05-02"))),
    quiet("R25", "declared twice, not gone, 48 hours not over", *once_more(tick("2030-05-03T11:59:59Z"))),
    speaks("R25", "HOLD", "and then", *once_more(tick("2030-05-03T12:00:00Z"))),
    quiet("R25", "it came back in between", *once_more(back("S1", 1, "A 101"), exited("S2", "2030-05-02"))),
    quiet("R25", "as many came back, unnumbered", *once_more(back("S1", 1), exited("S2", "2030-05-02"))),
    speaks("R25", "HOLD", "it came back to another State", *once_more(back("S1", 1, state="XE"), tick("2030-06-01"))),
    speaks("R25", "HOLD", "another came back", *once_more(back("S1", 1, "A102"), tick("2030-06-01"))),
    quiet("R25", "re-exported to XA in between", *once_more(reexported(1, "A101", to="XA", on="2030-04-01"))),
    speaks("R25", "HOLD", "destroyed in between", *once_more(back("S1", 1), scrapped("A101"), tick("2030-06-01"))),
    speaks(
        "R25", "HOLD", "lost in between", *once_more(back("S1", 1), lost("A101", on="2030-04-02"), tick("2030-06-01"))
    ),
    quiet(
        "R25",
        "lost and recovered in between",
        *once_more(
            back("S1", 1),
            lost("A101", on="2030-04-02"),
            recovered("A101", on="2030-04-03", state="XA"),
            tick("2030-06-01"),
        ),
    ),
    quiet("R25", "the same number on another model", *once_more(tick("2030-06-01"), goods=OTHER_GUN)),
    speaks(
        "R25",
        "HOLD, HOLD",
        "two of a range leave again",
        *three(declared("S2", numbered(2, "A102", "A103"), on="2030-05-01"), exited("S2", "2030-05-02")),
    ),
    quiet("R25", "named twice in one consignment", *three(names=("A101..A103", "A102"))),
    speaks(
        "R25",
        "HOLD",
        "one out of a range of a billion leaves again",
        *three(
            declared("S2", numbered(1, "B0000070000"), on="2030-05-01"),
            exited("S2", "2030-05-02"),
            names=("B0000000000..B0999999999",),
            of=1_000_000_000,
        ),
    ),
)

UNACCOUNTED: tuple[Row, ...] = (
    quiet(
        "R26", "the same numbers, written otherwise", *three(landed("S1", 3, "a-101", "A 102", "A103"), tallied("S1"))
    ),
    speaks("R26", "HOLD 1", "one is another", *three(landed("S1", 3, "A101", "A102", "A109"), tallied("S1"))),
    quiet(
        "R26", "one is another, 21 days not over", *three(landed("S1", 3, "A102..A104"), tick("2030-03-31T11:59:59Z"))
    ),
    speaks("R26", "HOLD 1", "and then", *three(landed("S1", 3, "A102..A104"), tick("2030-03-31T12:00:00Z"))),
    quiet("R26", "I for 1", *three(landed("S1", 3, "A101", "A102", "A1O3"), tallied("S1"))),
    speaks("R26", "HOLD 1", "a zero is lost", *three(landed("S1", 3, "A101", "A102", "A13"), tallied("S1"))),
    speaks("R26", "HOLD 1", "4 for 3", *three(landed("S1", 3, "A101", "A102", "A104"), tallied("S1"))),
    speaks(
        "R26",
        "HOLD 2",
        "which of two is the typing error nobody knows",
        *three(landed("S1", 2, "AO7", "AQ7"), tallied("S1"), names=("A07", "B9"), of=2),
    ),
    quiet("R26", "two of three are numbered", *three(landed("S1", 3, "A101", "A109"), tallied("S1"))),
    quiet(
        "R26",
        "a range nobody can read",
        *three(landed("S1", 3, "A101", "A102", "A109", "A9..A1"), tallied("S1")),
    ),
    quiet("R26", "two came, which R14 says", *three(landed("S1", 2, "A101", "A109"), tallied("S1"))),
    quiet(
        "R26",
        "under two entries",
        *three(landed("S1", 1, "A103"), landed("S1", 2, "A101..A102", entry="IM-2"), tallied("S1")),
    ),
    quiet("R26", "the same lot", *of_lot(landed("S1", 1000, goods=CARTRIDGE, lots=["L 7"]), tallied("S1"))),
    speaks("R26", "HOLD", "another lot", *of_lot(landed("S1", 1000, goods=CARTRIDGE, lots=["L-8"]), tallied("S1"))),
    quiet("R26", "no lot is named on arrival", *of_lot(landed("S1", 1000, goods=CARTRIDGE), tallied("S1"))),
)

LOANS: tuple[Row, ...] = (
    quiet("R27", "two of three back, three weeks not over", *lent(back("S1", 2), tick("2030-07-21T23:59:59Z"))),
    speaks("R27", "CHECK 1", "and then", *lent(back("S1", 2), tick("2030-07-22"))),
    speaks("R27", "CHECK 1", "day 30 after it was due", *lent(back("S1", 2), tick("2030-07-30T23:59:59Z"))),
    speaks("R27", "HOLD 1", "and then graver", *lent(back("S1", 2), tick("2030-07-31"))),
    quiet("R27", "all back, later", *lent(back("S1", 3, on="2030-09-01"), tick("2030-10-01"))),
    quiet("R27", "no date: 90 days after the control date", *lent(by=None, of=1)[:3], tick("2030-06-22T23:59:59Z")),
    speaks("R27", "CHECK 1", "no date, and three weeks more", *lent(by=None, of=1)[:3], tick("2030-06-23")),
    quiet("R27", "extended on the last day", *lent(longer("2030-06-30"), tick("2030-09-01"))),
    speaks("R27", "HOLD 3", "extended the day after", *lent(longer("2030-07-01"), tick("2030-09-01"))),
    quiet("R27", "made permanent in time", *lent(longer("2030-06-30", kind="SINGLE"), tick("2030-12-31"))),
    speaks("R27", "HOLD 3", "made permanent too late", *lent(longer("2030-07-01", kind="SINGLE"), tick("2030-12-31"))),
    quiet(
        "R27",
        "a permanent licence",
        licence(licensed()),
        declared(lines=numbered(1, "A1")),
        exited(),
        tick("2030-12-31"),
    ),
    quiet("R27", "not gone", *lent()[:2], tick("2030-12-31")),
    quiet(
        "R27",
        "100 rounds back, 350 used up of 500",
        *lent(back("S1", 100, consumed={"value": "350", "unit": "C62"}), tick("2030-07-22"), of=500, goods=CARTRIDGE),
    ),
    speaks(
        "R27",
        "CHECK 51",
        "one round less",
        *lent(back("S1", 100, consumed={"value": "349", "unit": "C62"}), tick("2030-07-22"), of=500, goods=CARTRIDGE),
    ),
    quiet("R27", "one lost in a case", *lent(back("S1", 2), lost("A103", case="C-1"), tick("2030-09-01"))),
    speaks("R27", "HOLD 1", "one lost, no case", *lent(back("S1", 2), lost("A103"), tick("2030-09-01"))),
    quiet(
        "R27",
        "one lost, as the report says of the licence",
        *lent(back("S1", 2), lost(quantity={"value": "1", "unit": "C62"}, **CASE), tick("2030-09-01")),
    ),
    quiet("R27", "one destroyed", *lent(back("S1", 2), scrapped("A102"), tick("2030-09-01"))),
    quiet("R27", "one deactivated", *lent(back("S1", 2), deactivated("A102"), tick("2030-09-01"))),
    speaks(
        "R27", "HOLD 1", "one of another loan destroyed", *lent(back("S1", 2), scrapped("A104"), tick("2030-09-01"))
    ),
    speaks(
        "R27",
        "HOLD 2",
        "one is missing and another came back",
        *lent(back("S1", 2, "A101", "A109"), tick("2030-09-01")),
    ),
    quiet(
        "R27",
        "another came back, two days not over",
        *lent(back("S1", 3, "A101", "A102", "A109"), tick("2030-04-03T11:59:59Z")),
    ),
    speaks(
        "R27",
        "HOLD 1",
        "another came back, and two days are over",
        *lent(back("S1", 3, "A101", "A102", "A109"), tick("2030-04-03T12:00:00Z")),
    ),
    quiet("R27", "A1O3 came back", *lent(back("S1", 3, "A101", "A102", "A1O3"), tick("2030-09-01"))),
)

ONWARD: tuple[Row, ...] = (
    speaks("R28", "STOP", "two of them leave for XE", *promised(reexported(2, "A101", "A102"))),
    quiet("R28", "no undertaking", *promised(reexported(2, "A101"), undertaking=UNDERTAKING | {"no_reexport": False})),
    quiet("R28", "not delivered", *[x for x in promised(reexported(2, "A101")) if "arrived" not in x["type"]]),
    quiet("R28", "back to XA", *promised(reexported(2, "A101", to="XA"))),
    quiet("R28", "sold inside XB", *promised(sold("A101"))),
    speaks("R28", "STOP", "on the last day of the undertaking", *promised(reexported(1, "A101", on="2031-03-10"))),
    quiet("R28", "the day after", *promised(reexported(1, "A101", on="2031-03-11"))),
    quiet("R28", "XA agrees from that day", *promised(reexported(1, "A101"), agreed(since="2030-06-01"))),
    speaks("R28", "STOP", "from the day after", *promised(reexported(1, "A101"), agreed(since="2030-06-02"))),
    speaks("R28", "STOP", "until the day before", *promised(reexported(1, "A101"), agreed(until="2030-05-31"))),
    speaks("R28", "STOP", "to another State", *promised(reexported(1, "A101"), agreed(to="XF"))),
    speaks("R28", "STOP", "of another line", *promised(reexported(1, "A101"), agreed(line=2))),
    quiet("R28", "of these numbers", *promised(reexported(1, "A101"), agreed("A101..A102"))),
    speaks("R28", "STOP", "of one number of two", *promised(reexported(2, "A101", "A102"), agreed("A101"))),
    speaks("R28", "STOP", "says XB", *promised(reexported(1, "A101"), told(agreed(), by="/states/XB/licensing"))),
    quiet("R28", "one that was not delivered", *promised(reexported(1, "A999"))),
    speaks("R28", "STOP", "seized in XE", *promised(seized("A101", state="XE"))),
    quiet("R28", "seized in XB", *promised(seized("A101"))),
    speaks("R28", "STOP", "recovered in XE", *promised(recovered("A101", state="XE"))),
    speaks(
        "R28",
        "STOP",
        "declared for XE in XB, without a licence",
        *promised(
            declared(
                "S2",
                numbered(1, "A101", licence_reference=None, licence_line=None),
                on="2030-06-01",
                export_state="XB",
                destination_state="XE",
            )
        ),
    ),
    quiet(
        "R28",
        "declared for XE in XA",
        *promised(
            declared(
                "S2",
                numbered(1, "A101", licence_reference=None, licence_line=None),
                on="2030-06-01",
                destination_state="XE",
            )
        ),
    ),
    speaks("R28", "CHECK", "twenty of the model, unnumbered", *promised(reexported(20))),
    quiet("R28", "nineteen", *promised(reexported(19))),
    speaks("R28", "CHECK", "ten and ten", *promised(reexported(10), reexported(10, number="RX-2", on="2030-07-01"))),
    quiet("R28", "twenty by somebody else", *promised(reexported(20, by="XB-P-0009"))),
    speaks(
        "R28",
        "CHECK",
        "twenty by a firm with the same officer",
        CONSIGNEE_OFFICERS,
        firm("XB-P-0009", officers=["a. lund"]),
        *promised(reexported(20, by="XB-P-0009")),
    ),
    speaks(
        "R28",
        "CHECK",
        "twenty by a firm that the consignee owns",
        firm("XB-P-0001"),
        firm("XB-P-0009", owned_by=["XB-P-0001"]),
        *promised(reexported(20, by="XB-P-0009")),
    ),
    quiet("R28", "one was in stock before", counted(1, "2030-03-09"), *promised(reexported(20))),
    quiet("R28", "twenty of another model", *promised(reexported(20, item=OTHER_GUN))),
    quiet("R28", "twenty, agreed to", *promised(reexported(20), agreed())),
    speaks(
        "R28", "STOP", "rounds of the lot are seized in XE", *rounds(seized(state="XE", item=CARTRIDGE, lots=["l7"]))
    ),
    speaks("R28", "STOP", "rounds of the lot leave XB", *rounds(reexported(9, item=CARTRIDGE, lots=["L7"]))),
    quiet("R28", "rounds of the lot leave XC", *rounds(reexported(9, item=CARTRIDGE, lots=["L7"], state="XC"))),
)

LOSSES: tuple[Row, ...] = (
    speaks("R30", "HOLD", "one is seized in XB", *three(seized("A101"))),
    speaks("R30", "HOLD, HOLD", "two are lost", *three(lost("A101", "A103"))),
    quiet("R30", "one that never left", *three(seized("A104"))),
    quiet("R30", "the same number on another model", *three(seized("A101", item=OTHER_GUN))),
    quiet("R30", "on the day of its export", *three(seized("A101", on="2030-03-03"))),
    speaks("R30", "HOLD", "the day after", *three(seized("A101", on="2030-03-04"))),
    speaks("R30", "HOLD", "five years later", *three(seized("A101", on="2035-03-03"))),
    quiet("R30", "a day more than five years later", *three(seized("A101", on="2035-03-04"))),
    quiet("R30", "lawfully sold before in XB", *three(sold("A101"), seized("A101"))),
    speaks("R30", "HOLD", "lawfully sold in another State", *three(sold("A101", state="XE"), seized("A101"))),
    speaks("R30", "HOLD", "lawfully sold later", *three(sold("A101", on="2030-06-02"), seized("A101"))),
    quiet("R30", "back with its holder since", *three(lost("A101"), recovered("A101"))),
    speaks("R30", "HOLD", "found since, not given back", *three(lost("A101"), recovered("A101", restored=False))),
    speaks("R30", "HOLD", "given back before", *three(lost("A101"), recovered("A101", on="2030-05-31"))),
    speaks("R30", "STOP", "under any embargo", published("embargoes", EMBARGO), *three(seized("A101"))),
    speaks(
        "R30",
        "HOLD",
        "the day before it begins",
        published("embargoes", EMBARGO),
        *three(seized("A101", on="2030-05-31")),
    ),
    speaks("R30", "HOLD", "rounds of its lot are seized", *of_lot(seized(item=CARTRIDGE, lots=["L7"]))),
    quiet("R30", "of a lot of another make", *of_lot(seized(item=CARTRIDGE | {"make": "Halden"}, lots=["L7"]))),
    speaks("R30", "HOLD", "a case that names licence and line", licence(licensed()), lost(**CASE)),
    quiet("R30", "a case that names neither", licence(licensed()), lost(case="C-9")),
    quiet("R30", "what was lost in the case is back", licence(licensed()), lost(**CASE), recovered(case="C-9")),
    quiet("R30", "all received are counted", *stock(counted(100))),
    speaks("R30", "HOLD 1", "one is missing", *stock(counted(99))),
    quiet("R30", "one was disposed of", *stock(counted(99, disposed=1))),
    quiet("R30", "received after the count", *stock(counted(0, "2030-03-19"))),
    speaks("R30", "HOLD 100", "received on the day of the count", *stock(counted(0, "2030-03-20"))),
    speaks("R30", "HOLD 5", "five less than the count before", *stock(counted(100), counted(95, "2030-07-01", "CT-2"))),
    quiet("R30", "sold since", *stock(sold("A1..A5"), counted(95))),
    quiet("R30", "lost since", *stock(lost("A1..A5", holder="XB-P-0002"), counted(95))),
    speaks("R30", "HOLD 5", "lost by another holder", *stock(lost("A1..A5", holder="XB-P-0009"), counted(95))),
    quiet("R30", "another model counted", *stock(counted(1, goods=OTHER_GUN))),
    speaks("R30", "STOP 1", "missing under any embargo", published("embargoes", EMBARGO), *stock(counted(99))),
)

ROWS: tuple[Row, ...] = (*CONFLICTS, *UNACCOUNTED, *LOANS, *ONWARD, *LOSSES)
