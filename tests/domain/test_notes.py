"""What is odd about a fact by itself, whoever told it: both sides of every kind (rules 5.2, 5.5, 5.7)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from domain.kernel.event import canonical, decode
from domain.record.data_quality import notes
from tests.builders import Fact, published
from tests.domain.rows.as_people_write import GUN
from tests.domain.rows.parties import entry, listed
from tests.movements import arrived, declared, item
from tests.papers import read, sealed
from tests.single_items import numbered


def kinds_of(fact: Fact) -> list[str]:
    return sorted({str(x.oddity) for x in notes(fact)})


def _declares(**line: Any) -> Fact:
    return declared("S1", [item(1, 60, goods=GUN) | line])


def _quantity(value: str, unit: str = "C62", pack: str | None = None) -> Fact:
    amount: Fact = {"value": value, "unit": unit}
    return _declares(quantity=amount | ({"pack_size": pack} if pack else {}))


def _embargo(since: str, until: str | None = None) -> Fact:
    return {
        "row": "E1",
        "state": "XB",
        "from": since,
        "to": until,
        "classes": [],
        "actors": "ALL",
        "exemption_types": [],
    }


NOTHING, DATE, UNIT = "SAYS_NOTHING", "IMPLAUSIBLE_DATE", "UNKNOWN_UNIT"
TABLE: dict[str, tuple[Fact, list[str]]] = {
    "a declaration in order": (_declares(), []),
    "a licence cited as N/A": (_declares(licence_reference="N/A"), [NOTHING]),
    "a licence cited by its number": (_declares(licence_reference="EL-2030-7"), []),
    "serials that say nothing": (declared("S1", numbered(2, "A1", "NSN")), [NOTHING]),
    "serials of digits": (declared("S1", numbered(2, "11111", "2")), []),
    "a seal that is none": (sealed(number="NO SEAL"), [NOTHING]),
    "a seal": (sealed(), []),
    "a reading without a number": (read(None), []),
    "a reading of nothing": (read("illegible"), [NOTHING]),
    "an entry without a number": (arrived("S1", 60) | {}, []),
    "sets of nothing": (_quantity("600", "SET", "0"), [NOTHING, UNIT]),
    "sets of ten": (_quantity("6", "SET", "10"), []),
    "a packet of nothing, in pieces": (_quantity("60", "C62", "0"), [NOTHING]),
    "nothing declared, on what line nobody knows yet": (_quantity("0"), []),
    "a serial of zeros": (declared("S1", numbered(2, "A1", "000")), [NOTHING]),
    "a serial of X": (declared("S1", numbered(2, "A1", "XX")), [NOTHING]),
    "a serial of one X": (declared("S1", numbered(2, "A1", "X")), []),
    "a serial of one letter": (declared("S1", numbered(2, "A1", "AAAAA")), [NOTHING]),
    "a lot that is none": (_declares(lots=["n/a"]), [NOTHING]),
    "a lot": (_declares(lots=["L-1"]), []),
    "an exemption of nothing": (_declares(exemption={"procedure": "HUNTER", "reference": "none"}), [NOTHING]),
    "a bill of nothing": (declared("S1", 60, transport_documents=[{"type": "CMR", "number": "TBA"}]), [NOTHING]),
    "a ship that is none": (declared("S1", 60, means={"name": "Orla", "imo": "UNKNOWN"}), [NOTHING]),
    "born a hundred and twenty years before": (entry("XB-P-1", "M D", date_of_birth="1909-01-01"), []),
    "born before anybody": (entry("XB-P-1", "M D", date_of_birth="1908-12-31"), [DATE]),
    "born on the day": (entry("XB-P-1", "M D", date_of_birth="2029-01-01"), []),
    "born the day after": (entry("XB-P-1", "M D", date_of_birth="2029-01-02"), [DATE]),
    "one declared": (_quantity("1"), []),
    "a passport that is none": (entry("XB-P-1", "Mirela Dahl", ("PASSPORT", "N/A")), [NOTHING]),
    "a passport of one digit": (entry("XB-P-1", "Mirela Dahl", ("PASSPORT", "99999")), [NOTHING]),
    "a passport": (entry("XB-P-1", "Mirela Dahl", ("PASSPORT", "K99999")), []),
    "born in another calendar": (entry("XB-P-1", "Mirela Dahl", date_of_birth="2514-02-03"), [DATE]),
    "born": (entry("XB-P-1", "Mirela Dahl", date_of_birth="1971-02-03"), []),
    "listed in another calendar": (published("sanctions", listed("A", listed_on="2573-01-01")), [DATE]),
    "listed in fifty years": (published("sanctions", listed("A", listed_on="2079-01-01")), []),
    "listed in more": (published("sanctions", listed("A", listed_on="2079-01-02")), [DATE]),
    "listed in more, by the date in UTC": (
        published("sanctions", listed("A", listed_on="2079-01-02")) | {"recordedat": "2029-01-02T00:30:00+02:00"},
        [DATE],
    ),
    "listed in fifty years, by the date in UTC": (
        published("sanctions", listed("A", listed_on="2079-01-02")) | {"recordedat": "2029-01-01T23:30:00-02:00"},
        [],
    ),
    "listed until before": (
        published("sanctions", listed("A", listed_on="2028-01-02", delisted_on="2028-01-01")),
        [DATE],
    ),
    "delisted the day it is listed": (
        published("sanctions", listed("A", listed_on="2028-01-02", delisted_on="2028-01-02")),
        [DATE],
    ),
    "listed no more": (published("sanctions", listed("A", listed_on="2028-01-02", delisted_on="2028-01-03")), []),
    "an embargo of another calendar": (published("embargoes", _embargo("2573-01-01")), [DATE]),
    "an embargo that ends first": (published("embargoes", _embargo("2028-01-02", "2028-01-01")), [DATE]),
    "an embargo of a day": (published("embargoes", _embargo("2028-01-02", "2028-01-02")), []),
    "a list in effect in another calendar": (published("makes", since="2572-01-01"), [DATE]),
    "a listed person of another calendar": (published("sanctions", listed("A", date_of_birth="2514-02-03")), [DATE]),
    "a listed passport of nothing": (
        published("sanctions", listed("A", identifiers=[{"scheme": "PASSPORT", "value": "N/A"}])),
        [NOTHING],
    ),
    "listed soon": (published("sanctions", listed("A", listed_on="2031-01-01")), []),
}


@pytest.mark.parametrize("what", TABLE)
def test_what_is_odd_is_noted_of_a_fact(what: str) -> None:
    fact, expected = TABLE[what]
    assert kinds_of(fact | {"id": "1"}) == expected


@pytest.mark.parametrize("what", TABLE)
def test_the_same_is_noted_of_what_an_officer_enters(what: str) -> None:
    fact, expected = TABLE[what]
    body = canonical(fact | {"id": "1", "actor": "noor", "data": decode(fact["type"], canonical(fact["data"]))})
    assert kinds_of(msgspec.json.decode(body)) == expected


@pytest.mark.parametrize("what", TABLE)
def test_a_note_names_a_place_that_is_there(what: str) -> None:
    fact, _ = TABLE[what]
    for note in notes(fact | {"id": "1"}):
        held: Any = fact
        for step in note.where.split("/")[1:]:
            held = held[int(step)] if isinstance(held, list) else held[step]
        assert held
