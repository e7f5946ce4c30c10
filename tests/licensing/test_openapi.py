"""What the API says of itself holds; strange names break nothing; PostgreSQL answers the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
from fastapi.testclient import TestClient

from licensing.http.json.meanings import CODES
from licensing.http.json.order_docs import ANSWER_SCHEMAS, Receipt
from licensing.orders.acknowledgement import Entered
from projections.sentences import Figure, Reason
from tests.licensing.an_office import (
    CLOSED,
    LICENCE,
    PARTY,
    R01,
    R07,
    R14,
    R17,
    AnOffice,
    dispose,
    ids,
    problem,
)
from tests.licensing.order_office import OrderOffice

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "openapi.json"


def openapi(office: AnOffice) -> dict[str, Any]:
    told: dict[str, Any] = office.client().get("/api/openapi.json").json()
    return told


def test_the_description_is_the_committed_one(office: AnOffice) -> None:
    now = json.dumps(openapi(office), indent=1, ensure_ascii=False) + "\n"
    assert now == DOCUMENT.read_text("utf-8"), "run `python -m tools.openapi`"


def test_every_operation_has_a_stable_id_words_and_problems(office: AnOffice) -> None:
    told = openapi(office)
    assert told["openapi"].startswith("3.1")
    operations = [(path, one) for path, methods in told["paths"].items() for one in methods.values()]
    names = [one["operationId"] for _, one in operations]
    assert len(set(names)) == len(names)
    for path, one in operations:
        assert one["description"], path
        if path.startswith("/api/"):
            assert {"401", "403", "422", "500"} <= set(one["responses"]), path
            assert list(_examples(next(iter(one["responses"].values())))), path


def _examples(told: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Every example in a body or an answer, with its schema."""
    for content in told.get("content", {}).values():
        if "example" in content:
            yield content["schema"], content["example"]
        yield from ((content["schema"], example["value"]) for example in content.get("examples", {}).values())


def test_every_example_fits_its_schema(office: AnOffice) -> None:
    told = openapi(office)
    for path, methods in told["paths"].items():
        for one in methods.values():
            for part in (one.get("requestBody", {}), *one["responses"].values()):
                for schema, example in _examples(part):
                    whole = jsonschema_rs.Draft202012Validator(schema | {"components": told["components"]})
                    errors = list(whole.iter_errors(example))
                    assert not errors, (path, [str(e) for e in errors][:2])


def test_the_receipt_is_described_field_by_field() -> None:
    for kind in (Receipt, Entered, Reason, Figure):
        described = ANSWER_SCHEMAS[kind.__name__]
        assert list(described["properties"]) == [field.name for field in fields(kind)]
        assert all(part["description"] for part in described["properties"].values())


def test_an_order_says_which_problems_are_its_own(office: AnOffice) -> None:
    told = openapi(office)["paths"]["/api/v1/licences/issue"]["post"]
    assert {"201", "401", "403", "404", "409", "412", "413", "415", "422", "428", "500", "503"} == set(
        told["responses"]
    )
    examples = {status: dict_of(reply) for status, reply in told["responses"].items() if status > "400"}
    assert examples["403"]["rule"] == told["x-permission"]["rule"] == "A-22"
    assert examples["409"]["figures"] == {"order": "licence issue", "state": "not on record"}
    assert examples["412"]["code"] == "STALE"
    assert examples["422"]["errors"][0]["pointer"] == "/data"
    required = {one["name"]: one["required"] for one in told["parameters"]}
    assert required == {"If-Match": True, "Idempotency-Key": False}
    assert "428" not in openapi(office)["paths"]["/api/v1/consignments/exit"]["post"]["responses"]


def dict_of(reply: Mapping[str, Any]) -> dict[str, Any]:
    """The example of a problem."""
    found: dict[str, Any] = reply["content"]["application/problem+json"]["example"]
    return found


IN_FINDINGS = {"{finding_id}": R01[0]}
IN_REGISTERS = {
    "{register}/{key}": "licences/XA:EL-2030-000123",
    "licences/{key}": "licences/XA:EL-2030-000123",
    "consignments/{key}": "consignments/UCXA300000001",
    "import-authorizations/{key}": "import-authorizations/XB:IA-2030-000077",
    "parties/{key}": "parties/XA-P-000001",
    "applications/{key}": "applications/XA:AP-2030-000123",
}


