"""Whose word counts where a paper was copied and its author speaks, too: the author's own, whichever came first."""

from __future__ import annotations

from collections.abc import Iterable

from domain.record.fact import Fact
from domain.record.sources import COPIED, state_of


def own_word_first(told: Iterable[Fact]) -> list[Fact]:
    """What was told of one thing, in the same order, without copies of papers whose State has told of it itself."""
    found = list(told)
    own = {state_of(f.source) for f in found if COPIED not in f.source}
    return [f for f in found if COPIED not in f.source or state_of(f.source) not in own]


def said_itself(told: Iterable[Fact], state: str) -> bool:
    """Whether a State has told of a thing itself, and not by a paper that was copied."""
    return any(COPIED not in f.source and state_of(f.source) == state for f in told)
