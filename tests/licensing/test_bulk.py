"""Several findings closed by one order, after a preview: each on the evidence seen, all of them or none."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from domain.kernel.errors import Stale
from domain.kernel.event import recorded
from licensing.commands import findings
from licensing.log import Deciding
from licensing.settings import BadSetting
from tests.licensing.an_office import (
    CLOSED,
    ELSEWHERE,
    LICENCE,
    R01,
    R07,
    R17,
    ROWS,
    UCR,
    AnOffice,
    dispose,
    finding_row,
    form_token,
    problem,
)
from tests.licensing.rounds_world import LICENSED, Rounds, in_boxes
from tests.modes import demo_settings

ROUTE = "/api/v1/findings/dispositions"
WHY = {"disposition": "EXPLAINED", "reason": "The weighbridge of the port was wrong; file 2030/131."}
KEY = {"Idempotency-Key": "6d3f5f1c-many"}
STOP = next(row for row in ROWS if row[1] == "R14")
R14 = finding_row("R14", shipment=UCR, line=1, day=3)
"""The same finding, not so grave that it takes two persons."""
THREE = (R01, R14, R17)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[AnOffice]:
    made = AnOffice(tmp_path, tuple(R14 if row is STOP else row for row in ROWS))
    yield made
    made.close()


def preview(client: TestClient, **selected: Any) -> dict[str, Any]:
    reply = client.post("/api/v1/findings/disposition-preview", json=selected)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def seen(client: TestClient, *rows: tuple[Any, ...]) -> list[dict[str, str]]:
    found = preview(client, ids=[row[0] for row in rows])["would_close"]
    return [{name: x[name] for name in ("finding_id", "evidence_hash")} for x in found]


def close(client: TestClient, judged: list[dict[str, str]], headers: dict[str, str] | None = None) -> Response:
    return client.post(ROUTE, json={"findings": judged, **WHY}, headers=headers or {})


def streams(office: AnOffice) -> list[str]:
    return [x.stream for x in office.log.read(0, 100)]


# -- the preview -------------------------------------------------------------------------------------------------------


def test_a_preview_says_what_would_close_and_why_not_the_rest(office: AnOffice, amara: TestClient) -> None:
    rows = (R01, R07, CLOSED, ELSEWHERE)
    found = preview(amara, ids=[*(row[0] for row in rows), "0" * 64])
    assert [x["finding_id"] for x in found["would_close"]] == [R01[0]]
    assert found["would_close"][0]["evidence"]
    assert {x["finding_id"]: x["code"] for x in found["would_not"]} == {
        R07[0]: "DENIED",
        CLOSED[0]: "FINDING_NOT_OPEN",
        ELSEWHERE[0]: "NOT_FOUND",
        "0" * 64: "NOT_FOUND",
    }
    assert all(x["detail"].endswith((".", ")")) and x["mend"] for x in found["would_not"])
    assert office.log.head() == 0


def test_a_filter_selects_what_is_open(amara: TestClient) -> None:
    assert {x["finding_id"] for x in preview(amara, filter={})["would_close"]} == {row[0] for row in THREE}
    assert [x["finding_id"] for x in preview(amara, filter={"opened": "2030-05", "rule": ["R14"]})["would_close"]] == [
        R14[0]
    ]
    assert preview(amara, filter={"opened": "2030-06"}) == {"would_close": [], "would_not": [], "left_out": 0}


def test_what_was_decided_meanwhile_would_not_close(office: AnOffice, amara: TestClient) -> None:
    office.fill([], position=0)
    assert dispose(amara, R01).status_code == 201
    (told,) = preview(amara, ids=[R01[0]])["would_not"]
    assert told["code"] == "STALE"


@pytest.mark.parametrize("who", ["noor", "ilse", "petra"])
def test_others_neither_look_nor_close(office: AnOffice, who: str) -> None:
    client = office.client(who)
    judged = seen(office.client("amara"), R17)
    problem(client.post("/api/v1/findings/disposition-preview", json={"filter": {}}), 403)
    assert problem(close(client, judged), 403)["rule"] == "A-05"
    assert office.log.head() == 0


# -- the order ---------------------------------------------------------------------------------------------------------


def test_one_order_closes_all_on_the_evidence_seen(office: AnOffice, amara: TestClient) -> None:
    reply = close(amara, seen(amara, *THREE))
    assert reply.status_code == 201, reply.text
    told = reply.json()
    assert {x["finding_id"] for x in told["disposed"]} == {row[0] for row in THREE}
    assert reply.headers["log-position"] == str(told["position"]) == str(office.log.head()) == "3"
    hashes = {x["finding_id"]: x["evidence_hash"] for x in seen(amara, *THREE)} or {}
    for row in THREE:
        (stored,) = office.log.open(f"finding/{row[0]}")
        event = recorded(stored.body)
        assert (event.actor, event.authority, event.data.reason) == ("amara", "XA", WHY["reason"])
        assert event.data.evidence_hash == hashes.get(row[0], event.data.evidence_hash)


def test_where_one_cannot_close_none_does(office: AnOffice, amara: TestClient) -> None:
    judged = seen(amara, *THREE)
    moved = list(R14)
    moved[12] = b'["/states/XA/customs/xaprt#CUS-2"]'
    office.fill([tuple(moved), finding_row("R17", 3, "CLEARED", shipment=R17[4], day=4)])
    told = problem(close(amara, judged), 409)
    assert told["code"] == "NOT_ALL_CAN_CLOSE"
    assert {(x["pointer"], x["code"]) for x in told["errors"]} == {(R14[0], "STALE"), (R17[0], "FINDING_NOT_OPEN")}
    assert office.log.head() == 0


def test_a_finding_of_another_state_keeps_all_open(office: AnOffice, amara: TestClient) -> None:
    mine, theirs = seen(amara, R01), seen(office.client("tomas"), R07)
    assert problem(close(amara, mine + theirs), 409)["errors"][0]["code"] == "DENIED"
    absent = [{"finding_id": "0" * 64, "evidence_hash": "0" * 64}]
    assert problem(close(amara, mine + absent), 409)["errors"][0]["code"] == "NOT_FOUND"
    assert office.log.head() == 0


def test_what_says_stop_now_is_never_closed_among_others(office: AnOffice, amara: TestClient) -> None:
    judged = seen(amara, *THREE)
    office.fill([STOP])
    found = preview(amara, filter={})
    assert {x["finding_id"] for x in found["would_close"]} == {R01[0], R17[0]}
    (told,) = (x for x in found["would_not"] if x["finding_id"] == STOP[0])
    assert told["code"] == "STOP_NOW_ALONE"
    assert "alone" in told["mend"]
    refused = problem(close(amara, judged), 409)
    assert [(x["pointer"], x["code"]) for x in refused["errors"]] == [(STOP[0], "STOP_NOW_ALONE")]
    assert office.log.head() == 0
    assert dispose(amara, STOP).status_code == 202


def test_a_failure_on_the_way_leaves_nothing(
    office: AnOffice, amara: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moved(*_: object, **__: object) -> None:
        raise Stale("finding/… stands at version 1")

    monkeypatch.setattr(Deciding, "put", moved)
    problem(close(amara, seen(amara, *THREE)), 412)
    assert office.log.head() == 0


def test_the_same_order_again_is_answered_as_before(office: AnOffice, amara: TestClient) -> None:
    judged = seen(amara, *THREE)
    first = close(amara, judged, KEY)
    office.fill([finding_row("R01", state="CLOSED", licence=LICENCE, line=1)], position=3)
    again = close(amara, judged[::-1], KEY)
    assert (again.status_code, again.json()) == (201, first.json())
    assert office.log.head() == 3


def test_a_key_used_for_another_order_is_refused(office: AnOffice, amara: TestClient) -> None:
    judged = seen(amara, *THREE)
    assert close(amara, judged[:1], KEY).status_code == 201
    assert problem(close(amara, judged, KEY), 422)["code"] == "KEY_USED_OTHERWISE"
    assert close(office.client("jonas"), seen(amara, R17), KEY).status_code == 201
    assert office.log.head() == 2


@pytest.mark.parametrize(
    "more",
    [
        {"findings": []},
        {"disposition": "SO_WHAT"},
        {"reason": ""},
        {"reason": "   "},
        {"reason": "x" * 4_001},
        {"more": 1},
        {"findings": [{"finding_id": "x", "evidence_hash": "0" * 64}]},
        {"findings": [{"finding_id": f"{n:064x}", "evidence_hash": "0" * 64} for n in range(501)]},
    ],
    ids=lambda more: str(more)[:30],
)
def test_an_order_that_says_nothing_is_refused(office: AnOffice, amara: TestClient, more: dict[str, Any]) -> None:
    problem(amara.post(ROUTE, json={"findings": seen(amara, R01), **WHY} | more), 422)
    assert office.log.head() == 0


def test_over_postgres_it_is_the_same(over_postgres: AnOffice) -> None:
    over_postgres.fill([R14])
    amara = over_postgres.client("amara")
    judged = seen(amara, *THREE)
    first = close(amara, judged, KEY)
    assert first.status_code == 201, first.text
    assert close(amara, judged, KEY).json() == first.json()
    assert len({x["position"] for x in first.json()["disposed"]}) == 3
    assert amara.get("/api/v1/findings?opened=2030-05&format=csv").text.count("\r\n") == 6
    assert amara.get("/api/v1/findings/tally").json()["total"] == 5


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_shows_what_would_close_and_closes_what_is_ticked(office: AnOffice) -> None:
    browser = office.browser("amara")
    assert "/findings/dispose?rule=R01" in browser.get("/findings?rule=R01").text
    html = browser.get("/findings/dispose").text
    pairs = re.findall(r'name="seen" value="([0-9a-f]{64}:[0-9a-f]{64})"', html)
    assert {x[:64] for x in pairs} == {row[0] for row in THREE}
    assert "for the authority of XB" in html
    assert " checked" not in html
    key = re.findall(r'name="key" value="([^"]+)"', html)[0]
    form = {"form_token": form_token(html), "key": key, "seen": pairs[:2], **WHY}
    reply = browser.post("/findings/dispose", data=form)
    assert reply.headers["location"] == "/findings?state=CLOSED&after=2&done=2"
    assert browser.post("/findings/dispose", data=form).headers["location"] == reply.headers["location"]
    assert office.log.head() == 2
    assert "2 findings disposed of" in browser.get("/findings?state=CLOSED&done=2").text


def test_what_says_stop_now_has_no_box_to_tick_but_a_reason_and_a_way_to_close_it(office: AnOffice) -> None:
    office.fill([STOP])
    browser = office.browser("amara")
    html = browser.get("/findings/dispose").text
    assert f'name="seen" value="{STOP[0]}' not in html
    row = html.partition("cannot be closed here")[2].partition(STOP[0])[2].partition("</tr>")[0]
    assert "stop now" in row
    assert "never closed among others" in row
    assert "Open it, read why it stands, and dispose of it alone." in row
    assert 'action="/findings/' in browser.get(f"/findings/{STOP[0]}").text


def test_what_is_wrong_with_the_order_is_told_on_the_page(office: AnOffice) -> None:
    browser = office.browser("amara")
    html = browser.get("/findings/dispose").text
    pairs = re.findall(r'name="seen" value="([0-9a-f]{64}:[0-9a-f]{64})"', html)
    form = {"form_token": form_token(html), "key": "k" * 20, "seen": pairs, **WHY}
    reply = browser.post("/findings/dispose", data=form | {"reason": " "})
    assert reply.status_code == 422
    assert reply.text.count(" checked") == len(pairs) + 1  # what was ticked and judged is kept
    assert browser.post("/findings/dispose", data=form | {"seen": []}).status_code == 422
    assert browser.post("/findings/dispose", data=form | {"seen": ["nonsense"]}).status_code == 422
    assert browser.post("/findings/dispose", data=form | {"form_token": "x"}).status_code == 403
    assert office.browser("noor").get("/findings/dispose").status_code == 403
    assert office.log.head() == 0


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Rounds]:
    made = Rounds(tmp_path, (LICENSED, *in_boxes("S2", "2030-05"), *in_boxes("S3", "2030-07")))
    yield made
    made.close()


AMARA = ("--officer", "amara", "--acting-for", "XA")
FOR_REASONS = ("--disposition", "EXPLAINED", "--reason", "The weighbridge was wrong.", "--yes")


def run(rounds: Rounds, *words: str) -> int:
    parser = argparse.ArgumentParser()
    findings.arguments(parser)
    return int(findings.run(parser.parse_args(words), demo_settings({"data": str(rounds.folder)})))


def test_the_command_tells_first_and_closes_when_it_is_told(rounds: Rounds, capsys: pytest.CaptureFixture[str]) -> None:
    head = rounds.log.head()
    assert run(rounds, "dispose", "--rule", "R16", *AMARA) == 0
    assert capsys.readouterr().out.count("cannot be told") == 2
    assert rounds.log.head() == head
    order = ("dispose", "--rule", "R16", *AMARA, *FOR_REASONS, "--key", "one-key-of-mine")
    assert run(rounds, *order) == 0
    first = capsys.readouterr().out
    assert first.count("closed as explained at position") == 2
    assert run(rounds, *order) == 0
    assert capsys.readouterr().out == first
    assert rounds.log.head() == head + 2
    assert run(rounds, "--rule", "R16", "--state", "CLOSED", "--format", "jsonl") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_the_command_closes_just_what_was_seen_before(rounds: Rounds, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(rounds, "dispose", "--rule", "R16", *AMARA, "--format", "json") == 0
    told, file = json.loads(capsys.readouterr().out), rounds.folder / "seen.json"
    file.write_text(json.dumps(told), "utf-8")
    one = told["would_close"][0]["finding_id"]
    assert run(rounds, "dispose", "--id", one, *AMARA, *FOR_REASONS) == 0
    head = rounds.log.head()
    assert run(rounds, "dispose", "--seen", str(file), *AMARA, *FOR_REASONS) == 3
    assert "It is closed, not open." in capsys.readouterr().out
    assert rounds.log.head() == head


@pytest.mark.parametrize(
    "words",
    [
        ("--rule", "R16"),
        ("--rule", "R16", "--officer", "amara", "--acting-for", "xa"),
        AMARA,
        ("--id", "abc", *AMARA),
        ("--rule", "R16", *AMARA, "--yes"),
        ("--rule", "R16", *AMARA, *FOR_REASONS, "--key", "short"),
        ("--seen", "nowhere.json", *AMARA),
        ("--rule", "R16", "--opened", "May", *AMARA),
        ("--rule", "R18", *AMARA, *FOR_REASONS),
    ],
)
def test_a_mistake_in_the_call_is_told(rounds: Rounds, words: tuple[str, ...]) -> None:
    with pytest.raises(BadSetting):
        run(rounds, "dispose", *words)
