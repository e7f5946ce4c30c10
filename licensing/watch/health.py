"""Whether a role is well: somebody watches it, and all of its loops turn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from licensing.watch.beats import beats_in
from licensing.watch.run_folder import Watcher, watchers


class Health(NamedTuple):
    """Whether a role is well on this machine, and why not, in a sentence."""

    well: bool
    told: str


def health_of(folder: Path, role: str, limit: float) -> Health:
    """Looks at the beats of a role; `limit` are the seconds within which each loop must have turned."""
    now, alive = time.monotonic(), list(watchers(folder, role))
    if not alive:
        return Health(False, f"{role} does not run here: nobody watches it in {folder}")
    for one in alive:
        for wrong in _wrong(one, role, now, limit):
            return Health(False, wrong)
    ages = [now - at for one in alive for path in one.watched for at in beats_in(path).values()]
    return Health(True, f"{role} is well: each of its {len(ages)} loops turned within {max(0.0, *ages):.1f} seconds")


def _wrong(watcher: Watcher, role: str, now: float, limit: float) -> Iterator[str]:
    if now - watcher.beat > limit:
        yield f"the process that watches {role} stands still for {now - watcher.beat:.0f} seconds"
    for number, path in enumerate(watcher.watched, 1):
        one = role if len(watcher.watched) == 1 else f"{role}, worker {number} of {len(watcher.watched)},"
        beats = beats_in(path)
        if not beats:
            yield f"{one} has not begun yet"
        for loop, at in beats.items():
            if now - at > limit:
                yield f"{one} stands still: its loop of {loop} did not turn for {now - at:.0f} seconds"
