"""What consignments, re-exports and reports say about single items and lots, source by source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from domain.chapters.items.goods_models import Model, amount_of, model_of
from domain.chapters.items.identities import BUCKET, IN_CONSIGNMENT, MOST_BUCKETS, NamedItems, bucket_name, named_items
from domain.events.goods import Item
from domain.events.streams import consignment_key, document_key
from domain.kernel.canon import bounded
from domain.kernel.moments import Day
from domain.kernel.says_nothing import number_said
from domain.record.calendar import zone_of
from domain.record.fact import Fact
from domain.record.quantities import UNKNOWN, Interval, total
from domain.record.records import IndexEntry, Records, derived
from domain.record.serials import Series, Stretch, names_any, shared
from domain.state.consignments import Goods, Line, consignment, counted, goods
from domain.state.licences import licence
from domain.state.reference import authority, seen_in

REEXPORTED = "reexport.declared"
EXPORTED = "shipment.declared"
LOST, SEIZED, RECOVERED = "item.lost", "item.seized", "item.recovered"
TRANSFERRED, DEACTIVATED = "item.transferred", "item.deactivated"


class Exported(NamedTuple):
    """One goods item of a declaration that names its items or lots."""

    item_no: int
    licence: str | None
    line: int | None
    amount: Interval
    named: NamedItems


class Reported(NamedTuple):
    """One message, or one line of it, about items or lots: that they came back, went on, were lost, found, …"""

    fact: Fact
    day: Day
    state: str
    named: NamedItems
    model: Model | None = None
    amount: Interval = UNKNOWN


class Itemised(NamedTuple):
    """The items and lots of a live consignment, and the State it leaves: as declared, and as they came back."""

    state: str
    exported: tuple[Exported, ...]
    returned: tuple[Reported, ...]

    @property
    def named(self) -> list[NamedItems]:
        """Everything it names."""
        return [*(x.named for x in self.exported), *(x.named for x in self.returned)]


def _named(records: Records, line: Line) -> NamedItems:
    goods = line.item
    return named_items(records, goods, [line.declared.serials], line.declared.lots or ())


def _returned(records: Records, found: Goods, exported: tuple[Exported, ...], fact: Fact) -> Iterator[Reported]:
    """What a return brings back: the serial numbers it names, or all where as many came back as had left."""
    state = fact.data.to_state
    on = fact.date(zone_of(authority.of(records, state)))
    for x in fact.data.lines:
        lines = [line for line in found.lines if line.item_no == x.item_no]
        if not lines:
            continue
        if names_any(x.serials):
            goods = lines[0].item
            yield Reported(fact, on, state, named_items(records, goods, [x.serials], ()))
            continue
        left, back = total([line.amount for line in lines]), counted(records, lines[0], x.quantity)
        if left.certain and left == back:
            yield from (Reported(fact, on, state, e.named) for e in exported if e.item_no == x.item_no)


def returned_entries(data: Any) -> list[IndexEntry]:
    """A return is indexed under the consignment it brings back, so that few consignments are looked through for one."""
    return [("returns", consignment_key(data.shipment), "returned")]


@derived
def itemised(records: Records, key: str) -> Itemised | None:
    """The items and lots that a live consignment names; None where it names none."""
    found = goods.of(records, key)
    if found is None or not found.lines:
        return None
    exported = tuple(
        Exported(x.item_no, x.licence, x.line, x.amount, _named(records, x))
        for x in found.lines
        if x.declared.serials or x.declared.lots
    )
    returned: tuple[Reported, ...] = ()
    if records.indexed("returns", key) or found.declared.data.replaces:
        moved = consignment.of(records, key)
        facts = moved.standing_returns() if moved else ()
        returned = tuple(x for f in facts for x in _returned(records, found, exported, f))
    return Itemised(found.declared.data.export_state, exported, returned) if exported or returned else None


@itemised.entries
def itemised_entries(key: str, found: Itemised | None) -> Iterator[IndexEntry]:
    """A consignment is indexed under every bucket and lot it names, and under its lots by the State they leave."""
    if found is None:
        return
    for named in found.named:
        yield from named.entries(f"{IN_CONSIGNMENT} {key}")
    for lot in dict.fromkeys(lot for x in found.exported for lot in x.named.lots):
        yield "lots from", bounded(f"{found.state} {lot}"), f"{IN_CONSIGNMENT} {key}"


@derived(name="reexport")
def reexported(records: Records, name: str) -> tuple[Reported, ...]:
    """The lines of a re-export declaration."""
    return tuple(
        Reported(
            fact=fact,
            day=fact.date(zone_of(authority.of(records, fact.data.state))),
            state=fact.data.state,
            named=named_items(records, x.item, [x.serials], x.lots or ()),
            model=model_of(records, x.item),
            amount=amount_of(records, x.item, x.quantity),
        )
        for fact in records.facts(f"reexport/{name}")
        for x in fact.data.lines
    )


def _item(records: Records, fact: Fact, on: Day) -> Item:
    """The goods of a report: as the licence line has them that it names, else as it says itself."""
    data = fact.data
    ref, number = getattr(data, "licence", None), getattr(data, "licence_line", None)
    held = licence.of(records, document_key(ref)) if ref and number is not None else None
    line = held.line(number, on) if held else None
    item: Item = line.item if line else data.item
    return item


@derived(name="item")
def reports(records: Records, name: str) -> tuple[Reported, ...]:
    """The reports about items under one subject."""
    result = []
    for fact in records.facts(f"item/{name}"):
        data = fact.data
        state = seen_in(records, data)
        on = fact.date(zone_of(authority.of(records, state)))
        named = named_items(records, _item(records, fact, on), [data.serials], data.lots or ())
        result.append(Reported(fact, on, state, named))
    return tuple(result)


def _names_entered(noun: str, name: str, found: tuple[Reported, ...]) -> Iterator[IndexEntry]:
    for x in found:
        yield from x.named.entries(f"{noun} {name}")


@reexported.entries
def reexported_entries(name: str, found: tuple[Reported, ...]) -> Iterator[IndexEntry]:
    """A re-export is indexed under every bucket and lot it names, and under the models that leave a State."""
    yield from _names_entered("reexport", name, found)
    for x in found:
        if x.model is not None:
            yield "reexported", leaving(x.state, x.model), name


def leaving(state: str, model: Model) -> str:
    """A model that leaves a State."""
    return bounded(f"{state}|{model[0]}|{model[1]}")


@reports.entries
def report_entries(name: str, found: tuple[Reported, ...]) -> Iterator[IndexEntry]:
    """Reports are indexed under every bucket and lot they name, under whoever lost something, and under their case."""
    yield from _names_entered("item", name, found)
    for x in found:
        data = x.fact.data
        holder = data.from_party if x.fact.kind == TRANSFERRED else getattr(data, "holder", None)
        if holder:
            yield "holder", bounded(holder), name
        if x.fact.kind == RECOVERED and (case := number_said(data.case)):
            yield "case", bounded(case), name


# -- stretches too wide for buckets ----------------------------------------------------------------------------------


class Crossing(NamedTuple):
    """A bucket that two wide stretches share."""

    name: str
    series: Series
    bucket: int


def reported_by(records: Records, noun: str, name: str) -> tuple[Reported, ...]:
    """The lines of a re-export declaration, or the messages of a file about items."""
    return (reexported if noun == "reexport" else reports).of(records, name)


def all_named(records: Records, source: str) -> Iterator[NamedItems]:
    """Everything that a source names, message by message."""
    noun, _, name = source.partition(" ")
    if noun == "consignment":
        found = itemised.of(records, name)
        yield from found.named if found else ()
    else:
        yield from (x.named for x in reported_by(records, noun, name))


def wide_stretches(records: Records, source: str, series: str) -> Iterator[tuple[Series, tuple[Stretch, ...]]]:
    """The wide stretches of a series that a source names."""
    for named in all_named(records, source):
        yield from ((x.series, x.stretches) for x in named.wide if x.series_name == series)


@derived
def crossings(records: Records, series: str) -> tuple[Crossing, ...]:
    """The first buckets that wide stretches share: every number in them would be a finding of its own."""
    seen: list[tuple[Series, tuple[Stretch, ...]]] = []
    found: dict[int, Crossing] = {}
    for source in records.indexed("wide", series):
        for own, stretches in wide_stretches(records, source, series):
            for _, others in seen:
                for low, high in shared(stretches, others):
                    last = min(high // BUCKET, low // BUCKET + MOST_BUCKETS - 1)
                    for bucket in range(low // BUCKET, last + 1):
                        found[bucket] = Crossing(bucket_name(series, bucket), own, bucket)
            seen.append((own, stretches))
    return tuple(found[bucket] for bucket in sorted(found))


@crossings.entries
def crossing_entries(series: str, found: tuple[Crossing, ...]) -> Iterator[IndexEntry]:
    """A bucket that wide stretches share is indexed under their series."""
    return (("items", x.name, f"series {series}") for x in found)


def _spread(records: Records, source: str) -> bool:
    """Looks for crossings wherever a source names a wide stretch."""
    series = {piece.series_name for named in all_named(records, source) for piece in named.wide}
    found = [crossings.of(records, x) for x in sorted(series)]
    return any(found)


@derived
def spread_consignment(records: Records, key: str) -> bool:
    """Whether a wide stretch that a consignment names crosses another."""
    return _spread(records, f"{IN_CONSIGNMENT} {key}")


@derived
def spread_reexport(records: Records, name: str) -> bool:
    """Whether a wide stretch that a re-export names crosses another."""
    return _spread(records, f"reexport {name}")


@derived
def spread_item(records: Records, name: str) -> bool:
    """Whether a wide stretch that reports about items name crosses another."""
    return _spread(records, f"item {name}")
