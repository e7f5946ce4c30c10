"""Messages about single items and stocks for invented histories, drawn from small pools."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.reference.drafts import LICENCES, Data, Draft, day, often, quantity, reference
from tests.reference.party_drafts import USERS, sender

NAMES = [*[("Norden", "P20")] * 4, ("NORDEN ", "p20"), ("Norden Waffen", "P-20"), ("Norden", "P30"), (None, "P20")]
NAMES += [("Nоrden", "P-20"), ("Norden", "unknown")]
NUMBERS = ["K007", "K 007", "k-008", "K010", "K7", "K-O07", "К٠٠٧", "NSN", "N/A"]
RANGES = [("K006", "K009"), ("K008", "K011"), ("K009", "K006"), ("x", "y")]
LOTS = ["LOT-1", "lot 1", "L2", "LОТ ١", "none"]
THIRD = ["XB", "XB", "XE", "XE", "XC", "XA"]


def piece(r: Random) -> Data:
    """A firearm, or seldom ammunition, by make and model."""
    make, model = r.choice(NAMES)
    calibre = "9x19" if often(r, 0.95) else None
    category = r.choice(["FIREARM"] * 5 + ["AMMUNITION", None])
    return {"category": category, "make": make, "model": model, "calibre": calibre, "hs": "930200"}


def serials(r: Random) -> Data:
    """Numbers, a range, or both."""
    numbers = r.sample(NUMBERS, r.choice([1, 1, 2, 0]))
    first, last = r.choice(RANGES)
    return {"numbers": numbers, "ranges": [{"from": first, "to": last}] if often(r, 0.4) else []}


def items(r: Random) -> Data:
    """Item, serials, perhaps lots and a quantity."""
    found: Data = {"item": piece(r), "serials": serials(r) if often(r) else None}
    if often(r, 0.3):
        found["lots"] = r.sample(LOTS, r.choice([0, 1, 2]))
    return found


def event(r: Random, kind: str) -> Draft:
    """Items are lost, seized, recovered, destroyed or transferred."""
    data = {**items(r), "state": r.choice(THIRD), "case": r.choice([None, "C-1", "C-1", "C-2", "С ١", "N/A"])}
    if not often(r, 0.6):
        data["locode"] = r.choice(["XEOLD", "XBPRT", "XEPRT"])
    if often(r, 0.4):
        data["quantity"] = quantity(r)
    if kind == "lost":
        data |= {"kind": "STOLEN", "holder": r.choice([None, *USERS])}
        if often(r, 0.4):
            data |= {"licence": reference(r.choice(LICENCES)), "licence_line": r.choice([1, 1, 2, None])}
    elif kind == "seized":
        data["context"] = "SEIZED"
    elif kind == "recovered":
        data["custody_restored"] = often(r, 0.6)
    elif kind == "destroyed":
        data |= {"certificate": "C-9", "holder": r.choice([None, *USERS])}
    else:
        data |= {"from_party": r.choice(USERS), "to_party": r.choice([None, *USERS])}
    return Draft(f"item.{kind}", "/states/XB/police", data)


def seize(r: Random) -> Draft:
    """A seizure or recovery."""
    return event(r, r.choice(["seized", "seized", "recovered"]))


def transfer(r: Random) -> Draft:
    """A loss, transfer or destruction by a holder."""
    return event(r, r.choice(["lost", "transferred", "transferred", "destroyed"]))


def reexport(r: Random) -> Draft:
    """Goods leave a State again."""
    sent = [{**items(r), "quantity": {"value": r.choice(["1", "8", "20", "30"]), "unit": "C62"}}]
    state = "XB" if often(r) else r.choice(THIRD)
    data = {"reexport": "RX-1", "state": state, "destination_state": r.choice(THIRD), "lines": sent}
    return Draft("reexport.declared", f"/states/{state}/customs", {**data, "exporter": sender(r, "EXPORTER", USERS[0])})


def consent(r: Random) -> Draft:
    """The first State agrees."""
    data: Data = {
        "licence": reference(r.choice(LICENCES)),
        "line": r.choice([None, None, 1, 2]),
        "third_state": r.choice(THIRD),
        "effective_on": r.choice(["2030-01-01", day(r)]),
        "valid_until": r.choice([None, None, day(r)]),
    }
    if not often(r, 0.6):
        data["serials"] = serials(r)
    source = "/states/XA/licensing" if often(r) else "/states/XB/licensing"
    return Draft("reexport.consented", source, data)


def count(r: Random) -> Draft:
    """A stock is counted."""
    found = [
        {
            "item": piece(r),
            "quantity": {"value": r.choice(["0", "2", "10", "40", "90"]), "unit": "C62" if often(r, 0.95) else "BX"},
            "disposed": r.choice([None, None, {"value": "3", "unit": "C62"}, quantity(r)]),
        }
        for _ in range(r.choice([1, 1, 2]))
    ]
    data = {
        "count": f"CT-{r.randrange(1000)}",
        "holder": r.choice(USERS[:2]),
        "state": r.choice(["XB", "XB", "XE"]),
    }
    return Draft("stock.counted", "/states/XB/police", {**data, "lines": found})


ITEM_KINDS: list[Callable[[Random], Draft]] = [seize, transfer, reexport, consent, count]
