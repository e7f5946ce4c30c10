"""The names that one text gives: what stands in parentheses, or after a dash in capitals, is another name (rules 5.13).

`Kaldera Bureau of Supply (KBS)` says two: the name before the parentheses, and an acronym. An acronym that stands
beside what it stands for is the name of many; it says nothing by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from domain.names.spelling import visible, words

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)(?:[)\]]|$)")
_DASH = re.compile(r"(?:\s[-\u2010-\u2015]+\s*|\s*[\u2013\u2014\u2015]\s*)(?=[^\s-][^\s]*)")
_CALLED = re.compile(
    r"^(?:(?:also|now|formerly|previously|originally|better)\s+(?:known\s+as|called|listed\s+as|named)|formerly|previously"
    r"|alias|n[eé]e|geb\.?|ex|a\.?\s?k\.?\s?a\.?|a/k/a|f\.?\s?k\.?\s?a\.?|f/k/a|n/k/a|d\.?\s?b\.?\s?a\.?|d/b/a)[\s:,.]+",
    re.IGNORECASE,
)
_SIGNS = "([-\u2010\u2011\u2012\u2013\u2014\u2015"
_LEAST_LETTERS, _SHORT, _LONGEST_ACRONYM, _LEAST_INITIALS = 2, 5, 8, 3


class NamesGiven(NamedTuple):
    """A text as one name, what of it stands outside parentheses, and its other names that may stand alone."""

    whole: str
    main: str
    others: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """True for a text that is one name and no more."""
        return self.main == self.whole

    @property
    def initials(self) -> tuple[str, ...]:
        """The acronyms that the name beside them spells out."""
        return tuple(x for x in self.acronyms if len(x) >= _LEAST_INITIALS and _stands_for(words(x)[0], self.main))

    @property
    def all(self) -> tuple[str, ...]:
        """Every reading that is compared."""
        return (self.whole,) if self.plain else tuple(dict.fromkeys((self.whole, self.main, *self.others)))


def _stands_for(short: str, long: str) -> bool:
    """The letters of an acronym stand in a name in their order, beginning with a word."""
    letters = "".join(words(long))
    starts = {x[0] for x in words(long)}
    rest = iter(letters[letters.find(short[0]) :])
    return short[0] in starts and len(short) * 2 <= len(letters) and all(c in rest for c in short)


def _is_acronym(other: str, main: str) -> bool:
    """A short word in capitals, or one that the name beside it spells out."""
    said = words(other)
    if len(said) != 1 or len(said[0]) > _LONGEST_ACRONYM:
        return False
    capitals = other.upper() == other and other.lower() != other
    return (capitals and len(said[0]) <= _SHORT) or _stands_for(said[0], main)


def _without_initials(text: str) -> str:
    """A name without the acronym of its own words that it begins or ends with."""
    said = text.split()
    if len(said) <= _LEAST_INITIALS:
        return text
    for own, rest in ((said[-1], said[:-1]), (said[0], said[1:])):
        short = own.strip(",.;:\"'").lower()
        if len(short) >= _LEAST_INITIALS and short.isalnum():
            letters = [x[0].lower() for x in rest]
            capitals = [x[0].lower() for x in rest if x[0].isupper()]
            if list(short) in (letters, capitals):
                return " ".join(rest).rstrip(" ,;:-")
    return text


def _after_dash(text: str) -> tuple[str, str] | None:
    """A name and what stands in capitals after its last dash; in a name all of capitals only an acronym of it."""
    for found in reversed(list(_DASH.finditer(text))):
        main, other = text[: found.start()].strip(), text[found.end() :].strip()
        letters = [c for c in other if c.isalpha()]
        if main and len(letters) >= _LEAST_LETTERS and other.upper() == other and other.lower() != other:
            if main.upper() != main or _is_acronym(other, main):
                return main, other
            return None
    return None


def _others(found: list[str], main: str) -> Iterator[str]:
    for text in found:
        for part in re.split(r"[;/]", text):
            other = _CALLED.sub("", part.strip(" ,.\"'")).strip()
            if sum(c.isalnum() for c in other) >= _LEAST_LETTERS and any(c.isalpha() for c in other):
                yield other


@lru_cache(maxsize=32_768)
def names_given(text: str) -> NamesGiven:
    """The names that a text gives, remembered."""
    seen = visible(text)
    main, found = seen, list[str]()
    if any(c in seen for c in _SIGNS):
        found = [x.group(1) for x in _BRACKETS.finditer(seen)]
        main = " ".join(_BRACKETS.sub(" ", seen).split()) if found else seen
        dashed = _after_dash(main)
        if dashed is not None:
            main = dashed[0]
            found.append(dashed[1])
    main = _without_initials(main)
    if not words(main) or main == seen:
        return NamesGiven(text, text)
    others = list(_others(found, main))
    acronyms = tuple(x for x in others if _is_acronym(x, main))
    return NamesGiven(text, main, tuple(x for x in others if x not in acronyms), acronyms)
