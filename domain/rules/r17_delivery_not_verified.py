"""Nobody has proved within the legal limit that the goods were received."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.calendar import legal_limit, zone_of
from domain.dossier.consignments import ARRIVED, EXITED, Consignment, Line, counted
from domain.dossier.licences import Licence
from domain.fact import Fact
from domain.homes import ConsignmentDossier
from domain.law import Law
from domain.moments import Day, date_text, start_of
from domain.predicates import accounted, certainly_missing, lines_of, unresolved_tolerance
from domain.quantities import Exact, plain, total
from domain.records import Records
from domain.rule import Severity, Suspicion, rule, unique


class Unproven(NamedTuple):
    """A goods item and how much of it is certainly not verified."""

    line: Line
    remainder: Exact
    facts: tuple[Fact, ...]


def _unproven(found: Consignment, law: Law, records: Records) -> list[Unproven]:
    result = []
    certificates = found.standing_verifications()
    for line in found.items():
        if line.licence is None:
            continue
        said = lines_of(certificates, line.item_no)
        verified = total([counted(records, line, x.quantity) for _, x in said])
        known = accounted(records, found, line)
        rest = certainly_missing(line.amount, verified.plus(known.amount), unresolved_tolerance(law, line))
        if rest is not None:
            result.append(Unproven(line=line, remainder=rest, facts=(*(f for f, _ in said), *known.facts)))
    return result


def _start(found: Consignment) -> Fact | None:
    """The first exit; failing that, the first arrival."""
    for kind in (EXITED, ARRIVED):
        facts = found.of(kind)
        if facts:
            return facts[0]
    return None


def _severity(since: Day, zone: int, law: Law, records: Records) -> Severity:
    check = records.reached(start_of(since + law.dvc_check, zone), zone)
    stop = records.reached(start_of(since + law.dvc_stop, zone), zone)
    return Severity.STOP if stop else (Severity.HOLD if check else Severity.CHECK)


def _required(held: Licence, on: Day) -> bool:
    return held.terms(on).delivery_verification_required


@rule(
    id="R17",
    title="Delivery not verified",
    law="UNFP 10(4); EU 2025/41 26; ATT 8, 11",
    home="consignment",
    clears="proof of receipt that covers the whole quantity, whenever it is recorded",
)
def delivery_not_verified(dossier: ConsignmentDossier, law: Law, records: Records) -> Iterator[Suspicion]:
    """The legal limit after exit has passed and more than the tolerance is not verified (R-084, R-086)."""
    found, held = dossier.consignment, dossier.licence
    start = _start(found)
    if held is None or start is None:
        return
    authority = held.authority
    since, zone = start.date(zone_of(authority)), start.zone(zone_of(authority))
    if not _required(held, since):
        return
    last = legal_limit(since, law.dvc_due, authority)
    unproven = _unproven(found, law, records)
    if not unproven:
        return
    overdue = records.reached(start_of(last + 1, zone), zone)
    rest = sum((x.remainder for x in unproven), start=0)
    yield Suspicion(
        shipment=found.key,
        severity=_severity(since, zone, law, records),
        quantity=rest,
        candidate=not overdue,
        facts=unique([found.attributed_by, start, *(f for x in unproven for f in x.facts)]),
        figures={"since": date_text(since), "due": date_text(last), "not verified": plain(rest)},
        message=(
            f"Receipt of {plain(rest)} of consignment {found.key} is not verified; "
            f"it left on {date_text(since)} and proof was due on {date_text(last)}."
        ),
    )
