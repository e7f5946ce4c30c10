"""The papers of the demo's story: parties, authorization, applications, notices, declarations; all of it invented."""

from __future__ import annotations

from typing import Any

from domain.events.refs import FindingKey
from domain.events.streams import finding_id

_Data = dict[str, Any]

XA, XB, XC = "XA", "XB", "XC"
EXPORTER, IMPORTER, RECIPIENT = "XA-P-000030", "XB-P-900001", "XB-P-900002"
NAMES = {EXPORTER: "Ransaveko Equipment S.A.", IMPORTER: "Marlo Trading Ltd", RECIPIENT: "Coast Guard of Marlo"}
_KINDS = {IMPORTER: "COMMERCIAL", RECIPIENT: "POLICE"}
CONDITION = "Customs of XC are told of the crossing a day before."
PISTOL = {
    "category": "FIREARM",
    "item_class": "HANDGUN",
    "type": "PISTOL",
    "make": "Norden",
    "model": "P20",
    "calibre": "9x19",
    "action": "SEMI_AUTO",
    "hs": "930200",
    "hs_edition": "2022",
}
EARLIER = "UCXA311902115"
"""A consignment of the exporter in the history, with two open findings."""
OPEN_FINDINGS = (
    finding_id("R14", FindingKey(licence=None, line=1, shipment=EARLIER, subject=None)),
    finding_id("R17", FindingKey(licence=None, line=None, shipment=EARLIER, subject=None)),
)


def document_named(key: str) -> _Data:
    """A document by its key."""
    state, _, reference = key.partition(":")
    return {"state": state, "reference": reference}


def pieces(count: int) -> _Data:
    """So many pieces."""
    return {"value": str(count), "unit": "C62"}


def registered(number: str) -> _Data:
    """A party enters the register of its State."""
    entry = {
        "register_id": number,
        "name": NAMES[number],
        "kind": _KINDS[number],
        "state": number[:2],
        "identifiers": [{"scheme": "REGISTRATION", "value": f"{number[:2]}{number[-6:]}77"}],
        "incorporated_on": "2009-04-01",
        "public_end_user": _KINDS[number] == "POLICE",
    }
    return {"party": entry}


def mention(role: str, number: str) -> _Data:
    """A party as a paper names it."""
    return {
        "role": role,
        "register_id": number,
        "name": NAMES[number],
        "state": number[:2],
        "kind": _KINDS.get(number, "COMMERCIAL"),
        "identifiers": [],
    }


def authorized(authorization: str, count: int, on: str) -> _Data:
    """XB authorizes the import of so many handguns, for two years."""
    terms = {
        "type": "MULTIPLE",
        "issued_on": on,
        "valid_from": on,
        "valid_to": "2034-12-31",
        "import_state": XB,
        "importer": mention("IMPORTER", IMPORTER),
        "recipient": mention("END_USER", RECIPIENT),
        "lines": [{"item_class": "HANDGUN", "quantity": pieces(count)}],
        "transit_states": [XC],
    }
    return {"authorization": document_named(authorization), "terms": terms}


def confirmed(authorization: str) -> _Data:
    """XB was asked about its authorization, and stands by it."""
    return {"authorization": document_named(authorization), "result": "CONFIRMED", "method": "API"}


def applied(application: str, authorization: str, count: int) -> _Data:
    """An application for so many pistols, by road through XC."""
    wanted = {
        "shipments": "SEVERAL",
        "purpose": "RESALE",
        "valid_from": "2033-01-01",
        "valid_to": "2033-12-31",
        "export_state": XA,
        "import_state": XB,
        "exporter": mention("EXPORTER", EXPORTER),
        "consignee": mention("CONSIGNEE", IMPORTER),
        "end_user": mention("END_USER", RECIPIENT),
        "brokers": [],
        "import_authorization": document_named(authorization),
        "end_use_documents": [],
        "route": [{"sequence": 1, "state": XC, "locode": "XCBRD", "mode": "ROAD", "activity": "TRANSIT"}],
        "lines": [{"line": 1, "item": PISTOL, "quantity": pieces(count), "value": None}],
    }
    return {"application": document_named(application), "wanted": wanted}


def _why(text: str, reference: str) -> _Data:
    """Why something is determined so, and where that is written."""
    return {"text": text, "reference": reference}


