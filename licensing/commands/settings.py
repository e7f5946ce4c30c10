"""`counterfoil settings`: every setting, its value, where that comes from, and what it is for."""

from __future__ import annotations

import argparse

from licensing.settings import KNOWN, Settings, masked

NAME = "settings"
HELP = "Show every setting, its value and where it comes from; a file that VARIABLE_FILE names may hold it."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing but the settings themselves."""


def run(_: argparse.Namespace, settings: Settings) -> int:
    """Prints one line for each setting, in columns divided by tabs."""
    for known in KNOWN:
        value = masked(known, getattr(settings, known.name))
        names = f"{known.variable} {known.option or ''}".rstrip()
        print(known.name, value or "-", settings.origins[known.name], f"{names}: {known.meaning}", sep="\t")
    return 0
