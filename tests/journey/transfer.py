"""One transfer from authorization to verified delivery, each step looked at by those whom it concerns.

XB authorizes 100 pistols; XA licenses 60 of them, by road through XC; 40 go. The story plays in 2080, so that no clock
on a wall is ever ahead of it.
"""

from __future__ import annotations

from typing import Any, Protocol

from tests import builders, movements
from tests.applications import determination, wanted
from tests.builders import Fact
from tests.journey.officers import Json, Officers

LICENCE, AUTHORIZATION, APPLICATION = "XA:EL-1", "XB:IA-1", "XA:AP-1"
EXPORTER, IMPORTER, RECIPIENT = "XA-P-000030", "XB-P-0001", "XB-P-0002"
UCR, TOO_MUCH = "UCR-S1", "UCR-S2"
ROUTE = [movements.stop()]


class World(Protocol):
    """Where the story is told: days end there."""

    def close_day(self, date: str) -> None:
        """A day ends."""
        ...


class Transfer:
    """The story, a step a method; each ends with what is to be seen."""

    def __init__(self, world: World, officers: Officers) -> None:
        self._world, self._o = world, officers
        self._day = self._judged = ""

    def told(self) -> None:
        """The whole story."""
        for day, step in (
            ("2080-03-01", self._registers_are_kept),
            ("2080-03-01", self._import_is_authorized),
            ("2080-03-02", self._the_exporter_applies),
            ("2080-03-02", self._transit_is_asked_for),
            ("2080-03-03", self._all_is_there),
            ("2080-03-04", self._the_licence_is_issued),
            ("2080-03-05", self._goods_are_declared),
            ("2080-03-05", self._too_much_is_refused),
            ("2080-03-06", self._goods_are_released),
            ("2080-03-07", self._goods_leave),
            ("2080-03-08", self._goods_pass),
            ("2080-03-10", self._goods_arrive),
            ("2080-03-11", self._receipt_is_certified),
        ):
            if day != self._day:
                self._world.close_day(day)
            self._day = day
            step()

    # -- papers --------------------------------------------------------------------------------------------------------

    def _registers_are_kept(self) -> None:
        rows = builders.published("authorities", *map(builders.calendar, ("XA", "XB", "XC")))
        self._recorded("sam", "list publish", rows["data"] | {"effective_on": "2079-01-01"})
        for officer, party in (("amara", EXPORTER), ("tomas", IMPORTER), ("tomas", RECIPIENT)):
            self._recorded(officer, "party register", builders.registered(party)["data"])
        assert self._o.sheet("tomas", "parties", RECIPIENT)["party"]["name"] == f"Firm {RECIPIENT}"

    def _import_is_authorized(self) -> None:
        years = {"issued_on": self._day, "valid_from": self._day, "valid_to": "2082-12-31"}
        acknowledgement = self._recorded(
            "bruno", "authorization issue", builders.authorized(100, "IA-1", **years)["data"]
        )
        assert (acknowledgement["time"], acknowledgement["entries"][0]["source"]) == (
            "2080-03-01T22:59:59Z",
            "/states/XB/import-authority/counterfoil",
        )
        assert self._authorized() == ("100", "0", "0")

    def _the_exporter_applies(self) -> None:
        terms = builders.terms(
            60,
            valid_from="2080-01-01",
            valid_to="2080-12-31",
            exporter=builders.mention("EXPORTER", EXPORTER),
            import_authorization="IA-1",
            import_authorization_required=True,
            delivery_verification_required=True,
            transit_states=["XC"],
        )
        named = {"application": builders.reference("AP-1", "XA")}
        seen = self._recorded("petra", "application submit", named | {"wanted": wanted(terms)})["etag"]
        assert self._missing(1) == {"NOT_DETERMINED"}
        told = named | {"determination": determination(terms)}
        self._judged = self._recorded("amara", "application determine", told, seen)["etag"]
        assert self._missing() == {"IMPORT_NOT_VERIFIED", "TRANSIT_MISSING:XC"}

    def _transit_is_asked_for(self) -> None:
        asked = builders.asked(licence=None, authorization=builders.reference("IA-1", "XB"))
        self._recorded("amara", "notice send", asked["data"])
        assert self._missing() == {"IMPORT_NOT_VERIFIED", "TRANSIT_MISSING:XC"}

    def _all_is_there(self) -> None:
        self._recorded("yusra", "notice answer", builders.answered("NO_OBJECTION", self._day)["data"])
        verified = builders.authorization_verified("CONFIRMED")["data"]
        self._recorded("amara", "authorization verify", verified)
        assert self._missing() == set()
        said = {"recommendation": "GRANT", "assessment": "All in order."}
        assessed = {"application": builders.reference("AP-1", "XA")} | said
        self._judged = self._recorded("amara", "application assess", assessed, self._judged)["etag"]
        assert self._o.sheet("petra", "applications", APPLICATION)["status"] == "assessed"

    def _the_licence_is_issued(self) -> None:
        order = {
            "application": builders.reference("AP-1", "XA"),
            "licence": builders.reference("EL-1", "XA"),
            "issued_on": self._day,
        }
        acknowledgement = self._recorded("jonas", "licence issue", order, self._judged)
        assert _kinds(acknowledgement) == [
            "export-licence.issued",
            "licence-application.granted",
            "authorization.licensed",
        ]
        assert acknowledgement["entries"][2]["data"]["lines"] == [
            {"item_class": "HANDGUN", "authorised": "100", "licensed": "0", "left": "100", "asked": "60"}
        ]
        assert self._o.sheet("amara", "licences", LICENCE)["status"] == "valid"
        assert self._o.sheet("petra", "applications", APPLICATION)["licence"] == LICENCE
        assert self._authorized() == ("100", "60", "0")
        assert self._balance() == {"drawn": "0", "reserved": "0", "consumed": "0", "departed": "0", "free": "60"}

    # -- goods ---------------------------------------------------------------------------------------------------------

    def _goods_are_declared(self) -> None:
        acknowledgement = self._recorded("noor", "consignment declare", self._declaration("S1", 40))
        assert _kinds(acknowledgement) == ["shipment.declared", "licence.quantity-reserved"]
        assert _figures(acknowledgement) == {"asked": "40", "authorised": "60", "drawn": "0", "free": "60"}
        assert self._balance() == {"drawn": "40", "reserved": "40", "consumed": "0", "departed": "0", "free": "20"}
        assert self._consignment()["status"] == "declared"

    def _too_much_is_refused(self) -> None:
        acknowledgement = self._o.order("noor", "consignment declare", self._declaration("S2", 30))
        assert acknowledgement["outcome"] == "REFUSED"
        assert [(x["code"], x["requirement"]) for x in acknowledgement["reasons"]] == [("INSUFFICIENT", "R-068")]
        assert (
            "30 pieces are asked of line 1 of licence XA:EL-1, and 20 are free" in acknowledgement["reasons"][0]["says"]
        )
        assert _figures(acknowledgement) == {"asked": "30", "authorised": "60", "drawn": "40", "free": "20"}
        assert self._balance()["free"] == "20"
        assert self._licence_draws() == [UCR]

    def _goods_are_released(self) -> None:
        released = {"shipment": movements.consignment("S1"), "declaration": "D-S1", "office": "XAPRT"}
        acknowledgement = self._recorded("noor", "consignment release-for-export", released)
        assert _kinds(acknowledgement) == ["shipment.released-for-export", "licence.quantity-consumed"]
        assert _figures(acknowledgement) == {"asked": "40", "authorised": "60", "drawn": "0", "free": "60"}
        assert self._balance() == {"drawn": "40", "reserved": "0", "consumed": "40", "departed": "0", "free": "20"}

    def _goods_leave(self) -> None:
        self._recorded("noor", "consignment exit", movements.exited("S1")["data"])
        assert self._balance() == {"drawn": "40", "reserved": "0", "consumed": "40", "departed": "40", "free": "20"}
        assert self._consignment()["status"] == "departed"
        assert self._authorized() == ("100", "60", "40")

    def _goods_pass(self) -> None:
        self._recorded("hana", "consignment enter-transit", movements.entered("S1")["data"])
        self._recorded("hana", "consignment leave-transit", movements.entered("S1")["data"])
        (stop, *_) = self._o.sheet("yusra", "consignments", UCR)["stops"]
        assert (stop["state"], stop["activity"], stop["seen"]) == ("XC", "TRANSIT", "2080-03-08T22:59:59Z")

    def _goods_arrive(self) -> None:
        self._recorded("livia", "consignment arrive", movements.arrived("S1", 40)["data"])
        self._recorded("livia", "consignment close-tally", movements.tallied("S1")["data"])
        entry = {"entry_reference": "IM-1", "state": "XB", "locode": "XBPRT"}
        self._recorded("livia", "consignment release", {"shipment": movements.consignment("S1")} | entry)
        assert self._consignment()["status"] == "arrived"
        assert self._item() == {"declared": "40", "departed": "40", "arrived": "40", "verified": None}

    def _receipt_is_certified(self) -> None:
        proof = movements.verified("S1", 40, on=self._day)["data"]
        acknowledgement = self._recorded("livia", "consignment verify-delivery", proof)
        assert acknowledgement["entries"][0]["source"] == "/states/XB/customs/counterfoil"
        assert self._consignment()["status"] == "received"
        assert self._item() == {"declared": "40", "departed": "40", "arrived": "40", "verified": "40"}
        assert {x for officer in ("amara", "tomas", "yusra") for x in self._o.findings(officer)} == set()

    # -- what is looked at ---------------------------------------------------------------------------------------------

    def _recorded(self, officer: str, name: str, data: Fact, seen: str = "") -> Json:
        return self._o.recorded(officer, name, data, seen)

    def _declaration(self, ucr: str, pieces: int) -> Fact:
        parties = [builders.mention("EXPORTER", EXPORTER)]
        found: Fact = movements.declared(ucr, pieces, on=self._day, parties=parties, route=ROUTE)["data"]
        return found

    def _missing(self, least: int = 8) -> set[str]:
        checks = self._o.sheet("jonas", "applications", APPLICATION)["preconditions"]
        assert len(checks) >= least
        return {check["code"] for check in checks if not check["met"]}

    def _authorized(self) -> tuple[str, ...]:
        (line,) = self._o.sheet("tomas", "import-authorizations", AUTHORIZATION)["lines"]
        return tuple(line[name] or "0" for name in ("authorised", "licensed", "departed"))

    def _balance(self) -> dict[str, str]:
        (line,) = self._o.sheet("amara", "licences", LICENCE)["lines"]
        assert (line["authorised"], line["overdrawn"]) == ("60", False)
        return {name: line[name] for name in ("drawn", "reserved", "consumed", "departed", "free")}

    def _licence_draws(self) -> list[str]:
        return [x["key"] for x in self._o.sheet("amara", "licences", LICENCE)["consignments"]]

    def _consignment(self) -> Json:
        return self._o.sheet("noor", "consignments", UCR)

    def _item(self) -> dict[str, Any]:
        (item,) = self._consignment()["items"]
        return {name: item[name] for name in ("declared", "departed", "arrived", "verified")}


def _kinds(acknowledgement: Json) -> list[str]:
    """What an order led to, beside that a second person confirmed it."""
    kinds = [entry["type"].rpartition(".v")[0] for entry in acknowledgement["entries"]]
    return [kind for kind in kinds if kind != "order.confirmed"]


def _figures(acknowledgement: Json) -> dict[str, str]:
    """What the ledger saw of the one line."""
    (line,) = acknowledgement["entries"][-1]["data"]["lines"]
    assert (line["line"], line["unit"]) == (1, "pieces")
    return {name: line[name] for name in ("asked", "authorised", "drawn", "free")}
