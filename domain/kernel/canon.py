"""How texts are made comparable: references, numbers, names of makes and calibres (rules 1.5.6, 1.7.1, 5.1)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_NOT_REFERENCE = re.compile(r"[^A-Z0-9]+")
_FOLD = str.maketrans("OI", "01")
_LOOK_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "ABESIJKMHOPCTYX" + "ABEZHIKMNOPTYX",
)
"""Capitals of the Cyrillic and the Greek alphabet that look like Latin ones."""


def _digit(sign: str) -> str:
    found = unicodedata.decimal(sign, None)
    return sign if found is None else str(found)


@lru_cache(maxsize=16_384)
def plain_text(text: str) -> str:
    """NFKD without marks, capitals, the decimal digits of every script as 0 to 9, `×` as X (rules 5.1)."""
    if text.isascii():
        return text.upper()
    capitals = unicodedata.normalize("NFKD", text).upper()
    kept = (c for c in unicodedata.normalize("NFKD", capitals) if not unicodedata.category(c).startswith("M"))
    return "".join(map(_digit, kept)).replace("×", "X")


def latin(text: str) -> str:
    """A plain text with letters that look like Latin ones as these, if it has no others; else as it is."""
    capitals = plain_text(text)
    if capitals.isascii():
        return capitals
    meant = capitals.translate(_LOOK_ALIKE)
    return meant if all(c.isascii() for c in meant if c.isalpha()) else capitals


@lru_cache(maxsize=16_384)
def canon(text: str) -> str:
    """The letters A to Z and digits of a text; look-alikes of other alphabets as these, if it has no other letters.

    With a letter that looks like none of these it keeps its letters and digits as they are: two numbers in another
    script are never both empty (rules 5.1).
    """
    if text.isascii():
        return _NOT_REFERENCE.sub("", text.upper())
    meant = latin(text)
    if all(c.isascii() for c in meant if c.isalpha()):
        return _NOT_REFERENCE.sub("", meant)
    return "".join(c for c in meant if c.isalnum())


def folded(text: str) -> str:
    """A canonical text with O read as 0 and I as 1."""
    return text.translate(_FOLD)


def findable(text: str) -> str:
    """Letters and digits of a plain text, each that looks like a Latin one as that one, whatever stands beside it.

    So what begins a text begins what it is found by.
    """
    if text.isascii():
        return _NOT_REFERENCE.sub("", text.upper())
    return "".join(c for c in plain_text(text).translate(_LOOK_ALIKE) if c.isalnum())


@lru_cache(maxsize=16_384)
def letters_and_digits(text: str) -> str:
    """NFKC, capitals, only letters and digits of any script."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())


LONGEST_IN_KEYS = 250
"""Longer texts stand for themselves by a hash where they are part of a key."""


def bounded(text: str) -> str:
    """A text short enough to be part of a key; a longer one keeps its beginning and gets the hash of the whole."""
    if len(text) <= LONGEST_IN_KEYS:
        return text
    return f"{text[: LONGEST_IN_KEYS - 65]}…{hashlib.sha256(text.encode()).hexdigest()}"


_SPLIT = re.compile("[-‐‑–—−/]")
_ROOT_DIGITS = 5


def registration_root(value: str) -> str:
    """A registration number up to the first hyphen or slash: what a firm shares with its branches (rules 1.6, 5.3).

    Empty where fewer than five digits stand there: a county, a court or a register in front is no firm.
    """
    root = canon(_SPLIT.split(plain_text(value), maxsplit=1)[0])
    return root if sum(c.isdecimal() for c in root) >= _ROOT_DIGITS else ""
