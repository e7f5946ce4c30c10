"""What was exported was lost or seized, or is missing from the recipient's stock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from domain.chapters.items.custody import ItemsDossier, Shared
from domain.chapters.items.gone import how_it_came_up
from domain.chapters.items.goods_models import amount_of, model_of
from domain.chapters.items.identities import as_said, identity, lot_as_said
from domain.chapters.items.losses import LossDossier, LotDossier, Traced, case_number, embargo_on, traced
from domain.chapters.items.stock import StockDossier
from domain.chapters.parties.relations import entry_of
from domain.findings.rule import Question, Rule, Severity, Suspicion, rule, unique
from domain.kernel.message import Message, and_more, message
from domain.kernel.moments import Day, date_text
from domain.record.calendar import zone_of
from domain.record.fact import Fact
from domain.record.records import Records
from domain.record.serials import Numbers
from domain.record.written_serials import lists_in, lots_written, spellings
from domain.state.amounts_said import amount_said, interval_said
from domain.state.reference import authority, seen_in

_SHOWN = 3

CAME_UP = {
    "LOST": "r30.lost",
    "STOLEN": "r30.stolen",
    "SEIZED": "r30.seized",
    "FOUND": "r30.found",
    "SURRENDERED": "r30.surrendered",
    "TRACE_REQUEST": "r30.traced",
}
"""By how it came up: what is said of it."""


def _asked(subject: str, clears: str) -> Callable[[Question], Rule]:
    """The rule as it is asked about one of its kinds of subject."""
    return rule(
        id="R30",
        title="Loss, seizure or stock gap",
        law="UNFP 11, 12, 13; ATT 11(4)-(6)",
        subject=subject,
        clears=clears,
    )


def _severity(records: Records, places: Iterable[tuple[str, Day]]) -> tuple[Severity, tuple[Fact, ...]]:
    """How grave it is by where it happened, and the lists that say so."""
    facts = [embargo_on(records, state, on) for state, on in places]
    lists = unique(facts)
    return (Severity.STOP if lists else Severity.HOLD), lists


Said = Callable[[Sequence[Fact]], Mapping[str, str | Message]]
"""What the subjects of a question are called by the facts about them."""


def _suspicions(found: Sequence[Traced], said: Said, records: Records) -> Iterator[Suspicion]:
    """A suspicion for each subject and for each licence line it last left under."""
    lines = dict.fromkeys((x.export.licence, x.export.line) for x in found)
    for licence, line in lines:
        own = [x for x in found if (x.export.licence, x.export.line) == (licence, line)]
        severity, lists = _severity(records, [(x.event.state, x.event.day) for x in own])
        facts = unique([*(f for x in own for f in (*x.event.facts, *x.export.facts)), *lists])
        last = own[-1]
        for subject, called in said(facts).items():
            yield Suspicion(
                licence=licence,
                line=line,
                subject=subject,
                severity=severity,
                facts=facts,
                message=message(
                    CAME_UP[how_it_came_up(last.event.fact)],
                    item=called,
                    consignment=last.export.consignment,
                    exported=date_text(last.export.day),
                    state=last.event.state,
                    day=date_text(last.event.day),
                ),
            )


@_asked("items", "a record that it is back with its holder, or had been sold on lawfully")
def item_lost(dossier: ItemsDossier, records: Records) -> Iterator[Suspicion]:
    """An item that was exported in the five years before is lost or seized (R-109 to R-112)."""
    for item in dossier.items:
        found = traced(item.occurrences, records)
        if found:
            yield from _suspicions(found, partial(_items_said, item), records)


def _items_said(item: Shared, facts: Sequence[Fact]) -> dict[str, str | Message]:
    numbers = range(item.numbers[0], item.numbers[1] + 1)
    spelled = spellings(lists_in(facts), Numbers(((item.series, (item.numbers,)),)))
    names = {n: identity(item.kind, item.series, n) for n in numbers}
    return {name: as_said(name, spelled.get(item.series.text(n), ())) for n, name in names.items()}


@_asked("lots", "a record that it is back with its holder, or had been sold on lawfully")
def lot_lost(dossier: LotDossier, records: Records) -> Iterator[Suspicion]:
    """Goods of a lot that was exported in the five years before are lost or seized (R-109 to R-112)."""
    yield from _suspicions(traced(dossier.happened, records), partial(_lot_said, dossier), records)


def _lot_said(dossier: LotDossier, facts: Sequence[Fact]) -> dict[str, str | Message]:
    return {f"LOT:{dossier.lot}": lot_as_said(dossier.make, dossier.lot, lots_written(facts, dossier.lot))}


@_asked("losses", "a record that what was lost in the case is back with its holder")
def case_of_loss(dossier: LossDossier, records: Records) -> Iterator[Suspicion]:
    """A loss names the licence and line under which the goods had come, but no serial numbers (R-109)."""
    cases: dict[tuple[int, str], list[Fact]] = {}
    for fact in dossier.lost:
        if not dossier.restored(fact):
            cases.setdefault((fact.data.licence_line, case_number(fact)), []).append(fact)
    for (line, number), facts in cases.items():
        case = facts[0].data.case if number else ""
        places = [(seen_in(records, f.data), f.date(zone_of(authority.of(records, f.data.state)))) for f in facts]
        severity, lists = _severity(records, places)
        lost = [_loss(records, f, *place) for f, place in zip(facts, places, strict=True)]
        of_line = {"line": line, "licence": dossier.key, "told": and_more(lost[:_SHOWN], len(lost))}
        yield Suspicion(
            licence=dossier.key,
            line=line,
            subject=f"CASE:{case}",
            severity=severity,
            facts=unique([*facts, *lists]),
            message=message("r30.of-line-in-case", **of_line, case=case) if case else message("r30.of-line", **of_line),
        )


def _loss(records: Records, fact: Fact, state: str, on: Day) -> Message:
    """How much was lost or stolen, where and when."""
    data = fact.data
    amount = amount_of(records, data.item, data.quantity)
    known = amount.lo or amount.hi is not None
    goods = interval_said(amount, data.item.category) if known else message("goods.unnamed")
    told = {"amount": goods, "state": state, "day": date_text(on)}
    return message("r30.amount-stolen", **told) if data.kind == "STOLEN" else message("r30.amount-lost", **told)


@_asked("stock", "a corrected count, or a record of what was disposed of, transferred, lost or destroyed")
def stock_gap(dossier: StockDossier, records: Records) -> Iterator[Suspicion]:
    """A count falls short of the count before and what was received since, less what went (R-113)."""
    for gap in dossier.gaps():
        now = gap.counted
        severity, lists = _severity(records, [(now.fact.data.state, now.on)])
        make, model = now.named
        category = next(x.item.category for x in now.fact.data.lines if model_of(records, x.item) == now.model)
        held = entry_of(records, dossier.holder)
        yield Suspicion(
            subject=f"STOCK:{dossier.holder}|{make}|{model}|{now.fact.data.count}",
            severity=severity,
            quantity=gap.missing,
            facts=unique([*gap.facts, *lists]),
            message=message(
                "r30.stock",
                stock_count=now.fact.data.count,
                day=date_text(now.on),
                state=now.fact.data.state,
                counted=interval_said(now.amount, category),
                expected=amount_said(gap.expected, category),
                make=make,
                model=model,
                holder=f"{held.own.name} ({dossier.holder})" if held else dossier.holder,
                missing=amount_said(gap.missing, category),
            ),
        )
