"""The JSON API: what each sees, lists and pages of them, waiting, problems, and the one decision."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from domain.disposition import evidence_hash
from domain.errors import Stale
from domain.event import recorded
from licensing.api import asking
from tests.licensing.an_office import (
    AUTHORIZATION,
    CLOSED,
    ELSEWHERE,
    LICENCE,
    NOW,
    PARTY,
    R01,
    R07,
    R14,
    R17,
    UCR,
    AnOffice,
    finding_row,
)

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "openapi.json"
BODY = {"disposition": "EXPLAINED", "reason": "The amended licence was shown."}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[AnOffice]:
    made = AnOffice(tmp_path)
    yield made
    made.close()


@pytest.fixture
def amara(office: AnOffice) -> TestClient:
    """A licensing officer of XA."""
    return office.client("amara")


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


def test_findings_come_most_severe_first_and_only_those_of_ones_state(amara: TestClient) -> None:
    assert ids(amara.get("/api/v1/findings")) == [R14[0], R07[0], R01[0], CLOSED[0], R17[0]]
    assert ELSEWHERE[0] not in ids(amara.get("/api/v1/findings?limit=200"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rule=R01", [R01]),
        ("rule=R01&rule=R17&sort=opened", [R01, R17]),
        ("state=CLOSED", [CLOSED]),
        ("state=OPEN&severity=3", [R17]),
        ("jurisdiction=XC", []),
        (f"licence={LICENCE}&sort=opened", [R01, CLOSED]),
        (f"consignment={UCR}&sort=-opened", [CLOSED, R17, R14]),
        (f"party={PARTY}&state=CLOSED", [CLOSED]),
        ("party=XA-P-00000_", []),
        ("party=%25", []),
    ],
)
def test_findings_are_filtered(amara: TestClient, query: str, found: list[tuple[Any, ...]]) -> None:
    assert ids(amara.get(f"/api/v1/findings?{query}")) == [row[0] for row in found]


@pytest.mark.parametrize("sort", ["severity", "-severity", "opened", "-opened", "-updated", "rule", "-rule"])
def test_pages_hold_every_finding_once_in_order(amara: TestClient, sort: str) -> None:
    whole, address, pages = ids(amara.get(f"/api/v1/findings?sort={sort}")), f"/api/v1/findings?sort={sort}&limit=2", []
    while address:
        reply = amara.get(address)
        pages += ids(reply)
        link = reply.headers.get("link", "")
        assert bool(link) is (reply.json()["next"] is not None)
        address = link.partition("<")[2].partition(">")[0]
    assert pages == whole
    assert len(whole) == 5


@pytest.mark.parametrize("cursor", ["x", "e30", "WyItb3BlbmVkIl0", "W10", "%00", "WyJvcGVuZWQiLDEsMl0"])
def test_a_cursor_of_another_list_is_refused(amara: TestClient, cursor: str) -> None:
    assert problem(amara.get(f"/api/v1/findings?cursor={cursor}"), 422)["code"] == "CURSOR"


def test_findings_are_counted(amara: TestClient) -> None:
    told = amara.get("/api/v1/findings/count?state=OPEN").json()
    assert told["total"] == 4
    assert {"rule": "R14", "severity": 5, "state": "OPEN", "count": 1} in told["counts"]


def test_one_finding_has_an_etag_and_is_not_sent_again(amara: TestClient) -> None:
    first = amara.get(f"/api/v1/findings/{R01[0]}")
    told = first.json()
    assert told["evidence_hash"] == evidence_hash(told["evidence"])
    again = amara.get(f"/api/v1/findings/{R01[0]}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["log-position"] == "10"


def test_why_a_finding_stands_is_told(amara: TestClient) -> None:
    told = amara.get(f"/api/v1/findings/{R01[0]}/explanation").json()
    assert told["sentences"]
    assert told["facts"][0]["source"] == "/states/XA/customs/xaprt"
    assert told["would_clear"]


@pytest.mark.parametrize(
    "path",
    [
        f"/api/v1/findings/{ELSEWHERE[0]}",
        f"/api/v1/findings/{ELSEWHERE[0]}/explanation",
        f"/api/v1/findings/{'0' * 64}",
        "/api/v1/licences/XC:EL-2030-000009",
        "/api/v1/history/licences/XC:EL-2030-000009",
        "/api/v1/licences/XA:none",
        "/api/v1/consignments/NONE/A",
        "/api/v1/nothing",
    ],
)
def test_what_one_may_not_see_is_not_there(amara: TestClient, path: str) -> None:
    problem(amara.get(path), 404)


def test_what_is_not_there_and_what_one_may_not_see_look_the_same(amara: TestClient) -> None:
    hidden = problem(amara.get("/api/v1/licences/XC:EL-2030-000009"), 404)
    absent = problem(amara.get("/api/v1/licences/XC:EL-2030-000008"), 404)
    assert hidden | {"instance": ""} == absent | {"instance": ""}


def test_each_state_sees_its_own(office: AnOffice) -> None:
    assert ids(office.client("yusra").get("/api/v1/findings")) == [ELSEWHERE[0]]
    assert len(ids(office.client("tomas").get("/api/v1/findings"))) == 5
    assert ids(office.client("mei").get("/api/v1/findings")) == []


def test_an_applicant_sees_what_names_it_and_no_suspicion(office: AnOffice) -> None:
    petra = office.client("petra")
    assert ids(petra.get("/api/v1/findings")) == [R17[0]]
    problem(petra.get(f"/api/v1/findings/{R01[0]}"), 404)
    assert petra.get(f"/api/v1/licences/{LICENCE}").status_code == 200
    kinds = [entry["kind"] for entry in petra.get(f"/api/v1/licences/{LICENCE}").json()["timeline"]]
    assert kinds == ["export-licence.issued", "shipment.declared"]
    problem(petra.get("/api/v1/licences/XC:EL-2030-000009"), 404)
    assert problem(petra.get(f"/api/v1/history/licences/{LICENCE}?as_of=2030-05-01"), 403)["rule"] == "A-07"


def test_an_administrator_sees_no_case(office: AnOffice) -> None:
    for path in ("findings", "findings/count", "licences", "search?q=EL", "position"):
        assert problem(office.client("sam").get(f"/api/v1/{path}"), 403)["rule"] == "A-04"


@pytest.mark.parametrize("register", ["licences", "consignments", "import-authorizations", "parties"])
def test_registers_are_listed_and_read(amara: TestClient, register: str) -> None:
    (entry,) = amara.get(f"/api/v1/{register}").json()["entries"]
    assert amara.get(f"/api/v1/{register}?status=revoked").json()["entries"] == []
    one = amara.get(f"/api/v1/{register}/{entry['key']}")
    assert one.json()["key"] == entry["key"]
    tag = one.headers["etag"]
    assert amara.get(f"/api/v1/{register}/{entry['key']}", headers={"If-None-Match": tag}).status_code == 304


def test_a_history_is_told_as_of_two_moments(amara: TestClient) -> None:
    told = amara.get(f"/api/v1/history/consignments/{UCR}?as_of=2030-05-01&known_at=2030-04-15T10:00:00%2B02:00").json()
    assert told["as_of"] == "2030-05-01T23:59:59Z"
    assert told["known_at"] == "2030-04-15T10:00:00+02:00"
    assert [entry["standing"] for entry in told["entries"]] == ["in force", "corrected", "in force"]
    problem(amara.get(f"/api/v1/history/consignments/{UCR}?as_of=yesterday"), 422)
    problem(amara.get(f"/api/v1/history/nothing/{UCR}"), 422)


def test_rules_and_position_are_told(amara: TestClient) -> None:
    assert "R17" in {rule["id"] for rule in amara.get("/api/v1/rules").json()["rules"]}
    assert amara.get("/api/v1/position").json() == {"head": 0, "position": 10, "clock": None}


def test_an_answer_waits_for_a_position(office: AnOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    amara = office.client("amara")
    assert amara.get("/api/v1/findings?after=10").headers["log-position"] == "10"
    assert amara.get("/api/v1/findings", headers={"Log-Position": "10"}).status_code == 200
    monkeypatch.setattr(asking, "LONGEST_WAIT", 0.1)
    late = amara.get("/api/v1/findings?after=11")
    assert problem(late, 503)["code"] == "NOT_THERE_YET"
    assert late.headers["retry-after"] == "1"


def test_nobody_waits_longer_than_two_seconds(amara: TestClient) -> None:
    begun = time.monotonic()
    problem(amara.get("/api/v1/findings?after=99"), 503)
    assert time.monotonic() - begun < 2.8


def test_every_error_is_a_problem_that_says_how_to_mend_it(office: AnOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    amara, nobody = office.client("amara"), office.client()
    assert nobody.get("/api/v1/findings").headers["www-authenticate"] == "Bearer"
    problem(nobody.get("/api/v1/findings"), 401)
    problem(nobody.get("/api/v1/findings", headers={"Authorization": "Bearer x"}), 401)
    problem(nobody.get("/api/v1/findings", headers={"Authorization": "Basic eDp5"}), 401)
    problem(amara.get("/api/v2"), 404)
    refused = amara.delete("/api/v1/findings")
    problem(refused, 405)
    assert refused.headers["allow"] == "GET"
    told = problem(amara.get("/api/v1/findings?limit=201"), 422)
    assert told["errors"][0]["pointer"] == "/query/limit"
    assert problem(amara.get("/api/v1/findings?rul=R01"), 422)["code"] == "NO_SUCH_PARAMETER"

    def broken() -> int:
        raise RuntimeError("a secret")

    object.__setattr__(office.office, "head", broken)
    told = problem(amara.get("/api/v1/position"), 500)
    assert "secret" not in json.dumps(told)


def dispose(client: TestClient, row: tuple[Any, ...], body: Any = BODY, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if "If-Match" not in named:
        named["If-Match"] = client.get(f"/api/v1/findings/{row[0]}").headers.get("etag", '"x"')
    return client.post(f"/api/v1/findings/{row[0]}/disposition", json=body, headers=named)


def test_an_officer_disposes_of_a_finding(office: AnOffice, amara: TestClient) -> None:
    reply = dispose(amara, R01)
    assert reply.status_code == 201, reply.text
    (stored,) = office.log.open(f"finding/{R01[0]}")
    assert reply.headers["log-position"] == str(stored.position) == str(reply.json()["position"])
    event = recorded(stored.body)
    assert (event.source, event.type) == ("/states/XA/licensing/counterfoil", "finding.disposed.v1")
    assert (event.time, event.recordedat, event.actor, event.authority) == (NOW, NOW, "amara", "XA")
    told = amara.get(f"/api/v1/findings/{R01[0]}").json()
    assert event.data.evidence_hash == told["evidence_hash"] == reply.json()["evidence_hash"]
    assert (event.data.finding_id, event.data.key.licence) == (R01[0], LICENCE)


def test_a_disposition_never_runs_behind_the_record(office: AnOffice) -> None:
    later = "2032-12-31T23:59:59+01:00"
    object.__setattr__(office.office.desk, "now", lambda: later)
    assert dispose(office.client("amara"), R01).status_code == 201
    object.__setattr__(office.office.desk, "now", lambda: NOW)
    reply = dispose(office.client("amara"), R14)
    assert reply.json()["recordedat"] == later


def test_the_importing_state_disposes_of_an_overused_authorization(office: AnOffice) -> None:
    assert problem(dispose(office.client("amara"), R07), 403)["rule"] == "A-06"
    reply = dispose(office.client("tomas"), R07)
    assert reply.json()["source"] == "/states/XB/import-authority/counterfoil"


@pytest.mark.parametrize("who", ["noor", "ilse", "petra"])
def test_others_do_not_dispose(office: AnOffice, who: str) -> None:
    reply = dispose(office.client(who), R17)
    assert problem(reply, 403)["rule"] == "A-05"
    assert office.log.head() == 0


def test_a_finding_of_another_state_is_not_there_to_dispose_of(office: AnOffice, amara: TestClient) -> None:
    problem(dispose(amara, ELSEWHERE), 404)


def test_a_disposition_names_what_was_judged(office: AnOffice, amara: TestClient) -> None:
    path = f"/api/v1/findings/{R01[0]}/disposition"
    assert problem(amara.post(path, json=BODY), 428)["code"] == "IF_MATCH_MISSING"
    problem(dispose(amara, R01, **{"If-Match": '"another"'}), 412)
    tag = amara.get(f"/api/v1/findings/{R01[0]}").headers["etag"]
    moved = list(R01)
    moved[12] = b'["/states/XA/licensing#LIC-9"]'
    office.fill([tuple(moved)])
    problem(dispose(amara, R01, **{"If-Match": tag}), 412)
    assert office.log.head() == 0


def test_a_finding_that_is_not_open_cannot_be_disposed_of(amara: TestClient) -> None:
    told = problem(dispose(amara, CLOSED), 409)
    assert (told["code"], told["figures"]) == ("FINDING_NOT_OPEN", {"state": "CLOSED"})


def test_a_second_officer_is_told_that_somebody_was_faster(office: AnOffice, amara: TestClient) -> None:
    office.fill([], position=0)
    assert dispose(amara, R01).status_code == 201
    problem(dispose(office.client("jonas"), R01), 412)
    assert len(office.log.open(f"finding/{R01[0]}")) == 1


def test_a_repeated_request_gets_the_first_answer(office: AnOffice, amara: TestClient) -> None:
    key = {"Idempotency-Key": "6d3f5f1c-one"}
    first = dispose(amara, R01, **key)
    office.fill([finding_row("R01", state="CLOSED", licence=LICENCE, line=1)], position=first.json()["position"])
    again = dispose(amara, R01, **key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert office.log.head() == first.json()["position"]


def test_a_key_used_for_something_else_is_refused(office: AnOffice, amara: TestClient) -> None:
    key = {"Idempotency-Key": "6d3f5f1c-one"}
    dispose(amara, R01, **key)
    other = problem(dispose(amara, R01, BODY | {"reason": "Another."}, **key), 422)
    assert other["code"] == "KEY_USED_OTHERWISE"
    assert problem(dispose(amara, R14, **key), 422)["code"] == "KEY_USED_OTHERWISE"
    assert dispose(office.client("jonas"), R14, **key).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"disposition": "EXPLAINED"},
        {"disposition": "SO_WHAT", "reason": "x"},
        {"disposition": "EXPLAINED", "reason": ""},
        {"disposition": "EXPLAINED", "reason": "   "},
        {"disposition": "EXPLAINED", "reason": "x" * 4_001},
        BODY | {"more": 1},
        [],
        "x",
    ],
    ids=lambda body: str(body)[:30],
)
def test_a_disposition_that_says_nothing_is_refused(office: AnOffice, amara: TestClient, body: Any) -> None:
    problem(dispose(amara, R01, body), 422)
    assert office.log.head() == 0


def test_a_body_that_is_not_json_is_a_problem(amara: TestClient) -> None:
    path = f"/api/v1/findings/{R01[0]}/disposition"
    problem(amara.post(path, content=b"{", headers={"Content-Type": "application/json"}), 422)


def test_a_rivals_change_is_a_412(office: AnOffice, amara: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def moved(*_: object, **__: object) -> None:
        raise Stale("finding/… stands at version 1")

    monkeypatch.setattr(type(office.log), "save", moved)
    problem(dispose(amara, R01), 412)


def test_health_and_figures_are_told(office: AnOffice) -> None:
    nobody = office.client()
    assert nobody.get("/livez").json() == {"live": True}
    assert nobody.get("/readyz").json()["ready"] is True
    office.client("amara").get(f"/api/v1/findings/{R01[0]}")
    text = nobody.get("/metrics").text
    assert 'counterfoil_findings_open{rule="R01"} 2.0' in text
    assert "counterfoil_view_position 10.0" in text
    assert 'route="/api/v1/findings/{finding_id}"' in text
    assert R01[0] not in text


def test_a_service_without_its_log_is_not_ready(office: AnOffice) -> None:
    def broken() -> int:
        raise OSError("no")

    object.__setattr__(office.office, "head", broken)
    reply = office.client().get("/readyz")
    assert (reply.status_code, reply.json()["ready"]) == (503, False)


def test_scripts_get_a_token_of_a_demo_officer(office: AnOffice) -> None:
    token = office.client().post("/token", data={"officer": "amara"}).json()["access_token"]
    reply = office.client().get("/api/v1/findings", headers={"Authorization": f"Bearer {token}"})
    assert reply.status_code == 200
    problem(office.client().post("/token", data={"officer": "nobody"}), 422)
    assert office.client().get("/.well-known/jwks.json").json()["keys"][0]["kty"] == "EC"


def test_production_has_no_demo_officers_and_closed_figures(tmp_path: Path) -> None:
    office = AnOffice(tmp_path, production=True)
    problem(office.client().post("/token", data={"officer": "amara"}), 404)
    problem(office.client().get("/.well-known/jwks.json"), 404)
    problem(office.client().get("/metrics"), 401)
    problem(office.client("amara").get("/metrics"), 403)
    assert office.client("sam").get("/metrics").status_code == 200
    assert "strict-transport-security" in office.client().get("/livez").headers
    office.close()


def test_answers_carry_headers_that_keep_browsers_safe(amara: TestClient) -> None:
    for path in ("/api/v1/findings", "/api/v1/none", "/static/counterfoil.css"):
        headers = amara.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"


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
