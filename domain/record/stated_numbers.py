"""Where a fact states numbers and dates of birth: found once for each kind, from its shapes (rules 5.2, 5.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

from domain.events.lists import SanctionsRow
from domain.events.party import Identifier
from domain.kernel.event import kinds
from domain.kernel.says_nothing import says_nothing

Path = tuple[str | int, ...]

NUMBERS = frozenset(
    {
        *("numbers", "lots", "number", "old_number", "new_number"),
        *("document", "end_use_documents", "certificate", "verification", "declaration", "reexport"),
        *("entry_reference", "licence_reference", "reference"),
    }
)
"""Fields that hold serials, lots, seal numbers, and the numbers of documents, entries and licences."""
BORN = "date_of_birth"
_SHIP = "imo"
_ROWS = "rows"


class Stated(NamedTuple):
    """Texts under one path: an identifier, another number or a list of numbers, or a date of birth."""

    path: Path
    texts: tuple[str, ...]
    identifier: bool = False
    born: bool = False


class _Number(NamedTuple):
    """A field that holds a number or a list of them, or a date of birth."""

    name: str
    identifier: bool
    born: bool


class _Fields(NamedTuple):
    """What is looked at in a shape: its own numbers, and the fields inside of which there are more."""

    own: tuple[_Number, ...]
    inside: tuple[tuple[str, _Fields], ...]


def stated(kind: str, data: Any) -> list[Stated]:
    """Of the numbers in the data of a fact, given as plain JSON values, those that may say nothing; dates of birth."""
    found: list[Stated] = []
    _under((), _fields_of(kind), data, found)
    return found


@cache
def _fields_of(kind: str) -> _Fields:
    if kind == "list.published":
        return _Fields((), ((_ROWS, _inside(SanctionsRow)),))
    return _inside(kinds()[kind])


def _inside(shape: Any, around: frozenset[Any] = frozenset()) -> _Fields:
    own: list[_Number] = []
    inside: list[tuple[str, _Fields]] = []
    for name, hint in get_type_hints(shape).items():
        held = next((x for x in _named_in(hint) if is_dataclass(x)), None)
        if held is not None and held is not shape and held not in around:
            inside.append((name, _inside(held, around | {shape})))
        elif held is None and (name in (BORN, _SHIP, *NUMBERS) or (shape is Identifier and name == "value")):
            own.append(_Number(name, shape is Identifier or name == _SHIP, name == BORN))
    return _Fields(tuple(own), tuple((name, more) for name, more in inside if more != _NOTHING))


_NOTHING = _Fields((), ())


def _named_in(hint: Any) -> Iterator[Any]:
    """The types that a hint names: itself, or those in its union or sequence."""
    inner = get_args(hint)
    if not inner:
        yield hint
    for one in inner:
        yield from _named_in(one)


_TELLS = re.compile("[1-9]").search
"""A digit other than zero: with one, only an identifier can say nothing."""


def _under(path: Path, fields: _Fields, held: Any, found: list[Stated]) -> None:
    own, inside = fields
    for name, identifier, born in own:
        value = held.get(name)
        if value and (born or _may_be_silent(value, identifier)):
            found.append(Stated((*path, name), (value,) if type(value) is str else tuple(value), identifier, born))
    for name, more in inside:
        value = held.get(name)
        if not value:
            continue
        if type(value) is dict:
            _under((*path, name), more, value, found)
            continue
        for number, row in enumerate(value):
            _under((*path, name, number), more, row, found)


def _may_be_silent(value: str | list[str], identifier: bool) -> bool:
    if identifier:
        return says_nothing(value, True)  # type: ignore[arg-type]
    return not _TELLS(value) if type(value) is str else not all(map(_TELLS, value))
