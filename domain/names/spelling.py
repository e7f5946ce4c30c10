"""Names in plain letters: look-alikes of other alphabets undone, other scripts spelled in Latin, split into words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјкорсухԁһԛԝґӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανιυκρ",
    "ABESIJKMHOPCTYXaesijkopcyxdhqwrlABEZHIKMNOPTYXoaviukp",
)
"""Letters of the Cyrillic and Greek alphabets that look like Latin ones."""
_SINGLE_LETTERS = re.compile(r"\b(\w)[.](?:\s?(\w)[.])+(?:\s?(\w)\b)?")
_GLUED_NUMBER = re.compile(r"\b([a-z]{3,}|n[or])([0-9]+)\b")
_GODS_SERVANT = re.compile(r"\bعبد\s?الله\b")
_ARABIC_SERVANT = re.compile(r"\bعبد(?=ال\w\w)")
_ARABIC_ARTICLE = re.compile(r"\bال(?=\w\w\w)")
_IN_GREEK = {"ντ": "d", "μπ": "b", "γκ": "g", "τζ": "j"}
_GREEK_SOUNDS = re.compile("|".join(_IN_GREEK), re.IGNORECASE)
"""Sounds that Greek letters write two by two."""
_NEXT_SIGN = re.compile("(?<=[a-z])(?=[A-Z])")
_STUCK_LETTERS = re.compile(r"(?<=[a-z])(?=(?:[A-Z][.]){2}|N[or][. ]*[0-9])|(?<=[a-z]{3})(?=[A-Z][a-z])")
_DIGITS = "0123456789"
_WORD = re.compile(r"[^\W_]+")
_UNHEARD = re.compile("[’‘'`´ʻʼʹ\u0300-\u036f]")
_FORMS = frozenset({"ооо", "оао", "зао", "ао", "пао", "тов", "зат", "ат", "тоо", "ип", "фоп", "нко", "ано", "ап"})
"""Legal forms in Cyrillic letters that all look like Latin ones, or nearly."""
LATIN, ABJAD, LOGOGRAPHIC, OTHER = "LATIN", "ABJAD", "LOGOGRAPHIC", "OTHER"
_SCRIPTS = {
    "ARABIC": ABJAD,
    "HEBREW": ABJAD,
    "SYRIAC": ABJAD,
    "CJK": LOGOGRAPHIC,
    "HANGUL": LOGOGRAPHIC,
    "HIRAGANA": LOGOGRAPHIC,
    "KATAKANA": LOGOGRAPHIC,
    "THAI": LOGOGRAPHIC,
    "LATIN": LATIN,
    "DIGIT": LATIN,
}


@lru_cache(maxsize=4_096)
def _script(letter: str) -> str:
    if letter.isascii():
        return LATIN
    return _SCRIPTS.get(unicodedata.name(letter, "?").partition(" ")[0], OTHER)


def script(name: str) -> str:
    """The script that most letters of a name are written in: Latin, without vowels, in signs for words, or another."""
    if name.isascii():
        return LATIN
    found = [_script(c) for c in name if c.isalpha()]
    return max(dict.fromkeys(found), key=found.count, default=LATIN)


def visible(name: str) -> str:
    """NFKC without signs that nobody sees."""
    text = unicodedata.normalize("NFKC", name)
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc"))


def _undisguised(word: str, among_latin: bool) -> str:
    """A word with look-alike letters among Latin ones in Latin letters; so too all of it in an otherwise Latin name."""
    meant = word.translate(_LOOK_ALIKES)
    mixed = any(_script(c) == LATIN for c in word if c.isalpha())
    return meant if mixed or (among_latin and meant.isascii() and word.lower() not in _FORMS) else word


@lru_cache(maxsize=16_384)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in small letters a to z and digits; `S.A.`, `L. X. C.` and `A-B-C` are one word each."""
    text = visible(name)
    if not text.isascii():
        among_latin = script(text) == LATIN
        text = " ".join(_undisguised(w, among_latin) for w in text.split())
        text = unicodedata.normalize("NFC", text)
        text = _GODS_SERVANT.sub(" Abdullah ", text)
        text = _ARABIC_ARTICLE.sub("al ", _ARABIC_SERVANT.sub("عبد ", text))
    text = _STUCK_LETTERS.sub(" ", _UNHEARD.sub("", text))
    if "." in text:
        text = _SINGLE_LETTERS.sub(lambda m: m.group().replace(".", "").replace(" ", ""), text)
    spelled = text if text.isascii() else " ".join(_in_latin(w) for w in text.split())
    plain = (spelled if spelled is text else _UNHEARD.sub("", spelled)).lower().replace("&", " and ")
    if any(c in plain for c in _DIGITS):
        plain = _GLUED_NUMBER.sub(r"\1 \2", plain)
    return _with_letters_joined(_WORD.findall(plain))


def _in_latin(word: str) -> str:
    """A word in Latin letters; each sign of a script that writes words or syllables as a word of its own."""
    spelled = anyascii(_GREEK_SOUNDS.sub(lambda m: _IN_GREEK[m.group().lower()], word))
    return _NEXT_SIGN.sub(" ", spelled) if not word.isascii() and script(word) == LOGOGRAPHIC else spelled


def _with_letters_joined(said: list[str]) -> tuple[str, ...]:
    """The words, single letters that follow each other as one."""
    if sum(len(x) == 1 for x in said) <= 1:
        return tuple(said)
    made: list[str] = []
    single = False
    for x in said:
        letter = len(x) == 1 and x.isalpha()
        if letter and single:
            made[-1] += x
        else:
            made.append(x)
        single = letter
    return tuple(made)
