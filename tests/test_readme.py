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

HOME = Path(__file__).parent.parent
TOUR, ORDERS = re.findall(r"```console\n(.*?)```", (HOME / "README.md").read_text("utf-8"), re.DOTALL)
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
