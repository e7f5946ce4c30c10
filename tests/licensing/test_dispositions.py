"""The one decision over HTTP: an officer disposes of a finding."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from domain.kernel.errors import Stale
from domain.kernel.event import recorded
from licensing.log import Deciding
from tests.licensing.an_office import (
    BODY,
    CLOSED,
    ELSEWHERE,
    LICENCE,
    NOW,
    R01,
    R07,
    R17,
    AnOffice,
    dispose,
    finding_row,
    problem,
)


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
    office.now = later
    assert dispose(office.client("amara"), R01).status_code == 201
    office.now = NOW
    reply = dispose(office.client("amara"), R17)
    assert reply.json()["recordedat"] == later


def test_the_importing_state_disposes_of_an_overused_authorization(office: AnOffice) -> None:
    problem(dispose(office.client("amara"), R07), 404)
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
    assert problem(dispose(amara, R17, **key), 422)["code"] == "KEY_USED_OTHERWISE"
    assert dispose(office.client("jonas"), R17, **key).status_code == 201


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

    monkeypatch.setattr(Deciding, "put", moved)
    problem(dispose(amara, R01), 412)
