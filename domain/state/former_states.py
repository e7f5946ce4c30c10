"""States that are no more: a nationality of one contradicts none of the States that came of it (rules 5.6)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from domain.kernel.closure import closure


@cache
def _heirs() -> Mapping[str, Sequence[str]]:
    told: Mapping[str, Sequence[str]] = tomllib.loads(
        files("domain.data").joinpath("former_states.toml").read_text("utf-8")
    )["heirs"]
    return told


def is_former(state: str) -> bool:
    """Whether a code is that of a State that is no more."""
    return state in _heirs()


@cache
def heirs(state: str) -> frozenset[str]:
    """The States of today that a code may stand for: itself, or all that came of a State that is no more."""
    found = closure([state], lambda x: _heirs().get(x, ()))
    return frozenset(x for x in found if not is_former(x))


def may_be_one(a: str, b: str) -> bool:
    """Whether two codes may mean the same State: equal, or with an heir in common."""
    return a == b or bool((is_former(a) or is_former(b)) and heirs(a) & heirs(b))
