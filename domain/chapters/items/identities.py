"""Which single items and lots a message names, and in which buckets they lie (rules 1.7.2).

A bucket holds 256 consecutive numbers of one series, so that whoever looks for an item finds the few messages about its
bucket. A stretch over very many buckets lies with its series instead, where every
bucket of the series looks too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from domain.chapters.items.makes_and_models import canonical_item
from domain.events.goods import Item, Serials
from domain.kernel.canon import LONGEST_IN_KEYS, bounded, canon
from domain.kernel.message import Message, message
from domain.kernel.says_nothing import says_nothing
from domain.record.records import IndexEntry, Records, derived
from domain.record.serials import NONE, Numbers, Series, Stretch, numbers_in

IN_CONSIGNMENT = "consignment"
SEPARATORS = 2
BUCKET = 256
MOST_BUCKETS = 64
"""A stretch over more buckets is wide."""


class Piece(NamedTuple):
    """Numbers of one series in one bucket; or, with no bucket number, those that are too wide for buckets."""

    series: Series
    series_name: str
    bucket: int | None
    stretches: tuple[Stretch, ...]


class NamedItems(NamedTuple):
    """What a message names: kind (make, model, calibre), serial numbers, where they lie, and lots with their make."""

    kind: str | None
    numbers: Numbers
    pieces: Mapping[str, Piece]
    wide: tuple[Piece, ...]
    lots: tuple[str, ...]

    def entries(self, source: str) -> Iterable[IndexEntry]:
        """The source of a message is indexed under every bucket, series and lot that it names."""
        noun = source.partition(" ")[0]
        yield from (("items", bucket, source) for bucket in self.pieces)
        yield from (("series", name, source) for name in dict.fromkeys(x.series_name for x in self.pieces.values()))
        yield from (("wide", piece.series_name, source) for piece in self.wide)
        yield from (("lots", lot, source) for lot in self.lots)
        if noun != IN_CONSIGNMENT:
            yield from (("lot reports", lot, source) for lot in self.lots)


@lru_cache(maxsize=4_096)
def _compared(kind: str) -> str:
    return "|".join(map(canon, kind.split("|")))


def series_name(kind: str, series: Series) -> str:
    """How a series of a kind is called, however makes and models that no list holds are written (rules 5.1)."""
    return bounded(f"{_compared(kind)}|{series.prefix}|{series.suffix}|{series.width}")


def bucket_name(series: str, bucket: int) -> str:
    """A bucket is a stretch of a series of serial numbers that is looked at together; how it is called."""
    return bounded(f"{series}|{bucket}")


def identity(kind: str, series: Series, number: int) -> str:
    """One item as keys name it: MAKE|MODEL|CALIBRE|SERIAL."""
    return f"{kind}|{series.text(number)}"


def numbers_in_bucket(bucket: int) -> Stretch:
    """The first and the last number of a bucket."""
    return bucket * BUCKET, bucket * BUCKET + BUCKET - 1


def is_wide(stretch: Stretch) -> bool:
    """True for a stretch over more buckets than anybody should open."""
    return stretch[1] // BUCKET - stretch[0] // BUCKET >= MOST_BUCKETS


def _pieces(kind: str, numbers: Numbers) -> tuple[dict[str, Piece], tuple[Piece, ...]]:
    pieces: dict[str, Piece] = {}
    wide: list[Piece] = []
    for series, stretches in numbers.runs:
        name = series_name(kind, series)
        buckets: dict[int, list[Stretch]] = {}
        for low, high in stretches:
            if is_wide((low, high)):
                continue
            for bucket in range(low // BUCKET, high // BUCKET + 1):
                first, last = numbers_in_bucket(bucket)
                buckets.setdefault(bucket, []).append((max(low, first), min(high, last)))
        for bucket, own in buckets.items():
            pieces[bucket_name(name, bucket)] = Piece(series, name, bucket, tuple(own))
        too_wide = tuple(filter(is_wide, stretches))
        if too_wide:
            wide.append(Piece(series, name, None, too_wide))
    return pieces, tuple(wide)


def kind_and_make(records: Records, item: Item) -> tuple[str | None, str | None]:
    """Make, model and calibre as identities begin, and the make; no identity without make and model."""
    written = f"{item.make or ''}|{item.model or ''}|{item.calibre or ''}"
    if written.count("|") == SEPARATORS and len(written) <= LONGEST_IN_KEYS and "\0" not in written:
        return kind.of(records, written)
    return _kind_and_make(records, item)


@derived
def kind(records: Records, written: str) -> tuple[str | None, str | None]:
    """The remembered kind behind `MAKE|MODEL|CALIBRE` as somebody wrote them."""
    make, model, calibre = written.split("|")
    return _kind_and_make(records, Item(category=None, make=make or None, model=model or None, calibre=calibre or None))


def _kind_and_make(records: Records, item: Item) -> tuple[str | None, str | None]:
    found = canonical_item(records, item)
    make = found.make.replace("\0", "\ufffd") if found.make else None
    if not make or not found.model:
        return None, make
    return f"{make}|{found.model}|{found.calibre or ''}".replace("\0", "\ufffd"), make


def lot_name(make: str, lot: str) -> str:
    """A lot of a make, however its number is written."""
    return bounded(f"{canon(make)}|{canon(lot)}")


def lot_number(name: str) -> str:
    """The lot in the name of a lot of a make."""
    return name.rpartition("|")[2]


def lot_make(name: str) -> str:
    """The make in the name of a lot of a make."""
    return name.rpartition("|")[0]


def lot_as_said(make: str, lot: str, written: tuple[str, ...] = ()) -> Message:
    """A lot of a make as people name it; `written` is how they write its number where that is not as it is compared."""
    number = message("item.written", number=lot, written=written) if written else lot
    return message("item.lot-of-make", lot=number, make=make) if make else message("item.lot", lot=number)


def named_items(records: Records, item: Item, serials: Iterable[Serials | None], lots: Iterable[str]) -> NamedItems:
    """The items and lots that a message names, by the canonical names of the goods."""
    what, make = kind_and_make(records, item)
    numbers = numbers_in(x for x in serials if x is not None) if what is not None else NONE
    pieces, wide = _pieces(what, numbers) if what is not None else ({}, ())
    own = dict.fromkeys(lot_name(make, x) for x in lots if not says_nothing(x)) if make else ()
    return NamedItems(what, numbers, pieces, wide, tuple(own))


def as_said(subject: str, written: tuple[str, ...] = ()) -> str | Message:
    """An item as people name it, `NORDEN P20, 9X19, number A101`, or a lot by its number.

    `written` is how those who told of it write its number, where that is not as it is compared.
    """
    if subject.startswith("LOT:"):
        return message("item.lot", lot=subject.removeprefix("LOT:"))
    parts = subject.split("|")
    if len(parts) != len(("make", "model", "calibre", "number")):
        return subject
    number: str | Message
    make, model, calibre, number = parts
    what = tuple(x for x in (f"{make} {model}".strip(), calibre) if x)
    if written:
        number = message("item.written", number=number, written=written)
    return message("item.of-make", what=what, number=number) if what else message("item.number", number=number)
