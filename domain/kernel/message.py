"""What is to be said, before it is said in a language: the id of a sentence and its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from domain.kernel.event import canonical, decoder_of, shape

AS_STORED = "as-stored"
"""The id of what was stored as a finished sentence, before sentences had ids; the sentence is its figure `text`."""


@shape
class Message:
    """A sentence by its id in the catalogue, and its figures: exact texts, parts with ids of their own, or several.

    A figure called `count` decides between singular and plural.
    """

    id: str
    figures: Mapping[str, Saying]

    def __hash__(self) -> int:
        return hash((self.id, frozenset(self.figures.items())))


Saying = str | Message | tuple[str | Message, ...]


def message(id: str, /, **figures: object) -> Message:
    """A message with its figures as exact texts."""
    return Message(
        id=id, figures={name: value if type(value) is str else _exact(value) for name, value in figures.items()}
    )


def _exact(value: object) -> Saying:
    if isinstance(value, str | Message):
        return value
    if isinstance(value, tuple):
        return tuple(x if isinstance(x, str | Message) else str(x) for x in value)
    return str(value)


def and_more(shown: Iterable[str | Message], amount: int) -> tuple[str | Message, ...]:
    """The first of several, and how many more there are of them."""
    first = tuple(shown)
    rest = amount - len(first)
    return (*first, message("and-more", more=rest)) if rest > 0 else first


def as_stored(text: str) -> Message:
    """A finished sentence from before sentences had ids."""
    return Message(id=AS_STORED, figures={"text": text})


def kept(told: Message) -> str:
    """A message as a row keeps it."""
    return canonical(told).decode()


def taken(text: str) -> Message:
    """A message from a row; where the row holds a finished sentence, that one."""
    if not text.startswith("{"):
        return as_stored(text)
    try:
        found: Message = decoder_of(Message).decode(text)
    except msgspec.DecodeError:
        return as_stored(text)
    return found
