"""What words in names are: legal forms, words of a trade, titles, particles, given names and their short forms."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

Sort = Literal["own", "trade", "affix", "weak", "number"]
_NONE: frozenset[str] = frozenset()
LONGEST_PHRASE = 6
"""No legal form or trade has more words."""

WEAK = frozenset(["and", "und", "et", "y", "i", "the", "of", "for", "mr", "mrs", "ms", "monsieur", "president", "mv"])
"""Words that say nothing of who is meant."""
SO_CALLED = (
    *(("so", "called"), ("socalled",), ("soi", "disant"), ("self", "styled"), ("self", "proclaimed")),
    *(
        ("sogenannte",),
        ("sogenannter",),
        ("sogenanntes",),
        ("cosiddetto",),
        ("cosiddetta",),
        ("llamado",),
        ("llamada",),
    ),
    *(("takozvani",), ("takozvana",), ("takozvano",), ("tak", "nazyvaemyi"), ("tak", "nazyvaemaya")),
)
"""What is put before a name that the writer does not grant."""
NUMBER_SIGNS = frozenset(
    ["no", "nr", "nos", "num", "numb", "number", "numero", "nummer", "nomer", "numer", "nro", "n", "nu", "broj", "br"]
)
"""Words that stand before a number and say no more than that it is one."""
ARTICLES = frozenset({"al", "el", "de", "la", "le", "les", "des", "du", "da", "di", "del", "della", "der", "den"})
AFTER_ARTICLE = 3
"""No fewer letters stand behind an article that sticks to them."""
FORMS_OF_ADDRESS = frozenset(
    {"mullah", "maulavi", "mawlawi", "sayyid", "sayed", "syed", "alhaj", "alhaji", "hadji", "ustad", "qari", "imam"}
)
"""Titles that are often written as if they were names."""
INCORPORATED = frozenset({"corp", "corporation", "company", "co", "limited", "ltd", "inc", "ag", "bv", "nv", "sa"})
"""Words that end the name of a firm, and are no part of what it trades in."""
FUNDS = frozenset({"fund", "funds", "partners", "trust", "capital", "investors"})
"""Words by which a Roman figure counts the issues of one house, and not houses."""
SHORT_NAMES = frozenset({"mir", "bo", "he", "din"})
"""Words of a trade in one language that are the names of many in another."""
SERVANTS = frozenset({"abd", "abdul", "abdel", "abdal", "abdol", "abdur", "abder", "abdus", "abdou", "bd"})
SUN_ARTICLES = frozenset({"al", "el", "ul", "il", "ar", "er", "ur", "as", "es", "us", "an", "ash", "az", "at", "ad"})
"""The article after Abd in all its sounds."""
SPELLED_OUT = {
    "us": ["united", "states"],
    "usa": ["united", "states"],
    "uk": ["united", "kingdom"],
    "uae": ["united", "arab", "emirates"],
    "ussr": ["soviet", "union"],
    "dprk": ["democratic", "peoples", "republic", "korea"],
    "drc": ["democratic", "republic", "congo"],
    "prc": ["peoples", "republic", "china"],
}
"""States by the letters that stand for them."""
ARTICLE_SPELLINGS = ("al", "el", "ul", "il")
"""Articles that may stick to the word behind them."""
INCORPORATION = frozenset({"co", "corp"})
"""Words for a firm as such: left out or put for each other, they make no other firm."""
PARENTS = frozenset({"abu", "abul", "abdul", "umm"})
"""Particles that make another name of the one they stand before."""
_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "1st": "1", "2nd": "2", "3rd": "3"}
_TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ONES = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
_ROMAN = {f"{'x' * tens}{ones}": str(10 * tens + n) for tens in range(4) for n, ones in enumerate(_ONES) if tens or n}
_DIGITS = {x: str(n) for n, x in enumerate([*_NUMBERS, *_TEENS])}
_FULL_TENS = {x: str(n) for n, x in zip(range(20, 100, 10), _TENS, strict=True)} | {"fourty": "40", "ninty": "90"}
_ORDINAL = re.compile(r"([0-9]+)(?:st|nd|rd|th|i|y|ya|oi|aya|er|eme)")
_GLUED = re.compile(r"(?:[a-z]+([0-9]+)|([0-9]+)[a-z]+)")
OWN, PARENT, TRADE, FIGURE, LITTLE = 10, 6, 5, 2, 1
"""How much a word says of who is meant."""


class Word(NamedTuple):
    """A word of a name: as spelled, how it sounds, of what sort it is, what it may stand for, and how much it says.

    Worked out once from these: the Roman figure it may be, its consonants, its sound with like vowels as one, and
    whether it is one syllable of a Chinese or Korean name.
    """

    text: str
    sound: str
    sort: Sort
    means: frozenset[str]
    weight: int
    roman: str = ""
    bones: str = ""
    folded: str = ""
    syllable: bool = False


class Dictionary(NamedTuple):
    """The fixed data by phrase, with the words that phrases begin with, and those that legal forms end with."""

    forms: dict[str, str]
    trades: dict[str, frozenset[str]]
    affixes: dict[str, frozenset[str]]
    titles: dict[str, frozenset[str]]
    given: dict[str, frozenset[str]]
    beginnings: frozenset[str]
    endings: frozenset[str]


@cache
def dictionary() -> Dictionary:
    """The data, read once; where it comes from stands in the file."""
    told = json.loads(files("domain.data").joinpath("name_words.json").read_text("utf-8"))

    def sets(name: str) -> dict[str, frozenset[str]]:
        return {phrase: frozenset(found) for phrase, found in told[name].items()}

    forms, trades, affixes = told["forms"], sets("trades"), sets("affixes")
    beginnings = frozenset(x.split()[0] for x in (*trades, *affixes) if " " in x)
    endings = frozenset(x.split()[-1] for x in forms)
    return Dictionary(forms, trades, affixes, sets("titles"), _given(sets("given")), beginnings, endings)


def _given(short: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Given names by what they may stand for: short forms, abbreviations and other spellings of one name."""
    told = json.loads(files("domain.data").joinpath("given_names.json").read_text("utf-8"))
    found = dict(short)
    for spellings in told["one_name"]:
        for spelled in spellings:
            found[spelled] = found.get(spelled, _NONE) | {f"one {spellings[0]}"}
    return found


