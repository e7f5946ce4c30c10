"""An office with a few findings and registers, for tests of the API and the pages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from domain.events.authorization import AuthorizationLine, AuthorizationTerms
from domain.events.goods import Item, Quantity
from domain.events.licence import LicenceLine, LicenceTerms, Undertaking
from domain.events.party import Party, PartyMention
from domain.events.refs import DocumentRef, FindingKey
from domain.events.streams import finding_id
from domain.kernel.moments import Instant, instant
from domain.record.fact import Fact
from domain.record.records import Derived, Records
from licensing.http.app import build
from licensing.http.auth.sessions import Sessions
from licensing.http.queries import READ
from licensing.http.readings import Readings
from licensing.wiring import World
from projections.catalogue import read_models
from projections.findings.stamps import stamp
from projections.findings.tables import ACCEPTED, FINDING, REGISTERS, WORKER
from projections.page_data.shapes import (
    ApplicationSheet,
    At,
    AuthorizationSheet,
    AuthorizedLine,
    Availability,
    ConsignmentSheet,
    Drawing,
    Entry,
    Explanation,
    ItemSheet,
    LicenceSheet,
    LineSheet,
    Mention,
    PartySheet,
    Stop,
    VerdictSheet,
)
from projections.search import WORD, Search, key_of
from tests.modes import demo_settings

LICENCE, AUTHORIZATION, UCR, PARTY = "XA:EL-2030-000123", "XB:IA-2030-000077", "UCXA300000001", "XA-P-000030"
EXPORTER = PartyMention(role="EXPORTER", register_id=PARTY, name="Norden <Waffen> GmbH", state="XA", identifiers=())
END_USER = PartyMention(role="END_USER", name="Harbour Police", state="XB", identifiers=())
NOW = "2030-06-01T12:00:00Z"


def entry(position: int, sentence: str, kind: str = "shipment.declared", standing: str = "in force") -> Entry:
    return Entry(
        position,
        kind,
        f"2030-04-0{position}T10:00:00+01:00",
        f"2030-04-0{position}T12:00:00Z",
        "/states/XA/customs/xaprt",
        f"CUS-{position}",
        sentence,
        standing,
        "CUS-9" if standing == "corrected" else None,
    )


TIMELINE = (
    entry(1, "The licence is issued.", "export-licence.issued"),
    entry(2, "45 pieces are declared.", standing="corrected"),
    entry(3, "An officer closed a finding.", "finding.disposed"),
)
TERMS = LicenceTerms(
    profile="FP",
    kind="MULTIPLE",
    valid_from="2030-01-01",
    valid_to="2030-12-31",
    export_state="XA",
    import_state="XB",
    exporter=EXPORTER,
    consignee=END_USER,
    end_user=END_USER,
    brokers=(),
    import_authorization=DocumentRef(state="XB", reference="IA-2030-000077"),
    import_authorization_required=True,
    delivery_verification_required=True,
    end_use_documents=(),
    transit_states=("XC",),
    lines=(
        LicenceLine(line=1, control="Q", item=Item(category="FIREARM"), quantity=Quantity(value="100", unit="C62")),
    ),
    undertaking=Undertaking(no_reexport=True, term_months=36),
)


T = TypeVar("T")


class NothingOnRecord(Records):
    """A record that holds nothing."""

    now = 0

    def reached(self, limit: Instant, zone: int = 0) -> bool:
        return False

    def facts(self, subject: str) -> Sequence[Fact]:
        return ()

    def indexed(self, space: str, name: str) -> Collection[str]:
        return ()

    def result(self, query: Derived[T], key: str) -> T:
        return query.work_out(self, key)


class SheetsByHand:
    """Sheets as they would be made of facts."""

    def told_in(self, language: str) -> SheetsByHand:
        return self

    def licence(self, key: str, at: At) -> LicenceSheet | None:
        lines = (LineSheet(1, "Q", "pistols, Norden P20", "pieces", "100", "105", "45", "60", "60", "-5", True),)
        drawn_by = (Drawing(UCR, "2030-04-09", "departed", "45"),)
        return LicenceSheet(key, "issued", TERMS, (), lines, drawn_by, AUTHORIZATION, None, (), TIMELINE)

    def consignment(self, key: str, at: At) -> ConsignmentSheet | None:
        stops = (
            Stop("XA", "XAPRT", "LOAD", "SEA", "2030-04-09T10:00:00+01:00", "/states/XA/customs/xaprt"),
            Stop("XC", "XCPRT", None, "SEA", "2030-04-19T10:00:00+01:00", "/states/XC/customs/xcprt"),
            Stop("XB", "XBPRT", "DISCHARGE", "SEA", None, None),
        )
        items = (ItemSheet(1, "pistols <P20>", "pieces", "45", "45", "40", None, None),)
        parties = (Mention("EXPORTER", "Norden <Waffen> GmbH", "XA", PARTY),)
        return ConsignmentSheet(key, (LICENCE,), "XA", "XB", "departed", parties, stops, items, TIMELINE)

    def authorization(self, key: str, at: At) -> AuthorizationSheet | None:
        terms = AuthorizationTerms(
            type="SINGLE",
            issued_on="2029-12-20",
            valid_from="2030-01-01",
            valid_to=None,
            import_state="XB",
            importer=END_USER,
            recipient=END_USER,
            lines=(AuthorizationLine(item_class="HANDGUN", quantity=Quantity(value="100", unit="C62")),),
        )
        lines = (AuthorizedLine("HANDGUN", "pieces", "100", "100", "60"),)
        return AuthorizationSheet(key, "issued", terms, lines, (LICENCE,), ())

    def application(self, key: str, at: At) -> ApplicationSheet | None:
        return None

    def verdict(self, register: str, key: str, reader: str) -> VerdictSheet | None:
        """Nothing speaks against anything."""
        return VerdictSheet(register, key, "2030-04-09", "valid", "go", ())

    def availability(self, key: str, on: str | None, line: int | None, asked: Quantity | None) -> Availability | None:
        return None

    def party(self, key: str, at: At) -> PartySheet | None:
        party = Party(register_id=key, name="Norden <Waffen> GmbH", kind="COMMERCIAL", state="XA", identifiers=())
        return PartySheet(key, "registered", party, (LICENCE,), (UCR,), ())

    def records(self) -> Records:
        return NothingOnRecord()

    def explain(self, finding_id: str) -> Explanation | None:
        return Explanation(("Line 1 allows 100 pieces.", "105 were declared."), TIMELINE[:2], "an adjustment")


def finding_row(
    rule: str,
    severity: int = 3,
    state: str = "OPEN",
    states: str = " XA XB ",
    day: int = 1,
    **key: Any,
) -> tuple[Any, ...]:
    names = ("licence", "line", "shipment", "subject")
    full = FindingKey(**{name: key.get(name) for name in names})
    opened = f"2030-05-{day:02d}T10:00:00"
    row = {
        "finding_id": finding_id(rule, full),
        "rule": rule,
        **{name: getattr(full, name) for name in names},
        "line": None if full.line is None else str(full.line),
        "state": state,
        "severity": severity,
        "opened_at": opened + "Z",
        "updated_at": opened + "Z",
        "cleared_at": opened + "Z" if state == "CLEARED" else None,
        "quantity": "5",
        "evidence": msgspec.json.encode(["/states/XA/customs/xaprt#CUS-2", "/states/XA/licensing#LIC-1"]),
        "message": f"Something about <{rule}>.",
        "states": states,
        "parties": f" {PARTY} ",
        "opened_key": opened,
        "updated_key": opened,
    }
    return tuple(row.get(name) for name in FINDING.names)


def register_row(key: str, title: str, states: str = " XA XB ", parties: str = f" {PARTY} ") -> tuple[Any, ...]:
    return (key, states, parties, title, "issued", b"{}")


DECLARED = (
    *(WORKER, "/states/XA/customs/xaprt#CUS-2", "CUS-2", "shipment.declared.v1", None, NOW),
    *(stamp(instant(NOW)), "0" * 64, "[]"),
)
"""What the findings rest on: a declaration that XA accepted."""
R01 = finding_row("R01", licence=LICENCE, line=1)
R07 = finding_row("R07", licence=AUTHORIZATION, subject="HANDGUN", day=2)
R14 = finding_row("R14", severity=5, shipment=UCR, line=1, day=3)
R17 = finding_row("R17", severity=3, shipment=UCR, day=4)
CLOSED = finding_row("R03", severity=3, state="CLOSED", licence=LICENCE, shipment=UCR, day=5)
ELSEWHERE = finding_row("R01", licence="XC:EL-2030-000009", line=1, states=" XC XD ", day=6)
ROWS = (R01, R07, R14, R17, CLOSED, ELSEWHERE)


class AnOffice:
    """An office over a folder, its application, and clients of it."""

    def __init__(
        self,
        folder: Path,
        rows: Sequence[tuple[Any, ...]] = ROWS,
        production: bool = False,
        database: str | None = None,
    ) -> None:
        self.now, ids = NOW, itertools.count(1)
        named = {"data": str(folder)} | ({"database": database} if database else {})
        self.world = World(demo_settings(named), lambda: self.now, lambda: f"new-{next(ids)}")
        self.log, self.views = self.world.log, self.world.views()
        assert self.world.context.issuer is not None
        self.issuer = self.world.context.issuer
        self.office = replace(
            self.world.context,
            readings=Readings(self.world.views, lambda _, __: SheetsByHand()),
            sessions=Sessions(b"0" * 32, secure=production),
            issuer=None if production else self.issuer,
            production=production,
        )
        self.fill(rows)
        self.app: FastAPI = build(self.office)

    def fill(self, rows: Sequence[tuple[Any, ...]], position: int = 10) -> None:
        models = {model.name: model for model in read_models()}
        kept = [self.views.under(name, tables, models[name].made_under) for name, tables in READ.items()]
        generation = kept[0]
        with self.views.transaction():
            generation.upsert(FINDING, rows)
            generation.upsert(ACCEPTED, [DECLARED])
            generation.upsert(REGISTERS["licence"], [register_row(LICENCE, "Norden to Harbour Police")])
            generation.upsert(REGISTERS["licence"], [register_row("XC:EL-2030-000009", "Elsewhere", " XC XD ", "")])
            generation.upsert(REGISTERS["consignment"], [register_row(UCR, "XA to XB")])
            generation.upsert(REGISTERS["authorization"], [register_row(AUTHORIZATION, "Harbour Police")])
            generation.upsert(REGISTERS["party"], [register_row(PARTY, "Norden Waffen GmbH")])
            reference = LICENCE.partition(":")[2]
            kept[list(READ).index(Search.name)].upsert(
                WORD, [(key_of(reference), f"licence/{LICENCE}", "licence", reference)]
            )
            for one in kept:
                one.move(position)

    def client(self, officer: str | None = None) -> TestClient:
        """A caller of the API, with a token of a demo officer."""
        headers = {"Authorization": f"Bearer {self.token(officer)}"} if officer else {}
        return TestClient(self.app, headers=headers, follow_redirects=False, raise_server_exceptions=False)

    def token(self, officer: str) -> str:
        return self.issuer.token(self.issuer.officers[officer])

    def browser(self, officer: str | None = None) -> TestClient:
        """A browser, signed in as a demo officer."""
        browser = TestClient(
            self.app, headers={"Accept": "text/html"}, follow_redirects=False, raise_server_exceptions=False
        )
        if officer:
            form = {"form_token": form_token(browser.get("/sign-in").text), "officer": officer}
            assert browser.post("/sign-in", data=form).status_code == 303
        return browser

    def close(self) -> None:
        self.office.readings.close()
        self.views.close()
        self.world.close()


def form_token(html: str) -> str:
    """The token in the first form of a page that has one."""
    return html.partition('name="form_token" value="')[2].partition('"')[0]


BODY = {"disposition": "EXPLAINED", "reason": "The amended licence was shown."}


def problem(reply: Response, status: int) -> dict[str, Any]:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = reply.json()
    assert told["status"] == status
    assert told["mend"]
    assert re.fullmatch(r"[A-Z_]+", told["code"])
    return told


def ids(reply: Response) -> list[str]:
    assert reply.status_code == 200, reply.text
    return [finding["finding_id"] for finding in reply.json()["findings"]]


def dispose(client: TestClient, row: tuple[Any, ...], body: Any = BODY, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if "If-Match" not in named:
        named["If-Match"] = client.get(f"/api/v1/findings/{row[0]}").headers.get("etag", '"x"')
    return client.post(f"/api/v1/findings/{row[0]}/disposition", json=body, headers=named)
