"""Contents of facts for invented histories, drawn from small pools so that they meet.

A draft is (type, source, data). Every content is valid by the schema; whether it makes sense is left to
chance.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from tests.reference.details import exempted, granted, marked, named

Data = dict[str, Any]


class Draft(NamedTuple):
    """What a message would say, and who says it."""

    type: str
    source: str
    data: Data


LICENCES = [*[("XA", "EL-2030-01")] * 4, ("XA", "EL-2030-OI"), ("XA", "EL-2030-OI"), ("XD", "EL-2030-01")]
WRITTEN = [
    *["EL-2030-01"] * 8,
    *["EL-2030-OI"] * 3,
    *["XA:EL-2030-01", "el 2030/01", "EL-2O3O-01", "EL-2030-II", "XAEL2030OI", "EL-9999", "ЕL-٢٠٣٠-٠١", "N/A"],
]
AUTHORIZATIONS = [("XB", "IA-2030-000001"), ("XB", "IA-2030-000002")]
SHIPMENTS: list[Data] = [
    {"ucr": "UCXA1", "part": None},
    {"ucr": "UCXA2"},
    {"ucr": "UCXA2", "part": "A"},
    {"ucr": "UCXA3", "part": None},
    {"ucr": "UCXA4", "part": None},
]
NOTICES = [("XA", "TN-1"), ("XA", "TN-2")]
STATES = ["XA", "XB", "XC", "XD", "XE", "XF"]
PLACES = ["XAPRT", "XBPRT", "XCBRD", "XDBRD", "XEOLD", "XEPRT", "XFPRT"]
OFFSETS = ["+01:00", "Z", "+03:00", "-09:30", "+05:45", "+14:00", "-00:00"]
ITEMS: list[tuple[str | None, str, str | None, str]] = [
    ("FIREARM", "HANDGUN", "9x19", "930200"),
    ("FIREARM", "RIFLE", ".308 Win", "930330"),
    ("AMMUNITION", "AMMUNITION", "9 mm Luger", "930630"),
    ("PROPELLANT", "PROPELLANT", None, "360100"),
    ("COMPONENT", "COMPONENT", None, "930510"),
    ("ACCESSORY", "ACCESSORY", None, "930591"),
    (None, "NONE", "x", "999999"),
]
UNITS = [*["C62"] * 8, "NAR", "EA", "PR", "CEN", "MIL", "KGM", "GRM", "SET", "BX", "KT", None]
VALUES = ["1", "10", "20", "40", "40", "45", "55", "60", "100", "100.000", "0", "0.5", "33.333333", "4"]
FIRST = date(2030, 1, 1)


def often(r: Random, share: float = 0.85) -> bool:
    """True in most cases."""
    return r.random() < share


def day(r: Random, first: int = 0, last: int = 240) -> str:
    """A date so many days into 2030, most of them from a few."""
    return (FIRST + timedelta(r.choice([first, 59, 60, 61, 90, 120, r.randint(first, last)]))).isoformat()


def reference(pair: tuple[str, str]) -> Data:
    """A document reference."""
    return {"state": pair[0], "reference": pair[1]}


def quantity(r: Random) -> Data:
    """An amount, now and then odd or lacking."""
    found: Data = {"value": r.choice(VALUES) if often(r, 0.95) else None, "unit": r.choice(UNITS)}
    if not often(r):
        found["pack_size"] = r.choice(["2", "50", None, "0.5", "0"])
    return found


def item(r: Random) -> Data:
    """Goods; the first sort is the usual one."""
    category, item_class, calibre, hs = ITEMS[r.choice([0, 0, 0, 0, 1, 2, 3, 4, 5, 6])]
    found: Data = {
        "category": category,
        "calibre": calibre,
        "hs": hs,
        "hs_edition": r.choice(["2022", "2017", None]),
    }
    if often(r, 0.3):
        found["item_class"] = item_class
    if not often(r, 0.97):
        found["calibre"] = r.choice(["9×19", "n/a", "9х19"])
    return named(r, found) if often(r, 0.25) else found


def mention(r: Random, role: str, number: str) -> Data:
    """A party; exporters have XA-P-0001, who merges with 0003, as a rule."""
    known = f"{number[:2]}-P-{r.choice(['0003', '0004'])}" if not often(r) else number
    found: Data = {"role": role, "name": f"Firm {known}", "state": known[:2], "identifiers": []}
    if often(r, 0.5):
        found["register_id"] = known
    if often(r, 0.7):
        value = r.choice(["", "-1", "/B"]) if often(r) else "9"
        found["identifiers"] = [{"scheme": "REGISTRATION", "value": f"{known[:2]}00{known[-1]}{value}"}]
    return found


def licensed(role: str, number: str, r: Random) -> Data:
    """A party of a licence; it always has a register id."""
    known = number if often(r, 0.93) else number[:-1] + "3"
    identifiers = [{"scheme": "REGISTRATION", "value": f"{known[:2]}00{known[-1]}"}]
    return {
        "role": role,
        "name": f"Firm {known}",
        "register_id": known,
        "state": known[:2],
        "identifiers": identifiers,
    }


def licence_line(r: Random, number: int) -> Data:
    """A line; most limit the quantity."""
    category, item_class, calibre, hs = ITEMS[r.choice([0, 0, 0, 0, 1, 2, 3, 3, 4, 5, 6])]
    goods = {
        "category": category,
        "item_class": item_class,
        "calibre": calibre,
        "hs": hs,
        "hs_edition": "2022",
    }
    goods |= {"make": "Norden", "model": "P20", "action": "SEMI_AUTO"} if often(r, 0.6) else {}
    control = "Q" if often(r) else r.choice("VO")
    value = {"amount": r.choice(["100", "1000"]), "currency": "EUR"} if control == "V" else None
    amount = quantity(r) if not often(r) else {"value": r.choice(["100", "60", "50"]), "unit": "C62"}
    return {
        "line": number,
        "control": control,
        "item": goods,
        "quantity": amount if control == "Q" else None,
        "value": value,
    }


def terms(r: Random, state: str = "XA") -> Data:
    """Terms of a licence."""
    temporary = not often(r, 0.9)
    found: Data = {
        "profile": r.choice(["FP", "EU25", "ATT", "EU12"]),
        "kind": "TEMPORARY" if temporary else "MULTIPLE",
        "purpose": r.choice(["SPORT", "RESALE", None]),
        "valid_from": r.choice(["2030-01-01", "2030-03-01", "2030-03-02"]),
        "valid_to": r.choice(["2030-12-31", "2030-12-31", "2030-03-01", "2030-04-30"]),
        "export_state": state,
        "import_state": "XB" if often(r, 0.95) else "XF",
        "exporter": licensed("EXPORTER", "XA-P-0001", r),
        "consignee": licensed("CONSIGNEE", "XB-P-0001", r),
        "end_user": licensed("END_USER", "XB-P-0001", r),
        "brokers": [],
        "import_authorization": reference(r.choice(AUTHORIZATIONS)) if often(r) else None,
        "import_authorization_required": often(r, 0.6),
        "delivery_verification_required": often(r),
        "end_use_documents": [],
        "transit_states": r.sample(["XC", "XE", "XF"], r.randint(0, 2)),
        "lines": [licence_line(r, n) for n in ([1, 2] if not often(r, 0.7) else [1])],
        "undertaking": {"no_reexport": False, "term_months": None},
    }
    return granted(r, found)


def authorization_terms(r: Random) -> Data:
    """Terms of an import authorization."""
    return {
        "type": "MULTIPLE",
        "issued_on": "2029-12-01",
        "valid_from": r.choice(["2029-12-01", "2029-12-01", "2030-03-01"]),
        "valid_to": r.choice([None, "2031-12-31", "2030-03-02"]),
        "import_state": "XB" if often(r, 0.95) else "XC",
        "importer": licensed("IMPORTER", "XB-P-0001", r),
        "recipient": licensed("END_USER", "XB-P-0001", r),
        "lines": [
            {
                "item_class": name,
                "quantity": {"value": r.choice(["100", "50", "30"]), "unit": "C62"} if often(r) else quantity(r),
            }
            for name in [
                "HANDGUN",
                *r.sample(["RIFLE", "AMMUNITION", "PROPELLANT", "COMPONENT", "HANDGUN"], 3),
            ]
        ],
    }


def declared_line(r: Random, number: int) -> Data:
    """A goods item."""
    found: Data = {
        "item_no": number,
        "licence_reference": r.choice(WRITTEN) if often(r, 0.93) else None,
        "licence_line": r.choice([1, 1, 1, 2, None, None, 7]),
        "item": item(r),
        "quantity": quantity(r) if not often(r, 0.8) else {"value": r.choice(VALUES), "unit": "C62"},
        "value": r.choice([None, {"amount": "80", "currency": "EUR"}, {"amount": "700.5", "currency": "EUR"}]),
        "statement": None if often(r, 0.95) else "CUMULATIVE",
    }
    return marked(r, found if often(r, 0.93) else exempted(r, found))


def declared_lines(r: Random) -> list[Data]:
    """One or two goods items."""
    return [declared_line(r, n) for n in ([1] if often(r, 0.75) else [1, 2])]


def leg(r: Random, number: int) -> Data:
    """A stop."""
    place = r.choice(PLACES)
    activity = r.choice(["TRANSIT", "TRANSSHIPMENT", "CALL", "CALL", "LOAD"])
    mode = r.choice(["SEA", "ROAD", "AIR"])
    return {"sequence": number, "state": place[:2], "locode": place, "mode": mode, "activity": activity}


def control_date(r: Random) -> str:
    """A date, or an instant near midnight."""
    chosen = day(r)
    return chosen if often(r, 0.6) else f"{chosen}T23:30:00.25{r.choice(OFFSETS)}"


def item_quantity(r: Random) -> Data:
    """A quantity for a goods item."""
    return {
        "item_no": r.choice([1, 1, 1, 2]),
        "quantity": {"value": r.choice(VALUES), "unit": "C62"} if often(r) else quantity(r),
    }


def seldom_empty(r: Random, one: Callable[[Random], Data]) -> list[Data]:
    """One or two of something, seldom none."""
    return [one(r) for _ in range(r.choice([1, 1, 1, 2, 0]))]
