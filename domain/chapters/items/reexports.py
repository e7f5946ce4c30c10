"""Delivered items, lots and models that went on to a third State, and what agreed to it (R28)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from domain.chapters.items.custody import Occurrence, occurrences, passage, shared_with
from domain.chapters.items.goods_models import Model, model_of
from domain.chapters.items.itemised import (
    EXPORTED,
    RECOVERED,
    REEXPORTED,
    SEIZED,
    Exported,
    Reported,
    itemised,
    leaving,
    reexported,
)
from domain.chapters.items.stock import Counted, last_count
from domain.chapters.parties.mentions import resolved
from domain.chapters.parties.relations import related
from domain.chapters.parties.sameness import Sameness, known, same
from domain.chapters.transfers.dossiers import LicenceDossier
from domain.events.goods import Item
from domain.events.licence import LicenceTerms
from domain.events.party import PartyMention
from domain.kernel.canon import bounded
from domain.kernel.moments import Day, within
from domain.kernel.months import months_from
from domain.record.calendar import zone_of
from domain.record.fact import Fact
from domain.record.law import Likeness
from domain.record.quantities import ZERO, Exact, Interval, total
from domain.record.records import Records, derived
from domain.record.serials import NONE, Numbers, names_any, numbers_in
from domain.record.sources import may_say
from domain.state.applicable_law import ApplicableLaw
from domain.state.consignments import goods
from domain.state.licences import Licence, licence
from domain.state.reference import authority, seen_in

SENT, FOUND_AGAIN = (REEXPORTED, EXPORTED), (SEIZED, RECOVERED)


class Onward(NamedTuple):
    """Something that happened to delivered items or a delivered lot of one licence line elsewhere, and to which."""

    licence: str
    line: int
    control_day: Day
    what: Occurrence
    numbers: Numbers
    lots: tuple[str, ...]
    delivered: Fact
    delivered_on: Day

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that say so."""
        return (self.delivered, *self.what.facts)


def delivered_day(records: Records, fact: Fact) -> Day:
    """The day of an arrival, release or delivery in the State where it took place."""
    state = seen_in(records, fact.data) if hasattr(fact.data, "locode") else fact.source[8:10]
    return fact.date(zone_of(authority.of(records, state)))


def _same_lot(records: Records, states: Iterable[str], lot: str) -> Iterator[Occurrence]:
    """What reports say of a lot, and which consignments with it leave some States; from others very many may."""
    sources = set(records.indexed("lot reports", lot))
    for state in states:
        sources.update(records.indexed("lots from", bounded(f"{state} {lot}")))
    for source in sorted(sources):
        yield from (x for x, named in occurrences(records, source) if lot in named.lots)


def _elsewhere(
    records: Records, key: str, state: str, item: Exported
) -> Iterator[tuple[Occurrence, Numbers, tuple[str, ...]]]:
    """What happened to the items and lots of a goods item, outside its own consignment."""
    for shared, numbers in shared_with(records, item.named, state):
        yield from ((x, numbers, ()) for x in shared.occurrences if x.consignment != key)
    held = licence.of(records, item.licence) if item.named.lots and item.licence else None
    states = {x.import_state for x in held.versions} if held else set()
    for lot in item.named.lots:
        yield from ((x, NONE, (lot,)) for x in _same_lot(records, states, lot) if x.consignment != key)


@derived
def onward(records: Records, key: str) -> tuple[Onward, ...]:
    """What became of the items and lots of a consignment after it was delivered."""
    found = itemised.of(records, key)
    happened: dict[tuple[str, int, str, str], Onward] = {}
    delivered: Fact | None = None
    for item in found.exported if found else ():
        if found is None or item.licence is None or item.line is None:
            continue
        for what, numbers, lots in _elsewhere(records, key, found.state, item):
            delivered = delivered or passage.of(records, key).delivered
            if delivered is None:
                return ()
            on = delivered_day(records, delivered)
            declared = goods.of(records, key) if what.what in (*SENT, *FOUND_AGAIN) and on <= what.day else None
            if declared is not None:
                place = (item.licence, item.line, what.fact.ref, what.licence or "")
                old = happened.get(place)
                happened[place] = Onward(
                    licence=item.licence,
                    line=item.line,
                    control_day=declared.control_day,
                    what=what,
                    numbers=old.numbers.plus(numbers) if old else numbers,
                    lots=(*old.lots, *lots) if old else lots,
                    delivered=delivered,
                    delivered_on=on,
                )
    return tuple(sorted(happened.values(), key=lambda x: (x.line, *x.what.order)))


