"""A process that is told to end: in time it ends as it likes, late it is broken off."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.licensing.ordering_world import PATIENCE

BEGIN = "import os, signal, time\nfrom licensing.watch.told import until_told\n"
TOLD = "os.kill(os.getpid(), signal.SIGTERM)"
IN_TIME = BEGIN + f"with until_told(0.2) as stop:\n    {TOLD}\n    stop.wait()\ntime.sleep(1)\nprint('went on')"
LATE = BEGIN + f"with until_told(0.2) as stop:\n    {TOLD}\n    time.sleep(60)\nprint('went on')"
PATIENT = BEGIN + f"with until_told(None) as stop:\n    {TOLD}\n    time.sleep(1)\nprint('went on')"


@pytest.mark.parametrize(
    ("program", "said"),
    [(IN_TIME, "went on\n"), (LATE, ""), (PATIENT, "went on\n")],
    ids=["in time", "late", "patient"],
)
def test_only_what_does_not_end_in_time_is_broken_off(program: str, said: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert done.stdout == said
