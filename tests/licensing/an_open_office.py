"""An office over a real store: orders given on its pages are decided, recorded and read, as in service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from fastapi.testclient import TestClient

from domain.decisions import COMMANDS
from licensing.access import Actor, Role
from licensing.http.app import build
from licensing.http.auth.issuer import DEMO_OFFICERS
from licensing.orders.acknowledgement import PROPOSED, Acknowledgement
from licensing.orders.deciding import order_placed
from licensing.orders.form import read_order
from tests import builders, movements
from tests.applications import determination, wanted
from tests.builders import Fact
from tests.licensing.an_office import form_token
from tests.licensing.ordering_world import (
    END_USER,
    EXPORTER,
    IMPORTER,
    NOW,
    PATIENCE,
    OrderingWorld,
    applied_for,
    terms,
)
from tests.licensing.pairs import pair_of

STAFF = (
    *DEMO_OFFICERS,
    Actor("henrik", "Henrik Moll", "XA", Role.APPROVING_OFFICER, person="henrik"),
    Actor("bea", "Bea Castor", "XB", Role.CUSTOMS, person="bea"),
    Actor("cyril", "Cyril Noor", "XC", Role.CUSTOMS, person="cyril"),
    Actor("dora", "Dora Finch", "XA", Role.APPLICANT, EXPORTER, person="dora"),
)
PISTOL = {**builders.PISTOL, "description": "pistols <P20>"}


class OpenOffice:
    """Pages and API over a store of their own, with everybody who works in three States."""

    def __init__(self, folder: Path) -> None:
        self.world = OrderingWorld(folder, officers=STAFF)
        self.log, self.office = self.world.desk.log, self.world.desk.world.context
        assert self.office.issuer is not None
        self.issuer = self.office.issuer
        self.app = build(self.office)

    def browser(self, officer: str) -> TestClient:
        """A browser, signed in."""
        browser = TestClient(
            self.app, headers={"Accept": "text/html"}, follow_redirects=False, raise_server_exceptions=False
        )
        form = {"form_token": form_token(browser.get("/sign-in").text), "officer": officer}
        assert browser.post("/sign-in", data=form).status_code == 303
        return browser

    def order(self, officer: str, order: str, data: Fact) -> Acknowledgement:
        """An order given elsewhere, when all before it is read; it is recorded and read."""
        self.world.has_read()
        form = read_order(COMMANDS[order], msgspec.json.encode({"data": data}))
        pair = pair_of(self.issuer.officers[officer], order, STAFF)
        proposer, confirmer = pair or (self.issuer.officers[officer], None)
        made = self.office.writer.place(order_placed(form, proposer)).result(PATIENCE)
        told: Any = made.entries[-1].data
        if made.outcome == PROPOSED and confirmer is not None:
            confirm = msgspec.json.encode({"data": {"proposal": told.proposal}})
            form = read_order(COMMANDS["proposal confirm"], confirm)
            made = self.office.writer.place(order_placed(form, confirmer)).result(PATIENCE)
        assert made.outcome == "RECORDED", made.reasons
        self.world.has_read()
        return made

    # -- what there is beforehand --------------------------------------------------------------------------------------

    def licence(self, key: str = "XA:EL-1", pieces: int = 100, **changes: Any) -> None:
        """A licence for so many pistols."""
        authorization = f"XB:IA-{key.partition(':')[2]}"
        self.world.authorization(authorization, pieces)
        order = self.world.application(key, [line_of(pieces)], authorization, **changes)
        self.order("jonas", "licence issue", order)

    def application(self, licence: str = "XA:EL-7", pieces: int = 40, **changes: Any) -> str:
        """An application that is determined, and that nobody has looked into otherwise; its key."""
        self.world.prepare()
        told = terms([line_of(pieces)], "XB:IA-7", **changes)
        named = {"application": applied_for(licence)}
        self.order("dora", "application submit", named | {"wanted": wanted(told)})
        self.order("amara", "application determine", named | {"determination": determination(told)})
        return f"XA:{applied_for(licence)['reference']}"

    def declared(self, ucr: str = "S1", pieces: int = 60, licence: str = "XA:EL-1", **changes: Any) -> str:
        """A consignment declared on a licence; its key."""
        parties = [builders.mention(*who) for who in (("EXPORTER", EXPORTER), ("END_USER", END_USER))]
        usual = {"parties": parties, "control_date": NOW[:10]}
        data = movements.declared(ucr, pieces, number=licence, **(usual | changes))["data"]
        data["lines"] = [x | {"licence_reference": licence.partition(":")[2]} for x in data["lines"]]
        self.order("noor", "consignment declare", data)
        return f"UCR-{ucr}"

    def copied(self, pieces: int = 40, confirmed: bool = True) -> None:
        """The authorization that the application names is on record, and confirmed."""
        issued = builders.authorized(pieces, "IA-7")["data"]
        self.order("bruno", "authorization issue", issued)
        if confirmed:
            told = {"authorization": issued["authorization"], "result": "CONFIRMED", "method": "API"}
            self.order("amara", "authorization verify", told)

    def close(self) -> None:
        """Ends readers, desk and office."""
        self.world.close()


def line_of(pieces: object, number: int = 1, **more: Any) -> Fact:
    """A licence line for pistols that are described."""
    return builders.line(number, pieces, goods=PISTOL, **more)


__all__ = ["END_USER", "EXPORTER", "IMPORTER", "NOW", "OpenOffice", "line_of"]
