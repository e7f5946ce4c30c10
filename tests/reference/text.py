"""Comparison of written texts (rules.md 1.5.6, 1.7.1)."""

from __future__ import annotations

import unicodedata

CODE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
LETTER_OR_DIGIT = frozenset(["Lu", "Ll", "Lt", "Lm", "Lo", "Nd"])
FOLD = str.maketrans("OI", "01")


def canon(text: str) -> str:
    """NFKC, capitals, everything but A-Z 0-9 dropped (1.5.6)."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c in CODE)


def fold(code: str) -> str:
    """O as 0 and I as 1, in a text that is canonical already (1.5.6)."""
    return code.translate(FOLD)


def alike(text: str) -> str:
    """NFKC, capitals, only letters and digits of any script (1.7.1)."""
    capitals = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in capitals if unicodedata.category(c) in LETTER_OR_DIGIT)
