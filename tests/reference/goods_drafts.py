"""Seals, positions, documents, signatories, single items and lists for invented histories."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.reference.details import CITED, DOCUMENTS, NAMES, ROWS, named, serials
from tests.reference.drafts import (
    LICENCES,
    PLACES,
    SHIPMENTS,
    STATES,
    Data,
    Draft,
    day,
    item,
    mention,
    often,
    quantity,
    reference,
)

CUSTOMS = "/states/XA/customs/xaprt"
POSITIONS = ["DOOR-1", "DOOR-1", "DOOR-1", "DOOR-2"]
SEALS = [
    "CN 448 812",
    "CN448812",
    "cn-448812",
    "448812",
    "48812",
    "XC-900177",
    "XC900177",
    "00448812",
    "CN448813",
    "ХС-٩٠٠١٧٧",
]
SEALS += ["N/A", "NO SEAL"]
NUMBERS = [
    "EUC-2029-004711-K",
    "EUC/2029/OO4711/Z",
    "EUC-2029-004712-M",
    "EUC-2030-04711-K",
    "euc 2029 004711 k",
    "EUC-004711",
    "EUC-2029-047011",
    "EUC-5",
    "EUC",
    "EUC-2029-009900",
    "ЕUC-٢٠٢٩-٠٠٤٧١١",
    "TBA",
    "000",
]
SIGNATORIES = ["J. Karim", "J KARÍM", "j.karim", "A. Somebody"]
SHINGLES = [f"s{n}" for n in range(10)]


def seal(r: Random) -> Draft:
    """Seals are applied, replaced or read."""
    shipment = r.choice(SHIPMENTS)
    kind = r.choice(["sealed", "sealed", "seal-replaced", "seal-checked", "seal-checked"])
    if kind == "sealed":
        seals = [{"position": r.choice(POSITIONS), "number": r.choice(SEALS)} for _ in range(r.choice([1, 1, 2]))]
        return Draft("shipment.sealed", CUSTOMS, {"shipment": shipment, "seals": seals})
    if kind == "seal-replaced":
        source = CUSTOMS if often(r, 0.7) else "/states/XC/carrier/line-1"
        data = {"position": r.choice(POSITIONS), "old_number": r.choice([None, *SEALS]), "new_number": r.choice(SEALS)}
        return Draft("shipment.seal-replaced", source, {"shipment": shipment, **data})
    state = r.choice(["INTACT", "INTACT", "INTACT", "BROKEN", "MISSING"])
    reading = {"position": r.choice(POSITIONS), "number": r.choice([None, *SEALS]), "state": state}
    return Draft("shipment.seal-checked", CUSTOMS, {"shipment": shipment, "locode": "XBPRT", "readings": [reading]})


def position(r: Random) -> Draft:
    """A carrier tells where the goods are."""
    place = r.choice(PLACES)
    data: Data = {"shipment": r.choice(SHIPMENTS), "state": place[:2], "locode": place if often(r) else None}
    data["mode"] = r.choice(["SEA", "ROAD"])
    if often(r, 0.3):
        data["reason"] = r.choice(["FORCE_MAJEURE", "FORCE_MAJEURE", "INSPECTION", "CALL", None])
    return Draft("shipment.position-reported", "/states/XA/carrier/line-1", data)


def passing(r: Random) -> Draft:
    """The goods enter or leave a State."""
    place, kind = r.choice(PLACES), r.choice(["entered", "exited"])
    data = {"state": place[:2], "locode": place, "mode": r.choice(["ROAD", "AIR", "RAIL", "SEA"])}
    return Draft(f"shipment.transit-{kind}", CUSTOMS, {"shipment": r.choice(SHIPMENTS), **data})


def document(r: Random) -> Draft:
    """An end-use document is presented, or answered for."""
    number = r.choice(DOCUMENTS)
    if often(r, 0.4):
        result = r.choice(["AUTHENTIC", "AUTHENTIC", "REPUDIATED", "NO_REPLY"])
        channel = r.choice(["DIPLOMATIC", "CONTACT_POINT", "REGISTER", "APPLICANT"])
        cited = number if often(r) else r.choice(CITED[number])
        data = {"document": cited, "result": result, "answered_by": "XB" if often(r) else "XA", "channel": channel}
        return Draft("end-use-document.verified", f"/states/{number[:2]}/licensing", data)
    return presented(r, number)


def presented(r: Random, number: str) -> Draft:
    """The presentation."""
    end_user = {**mention(r, "END_USER", "XB-P-0001"), "name": r.choice(["Firm XB-P-0001", "FIRM  xb-p-0001", "Other"])}
    data = {
        "document": number,
        "document_type": r.choice(["EUC", "EUC", "EUS", "IMPORT_AUTHORIZATION"]),
        "application": r.choice(["APP-1", "APP-2", "APP-3", "app 1", "N/A", "TBA"]),
        "number": r.choice(NUMBERS),
        "issuer_state": "XB" if often(r, 0.9) else "XF",
        "issued_on": r.choice(["2029-09-20", "2029-09-20", "2029-09-20", "2029-09-21"]),
        "signatory": {"name": r.choice(SIGNATORIES)},
        "end_user": end_user,
        "goods": [
            {"item": item(r), "quantity": {"value": r.choice(["100", "1000"]), "unit": "C62"}}
            for _ in range(r.choice([1, 1, 1, 2]))
        ],
        "contract_reference": r.choice([None, None, None, "CO-1", "co 1", "N/A"]),
        "text_hash": r.choice([None, None, None, "a" * 64, "b" * 64]),
        "shingles": r.sample(SHINGLES, r.choice([10, 10, 9, 5, 0])),
        "verification_required": often(r),
    }
    return Draft("end-use-document.presented", f"/states/{number[:2]}/licensing", data)


def signatory(r: Random) -> Draft:
    """A State lists who may sign."""
    first = r.choice(["2029-01-01", "2029-09-20", "2029-09-21"])
    data = {"state": "XB", "name": r.choice(SIGNATORIES), "title": None, "valid_from": first}
    data["valid_to"] = r.choice([None, "2029-09-20", "2029-09-19"])
    return Draft("signatory.listed", "/states/XB/import-authority", data)


def gone(r: Random) -> Draft:
    """Single items are lost, destroyed or deactivated; a report may name licence and line."""
    make, model = r.choice(NAMES[:9])
    goods = {**item(r), "make": make, "model": model}
    data: Data = {"item": goods, "serials": r.choice([None, *[serials(r)] * 4]), "state": r.choice(STATES)}
    if often(r, 0.4):
        data["quantity"] = r.choice([None, quantity(r), {"value": "2", "unit": "C62"}])
    kind = r.choice(["lost", "lost", "destroyed", "deactivated"])
    if kind != "lost":
        return Draft(f"item.{kind}", "/states/XB/police", {**data, "certificate": "C"})
    data |= {"kind": "LOST", "case": r.choice([None, "CASE-1", "CASE-1", "case 1", "N/A"])}
    if often(r, 0.5):
        data |= {"licence": reference(r.choice(LICENCES)), "licence_line": r.choice([1, 1, 2, None])}
    return Draft("item.lost", "/states/XB/police", data)


def goods_list(r: Random) -> Draft:
    """A list about goods, procedures or embargoes."""
    name = r.choice(
        ["embargoes", "embargoes", "makes", "models", "controlled_terms", "procedures", "hs", "hs", "places"]
    )
    return list_of(r, name)


def list_of(r: Random, name: str) -> Draft:
    """One of them."""
    rows: dict[str, list[Data]] = {
        "embargoes": [embargo(r) for _ in range(r.choice([0, 1, 1, 2]))],
        "makes": [{"make": "Norden", "aliases": ["Norden Waffen"]}, {"make": "Halden", "aliases": []}],
        "models": [
            {"make": make, "model": "P20", "aliases": ["P-20"], "piece_mass_g": mass}
            for make, mass in [("Norden", "800"), ("Halden", r.choice([None, "0", "3500"])), ("Norden Waffen", "800")]
        ][: r.choice([1, 2, 2, 3])],
        "controlled_terms": [{"term": term} for term in r.sample(["pistol", "gun barrel", "receiver"], 2)],
        "procedures": [
            {"procedure": "FREE", "state": r.choice(["XA", "XA", "XD"]), "reference_required": False},
            {"procedure": r.choice(["NUMBERED", "LOWV"]), "state": "XA", "reference_required": True},
        ],
        "hs": [
            {"hs6": code, "edition": edition, "item_class": item_class, "rulings": rulings}
            for code, item_class, rulings in [
                ("930200", "HANDGUN", r.choice([[], ["930330"], ["930330", "930630"]])),
                ("930330", r.choice(["RIFLE", "RIFLE", "HANDGUN"]), []),
                ("930630", "AMMUNITION", []),
                ("360100", "PROPELLANT", []),
                ("930510", "COMPONENT", []),
            ]
            for edition in r.choice([["2017", "2022"], ["2017", "2022"], ["2022"]])
        ],
        "places": [{"locode": r.choice(["XEPRT", "XCBRD"]), "aliases": ["XEOLD"]}],
    }
    effective = day(r) if not often(r) else "2029-01-01"
    data = {"list": name, "version": "1", "effective_on": effective, "rows": rows[name]}
    return Draft("list.published", "/states/XA/reference", data)


def embargo(r: Random) -> Data:
    """A row of an embargo."""
    return {
        "row": r.choice(ROWS),
        "state": r.choice(["XB", "XC", "XE", "XE", "XF"]),
        "from": r.choice(["2029-01-01", "2029-01-01", "2030-03-02", "2030-12-31", "2031-01-01", day(r)]),
        "to": r.choice([None, None, "2029-12-10", "2029-12-09", "2030-03-02", day(r)]),
        "classes": r.choice([[], [], ["HANDGUN"], ["RIFLE", "AMMUNITION"]]),
        "actors": r.choice(["ALL", "ALL", "NON_STATE"]),
        "exemption_types": [],
    }


def plain_item(r: Random) -> Data:
    """Goods of the usual sort by their canonical or other name."""
    goods = {"category": "FIREARM", "calibre": "9x19", "hs": "930200", "hs_edition": "2022"}
    return named(r, goods) if not often(r, 0.7) else {**goods, "make": "Norden", "model": "P20"}


GOODS_KINDS: list[Callable[[Random], Draft]] = [
    *[seal, position, passing, document] * 2,
    *[signatory, gone, goods_list, goods_list],
]
