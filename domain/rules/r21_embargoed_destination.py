"""A licence, or a consignment under one, goes to or through a State under embargo."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.movements.embargo import Covered, embargoed, under_embargo
from domain.chapters.transfers.dossiers import ConsignmentDossier, LicenceDossier
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, message
from domain.kernel.moments import date_text
from domain.record.records import Records
from domain.state.consignments import Consignment
from domain.state.licences import Licence

TITLE, LAW = "Embargoed destination", "ATT 6(1); UNFP 10(2)"


def _licence_told(held: Licence, covered: Covered) -> Message:
    """Whether a licence is for the State, for somebody there, or leads through it."""
    terms, row = held.terms(covered.on), covered.embargo.row
    told = {"licence": held.key, "state": covered.state, "embargo": row.row, "since": row.since}
    if covered.state == terms.import_state:
        return message("r21.licence", **told)
    return message("r21.through", **told) if covered.state in terms.transit_states else message("r21.for", **told)


def _consignment_told(found: Consignment, covered: Covered) -> Message:
    """Whether a consignment is declared for the State, through it, or was seen there."""
    told = {"consignment": found.key, "state": covered.state, "on": date_text(covered.on)}
    told["embargo"] = covered.embargo.row.row
    if covered.facts[0] is not found.declared:
        return message("r21.seen", **told)
    for_it = covered.state == found.declared.data.destination_state
    return message("r21.consignment", **told) if for_it else message("r21.consignment-through", **told)


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
            message=_licence_told(dossier.held, covered),
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
                message=_consignment_told(found, covered),
            )
