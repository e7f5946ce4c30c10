"""What the example of an application wants, and what is determined about it: told from the terms they lead to."""

from __future__ import annotations

from typing import Any

_ASKED_FOR = (
    *("purpose", "valid_from", "valid_to", "export_state", "import_state", "exporter", "consignee", "end_user"),
    *("brokers", "import_authorization", "end_use_documents"),
)


def wanted_of(terms: dict[str, Any]) -> dict[str, Any]:
    """What is asked for: by sea, transshipped in XC."""
    facts = {name: terms[name] for name in _ASKED_FOR if name in terms}
    stop = {"sequence": 1, "state": "XC", "locode": "XCPRT", "mode": "SEA", "activity": "TRANSSHIPMENT"}
    lines = [{name: line[name] for name in line if name != "control"} for line in terms["lines"]]
    return facts | {"shipments": "SEVERAL", "route": [stop], "lines": lines}


def _why(text: str, reference: str) -> dict[str, str]:
    """A ground."""
    return {"text": text, "reference": reference}


def determination_of(terms: dict[str, Any]) -> dict[str, Any]:
    """What the law asks for."""
    import_ground = _why("A delivery for good to a recipient abroad.", "UNFP 10(2)(a)")
    receipt_ground = _why("Confirmation is asked of the State of import.", "UNFP 10(4)")
    return {
        "scope": {"form": terms["kind"], "ground": _why("Delivered in lots over the year.", "contract K-30-1")},
        "law": {"profile": terms["profile"], "ground": _why("XB is a party to the Protocol.", "UNFP 10")},
        "import_authorization": {"required": True, "ground": import_ground},
        "delivery_verification": {"required": True, "ground": receipt_ground},
        "procedure": {"procedure": "STANDARD", "ground": _why("None simpler for deliveries.", "norms R-015")},
        "transit": [{"state": "XC", "need": "CONSENT", "ground": _why("Transshipped there.", "UNFP 10(2)(b)")}],
        "place_of_issue": "Nordhafen",
        "conditions": [],
        "undertaking": terms["undertaking"],
    }
