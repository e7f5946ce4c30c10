"""What is told of end-use documents and of seals."""

from __future__ import annotations

from typing import Any

from tests.builders import LICENSING, PISTOL, Fact, amount, fact, mention
from tests.movements import consignment

MINISTRY = "/states/XB/import-authority"
SHINGLES = [f"s{n}" for n in range(20)]
P20 = PISTOL | {"make": "Norden", "model": "P20"}
P30 = PISTOL | {"make": "Norden", "model": "P30"}


def certified(value: object = 100, goods: Fact | None = None, unit: str = "C62") -> list[Fact]:
    """Goods as an end-use document certifies them."""
    return [{"item": goods or P20, "quantity": amount(value, unit)}]


def presented(number: str = "EUC-2029-004711-K", *, on: str = "2029-10-01", name: str = "1", **changes: Any) -> Fact:
    """XA is presented a certificate of XB as XA:DOC-1, in an application of its own."""
    data: Fact = {
        "document": f"XA:DOC-{name}",
        "document_type": "EUC",
        "application": f"APP-{name}",
        "number": number,
        "issuer_state": "XB",
        "issued_on": "2029-09-20",
        "signatory": {"name": "J. Karim"},
        "end_user": mention("END_USER", "XB-P-0002"),
        "goods": certified(),
        "contract_reference": None,
        "shingles": SHINGLES,
        "verification_required": True,
    }
    return fact("end-use-document.presented", LICENSING, on, data | changes)


def confirmed(
    result: str = "AUTHENTIC",
    name: str = "1",
    *,
    on: str = "2029-10-05",
    by: str = "XB",
    channel: str = "CONTACT_POINT",
) -> Fact:
    """Somebody answers whether a document is genuine."""
    data = {"document": f"XA:DOC-{name}", "result": result, "answered_by": by, "channel": channel}
    return fact("end-use-document.verified", LICENSING, on, data)


def signatory(name: str, since: str = "2029-01-01", until: str | None = None, on: str = "2029-01-02") -> Fact:
    """XB names an official who may sign."""
    data = {"state": "XB", "name": name, "title": None, "valid_from": since, "valid_to": until}
    return fact("signatory.listed", MINISTRY, on, data)


def sealed(ucr: str = "S1", number: str = "CN 448 812", *, on: str = "2030-03-03", position: str = "DOOR-1") -> Fact:
    """XA seals a consignment."""
    data = {"shipment": consignment(ucr), "seals": [{"position": position, "number": number}]}
    return fact("shipment.sealed", "/states/XA/customs", on, data)


def resealed(number: str, ucr: str = "S1", *, on: str = "2030-03-05", by: str = "/states/XC/customs") -> Fact:
    """The seal at DOOR-1 is replaced."""
    data = {"shipment": consignment(ucr), "position": "DOOR-1", "old_number": None, "new_number": number}
    return fact("shipment.seal-replaced", by, on, data)


def read(number: str | None, state: str = "INTACT", ucr: str = "S1", *, on: str = "2030-03-08") -> Fact:
    """XB reads the seal at DOOR-1."""
    readings = [{"position": "DOOR-1", "number": number, "state": state}]
    data = {"shipment": consignment(ucr), "locode": "XBPRT", "readings": readings}
    return fact("shipment.seal-checked", "/states/XB/customs", on, data)


def left_transit(state: str = "XC", on: str = "2030-03-16", ucr: str = "S1") -> Fact:
    """A consignment leaves a State of transit."""
    data = {"shipment": consignment(ucr), "state": state, "locode": f"{state}BRD", "mode": "ROAD"}
    return fact("shipment.transit-exited", f"/states/{state}/customs", on, data)


def position(on: str, locode: str = "XCINN", reason: str | None = None, ucr: str = "S1") -> Fact:
    """A carrier reports where a consignment is."""
    data = {"shipment": consignment(ucr), "state": locode[:2], "locode": locode, "mode": "ROAD", "reason": reason}
    return fact("shipment.position-reported", "/states/XA/carrier", on, data)


def released(ucr: str = "S1", state: str = "XB", on: str = "2030-03-11") -> Fact:
    """A State releases goods."""
    data = {"shipment": consignment(ucr), "entry_reference": "IM-1", "state": state, "locode": f"{state}PRT"}
    return fact("shipment.released", f"/states/{state}/customs", on, data)
