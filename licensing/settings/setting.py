"""What a setting is, how its text is read, and how it may be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from domain.kernel.errors import DomainError


class BadSetting(DomainError):
    """A setting has a value that it cannot have; whoever started the program has to mend it."""


_LARGEST_FILE = 64 * 1024


class Setting(NamedTuple):
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

    @property
    def file_variable(self) -> str:
        """The environment variable that names a file which holds the value."""
        return f"{self.variable}_FILE"


def value_given(known: Setting, options: Mapping[str, str], environment: Mapping[str, str]) -> tuple[str, str]:
    """The text of a setting and where it comes from. Raises BadSetting for a file that cannot be read."""
    if known.option and options.get(known.name) is not None:
        return options[known.name], f"option {known.option}"
    # An empty variable is an absent one: compose files and shells set those.
    said, file = environment.get(known.variable), environment.get(known.file_variable)
    if said and file:
        raise BadSetting(f"{known.variable} and {known.file_variable} are both given; give one of them")
    if file:
        return _held(file, known.file_variable), f"file {file} ({known.file_variable})"
    return (said, f"environment {known.variable}") if said else (known.default, "default")


def _held(path: str, variable: str) -> str:
    """What a file holds but for the newline at its end, which editors and `echo` write."""
    try:
        with Path(path).open("rb") as file:
            held = file.read(_LARGEST_FILE + 1)
        text = held.decode()
    except OSError as why:
        raise BadSetting(f"{variable}: {path} cannot be read: {why.strerror or why}") from why
    except UnicodeDecodeError as why:
        raise BadSetting(f"{variable}: {path} is not text in UTF-8") from why
    if len(held) > _LARGEST_FILE:
        raise BadSetting(f"{variable}: {path} is longer than {_LARGEST_FILE // 1024} KiB; it holds one value")
    text = text.removesuffix("\n").removesuffix("\r")
    if not text:
        raise BadSetting(f"{variable}: {path} is empty; write the value into it, or leave {variable} out")
    return text


def one_of(*choices: str) -> Callable[[str], str]:
    """Reads one of several words."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"{', '.join(choices[:-1])} or {choices[-1]}")
        return text

    return read


def one_of_or_none(*choices: str) -> Callable[[str], str]:
    """Reads one of several words, or nothing."""
    read = one_of(*choices)
    return lambda text: read(text) if text else text


def yes(text: str) -> bool:
    """Reads yes or no."""
    return one_of("yes", "no")(text) == "yes"


LAST_PORT = 65_535


def at_least_one(what: str = "a whole number") -> Callable[[str], int]:
    """Reads a number from 1 on; `what` says of what, where it is wrong."""

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < 1:
            raise ValueError(f"{what}, 1 or more")
        return int(text)

    return read


def separated(text: str) -> tuple[str, ...]:
    """Reads parts that are separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def path_of_pem(text: str) -> str:
    """Reads the path of a PEM file; whoever gives the certificate itself is told."""
    if "-----BEGIN" in text:
        raise ValueError("the path of a PEM file, not what the file holds; such a setting is given without _FILE")
    return text


def masked(known: Setting, value: object) -> str:
    """A value as it may be shown to anyone: passwords are masked."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ",".join(value) if isinstance(value, tuple) else str("" if value is None else value)
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
