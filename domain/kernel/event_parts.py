"""What has to be said of an event where it is declared: where it belongs, whose word counts, how it is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple, TypedDict


class Speaker(NamedTuple):
    """Whose word counts (rules 1.4.1): a role's, anybody's where none is named.

    `document` is the field that holds a document of which only the issuing State may say this; `provided` is a field
    with the value it must have.
    """

    role: str | None = None
    document: str | None = None
    provided: tuple[str, str] | None = None


ITS_SUBJECTS = "its subjects"
"""In `history`: the subjects it is indexed under, for what lies elsewhere in the index than in the log."""

StreamOf = Callable[[Mapping[str, Any], str], str]
"""The stream, from the data as plain JSON values and the subject on the envelope."""
SubjectsOf = Callable[[Any], list[str]]
"""Subjects, from the event itself."""


class Parts(TypedDict):
    """The parts of a declaration; none may be left out, and `()` says that there are none."""

    stream: StreamOf
    subjects: tuple[SubjectsOf, ...]
    told_by: Speaker
    quantities: tuple[str, ...]
    said: str
    search: tuple[str, ...]
    history: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """The declaration of an event, which streams, indexes, data quality, sentences, search and history are views of.

    `stream` is where it lies in the log. `subjects` are what it is indexed under for rules and decisions; a kind with
    none moves the clock and is in the history, but is read by nobody. `quantities` are the fields, dotted, whose units
    and amounts are looked at on arrival; a list may only stand last but one. `said` names its sentence. `search` are
    the fields, dotted, that it is found by; `history` those that name other subjects under which it is told, too.
    """

    stream: StreamOf
    subjects: tuple[SubjectsOf, ...]
    told_by: Speaker
    quantities: tuple[str, ...]
    said: str
    search: tuple[str, ...]
    history: tuple[str, ...]


def declared_as(kind: str, cls: type[Any], parts: Mapping[str, Any]) -> Declared:
    """The declaration of a kind; raises TypeError that names the kind and the part that is missing or wrong."""
    missing = [name for name in Declared.__slots__ if name not in parts]
    if missing:
        raise TypeError(f"{kind} is declared without {', '.join(missing)}; where it has none, say so")
    unknown = [name for name in parts if name not in Declared.__slots__]
    if unknown:
        raise TypeError(f"{kind} is declared with {', '.join(unknown)}, which is no part of a declaration")
    made = Declared(**parts)
    if not made.said:
        raise TypeError(f"{kind} is declared without a sentence; `said` names it")
    document, (condition, _) = made.told_by.document, made.told_by.provided or (None, None)
    named = chain(made.quantities, made.search, made.history, filter(None, (document, condition)))
    strange = [path for path in named if path != ITS_SUBJECTS and path.partition(".")[0] not in cls.__annotations__]
    if strange:
        raise TypeError(f"{kind} is declared with {', '.join(strange)}, which is no field of {cls.__name__}")
    return made
