"""Register entries, thresholds and components for invented histories, drawn from small pools."""

from __future__ import annotations

from random import Random

from tests.reference.drafts import FIRST, SHIPMENTS, Data, Draft, day, often

PEOPLE = ["XA-P-0001", "XA-P-0003", *[f"XB-P-000{n}" for n in (1, 3, 4, 5, 6)], "XA-P-0008"]
USERS = ["XB-P-0001", "XB-P-0003", "XB-P-0004", "XB-P-0005", "XB-P-0006"]
STREETS = [("Mailbox Road 1", "Porto"), ("MAILBOX  road 1", "Porto"), ("Quay 7", "Porto"), (None, None)]
PHONES = ["+999 555 12345678", "0055512345678", "+999 1111 2222", "555", None, None, None]
EMAILS = ["Office@firm.example", "office@FIRM.example", "other@firm.example", None, None, None]
OFFICERS = ["J. Karim", "j.  karim", "XA-P-0008", "XB-P-0006", "M. Odo"]
KINDS_OF_PARTY = [*["COMMERCIAL", "RESELLER", "INDIVIDUAL"] * 3, "CLUB", "SECURITY_COMPANY", "POLICE", "FORWARDER"]
PLATFORMS = ["P20", "P20", "P20", "p20", "R5", "N/A"]
COMPONENTS = ["FRAME_RECEIVER", "BARREL", "BOLT_SLIDE_CYLINDER"]
PARCELS: list[Data] = [{"ucr": f"UCXAP{n}"} for n in range(1, 7)]
KITS: list[Data] = [{"ucr": f"UCXAK{n}"} for n in range(1, 5)]
FIRM_NAMES = ["Firm", "Levant Sport Trading LLC", "Grey Heron Ltd", "Osman Veldt Kareem", "Meridian Brokers AG"]


def about(r: Random, number: str) -> Data:
    """What a register says of a party beside its name and number."""
    street, town = r.choice(STREETS)
    address = {"street": street, "suite": r.choice([None, "5", "6"]), "locality": town, "postcode": "1000"}
    return {
        "kind": r.choice(KINDS_OF_PARTY),
        "address": r.choice([None, {**address, "state": number[:2]}]),
        "phone": r.choice(PHONES),
        "email": r.choice(EMAILS),
        "officers": r.sample(OFFICERS, r.choice([0, 0, 0, 1, 2])),
        "owned_by": r.sample([*PEOPLE, "XC-P-0009"], r.choice([0, 0, 0, 0, 1])),
        "incorporated_on": r.choice([None, "2001-05-02", "2029-08-01", "2029-12-10", "2030-01-01", day(r)]),
        "registrations": [registration(r) for _ in range(r.choice([0, 0, 1, 1, 2]))],
        "mail_drop": often(r, 0.5),
        "sworn_officers": r.choice([None, None, 10, 30, 0]),
        "public_end_user": often(r, 0.5),
        "spare_parts_need": [need(r)] if not often(r, 0.7) else [],
    }


def registration(r: Random) -> Data:
    """A permission."""
    kind = r.choice(["DEALER", "BROKER", "BROKER", "MANUFACTURE", "GUNSMITH", "GUNSMITH", "IMPORT", "POSSESS"])
    return {
        "kind": kind,
        "reference": "G-1",
        "platforms": r.choice([[], ["P20"], ["p20", "X"], ["R5"]]),
        "valid_from": r.choice(["2020-01-01", "2020-01-01", "2029-12-10", "2029-12-11", "2030-03-02"]),
        "valid_to": r.choice([None, None, "2029-12-10", "2029-12-09", "2030-03-01", "2030-12-31"]),
    }


def need(r: Random) -> Data:
    """A documented need for spare parts."""
    component = r.choice([*COMPONENTS, "OTHER"])
    return {"platform": r.choice(PLATFORMS), "component_class": component, "quantity": r.choice(["1", "3", "0.5"])}


