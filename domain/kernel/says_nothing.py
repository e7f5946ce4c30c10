"""Texts that say nothing: what people write where a number is wanted and there is none (rules 5.2)."""

from __future__ import annotations

from functools import lru_cache

from domain.kernel.canon import canon

_WORDS = frozenset(
    {
        *("NA", "NIL", "NONE", "NULL", "NOTAVAILABLE", "NOTAPPLICABLE", "UNKNOWN", "UNK", "TBA", "TBC", "TBD"),
        *("NSN", "NOSERIAL", "NOSERIALNUMBER", "NONUMBER", "NOSEAL", "UNSEALED", "ILLEGIBLE", "OBLITERATED", "DEFACED"),
    }
)
"""What people write for none, as canonical texts."""
_OFTEN = 5


def one_number(a: str, b: str) -> bool:
    """Whether two numbers are one, however they are written; numbers that say nothing are nobody's (rules 5.2)."""
    return canon(a) == canon(b) and not says_nothing(a)


def number_said(text: str | None) -> str:
    """A number as it is compared; empty where there is none, or what stands there says nothing (rules 5.2)."""
    return "" if text is None or says_nothing(text) else canon(text)


@lru_cache(maxsize=16_384)
def says_nothing(text: str, identifier: bool = False) -> bool:
    """True for a text that names nothing: no letter or digit, a word for none, zeros, X's, one letter again and again.

    A digit again and again is nothing in an identifier alone: serial numbers of digits are taken as they are.
    """
    found = canon(text)
    if not found or found in _WORDS or set(found) == {"0"}:
        return True
    if len(set(found)) > 1:
        return False
    if found[0] == "X":
        return len(found) > 1
    return len(found) >= _OFTEN and (identifier or not found[0].isdigit())
