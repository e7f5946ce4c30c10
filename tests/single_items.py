"""What is told of single items and lots: numbered goods, re-exports, consents, losses, finds, counts."""

from __future__ import annotations

from typing import Any

from tests.builders import LICENSING, PISTOL, ROUNDS, Fact, amount, fact, line, mention, reference
from tests.movements import ABROAD, ARRIVED, CUSTOMS, consignment, item

GUN = PISTOL | {"make": "Norden", "model": "P20"}
OTHER_GUN = PISTOL | {"make": "Norden", "model": "P30"}
CARTRIDGE = ROUNDS | {"make": "Tarn", "model": "FMJ"}
POLICE = "/states/XB/police"


def serials(*names: str) -> Fact:
    """Serial numbers, and ranges such as `A1..A9`."""
    ranges = [dict(zip(("from", "to"), x.split(".."), strict=True)) for x in names if ".." in x]
    return {"numbers": [x for x in names if ".." not in x], "ranges": ranges}


def licensed(count: object = 1000, goods: Fact = GUN) -> list[Fact]:
    """One licence line for so many of a model."""
    return [line(1, count, goods=goods)]


def numbered(count: object, *names: str, goods: Fact = GUN, **more: Any) -> list[Fact]:
    """One goods item with serial numbers."""
    return [item(1, count, goods=goods, serials=serials(*names), **more)]


def from_lots(count: object, *lots: str) -> list[Fact]:
    """One goods item with lots."""
    return [item(1, count, goods=CARTRIDGE, lots=list(lots))]


def landed(
    ucr: str, count: object, *names: str, on: str = ARRIVED, entry: str = "IM-1", goods: Fact = GUN, **more: Any
) -> Fact:
    """XB takes an import entry that names serial numbers."""
    found = {"item_no": 1, "item": goods, "quantity": amount(count), "serials": serials(*names) if names else None}
    data = {
        "shipment": consignment(ucr),
        "entry_reference": entry,
        "state": "XB",
        "locode": "XBPRT",
        "parties": [],
        "lines": [found | more],
    }
    return fact("shipment.arrived", ABROAD, on, data)


def back(ucr: str, count: object, *names: str, on: str = "2030-04-01", state: str = "XA", **more: Any) -> Fact:
    """Goods come back, with their serial numbers where some are named."""
    found = {"item_no": 1, "quantity": amount(count), "serials": serials(*names) if names else None}
    data = {
        "shipment": consignment(ucr),
        "kind": "REPAIR",
        "to_state": state,
        "entry_reference": "RE-1",
        "lines": [found | more],
    }
    return fact("shipment.returned", CUSTOMS, on, data)


def _happened(what: str, on: str, names: tuple[str, ...], said: Fact) -> Fact:
    data = {"item": GUN, "serials": serials(*names) if names else None, "state": "XB"} | said
    return fact(f"item.{what}", f"/states/{data['state']}/police", on, data)


def lost(*names: str, on: str = "2030-06-01", **said: Any) -> Fact:
    """Items are reported lost."""
    return _happened("lost", on, names, {"kind": "LOST"} | said)


def seized(*names: str, on: str = "2030-06-01", **said: Any) -> Fact:
    """Items are seized."""
    return _happened("seized", on, names, {"context": "SEIZED"} | said)


def recovered(*names: str, on: str = "2030-07-01", restored: bool = True, **said: Any) -> Fact:
    """Items are found again."""
    return _happened("recovered", on, names, {"custody_restored": restored} | said)


def scrapped(*names: str, on: str = "2030-04-01", **said: Any) -> Fact:
    """Items are destroyed under a certificate."""
    return _happened("destroyed", on, names, {"certificate": "C-1"} | said)


def deactivated(*names: str, on: str = "2030-04-01", **said: Any) -> Fact:
    """Items are made unfit under a certificate."""
    return _happened("deactivated", on, names, {"certificate": "C-2"} | said)


def sold(*names: str, on: str = "2030-05-01", **said: Any) -> Fact:
    """Items are lawfully sold inside XB."""
    return _happened("transferred", on, names, {"from_party": "XB-P-0002", "to_party": None} | said)


def reexported(
    count: object, *names: str, to: str = "XE", on: str = "2030-06-01", by: str = "XB-P-0001", **said: Any
) -> Fact:
    """Goods leave XB again."""
    found = {"item": GUN, "quantity": amount(count), "serials": serials(*names) if names else None}
    data = {
        "reexport": said.pop("number", "RX-1"),
        "state": said.pop("state", "XB"),
        "destination_state": to,
        "exporter": said.pop("exporter", mention("EXPORTER", by)),
        "lines": [found | said],
    }
    return fact("reexport.declared", f"/states/{data['state']}/customs", on, data)


def agreed(*names: str, to: str = "XE", since: str = "2030-05-01", until: str | None = None, **said: Any) -> Fact:
    """XA agrees that goods of EL-1 go on."""
    data = {
        "licence": reference("EL-1", "XA"),
        "line": None,
        "third_state": to,
        "serials": serials(*names) if names else None,
        "effective_on": since,
        "valid_until": until,
    }
    return fact("reexport.consented", LICENSING, since, data | said)


def counted(
    count: object, on: str = "2030-06-01", number: str = "CT-1", goods: Fact = GUN, disposed: object = None
) -> Fact:
    """The stock of XB-P-0002 is counted."""
    found = {"item": goods, "quantity": amount(count), "disposed": None if disposed is None else amount(disposed)}
    data = {"count": number, "holder": "XB-P-0002", "state": "XB", "lines": [found]}
    return fact("stock.counted", POLICE, on, data)
