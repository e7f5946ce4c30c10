"""Where single items were said to be, in time order: what each bucket of items holds (R25, R28, R30)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from domain.chapters.items.identities import NamedItems, Piece, numbers_in_bucket
from domain.chapters.items.itemised import (
    EXPORTED,
    LOST,
    RECOVERED,
    REEXPORTED,
    SEIZED,
    Exported,
    Reported,
    all_named,
    crossings,
    itemised,
    reported_by,
)
from domain.events.licence import LicenceTerms
from domain.kernel.moments import Day
from domain.record.fact import Fact
from domain.record.records import Records, derived
from domain.record.serials import Numbers, Series, Stretch, shared
from domain.state.applicable_law import law_of_goods
from domain.state.concern import by_order
from domain.state.consignments import DEPARTURES, DESTROYED, RETURNED, Goods, consignment, goods
from domain.state.licences import licence

MANY = 2
"""Nothing can have gone wrong with an item that fewer messages name."""


GONE = frozenset({LOST, SEIZED, DESTROYED})
MOVED = frozenset({REEXPORTED, RETURNED, RECOVERED, EXPORTED})


class Occurrence(NamedTuple):
    """One thing that happened to items: an export of a consignment, or what a message reports; in which State."""

    day: Day
    fact: Fact
    what: str
    state: str
    to: str | None = None
    consignment: str | None = None
    licence: str | None = None
    line: int | None = None
    attributed_by: Fact | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that say so."""
        return (self.fact, self.attributed_by) if self.attributed_by else (self.fact,)

    @property
    def order(self) -> tuple[object, ...]:
        """Its place in time order: date, then business order."""
        return (self.day, *self.fact.order)


class Passage(NamedTuple):
    """How far a consignment has come: the fact that shows its exit, and the first arrival, release or delivery."""

    exit: Fact | None
    delivered: Fact | None


@derived
def passage(records: Records, key: str) -> Passage:
    """The passage of a consignment."""
    found = consignment.of(records, key)
    if found is None:
        return Passage(None, None)
    reached = found.among(DEPARTURES[4:])
    return Passage(found.exit, reached[0] if reached else None)


def settled(records: Records, key: str) -> bool:
    """Departed, or the window for corrections by the law of the control date has run out (rules 1.5.4)."""
    declared = goods.of(records, key)
    if declared is None:
        return False
    named = declared.drawn[0].licence if declared.drawn else None
    law = law_of_goods(records, declared.declared.data.export_state, named, declared.control_day)
    return declared.settled(records, law, passage.of(records, key).exit is not None)


def tells_where(records: Records, what: Occurrence) -> bool:
    """True for what says where items are, or that they are gone; an export does once it is settled (R25)."""
    if what.what == EXPORTED:
        return settled(records, what.consignment or "")
    return what.what in GONE or what.what in MOVED


def place_after(what: Occurrence) -> str | None:
    """The State in which an item is after something happened to it; None where it is gone."""
    if what.what in GONE:
        return None
    return what.to if what.what in (EXPORTED, REEXPORTED) else what.state


def export(declared: Goods, key: str, item: Exported) -> Occurrence:
    """A consignment takes items out of a State."""
    data = declared.declared.data
    return Occurrence(
        day=declared.control_day,
        fact=declared.declared,
        what=EXPORTED,
        state=data.export_state,
        to=data.destination_state,
        consignment=key,
        licence=item.licence,
        line=item.line,
        attributed_by=declared.attributed_by,
    )


def _reported(found: Reported) -> Occurrence:
    return Occurrence(
        day=found.day,
        fact=found.fact,
        what=found.fact.kind,
        state=found.state,
        to=getattr(found.fact.data, "destination_state", None),
    )


