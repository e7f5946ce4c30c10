"""Every setting: its name, its default, what it is for, and where its present value comes from."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from domain.kernel.errors import DomainError

_MODES = ("demo", "production")
RECORD, WALL = "record", "wall"
LOG_FORMS = ("auto", "json", "console")
LOG_LEVELS = ("debug", "info", "warning", "error")
MOST_WORKERS = 64


class BadSetting(DomainError):
    """A setting has a value that it cannot have; whoever started the program has to mend it."""


class _Known(NamedTuple):
    """One setting: attribute, environment variable, option, default, what it is for, how it is read."""

    name: str
    variable: str
    option: str | None
    default: str
    meaning: str
    read: Callable[[str], Any] = str
    secret: bool = False
    only: str | None = None
    """The one command that takes it as an option; None where all do."""


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WORKERS:
        raise ValueError(f"a number from 1 to {MOST_WORKERS}")
    return int(text)


def _database(text: str) -> str:
    if text and urlsplit(text).scheme not in ("postgresql", "postgres"):
        raise ValueError("an address like postgresql://user@host/database")
    return text


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"{', '.join(choices[:-1])} or {choices[-1]}")
        return text

    return read


def _one_of_or_none(*choices: str) -> Callable[[str], str]:
    one_of = _one_of(*choices)
    return lambda text: one_of(text) if text else text


def _yes(text: str) -> bool:
    return _one_of("yes", "no")(text) == "yes"


def _states(text: str) -> tuple[str, ...]:
    found = _sources(text)
    if not all(re.fullmatch("[A-Z]{2}", state) for state in found):
        raise ValueError("States by two capitals each, separated by commas, such as XA,XB")
    return found


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError("a number of days, 1 or more")
    return int(text)


def _sources(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


KNOWN = (
    _Known(
        "data",
        "COUNTERFOIL_DATA",
        "--data",
        "./counterfoil-data",
        "folder of the embedded store; two folders are two worlds",
        Path,
    ),
    _Known(
        "database",
        "COUNTERFOIL_DATABASE",
        "--database",
        "",
        "PostgreSQL address to use instead of the folder",
        _database,
        secret=True,
    ),
    _Known(
        "kafka",
        "COUNTERFOIL_KAFKA",
        "--kafka",
        "",
        "bootstrap servers, host:port separated by commas; none: no topics",
    ),
    _Known("workers", "COUNTERFOIL_WORKERS", "--workers", "1", "processes that ask the rules", _workers),
    _Known(
        "sources",
        "COUNTERFOIL_SOURCES",
        None,
        "*",
        "sources that may speak on the inbound topic: prefixes or patterns with *, separated by commas",
        _sources,
    ),
    _Known(
        "mode",
        "COUNTERFOIL_MODE",
        "--mode",
        "",
        "demo, or production without the built-in issuer; serving and ordering need one of them",
        _one_of_or_none(*_MODES),
    ),
    _Known(
        "clock",
        "COUNTERFOIL_CLOCK",
        "--clock",
        "",
        "what a new world goes by: record takes any recordedat, wall none more than a day ahead of this machine's "
        "clock; default: wall in production, else record",
        _one_of_or_none(RECORD, WALL),
    ),
    _Known(
        "states",
        "COUNTERFOIL_STATES",
        None,
        "",
        "States that this service serves, such as XA,XB: nobody else speaks as its orders do; none: nobody is refused",
        _states,
    ),
    _Known(
        "most_days",
        "COUNTERFOIL_MOST_DAYS",
        "--most-days",
        "92",
        "so many days of a State are closed at once and no more",
        _days,
        only="clock",
    ),
    _Known(
        "demo_in_the_open",
        "COUNTERFOIL_DEMO_IN_THE_OPEN",
        "--demo-in-the-open",
        "no",
        "yes: a demo may listen to other machines, and work over PostgreSQL and Kafka",
        _yes,
    ),
    _Known(
        "log_form",
        "COUNTERFOIL_LOG_FORM",
        None,
        "auto",
        "how processes log: json, console, or auto for lines to people where standard error is a terminal, else json",
        _one_of(*LOG_FORMS),
    ),
    _Known(
        "log_level",
        "COUNTERFOIL_LOG_LEVEL",
        None,
        "info",
        "from which level on processes log: debug, info, warning or error",
        _one_of(*LOG_LEVELS),
    ),
    _Known("inbound_topic", "COUNTERFOIL_INBOUND_TOPIC", None, "counterfoil.inbound", "topic facts come from"),
    _Known("jwks", "COUNTERFOIL_JWKS", "--jwks", "", "keys of your issuer: an https address or a file", only="serve"),
    _Known("issuer", "COUNTERFOIL_ISSUER", "--issuer", "", "your issuer's name, the claim `iss`", only="serve"),
    _Known("audience", "COUNTERFOIL_AUDIENCE", "--audience", "counterfoil", "us, the claim `aud`", only="serve"),
    _Known("session_key", "COUNTERFOIL_SESSION_KEY", None, "", "secret that signs the cookies of pages", secret=True),
    _Known("token", "COUNTERFOIL_TOKEN", None, "", "bearer token of the officer for whom commands act", secret=True),
    _Known("events_topic", "COUNTERFOIL_EVENTS_TOPIC", None, "counterfoil.events", "topic events go to"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The values in force, and for each where it comes from."""

    data: Path
    database: str
    kafka: str
    workers: int
    sources: tuple[str, ...]
    mode: str
    clock: str
    states: tuple[str, ...]
    most_days: int
    demo_in_the_open: bool
    log_form: str
    log_level: str
    inbound_topic: str
    events_topic: str
    jwks: str
    issuer: str
    audience: str
    session_key: str
    token: str
    origins: Mapping[str, str]

    @property
    def place(self) -> Path | str:
        """Where the log is kept: the PostgreSQL address if there is one, else the folder."""
        return self.database or self.data

    @property
    def clock_of_a_new_world(self) -> str:
        """What a world goes by that is made now (COUNTERFOIL_CLOCK, else by the mode)."""
        return self.clock or (WALL if self.production else RECORD)

    @property
    def production(self) -> bool:
        """True when nothing of the demo may be on."""
        return self.mode == "production"


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


def _found(known: _Known, options: Mapping[str, str], environment: Mapping[str, str]) -> tuple[str, str]:
    if known.option and options.get(known.name) is not None:
        return options[known.name], f"option {known.option}"
    # An empty variable is an absent one: compose files and shells set those.
    if environment.get(known.variable):
        return environment[known.variable], f"environment {known.variable}"
    return known.default, "default"


def masked(known: _Known, value: object) -> str:
    """A value as it may be shown to anyone: passwords are masked."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ",".join(value) if isinstance(value, tuple) else str(value)
    if not known.secret or not text:
        return text
    parts = urlsplit(text)
    if not parts.scheme:
        return "***"
    place = parts.netloc
    if parts.password:
        place = f"{parts.username}:***@{place.rpartition('@')[2]}"
    hidden = "&".join(
        "password=***" if pair.startswith("password=") else pair for pair in parts.query.split("&") if pair
    )
    return f"{parts.scheme}://{place}{parts.path}" + (f"?{hidden}" if hidden else "")
