"""Numbers printed on end-use documents: what is left of one without prefix, year and check letter (R08)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

from domain.kernel.canon import folded, latin

_GROUP = re.compile(r"[^\W_]+")
_YEARS, _YEAR_DIGITS = range(1990, 2100), 4
LONG, END = 40, 12
"""From so many characters on a body is found by its first or last characters instead of by what is left of it."""


def _is_year(group: str) -> bool:
    return len(group) == _YEAR_DIGITS and group.isdecimal() and int(group) in _YEARS


@lru_cache(maxsize=16_384)
def body_of(number: str) -> str:
    """The running number: groups with a digit, O read as 0 and I as 1, without years and a check digit at the end."""
    groups = _GROUP.findall(latin(number))
    kept = []
    for place, group in enumerate(groups, start=1):
        if not any(c.isdigit() for c in group) or (place == len(groups) and len(group) == 1):
            continue
        read = folded(group)
        if not _is_year(read):
            kept.append(read)
    return "".join(kept)


def neighbourhood(body: str) -> set[str]:
    """Texts of which two bodies one edit apart share at least one: the body, and it without any one character."""
    near: set[str] = set()
    if 0 < len(body) <= LONG + 1:
        near = {body, *(body[:n] + body[n + 1 :] for n in range(len(body)))}
    if len(body) > LONG:
        near |= {f"{body[:END]}…", f"…{body[-END:]}"}
    return near


def edits(a: str, b: str) -> int:
    """How many characters were added, left out, exchanged or swapped with their neighbour between two bodies."""
    return OSA.distance(a, b)


def alike(a: str, b: str, distance: int) -> bool:
    """True for bodies that are equal or at most so many edits apart; an empty body is like nothing."""
    if not a or not b or abs(len(a) - len(b)) > distance:
        return False
    return a == b or edits(a, b) <= distance


@lru_cache(maxsize=4_096)
def signature(name: str) -> str:
    """A name as signed: letters and digits only, without accents and case."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if c.isalnum())
