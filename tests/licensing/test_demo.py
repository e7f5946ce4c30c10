"""The demo and the server: from a bare folder to served pages, asked from outside."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from fastapi import FastAPI

from consumers.arrival import Origin
from consumers.inbound import delivery_of
from domain.kernel.moments import SECOND, instant
from licensing.__main__ import main
from licensing.commands.demo_check import NOT_IN_THE_HISTORY
from licensing.commands.demo_story import tell_story
from licensing.commands.serve import Readers, server_of
from licensing.demo.papers import EXPORTER, NAMES
from licensing.demo.story import STORY
from licensing.demo.visitor import NotAsExpected
from licensing.http.auth.issuer import DEMO_OFFICERS, DemoIssuer, issuer_key
from licensing.wiring import World
from tests.modes import AS_DEMO, demo_settings
from tests.waiting import LONGEST
from tools.demo_data import History, cut, packed

RULES = {f"R{number:02}" for number in range(1, 31)} - NOT_IN_THE_HISTORY
ROOT = Path(__file__).parent.parent.parent
PATIENCE = LONGEST


def history() -> list[dict[str, Any]]:
    packed_facts = files("licensing.demo").joinpath("history.jsonl.gz").read_bytes()
    assert len(packed_facts) < 1_000_000
    return [json.loads(line) for line in gzip.decompress(packed_facts).splitlines()]


def test_the_history_of_the_demo_is_whole() -> None:
    facts = history()
    assert 3_000 < len(facts) < 8_000
    kinds = {fact["type"] for fact in facts}
    assert {"day.closed.v1", "list.published.v1", "party.registered.v1", "transit-notice.sent.v1"} <= kinds
    licences = {f"{x['state']}:{x['reference']}" for x in _refs(facts, "export-licence.issued.v1", "licence")}
    named = {
        f"{x['state']}:{x['reference']}"
        for fact in facts
        if (x := fact["data"].get("terms", {}).get("import_authorization"))
    }
    authorized = {
        f"{x['state']}:{x['reference']}" for x in _refs(facts, "import-authorization.issued.v1", "authorization")
    }
    assert len(licences) > 100
    assert len(named - authorized) <= 3
    register = {fact["data"]["party"]["register_id"] for fact in facts if fact["type"] == "party.registered.v1"}
    mentioned = set(re.findall(r'"register_id": ?"([^"]+)"', json.dumps(facts)))
    assert mentioned <= register


def _refs(facts: list[dict[str, Any]], type_: str, name: str) -> list[dict[str, Any]]:
    return [fact["data"][name] for fact in facts if fact["type"] == type_]


def test_cutting_again_gives_the_same_bytes() -> None:
    lines = [json.dumps(fact).encode() + b"\n" for fact in history()]
    label = {
        "expect": "OPEN",
        "rule": "R01",
        "key": {"licence": "XA:EL-2031-511517", "line": 1, "shipment": None, "subject": None},
    }
    first = cut(History(lines), [label], 1_500)
    assert packed(first) == packed(cut(History(lines), [label], 1_500))
    kept = b"".join(first)
    assert 1_000 < len(first) < len(lines)
    assert all(name in kept for name in (b"UCXA316625783", b"UCXA313994570", b"IA-2030-857476"))
    assert first == [line for line in lines if line in set(first)]


def test_the_demo_looks_round_by_itself(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--check"]) == 0
    told = capfd.readouterr().out
    by_rule = re.search(r"open by rule: (.*)", told)
    assert by_rule
    assert set(re.findall(r"R\d\d", by_rule[1])) == RULES
    assert "Sam Adeyemi, administrator of XA, sees no case" in told
    assert "now CLOSED" in told
    assert "the transfer in order: consignment received, 120 consumed, 0 free, no findings" in told
    assert "refused, for FINDINGS_NOT_ACKNOWLEDGED, IMPORT_EXCEEDED, TRANSIT_OBJECTED:XC" in told
    assert "the transfer that goes astray: R10, R14 of 15" in told
    assert (
        "R14: Of item 1 of consignment UCXA330000103 40 pieces left and 25 pieces arrived; missing: 15 pieces." in told
    )
    assert told.count("http://127.0.0.1:") == sum(len(chapter.steps) for chapter in STORY) + 2


def test_the_story_begins_where_the_history_ends_and_goes_on_in_time() -> None:
    moments = [instant(step.at) for chapter in STORY for step in chapter.steps]
    last = max(instant(fact["recordedat"]) for fact in history())
    assert last < moments[0] < last + 7 * 86_400 * SECOND
    assert sorted(moments) == moments


def test_the_story_is_told_by_officers_of_three_states_and_none_is_called_like_another() -> None:
    states = {officer.subject: officer.state for officer in DEMO_OFFICERS}
    assert {states[step.officer] for chapter in STORY for step in chapter.steps} == {"XA", "XB", "XC"}
    for names in (
        [x.subject for x in DEMO_OFFICERS],
        [x.name.split()[0] for x in DEMO_OFFICERS],
        [x.name for x in DEMO_OFFICERS],
    ):
        assert len(set(names)) == len(names)


@contextmanager
def kept(folder: Path) -> Iterator[World]:
    """A world over a folder whose views are kept."""
    stop = threading.Event()
    with World(demo_settings({"data": str(folder)})) as world:
        readers = Readers(world, stop, server_of(FastAPI()))
        try:
            yield world
        finally:
            stop.set()
            readers.join()


def register(world: World, entry: dict[str, object]) -> None:
    """Somebody is in the register before the story begins."""
    number = str(entry["register_id"])
    told = {
        "specversion": "1.0",
        "source": f"/states/{number[:2]}/register",
        "id": f"REG-{number}",
        "type": "party.registered.v1",
        "subject": number,
        "time": "2032-01-01T00:00:00Z",
        "recordedat": "2032-01-01T00:00:00Z",
        "data": {"party": entry},
    }
    world.log.record([delivery_of(told, Origin())])


def test_the_story_is_told_once_however_often_the_demo_runs(tmp_path: Path) -> None:
    told: list[str] = []
    again: list[str] = []
    with kept(tmp_path) as world:
        number = {"scheme": "REGISTRATION", "value": "XA00003077"}
        own = {"register_id": EXPORTER, "state": "XA", "name": NAMES[EXPORTER], "identifiers": [number]}
        register(world, STORY[0].steps[0].data["party"] | own)
        tell_story(world, "http://here/", told.append)
        head = world.log.head()
        tell_story(world, "http://here/", again.append)
        assert world.log.head() == head
        assert world.log.greatest_recordedat() == STORY[-1].steps[-1].at
    assert again[: len(told)] == told
    assert [line for line in again[len(told) :] if "told before" in line] == again[len(told) :] != []
    assert "             http://here/licences/XA:EL-2033-000101" in told


def test_a_story_that_another_has_spoilt_says_where_it_stops(tmp_path: Path) -> None:
    first = STORY[0].steps[0]
    with kept(tmp_path) as world:
        register(world, first.data["party"])
        with pytest.raises(NotAsExpected, match="stops at `party register` of 2033-01-03, answered 409"):
            tell_story(world, "http://here/", print)


def test_the_demo_is_refused_in_production(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERFOIL_MODE", "production")
    assert main(["demo", "--check"]) == 2
    assert "COUNTERFOIL_JWKS" in capsys.readouterr().err
    assert main(["serve", "--port", "0"]) == 2
    assert "the built-in issuer" in capsys.readouterr().err


@pytest.mark.usefixtures("as_demo")
def test_a_port_that_is_taken_is_told_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port), "--data", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert f"port {port}" in told
    assert "--port" in told
    assert len(told.strip().splitlines()) == 1


@pytest.mark.usefixtures("as_demo")
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--jwks", "ftp://x/keys", "--issuer", "i"], "https"),
        (["--jwks", "keys.json"], "COUNTERFOIL_ISSUER"),
    ],
)
def test_a_sign_in_that_cannot_work_is_a_mistake_in_the_call(
    options: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--port", "0", "--data", str(tmp_path), *options]) == 2
    assert told in capsys.readouterr().err


@contextmanager
def served(*options: str, **environment: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server of its own process, its address read from what it says."""
    command = [sys.executable, "-m", "licensing", "serve", "--port", "0", *options]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **AS_DEMO, **environment}
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            said = process.stderr.readline()
            found = re.search(r"http://\S+/", said)
            assert found, said
            yield found[0].rstrip("/"), process
        finally:
            process.kill()


