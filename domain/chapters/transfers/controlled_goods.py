"""Whether goods are controlled: by their code, their category, or the words that describe them (rules 1.7.6)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from domain.events.goods import Item
from domain.record.law import Provisions
from domain.record.records import Records
from domain.state.reference import controlled_terms

_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4_096)
def _words(text: str) -> str:
    """A text as words in capitals with one blank around each."""
    return f" {' '.join(_WORD.findall(unicodedata.normalize('NFKC', text).upper()))} "


def is_controlled(item: Item, said: Provisions, records: Records) -> bool:
    """True for what the law of a day controls; not for headings it leaves free, nor for antiques."""
    heading = (item.hs or "")[:4]
    antique = item.year_of_manufacture is not None and item.year_of_manufacture <= said.antique_until
    if antique or heading in said.free_headings:
        return False
    if heading in said.controlled_headings or item.category in said.controlled_categories:
        return True
    if not item.description:
        return False
    described = _words(item.description)
    return any(_words(term) in described for term in controlled_terms.of(records, "all"))
