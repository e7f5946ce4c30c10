"""A consignment draws on a line that was already used up, or on a licence that was given back."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.transfers.dossiers import Draw, LicenceDossier
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, message
from domain.record.records import Records
from domain.state.amounts_said import amount_said, interval_said


def _told(dossier: LicenceDossier, number: int, draw: Draw) -> Message:
    lines = dossier.lines_of(draw.attribution, number)
    category = draw.licensed.item.category if draw.licensed else next((x.category for x in lines), None)
    drawn = amount_said(draw.net.lo, category)
    figures = {"consignment": draw.attribution.key, "drawn": drawn, "licence": dossier.key}
    if draw.surrendered is not None:
        return message("r02.surrendered", **figures, since=draw.surrendered.data.effective_on)
    if draw.licensed is None:
        return message("r02.no-such-line", **figures, line=number)
    told = {"before": amount_said(draw.before.lo, category), "allowed": interval_said(draw.allowed, category)}
    return message("r02.used-up", **figures, **told, line=number)


@rule(
    id="R02",
    title="Use after exhaustion",
    law="UNFP 10(3); ATT 5, 12",
    subject="licence",
    clears="a cancellation or adjustment that restores the balance, or an increase in effect by the control date",
)
def use_after_exhaustion(dossier: LicenceDossier, records: Records) -> Iterator[Suspicion]:
    """Before the consignment the line had nothing left, or the licence was surrendered before its control date."""
    for number in dossier.line_numbers:
        earlier = []
        for draw in dossier.draws(number):
            if not draw.misused:
                earlier.append(draw.attribution.attributed_by)
                continue
            used_up = earlier if draw.surrendered is None else []
            yield Suspicion(
                licence=dossier.key,
                line=number,
                shipment=draw.attribution.key,
                severity=Severity.HOLD,
                quantity=draw.net.lo,
                candidate=not draw.attribution.settled(records, dossier.law.on(draw.attribution.control_day)),
                facts=unique(
                    [
                        dossier.held.source_of_terms(draw.attribution.control_day),
                        draw.attribution.attributed_by,
                        draw.surrendered,
                        *used_up,
                    ]
                ),
                message=_told(dossier, number, draw),
            )
