"""Whether goods are controlled: by their code, their category, or the words that describe them (rules 1.7.6)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from domain.events.declaration import DeclaredLine
from domain.record.records import Records
from domain.state.reference import controlled_terms

HEADINGS = frozenset({"9301", "9302", "9303", "9305", "9306"})
CATEGORIES = frozenset({"FIREARM", "COMPONENT", "AMMUNITION"})
_WORD = re.compile(r"[^\W_]+")
AIR_GUNS, ANTIQUE = "9304", 1899


@lru_cache(maxsize=4_096)
def _words(text: str) -> str:
    """A text as words in capitals with one blank around each."""
    return f" {' '.join(_WORD.findall(unicodedata.normalize('NFKC', text).upper()))} "


def is_controlled(line: DeclaredLine, records: Records) -> bool:
    """True for firearms, their components and ammunition; not for air guns, nor for what was made before 1900."""
    item, heading = line.item, (line.item.hs or "")[:4]
    if heading == AIR_GUNS or (item.year_of_manufacture is not None and item.year_of_manufacture <= ANTIQUE):
        return False
    if heading in HEADINGS or item.category in CATEGORIES:
        return True
    if not item.description:
        return False
    said = _words(item.description)
    return any(_words(term) in said for term in controlled_terms.of(records, "all"))
