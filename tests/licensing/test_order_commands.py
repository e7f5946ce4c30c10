"""Orders on the command line: given on the store itself, told as text or JSON, with an exit code for each outcome."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

import licensing
from domain.decisions import COMMANDS
from licensing.__main__ import main
from licensing.commands import MODULES, ordering
from licensing.http.json.order_examples import BODIES
from licensing.log import open_log
from tests.licensing.test_commands import Said

NOOR = ("--state", "XA", "--role", "customs", "--officer", "noor")
JONAS = ("--state", "XA", "--role", "approving-officer", "--officer", "jonas")
KEY = "6d3f5f1c-8a52-4d0e"


class Counter:
    """Where orders are given over one folder."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capsys, self.folder = capsys, folder
        self._file = folder.parent / "order.json"
        self.before = self.head()

    def __call__(self, *words: str, body: Mapping[str, Any] | bytes | None = None) -> Said:
        """Gives the order of the example, or another."""
        content = BODIES[f"{words[0]} {words[1]}"] if body is None else body
        self._file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        code = main([*words[:2], str(self._file), *words[2:], "--data", str(self.folder)])
        return Said(code, *self._capsys.readouterr())

    def version(self, stream: str) -> int:
        """How many entries there are about a thing."""
        with closing(open_log(self.folder)) as log:
            return log.version(stream)

    def head(self) -> int:
        """How much is on record."""
        with closing(open_log(self.folder)) as log:
            return log.head()


