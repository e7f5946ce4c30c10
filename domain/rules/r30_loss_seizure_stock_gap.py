"""What was exported was lost or seized, or is missing from the recipient's stock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from domain.chapters.items.custody import ItemsDossier
from domain.chapters.items.gone import how_it_came_up
from domain.chapters.items.identities import as_said, identity
from domain.chapters.items.losses import LossDossier, LotDossier, Traced, case_number, embargo_on, traced
from domain.chapters.items.stock import StockDossier
from domain.findings.rule import Question, Rule, Severity, Suspicion, rule, unique
from domain.kernel.message import Message, message
from domain.kernel.moments import Day, date_text
from domain.record.calendar import zone_of
from domain.record.fact import Fact
from domain.record.quantities import plain
from domain.record.records import Records
from domain.state.reference import authority, seen_in

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


def _suspicions(found: Sequence[Traced], subjects: Sequence[str], records: Records) -> Iterator[Suspicion]:
    """A suspicion for each subject and for each licence line it last left under."""
    lines = dict.fromkeys((x.export.licence, x.export.line) for x in found)
    for licence, line in lines:
        own = [x for x in found if (x.export.licence, x.export.line) == (licence, line)]
        severity, lists = _severity(records, [(x.event.state, x.event.day) for x in own])
        facts = unique([*(f for x in own for f in (*x.event.facts, *x.export.facts)), *lists])
        last = own[-1]
        for subject in subjects:
            yield Suspicion(
                licence=licence,
                line=line,
                subject=subject,
                severity=severity,
                facts=facts,
                message=message(
                    CAME_UP[how_it_came_up(last.event.fact)],
                    item=as_said(subject),
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
            numbers = range(item.numbers[0], item.numbers[1] + 1)
            yield from _suspicions(found, [identity(item.kind, item.series, n) for n in numbers], records)


@_asked("lots", "a record that it is back with its holder, or had been sold on lawfully")
def lot_lost(dossier: LotDossier, records: Records) -> Iterator[Suspicion]:
    """Goods of a lot that was exported in the five years before are lost or seized (R-109 to R-112)."""
    yield from _suspicions(traced(dossier.happened, records), [f"LOT:{dossier.lot}"], records)


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
        told = {"line": line, "licence": dossier.key, "state": places[0][0], "day": date_text(places[0][1])}
        yield Suspicion(
            licence=dossier.key,
            line=line,
            subject=f"CASE:{case}",
            severity=severity,
            facts=unique([*facts, *lists]),
            message=_of_goods(told, case, stolen=facts[-1].data.kind == "STOLEN"),
        )


def _of_goods(told: dict[str, Any], case: str, *, stolen: bool) -> Message:
    if stolen:
        return message("r30.goods-stolen-in-case", **told, case=case) if case else message("r30.goods-stolen", **told)
    return message("r30.goods-lost-in-case", **told, case=case) if case else message("r30.goods-lost", **told)


@_asked("stock", "a corrected count, or a record of what was disposed of, transferred, lost or destroyed")
def stock_gap(dossier: StockDossier, records: Records) -> Iterator[Suspicion]:
    """A count falls short of the count before and what was received since, less what went (R-113)."""
    for gap in dossier.gaps():
        now = gap.counted
        severity, lists = _severity(records, [(now.fact.data.state, now.on)])
        make, model = now.named
        yield Suspicion(
            subject=f"STOCK:{dossier.holder}|{make}|{model}|{now.fact.data.count}",
            severity=severity,
            quantity=gap.missing,
            facts=unique([*gap.facts, *lists]),
            message=message(
                "r30.stock-gap",
                stock_count=now.fact.data.count,
                counted=plain(now.amount.lo),
                expected=plain(gap.expected),
                make=make,
                model=model,
                holder=dossier.holder,
                missing=plain(gap.missing),
            ),
        )
