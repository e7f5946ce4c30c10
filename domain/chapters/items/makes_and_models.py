"""Makes, models and calibres by their canonical names (rules 1.7.1)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from domain.events.goods import Item
from domain.kernel.canon import bounded, canon
from domain.kernel.says_nothing import says_nothing
from domain.record.quantities import Exact
from domain.record.records import Records
from domain.state.reference import calibre, make, model


@lru_cache(maxsize=4_096)
def _as_written(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).upper().split())


def make_of(records: Records, written: str | None) -> str | None:
    """The canonical make, in capitals; an unlisted one as written."""
    if not written or says_nothing(written):
        return None
    return _as_written(make.of(records, bounded(canon(written))) or written)


def _models(records: Records, make: str | None, written: str) -> tuple[str, Exact | None] | None:
    for of_make, name, mass in reversed(model.of(records, bounded(canon(written)))):
        if make_of(records, of_make) == make:
            return name, mass
    return None


def canonical_model(records: Records, make: str | None, written: str | None) -> str | None:
    """The canonical model of a make, in capitals; an alias applies within its make."""
    if not written or says_nothing(written):
        return None
    listed = _models(records, make, written)
    return _as_written(listed[0] if listed else written)


def piece_mass(records: Records, item: Item) -> Exact | None:
    """Mass in grams of one piece of a model, where it is listed."""
    listed = _models(records, make_of(records, item.make), item.model) if item.model else None
    return listed[1] if listed else None


def calibre_of(records: Records, written: str | None) -> str | None:
    """The canonical calibre, in capitals; two are one only if the list says so."""
    if not written or says_nothing(written):
        return None
    return _as_written(calibre.of(records, bounded(canon(written))) or written)


Compared = tuple[str | None, ...]
"""Make, model and calibre by their letters and digits; None where a message has none."""


class CanonicalItem(NamedTuple):
    """An item by its canonical names; None where the message has none."""

    make: str | None
    model: str | None
    calibre: str | None

    @property
    def compared(self) -> Compared:
        """The names by their letters and digits, by which they are held against others' (rules 5.1)."""
        return tuple(canon(x) if x else None for x in self)


def canonical_item(records: Records, item: Item) -> CanonicalItem:
    """The canonical names of an item."""
    make = make_of(records, item.make)
    return CanonicalItem(make, canonical_model(records, make, item.model), calibre_of(records, item.calibre))
