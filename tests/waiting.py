"""How tests wait: for what must come, as long as it takes, and never for so long that a slow machine matters."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

LONGEST = 120.0
"""Seconds after which what should have come is taken to come no more; no test that passes ever waits so long."""
PAUSE = 0.01

Seen = TypeVar("Seen")


def eventually(look: Callable[[], Seen], until: Callable[[Seen], object] = bool) -> Seen:
    """What is seen once it is as it must become; an AssertionError with what was seen last when it never is."""
    end = time.monotonic() + LONGEST
    while not until(seen := look()):
        assert time.monotonic() < end, f"after {LONGEST:.0f} seconds it was still {seen!r}"
        time.sleep(PAUSE)
    return seen
