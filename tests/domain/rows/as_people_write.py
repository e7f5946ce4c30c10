"""What people write: the second edition of the rules (5.1 to 5.12), each with the twin that it must not touch."""

from __future__ import annotations

from typing import Any

from tests.builders import Fact, amount, licence, line, published, tick
from tests.domain.rows.parties import CONSIGNEE, END_USER, FORMS, entry, listed, named, signed
from tests.domain.rows.row import Row, left, quiet, speaks
from tests.movements import arrived, declared, exited, item, reported, returned, tallied
from tests.papers import read, resealed, sealed
from tests.single_items import landed, licensed, numbered

GUN = {"category": "FIREARM", "make": "Norden", "model": "P20", "calibre": "9x19", "hs": "930200"}
BODY = ("REGISTRATION", "50012345")


def _retold(fact: Fact, **data: Any) -> Fact:
    return fact | {"data": {**fact["data"], **data}}


def _by(fact: Fact, source: str) -> Fact:
    return fact | {"source": source}


def _in_entries(*numbers: str) -> tuple[Fact, ...]:
    """Sixty left; half arrives under each entry, and the tally is closed."""
    half = [_retold(arrived("S1", 30, on=f"2030-03-1{n}"), entry_reference=x) for n, x in enumerate(numbers)]
    return (licence(), *left(60), *half, tallied("S1"))


ENTRIES: tuple[Row, ...] = (
    quiet("R14", "two entries numbered in Arabic digits are two", *_in_entries("١٢٣", "١٢٤")),
    speaks("R14", "HOLD 30", "one entry in Arabic and in European digits is one", *_in_entries("١٢٣", "123")),
    speaks("R14", "HOLD 30", "one entry with a look-alike letter is one", *_in_entries("EВ-1", "EB 1")),
    quiet("R14", "entries without a number are each their own", *_in_entries("N/A", "n.a.")),
    quiet("R14", "entries in letters that look like no Latin ones are two", *_in_entries("Ж-1", "Ж-2")),
)


def _lent(*back: tuple[str, object]) -> tuple[Fact, ...]:
    """Four left for a while; so many came back, each under an entry."""
    lent = licence([line(1, 4)], kind="TEMPORARY", return_by="2030-03-31")
    returns = (_retold(returned("S1", x, on=f"2030-03-2{n}"), entry_reference=of) for n, (of, x) in enumerate(back))
    return (lent, *left(4), *returns, tick_late())


def tick_late() -> Fact:
    """A day long after."""
    return tick("2030-08-01")


RETURNS: tuple[Row, ...] = (
    speaks("R27", "HOLD 2", "a return of two told twice is one of two", *_lent(("RE-77", 2), ("re 77", 2))),
    quiet("R27", "two returns of two are four", *_lent(("RE-77", 2), ("RE-78", 2))),
    quiet("R27", "two returns without a number are two", *_lent(("-", 2), ("NIL", 2))),
)


def _short(*reports: Fact) -> tuple[Fact, ...]:
    """Sixty left, fifty arrived, and somebody reports."""
    return (licence(), *left(60), arrived("S1", 50), *reports, tallied("S1"))


def _shortage(count: object, source: str, on: str = "2030-03-11") -> Fact:
    return _by(reported("S1", "86", count, on), source)


REPORTS: tuple[Row, ...] = (
    speaks(
        "R14",
        "HOLD 5",
        "one shortage told by two offices of different States accounts for itself once",
        *_short(_shortage(5, "/states/XA/customs/xaprt"), _shortage(5, "/states/XB/customs/xbprt")),
    ),
    quiet(
        "R14",
        "two shortages told by one State add up",
        *_short(_shortage(5, "/states/XB/customs/xbprt"), _shortage(5, "/states/XB/customs/xbinn", "2030-03-12")),
    ),
    quiet(
        "R14",
        "of two who tell it the one who tells more counts",
        *_short(_shortage(10, "/states/XB/customs/xbprt"), _shortage(5, "/states/XB/carrier")),
    ),
)


def _of_sets(count: object, unit: str | None, pack: str | None) -> tuple[Fact, ...]:
    goods = item(1, 1) | {"quantity": amount(count, unit, pack)}
    return licence(), declared("S1", [goods]), exited()


QUANTITIES: tuple[Row, ...] = (
    speaks("R16", "CHECK", "a pack of nothing says nothing of how much there is", *_of_sets("600", "SET", "0")),
    quiet("R16", "a pack of ten does", *_of_sets("6", "SET", "10")),
    quiet("R16", "of pieces it says nothing either", *_of_sets("60", "NAR", "0")),
)


