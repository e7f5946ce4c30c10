"""Exports under an exempt procedure that a threshold bounds: what clusters of parties send below it (R24)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import comb
from typing import NamedTuple

from domain.chapters.parties.mentions import resolved
from domain.chapters.parties.relations import cluster_name
from domain.events.declaration import DeclaredLine
from domain.events.lists import ThresholdRow
from domain.kernel.message import Message, message
from domain.kernel.moments import Day
from domain.kernel.months import month_of, months_between
from domain.kernel.says_nothing import number_said
from domain.record.fact import Fact
from domain.record.law import Law
from domain.record.quantities import UNKNOWN, Exact, Interval, exact, plain
from domain.record.records import IndexEntry, Records, derived
from domain.state.amounts_said import amount_said
from domain.state.consignments import Consignment, Line, consignment
from domain.state.reference import thresholds


class Dealing(NamedTuple):
    """One goods item exported below a threshold: by which entry, whither, when, and how much of its metric."""

    consignment: str
    exporter: str
    destination: str
    threshold: str
    metric: str
    limit: Exact
    amount: Interval
    on: Day
    fact: Fact
    state: str
    """The State of export, whose procedure it is."""
    currency: str | None = None

    def said(self, amount: Exact) -> Message:
        """An amount in what the threshold measures."""
        if self.metric == "VALUE":
            return message("amount.money", amount=plain(amount), currency=self.currency or "")
        return amount_said(amount, next((x for x, metric in _METRICS.items() if metric == self.metric), None))

    @property
    def key(self) -> tuple[str, str, str]:
        """Destination, metric and threshold: what is looked at together."""
        return self.destination, self.metric, self.threshold

    def in_band(self, law: Law) -> bool:
        """Certainly just below the threshold."""
        lo, hi = self.amount
        return law.struct_band * self.limit <= lo and hi is not None and hi < self.limit

    def maybe_in_band(self, band: Exact) -> bool:
        """Between a share of the threshold and itself for some value that the amount may have (rules 1.3.5)."""
        lo, hi = self.amount
        return lo < self.limit and (hi is None or band * self.limit <= hi)


_METRICS = {"AMMUNITION": "ROUNDS", "PROPELLANT": "KILOGRAMS"}


def _measured(row: ThresholdRow, line: Line) -> Interval:
    """What a threshold measures; another currency, or goods counted otherwise, tell nothing."""
    declared: DeclaredLine = line.declared
    if row.metric == "VALUE":
        value = declared.value
        known = value is not None and value.currency == row.currency
        return Interval(exact(value.amount), exact(value.amount)) if known and value is not None else UNKNOWN
    return line.amount if _METRICS.get(line.category or "", "PIECES") == row.metric else UNKNOWN


@derived
def dealings(records: Records, key: str) -> tuple[Dealing, ...]:
    """The goods items of a settled consignment that went below a threshold, outside any contract."""
    found = consignment.of(records, key)
    if found is None or not found.live:
        return ()
    data = found.declared.data
    claimed = [x for x in found.goods.lines if x.declared.exemption and not number_said(x.declared.contract_reference)]
    rows = {x.item_no: thresholds.of(records, f"{data.export_state} {_procedure(x)}") for x in claimed}
    law = records.law(found.goods.control_day, data.export_state)
    if not any(rows.values()) or not found.goods.settled(records, law, found.exit is not None):
        return ()
    mention = next((p for p in data.parties if p.role == "EXPORTER"), None)
    exporter = resolved(records, mention) if mention else None
    made = []
    for line in claimed if exporter else ():
        for row in rows[line.item_no]:
            amount = _measured(row, line)
            if exporter is not None:
                made.append(_dealing(found, exporter, row, amount))
    return tuple(made)


def _dealing(found: Consignment, exporter: str, row: ThresholdRow, amount: Interval) -> Dealing:
    data = found.declared.data
    return Dealing(
        consignment=found.key,
        exporter=exporter,
        destination=data.destination_state,
        threshold=row.threshold,
        metric=row.metric,
        limit=exact(row.amount),
        amount=amount,
        on=found.goods.control_day,
        fact=found.attributed_by,
        state=data.export_state,
        currency=row.currency,
    )


def _procedure(line: Line) -> str:
    return line.declared.exemption.procedure if line.declared.exemption else ""


class PlacedDealings(NamedTuple):
    """The dealings of a consignment, and the cluster that they are counted to."""

    cluster: str
    dealings: tuple[Dealing, ...]


@derived
def placed(records: Records, key: str) -> PlacedDealings | None:
    """The dealings of a consignment with the cluster of its exporter."""
    found = dealings.of(records, key)
    return PlacedDealings(cluster_name(records, found[0].exporter), found) if found else None


@placed.entries
def placed_entries(key: str, found: PlacedDealings | None) -> Iterable[IndexEntry]:
    """A consignment is indexed under its cluster, and under the month of each threshold it went below."""
    if found is None:
        return
    yield "dealing", found.cluster, key
    for threshold, month in {(x.threshold, month_of(x.on)) for x in found.dealings}:
        yield "below", f"{threshold} {month}", key


def dealings_of_cluster(records: Records, name: str) -> list[Dealing]:
    """The dealings of a cluster in order of their dates."""
    found: list[Dealing] = []
    for key in records.indexed("dealing", name):
        one = placed.of(records, key)
        if one is not None and one.cluster == name:
            found += one.dealings
    return sorted(found, key=lambda x: (x.on, x.consignment))


class Share(NamedTuple):
    """By cluster and day of a month, how many dealings went below a threshold, and how many of them in each band."""

    counts: dict[tuple[str, Day], tuple[int, dict[Exact, int]]]


@derived
def share(records: Records, named: str) -> Share:
    """The dealings below a threshold in a month, by `THRESHOLD MONTH`."""
    threshold, _, month = named.rpartition(" ")
    bands, counts = records.statutes.values("struct_band"), dict[tuple[str, Day], tuple[int, dict[Exact, int]]]()
    for key in records.indexed("below", named):
        one = placed.of(records, key)
        for x in one.dealings if one else ():
            if one is not None and x.threshold == threshold and month_of(x.on) == month:
                all_, inside = counts.get((one.cluster, x.on), (0, dict.fromkeys(bands, 0)))
                inside = {band: inside[band] + x.maybe_in_band(band) for band in bands}
                counts[one.cluster, x.on] = (all_ + 1, inside)
    return Share(counts)


def usual_share(records: Records, threshold: str, but: str, last: Day, law: Law) -> Fraction:
    """How many of the other clusters' dealings lie in the band, over two years up to a day; never below a floor."""
    first = last - law.struct_lookback + 1
    total = band = 0
    for month in months_between(first, last):
        counts = share.of(records, f"{threshold} {month}")
        for (name, on), (all_, in_band) in counts.counts.items():
            if name != but and first <= on <= last:
                total, band = total + all_, band + in_band[law.struct_band]
    return max(Fraction(law.struct_floor), Fraction(band, total) if total else Fraction(0))


def chance(at_least: int, of: int, p: Fraction) -> Fraction:
    """The probability of so many of a number or more, each with chance p."""
    return sum((comb(of, k) * p**k * (1 - p) ** (of - k) for k in range(at_least, of + 1)), start=Fraction(0))


def windows(records: Records, found: Sequence[Dealing]) -> Iterable[tuple[Day, Law, list[Dealing]]]:
    """For each dealing's date the law of that day in the State of export, and the dealings of the days up to it."""
    for last, state in dict.fromkeys((x.on, x.state) for x in found):
        law = records.law(last, state)
        yield last, law, [x for x in found if last - law.struct_window < x.on <= last]
