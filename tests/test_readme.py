"""The README's tour, run as it stands."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent
TOUR = re.search(r"```console\n(.*?)```", (HOME / "README.md").read_text("utf-8"), re.DOTALL)


def steps() -> list[tuple[str, list[str]]]:
    """Each command of the tour with what the README says it prints."""
    assert TOUR is not None
    found: list[tuple[str, list[str]]] = []
    for line in TOUR[1].splitlines():
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
    for command, told in steps():
        done = call(command, tmp_path)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        for line in told:
            assert line in done.stdout + done.stderr, command
    found = call("counterfoil findings --data tour --format jsonl", tmp_path).stdout.splitlines()
    assert len(found) > 10
    explained = call(f"counterfoil explain --data tour {found[0][15:79]}", tmp_path)
    assert "It rests on:" in explained.stdout


@pytest.mark.parametrize("target", ["demo", "test", "check", "bench", "drill", "kafka", "docs", "clean", "install"])
def test_every_target_there_is_can_be_made(target: str) -> None:
    assert re.search(rf"^{target}:", (HOME / "Makefile").read_text("utf-8"), re.MULTILINE)
