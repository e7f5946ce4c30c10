"""What a setting is, how its text is read, and how it may be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from domain.kernel.errors import DomainError


class BadSetting(DomainError):
    """A setting has a value that it cannot have; whoever started the program has to mend it."""


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


def separated(text: str) -> tuple[str, ...]:
    """Reads parts that are separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def masked(known: Setting, value: object) -> str:
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
