"""No open door: orders and `serve` need a mode, and a demo stays on this machine unless it is told otherwise."""

import json
from pathlib import Path

import pytest

from licensing.http.json.order_examples import BODIES
from licensing.modes import must_listen_here
from licensing.settings import BadSetting, settings
from licensing.wiring import World
from tests.licensing.calling import FALCON, Caller, registered
from tests.modes import AS_DEMO

NOOR = ("--state", "XA", "--role", "customs", "--officer", "noor")
ADDRESS = "postgresql://nobody@127.0.0.1:1/none"


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    made = Caller(capsys, tmp_path, monkeypatch)
    monkeypatch.delenv("COUNTERFOIL_MODE")
    return made


def an_order(call: Caller) -> Path:
    return call.file("order.json", json.dumps(BODIES["consignment exit"]))


def test_serve_without_a_mode_says_how_to_name_one(call: Caller) -> None:
    said = call("serve", "--port", "0")
    assert said.code == 2
    assert "--mode demo" in said.err
    assert "--mode production" in said.err


def test_an_order_without_a_mode_is_not_taken(call: Caller) -> None:
    said = call("consignment", "exit", an_order(call), *NOOR)
    assert (said.code, "--mode demo" in said.err) == (2, True)


def test_what_gives_orders_by_another_name_needs_a_mode_too(call: Caller) -> None:
    assert "--mode demo" in call("findings", "dispose", "--rule", "R01").err


def test_an_order_with_a_mode_is_judged(call: Caller) -> None:
    said = call("consignment", "exit", an_order(call), *NOOR, "--mode", "demo")
    assert "--mode" not in said.err


@pytest.mark.parametrize("command", ["import", "findings", "notes", "lists", "rejects", "views", "rebuild", "settings"])
def test_what_only_takes_in_and_tells_needs_no_mode(call: Caller, command: str) -> None:
    file = call.file("facts.jsonl", registered("P-1", "2030-01-01", register_id="XB-P-1", name="Brick Ltd"))
    assert call("import", file).code == 0
    more = {"import": (file,), "rebuild": ("all",)}.get(command, ())
    assert call(command, *more).code == 0


def test_names_are_screened_without_a_mode(call: Caller) -> None:
    call.listed(FALCON, options=("--state", "XA", "--mode", "demo"))
    assert call("screen", "--names", call.file("names.csv", "name", "Brick Ltd")).code == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "", "example.org"])
def test_a_demo_listens_to_nobody_else_unless_told(call: Caller, host: str) -> None:
    said = call("serve", "--mode", "demo", "--port", "0", "--host", host)
    assert said.code == 2
    assert "--demo-in-the-open yes" in said.err
    must_listen_here(settings({}, AS_DEMO), host)
    must_listen_here(settings({"mode": "production"}, {}), host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_a_demo_listens_on_this_machine(host: str) -> None:
    must_listen_here(settings({"mode": "demo"}, {}), host)


@pytest.mark.parametrize(("option", "value"), [("database", ADDRESS), ("kafka", "127.0.0.1:9")])
def test_a_demo_works_over_a_folder_unless_told(option: str, value: str) -> None:
    with pytest.raises(BadSetting, match="--demo-in-the-open yes"):
        World(settings({option: value, "mode": "demo"}, {}))
    for allowed in (AS_DEMO, {"COUNTERFOIL_MODE": "production"}, {}):
        World(settings({option: value}, allowed)).close()


def test_settings_tell_the_mode(call: Caller) -> None:
    shown = {line.split("\t")[0]: line.split("\t")[1:3] for line in call("settings", "--mode", "demo").out.splitlines()}
    assert shown["mode"] == ["demo", "option --mode"]
    assert shown["demo_in_the_open"] == ["no", "default"]
