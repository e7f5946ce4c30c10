"""How texts are made comparable: references, numbers, names of makes and calibres (rules 1.5.6, 1.7.1)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_NOT_REFERENCE = re.compile(r"[^A-Z0-9]+")
_FOLD = str.maketrans("OI", "01")


@lru_cache(maxsize=16_384)
def canon(text: str) -> str:
    """NFKC, capitals, everything but A-Z and 0-9 dropped."""
    return _NOT_REFERENCE.sub("", unicodedata.normalize("NFKC", text).upper())


def folded(text: str) -> str:
    """A canonical text with O read as 0 and I as 1."""
    return text.translate(_FOLD)


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


def registration_root(value: str) -> str:
    """A registration number up to the first hyphen or slash: what a firm shares with its branches (rules 1.6)."""
    return canon(re.split(r"[-/]", value, maxsplit=1)[0])
