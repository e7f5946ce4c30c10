"""What was lent abroad did not come back, or something else came back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.chapters.items.temporary_exports import TEMPORARY, Due, Lent, due, lent, written_off
from domain.chapters.transfers.dossiers import LicenceDossier
from domain.chapters.transfers.predicates import certainly_missing
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, message
from domain.kernel.moments import DAY_LENGTH, date_text, written_offset
from domain.record.calendar import passed, zone_of
from domain.record.fact import Fact
from domain.record.law import Law
from domain.record.quantities import Exact
from domain.record.records import Records
from domain.record.serial_typos import unmatched
from domain.record.serials import NONE, Numbers, numbers_in
from domain.record.written_serials import as_written, lists_in, not_among
from domain.state.amounts_said import amount_said, interval_said


class Swapped(NamedTuple):
    """Serial numbers that came back and never left, the returns that name them, and whether time is up for a mend."""

    numbers: Numbers
    facts: tuple[Fact, ...]
    certain: bool

    @property
    def written(self) -> tuple[str | Message, ...]:
        """The first of them as the returns write them."""
        return as_written(self.numbers, lists_in(self.facts))


def _swapped(goods: Lent, law: Law, records: Records) -> Swapped | None:
    if not goods.numbers_back.runs or not goods.all_numbered:
        return None
    _, strange = unmatched(goods.numbers, goods.numbers_back)
    waited: list[tuple[Fact, Numbers]] = []
    waiting: list[tuple[Fact, Numbers]] = []
    for x in goods.returned if strange.runs else ():
        named = numbers_in([x.said.serials]).common(strange) if x.said.serials else NONE
        if named.runs:
            limit = x.fact.recorded + law.settle_decl * DAY_LENGTH
            over = records.reached(limit, written_offset(x.fact.recordedat))
            (waited if over else waiting).append((x.fact, named))
    told = waited or waiting
    numbers = NONE
    for _, named in told:
        numbers = numbers.plus(named)
    return Swapped(numbers, unique(f for f, _ in told), bool(waited)) if told else None


class Missing(NamedTuple):
    """How much has not come back, the facts behind it, and whether the technical window has run out."""

    amount: Exact
    facts: tuple[Fact, ...]
    certain: bool


def _missing(dossier: LicenceDossier, goods: Lent, until: Due, law: Law, records: Records) -> Missing | None:
    known = written_off(dossier, goods, records)
    tolerance = law.tol_rounds if goods.category == "AMMUNITION" else 0
    amount = certainly_missing(goods.amount, goods.back(records).plus(known.amount), tolerance)
    if amount is None:
        return None
    zone = dossier.held.issued.zone(zone_of(dossier.held.authority))
    over = passed(records, until.on + dossier.law.on(until.on).late_arrival, zone)
    return Missing(amount, (*(x.fact for x in goods.returned), *known.facts), over)


def _told(goods: Lent, key: str, until: Due, missing: Missing | None, swapped: Swapped | None) -> Message:
    told: dict[str, object] = {
        "line": goods.number,
        "licence": key,
        "due": date_text(until.on),
        "departed": interval_said(goods.amount, goods.category),
    }
    if missing is not None:
        told["missing"] = _rest(goods, missing)
    if swapped is None:
        return message("r27.missing", **told)
    told |= {"strange": swapped.numbers.amount, "examples": swapped.written}
    return message("r27.strange", **told) if missing is None else message("r27.missing-and-strange", **told)


def _rest(goods: Lent, missing: Missing) -> Message:
    """How much has not come back, and which serial numbers, where the lists tell."""
    amount = amount_said(missing.amount, goods.category)
    left = [line.declared.serials for _, line in goods.departed]
    numbers = not_among(left, [x.said.serials for x in goods.returned], missing.amount) if any(left) else ()
    return message("amount.numbered", amount=amount, numbers=numbers) if numbers else amount


@rule(
    id="R27",
    title="Temporary export not returned",
    law="UNFP 10(6); EU 2025/41 12, 22, 23",
    subject="licence",
    clears="the return of the rest, a loss with a case, a certificate, or an extension decided in time",
)
def temporary_export(dossier: LicenceDossier, records: Records) -> Iterator[Suspicion]:
    """Lent goods are not back three weeks after they were due, or others came back in their place (R-053, R-091)."""
    held = dossier.held
    if all(terms.kind != TEMPORARY for terms in held.versions):
        return
    first = next((d.control_day for d in dossier.attributions if d.exit is not None), None)
    until = due(held, first, dossier.law) if first is not None else None
    if first is None or until is None:
        return
    zone = held.issued.zone(zone_of(held.authority))
    for number in dossier.line_numbers:
        goods = lent(dossier, number, records)
        if goods is None:
            continue
        law = dossier.law.on(first)
        missing, swapped = _missing(dossier, goods, until, law, records), _swapped(goods, law, records)
        if missing is None and swapped is None:
            continue
        overdue, strange = missing is not None and missing.certain, swapped is not None and swapped.certain
        late = passed(records, until.on + dossier.law.on(until.on).temp_grave, zone)
        candidate = not (overdue or strange)
        shown = (missing if overdue or candidate else None, swapped if strange or candidate else None)
        yield Suspicion(
            licence=dossier.key,
            line=number,
            severity=Severity.HOLD if strange or late else Severity.CHECK,
            quantity=(shown[0].amount if shown[0] else 0) + (shown[1].numbers.amount if shown[1] else 0),
            candidate=candidate,
            facts=unique(
                [
                    until.fact,
                    *(found.attributed_by for found, _ in goods.departed),
                    *(found.exit for found, _ in goods.departed),
                    *(f for x in shown if x is not None for f in x.facts),
                ]
            ),
            message=_told(goods, dossier.key, until, *shown),
        )
