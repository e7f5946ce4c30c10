"""Every setting: name, default, what it is for, and where its present value comes from; a file for each kind."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from licensing.settings.brokers import BROKERS, BrokerSettings
from licensing.settings.keeping import KEEPING, KeepingSettings
from licensing.settings.running import RUNNING, WALL, RunningSettings
from licensing.settings.setting import BadSetting, Setting, masked
from licensing.settings.signing_in import SIGNING_IN, SignInSettings
from licensing.settings.store import STORE, StoreSettings

__all__ = ["KNOWN", "WALL", "BadSetting", "Settings", "masked", "offer", "settings"]

KNOWN = (*STORE, *BROKERS, *RUNNING, *SIGNING_IN, *KEEPING)


@dataclass(frozen=True, kw_only=True)
class Settings(StoreSettings, BrokerSettings, RunningSettings, SignInSettings, KeepingSettings):
    """The values in force, and for each where it comes from."""

    origins: Mapping[str, str]


def offer(parser: argparse.ArgumentParser, command: str) -> None:
    """Adds the options that a command takes; without defaults, so that what was said can be told."""
    group = parser.add_argument_group("settings", "each also from the environment, see `counterfoil settings`")
    for known in KNOWN:
        if known.option and known.only in (None, command):
            group.add_argument(
                known.option,
                dest=f"setting_{known.name}",
                metavar=known.name.upper(),
                default=argparse.SUPPRESS,
                help=f"{known.meaning} [{known.variable}]",
            )


def settings(options: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
    """The settings in force: options first, then the environment, then the defaults.

    A folder named by option wins over a database named in the environment. Raises BadSetting.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for known in KNOWN:
        text, origins[known.name] = _found(known, options, environment)
        try:
            values[known.name] = known.read(text)
        except ValueError as why:
            value = f"is {text!r}" if not known.secret else "cannot be"
            raise BadSetting(f"{origins[known.name]} {value}; it must be {why}") from None
    if options.get("data") and not options.get("database") and values["database"]:
        values["database"], origins["database"] = "", "set aside by --data"
    return Settings(**values, origins=origins)


def _found(known: Setting, options: Mapping[str, str], environment: Mapping[str, str]) -> tuple[str, str]:
    if known.option and options.get(known.name) is not None:
        return options[known.name], f"option {known.option}"
    # An empty variable is an absent one: compose files and shells set those.
    if environment.get(known.variable):
        return environment[known.variable], f"environment {known.variable}"
    return known.default, "default"