def test_every_answer_fits_its_schema(office: AnOffice, amara: TestClient, front: OrderOffice) -> None:
    told = openapi(office)
    for path, methods in told["paths"].items():
        if not path.startswith("/api/") or "get" not in methods:
            continue
        address = path.removeprefix("/api/v1/") + ("?q=EL" if path.endswith("search") else "")
        if "proposals/" in address:
            over = front.get("amara", "proposals?status=confirmed").json()["proposals"]
            address = address.replace("{key}", over[0]["proposal"])
        for mark, value in {**IN_FINDINGS, **IN_REGISTERS}.items():
            address = address.replace(mark, value)
        reply = (
            amara.get(f"/api/v1/{address}")
            if "findings" in path
            else front.get("ilse" if "access-log" in path else "amara", address)
        )
        assert reply.status_code == 200, (address, reply.text)
        content = methods["get"]["responses"]["200"]["content"]["application/json"]
        schema = content["schema"] | {"components": told["components"]}
        jsonschema_rs.Draft202012Validator(schema).validate(reply.json())


RAISED = re.compile(
    r'(refused|Problem|NotAllowed|WrongState|mistaken)\(\s*(?:(\d{3}|why\.status_code),\s*)?"([A-Z_]{3,})"'
)
STATUS = {"WrongState": 409, "mistaken": 422, "NotAllowed": 422}


def raised() -> Iterator[tuple[str, int]]:
    """Every code that the source tells of, with the status that it is answered with."""
    root = DOCUMENT.parent.parent
    sources = (*(root / "licensing").rglob("*.py"), *(root / "domain" / "decisions").glob("*.py"))
    more = (root / "domain" / name for name in ("findings/disposition.py", "record/law_variants.py"))
    for path in (*sources, *more):
        for kind, status, code in RAISED.findall(path.read_text("utf-8")):
            if path.name not in ("docs.py", "order_docs.py"):
                illegal = code == "FINDING_NOT_OPEN"
                yield code, 409 if illegal else int(status) if status.isdigit() else STATUS.get(kind, 400)


def test_every_problem_has_its_meaning_and_every_meaning_its_problem(office: AnOffice) -> None:
    assert dict(raised()) == {code: told.status for code, told in CODES.items()}
    for code, told in CODES.items():
        assert told.detail
        assert told.mend
        address = f"/problems/{code.lower().replace('_', '-')}"
        assert office.browser().get(address).status_code == 200


def test_all_of_it_over_postgres(over_postgres: AnOffice) -> None:
    amara = over_postgres.client("amara")
    whole, address, pages = ids(amara.get("/api/v1/findings")), "/api/v1/findings?limit=2", []
    while address:
        reply = amara.get(address)
        pages += ids(reply)
        address = reply.headers.get("link", "").partition("<")[2].partition(">")[0]
    assert pages == whole == [R14[0], CLOSED[0], R17[0], R07[0], R01[0]]
    assert ids(amara.get(f"/api/v1/findings?party={PARTY}&state=CLOSED")) == [CLOSED[0]]
    assert ids(amara.get("/api/v1/findings?party=XA-P-00003_")) == []
    assert amara.get("/api/v1/findings/count?state=OPEN").json()["total"] == 4
    assert amara.get(f"/api/v1/licences/{LICENCE}").status_code == 200
    assert amara.get(f"/api/v1/search?q={LICENCE}").json()["hits"][0]["key"] == LICENCE
    reply = dispose(amara, R01, **{"Idempotency-Key": "6d3f5f1c-one"})
    assert reply.status_code == 201
    assert dispose(amara, R01, **{"Idempotency-Key": "6d3f5f1c-one"}).json() == reply.json()
    assert over_postgres.browser("amara").get(f"/findings/{R01[0]}").status_code == 200
    strange(amara)


STRANGE = ("\0", "'", "%", "\ud7ff\U0010ffff", "a\nb", "../..", "x" * 90, "{{7*7}}", "<script>", "\u202e", "\1", " ")


def strange(client: TestClient) -> None:
    """Asks for everything by strange names; nothing of it may break."""
    for text in STRANGE:
        name = quote(text, safe="")
        for path in (
            f"licences/{name}",
            f"consignments/{name}",
            f"import-authorizations/{name}",
            f"parties/{name}",
            f"history/parties/{name}?as_of=2030-01-01",
            f"history/parties/{PARTY}?as_of={name}",
            f"search?q={name}{name}",
            f"findings?party={name}",
            f"findings?licence={name}&consignment={name}",
            f"findings?cursor={name}",
            f"findings/{name}",
            f"licences?status={name}&cursor={name}",
        ):
            reply = client.get(f"/api/v1/{path}")
            assert reply.status_code in {200, 404, 422}, (path, reply.text)
            if reply.status_code != 200:
                problem(reply, reply.status_code)


def test_strange_names_break_nothing(office: AnOffice, amara: TestClient) -> None:
    strange(amara)
    browser = office.browser("amara")
    for text in STRANGE:
        name = quote(text, safe="")
        for path in (f"/licences/{name}", f"/search?q={name}", f"/findings?party={name}", f"/findings/{name}"):
            reply = browser.get(path)
            assert reply.status_code in {200, 404, 422}, (path, reply.text)
            assert "<script>" not in reply.text
