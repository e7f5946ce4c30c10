"""What an application wants and what was determined about it, told from the terms of the licence that they lead to."""

from __future__ import annotations

from typing import Any

from tests import movements
from tests.builders import Fact

LAW = ("profile", "kind", "import_authorization_required", "delivery_verification_required")
CLAIMS = (*LAW, "transit_states", "undertaking", "embargo_exemption")


def ground(text: str = "Looked into.", reference: str = "UNFP 10") -> Fact:
    """Why something was determined so."""
    return {"text": text, "reference": reference}


def wanted(terms: Fact, **changes: Any) -> Fact:
    """What an exporter asks for who gets these terms, by road through every State of transit."""
    facts = {name: value for name, value in terms.items() if name not in CLAIMS}
    route = [movements.stop(state) | {"sequence": n} for n, state in enumerate(terms["transit_states"], 1)]
    lines = [{name: value for name, value in x.items() if name != "control"} for x in terms["lines"]]
    shipments = "ONE" if terms["kind"] == "SINGLE" else "SEVERAL"
    return facts | {"shipments": shipments, "route": route, "lines": lines} | changes


def requirement(required: bool, exempt_as: str | None = None) -> Fact:
    """A paper is required, or left out as something."""
    return {"required": required, "exempt_as": None if required else exempt_as, "ground": ground()}


def determination(terms: Fact, **changes: Any) -> Fact:
    """The determination that leads to these terms."""
    temporary, exemption = terms["kind"] == "TEMPORARY", terms.get("embargo_exemption")
    back = {"purpose": terms.get("purpose"), "return_by": terms.get("return_by") or terms["valid_to"]}
    states = list(dict.fromkeys(terms["transit_states"]))
    receipt = "TEMPORARY_PURPOSE" if temporary else "ON_REQUEST"
    told: Fact = {
        "scope": {"form": "SINGLE" if temporary else terms["kind"], "ground": ground()},
        "temporary": back | {"ground": ground()} if temporary else None,
        "law": {"profile": terms["profile"], "ground": ground()},
        "import_authorization": requirement(terms["import_authorization_required"], "TEMPORARY_PURPOSE"),
        "delivery_verification": requirement(terms["delivery_verification_required"], receipt),
        "embargo_exemption": {"exempt_as": "HUMANITARIAN", "exemption": exemption, "ground": ground()}
        if exemption
        else None,
        "procedure": {"procedure": "STANDARD", "ground": ground()},
        "transit": [{"state": x, "need": "CONSENT", "ground": ground()} for x in states],
        "no_transit": None if states else ground("Both States have a common border."),
        "place_of_issue": "Nordhafen",
        "conditions": [],
        "undertaking": terms["undertaking"],
        "controls": [
            {"line": x["line"], "control": x["control"], "ground": ground()}
            for x in terms["lines"]
            if x["control"] != "Q"
        ],
    }
    return told | changes
