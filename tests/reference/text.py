"""Comparison of written texts (rules.md 1.5.6, 1.7.1, 5.1, 5.2)."""

from __future__ import annotations

import unicodedata

CODE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
LETTER_OR_DIGIT = frozenset(["Lu", "Ll", "Lt", "Lm", "Lo", "Nd"])
FOLD = str.maketrans("OI", "01")


LOOK_ALIKE = dict(
    zip("АВЕЅІЈКМНОРСТУХ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTYX" + "ABEZHIKMNOPTYX", strict=True),
)
NO_WORDS = frozenset(
    [
        "NA",
        "NIL",
        "NONE",
        "NULL",
        "NOTAVAILABLE",
        "NOTAPPLICABLE",
        "UNKNOWN",
        "UNK",
        "TBA",
        "TBC",
        "TBD",
        "NSN",
        "NOSERIAL",
        "NOSERIALNUMBER",
        "NONUMBER",
        "NOSEAL",
        "UNSEALED",
        "ILLEGIBLE",
        "OBLITERATED",
        "DEFACED",
    ]
)


def plain(text: str) -> str:
    """NFKD, marks dropped, capitals, digits of every script as 0-9, the multiplication sign as X (5.1)."""
    signs = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).upper())
    return "".join(
        str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else "X" if c == "×" else c
        for c in signs
        if unicodedata.category(c)[0] != "M"
    )


def latin(text: str) -> str:
    """The plain text with all letters as A-Z, where each is one or looks like one (5.1)."""
    signs = plain(text)
    fits = all(c in CODE or c in LOOK_ALIKE for c in signs if c.isalpha())
    return "".join(LOOK_ALIKE.get(c, c) for c in signs) if fits else signs


def looked_for(text: str) -> str:
    """What a text is searched by: its letters and digits, each that looks like A-Z as that."""
    return "".join(LOOK_ALIKE.get(c, c) for c in plain(text) if c.isalnum())


def canon(text: str) -> str:
    """Letters that look like A-Z as these, all but A-Z 0-9 dropped; with other letters all letters and digits (5.1)."""
    signs = plain(text)
    if all(c in CODE or c in LOOK_ALIKE for c in signs if c.isalpha()):
        return "".join(LOOK_ALIKE.get(c, c) for c in signs if LOOK_ALIKE.get(c, c) in CODE)
    return "".join(c for c in signs if c.isalnum())


def says_nothing(text: str, identifier: bool = False) -> bool:
    """What people write where there is no number (5.2)."""
    code = canon(text)
    if code == "" or code in NO_WORDS or not code.strip("0"):
        return True
    if len(code) >= 2 and not code.strip("X"):
        return True
    same = len(code) >= 5 and len(set(code)) == 1
    return same and (identifier or code[0].isalpha())


def number_of(text: str | None) -> str:
    """What a number is compared by; empty for none and for what says nothing (5.1, 5.2)."""
    return "" if text is None or says_nothing(text) else canon(text)


def fold(code: str) -> str:
    """O as 0 and I as 1, in a text that is canonical already (1.5.6)."""
    return code.translate(FOLD)


def alike(text: str) -> str:
    """NFKC, capitals, only letters and digits of any script (1.7.1)."""
    capitals = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in capitals if unicodedata.category(c) in LETTER_OR_DIGIT)
