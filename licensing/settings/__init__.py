"""Every setting: name, default, what it is for, and where its present value comes from; a file for each kind."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from licensing.settings.brokers import BROKERS, BrokerSettings
from licensing.settings.keeping import KEEPING, KeepingSettings
from licensing.settings.running import RUNNING, WALL, RunningSettings
from licensing.settings.serving import SERVING, ServingSettings
from licensing.settings.setting import BadSetting, masked, value_given
from licensing.settings.signing_in import SIGNING_IN, SignInSettings
from licensing.settings.store import PARTS, STORE, StoreSettings, address_of_parts
from licensing.settings.tls import TLS, TlsSettings
from licensing.settings.watching import WATCHING, WatchingSettings

__all__ = ["KNOWN", "WALL", "BadSetting", "Settings", "masked", "offer", "settings"]

KNOWN = (*STORE, *BROKERS, *RUNNING, *SIGNING_IN, *TLS, *WATCHING, *KEEPING, *SERVING)


@dataclass(frozen=True, kw_only=True)
class Settings(
    StoreSettings,
    BrokerSettings,
    RunningSettings,
    SignInSettings,
    TlsSettings,
    WatchingSettings,
    KeepingSettings,
    ServingSettings,
):
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
    """The settings in force: options first, then the environment or files named there, then the defaults.

    A folder or a database named by option wins over a database named in the environment, which is an address or its
    parts. Raises BadSetting.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for known in KNOWN:
        text, origins[known.name] = value_given(known, options, environment)
        try:
            values[known.name] = known.read(text)
        except ValueError as why:
            value = f"is {text!r}" if not known.secret else "cannot be"
            raise BadSetting(f"{origins[known.name]} {value}; it must be {why}") from None
    if not options.get("database"):
        _name_the_database(values, origins, options)
    return Settings(**values, origins=origins)


def _name_the_database(values: dict[str, Any], origins: dict[str, str], options: Mapping[str, str]) -> None:
    """Puts the address together from its parts; a folder named by option sets both aside."""
    in_parts = address_of_parts(values, {name for name in PARTS if origins[name] != "default"})
    if options.get("data") and (in_parts or values["database"]):
        values["database"], origins["database"] = "", "set aside by --data"
    elif in_parts and values["database"]:
        raise BadSetting(f"{origins['database']} and the parts of an address are both given; give one of them")
    elif in_parts:
        values["database"], origins["database"] = in_parts, "its parts"