def asked(address: str, token: str = "", accept: str = "*/*") -> tuple[int, Any]:
    headers = {"Accept": accept} | ({"Authorization": f"Bearer {token}"} if token else {})
    until = time.monotonic() + PATIENCE
    while True:
        try:
            reply = httpx2.get(address, headers=headers, timeout=10)
            return reply.status_code, reply.content
        except httpx2.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_server_over_an_empty_folder_answers_and_ends_when_told(tmp_path: Path, how: signal.Signals) -> None:
    with served("--data", str(tmp_path)) as (address, process):
        assert asked(f"{address}/livez")[0] == 200
        assert msgspec.json.decode(asked(f"{address}/readyz")[1])["ready"] is True
        assert asked(f"{address}/api/v1/findings")[0] == 401
        process.send_signal(how)
        assert process.wait(timeout=PATIENCE) == 0


def test_production_takes_the_tokens_of_the_issuer_it_was_told_of(tmp_path: Path) -> None:
    issuer = DemoIssuer(issuer_key(tmp_path / "theirs"))
    (tmp_path / "keys.json").write_bytes(msgspec.json.encode(issuer.jwks()))
    sign_in = {
        "COUNTERFOIL_MODE": "production",
        "COUNTERFOIL_JWKS": str(tmp_path / "keys.json"),
        "COUNTERFOIL_ISSUER": issuer.issuing.issuer,
    }
    with served("--data", str(tmp_path / "data"), **sign_in) as (address, _):
        token = issuer.token(issuer.officers["amara"])
        assert asked(f"{address}/api/v1/findings", token)[0] == 200
        assert asked(f"{address}/api/v1/findings", token + "x")[0] == 401
        assert b"Amara" not in asked(f"{address}/sign-in", accept="text/html")[1]