@pytest.fixture
def counter(
    capsys: pytest.CaptureFixture[str], declared_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Counter:
    for name in [name for name in os.environ if name.startswith("COUNTERFOIL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COUNTERFOIL_MODE", "demo")
    return Counter(capsys, Path(shutil.copytree(declared_folder, tmp_path / "own")))


@pytest.mark.parametrize("place", range(2, 2 + len(JONAS) + 1, 2))
def test_the_file_may_stand_anywhere_among_the_options(counter: Counter, place: int) -> None:
    order = counter.folder.parent / "order.json"
    order.write_text(json.dumps({"data": BODIES["licence suspend"]["data"] | {"effective_on": "2030-04-12"}}))
    words = ["licence", "suspend", *JONAS, "--data", str(counter.folder)]
    assert main([*words[:place], str(order), *words[place:]]) == 0


def test_one_file_is_taken_and_no_more(counter: Counter, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["licence", "suspend", *JONAS, "one.json", "two.json"])
    assert "unrecognized arguments" in capsys.readouterr().err


def test_what_is_no_option_is_not_taken_for_the_file(counter: Counter, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["licence", "suspend", *JONAS, "--despite"])
    assert "unrecognized arguments: --despite" in capsys.readouterr().err


def another(ucr: str, pieces: int) -> dict[str, Any]:
    """A declaration of other goods."""
    body = deepcopy(BODIES["consignment declare"])
    body["data"] |= {"shipment": {"ucr": ucr}, "declaration": f"D-{ucr}"}
    body["data"]["lines"][0]["quantity"]["value"] = str(pieces)
    return body


def test_what_is_recorded_is_told_in_sentences(counter: Counter) -> None:
    said = counter("consignment", "exit", *NOOR)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(
        f"RECORDED at position {counter.before + 1}; consignment/UCXA300000001 is at version v2 now.\n"
    )
    assert "\n  shipment.exited.v1 CF-" in said.out
    assert f"by /states/XA/customs/counterfoil, position {counter.before + 1}" in said.out


def test_what_is_refused_is_told_with_its_reasons_and_code_3(counter: Counter) -> None:
    said = counter("consignment", "declare", *NOOR, body=another("UCXA300000002", 500))
    assert (said.code, said.err) == (3, "")
    assert said.out.startswith("REFUSED at position")
    assert "500 pieces are asked of line 1" in said.out
    assert "(INSUFFICIENT, R-068)" in said.out
    assert "have the licence amended first" in said.out


def test_programs_read_json(counter: Counter) -> None:
    told = json.loads(counter("consignment", "exit", *NOOR, "--format", "json").out)
    assert (told["outcome"], told["position"]) == ("RECORDED", counter.before + 1)
    assert told["entries"][0]["type"] == "shipment.exited.v1"


def test_an_order_given_again_under_its_key_does_nothing_twice(counter: Counter) -> None:
    first = counter("consignment", "exit", *NOOR, "--key", KEY)
    assert counter("consignment", "exit", *NOOR, "--key", KEY) == first
    assert counter.head() == counter.before + 1
    said = counter("consignment", "exit", *NOOR, "--key", KEY, body=BODIES["consignment adjust"] | {"data": {}})
    assert said.code == 2
    other = deepcopy(BODIES["consignment exit"])
    other["data"]["office"] = "XAAIR"
    said = counter("consignment", "exit", *NOOR, "--key", KEY, body=other)
    assert (said.code, "a new key" in said.err) == (2, True)


@pytest.mark.parametrize("tag", ["v{}", '"v{}"', 'W/"v{}.0af3"'])
def test_the_version_that_was_judged_is_named(counter: Counter, tag: str) -> None:
    body = {"data": BODIES["licence suspend"]["data"] | {"effective_on": "2030-04-12"}}
    now = counter.version("licence/XA:EL-2030-000123")
    stale = counter("licence", "suspend", *JONAS, "--if-match", f"v{now - 1}", body=body)
    assert (stale.code, stale.out) == (2, "")
    assert f"stands at version {now}; this was ordered on version {now - 1}" in stale.err
    assert "Read it again" in stale.err
    assert counter("licence", "suspend", *JONAS, "--if-match", tag.format(now), body=body).code == 0


def test_a_licence_is_refused_for_what_is_used_up(counter: Counter) -> None:
    applied = deepcopy(BODIES["application submit"])
    named = {"state": "XA", "reference": "AP-2030-000124"}
    applied["data"] |= {"application": named}
    applied["data"]["wanted"]["lines"][0]["quantity"]["value"] = "1"
    amara = ("--state", "XA", "--role", "licensing-officer", "--officer", "amara")
    assert counter("application", "submit", *amara, body=applied).code == 0
    determined = {"data": BODIES["application determine"]["data"] | {"application": named}}
    assert counter("application", "determine", *amara, body=determined).code == 0
    assessed = {"data": BODIES["application assess"]["data"] | {"application": named}}
    assert counter("application", "assess", *amara, body=assessed).code == 0
    licence = {"state": "XA", "reference": "EL-2030-000124"}
    issued = {"data": {"application": named, "licence": licence, "issued_on": "2030-04-09"}}
    said = counter("licence", "issue", *JONAS, body=issued)
    assert (said.code, "(IMPORT_EXCEEDED, R-045)" in said.out) == (3, True)


@pytest.mark.parametrize(
    ("words", "body", "told"),
    [
        (("consignment", "exit", *NOOR), b"{", "counterfoil: the order: this is no JSON"),
        (("consignment", "exit", *NOOR), b'{"data": 1}', 'counterfoil: /data: 1 is not of type "object"'),
        (
            ("consignment", "declare", *NOOR),
            None,
            "order consignment declare, state declared\nThis can",
        ),
        (("consignment", "exit", *JONAS), None, "may not confirm that goods have left. (A-12)\nHave customs"),
        (
            ("consignment", "exit", "--state", "XB", *NOOR[2:]),
            None,
            "on record here for you.\nCompare the number, and the State",
        ),
        (("consignment", "exit", "--state", "xa", *NOOR[2:]), None, "--state is 'xa'; it must be two capitals"),
        (("consignment", "exit", *NOOR, "--key", "short"), None, "--key must have 8 to 128"),
        (("consignment", "exit", *NOOR, "--if-match", "3"), None, "--if-match is '3'; it must be a version such as v3"),
        (
            ("application", "withdraw", "--state", "XA", "--role", "applicant", "--officer", "petra"),
            None,
            "say whose with --register-id",
        ),
    ],
)
def test_a_mistake_is_told_with_what_mends_it_and_code_2(
    counter: Counter, words: tuple[str, ...], body: bytes | None, told: str
) -> None:
    said = counter(*words, body=body)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert "Traceback" not in said.err
    assert counter.head() == counter.before


def test_a_file_that_is_not_there_is_a_mistake_too(counter: Counter, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["consignment", "exit", str(counter.folder / "none"), *NOOR, "--data", str(counter.folder)]) == 2
    assert "cannot be read: No such file" in capsys.readouterr().err


def test_an_order_comes_from_standard_input_into_an_empty_store(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "licensing", "list", "publish", "--data", str(tmp_path / "new")]
    done = subprocess.run(
        [*words, "--mode", "demo", "--state", "XA", "--role", "administrator", "--officer", "sam"],
        input=json.dumps(BODIES["list publish"]).encode(),
        capture_output=True,
        cwd=Path(licensing.__file__).parents[1],
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"PROPOSED at position 1; list/authorities is at version v1 now.")


def test_every_order_is_listed_with_who_may_give_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["orders"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in COMMANDS)
    assert "approving-officer" in said


def test_every_noun_has_its_command_and_one_line_of_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(ordering.THINGS) == {command.noun for command in COMMANDS.values()}
    assert set(ordering.BY_NAME) <= set(MODULES)
    with pytest.raises(SystemExit):
        main(["licence", "--help"])
    assert "issue an export licence" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "Order about an export licence: 7 orders." in capsys.readouterr().out
    assert max(len(command.HELP) for command in ordering.BY_NAME.values()) < 64
