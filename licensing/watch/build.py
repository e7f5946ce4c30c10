"""What runs here: the version, and digests of the law, the rules and the program that findings are made under."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import NamedTuple

from projections.findings.made_under import made_today


class BuildDigests(NamedTuple):
    """The version of the distribution, and digests (sixteen hexadecimal digits each)."""

    version: str
    law: str
    rules: str
    program: str


@cache
def this_build() -> BuildDigests:
    """What runs here; the same for two processes that would make the same findings."""
    made = made_today()
    return BuildDigests(version("counterfoil"), made.law, made.rules, made.program.source)
