"""Counted stock against what a holder received and gave away since the count before (R30)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from domain.chapters.items.goods_models import Model, amount_of, model_of, named_model
from domain.chapters.items.itemised import LOST, TRANSFERRED, reports
from domain.chapters.parties.mentions import resolved
from domain.chapters.parties.relations import members_of
from domain.events.party import PartyMention
from domain.events.streams import document_key
from domain.kernel.canon import bounded
from domain.kernel.moments import Day, day
from domain.record import serials
from domain.record.calendar import zone_of
from domain.record.fact import Fact
from domain.record.quantities import UNKNOWN, ZERO, Exact, Interval
from domain.record.records import IndexEntry, Records, derived
from domain.state.consignments import ATTRIBUTIONS, DESTROYED, consignment, counted
from domain.state.licences import licence
from domain.state.parties import entry, same_entry
from domain.state.parties import pairs as identifying
from domain.state.reference import authority


class GoodsReceived(NamedTuple):
    """A quantity of a model that a consignment's final recipient is proved to have received."""

    end_user: str
    on: Day
    model: Model
    amount: Interval
    fact: Fact


@derived
def receipts(records: Records, key: str) -> tuple[GoodsReceived, ...]:
    """What is verified as received of a consignment, by the final recipient of its licence."""
    found = consignment.of(records, key)
    held = licence.of(records, found.licence) if found and found.live and found.licence else None
    verified = found.standing_verifications() if found and held else []
    if found is None or held is None or not verified:
        return ()
    end_user = resolved(records, held.terms(found.goods.control_day).end_user)
    lines = {x.item_no: x for x in found.items()}
    result = []
    for fact in verified if end_user else ():
        for x in fact.data.lines:
            line = lines.get(x.item_no)
            model = model_of(records, line.item) if line else None
            if line is not None and model is not None:
                amount = counted(records, line, x.quantity)
                on = day(fact.data.received_on)
                result.append(GoodsReceived(end_user or "", on, model, amount, fact))
    return tuple(result)


def end_user_entries(data: Any) -> list[IndexEntry]:
    """A licence is indexed under its final recipient: by register id, else by identifiers."""
    named: PartyMention = data.terms.end_user
    said = [f"{scheme} {value}" for scheme, value in sorted(identifying(named.identifiers))]
    own = [named.register_id] if named.register_id else said
    return [("end user", bounded(x), document_key(data.licence)) for x in own]


class Counted(NamedTuple):
    """A model in one count, on a day in the State of the store."""

    fact: Fact
    on: Day
    model: Model
    named: Model
    """The model as the first line of the count has it."""
    in_rounds: bool
    amount: Interval
    disposed: Interval


class StockGap(NamedTuple):
    """What is missing in a count, and the facts behind it."""

    counted: Counted
    missing: Exact
    expected: Exact
    facts: tuple[Fact, ...]


def _counts(records: Records, fact: Fact) -> Iterator[Counted]:
    """The models of a count; what is counted of one in several lines adds up."""
    on = fact.date(zone_of(authority.of(records, fact.data.state)))
    found: dict[Model, Counted] = {}
    for x in fact.data.lines:
        model = model_of(records, x.item)
        named = named_model(records, x.item)
        if model is None or named is None:
            continue
        known = found.get(model) or Counted(fact, on, model, named, in_rounds=False, amount=ZERO, disposed=ZERO)
        disposed = amount_of(records, x.item, x.disposed) if x.disposed is not None else ZERO
        found[model] = known._replace(
            in_rounds=known.in_rounds or x.item.category == "AMMUNITION",
            amount=known.amount.plus(amount_of(records, x.item, x.quantity)),
            disposed=known.disposed.plus(disposed),
        )
    yield from found.values()


def counts_of(records: Records, members: Iterable[str]) -> list[Counted]:
    """Every count of some holders, in business order."""
    facts = {f.ref: f for x in members for f in records.facts(bounded(f"stock/{x}"))}
    return [x for f in sorted(facts.values(), key=lambda f: f.order) for x in _counts(records, f)]


