"""Examples of every body and answer, all from one invented transfer."""

from __future__ import annotations

from typing import Any

from licensing.http.json.application_examples import determination_of, wanted_of

_ID = "ef52958e4d4392820b3521bac21b7d89f8fadc40157f7745d0171ff03b0782f0"
_LICENCE = "XA:EL-2030-000123"
_AUTHORIZATION = "XB:IA-2030-000077"
_UCR = "UCXA300000001"
_EVIDENCE = ["/states/XA/customs/xaprt#CUS-000009", "/states/XA/licensing#LIC-000003"]
_HASH = "1f2dd8c6f3a1b3a0bfc5d8a3df7de2ed0a8c4f1f0f3b7b4a6a1d0d4f2b1c9e77"
_CURSOR = "WyItc2V2ZXJpdHkiLDQsIjIwMzAtMDQtMTAiLCJlZjUyIl0"

_FINDING: dict[str, Any] = {
    "finding_id": _ID,
    "rule": "R01",
    "key": {"licence": _LICENCE, "line": 1, "shipment": None, "subject": None},
    "state": "OPEN",
    "severity": 4,
    "opened_at": "2030-04-10T18:00:00+01:00",
    "updated_at": "2030-04-10T18:00:00+01:00",
    "cleared_at": None,
    "cleared_by": None,
    "quantity": "5",
    "evidence": _EVIDENCE,
    "evidence_hash": _HASH,
    "message": f"Line 1 of {_LICENCE} allows 100 pieces; 105 were declared on it.",
}
_ENTRY = {
    "position": 42,
    "kind": "shipment.declared",
    "time": "2030-04-09T10:00:00+01:00",
    "recordedat": "2030-04-10T08:12:00+01:00",
    "source": "/states/XA/customs/xaprt",
    "id": "CUS-000009",
    "sentence": f"Consignment {_UCR} is declared for export from XA to XB: 45 pieces on {_LICENCE} line 1.",
    "standing": "in force",
    "corrected_by": None,
}
_STATES = ["XA", "XB"]


def _line(key: str, title: str, status: str) -> dict[str, Any]:
    return {"key": key, "title": title, "status": status, "states": _STATES}


def _page(*lines: dict[str, Any]) -> dict[str, Any]:
    return {"entries": list(lines), "next": None}


def _mention(role: str, name: str, state: str, register_id: str) -> dict[str, Any]:
    return {"role": role, "register_id": register_id, "name": name, "state": state, "identifiers": []}


_EXPORTER = _mention("EXPORTER", "Norden Waffen GmbH", "XA", "XA-P-000001")
_END_USER = _mention("END_USER", "Harbour Police of XB", "XB", "XB-P-000004")
_PISTOL = {"category": "FIREARM", "item_class": "HANDGUN", "type": "PISTOL", "make": "Norden", "model": "P20"}
_HUNDRED = {"value": "100", "unit": "C62"}