def determined(application: str) -> _Data:
    """What the law asks of an application by road through XC, for good."""
    told = {
        "scope": {"form": "MULTIPLE", "ground": _why("Delivered in lots over the year.", "the application")},
        "law": {"profile": "FP", "ground": _why("XB and XC are parties to the Protocol.", "UNFP 10")},
        "import_authorization": {"required": True, "ground": _why("Delivered for good.", "UNFP 10(2)(a)")},
        "delivery_verification": {"required": True, "ground": _why("XB is asked to confirm.", "UNFP 10(4)")},
        "procedure": {"procedure": "STANDARD", "ground": _why("Nothing simpler for deliveries.", "UNFP 10(6)")},
        "transit": [{"state": XC, "need": "CONSENT", "ground": _why("By road through it.", "UNFP 10(2)(b)")}],
        "place_of_issue": "Nordhafen",
        "undertaking": {"no_reexport": True, "term_months": None},
    }
    return {"application": document_named(application), "determination": told}


def assessed(
    application: str, recommendation: str, assessment: str, conditions: tuple[str, ...] = (), *, seen: bool = True
) -> _Data:
    """What a licensing officer found; with `seen`, what is open about the exporter has been looked at."""
    return {
        "application": document_named(application),
        "recommendation": recommendation,
        "assessment": assessment,
        "acknowledged": list(OPEN_FINDINGS if seen else ()),
        "conditions": list(conditions),
    }


def asked(notice: str, authorization: str, count: int) -> _Data:
    """XC is asked whether so many handguns may pass that XB lets in."""
    return {
        "notice": document_named(notice),
        "transit_state": XC,
        "licence": document_named(notice.replace(":TN-", ":EL-")),
        "authorization": document_named(authorization),
        "mode": "ROAD",
        "transshipment": False,
        "goods": [{"item_class": "HANDGUN", "quantity": pieces(count)}],
    }


def transit_answered(notice: str, answer: str, on: str, *conditions: str) -> _Data:
    """What XC answers."""
    return {
        "notice": document_named(notice),
        "transit_state": XC,
        "answer": answer,
        "basis": "EXPRESS",
        "effective_on": on,
        "valid_until": None,
        "conditions": list(conditions),
    }


def issued(application: str, licence: str, on: str) -> _Data:
    """The licence is to be issued."""
    return {"application": document_named(application), "licence": document_named(licence), "issued_on": on}


def _goods(licence: str, count: int) -> list[_Data]:
    """The one goods item of a declaration."""
    cited = {"licence_reference": licence.partition(":")[2], "licence_line": 1}
    return [{"item_no": 1, **cited, "item": PISTOL, "quantity": pieces(count)}]


def declared(ucr: str, licence: str, count: int, on: str) -> _Data:
    """Customs of XA accept a declaration of so many pistols, by road through XC."""
    leg = {"sequence": 1, "state": XC, "locode": "XCBRD", "mode": "ROAD", "activity": "TRANSIT"}
    return {
        "shipment": {"ucr": ucr},
        "usage": "ORIGINAL",
        "declaration": f"D-{ucr}",
        "office": "XAPRT",
        "control_date": on,
        "export_state": XA,
        "destination_state": XB,
        "parties": [mention("EXPORTER", EXPORTER), mention("CONSIGNEE", IMPORTER)],
        "lines": _goods(licence, count),
        "route": [leg],
        "mode": "ROAD",
    }


def released(ucr: str) -> _Data:
    """They may go."""
    return {"shipment": {"ucr": ucr}, "declaration": f"D-{ucr}", "office": "XAPRT"}


def left(ucr: str) -> _Data:
    """They are gone."""
    return {"shipment": {"ucr": ucr}, "office": "XAPRT", "mode": "ROAD"}


def passing(ucr: str) -> _Data:
    """They cross the border of XC."""
    return {"shipment": {"ucr": ucr}, "state": XC, "locode": "XCBRD", "mode": "ROAD"}


def arrived(ucr: str, count: int) -> _Data:
    """So many come in at XB."""
    return {
        "shipment": {"ucr": ucr},
        "entry_reference": f"IM-{ucr}",
        "state": XB,
        "locode": "XBPRT",
        "parties": [mention("CONSIGNEE", IMPORTER)],
        "lines": [{"item_no": 1, "item": PISTOL, "quantity": pieces(count)}],
    }


def unloaded(ucr: str) -> _Data:
    """No more will come."""
    return {"shipment": {"ucr": ucr}, "state": XB}


def let_in(ucr: str) -> _Data:
    """Customs of XB release them to the importer."""
    entry = {"entry_reference": f"IM-{ucr}", "state": XB, "locode": "XBPRT"}
    return {"shipment": {"ucr": ucr}, **entry, "released_to": mention("CONSIGNEE", IMPORTER)}


def receipt_certified(ucr: str, count: int, on: str) -> _Data:
    """The receipt of so many is certified."""
    return {
        "shipment": {"ucr": ucr},
        "verification": f"DV-{ucr}",
        "received_on": on,
        "received_by": mention("END_USER", RECIPIENT),
        "lines": [{"item_no": 1, "quantity": pieces(count)}],
    }
