"""The commands of `counterfoil`, one module each; the list below is in the order the help shows them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
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


MODULES: Sequence[str] = (
    "demo",
    "serve",
    "importing",
    "findings",
    "explain",
    "rejects",
    "notes",
    "views",
    "rebuild",
    "publish",
    "consume",
    "read",
    "clock",
    "settings",
)


def commands() -> list[Command]:
    """Every command there is."""
    return [cast("Command", import_module(f"licensing.commands.{name}")) for name in MODULES]
