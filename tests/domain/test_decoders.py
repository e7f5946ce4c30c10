"""Shapes are decoded for the first time by several threads at once, as when a service begins: nothing may break."""

from __future__ import annotations

import subprocess
import sys

AT_ONCE = """
import sys, threading
from dataclasses import field, make_dataclass
from domain.kernel.event import decoder_of

sys.setswitchinterval(1e-6)


def decode(whole, together):
    together.wait()
    assert decoder_of(whole).decode(b'{"a": {"a": 1, "b": 2}, "b": {"a": 1, "b": 2}}').b.b == 2


for _ in range(60):
    part = make_dataclass("Part", [("a", int), ("b", int)])
    whole = make_dataclass("Whole", [("a", part), ("b", part)])
    together = threading.Barrier(8)
    threads = [threading.Thread(target=decode, args=(whole, together)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def test_a_shape_is_looked_at_by_one_thread_at_a_time() -> None:
    done = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