def _called(calibre: str) -> tuple[Fact, ...]:
    said = GUN | {"calibre": calibre}
    return licence([line(1, 60, goods=GUN)]), declared("S1", [item(1, 60, goods=said)]), exited()


NAMES_OF_GOODS: tuple[Row, ...] = (
    quiet("R16", "a calibre with the multiplication sign", *_called("9×19")),
    quiet("R16", "a calibre with a Cyrillic x and blanks", *_called("9 х 19")),
    speaks("R16", "HOLD", "a calibre that is another however it is written", *_called("9x18")),
)


def _cites(text: str) -> tuple[Fact, ...]:
    return (
        licence(number="EL-2030-7"),
        declared("S1", [item(1, 60) | {"licence_reference": text}]),
        exited(),
        tick_late(),
    )


REFERENCES: tuple[Row, ...] = (
    quiet("R05", "a licence cited with slashes and blanks", *_cites("XA EL/2030/7")),
    quiet("R05", "a licence cited in look-alike letters and Arabic digits", *_cites("ЕL-٢٠٣٠-٧")),
    speaks("R05", "HOLD 60", "a licence cited as N/A", *_cites("N/A")),
)


def _twice(*serials: str) -> tuple[Fact, ...]:
    """The same numbers are exported twice."""
    return (
        *(licence(licensed()),),
        declared("S1", numbered(len(serials), *serials)),
        exited("S1", "2030-03-02T18:00:00Z"),
        declared("S2", numbered(len(serials), *serials), on="2030-03-03"),
        exited("S2", "2030-03-04T18:00:00Z"),
    )


SERIALS: tuple[Row, ...] = (
    quiet("R25", "no serial number is nobody's serial number", *_twice("NSN", "N/A", "0000", "XXX", "not available")),
    speaks("R25", "HOLD", "a number of one digit again and again is a number", *_twice("11111")),
    speaks("R25", "HOLD", "a number in other digits is the same", *_twice("A-١٢")[:2], *_twice("a12")[2:]),
)


def _arrives_with(*serials: str) -> tuple[Fact, ...]:
    return (
        licence(licensed()),
        declared("S1", numbered(2, "A1", "A2")),
        exited(),
        landed("S1", 2, *serials),
        tallied("S1"),
    )


UNACCOUNTED: tuple[Row, ...] = (
    speaks("R26", "HOLD 1", "another number arrives", *_arrives_with("A1", "B7")),
    quiet("R26", "a list with a number that says nothing compares nothing", *_arrives_with("A1", "illegible")),
)


def _seals(*more: Fact, first: str = "CN 448 812") -> tuple[Fact, ...]:
    return (licence(), *left(60), sealed(number=first), *more, tick_late())


SEALS: tuple[Row, ...] = (
    quiet("R13", "a seal read in other digits and letters", *_seals(read("СN-٤٤٨-٨١٢"))),
    speaks("R13", "HOLD", "another seal", *_seals(read("CN 448 813"))),
    quiet("R13", "a reading that says nothing compares nothing", *_seals(read("illegible"))),
    quiet("R13", "what was not sealed has no chain", *_seals(read("CN 448 812"), first="NO SEAL")),
    quiet("R13", "a replacement by nothing leaves the chain", *_seals(resealed("N/A"), read("CN 448 812"))),
)


# -- parties -----------------------------------------------------------------------------------------------------------


def _for(*mentions: Fact, number: str = "J52/108/1999", **own: Any) -> tuple[Fact, ...]:
    return (
        FORMS,
        entry(CONSIGNEE, "Norden Sport GmbH", ("REGISTRATION", number), **own),
        entry(END_USER, "Interior Police Directorate", ("REGISTRATION", "XB000277"), kind="POLICE"),
        licence(),
        declared(parties=list(mentions)),
        exited(),
    )


ROOTS: tuple[Row, ...] = (
    speaks(
        "R19",
        "HOLD",
        "another company of the same county",
        *_for(named("Zeverri Arms", "CONSIGNEE", ("REGISTRATION", "J52/77/2004"))),
    ),
    quiet(
        "R19",
        "a branch under the number of its mother",
        *_for(named("Port Office", "CONSIGNEE", ("REGISTRATION", "50012345/02")), number="50012345"),
    ),
    quiet(
        "R19",
        "a branch abroad under its mother's number and name",
        *_for(named("Norden Sport Sarl", "CONSIGNEE", BODY, state="XC"), number=BODY[1]),
    ),
    speaks(
        "R19",
        "HOLD",
        "a stranger abroad with the same national number",
        *_for(named("Zeverri Arms", "CONSIGNEE", BODY, state="XC"), number=BODY[1]),
    ),
    speaks(
        "R19",
        "HOLD",
        "a number that says nothing on both sides makes no two one",
        *_for(named("Zeverri Arms", "CONSIGNEE", ("REGISTRATION", "N/A")), number="n/a"),
    ),
)


