"""What is reached from something over any number of steps: mergers, corrections, ownership, redeclarations."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def closure(start: Iterable[T], near: Callable[[T], Iterable[T]]) -> tuple[T, ...]:
    """Where one begins and everything reached from there, each once, in the order in which it is found.

    `near` tells what one step leads to; it is asked once for each.
    """
    found = dict.fromkeys(start)
    waiting = list(found)
    while waiting:
        new = dict.fromkeys(x for x in near(waiting.pop()) if x not in found)
        found |= new
        waiting += new
    return tuple(found)
