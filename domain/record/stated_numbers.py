"""Where a fact states numbers and dates of birth: found once for each kind, from its shapes (rules 5.2, 5.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import is_dataclass
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from domain.events.lists import SanctionsRow
from domain.events.party import Identifier
from domain.kernel.event import kinds
from domain.kernel.says_nothing import says_nothing

Path = tuple[str | int, ...]

_NUMBERED = frozenset(
    {
        *("numbers", "lots", "number", "old_number", "new_number"),
        *("document", "end_use_documents", "certificate", "verification", "declaration", "reexport"),
        *("entry_reference", "licence_reference", "reference", "contract_reference", "case"),
        *("make", "model", "calibre", "platform"),
    }
)
"""Fields that hold serials, lots, seal numbers, the numbers of documents, entries and licences, and what goods are."""
_BORN = "date_of_birth"
_SHIP = "imo"
_ROWS = "rows"


class NumberStated(NamedTuple):
    """Texts under one path: an identifier, another number or a list of numbers, or a date of birth."""

    path: Path
    texts: tuple[str, ...]
    identifier: bool = False
    born: bool = False


_tells = re.compile("[1-9]").search
"""A digit other than zero: with one, only an identifier can say nothing."""


def _number(text: str) -> bool:
    return not _tells(text) and says_nothing(text)


def _numbers(texts: Sequence[str]) -> bool:
    return not all(map(_tells, texts))


def _identifier(text: str) -> bool:
    return says_nothing(text, True)


def _birth(_: str) -> bool:
    return True


class _Fields(NamedTuple):
    """What is looked at in a shape: fields with what may be odd about each, and those inside of which there is more."""

    own: tuple[tuple[str, Callable[[Any], bool]], ...]
    inside: tuple[tuple[str, _Fields], ...]


def numbers_stated(kind: str, data: Any) -> list[NumberStated]:
    """Of the numbers in the data of a fact, given as plain JSON values, those that may say nothing; dates of birth."""
    fields = _fields_of(kind)
    return list(_under((), fields, data)) if _any_in(fields, data) else []


@cache
def _fields_of(kind: str) -> _Fields:
    if kind == "list.published":
        return _Fields((), ((_ROWS, _inside(SanctionsRow)),))
    return _inside(kinds()[kind])


def _inside(shape: Any, around: frozenset[Any] = frozenset()) -> _Fields:
    own: list[tuple[str, Callable[[Any], bool]]] = []
    inside: list[tuple[str, _Fields]] = []
    for name, hint in get_type_hints(shape).items():
        held = next((x for x in _named_in(hint) if is_dataclass(x)), None)
        if held is None:
            own += [(name, may) for may in _looked_at(shape, name, hint)]
        elif held not in (*around, shape):
            more = _inside(held, around | {shape})
            inside += [(name, more)] if any(more) else []
    return _Fields(tuple(own), tuple(inside))


def _looked_at(shape: Any, name: str, hint: Any) -> Iterator[Callable[[Any], bool]]:
    if name == _SHIP or (shape is Identifier and name == "value"):
        yield _identifier
    elif name == _BORN:
        yield _birth
    elif name in _NUMBERED:
        yield _numbers if _several(hint) else _number


def _named_in(hint: Any) -> Iterator[Any]:
    """The types that a hint names: itself, or those in its union or sequence."""
    inner = get_args(hint)
    if not inner:
        yield hint
    for one in inner:
        yield from _named_in(one)


def _several(hint: Any) -> bool:
    return get_origin(hint) is tuple or any(map(_several, get_args(hint)))


def _any_in(fields: _Fields, held: Any) -> bool:
    """Whether there is anything to look at more closely; there hardly ever is."""
    own, inside = fields
    for name, may in own:
        value = held.get(name)
        if value and may(value):
            return True
    for name, more in inside:
        value = held.get(name)
        for row in (value,) if type(value) is dict else value or ():
            if _any_in(more, row):
                return True
    return False


def _under(path: Path, fields: _Fields, held: Any) -> Iterator[NumberStated]:
    for name, may in fields.own:
        value = held.get(name)
        if value and may(value):
            texts = (value,) if type(value) is str else tuple(value)
            yield NumberStated((*path, name), texts, may is _identifier, may is _birth)
    for name, more in fields.inside:
        value = held.get(name)
        if type(value) is dict:
            yield from _under((*path, name), more, value)
        for number, row in enumerate(() if type(value) is dict else value or ()):
            yield from _under((*path, name, number), more, row)
