"""What is told of consignments: declared, corrected, moved, arrived, proved; a sale of pistols from XA to XB."""

from __future__ import annotations

from typing import Any

from tests.builders import PISTOL, Fact, amount, fact, mention, reference

CUSTOMS, ABROAD = "/states/XA/customs", "/states/XB/customs"
DECLARED, EXITED, ARRIVED = "2030-03-03", "2030-03-04", "2030-03-10"


def consignment(ucr: str) -> Fact:
    """A consignment, `S1` or in parts `S1/A`; keys call it UCR-S1, UCR-S1/A."""
    named, slash, part = ucr.partition("/")
    return {"ucr": f"UCR-{named}", "part": part} if slash else {"ucr": f"UCR-{named}"}


def item(number: int, count: object, unit: str | None = "C62", goods: Fact | None = None, **more: Any) -> Fact:
    """A goods item of a declaration that cites line 1 of EL-1."""
    return {
        "item_no": number,
        "licence_reference": "EL-1",
        "licence_line": 1,
        "item": goods or PISTOL,
        "quantity": amount(count, unit),
    } | more


def declared(ucr: str = "S1", lines: object = 60, *, on: str = DECLARED, number: str = "EL-1", **changes: Any) -> Fact:
    """XA accepts an export declaration of so many pistols on line 1, or of these goods items."""
    data = {
        "shipment": consignment(ucr),
        "usage": "ORIGINAL",
        "declaration": f"D-{ucr}",
        "office": "XAPRT",
        "control_date": on[:10],
        "export_state": reference(number, "XA")["state"],
        "destination_state": "XB",
        "parties": [],
        "lines": lines if isinstance(lines, list) else [item(1, lines)],
        "route": [],
        "mode": "ROAD",
    }
    if number != "EL-1":
        data["lines"] = [x | {"licence_reference": number.rpartition(":")[2]} for x in data["lines"]]
    if "replaces" in changes:
        changes["replaces"] = consignment(changes["replaces"])
    return fact("shipment.declared", f"/states/{data['export_state']}/customs", on, data | changes)


def adjusted(ucr: str, lines: object, on: str = "2030-03-04") -> Fact:
    """Customs correct a declaration."""
    found = lines if isinstance(lines, list) else [item(1, lines)]
    return fact(
        "shipment.adjusted",
        CUSTOMS,
        on,
        {"shipment": consignment(ucr), "declaration": f"D-{ucr}", "lines": found},
    )


def cancelled(ucr: str, on: str = "2030-03-04") -> Fact:
    """Customs invalidate a declaration."""
    return fact("shipment.cancelled", CUSTOMS, on, {"shipment": consignment(ucr), "declaration": f"D-{ucr}"})


def exited(ucr: str = "S1", on: str = EXITED) -> Fact:
    """Exit is confirmed."""
    return fact("shipment.exited", CUSTOMS, on, {"shipment": consignment(ucr), "office": "XAPRT"})


def not_exited(ucr: str = "S1", on: str = "2030-03-05") -> Fact:
    """Customs found that goods did not leave."""
    data = {"shipment": consignment(ucr), "office": "XAPRT", "ground": "Found on the quay."}
    return fact("shipment.not-exited", CUSTOMS, on, data)


def stop(state: str = "XC", activity: str = "TRANSIT", mode: str = "ROAD") -> Fact:
    """A stop of the declared route."""
    return {"sequence": 1, "state": state, "locode": f"{state}PRT", "mode": mode, "activity": activity}


def entered(ucr: str, state: str = "XC", on: str = "2030-03-06") -> Fact:
    """A consignment is seen in a State of transit."""
    data = {"shipment": consignment(ucr), "state": state, "locode": f"{state}BRD", "mode": "ROAD"}
    return fact("shipment.transit-entered", f"/states/{state}/customs", on, data)


def transshipped(ucr: str, state: str = "XC", on: str = "2030-03-06") -> Fact:
    """The goods change their means of transport."""
    data = {"shipment": consignment(ucr), "state": state, "locode": f"{state}PRT"}
    return fact("shipment.transshipped", f"/states/{state}/customs", on, data)


def _lines(value: object, unit: str, **more: Any) -> list[Fact]:
    return [{"item_no": 1, "quantity": amount(value, unit)} | more]


def arrived(
    ucr: str, value: object, entry: str = "IM-1", *, on: str = ARRIVED, unit: str = "C62", goods: Fact | None = None
) -> Fact:
    """XB takes an import entry."""
    data = {
        "shipment": consignment(ucr),
        "entry_reference": entry,
        "state": "XB",
        "locode": "XBPRT",
        "parties": [],
        "lines": _lines(value, unit, item=goods or PISTOL),
    }
    return fact("shipment.arrived", ABROAD, on, data)


def tallied(ucr: str, on: str = "2030-03-12") -> Fact:
    """Unloading is finished."""
    return fact("shipment.tally-closed", ABROAD, on, {"shipment": consignment(ucr), "state": "XB"})


def verified(ucr: str, value: object, number: str = "DV-1", *, on: str = "2030-03-20", unit: str = "C62") -> Fact:
    """XB proves receipt."""
    data = {
        "shipment": consignment(ucr),
        "verification": number,
        "received_on": on[:10],
        "received_by": mention("RECIPIENT", "XB-P-0002"),
        "lines": _lines(value, unit),
    }
    return fact("shipment.delivery-verified", ABROAD, on, data)


def reported(ucr: str, code: str, value: object = None, on: str = "2030-03-11") -> Fact:
    """Customs report a discrepancy, of so many pieces or of the whole consignment."""
    lines = [] if value is None else _lines(value, "C62")
    return fact(
        "shipment.discrepancy-reported",
        ABROAD,
        on,
        {"shipment": consignment(ucr), "code": code, "lines": lines},
    )


def returned(ucr: str, value: object, on: str = "2030-03-25") -> Fact:
    """Goods come back to XA."""
    data = {
        "shipment": consignment(ucr),
        "kind": "REFUSED",
        "to_state": "XA",
        "entry_reference": "RE-1",
        "lines": _lines(value, "C62"),
    }
    return fact("shipment.returned", CUSTOMS, on, data)


def destroyed(ucr: str, value: object, on: str = "2030-03-11") -> Fact:
    """Goods are destroyed under a certificate."""
    data = {
        "item": PISTOL,
        "serials": None,
        "quantity": amount(value),
        "state": "XB",
        "certificate": "C-1",
        "shipment": consignment(ucr),
        "item_no": 1,
    }
    return fact("item.destroyed", "/states/XB/police", on, data)