def last_count(records: Records, holder: str, model: Model, before: Day) -> Counted | None:
    """The last count of a model by a holder before a day."""
    found = counts_of(records, members_of(records, holder))
    return next((x for x in reversed(found) if x.model == model and x.on < before), None)


def _given_away(records: Records, fact: Fact) -> Interval:
    data = fact.data
    if data.quantity is not None:
        return amount_of(records, data.item, data.quantity)
    pieces = serials.count(data.serials) if data.serials is not None else None
    return Interval(pieces, pieces) if pieces else UNKNOWN


def holder_of(fact: Fact) -> str | None:
    """Who has no longer what a report is about, where it says so."""
    if fact.kind == TRANSFERRED:
        return str(fact.data.from_party)
    return fact.data.holder if fact.kind in (LOST, DESTROYED) else None


class StockDossier:
    """The counts of one holder, with all that came in and went out of its stock."""

    def __init__(self, records: Records, holder: str, own: frozenset[str]) -> None:
        self.records, self.holder = records, same_entry(records, holder)
        self._members = members_of(records, holder)
        self._own = own
        self.counts = counts_of(records, self._members)

    @property
    def states(self) -> list[str | None]:
        """The States of the stores."""
        return [x.fact.data.state for x in self.counts]

    @property
    def parties(self) -> list[str | None]:
        """The holder."""
        return [self.holder]

    def _received(self) -> list[GoodsReceived]:
        pairs = entry.of(self.records, self.holder).identifiers
        names = (*self._members, *sorted(f"{scheme} {value}" for scheme, value in pairs))
        licences = dict.fromkeys(key for x in names for key in self.records.indexed("end user", bounded(x)))
        consignments = dict.fromkeys(key for x in licences for key in self.records.indexed(ATTRIBUTIONS, x))
        found = [x for key in consignments for x in receipts.of(self.records, key)]
        return [x for x in found if x.end_user == self.holder]

    def _left(self) -> list[Fact]:
        files = dict.fromkeys(name for x in self._members for name in self.records.indexed("holder", bounded(x)))
        told = [x for name in files for x in reports.of(self.records, name)]
        facts = {x.fact.ref: x.fact for x in told}
        return [f for f in facts.values() if holder_of(f) in self._members]

    def gaps(self) -> Iterator[StockGap]:
        """The counts that certainly fall short of what must be there; rounds have a tolerance by the State's law."""
        received, left = self._received(), self._left()
        last: dict[Model, Counted] = {}
        for now in self.counts:
            before = last.get(now.model)
            last[now.model] = now
            if now.fact.ref in self._own:
                found = self._gap(before, now, received, left)
                if found is not None:
                    yield found

    def _gap(
        self, before: Counted | None, now: Counted, received: list[GoodsReceived], left: list[Fact]
    ) -> StockGap | None:
        came = [x for x in received if x.model == now.model and x.on <= now.on and (before is None or before.on < x.on)]
        gone = [
            f
            for f in left
            if f.order < now.fact.order
            and (before is None or before.fact.order < f.order)
            and model_of(self.records, f.data.item) == now.model
        ]
        expected = (before.amount.lo if before else 0) + sum((x.amount.lo for x in came), start=0)
        accounted = now.disposed.plus(now.amount)
        for fact in gone:
            accounted = accounted.plus(_given_away(self.records, fact))
        law = self.records.law(now.on, now.fact.data.state)
        if accounted.hi is None or expected - accounted.hi <= (law.tol_rounds if now.in_rounds else 0):
            return None
        facts = (now.fact, *((before.fact,) if before else ()), *(x.fact for x in came), *gone)
        return StockGap(now, expected - accounted.hi, expected, facts)


def stock_dossier(records: Records, name: str) -> StockDossier | None:
    """The stock of a holder that was counted."""
    facts = records.facts(f"stock/{name}")
    if not facts:
        return None
    return StockDossier(records, facts[0].data.holder, frozenset(f.ref for f in facts))