def occurrences(records: Records, source: str) -> Iterator[tuple[Occurrence, NamedItems]]:
    """What a source says happened, and to which items."""
    noun, _, name = source.partition(" ")
    if noun != "consignment":
        yield from ((_reported(x), x.named) for x in reported_by(records, noun, name))
        return
    found = itemised.of(records, name)
    declared = goods.of(records, name)
    if found is not None and declared is not None:
        yield from ((export(declared, name, x), x.named) for x in found.exported)
        yield from ((_reported(x), x.named) for x in found.returned)


class Shared(NamedTuple):
    """Consecutive numbers of a series, and everything that happened to each of them, in time order."""

    kind: str
    series: Series
    numbers: Stretch
    occurrences: tuple[Occurrence, ...]


Marked = tuple[Stretch, Occurrence]


def _each_once(found: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
    """In time order; a consignment that names an item twice takes it out once."""
    once: dict[tuple[str, str], Occurrence] = {}
    for x in sorted(found, key=lambda x: x.order):
        once.setdefault((x.what, x.consignment or x.fact.ref), x)
    return tuple(once.values())


def overlaps(marked: Sequence[Marked], least: int = MANY) -> Iterator[tuple[Stretch, tuple[Occurrence, ...]]]:
    """The numbers that so many messages name, in stretches to which the same happened."""
    starts: dict[int, list[Occurrence]] = {}
    ends: dict[int, list[Occurrence]] = {}
    for (low, high), what in marked:
        starts.setdefault(low, []).append(what)
        ends.setdefault(high + 1, []).append(what)
    places = sorted({*starts, *ends})
    running: list[Occurrence] = []
    for place, following in pairwise(places):
        for what in ends.get(place, ()):
            running.remove(what)
        running += starts.get(place, ())
        if len(running) >= least:
            found = _each_once(running)
            if len(found) >= least:
                yield (place, following - 1), found


def parties_of(records: Records, x: Occurrence) -> Iterator[str | None]:
    """Whom an occurrence concerns, by register id."""
    data = x.fact.data
    if x.what == EXPORTED:
        yield from (p.register_id for p in data.parties)
    yield from (getattr(data, name, None) for name in ("holder", "from_party", "to_party"))
    held = licence.of(records, x.licence) if x.licence else None
    if held is not None:
        terms: LicenceTerms = held.terms(x.day)
        yield from (p.register_id for p in (terms.exporter, terms.consignee, terms.end_user))


class _Bucket:
    """Gathers what is said of one bucket, from messages about it and from those too wide for buckets."""

    def __init__(self, records: Records, name: str) -> None:
        self._records, self._name = records, name
        self._named: dict[tuple[object, ...], str] = {}
        self.place: tuple[Series, int] | None = None
        self.marked: list[Marked] = []
        self.series: set[str] = set()

    def kind_in(self, happened: Sequence[Occurrence]) -> str:
        """Make, model and calibre as the first message has them that names an item: others may write them otherwise."""
        return self._named[min(x.order for x in happened)]

    def take(self, source: str) -> None:
        """Takes what a source indexed under this very bucket says."""
        noun, _, series = source.partition(" ")
        if noun == "series":
            self.series.add(series)
            for crossing in crossings.of(self._records, series):
                if crossing.name == self._name:
                    self.place = (crossing.series, crossing.bucket)
            return
        for what, named in occurrences(self._records, source):
            piece: Piece | None = named.pieces.get(self._name)
            if piece is not None and piece.bucket is not None:
                self._named.setdefault(what.order, named.kind or "")
                self.place = (piece.series, piece.bucket)
                self.series.add(piece.series_name)
                self.marked += [(stretch, what) for stretch in piece.stretches]

    def take_wide(self, source: str, series: str) -> None:
        """Takes what a source too wide for buckets says of the numbers of this one."""
        if self.place is None:
            return
        bounds = (numbers_in_bucket(self.place[1]),)
        for what, named in occurrences(self._records, source):
            for piece in named.wide:
                if piece.series_name == series:
                    self._named.setdefault(what.order, named.kind or "")
                    self.marked += [(stretch, what) for stretch in shared(piece.stretches, bounds)]


def _items_of(records: Records, name: str, least: int) -> tuple[Shared, ...]:
    """The items of a bucket that so many messages name."""
    bucket = _Bucket(records, name)
    for source in sorted(records.indexed("items", name)):
        bucket.take(source)
    for series in sorted(bucket.series):
        for source in records.indexed("wide", series):
            bucket.take_wide(source, series)
    if bucket.place is None or len(bucket.marked) < least:
        return ()
    found = overlaps(bucket.marked, least)
    return tuple(Shared(bucket.kind_in(x), bucket.place[0], stretch, x) for stretch, x in found)


@derived(name="shared")
def shared_items(records: Records, name: str) -> tuple[Shared, ...]:
    """The items of a bucket that more than one message names."""
    return _items_of(records, name, MANY)


def gone_among(records: Records, named: NamedItems, leaving: str | None = None) -> Iterator[tuple[Occurrence, Numbers]]:
    """The items of a message that were last heard of as lost, seized or destroyed, and how (R-024, R-091, R-112).

    What the consignment `leaving` itself says of them is left out.
    """
    for name in dict.fromkeys(buckets_of(records, named)) if named.kind is not None else ():
        for item in _items_of(records, name, 1):
            told = [x for x in item.occurrences if x.consignment != leaving or leaving is None]
            last = next((x for x in reversed(told) if tells_where(records, x)), None)
            if last is not None and last.what in GONE:
                common = Numbers(((item.series, (item.numbers,)),)).common(named.numbers)
                if common.runs:
                    yield last, common


def buckets_of(records: Records, named: NamedItems) -> Iterator[str]:
    """The buckets in which the items of a message may lie with others."""
    yield from named.pieces
    for wide in named.wide:
        yield from (x.name for x in crossings.of(records, wide.series_name))
        for source in records.indexed("series", wide.series_name):
            for other in all_named(records, source):
                yield from (name for name, x in other.pieces.items() if x.series_name == wide.series_name)


@derived
def seen_elsewhere(records: Records, name: str) -> tuple[Shared, ...]:
    """Of `STATE BUCKET`: the items with what is not an export from that State, which may happen very often."""
    state, _, bucket = name.partition(" ")
    found = []
    for item in shared_items.of(records, bucket):
        others = tuple(x for x in item.occurrences if x.what != EXPORTED or x.state != state)
        if others:
            found.append(item._replace(occurrences=others))
    return tuple(found)


def shared_with(records: Records, named: NamedItems, state: str) -> Iterator[tuple[Shared, Numbers]]:
    """The items of a message that others name too, and which numbers that are; without exports from a State."""
    for name in dict.fromkeys(buckets_of(records, named)):
        found = seen_elsewhere.of(records, f"{state} {name}")
        for item in found if named.kind is not None else ():
            common = Numbers(((item.series, (item.numbers,)),)).common(named.numbers)
            if common.runs:
                yield item, common


class ItemsDossier:
    """A bucket of items that more than one message names."""

    def __init__(self, records: Records, items: tuple[Shared, ...]) -> None:
        self.records, self.items = records, items

    @property
    def _happened(self) -> list[Occurrence]:
        return [x for item in self.items for x in item.occurrences]

    @property
    def states(self) -> list[str | None]:
        """The States in which anything happened to them, and those of the licences they left under."""
        # What an office recorded here of goods that came back gives its State no part in them.
        told = [x for x in self._happened if x.what == EXPORTED or not by_order(x.fact)]
        return [s for x in told for s in (x.state, x.to, (x.licence or "")[:2])]

    @property
    def parties(self) -> list[str | None]:
        """The parties of the declarations and licences they left under."""
        return [party for x in self._happened for party in parties_of(self.records, x)]


def items_dossier(records: Records, name: str) -> ItemsDossier | None:
    """The dossier of a bucket; None while no item in it is named more than once."""
    found = shared_items.of(records, name)
    return ItemsDossier(records, found) if found else None
