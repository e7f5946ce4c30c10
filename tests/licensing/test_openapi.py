"""What the API says of itself holds; strange names break nothing; PostgreSQL answers the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
from fastapi.testclient import TestClient

from licensing.api.meanings import CODES
from tests.licensing.an_office import (
    AUTHORIZATION,
    CLOSED,
    LICENCE,
    PARTY,
    R01,
    R07,
    R14,
    R17,
    UCR,
    AnOffice,
    dispose,
    ids,
    problem,
)

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
            assert "example" in next(iter(one["responses"].values()))["content"]["application/json"], path


def test_every_example_fits_its_schema(office: AnOffice) -> None:
    told = openapi(office)
    for path, methods in told["paths"].items():
        for one in methods.values():
            contents = [c for reply in one["responses"].values() for c in reply.get("content", {}).values()]
            for content in contents:
                if "example" in content:
                    schema = content["schema"] | {"components": told["components"]}
                    errors = list(jsonschema_rs.Draft202012Validator(schema).iter_errors(content["example"]))
                    assert not errors, (path, [str(e) for e in errors][:2])


def test_every_answer_fits_its_schema(office: AnOffice, amara: TestClient) -> None:
    told = openapi(office)
    filled = {
        "{finding_id}": R01[0],
        "{register}": "licences",
        "/history/licences/{key}": f"/history/licences/{LICENCE}",
    }
    keys = {"licences": LICENCE, "consignments": UCR, "import-authorizations": AUTHORIZATION, "parties": PARTY}
    for path, methods in told["paths"].items():
        if not path.startswith("/api/") or "get" not in methods:
            continue
        address = path
        for mark, value in filled.items():
            address = address.replace(mark, value)
        address = address.replace("{key}", keys.get(path.split("/")[3], ""))
        reply = amara.get(address, params={"q": "EL"} if path.endswith("search") else None)
        assert reply.status_code == 200, (address, reply.text)
        content = methods["get"]["responses"]["200"]["content"]["application/json"]
        schema = content["schema"] | {"components": told["components"]}
        jsonschema_rs.Draft202012Validator(schema).validate(reply.json())


def test_every_problem_has_its_meaning(office: AnOffice) -> None:
    root = DOCUMENT.parent.parent
    text = "\n".join(path.read_text("utf-8") for path in sorted((root / "licensing").rglob("*.py")))
    text += (root / "domain" / "disposition.py").read_text("utf-8")
    told = set(re.findall(r'(?:refused|Problem|NotAllowed)\(\s*(?:\d{3},\s*)?"([A-Z_]+)"', text))
    assert told <= set(CODES)
    for code in CODES:
        address = f"/problems/{code.lower().replace('_', '-')}"
        assert office.browser().get(address).status_code == 200


def test_all_of_it_over_postgres(over_postgres: AnOffice) -> None:
    amara = over_postgres.client("amara")
    whole, address, pages = ids(amara.get("/api/v1/findings")), "/api/v1/findings?limit=2", []
    while address:
        reply = amara.get(address)
        pages += ids(reply)
        address = reply.headers.get("link", "").partition("<")[2].partition(">")[0]
    assert pages == whole == [R14[0], R07[0], R01[0], CLOSED[0], R17[0]]
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
