"""The commands of `counterfoil`, one module each; the list below is in the order the help shows them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from licensing.settings import Settings

FROM_INPUT = "-"
"""What stands for a FILE that comes by standard input; the default where FILE may lack."""


class CommandModule(Protocol):
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
    "what-if": "what_if",
    "lists": "lists",
    "screen": "screening",
    "rejects": "rejects",
    "notes": "notes",
    "access-log": "access_log",
    "views": "views",
    "rebuild": "rebuild",
    "migrate": "migrate",
    "publish": "publish",
    "consume": "consume",
    "read": "read",
    "clock": "clock",
    "topics": "topics",
    "health": "health",
    "settings": "settings",
    "orders": "ordering",
    **dict.fromkeys(
        (
            *("party", "authorization", "notice", "document", "list"),
            *("application", "licence", "consignment", "finding", "proposal", "fact"),
        ),
        "ordering",
    ),
}
"""The module of each command, by the name it is called by; a module of several has them in `BY_NAME`."""


def commands(called: str | None = None) -> list[CommandModule]:
    """The command that is called, alone, so that it starts at once; every command there is for anything else."""
    wanted = [called] if called in MODULES else list(MODULES)
    return [_command(name) for name in wanted if name is not None]


def _command(name: str) -> CommandModule:
    made = import_module(f"licensing.commands.{MODULES[name]}")
    return cast("CommandModule", getattr(made, "BY_NAME", {}).get(name, made))
