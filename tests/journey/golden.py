"""A golden history of the contract, told by officers instead of being imported: fact by fact, at its own moments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from consumers.validation import types
from domain.kernel.event import kinds, type_of
from tests.applications import determination, wanted
from tests.builders import Fact
from tests.journey.office import OfficeByHand
from tests.journey.officers import Json

EXAMPLES = Path(__file__).parent.parent / "contract" / "examples"
LICENCE = "XA:EL-2030-000001"
BEFORE = "2029-12-01T12:00:00+01:00"
"""When what article 10 demands before the licence is looked into."""
APPLICATION = {"state": "XA", "reference": "AP-2029-000001"}
CONFIRMED = {
    "authorization": {"state": "XB", "reference": "IA-2030-000001"},
    "result": "CONFIRMED",
    "method": "API",
}
ORDERS = {
    "list.published.v1": ("sam", "list publish"),
    "import-authorization.issued.v1": ("bruno", "authorization issue"),
    "import-authorization.verified.v1": ("amara", "authorization verify"),
    "shipment.declared.v1": ("noor", "consignment declare"),
    "shipment.adjusted.v1": ("noor", "consignment adjust"),
    "shipment.exited.v1": ("noor", "consignment exit"),
}
OURS = {kind for kind, cls in kinds().items() if type_of(cls) not in types()}
"""What is on record beside the facts of the contract where officers decide."""


def history(name: str) -> list[Fact]:
    """The facts of an example; what its State answered about the authorization stands before the licence."""
    facts: list[Fact] = [json.loads(line) for line in (EXAMPLES / f"{name}.jsonl").read_text("utf-8").splitlines()]
    place = next(n for n, fact in enumerate(facts) if fact["type"] == "export-licence.issued.v1")
    verified = facts[place] | {
        "id": "verified",
        "type": "import-authorization.verified.v1",
        "subject": "XB:IA-2030-000001",
        "time": BEFORE,
        "recordedat": BEFORE,
        "data": CONFIRMED,
    }
    return [*facts[:place], verified, *facts[place:]]


class Telling:
    """Officers give the orders that lead to the facts of a history; `now` is the clock of their office."""

    def __init__(self) -> None:
        self.now = "2029-01-01T00:00:00Z"
        self.refused: list[str] = []
        self._terms: dict[str, Any] = {}
        self._seen = ""

    def tell(self, office: OfficeByHand, facts: list[Fact]) -> None:
        """The whole history."""
        self._terms = next(x["data"]["terms"] for x in facts if x["type"] == "export-licence.issued.v1")
        for fact in facts:
            self.now = fact["recordedat"]
            self._fact(office, fact)

    def _fact(self, office: OfficeByHand, fact: Fact) -> None:
        if fact["type"] == "day.closed.v1":
            office.record(fact)
        elif fact["type"] == "export-licence.issued.v1":
            self._licence(office, fact)
        elif fact["type"] == "party.registered.v1":
            state = fact["data"]["party"]["state"]
            self._order(office, {"XA": "amara", "XB": "tomas"}[state], "party register", fact)
        else:
            if fact["id"] == "verified":
                self._applied(office)
            self._order(office, *ORDERS[fact["type"]], fact)

    def _order(self, office: OfficeByHand, officer: str, name: str, fact: Fact) -> Json:
        acknowledgement = office.officers.order_by_two(officer, name, fact["data"], time=fact["time"])
        if acknowledgement["outcome"] == "REFUSED":
            self.refused.append(" ".join(reason["code"] for reason in acknowledgement["reasons"]))
            why = "The goods have left; the exporter is asked."
            acknowledgement = office.officers.order(officer, name, fact["data"], time=fact["time"], despite=why)
            assert acknowledgement["outcome"] == "RECORDED_DESPITE_REFUSAL"
        assert acknowledgement["recordedat"] == fact["recordedat"]
        return acknowledgement

    def _applied(self, office: OfficeByHand) -> None:
        """The exporter applies: who has no case that names an authorization asks nobody about it."""
        o, terms = office.officers, self._terms
        seen = o.recorded("amara", "application submit", {"application": APPLICATION, "wanted": wanted(terms)})["etag"]
        told = {"application": APPLICATION, "determination": determination(terms)}
        self._seen = o.recorded("amara", "application determine", told, seen)["etag"]

    def _licence(self, office: OfficeByHand, fact: Fact) -> None:
        o, seen = office.officers, self._seen
        assessed = {"application": APPLICATION, "recommendation": "GRANT", "assessment": "All in order."}
        seen = o.recorded("amara", "application assess", assessed, seen)["etag"]
        issued = {
            "application": APPLICATION,
            "licence": fact["data"]["licence"],
            "issued_on": fact["data"]["issued_on"],
        }
        o.recorded("jonas", "licence issue", issued, seen, time=fact["time"])


def world(office: OfficeByHand) -> dict[str, Any]:
    """What is to be seen of a world: findings, balances, and the timelines of licence and consignments."""
    licence = office.officers.sheet("amara", "licences", LICENCE)
    consignments = [drawn["key"] for drawn in licence["consignments"]]
    sheets = {key: office.officers.sheet("noor", "consignments", key) for key in consignments}
    return {
        "findings": office.findings(),
        "balances": licence["lines"],
        "consignments": licence["consignments"],
        "timelines": {
            LICENCE: _timeline(licence),
            **{key: _timeline(sheet) for key, sheet in sheets.items()},
        },
    }


def _timeline(sheet: Json) -> list[tuple[str, ...]]:
    """Kind, time, sentence and standing of each entry that the contract knows."""
    return [
        (entry["kind"], entry["time"], entry["sentence"], entry["standing"])
        for entry in sheet["timeline"]
        if entry["kind"] not in OURS
    ]
