"""What words in names are: legal forms, words of a trade, titles, particles, given names and their short forms."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

Sort = Literal["own", "trade", "affix", "weak", "number"]
_NONE: frozenset[str] = frozenset()
LONGEST_PHRASE = 6
"""No legal form or trade has more words."""

WEAK = frozenset(["and", "und", "et", "y", "i", "the", "of", "for", "mr", "mrs", "ms", "monsieur", "president", "mv"])
"""Words that say nothing of who is meant."""
ARTICLES = frozenset({"al", "el", "de", "la", "le", "les", "des", "du", "da", "di", "del", "della", "der", "den"})
INCORPORATION = frozenset({"co", "corp"})
"""Words for a firm as such: left out or put for each other, they make no other firm."""
PARENTS = frozenset({"abu", "abul", "abdul", "umm"})
"""Particles that make another name of the one they stand before."""
_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "1st": "1", "2nd": "2", "3rd": "3"}
_FIGURES = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi"]
_ROMAN = {x: str(n) for n, x in enumerate(_FIGURES, start=1)}
_DIGITS = {x: str(n) for n, x in enumerate(_NUMBERS)}
OWN, PARENT, TRADE, FIGURE, LITTLE = 10, 6, 5, 2, 1
"""How much a word says of who is meant."""


class Word(NamedTuple):
    """A word of a name: as spelled, how it sounds, of what sort it is, what it may stand for, and how much it says."""

    text: str
    sound: str
    sort: Sort
    means: frozenset[str]
    weight: int


class Dictionary(NamedTuple):
    """The fixed data by phrase."""

    forms: dict[str, str]
    trades: dict[str, frozenset[str]]
    affixes: dict[str, frozenset[str]]
    titles: dict[str, frozenset[str]]
    given: dict[str, frozenset[str]]


@cache
def dictionary() -> Dictionary:
    """The data, read once; where it comes from stands in the file."""
    told = json.loads(files("domain.data").joinpath("name_words.json").read_text("utf-8"))

    def sets(name: str) -> dict[str, frozenset[str]]:
        return {phrase: frozenset(found) for phrase, found in told[name].items()}

    return Dictionary(told["forms"], sets("trades"), sets("affixes"), sets("titles"), sets("given"))


_SOUNDS = (
    ("tsch", "c"), ("sch", "s"), ("tch", "c"), ("sh", "s"), ("ch", "c"), ("ph", "f"), ("kh", "h"), ("gh", "g"),
    ("ck", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "i"), ("ei", "i"), ("ey", "i"), ("ae", "e"), ("oe", "o"),
    ("ue", "u"), ("ts", "c"), ("tz", "c"), ("w", "v"), ("q", "k"), ("x", "ks"), ("y", "i"), ("j", "i"), ("z", "s"),
)  # fmt: skip


@cache
def _digit_letters() -> dict[int, int]:
    return str.maketrans("01359", "oiesg")


def sound(text: str) -> str:
    """A word as it sounds, roughly: one letter for those that spellings put for each other, none twice in a row."""
    if text.isdigit():
        return text
    heard = text.translate(_digit_letters())
    for spelled, letter in _SOUNDS:
        if spelled in heard:
            heard = heard.replace(spelled, letter)
    kept = [c for n, c in enumerate(heard) if n == 0 or heard[n - 1] != c]
    return "".join(kept)


def number(text: str, place: int) -> str | None:
    """The number that a word stands for: in digits, in words, or in Roman figures, which do not begin a name."""
    if text.isdigit():
        return text.lstrip("0") or "0"
    found = _ORDINALS.get(text) or _DIGITS.get(text)
    return found or (_ROMAN.get(text) if place else None)


def word(text: str, place: int, phrase: str | None = None) -> Word:
    """A word of a name, or of a phrase that counts as one."""
    known, named = dictionary(), phrase or text
    if text in WEAK or text in known.titles:
        return Word(text, text, "weak", _NONE, 0)
    figure = None if phrase else number(text, place)
    if figure is not None:
        return Word(figure, figure, "number", _NONE, FIGURE)
    if named in known.affixes or text in ARTICLES:
        means = known.affixes.get(named, _NONE)
        return Word(text, sound(text), "affix", means, PARENT if means & PARENTS else LITTLE)
    trades = known.trades.get(named)
    if trades is not None:
        return Word(text, sound(text), "trade", trades, LITTLE if trades & INCORPORATION else TRADE)
    return Word(text, sound(text), "own", known.given.get(text, _NONE), OWN)
