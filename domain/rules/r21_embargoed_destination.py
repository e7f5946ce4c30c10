"""A licence, or a consignment under one, goes to or through a State under embargo."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.movements.embargo import embargoed, under_embargo
from domain.chapters.transfers.dossiers import ConsignmentDossier, LicenceDossier
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import message
from domain.kernel.moments import date_text
from domain.record.records import Records

TITLE, LAW = "Embargoed destination", "ATT 6(1); UNFP 10(2)"


@rule(
    id="R21",
    title=TITLE,
    law=LAW,
    subject="licence",
    clears="an exemption in time, an amendment, or the end of the embargo before the licence begins",
)
def embargoed_licence(dossier: LicenceDossier, records: Records) -> Iterator[Suspicion]:
    """An embargo covers a State of the licence while the licence lives (R-055)."""
    for covered in embargoed.of(records, dossier.key):
        yield Suspicion(
            licence=dossier.key,
            subject=covered.state,
            severity=Severity.STOP,
            facts=unique([*covered.facts, dossier.held.issued]),
            message=message(
                "r21.licence",
                licence=dossier.key,
                state=covered.state,
                embargo=covered.embargo.row.row,
                since=covered.embargo.row.since,
            ),
        )


@rule(
    id="R21",
    title=TITLE,
    law=LAW,
    subject="consignment",
    clears="a corrected route or sighting, or a cancellation of the declaration",
)
def embargoed_consignment(dossier: ConsignmentDossier, records: Records) -> Iterator[Suspicion]:
    """An embargo covers a State where the goods were seen or are declared to go (rules 1.9.8)."""
    found, held = dossier.consignment, dossier.licence
    if held is None:
        return
    told = {x.state for x in embargoed.of(records, held.key)}
    for state, covered in under_embargo(records, found, held).items():
        if state not in told:
            yield Suspicion(
                shipment=found.key,
                subject=state,
                severity=Severity.STOP,
                facts=unique([found.declared, *covered.facts]),
                message=message(
                    "r21.consignment",
                    consignment=found.key,
                    state=state,
                    on=date_text(covered.on),
                    embargo=covered.embargo.row.row,
                ),
            )
