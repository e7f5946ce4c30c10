"""Numbers of papers, cases, contracts and names of goods as people write them (rules 5.1, 5.2), each with its twin."""

from __future__ import annotations

from typing import Any

from tests.builders import Fact, licence, mention, registered, tick
from tests.domain.rows.clusters import ALL_THREE, kit, sent
from tests.domain.rows.documents import ALTERED, TEXT, shipped, unconfirmed
from tests.domain.rows.items import CASE, lent, of_lot, once_more, promised
from tests.domain.rows.references import AFTER, PROCEDURES, exempt
from tests.domain.rows.row import Row, quiet, speaks
from tests.movements import declared, exited, item
from tests.papers import P20, P30, certified, confirmed, presented
from tests.single_items import (
    CARTRIDGE,
    GUN,
    agreed,
    back,
    counted,
    from_lots,
    landed,
    licensed,
    lost,
    numbered,
    recovered,
    reexported,
    seized,
)

LATE = tick("2030-09-01")


def _cited(answer: Fact, number: str) -> Fact:
    """An answer that writes the presentation number so."""
    return answer | {"data": answer["data"] | {"document": number}}


def _two(number: str, other: str, **changes: Any) -> tuple[Fact, Fact]:
    """Two presentations under numbers; ten times as many goods on the second."""
    usual = {"goods": ALTERED, "name": "2", "on": "2029-11-01"}
    return presented(number), presented(other, **usual | changes)


def _under(contract: str | None, other: str | None) -> tuple[Fact, Fact]:
    """Other goods on the second, everything else alike, under contracts."""
    return (
        presented(contract_reference=contract),
        presented("EUC/2029/004711/Z", name="2", goods=certified(goods=P30), contract_reference=other),
    )


def _user(number: str, **more: Any) -> Fact:
    """The end user with a registration number, and perhaps with its register id."""
    found = {x: y for x, y in mention("END_USER", "XB-P-0002").items() if x != "register_id"}
    return found | {"identifiers": [{"scheme": "REGISTRATION", "value": number}]} | more


def _again(*facts: Fact, goods: Fact = GUN) -> tuple[Fact, ...]:
    """A101 leaves, and after what happens in between it leaves once more."""
    return (*once_more(*facts, goods=goods), exited("S2", "2030-05-02"))


def _range(names: str, again: str) -> tuple[Fact, ...]:
    """Pieces of a range of numbers leave, and one of a number leaves again."""
    first = declared(lines=numbered(10, names, licence_reference=None, licence_line=None))
    return (
        first,
        exited(),
        exited("S2", "2030-05-02"),
        declared("S2", numbered(1, again, licence_reference=None, licence_line=None), on="2030-05-01"),
    )


def _of_lot_none() -> tuple[Fact, ...]:
    """Rounds of a lot that nobody knows leave, and such are seized."""
    goods = declared(lines=from_lots(1000, "N/A"))
    return licence(licensed(9000, CARTRIDGE)), goods, exited(), seized(item=CARTRIDGE, lots=["N/A"])


def _stock(goods: Fact) -> tuple[Fact, ...]:
    """A hundred are counted, a month later sixty of them."""
    return registered("XB-P-0002"), counted(100, "2030-05-01"), counted(60, "2030-06-01", "CT-2", goods)


def _arrives(goods: Fact) -> tuple[Fact, ...]:
    return licence(licensed()), declared(lines=[item(1, 60, goods=GUN)]), exited(), landed("S1", 60, goods=goods)


def _for_no_platform() -> tuple[Fact, ...]:
    """The same parts, none of which says for which platform it is."""

    def unsaid(told: Any) -> Any:
        if isinstance(told, dict):
            return {x: "N/A" if x == "platform" else unsaid(y) for x, y in told.items()}
        return [unsaid(x) for x in told] if isinstance(told, list) else told

    return tuple(unsaid(x) for x in kit(*ALL_THREE))


def _lots(left: list[str], came: list[str]) -> tuple[Fact, ...]:
    """A thousand rounds of lots leave, and arrive."""
    goods = declared(lines=from_lots(1000, *left))
    arrived = landed("S1", 1000, goods=CARTRIDGE, lots=came)
    return licence(licensed(9000, CARTRIDGE)), goods, exited(), arrived, LATE


PRESENTATIONS: tuple[Row, ...] = (
    quiet(
        "R09",
        "the answer writes the presentation number small",
        *unconfirmed("2030-01-01", _cited(confirmed(), "xa:doc-1")),
    ),
    quiet("R09", "in Arabic digits and without hyphen", *unconfirmed("2030-01-01", _cited(confirmed(), "XA DOC ١"))),
    speaks("R09", "CHECK", "that of another", *unconfirmed("2030-01-01", _cited(confirmed(), "XA:DOC-11"))),
    speaks("R09", "CHECK", "that of none", *unconfirmed("2030-01-01", _cited(confirmed(), "N/A"))),
    speaks("R09", "HOLD", "goods leave under a licence that names it otherwise", *shipped(named="хa doc/1")),
    quiet("R09", "and it is confirmed", *shipped(_cited(confirmed(), "XA:DOC 1"), named="xa:doc-1")),
    quiet("R09", "the licence names no document", *shipped(named="n/a")),
)
REUSED: tuple[Row, ...] = (
    speaks("R08", "HOLD", "one number in Arabic digits, ten times as many", *_two("EUC-2029-4711", "ЕUC/٢٠٢٩/٤٧١١")),
    quiet("R08", "two without a number", *_two("N/A", "n.a.")),
    quiet("R08", "two numbers of zeros", *_two("0000", "0000")),
    quiet("R08", "one text, once with its number to come", *_two("EUC-1", "TBA", text_hash=TEXT)),
    quiet("R08", "one application, written otherwise", *_two("EUC-2029-4711", "EUC-2029-4711", application="app 1")),
    speaks("R08", "HOLD", "one contract, written otherwise", *_under("C-1", "c 1")),
    quiet("R08", "two contracts", *_under("C-1", "C-2")),
    speaks("R08", "HOLD", "no contract, and none either", *_under(None, "N/A")),
    quiet(
        "R08",
        "models that no list holds, written otherwise",
        *_two("EUC-2029-4711", "EUC-2029-4711", goods=certified(goods=P20 | {"make": "NОRDEN", "model": "p-20"})),
    ),
    quiet(
        "R08",
        "one end user, under its number and under its number and id",
        presented(end_user=_user("XB000002/B", register_id="XB-P-0002")),
        presented(name="2", end_user=_user("XB000002/B")),
    ),
)

