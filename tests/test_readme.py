"""The README's tour, run as it stands."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from licensing.commands import MODULES

HOME = Path(__file__).parent.parent
README = (HOME / "README.md").read_text("utf-8")
TOUR, ORDERS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
SECTION = README.partition("## A tour\n")[2].partition("\n## ")[0]
SHOWN = [" ".join(found.split()) for found in re.findall(r"`(counterfoil [^`]+)`", SECTION)]
"""The calls that the tour shows within its sentences."""
PAPERS = {
    "licence suspend": "suspension.json",
    "lists import": "consolidated.xml",
    "screen": "names.csv",
}
"""What FILE stands for in a call of the tour."""
SUSPENSION = '{"data": {"licence": {"state": "XA", "reference": "EL-2031-511517"}, "effective_on": "2032-12-31"}}'
CUT = "- - 8< - -"
Steps = list[tuple[str, list[str]]]


def steps(block: str) -> Steps:
    """Each command of a block with what the README says it prints."""
    found: Steps = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def call(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command of the tour with its data in a folder of the test."""
    words = shlex.split(command)
    assert words[0] == "counterfoil"
    words = [str(folder / word) if word == "tour" else word for word in words[1:]]
    return subprocess.run(
        [sys.executable, "-m", "licensing", *words], cwd=HOME, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_tour_goes_as_the_readme_says(tmp_path: Path) -> None:
    for command, told in steps(TOUR):
        done = call(command, tmp_path)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        for line in told:
            assert line in done.stdout + done.stderr, command
    found = call("counterfoil findings --data tour --format jsonl", tmp_path).stdout.splitlines()
    assert len(found) > 10
    explained = call(f"counterfoil explain --data tour {found[0][15:79]}", tmp_path)
    assert "It rests on:" in explained.stdout


def test_the_calls_within_its_sentences_go_as_well(tmp_path: Path) -> None:
    call(steps(TOUR)[0][0], tmp_path)
    (tmp_path / "suspension.json").write_text(SUSPENSION)
    (tmp_path / "names.csv").write_text("name,kind\nArvo Hallack,INDIVIDUAL\n")
    (tmp_path / "consolidated.xml").write_text(_longer_than_yesterdays())
    finding = call("counterfoil findings --data tour --format jsonl", tmp_path).stdout[15:79]
    assert len(SHOWN) > len(PAPERS)
    for shown in SHOWN:
        done = call(f"{_with_papers(shown, tmp_path, finding)} --data tour", tmp_path)
        assert done.returncode == 0, f"{shown}: {done.stderr}"


def _with_papers(shown: str, folder: Path, finding: str) -> str:
    paper = next((held for words, held in PAPERS.items() if shown.startswith(f"counterfoil {words}")), "no paper")
    return re.sub(r"FILE(\.[a-z]+)?", str(folder / paper), shown).replace("FINDING", finding)


def _longer_than_yesterdays() -> str:
    """A consolidated list long enough to take the place of the one in force."""
    held = (HOME / "tests/consumers/published/consolidated.xml").read_text("utf-8")
    named = "<FIRST_NAME>ORM {0}</FIRST_NAME><REFERENCE_NUMBER>XXi.{0}</REFERENCE_NUMBER>"
    entry = f"<INDIVIDUAL>{named}<LISTED_ON>2013-05-01</LISTED_ON></INDIVIDUAL>"
    more = "".join(entry.format(number) for number in range(100, 200))
    return held.replace("</INDIVIDUALS>", f"{more}</INDIVIDUALS>")


def test_every_command_that_is_named_exists() -> None:
    named = set(re.findall(r"[`$] ?counterfoil ([a-z-]+)", README))
    assert {"import", "findings", "consume", "licence"} <= named
    assert named <= set(MODULES)


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_officers_decide_as_the_readme_says(tmp_path: Path) -> None:
    for command, _ in steps(TOUR)[:2]:
        call(command, tmp_path)
    played = steps(ORDERS)
    printed = played_in_a_shell([command for command, _ in played], tmp_path)
    for (command, told), output in zip(played, printed, strict=True):
        assert [line for line in told if line not in output] == [], f"{command}: {output}"


def played_in_a_shell(commands: list[str], folder: Path) -> list[str]:
    """What each command prints, in one shell, with data in the folder and the server on a free port."""
    (folder / "bin").mkdir()
    program = folder / "bin" / "counterfoil"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m licensing "$@"\n')
    program.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    served = f"--data {folder / 'tour'} --port {port}"
    lines = [command.replace("--data tour", served).replace("8000", port) for command in commands]
    script = "\n".join(["trap 'kill $(jobs -p) 2>/dev/null' EXIT", *(f"echo '{CUT}'; {line}" for line in lines)])
    environment = os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", script], cwd=HOME, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    return done.stdout.split(f"{CUT}\n")[1:]


@pytest.mark.parametrize("target", ["demo", "test", "check", "bench", "drill", "kafka", "docs", "clean", "install"])
def test_every_target_there_is_can_be_made(target: str) -> None:
    assert re.search(rf"^{target}:", (HOME / "Makefile").read_text("utf-8"), re.MULTILINE)
