"""Whether an object of a JSON text has a member twice: two readers of one message must not read two values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],]|[^\s"{}\[\],:]+')
_SHOWN = 60
_LONGEST_POINTER = 300


class MemberTwice(NamedTuple):
    """A member that an object has more than once: its JSON pointer, and its first two values with their places.

    A place is counted in characters of the text, from 1, and is where the value begins.
    """

    pointer: str
    first: str
    first_at: int
    again: str
    again_at: int

    @property
    def told(self) -> str:
        """What is wrong, with both values and their places, and what would be right."""
        return (
            f"this member is there more than once, as {self.first} at character {self.first_at:,}"
            f" and as {self.again} at character {self.again_at:,}; say it once"
        )


def may_be_twice(text: bytes, *written: bytes) -> bool:
    """False where no object of a JSON text has a member twice; true where one has, or where only looking would tell.

    `written` is what the text was read as, written again, in one piece or several: every member has a colon, and one
    that was there twice is written once. Only an escaped colon can stand for the one that is lacking.
    """
    colons = sum([piece.count(b":") for piece in written])
    return text.count(b":") != colons or (b"\\" in text and b"\\u003" in text)


class _Open:
    """An object or list that is not closed yet: its pointer, where it began, and what was seen in it."""

    def __init__(self, pointer: str, began: int, named: bool) -> None:
        self.pointer, self.began, self.named = pointer, began, named
        self.number = 0
        self.name: str | None = None
        self.values: dict[str, list[tuple[int, int]]] = {}

    def step(self) -> str:
        """The pointer of what comes next."""
        name = self.name or "" if self.named else str(self.number)
        return f"{self.pointer}/{name.replace('~', '~0').replace('/', '~1')}"

    def take(self, began: int, ended: int) -> None:
        """What came next has ended."""
        if self.name is not None:
            self.values.setdefault(self.name, []).append((began, ended))


def members_twice(text: str) -> Iterator[MemberTwice]:
    """Every member that an object of a well-formed JSON text has more than once, at any depth."""
    opened = [_Open("", 0, named=False)]
    for token in _TOKEN.finditer(text):
        sign, inside = token[0], opened[-1]
        if sign in "{[":
            pointer = inside.step() if len(opened) > 1 else ""
            opened.append(_Open(pointer, token.start(), named=sign == "{"))
        elif sign in "}]":
            opened.pop()
            yield from _repeated(inside, text)
            opened[-1].take(inside.began, token.end())
        elif sign == ",":
            inside.number, inside.name = inside.number + 1, None
        elif inside.named and inside.name is None:
            inside.name = json.loads(sign)
        else:
            inside.take(token.start(), token.end())


def _repeated(closed: _Open, text: str) -> Iterator[MemberTwice]:
    for name, ((began, ended), *others) in closed.values.items():
        if others:
            closed.name = name
            yield MemberTwice(
                _shown(closed.step(), _LONGEST_POINTER),
                _shown(text[began:ended]),
                began + 1,
                _shown(text[slice(*others[0])]),
                others[0][0] + 1,
            )


def _shown(text: str, most: int = _SHOWN) -> str:
    return text if len(text) <= most else text[: most // 2] + " … " + text[-most // 2 :]