# -- what a licence says of it ---------------------------------------------------------------------------------------


def within_term(terms: LicenceTerms, since: Day, on: Day, law: ApplicableLaw) -> bool:
    """Whether the undertaking not to re-export binds on a day."""
    months = terms.undertaking.term_months
    term = law.on(on).reexport_lookback if months is None else months
    return terms.undertaking.no_reexport and since <= on and months_from(on, -term) <= since


class Consents:
    """What the issuing State agreed to, looked up when somebody asks."""

    def __init__(self, records: Records, key: str) -> None:
        self._records, self._key = records, key

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The consents of the licensing authority."""
        said = self._records.facts(f"consent/{self._key}")
        return tuple(f for f in said if may_say(f.source, f.kind, f.data))

    def over(self, line: int, state: str, on: Day) -> Iterator[Fact]:
        """The consents for a line to a State that are in force on a day."""
        for fact in self.facts:
            data = fact.data
            meant = data.third_state == state and data.line in (None, line)
            if meant and within(on, data.effective_on, data.valid_until):
                yield fact

    def without(self, line: int, state: str, on: Day, numbers: Numbers) -> Numbers | None:
        """Which serial numbers no consent covers; None where one covers whatever there is."""
        for fact in self.over(line, state, on):
            if not names_any(fact.data.serials):
                return None
            numbers = numbers.less(numbers_in([fact.data.serials]))
        return numbers


class Strong(NamedTuple):
    """Delivered items or lots that turned up where nobody had agreed to, and how they got there."""

    third: str
    onward: Onward


def _third(held: Licence, terms: LicenceTerms, x: Occurrence) -> str | None:
    """The third State that something concerns; None where it concerns none."""
    if x.what in SENT and (x.state == held.state or x.licence == held.key):
        return None
    third = x.to if x.what in SENT else x.state
    return third if third not in (terms.import_state, held.state) else None


def strong(held: Licence, found: Onward, agreed: Consents, law: ApplicableLaw) -> Strong | None:
    """Whether something that happened to delivered items shows a re-export against the undertaking.

    A lot is not one item: what of it leaves another State than the importing one was never delivered under the licence.
    """
    on = found.what.day
    terms = held.terms(found.control_day)
    third = _third(held, terms, found.what)
    if third is None or not within_term(terms, found.delivered_on, on, law):
        return None
    lots = found.lots if found.what.what in FOUND_AGAIN or found.what.state == terms.import_state else ()
    left = agreed.without(found.line, third, on, found.numbers)
    if left is None or not (left.runs or lots):
        return None
    return Strong(third, found._replace(numbers=left, lots=lots))


# -- the same model --------------------------------------------------------------------------------------------------


def is_or_belongs_to(records: Records, likeness: Likeness, mention: PartyMention, licensed: PartyMention) -> bool:
    """Whether a mention is a licensed party, or an entry linked with it by ownership or an officer."""
    if same(records, likeness, mention, known(records, licensed)) is Sameness.SAME:
        return True
    own, other = resolved(records, mention), resolved(records, licensed)
    if own is None or other is None:
        return False
    near = related(records, other)
    return own in near.owning or own in near.officers


@derived
def licensed_models(records: Records, key: str) -> tuple[tuple[int, Model, tuple[str, ...]], ...]:
    """The lines of a licence by model, each with where re-exports of it would be indexed."""
    held = licence.of(records, key)
    if held is None:
        return ()
    versions = held.versions
    states = dict.fromkeys(t.import_state for t in versions)
    found = []
    for number in dict.fromkeys(x.line for t in versions for x in t.lines):
        items = (line.item for t in versions for line in t.lines if line.line == number)
        for model in dict.fromkeys(filter(None, (model_of(records, x) for x in items))):
            found.append((number, model, tuple(leaving(s, model) for s in states)))
    return tuple(found)


class DeliveredGoods(NamedTuple):
    """What was delivered on a licence line: how much, since when, under which terms, and the facts that say so."""

    amount: Interval
    since: Day
    terms: LicenceTerms
    model: Model | None
    facts: tuple[Fact, ...]


def _delivered(dossier: LicenceDossier, number: int, records: Records) -> DeliveredGoods | None:
    """What was delivered under the undertaking; the terms are those of what was delivered first."""
    amount = ZERO
    found: list[tuple[Day, str, LicenceTerms, Item]] = []
    facts: list[Fact] = []
    for drawn in dossier.attributions:
        own = [x for x in drawn.goods.lines if x.licence == dossier.key and x.line == number]
        first = passage.of(records, drawn.key).delivered if own else None
        terms = dossier.held.terms(drawn.control_day)
        if first is not None and terms.undertaking.no_reexport:
            amount = amount.plus(total([x.amount for x in own]))
            goods = own[0].item
            found.append((delivered_day(records, first), drawn.key, terms, goods))
            facts += [drawn.attributed_by, first]
    if not found:
        return None
    since, _, terms, goods = min(found, key=lambda x: x[:2])
    return DeliveredGoods(amount, since, terms, model_of(records, goods), tuple(facts))


class SentOn(NamedTuple):
    """Lines of re-exports of a delivered model by the recipients, and how many more than they had before."""

    goods: DeliveredGoods
    lines: tuple[Reported, ...]
    more: Exact
    counts: tuple[Fact, ...]


def _counted_before(records: Records, goods: DeliveredGoods, model: Model, lines: Iterable[Reported]) -> list[Counted]:
    """What the recipients, those linked with them and the senders had of the model, as last counted before."""
    recipients = (goods.terms.consignee, goods.terms.end_user)
    own = {x for p in recipients if (x := resolved(records, p)) is not None}
    near = {x for holder in own for x in (related(records, holder).owning | related(records, holder).officers)}
    senders = {x for line in lines if (x := resolved(records, line.fact.data.exporter)) is not None}
    counts = (last_count(records, x, model, goods.since) for x in sorted(own | near | senders))
    return [x for x in counts if x is not None]


def _uncovered(x: Reported, number: int, agreed: Consents) -> bool:
    """Whether no consent removes a line of a re-export: one that names serial numbers covers only these."""
    left = agreed.without(number, x.fact.data.destination_state, x.day, x.named.numbers)
    return left is not None and (bool(left.runs) or not x.named.numbers.runs)


def _may_concern(records: Records, likeness: Likeness, held: Licence, name: str) -> bool:
    """Whether a re-export is by recipients of a licence in any of its versions, since it was issued."""
    recipients = {p.register_id or p.name: p for t in held.versions for p in (t.consignee, t.end_user)}
    facts = {x.fact.ref: x.fact for x in reexported.of(records, name) if held.issued_on <= x.day}
    exporters = [f.data.exporter for f in facts.values() if f.data.destination_state != held.state]
    return any(is_or_belongs_to(records, likeness, x, p) for x in exporters for p in recipients.values())


def _sent_by_recipients(
    records: Records, law: ApplicableLaw, held: Licence, goods: DeliveredGoods, names: Iterable[str]
) -> Iterator[Reported]:
    """Lines of re-exports of the model to third States, from the importing State, by or for the recipients in time."""
    for x in (line for name in names for line in reexported.of(records, name)):
        away = x.state == goods.terms.import_state
        third = x.fact.data.destination_state not in (goods.terms.import_state, held.state)
        if away and third and x.model == goods.model and within_term(goods.terms, goods.since, x.day, law):
            recipients = (goods.terms.consignee, goods.terms.end_user)
            if any(is_or_belongs_to(records, law.likeness(), x.fact.data.exporter, p) for p in recipients):
                yield x


def of_the_same_model(records: Records, dossier: LicenceDossier, agreed: Consents) -> Iterator[tuple[int, str, SentOn]]:
    """By licence line and third State: re-exports of the model that must have come from what was delivered."""
    for number, model, places in licensed_models.of(records, dossier.key):
        names = list(dict.fromkeys(x for place in places for x in records.indexed("reexported", place)))
        names = [x for x in names if _may_concern(records, dossier.law.likeness(), dossier.held, x)]
        goods = _delivered(dossier, number, records) if names else None
        if goods is None or goods.amount.hi is None or goods.model != model:
            continue
        thirds: dict[str, list[Reported]] = {}
        for x in _sent_by_recipients(records, dossier.law, dossier.held, goods, names):
            if _uncovered(x, number, agreed):
                thirds.setdefault(x.fact.data.destination_state, []).append(x)
        for third, lines in thirds.items():
            sent = total([x.amount for x in lines]).lo
            stock = _counted_before(records, goods, model, lines)
            before = total([x.amount for x in stock]).hi
            share = dossier.law.on(max(x.day for x in lines)).reexport_share
            if sent and before is not None and sent - before >= share * goods.amount.hi:
                facts = tuple(x.fact for x in stock)
                yield number, third, SentOn(goods, tuple(lines), sent - before, facts)