EXEMPT: tuple[Row, ...] = (
    speaks(
        "R05", "HOLD 60", "exempt, with N/A for the number that is required", PROCEDURES, exempt("P1", "N/A"), AFTER
    ),
    quiet("R05", "exempt, with a number in other digits", PROCEDURES, exempt("P1", "٧"), AFTER),
    speaks(
        "R24", "CHECK", "four below a threshold, with N/A for a contract", *sent(*[450] * 4, contract_reference="N/A")
    ),
    quiet("R24", "four under a contract", *sent(*[450] * 4, contract_reference="К-١")),
)
CASES: tuple[Row, ...] = (
    speaks("R27", "HOLD 1", "one lost, and N/A for the case", *lent(back("S1", 2), lost("A103", case="N/A"), LATE)),
    quiet("R27", "one lost in a case in other digits", *lent(back("S1", 2), lost("A103", case="٤٤"), LATE)),
    quiet(
        "R30",
        "what was lost in a case is back, the case written otherwise",
        licence(licensed()),
        lost(**CASE),
        recovered(case="С ٩"),
    ),
    speaks(
        "R30",
        "HOLD",
        "lost in no case, and something else back in none",
        licence(licensed()),
        lost(**CASE | {"case": "N/A"}),
        recovered(case="n/a"),
    ),
    speaks(
        "R30",
        "HOLD",
        "lost with a serial number that says nothing: the licence line says which",
        licence(licensed()),
        lost("NSN", **CASE),
    ),
)


def _model(make: str | None, model: str | None) -> Fact:
    return GUN | {"make": make, "model": model}


ITEMS: tuple[Row, ...] = (
    speaks("R25", "HOLD", "a make in look-alike letters", *_again(goods=_model("NОRDEN", "P20"))),
    speaks("R25", "HOLD", "a model with a hyphen, where no list has it", *_again(goods=_model("Norden", "P-20"))),
    quiet("R25", "an unknown model is no model", *_again(goods=_model("Norden", "unknown"))),
    quiet(
        "R25",
        "a return of all that left, with no number to name",
        *_again(back("S1", 1, "illegible", on="2030-04-01")),
    ),
    speaks(
        "R25",
        "HOLD",
        "a return of another that names its number",
        *_again(back("S1", 1, "B7", on="2030-04-01")),
    ),
    speaks("R25", "HOLD", "ten numbers from nought on are nine", *_range("0000..0009", "0005")),
    quiet("R25", "and nought is none of them", *_range("0000..0009", "0000")),
    quiet(
        "R28", "a consent that names only N/A covers whatever there is", *promised(reexported(1, "A101"), agreed("N/A"))
    ),
    speaks("R28", "STOP", "one that names another item", *promised(reexported(1, "A101"), agreed("A102"))),
    speaks("R30", "HOLD", "a lot in other digits and letters", *of_lot(seized(item=CARTRIDGE, lots=["L ٧"]))),
    quiet("R30", "a lot that says nothing", *_of_lot_none()),
    speaks("R30", "HOLD 40", "stock of a model written otherwise", *_stock(_model("NОRDEN", "P 20"))),
)
NAMES_OF_GOODS: tuple[Row, ...] = (
    quiet("R16", "a calibre that says nothing is no other calibre", *_arrives(GUN | {"calibre": "N/A"})),
    quiet("R16", "a make in look-alike letters", *_arrives(GUN | {"make": "NОRDЕN"})),
    speaks("R16", "HOLD", "a model that is another however it is written", *_arrives(GUN | {"model": "p-30"})),
    speaks("R29", "HOLD 3", "parts for one platform", *kit(*ALL_THREE)),
    quiet("R29", "parts for platforms that nobody names", *_for_no_platform()),
)
LOTS: tuple[Row, ...] = (
    quiet("R26", "lots in other digits", *_lots(["L-1", "L-2"], ["l ١", "L٢"])),
    speaks("R26", "HOLD", "a lot that is another however it is written", *_lots(["L-1", "L-2"], ["L 1", "L٣"])),
    quiet("R26", "no lot is no other lot", *_lots(["L-1"], ["N/A"])),
)

ROWS: tuple[Row, ...] = (*PRESENTATIONS, *REUSED, *EXEMPT, *CASES, *ITEMS, *NAMES_OF_GOODS, *LOTS)
