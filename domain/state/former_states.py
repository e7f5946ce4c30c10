"""States that are no more: a nationality of one contradicts none of the States that came of it (rules 5.6)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from domain.kernel.closure import closure

_ALPHA_2 = 2


@cache
def _heirs() -> Mapping[str, Sequence[str]]:
    """By the alpha-4 code of a State that is no more: what came of it."""
    told: Mapping[str, Sequence[str]] = tomllib.loads(
        files("domain.data").joinpath("former_states.toml").read_text("utf-8")
    )["heirs"]
    return told


@cache
def _meant(state: str) -> tuple[str, ...]:
    """The States that are no more and once had this alpha-2 code, by their alpha-4 codes; CS was the code of two."""
    return tuple(x for x in _heirs() if x[:_ALPHA_2] == state)


def is_former(state: str) -> bool:
    """Whether a code is that of a State that is no more."""
    return bool(_meant(state))


@cache
def heirs(state: str) -> frozenset[str]:
    """The States of today that a code may stand for: itself, or all that came of whatever it once was."""
    found = closure(_meant(state) or [state], lambda x: _heirs().get(x, ()))
    return frozenset(x for x in found if len(x) == _ALPHA_2)


def may_be_one(a: str, b: str) -> bool:
    """Whether two codes may mean one State: equal, or one is of a State that is no more, with an heir in common."""
    return a == b or bool((is_former(a) or is_former(b)) and heirs(a) & heirs(b))
