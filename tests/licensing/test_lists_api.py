"""Lists in force and screening over HTTP, for authorities alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from licensing.http.app import build
from licensing.http.auth.issuer import DemoIssuer
from licensing.wiring import World
from tests.licensing.calling import FALCON, HALLAK, Caller
from tests.modes import demo_settings


class AnOpenOffice:
    """An office over the store that commands write to."""

    def __init__(self, issuer: DemoIssuer, app: Any) -> None:
        self.issuer, self._app = issuer, app

    def client(self, officer: str | None = None) -> TestClient:
        token = self.issuer.token(self.issuer.officers[officer]) if officer else ""
        headers = {"Authorization": f"Bearer {token}"} if officer else {}
        return TestClient(self._app, headers=headers, raise_server_exceptions=False)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    return Caller(capsys, tmp_path, monkeypatch)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[AnOpenOffice]:
    data = tmp_path / "data"
    with World(demo_settings({"data": str(data)})) as world:
        app = build(world.context)
        assert world.context.issuer is not None
        yield AnOpenOffice(world.context.issuer, app)
        app.state.screening.close()


@pytest.fixture
def listed(office: AnOpenOffice, call: Caller) -> AnOpenOffice:
    assert call.listed(HALLAK, FALCON, options=["--state", "XA", "--version", "A"]).code == 0
    return office


def screened(client: TestClient, *names: dict[str, Any]) -> Any:
    return client.post("/api/v1/screening", json={"names": names})


def test_the_lists_in_force_are_told_with_the_position_they_stand_for(listed: AnOpenOffice) -> None:
    answer = listed.client("amara").get("/api/v1/lists")
    assert answer.status_code == 200
    (state,) = answer.json()["lists"]
    assert (state["name"], state["version"], state["rows"], state["standing"]) == ("sanctions", "A", 2, "IN_FORCE")
    assert answer.headers["Log-Position"] == str(answer.json()["position"])


def test_names_are_held_against_the_list_in_force(listed: AnOpenOffice) -> None:
    answer = screened(
        listed.client("amara"),
        {"name": "Nobody Known"},
        {"name": "Arvo Halak", "kind": "PERSON", "date_of_birth": "1971", "nationality": "XB"},
        {"name": "Somebody", "identifiers": [{"scheme": "passport", "value": "N1234567"}]},
    )
    assert answer.status_code == 200
    told = answer.json()
    assert (told["version"], told["rows"], told["screened"]) == ("A", 2, 3)
    assert [(x["row"], x["entry"], x["verdict"]) for x in told["hits"]] == [
        (2, "XX-1", "CANDIDATE"),
        (3, "XX-1", "HIT"),
    ]
    assert "nationality XB contradicts XA" in told["hits"][0]["why"]


def test_a_list_published_meanwhile_is_the_one_that_counts(listed: AnOpenOffice, call: Caller) -> None:
    client = listed.client("amara")
    assert screened(client, {"name": "Arvo Hallak"}).json()["hits"]
    assert call.listed(f"{HALLAK}2020-01-01", FALCON, options=["--version", "B"]).code == 0
    told = screened(client, {"name": "Arvo Hallak"}).json()
    assert (told["version"], told["hits"]) == ("B", [])


def test_names_that_cannot_be_read_are_pointed_at(listed: AnOpenOffice) -> None:
    answer = screened(listed.client("amara"), {"name": "x"}, {"name": "y", "state": "Atlantis"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/body/names/1/state"
    assert "two letters of a State" in error["detail"]
    assert screened(listed.client("amara")).status_code == 422
    assert screened(listed.client("amara"), {"name": "x", "colour": "red"}).status_code == 422
    assert listed.client("amara").get("/api/v1/lists?list=x").status_code == 422


def test_without_a_list_there_is_nothing_to_hold_names_against(office: AnOpenOffice) -> None:
    assert office.client("amara").get("/api/v1/lists").json()["lists"] == []
    assert screened(office.client("amara"), {"name": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "lists", "screening"),
    [
        ("licensing-officer", 200, 200),
        ("customs", 200, 200),
        ("auditor", 200, 200),
        ("administrator", 200, 403),
        ("applicant", 403, 403),
    ],
)
def test_authorities_screen_and_administrators_see_the_lists(
    listed: AnOpenOffice, role: str, lists: int, screening: int
) -> None:
    officer = next(name for name, x in listed.issuer.officers.items() if x.role.value == role)
    client = listed.client(officer)
    assert client.get("/api/v1/lists").status_code == lists
    assert screened(client, {"name": "Nobody"}).status_code == screening
    assert listed.client().get("/api/v1/lists").status_code == 401
