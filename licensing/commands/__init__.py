"""The commands of `counterfoil`, one module each; the list below is in the order the help shows them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from licensing.settings import Settings


class Command(Protocol):
    """What a command module has: `NAME` and `HELP` for the user, `arguments` it takes, and what it does."""

    NAME: str
    HELP: str

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declares what the command takes."""
        ...

    def run(self, arguments: argparse.Namespace, settings: Settings) -> int:
        """Does it; the exit code."""
        ...


MODULES: Mapping[str, str] = {
    "demo": "demo",
    "serve": "serve",
    "import": "importing",
    "findings": "findings",
    "explain": "explain",
    "rejects": "rejects",
    "notes": "notes",
    "views": "views",
    "rebuild": "rebuild",
    "publish": "publish",
    "consume": "consume",
    "read": "read",
    "clock": "clock",
    "settings": "settings",
}
"""The module of each command, by the name it is called by."""


def commands(called: str | None = None) -> list[Command]:
    """The command that is called, alone, so that it starts at once; every command there is for anything else."""
    one = MODULES.get(called or "")
    wanted = [one] if one else list(MODULES.values())
    return [cast("Command", import_module(f"licensing.commands.{name}")) for name in wanted]
