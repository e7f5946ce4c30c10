"""An example of every order's body and of its acknowledgement, all from one invented transfer: XA to XB through XC."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from domain.decisions.applications import IssueLicence
from domain.decisions.border import ReleaseForExport
from domain.decisions.command import Command
from domain.decisions.comments import CommentOnFinding
from domain.events.application import ApplicationGranted
from domain.events.balance import ReservationRefused
from domain.events.licence import ExportLicenceIssued
from domain.events.movement import ShipmentReleasedForExport
from domain.events.refusal import OrderRefused, reason
from domain.events.streams import stream_of
from domain.kernel.event import Recorded, type_of
from domain.kernel.log_entry import Stored
from domain.kernel.message import message
from licensing.http.json import examples
from licensing.http.json.application_examples import determination_of, wanted_of
from licensing.http.json.copy_examples import copied_fact, copies_of
from licensing.orders.acknowledgement import acknowledgement, told_in

_LICENCE = {"state": "XA", "reference": "EL-2030-000123"}
_APPLICATION = {"state": "XA", "reference": "AP-2030-000123"}
_AUTHORIZATION = {"state": "XB", "reference": "IA-2030-000077"}
_NOTICE = {"state": "XA", "reference": "TN-2030-000045"}
_DOCUMENT = "XA:DOC-000123"
_SHIPMENT = {"ucr": "UCXA300000001"}
_DECLARATION = "30XA000123456789A1"
_ENTRY = "30XB000456"
PROPOSAL_KEY = "XA:PR-8f0c2b7e91d04a55b6c3d2e1"
_CONDITION = "Only between 06:00 and 20:00 local time."
_PISTOL: dict[str, Any] = examples.LICENCE_EXAMPLE["terms"]["lines"][0]["item"]
_END_USER = {"role": "END_USER", "register_id": "XB-P-000004", "name": "Harbour Police of XB", "state": "XB"} | {
    "kind": "POLICE",
    "identifiers": [],
}
_PARTY: dict[str, Any] = {
    "register_id": "XA-P-000001",
    "name": "Norden Waffen GmbH",
    "legal_form": "GmbH",
    "kind": "COMMERCIAL",
    "state": "XA",
    "identifiers": [{"scheme": "REGISTRATION", "value": "HRB 4711"}],
    "address": {"street": "Hafenstrasse 7", "locality": "Nordhafen", "state": "XA"},
}
_TERMS: dict[str, Any] = examples.LICENCE_EXAMPLE["terms"] | {
    "end_user": _END_USER,
    "consignee": _END_USER | {"role": "CONSIGNEE"},
    "end_use_documents": [_DOCUMENT],
    "transit_states": ["XC"],
}
_AUTHORIZED: dict[str, Any] = examples.AUTHORIZATION_EXAMPLE["terms"] | {
    "recipient": _END_USER,
    "importer": _END_USER | {"role": "IMPORTER"},
    "transit_states": ["XC"],
}


def _pieces(count: int) -> dict[str, str]:
    return {"value": str(count), "unit": "C62"}


def _more(terms: dict[str, Any], count: int) -> dict[str, Any]:
    """The same terms with another quantity on their one line."""
    return terms | {"lines": [terms["lines"][0] | {"quantity": _pieces(count)}]}


def _item(count: int) -> dict[str, Any]:
    """A goods item of the declaration."""
    cited = {"item_no": 1, "licence_reference": "EL-2030-000123", "licence_line": 1}
    return cited | {"item": {"category": "FIREARM", "description": "pistols P20"}, "quantity": _pieces(count)}


def _leg(sequence: int, locode: str, activity: str) -> dict[str, Any]:
    return {"sequence": sequence, "state": locode[:2], "locode": locode, "mode": "SEA", "activity": activity}


def _calendar(state: str) -> dict[str, Any]:
    calendar = {"utc_offset": "+01:00", "weekend": [6, 7], "holidays": [f"2030-{day}" for day in ("01-01", "12-25")]}
    return {"state": state} | calendar | {"validity_test": "CONTROL", "broker_registration_required": True}


_PAPERS: dict[str, dict[str, Any]] = {
    "list publish": {
        "list": "authorities",
        "version": "2030-1",
        "effective_on": "2029-01-01",
        "rows": [_calendar(state) for state in ("XA", "XB", "XC")],
    },
    "party register": {"party": _PARTY},
    "party amend": {"party": _PARTY | {"officers": ["A. Berg"]}, "effective_on": "2029-11-05"},
    "authorization issue": {"authorization": _AUTHORIZATION, "terms": _AUTHORIZED},
    "authorization amend": {
        "authorization": _AUTHORIZATION,
        "terms": _more(_AUTHORIZED, 120),
        "effective_on": "2029-12-22",
        "retroactive": False,
    },
    "authorization revoke": {
        "authorization": _AUTHORIZATION,
        "effective_on": "2030-06-01",
        "reason": "The recipient no longer exists.",
    },
    "authorization verify": {"authorization": _AUTHORIZATION, "result": "CONFIRMED", "method": "CONTACT_POINT"},
    "notice send": {
        "notice": _NOTICE,
        "transit_state": "XC",
        "licence": None,
        "authorization": _AUTHORIZATION,
        "mode": "SEA",
        "transshipment": False,
        "period_from": "2030-01-01",
        "period_to": "2030-12-31",
        "goods": [{"item_class": "HANDGUN", "quantity": _pieces(120)}],
    },
    "notice answer": {
        "notice": _NOTICE,
        "transit_state": "XC",
        "answer": "CONDITIONAL",
        "basis": "EXPRESS",
        "effective_on": "2029-12-20",
        "valid_until": "2030-12-31",
        "conditions": [_CONDITION],
    },
    "notice withdraw": {
        "notice": _NOTICE,
        "transit_state": "XC",
        "effective_on": "2030-09-01",
        "reason": "The port is closed to such goods from September.",
    },
    "document present": {
        "document": _DOCUMENT,
        "document_type": "EUC",
        "application": "AP-2030-000123",
        "number": "EUC 2029/0815",
        "issuer_state": "XB",
        "issued_on": "2029-11-15",
        "signatory": {"name": "T. Moll", "title": "Head of procurement"},
        "end_user": _END_USER,
        "goods": [{"item": _PISTOL, "quantity": _pieces(120)}],
        "shingles": ["a1b2c3d4", "e5f60718"],
        "verification_required": True,
    },
    "document verify": {
        "document": _DOCUMENT,
        "result": "AUTHENTIC",
        "answered_by": "XB",
        "channel": "CONTACT_POINT",
    },
}
_LICENSING: dict[str, dict[str, Any]] = {
    "application submit": {
        "application": _APPLICATION,
        "wanted": wanted_of(_TERMS),
        "note": "For the patrol boats of the harbour.",
    },
    "application determine": {"application": _APPLICATION, "determination": determination_of(_TERMS)},
    "application assess": {
        "application": _APPLICATION,
        "recommendation": "GRANT",
        "assessment": "The recipient is known, the end use is plausible, the route is usual.",
        "acknowledged": [],
        "conditions": [_CONDITION],
    },
    "application return": {
        "application": _APPLICATION,
        "reason": "Ask the recipient what became of the last delivery.",
    },
    "application withdraw": {"application": _APPLICATION, "reason": "The buyer has cancelled."},
    "application refuse": {
        "application": _APPLICATION,
        "grounds": ["C7"],
        "reason": "The last delivery to this recipient turned up with another.",
    },
    "licence issue": {"application": _APPLICATION, "licence": _LICENCE, "issued_on": "2030-01-07"},
    "licence amend": {
        "licence": _LICENCE,
        "terms": _more(_TERMS, 120),
        "effective_on": "2030-02-01",
        "retroactive": False,
        "amended_by": "ISSUING_AUTHORITY",
    },
    "licence suspend": {
        "licence": _LICENCE,
        "effective_on": "2030-02-11",
        "reason": "Until the contact point of XB has answered.",
    },
    "licence reinstate": {"licence": _LICENCE, "effective_on": "2030-02-18", "reason": "XB has answered."},
    "licence revoke": {
        "licence": _LICENCE,
        "effective_on": "2030-08-01",
        "reason": "The end-use certificate was repudiated.",
    },
    "licence undo-revocation": {
        "licence": _LICENCE,
        "effective_on": "2030-08-03",
        "reason": "The certificate that was repudiated was another exporter's.",
    },
    "licence surrender": {"licence": _LICENCE, "effective_on": "2030-08-01", "replaced_by": None},
    "finding dispose": {
        "finding_id": "3f" * 32,
        "evidence_hash": "9a" * 32,
        "disposition": "EXPLAINED",
        "reason": "The amended licence was shown.",
    },
    "finding dispose-of-all": {
        "findings": [{"finding_id": "3f" * 32, "evidence_hash": "9a" * 32}],
        "disposition": "EXPLAINED",
        "reason": "The weighbridge of the port was wrong.",
    },
    "finding comment": {"finding_id": "3f" * 32, "text": "The weighbridge of our port was repaired that week."},
    "finding waive": {
        "waiver": "W-2030-0009",
        "rule": "R17",
        "key": {"licence": None, "line": None, "shipment": "UCXA300000001", "subject": None},
        "valid_until": "2030-12-31",
        "reason": "XB has announced that its certificate comes by post.",
    },
    "fact set-aside": {"source": "/states/XA/clock", "id": "DAY-2999-12-31", "ground": "A clock was set wrong."},
    "fact restore": {"source": "/states/XA/clock", "id": "DAY-2999-12-31", "ground": "It was right."},
    "proposal confirm": {"proposal": PROPOSAL_KEY},
    "proposal decline": {"proposal": PROPOSAL_KEY, "reason": "The buyer has cancelled."},
}
_BORDER: dict[str, dict[str, Any]] = {
    "consignment declare": {
        "shipment": _SHIPMENT,
        "usage": "ORIGINAL",
        "declaration": _DECLARATION,
        "office": "XAPRT",
        "control_date": "2030-04-09",
        "export_state": "XA",
        "destination_state": "XB",
        "parties": [_TERMS["exporter"], _TERMS["consignee"]],
        "lines": [_item(45)],
        "route": [_leg(1, "XAPRT", "LOAD"), _leg(2, "XCPRT", "CALL"), _leg(3, "XBPRT", "DISCHARGE")],
        "mode": "SEA",
        "means": {"name": "MV Lysander"},
    },
    "consignment adjust": {"shipment": _SHIPMENT, "declaration": _DECLARATION, "lines": [_item(44)]},
    "consignment cancel": {"shipment": _SHIPMENT, "declaration": _DECLARATION, "reason": "The vessel does not sail."},
    "consignment release-for-export": {"shipment": _SHIPMENT, "declaration": _DECLARATION, "office": "XAPRT"},
    "consignment exit": {"shipment": _SHIPMENT, "office": "XAPRT", "mode": "SEA"},
    "consignment not-exited": {
        "shipment": _SHIPMENT,
        "office": "XAPRT",
        "ground": "The container was found on the quay when the vessel had sailed.",
    },
    "consignment enter-transit": {"shipment": _SHIPMENT, "state": "XC", "locode": "XCPRT", "mode": "SEA"},
    "consignment leave-transit": {"shipment": _SHIPMENT, "state": "XC", "locode": "XCPRT", "mode": "SEA"},
    "consignment arrive": {
        "shipment": _SHIPMENT,
        "entry_reference": _ENTRY,
        "state": "XB",
        "locode": "XBPRT",
        "parties": [_TERMS["consignee"]],
        "lines": [{"item_no": 1, "item": _PISTOL, "quantity": _pieces(44)}],
    },
    "consignment close-tally": {
        "shipment": _SHIPMENT,
        "state": "XB",
        "lines": [{"item_no": 1, "quantity": _pieces(44)}],
    },
    "consignment release": {
        "shipment": _SHIPMENT,
        "entry_reference": _ENTRY,
        "state": "XB",
        "locode": "XBPRT",
        "released_to": _TERMS["consignee"],
    },
    "consignment verify-delivery": {
        "shipment": _SHIPMENT,
        "verification": "DV-2030-0031",
        "received_on": "2030-04-29",
        "received_by": _END_USER,
        "lines": [{"item_no": 1, "quantity": _pieces(43)}],
    },
    "consignment report-discrepancy": {
        "shipment": _SHIPMENT,
        "code": "117",
        "lines": [{"item_no": 1, "quantity": _pieces(1)}],
        "state": "XB",
        "remarks": "One box was empty.",
    },
    "consignment return": {
        "shipment": _SHIPMENT,
        "kind": "WARRANTY",
        "to_state": "XA",
        "locode": "XAPRT",
        "entry_reference": "30XA000987",
        "lines": [{"item_no": 1, "quantity": _pieces(2)}],
    },
}
BODIES: dict[str, dict[str, Any]] = {
    name: {"data": data} for name, data in {**_PAPERS, **_LICENSING, **_BORDER, **copies_of(_PAPERS | _BORDER)}.items()
} | {
    "consignment enter-transit": {
        "data": _BORDER["consignment enter-transit"],
        "time": "2030-04-15T12:00:00+01:00",
        "timeprecision": "day",
    }
}


def example_body(command: Command) -> dict[str, Any]:
    """The body of an order."""
    return BODIES[command.name]


# -- acknowledgements --------------------------------------------------------------------------------------------------

_LINE = {"line": 1, "unit": "pieces", "asked": "45", "authorised": "120", "drawn": "0", "free": "120"}
_CLASS = {"item_class": "HANDGUN", "authorised": "120", "licensed": "0", "left": "120", "asked": "100"}
_MET = message(
    "precondition.met",
    requirement="R-044",
    title=message("precondition.import"),
    says=message("precondition.import.on-record", authorization="XB:IA-2030-000077"),
)
_DRAWN = {"licence": _LICENCE, "shipment": _SHIPMENT, "lines": [_LINE]}
_BESIDES: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "licence issue": (
        (
            type_of(ApplicationGranted),
            {"application": _APPLICATION, "licence": _LICENCE, "preconditions": [msgspec.to_builtins(_MET)]},
        ),
        ("authorization.licensed.v1", {"authorization": _AUTHORIZATION, "licence": _LICENCE, "lines": [_CLASS]}),
    ),
    "consignment declare": (("licence.quantity-reserved.v1", _DRAWN),),
    "consignment cancel": (("licence.quantity-freed.v1", _DRAWN),),
    "consignment release-for-export": (("licence.quantity-consumed.v1", _DRAWN),),
}
"""What is entered beside what was ordered."""


def _told(command: Command) -> tuple[str, dict[str, Any]]:
    """What an order becomes: type and data."""
    data: dict[str, Any] = BODIES[command.name]["data"]
    if command.noun == "proposal":
        said = data | {"order": "licence issue", "about": "application/XA:AP-2030-000123"}
        return type_of(command.entered), said
    if command.order is CommentOnFinding:
        said = {"rule": "R14", "key": {"licence": "XA:EL-2030-000123", "line": 1, "shipment": None, "subject": None}}
        return type_of(command.entered), {**data, **said, "role": "customs"}
    if command.noun == "fact":
        copy = {"kind": "day.closed", "content": "9a" * 32, "recorded": "2999-12-31T23:59:59Z"}
        return type_of(command.entered), {**data, **copy}
    if command.order is IssueLicence:
        issued = {"licence": _LICENCE, "application": "XA:AP-2030-000123", "issued_on": "2030-01-07", "terms": _TERMS}
        return type_of(ExportLicenceIssued), issued
    if command.copies is not None:
        return type_of(command.entered), copied_fact(command.name, _PAPERS | _BORDER, data)
    return type_of(ShipmentReleasedForExport if command.order is ReleaseForExport else command.order), data


def _stored(command: Command, entries: tuple[tuple[str, dict[str, Any]], ...]) -> Iterator[Stored]:
    for number, (type_, data) in enumerate(entries, 1):
        stream = stream_of(type_, data, "")
        state = "XB" if command.speaks_as == "import-authority" else "XA"
        event = Recorded(
            source=f"/states/{state}/{command.speaks_as}/counterfoil",
            id=f"CF-8f0c2b7e91d04a55b6c3d2e1-{number}",
            type=type_,
            subject=stream.partition("/")[2],
            time="2030-04-11T09:30:00Z",
            recordedat="2030-04-11T09:30:00Z",
            data=data,
        )
        yield Stored(4710 + number, stream, 6 + number, type_, event.to_bytes())


def _answer(command: Command, *entries: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(msgspec.json.encode(told_in(acknowledgement(list(_stored(command, entries))))))
    return found


def acknowledgement_of(command: Command) -> dict[str, Any]:
    """The acknowledgement of an order that is recorded."""
    return _answer(command, _told(command), *_BESIDES.get(command.name, ()))


def refusal_of(command: Command) -> dict[str, Any]:
    """The acknowledgement of an order that is refused."""
    against = reason(
        "INSUFFICIENT",
        "R-068",
        message("reason.insufficient", licence="XA:EL-2030-000123", line=1, asked=45, free=40, unit="pieces"),
        message("mend.declare-at-most", most=40, unit="pieces"),
    )
    refused = OrderRefused(order=command.name, about="consignment/UCXA300000001", reasons=(against,))
    figures = _DRAWN | {"lines": [_LINE | {"drawn": "80", "free": "40"}], "reasons": msgspec.to_builtins((against,))}
    said = (type_of(OrderRefused), msgspec.to_builtins(refused)), (type_of(ReservationRefused), figures)
    return _answer(command, *said)