def _on(name: str, **more: Any) -> Fact:
    return published("sanctions", listed(name, **more))


def passport(number: str) -> dict[str, Any]:
    """A passport of that number."""
    return {"identifiers": [{"scheme": "PASSPORT", "value": number}]}


DAHL = {"kind": "INDIVIDUAL", "date_of_birth": "1975-02-03", "nationality": "XB", "state": "XB"}
OTHER = {"date_of_birth": "1950-01-01", "nationality": "XQ", "state": "XQ"}


def _who(name: str, number: str | None = None, **more: Any) -> Fact:
    pairs = (("PASSPORT", number),) if number else ()
    return entry("XB-P-0004", name, *pairs, **DAHL | more)


def _sails(name: str, **means: Any) -> Fact:
    return declared(means={"name": name, **means})


LISTED: tuple[Row, ...] = (
    quiet("R20", "N/A is nobody's passport", _on("Goran Toderi", **passport("N/A")), _who("Mirela Dahl", "n/a")),
    speaks(
        "R20", "STOP", "one passport of one State", _on("Goran Toderi", **passport("K77")), _who("Mirela Dahl", "k-77")
    ),
    quiet(
        "R20",
        "one number of two States, and all else contradicts",
        _on("Goran Toderi", **passport("K7712345"), **OTHER),
        _who("Mirela Dahl", "K7712345"),
    ),
    speaks(
        "R20",
        "STOP",
        "one number of two States, and the names are alike",
        _on("Mirela Dahl", **passport("K7712345"), **OTHER),
        _who("Mirela Dahl", "K7712345"),
    ),
    speaks(
        "R20",
        "STOP",
        "born after the list was published: a date that contradicts nobody",
        _on("Mirela Dahl", **{"date_of_birth": "2514-02-03"}),
        _who("Mirela Dahl"),
    ),
    quiet(
        "R20",
        "born in another year: for a human",
        _on("Mirela Dahl", **{"date_of_birth": "1964-02-03"}),
        _who("Mirela Dahl"),
    ),
    speaks(
        "R20",
        "STOP",
        "of a State that is no more, and of its heir",
        _on("Mirela Dahl", nationality="YU"),
        _who("Mirela Dahl", nationality="RS"),
    ),
    quiet(
        "R20",
        "of a State that is no more, and of no heir of it: for a human",
        _on("Mirela Dahl", nationality="YU"),
        _who("Mirela Dahl", nationality="AT"),
    ),
    speaks(
        "R20",
        "STOP",
        "a ship that a list calls an entity",
        _on("Morning Heron", kind="ENTITY"),
        _sails("MORNING HERON"),
    ),
    quiet("R20", "a ship that a list calls a person: for a human", _on("Morning Heron"), _sails("Morning Heron")),
    speaks(
        "R20",
        "STOP",
        "M/V is no part of a ship's name",
        _on("Evening Heron", kind="VESSEL"),
        _sails("M/V Evening Heron"),
    ),
    speaks(
        "R20", "STOP", "nor is it on the list", _on("MV EVENING HERON", kind="VESSEL"), _sails('M.V. "Evening Heron"')
    ),
    quiet("R20", "Mystic begins with no kind of ship", _on("Stic Heron", kind="VESSEL"), _sails("Mystic Heron")),
    quiet(
        "R20",
        "a numbered ship is no entity of its name",
        _on("Morning Heron", kind="ENTITY"),
        _sails("Morning Heron", imo="9074729"),
    ),
    quiet("R20", "a person against an entity: for a human", _on("Mirela Dahl", kind="ENTITY"), _who("Mirela Dahl")),
    quiet(
        "R20",
        "a bank against a person: for a human",
        _on("Mirela Dahl"),
        entry("XB-P-0004", "Mirela Dahl", kind="BANK"),
    ),
    speaks("R20", "STOP", "a trader may be either", _on("Mirela Dahl"), entry("XB-P-0004", "Mirela Dahl")),
    quiet("R20", "whoever signs is a person: for a human", _on("Mirela Dahl", kind="ENTITY"), signed("Mirela Dahl")),
)

ROWS: tuple[Row, ...] = (
    *ENTRIES,
    *RETURNS,
    *REPORTS,
    *QUANTITIES,
    *NAMES_OF_GOODS,
    *REFERENCES,
    *SERIALS,
    *UNACCOUNTED,
    *SEALS,
    *ROOTS,
    *LISTED,
)