FINDINGS_EXAMPLE = {"findings": [_FINDING], "next": _CURSOR}
COUNTS = {"total": 3, "counts": [{"rule": "R01", "severity": 4, "state": "OPEN", "count": 3}]}
FINDING_EXAMPLE = _FINDING
WHY = {
    "sentences": [
        "Line 1 of the licence allows 100 pieces.",
        "Declarations in force draw 105 pieces on it, 5 more than it allows.",
    ],
    "facts": [_ENTRY],
    "would_clear": "an adjustment or cancellation of a consignment, or an increase of the line",
    "cleared_by": None,
}
DISPOSE_EXAMPLES = {
    "explained": {
        "summary": "Nothing is wrong",
        "value": {
            "disposition": "EXPLAINED",
            "reason": "The exporter showed the amended licence; file 2030/118.",
        },
    }
}
DISPOSED = {
    "finding_id": _ID,
    "disposition": "EXPLAINED",
    "evidence_hash": _HASH,
    "source": "/states/XA/licensing/counterfoil",
    "id": "DSP-8f0c2b7e",
    "recordedat": "2030-04-11T09:30:00Z",
    "position": 4711,
}
LICENCES = _page(_line(_LICENCE, "Norden Waffen GmbH to Harbour Police of XB", "issued"))
CONSIGNMENTS = _page(_line(_UCR, "XA to XB, 45 pieces", "arrived"))
AUTHORIZATIONS = _page(_line(_AUTHORIZATION, "Harbour Police of XB", "issued"))
PARTIES_EXAMPLE = _page(_line("XA-P-000001", "Norden Waffen GmbH", "registered"))
LICENCE_EXAMPLE: dict[str, Any] = {
    "key": _LICENCE,
    "status": "issued",
    "terms": {
        "profile": "FP",
        "kind": "MULTIPLE",
        "valid_from": "2030-01-01",
        "valid_to": "2030-12-31",
        "export_state": "XA",
        "import_state": "XB",
        "exporter": _EXPORTER,
        "consignee": _END_USER | {"role": "CONSIGNEE"},
        "end_user": _END_USER,
        "brokers": [],
        "import_authorization": {"state": "XB", "reference": "IA-2030-000077"},
        "import_authorization_required": True,
        "delivery_verification_required": True,
        "end_use_documents": [],
        "transit_states": [],
        "lines": [{"line": 1, "control": "Q", "item": _PISTOL, "quantity": _HUNDRED}],
        "undertaking": {"no_reexport": True, "term_months": 36},
    },
    "determination": None,
    "versions": [],
    "lines": [],
    "consignments": [],
    "authorization": _AUTHORIZATION,
    "notices": [],
    "timeline": [_ENTRY],
    "held": [],
}
CONSIGNMENT_EXAMPLE: dict[str, Any] = {
    "key": _UCR,
    "licences": [_LICENCE],
    "export_state": "XA",
    "destination_state": "XB",
    "status": "arrived",
    "parties": [],
    "stops": [],
    "items": [],
    "timeline": [_ENTRY],
}
AUTHORIZATION_EXAMPLE: dict[str, Any] = {
    "key": _AUTHORIZATION,
    "status": "issued",
    "terms": {
        "type": "SINGLE",
        "issued_on": "2029-12-20",
        "valid_from": "2030-01-01",
        "valid_to": "2030-12-31",
        "import_state": "XB",
        "importer": _END_USER | {"role": "IMPORTER"},
        "recipient": _END_USER,
        "lines": [{"item_class": "HANDGUN", "quantity": _HUNDRED}],
        "transit_states": [],
    },
    "lines": [],
    "licences": [_LICENCE],
    "timeline": [],
}
PARTY_EXAMPLE: dict[str, Any] = {
    "key": "XA-P-000001",
    "status": "registered",
    "party": {
        "register_id": "XA-P-000001",
        "name": "Norden Waffen GmbH",
        "kind": "COMMERCIAL",
        "state": "XA",
        "identifiers": [],
    },
    "licences": [_LICENCE],
    "consignments": [_UCR],
    "timeline": [],
}
HITS = {
    "q": "el 2030 000123",
    "hits": [
        {
            "register": "licences",
            "key": _LICENCE,
            "what": "licence",
            "written": "EL-2030-000123",
            "title": "Norden Waffen GmbH to Harbour Police of XB",
        }
    ],
}
HISTORY = {
    "of": _UCR,
    "as_of": "2030-05-01T00:00:00Z",
    "known_at": "2030-04-15T00:00:00Z",
    "entries": [_ENTRY],
}
RULES_EXAMPLE = {
    "rules": [
        {
            "id": "R01",
            "title": "Over-shipment",
            "law": "UNFP 10(3); ATT 5, 12",
            "home": "licence",
            "clears": "an adjustment or cancellation of a consignment",
        }
    ]
}
POSITION_EXAMPLE = {"head": 4711, "position": 4711, "clock": "2030-04-11T09:30:00Z"}
APPLICATIONS = _page(_line("XA:AP-2030-000123", "Norden Waffen GmbH → Harbour Police of XB", "assessed"))
APPLICATION_EXAMPLE: dict[str, Any] = {
    "key": "XA:AP-2030-000123",
    "status": "assessed",
    "wanted": wanted_of(LICENCE_EXAMPLE["terms"]),
    "claimed": None,
    "determination": {
        "determined": "2029-12-02T10:00:00+01:00",
        "told": determination_of(LICENCE_EXAMPLE["terms"])
        | {"temporary": None, "embargo_exemption": None}
        | {"no_transit": None, "controls": []},
    },
    "terms": LICENCE_EXAMPLE["terms"],
    "note": None,
    "submitted": "2029-11-20T09:00:00+01:00",
    "recommendation": "GRANT",
    "assessment": "Recipient known; end use plausible.",
    "acknowledged": [],
    "conditions": [],
    "preconditions": [
        {
            "code": "TRANSIT_MISSING:XC",
            "requirement": "R-036",
            "title": "XC does not object to the transit",
            "met": False,
            "says": "Transit goes through XC, which had not answered.",
            "mend": "Send XC a transit notice and record its written answer.",
        }
    ],
    "concerns": [],
    "licence": None,
    "timeline": [],
}
VERDICT: dict[str, Any] = {
    "register": "licences",
    "key": _LICENCE,
    "on": "2030-04-09",
    "status": "valid",
    "verdict": "hold",
    "reasons": [
        {
            "code": "OVERDRAWN",
            "requirement": "R-072",
            "severity": 4,
            "about": f"{_LICENCE} · 1",
            "finding_id": None,
            "says": f"Line 1 of licence {_LICENCE} is over-drawn by 20 C62: 140 are declared, 120 authorized.",
            "mend": "Hold the goods and tell the licensing authority, or release them with a reason.",
            "figures": [{"name": "excess", "value": "20"}],
        }
    ],
}
AVAILABILITY: dict[str, Any] = {
    "licence": _LICENCE,
    "status": "valid",
    "on": "2030-04-09",
    "available": False,
    "reasons": [
        {
            "code": "INSUFFICIENT",
            "requirement": "R-068",
            "says": f"50 pieces are asked of line 1 of licence {_LICENCE}, and 40 are free.",
            "mend": "Declare at most 40 pieces, or have the licence amended first.",
            "figures": [{"name": "free", "value": "40"}],
        }
    ],
    "lines": LICENCE_EXAMPLE["lines"],
}