def entry(r: Random, number: str) -> Data:
    """A register entry; now and then with little more than its number."""
    value = f"{number[:2]}00{number[-1] if often(r) else 9}"
    identifiers = [{"scheme": "REGISTRATION", "value": value}]
    name = f"Firm {number}" if often(r, 0.6) else r.choice(FIRM_NAMES)
    bare = {"register_id": number, "name": name, "kind": "COMMERCIAL", "state": number[:2], "identifiers": identifiers}
    return {**bare, **about(r, number)} if often(r, 0.8) else bare


def party(r: Random) -> Draft:
    """An entry is made or amended."""
    number = r.choice(PEOPLE)
    source, data = f"/states/{number[:2]}/register", {"party": entry(r, number)}
    if often(r, 0.7):
        return Draft("party.registered", source, data)
    return Draft("party.amended", source, {**data, "effective_on": day(r)})


def thresholds(r: Random) -> Draft:
    """What may leave without a licence, and how much of it."""
    rows = [
        {
            "threshold": "T-500",
            "procedure": "LOWV",
            "state": "XA",
            "metric": "VALUE",
            "amount": "500",
            "currency": "EUR",
        },
        {"threshold": "T-3", "procedure": "FEW", "state": "XA", "metric": "PIECES", "amount": "3", "currency": None},
        {"threshold": "T-9", "procedure": "LOWV", "state": "XA", "metric": "ROUNDS", "amount": "900", "currency": None},
        {
            "threshold": "T-500",
            "procedure": "LOWV",
            "state": "XD",
            "metric": "VALUE",
            "amount": "600",
            "currency": "EUR",
        },
    ]
    some = rows if often(r, 0.6) else r.sample(rows, r.randint(0, 3))
    data = {"list": "thresholds", "version": "1", "effective_on": "2029-01-01" if often(r) else day(r), "rows": some}
    return Draft("list.published", "/states/XA/reference", data)


def parcel_line(r: Random, number: int = 1) -> Data:
    """A goods item under an exemption, as a rule just below its limit."""
    amount = r.choice([*["480", "475", "499.99", "350"] * 3, "500", "349.99", "20"])
    return {
        "item_no": number,
        "licence_reference": None,
        "licence_line": None,
        "exemption": {"procedure": r.choice([*["LOWV"] * 6, "FEW", "FEW", "OTHER"])},
        "item": {"category": r.choice(["COMPONENT", "COMPONENT", "AMMUNITION", None]), "hs": "930510"},
        "quantity": {"value": r.choice(["1", "2", "2.5", "700"]), "unit": r.choice(["C62", "C62", "BX"])},
        "value": {"amount": amount, "currency": "EUR" if often(r, 0.95) else "USD"},
        "contract_reference": None if often(r, 0.95) else "CO-1",
    }


def sender(r: Random, role: str, number: str) -> Data:
    """A party of the register, by its id, its number, or only its name."""
    found: Data = {"role": role, "name": f"Firm {number}", "state": number[:2], "identifiers": []}
    how = r.choice(["id", "number", "number", "both"]) if often(r, 0.95) else "name"
    if how in ("id", "both"):
        found["register_id"] = number
    if how in ("number", "both"):
        found["identifiers"] = [{"scheme": "REGISTRATION", "value": f"{number[:2]}00{number[-1]}"}]
    return found


def component(r: Random, sort: str) -> Data:
    """An essential component."""
    return {"category": "COMPONENT", "component_class": sort, "platform": r.choice(PLATFORMS), "hs": "930510"}


def on(days: int) -> str:
    """A date so many days into 2030."""
    return (FIRST.fromordinal(FIRST.toordinal() + days)).isoformat()


def shipment(r: Random) -> Data:
    """One of the parcels, seldom a consignment of others."""
    return r.choice(PARCELS) if often(r, 0.95) else r.choice(SHIPMENTS)
