"""Less arrived than left, and nothing on record accounts for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.chapters.transfers.dossiers import ConsignmentDossier
from domain.chapters.transfers.predicates import (
    LOSS,
    Accounted,
    accounted,
    certainly_missing,
    discrepancies_reported,
    lines_of,
    unresolved_tolerance,
)
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, message
from domain.kernel.moments import DAY_LENGTH, JUST_AFTER, written_offset
from domain.record.fact import Fact
from domain.record.quantities import Exact, Interval, total
from domain.record.records import Records
from domain.record.written_serials import not_among
from domain.state.amounts_said import amount_said, interval_said
from domain.state.applicable_law import ApplicableLaw
from domain.state.consignments import ARRIVED, TALLIED, Consignment, Line, counted


class Landing(NamedTuple):
    """One goods item as it left, came, and is accounted for."""

    line: Line
    arrived: Interval
    arrivals: tuple[Fact, ...]
    accounted: Accounted
    missing: Exact


def _accounted(found: Consignment, line: Line, law: ApplicableLaw, records: Records) -> Accounted:
    """Accounted for, with goods carried past their port as long as they may still come back."""

    def overcarried(f: Fact) -> bool:
        patience = law.on(f.date(found.goods.zone)).transit_max(found.declared.data.mode)
        return not records.reached(f.time + patience + JUST_AFTER, written_offset(f.timetext))

    return accounted(records, found, line, overcarried)


def _landing(found: Consignment, line: Line, law: ApplicableLaw, records: Records) -> Landing | None:
    came = [(f, x) for f, x in lines_of(found.standing_arrivals(), line.item_no) if x.item.category != "ACCESSORY"]
    arrived = total([counted(records, line, x.quantity) for _, x in came])
    known = _accounted(found, line, law, records)
    missing = certainly_missing(
        line.amount, arrived.plus(known.amount), unresolved_tolerance(law.on(found.goods.control_day), line)
    )
    if missing is None:
        return None
    return Landing(line=line, arrived=arrived, arrivals=tuple(f for f, _ in came), accounted=known, missing=missing)


def _over(found: Consignment, law: ApplicableLaw, records: Records) -> tuple[bool, list[Fact]]:
    """Whether unloading is over, and why: the tally is closed, or three weeks went by since the first arrival."""
    arrivals = found.of(ARRIVED)
    if not arrivals:
        return False, []
    tallies = found.of(TALLIED)
    first = arrivals[0]
    days = law.on(first.date(found.goods.zone)).late_arrival
    waited = records.reached(first.time + days * DAY_LENGTH, written_offset(first.timetext))
    return bool(tallies) or waited, [first, *tallies]


def _told(key: str, landing: Landing, losses: list[Fact]) -> Message:
    """What left, what came, what is accounted for, and what is missing, with its numbers where the lists tell."""
    line, known = landing.line, landing.accounted.amount
    missing: Message = amount_said(landing.missing, line.category)
    came = [y.serials for f in landing.arrivals for y in f.data.lines if y.item_no == line.item_no]
    numbers = not_among([line.declared.serials], came, landing.missing) if line.declared.serials else ()
    figures = {
        "line": line.item_no,
        "consignment": key,
        "departed": interval_said(line.amount, line.category),
        "arrived": interval_said(landing.arrived, line.category),
        "more": message("r14.accounted", amount=interval_said(known, line.category)) if known.hi != 0 else "",
        "missing": message("amount.numbered", amount=missing, numbers=numbers) if numbers else missing,
    }
    if not losses:
        return message("r14.missing", **figures)
    return message("r14.lost", **figures, codes=tuple(dict.fromkeys(f.data.code for f in losses)))


@rule(
    id="R14",
    title="Short landing",
    law="UNFP 10(4), 11(a); ATT 11",
    subject="consignment",
    clears="the arrival of the rest, an adjustment of the declaration, or a report or certificate that accounts for it",
)
def short_landing(dossier: ConsignmentDossier, records: Records) -> Iterator[Suspicion]:
    """More is certainly missing of a goods item than the tolerance, and no more is expected (R-084 to R-091)."""
    found, law = dossier.consignment, dossier.law
    over, closing = _over(found, law, records)
    for line in found.items():
        losses = discrepancies_reported(found, line.item_no, LOSS)
        if not losses and not found.of(ARRIVED):
            continue
        landing = _landing(found, line, law, records)
        if landing is None:
            continue
        yield Suspicion(
            line=line.item_no,
            shipment=found.key,
            severity=Severity.STOP if losses else Severity.HOLD,
            quantity=landing.missing,
            candidate=not (over or losses),
            facts=unique([found.attributed_by, *landing.arrivals, *landing.accounted.facts, *closing, *losses]),
            message=_told(found.key, landing, losses),
        )