_SOUNDS = (
    ("dzh", "j"), ("tsch", "c"), ("sch", "s"), ("tch", "c"), ("sh", "s"), ("ch", "c"), ("ph", "f"),
    ("kh", "h"), ("gh", "g"), ("ck", "k"), ("dj", "d"), ("zh", "s"),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "i"), ("ei", "i"), ("ey", "i"), ("ej", "i"), ("ae", "e"), ("oe", "o"),
    ("ue", "u"), ("ts", "c"), ("tz", "c"), ("w", "v"), ("q", "k"), ("x", "ks"), ("y", "i"), ("j", "i"), ("z", "s"),
)  # fmt: skip


@cache
def _digit_letters() -> dict[int, int]:
    return str.maketrans("01359", "oiesg")


@lru_cache(maxsize=32_768)
def sound(text: str) -> str:
    """A word as it sounds, roughly: one letter for those that spellings put for each other, none twice in a row."""
    if text.isdigit():
        return text
    heard = text if text.isalpha() else text.translate(_digit_letters())
    for spelled, letter in _SOUNDS:
        if spelled in heard:
            heard = heard.replace(spelled, letter)
    kept = [c for n, c in enumerate(heard) if n == 0 or heard[n - 1] != c]
    return "".join(kept)


_BEGINNINGS = (
    "b bb c ch d dd f g gg gw gy h hw hy j jj k kh kw ky l m my n p ph py q r ry s sh ss t th tt ty w x y z zh"
)
_ENDS = (
    "a ae ai ak al am an ang ao ap at e ei ek el en eng eo eok eol eom eon eong eu eul eun i ia ian iang iao ie ik il"
    " im in ing iong iu o oe oi ok ol om on ong ou u ua uai uan uang ui uk ul um un ung uo wa we wi won yo yon yong yu"
)
_SYLLABLES = frozenset(f"{x}{y}" for x in ("", *_BEGINNINGS.split()) for y in _ENDS.split())


def is_syllable(text: str) -> bool:
    """Whether a word is one syllable as Chinese and Korean names are made of: another letter makes another name."""
    return text in _SYLLABLES


def number(text: str, place: int) -> str | None:
    """The number that a word stands for: in digits, in words, or in Roman figures, which do not begin a name."""
    if text.isdigit():
        return text.lstrip("0") or "0"
    if text[0].isdigit():
        ordinal = _ORDINAL.fullmatch(text)
        return (ordinal.group(1).lstrip("0") or "0") if ordinal else None
    found = _ORDINALS.get(text) or _DIGITS.get(text) or _FULL_TENS.get(text)
    return found or (_ROMAN.get(text) if place else None)


def two_words_number(tens: str, ones: str) -> str | None:
    """The number that two words say, as twenty-seven."""
    ten = _FULL_TENS.get(tens)
    if ten is None:
        return None
    one = _DIGITS.get(ones) or _ORDINALS.get(ones) or (ones if ones.isdigit() else None)
    return ten[0] + one if one and len(one) == 1 and one != "0" else None


def figures_of(word: Word) -> str | None:
    """The number that a word holds: all of it, or its digits before or after letters."""
    if word.sort == "number":
        return word.text
    found = _GLUED.fullmatch(word.text) if not word.text.isalpha() else None
    return ((found.group(1) or found.group(2)).lstrip("0") or "0") if found else None


_UNWRITTEN = str.maketrans("p", "b", "aeiouhv")
_LIKE = str.maketrans("oe", "ui")


def consonants(heard: str) -> str:
    """The sounds of a word that scripts without vowels write."""
    left = heard.translate(_UNWRITTEN)
    return "".join(c for n, c in enumerate(left) if n == 0 or left[n - 1] != c)


@lru_cache(maxsize=32_768)
def made(text: str, heard: str, sort: Sort, means: frozenset[str], weight: int, roman: str = "") -> Word:
    """A word with what follows from how it is spelled and sounds."""
    return Word(text, heard, sort, means, weight, roman, consonants(heard), heard.translate(_LIKE), is_syllable(text))


@lru_cache(maxsize=65_536)
def word(text: str, place: int, phrase: str | None = None) -> Word:
    """A word of a name, or of a phrase that counts as one."""
    known, named = dictionary(), phrase or text
    if text in WEAK or (text in known.titles and text not in known.given):
        return made(text, text, "weak", _NONE, 0)
    figure = None if phrase else number(text, place)
    if figure is not None:
        return made(figure, figure, "number", _NONE, FIGURE, text if text in _ROMAN else "")
    if named in known.affixes or text in ARTICLES:
        means = known.affixes.get(named, _NONE)
        return made(text, sound(text), "affix", means, PARENT if means & PARENTS else LITTLE)
    trades = known.trades.get(named)
    if trades is not None and text not in SHORT_NAMES:
        return made(text, sound(text), "trade", trades, LITTLE if trades & INCORPORATION else TRADE)
    return made(text, sound(text), "own", known.given.get(text, _NONE), OWN)
