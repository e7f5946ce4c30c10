"""Goods were declared under a licence and have not left since."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.transfers.dossiers import ConsignmentDossier
from domain.findings.rule import Severity, Suspicion, rule
from domain.kernel.message import message
from domain.kernel.moments import date_text
from domain.record.calendar import passed, zone_of
from domain.record.records import Records
from domain.state.consignments import RETURNED
from domain.state.reference import authority


@rule(
    id="R18",
    title="No exit",
    law="UNFP 11(b)",
    subject="consignment",
    clears="an exit, a cancellation of the declaration, or a return of the goods",
)
def no_exit(dossier: ConsignmentDossier, records: Records) -> Iterator[Suspicion]:
    """A declared consignment has neither departed nor been returned when the days for enquiry have passed."""
    found, held = dossier.consignment, dossier.licence
    if held is None or found.exit is not None or found.of(RETURNED):
        return
    zone = found.declared.zone(zone_of(authority.of(records, found.declared.data.export_state)))
    control = found.goods.control_day
    law = dossier.law.on(control)
    overdue = passed(records, control + law.no_exit_enquiry, zone)
    invalid = passed(records, control + law.no_exit_invalid, zone)
    yield Suspicion(
        shipment=found.key,
        severity=Severity.CHECK if invalid else Severity.NOTE,
        candidate=not overdue,
        facts=(found.attributed_by,),
        message=message("r18.no-exit", consignment=found.key, declared=date_text(control), licence=held.key),
    )
