"""Goods stay in a State of transit for longer than the way through it takes, or stop where no stop was declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.chapters.movements.sightings import REPORTED_AT
from domain.chapters.movements.stays import ENTERED, Stay, stays, stops
from domain.chapters.transfers.dossiers import ConsignmentDossier
from domain.events.licence import LicenceTerms
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, message
from domain.kernel.moments import DAY_LENGTH, HOUR, JUST_AFTER, date_text, written_offset
from domain.record.calendar import zone_of
from domain.record.fact import Fact
from domain.record.law import Law
from domain.record.records import Records
from domain.state.applicable_law import ApplicableLaw
from domain.state.consignments import ARRIVED, RELEASED, RETURNED, VERIFIED, Consignment
from domain.state.licences import Licence, current_terms
from domain.state.reference import authority

ENDED = (ARRIVED, RELEASED, VERIFIED, RETURNED)


class Halt(NamedTuple):
    """Goods that stay in a State; `certain` once no message is to be waited for any more."""

    state: str
    certain: bool
    severity: Severity
    told: Message
    facts: tuple[Fact, ...]


def _ends(terms: LicenceTerms) -> tuple[str, str]:
    return terms.export_state, terms.import_state


def _over(stay: Stay, ended: bool, law: Law, records: Records) -> Halt | None:
    """A stay that took too long, or that nothing shows to have ended."""
    entered, limit = stay.entered, law.transit_max(stay.entered.data.mode)
    since = {"state": stay.state, "entered": date_text(entered.date(zone_of(authority.of(records, stay.state))))}
    length, zone = stay.length(records), written_offset(entered.timetext)
    if length is None:
        if ended:
            return None
        certain = records.reached(entered.time + limit + law.late_export * DAY_LENGTH, zone)
        grave = records.reached(entered.time + law.overstay_grave * limit + JUST_AFTER, zone)
        told = message("r12.not-left", **since, most=limit // DAY_LENGTH)
    else:
        certain, grave = length > limit, length > law.overstay_grave * limit
        left = date_text(stay.left.date(zone_of(authority.of(records, stay.state)))) if stay.left else ""
        told = message("r12.stayed", **since, left=left, most=limit // DAY_LENGTH)
        if not certain:
            return None
    severity = Severity.HOLD if grave else Severity.CHECK
    return Halt(stay.state, certain, severity, told, unique([entered, stay.left]))


def _overstays(found: Consignment, held: Licence, law: ApplicableLaw, records: Records) -> Iterator[Halt]:
    ended = not found.moved.keys().isdisjoint(ENDED)
    for stay in stays(records, found, law):
        on = stay.entered.date(zone_of(held.authority))
        if stay.state not in _ends(held.terms(on)):
            halt = _over(stay, ended, law.on(on), records)
            if halt is not None:
                yield halt


def _stopped(found: Consignment, held: Licence, law: ApplicableLaw, records: Records) -> Iterator[Halt]:
    for stop in stops(records, found, law):
        terms = current_terms(records, held)
        if stop.state in terms.transit_states and stop.state not in _ends(terms):
            hours = (stop.reports[-1].time - stop.reports[0].time) // HOUR
            told = message("r12.stood", place=stop.place, on=date_text(stop.reports[0].date(None)), hours=hours)
            yield Halt(stop.state, True, Severity.CHECK, told, stop.reports)


@rule(
    id="R12",
    title="Transit overstay, unscheduled stop",
    law="ATT 9; UNFP 11(b)",
    subject="consignment",
    clears="the exit or arrival that was not heard of, a corrected entry, or an inspection that explains the stop",
)
def transit_overstay(dossier: ConsignmentDossier, records: Records) -> Iterator[Suspicion]:
    """Goods are in a State of transit for too long, or stop there off their route (R-042, R-080)."""
    found, held = dossier.consignment, dossier.licence
    if held is None or found.moved.keys().isdisjoint((ENTERED, REPORTED_AT)):
        return
    halts: dict[str, list[Halt]] = {}
    for x in (*_overstays(found, held, dossier.law, records), *_stopped(found, held, dossier.law, records)):
        halts.setdefault(x.state, []).append(x)
    for state, all_halts in halts.items():
        told = [x for x in all_halts if x.certain] or all_halts
        yield Suspicion(
            shipment=found.key,
            subject=state,
            severity=max(x.severity for x in told),
            candidate=not told[0].certain,
            facts=unique(f for x in told for f in x.facts),
            message=message("r12.overstay", consignment=found.key, told=tuple(dict.fromkeys(x.told for x in told))),
        )
