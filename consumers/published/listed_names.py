"""The names in one field of a published list: several in one, in parentheses, with explanations, in another script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from consumers.published.content import trimmed
from domain.names.spelling import LATIN, script

_LETTERED = re.compile(r"(?:^|(?<=[\s,;]))[a-h]\)\s*")
_INSIDE = re.compile(r"\(([^()]*)\)")
_AT_END = re.compile(r"(.*\S)\s*\(([^()]+)\)[\s.,]*")
_TOLD = re.compile(
    r"[\s,:(–-]*\b(?:false identity|false name|born|birth|d\.?o\.?b\b|passport|identity card|national id|nationality"
    r"|issued|listed|used in|used by|in \w+ script|as in|see also|according to)\b.*",
    re.IGNORECASE,
)
_DATED = re.compile(r"[\s,:–-]*\b(?:\d{1,2}[\s./-]+\w+[\s./,-]+)?(?:1[89]|20)\d\d\b.*")
_KNOWN_AS = re.compile(
    r"^(?:[af]\.?\s?k\.?\s?a\.?|also known as|formerly(?: known as)?|previously)[\s:]+", re.IGNORECASE
)
_NO_NAME = frozenset({"", "na", "n/a", "none", "unknown", "nil"})
_ACRONYM = re.compile(r"[A-Z0-9][A-Z0-9&./-]{1,11}")
_EDGES = " \t,;:.–-\"'“”‘’«»"


class NamesFound(NamedTuple):
    """The names in a text, and whether something in it was no name and is left out."""

    names: tuple[str, ...]
    explained: bool = False


def _has_letters(text: str) -> bool:
    return any(c.isalpha() for c in text)


def foreign_names(text: str) -> Iterator[str]:
    """The runs of words in another script than Latin."""
    run: list[str] = []
    for word in [*trimmed(text).split(), ""]:
        bare = word.strip(_EDGES + "()،")
        if _has_letters(bare) and script(bare) != LATIN:
            run.append(bare)
        elif run:
            yield " ".join(run)
            run = []


def _parts(text: str) -> list[str]:
    """The names that a semicolon parts, or letters with a parenthesis: `a) … b) …`."""
    said = trimmed(text)
    if len(_LETTERED.findall(said)) > 1:
        said = _LETTERED.sub(";", said)
    return [x for x in (part.strip() for part in said.split(";")) if x]


def _bare(text: str, person: bool) -> tuple[str, bool]:
    """A name without what explains it, and whether there was such."""
    cut = _TOLD.sub("", text)
    if person:
        cut = _DATED.sub("", cut)
    name = _KNOWN_AS.sub("", cut).strip(_EDGES if person else ' \t,;:–-"“”«»')
    if name.casefold() in _NO_NAME or not _has_letters(name):
        name = ""
    return name, cut != text


def _of_person(part: str) -> NamesFound:
    inside = [x for x in _INSIDE.findall(part) if x.strip()]
    name, explained = _bare(trimmed(_INSIDE.sub(" ", part)), person=True)
    found = [name]
    for told in inside:
        foreign = list(foreign_names(told))
        other, _ = ("", True) if foreign else _bare(told, person=True)
        found += foreign or ([other] if " " in other else [])
        explained |= not foreign and " " not in other
    return NamesFound(tuple(x for x in found if x), explained)


def _of_entity(part: str) -> NamesFound:
    at_end = _AT_END.fullmatch(part)
    if at_end is None:
        name, explained = _bare(part, person=False)
        return NamesFound((name,) if name else (), explained)
    foreign = list(foreign_names(at_end[2]))
    other, explained = ("", False) if foreign else _bare(at_end[2], person=False)
    whole = [] if foreign or explained or _ACRONYM.fullmatch(other) or _KNOWN_AS.match(at_end[2]) else [part]
    name, also = _bare(at_end[1], person=False)
    return NamesFound(tuple(x for x in (name, other, *foreign, *whole) if x), explained or also)


def names_in(text: str, person: bool) -> NamesFound:
    """Every name in a field, the first one first."""
    found = [_of_person(part) if person else _of_entity(part) for part in _parts(text)]
    return NamesFound(
        tuple(dict.fromkeys(name for one in found for name in one.names)), any(one.explained for one in found)
    )
