"""A seal was broken, missing, exchanged, or is on two consignments at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.chapters.movements.seals import REPLACED, SEALED, ReadSeal, ending, number_at, readings, seals, twins
from domain.chapters.transfers.dossiers import ConsignmentDossier
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, message
from domain.kernel.moments import DAY_LENGTH, date_text, written_offset
from domain.record.fact import Fact
from domain.record.records import Records


class Wrong(NamedTuple):
    """What is wrong at a position; `certain` once no explanation is to be waited for any more."""

    position: str
    certain: bool
    told: Message
    facts: tuple[Fact, ...]


def _misread(x: ReadSeal, records: Records) -> Wrong | None:
    """What a reading shows: customs that resealed before the check may say so only days after it."""
    _, put_on = x.current
    facts = (put_on, x.fact)
    read = {"place": x.fact.data.locode, "on": date_text(x.fact.date(None)), "expected": number_at(put_on, x.position)}
    if x.state == "MISSING":
        return Wrong(x.position, True, message("r13.gone", **read), facts)
    if x.state == "BROKEN":
        return None if x.is_replaced else Wrong(x.position, True, message("r13.open", **read), facts)
    if x.is_current:
        return None
    limit = x.fact.recorded + x.law.seal_reconcile * DAY_LENGTH
    late = records.reached(limit, written_offset(x.fact.recordedat))
    told = message("r13.other-number", **read, number=number_at(x.fact, x.position))
    return Wrong(x.position, late, told, facts)


def _twice(dossier: ConsignmentDossier, records: Records) -> Iterator[Wrong]:
    """Seals put on here while they were live elsewhere."""
    ends = dict.fromkeys(ending(x) for x in seals.of(records, dossier.key) if x.number)
    for twin in (x for end in ends for x in twins.of(records, end)):
        if twin.key == dossier.key:
            told = message("r13.also-on", number=number_at(twin.fact, twin.position), other=twin.other)
            yield Wrong(twin.position, True, told, (twin.earlier, twin.fact))


@rule(
    id="R13",
    title="Seal anomaly",
    law="UNFP 11(a)",
    subject="consignment",
    clears="a replacement by customs dated before the check, or a corrected reading or number",
)
def seal_anomaly(dossier: ConsignmentDossier, records: Records) -> Iterator[Suspicion]:
    """The seals of a consignment are not what they should be (R-079)."""
    if dossier.consignment.moved.keys().isdisjoint((SEALED, REPLACED)):
        return
    misread = (_misread(x, records) for x in readings(dossier.consignment, dossier.law))
    found: dict[str, list[Wrong]] = {}
    for x in (*(x for x in misread if x is not None), *_twice(dossier, records)):
        found.setdefault(x.position, []).append(x)
    for position, wrong in found.items():
        certain = [x for x in wrong if x.certain]
        told = certain or wrong
        yield Suspicion(
            shipment=dossier.key,
            subject=position,
            severity=Severity.HOLD,
            candidate=not certain,
            facts=unique(f for x in told for f in x.facts),
            message=message(
                "r13.seal",
                position=position,
                consignment=dossier.key,
                told=tuple(dict.fromkeys(x.told for x in told)),
            ),
        )
