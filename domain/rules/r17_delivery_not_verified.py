"""Nobody has proved within the legal limit that the goods were received."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.transfers.dossiers import ConsignmentDossier
from domain.chapters.transfers.proof_of_receipt import unverified
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import message
from domain.kernel.moments import Day, date_text
from domain.kernel.zones import Zone
from domain.record.calendar import passed
from domain.record.law import Law
from domain.record.records import Records
from domain.state.amounts_said import sum_said


def _severity(since: Day, zone: Zone, law: Law, records: Records) -> Severity:
    check = passed(records, since + law.dvc_check - 1, zone)
    stop = passed(records, since + law.dvc_stop - 1, zone)
    return Severity.STOP if stop else (Severity.HOLD if check else Severity.CHECK)


@rule(
    id="R17",
    title="Delivery not verified",
    law="UNFP 10(4); EU 2025/41 26; ATT 8, 11",
    subject="consignment",
    clears="proof of receipt that covers the whole quantity, whenever it is recorded",
)
def delivery_not_verified(dossier: ConsignmentDossier, records: Records) -> Iterator[Suspicion]:
    """The legal limit after exit has passed and more than the tolerance is not verified (R-084, R-086)."""
    found, held = dossier.consignment, dossier.licence
    missing = unverified(records, found, held) if held is not None else None
    if missing is None:
        return
    rest = sum((x.remainder for x in missing.items), start=0)
    yield Suspicion(
        shipment=found.key,
        severity=_severity(missing.since, missing.zone, dossier.law.on(missing.since), records),
        quantity=rest,
        candidate=not missing.overdue,
        facts=unique([found.attributed_by, missing.start, *(f for x in missing.items for f in x.facts)]),
        message=message(
            "r17.not-verified",
            rest=sum_said(rest, (x.line.category for x in missing.items)),
            consignment=found.key,
            since=date_text(missing.since),
            due=date_text(missing.last),
        ),
    )
