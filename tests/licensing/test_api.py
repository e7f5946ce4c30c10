"""The JSON API: what each sees, lists and pages of them, waiting, problems, health."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from domain.findings.disposition import evidence_hash
from licensing.http import asking
from tests.licensing.an_office import (
    CLOSED,
    ELSEWHERE,
    LICENCE,
    PARTY,
    R01,
    R07,
    R14,
    R17,
    UCR,
    AnOffice,
    ids,
    problem,
)


def test_findings_come_most_severe_first_and_only_those_of_ones_state(reader: TestClient) -> None:
    assert ids(reader.get("/api/v1/findings")) == [R14[0], CLOSED[0], R17[0], R07[0], R01[0]]
    assert ELSEWHERE[0] not in ids(reader.get("/api/v1/findings?limit=200"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rule=R01", [R01]),
        ("rule=R01&rule=R17&sort=opened", [R01, R17]),
        ("state=CLOSED", [CLOSED]),
        ("state=OPEN&severity=3", [R17, R07, R01]),
        ("jurisdiction=XC", []),
        (f"licence={LICENCE}&sort=opened", [R01, CLOSED]),
        (f"consignment={UCR}&sort=-opened", [CLOSED, R17, R14]),
        (f"party={PARTY}&state=CLOSED", [CLOSED]),
        ("party=XA-P-00000_", []),
        ("party=%25", []),
    ],
)
def test_findings_are_filtered(reader: TestClient, query: str, found: list[tuple[Any, ...]]) -> None:
    assert ids(reader.get(f"/api/v1/findings?{query}")) == [row[0] for row in found]


@pytest.mark.parametrize("sort", ["severity", "-severity", "opened", "-opened", "-updated", "rule", "-rule"])
def test_pages_hold_every_finding_once_in_order(reader: TestClient, sort: str) -> None:
    whole, address, pages = (
        ids(reader.get(f"/api/v1/findings?sort={sort}")),
        f"/api/v1/findings?sort={sort}&limit=2",
        [],
    )
    while address:
        reply = reader.get(address)
        pages += ids(reply)
        link = reply.headers.get("link", "")
        assert bool(link) is (reply.json()["next"] is not None)
        address = link.partition("<")[2].partition(">")[0]
    assert pages == whole
    assert len(whole) == 5


@pytest.mark.parametrize("cursor", ["x", "e30", "WyItb3BlbmVkIl0", "W10", "%00", "WyJvcGVuZWQiLDEsMl0"])
def test_a_cursor_of_another_list_is_refused(reader: TestClient, cursor: str) -> None:
    assert problem(reader.get(f"/api/v1/findings?cursor={cursor}"), 422)["code"] == "CURSOR"


def test_findings_are_counted(reader: TestClient) -> None:
    told = reader.get("/api/v1/findings/count?state=OPEN").json()
    assert told["total"] == 4
    assert {"rule": "R14", "severity": 5, "state": "OPEN", "count": 1} in told["counts"]


def test_one_finding_has_an_etag_and_is_not_sent_again(reader: TestClient) -> None:
    first = reader.get(f"/api/v1/findings/{R01[0]}")
    told = first.json()
    assert told["evidence_hash"] == evidence_hash(told["evidence"])
    again = reader.get(f"/api/v1/findings/{R01[0]}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["log-position"] == "10"


def test_why_a_finding_stands_is_told(reader: TestClient) -> None:
    told = reader.get(f"/api/v1/findings/{R01[0]}/explanation").json()
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
def test_what_one_may_not_see_is_not_there(reader: TestClient, path: str) -> None:
    problem(reader.get(path), 404)


def test_what_is_not_there_and_what_one_may_not_see_look_the_same(reader: TestClient) -> None:
    hidden = problem(reader.get("/api/v1/licences/XC:EL-2030-000009"), 404)
    absent = problem(reader.get("/api/v1/licences/XC:EL-2030-000008"), 404)
    assert hidden | {"instance": ""} == absent | {"instance": ""}


def test_each_state_sees_its_own(reading_room: AnOffice) -> None:
    assert ids(reading_room.client("yusra").get("/api/v1/findings")) == [ELSEWHERE[0]]
    assert len(ids(reading_room.client("tomas").get("/api/v1/findings"))) == 5
    assert ids(reading_room.client("mei").get("/api/v1/findings")) == []


def test_an_applicant_sees_what_names_it_and_no_suspicion(reading_room: AnOffice) -> None:
    petra = reading_room.client("petra")
    assert ids(petra.get("/api/v1/findings")) == [R17[0]]
    problem(petra.get(f"/api/v1/findings/{R01[0]}"), 404)
    assert petra.get(f"/api/v1/licences/{LICENCE}").status_code == 200
    kinds = [entry["kind"] for entry in petra.get(f"/api/v1/licences/{LICENCE}").json()["timeline"]]
    assert kinds == ["export-licence.issued", "shipment.declared"]
    problem(petra.get("/api/v1/licences/XC:EL-2030-000009"), 404)
    assert problem(petra.get(f"/api/v1/history/licences/{LICENCE}?as_of=2030-05-01"), 403)["rule"] == "A-07"


def test_an_administrator_sees_no_case(reading_room: AnOffice) -> None:
    for path in ("findings", "findings/count", "licences", "search?q=EL", "position"):
        assert problem(reading_room.client("sam").get(f"/api/v1/{path}"), 403)["rule"] == "A-04"


@pytest.mark.parametrize("register", ["licences", "consignments", "import-authorizations", "parties"])
def test_registers_are_listed_and_read(reader: TestClient, register: str) -> None:
    (entry,) = reader.get(f"/api/v1/{register}").json()["entries"]
    assert reader.get(f"/api/v1/{register}?status=revoked").json()["entries"] == []
    one = reader.get(f"/api/v1/{register}/{entry['key']}")
    assert one.json()["key"] == entry["key"]
    tag = one.headers["etag"]
    assert reader.get(f"/api/v1/{register}/{entry['key']}", headers={"If-None-Match": tag}).status_code == 304


def test_a_history_is_told_as_of_two_moments(reader: TestClient) -> None:
    told = reader.get(
        f"/api/v1/history/consignments/{UCR}?as_of=2030-05-01&known_at=2030-04-15T10:00:00%2B02:00"
    ).json()
    assert told["as_of"] == "2030-05-01T23:59:59Z"
    assert told["known_at"] == "2030-04-15T10:00:00+02:00"
    assert [entry["standing"] for entry in told["entries"]] == ["in force", "corrected", "in force"]
    problem(reader.get(f"/api/v1/history/consignments/{UCR}?as_of=yesterday"), 422)
    problem(reader.get(f"/api/v1/history/nothing/{UCR}"), 422)


def test_rules_and_position_are_told(reader: TestClient) -> None:
    assert "R17" in {rule["id"] for rule in reader.get("/api/v1/rules").json()["rules"]}
    assert reader.get("/api/v1/position").json() == {"head": 0, "position": 10, "clock": None}


def test_an_answer_waits_for_a_position(reading_room: AnOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    amara = reading_room.client("amara")
    assert amara.get("/api/v1/findings?after=10").headers["log-position"] == "10"
    assert amara.get("/api/v1/findings", headers={"Log-Position": "10"}).status_code == 200
    monkeypatch.setattr(asking, "LONGEST_WAIT", 0.1)
    late = amara.get("/api/v1/findings?after=11")
    assert problem(late, 503)["code"] == "NOT_THERE_YET"
    assert late.headers["retry-after"] == "1"


class Clock:
    """A clock that goes on by half a second at every look."""

    now = 0.0

    def monotonic(self) -> float:
        self.now += 0.5
        return self.now


def test_nobody_waits_longer_than_two_seconds(reader: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(asking, "time", clock)
    problem(reader.get("/api/v1/findings?after=99"), 503)
    assert clock.now == 0.5 + 2.0 + 0.5


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


def test_health_and_figures_are_told(office: AnOffice) -> None:
    nobody = office.client()
    assert nobody.get("/livez").json() == {"live": True}
    assert nobody.get("/readyz").json()["ready"] is True
    office.client("amara").get(f"/api/v1/findings/{R01[0]}")
    text = nobody.get("/metrics").text
    assert 'counterfoil_findings_open{rule="R01"} 2.0' in text
    assert 'counterfoil_view_position{view="findings"} 10.0' in text
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
