"""Whether the receipt of a consignment is proved, and since when it should have been (R-084, R17, R23 g)."""

from __future__ import annotations

from typing import NamedTuple

from domain.chapters.transfers.predicates import accounted, certainly_missing, lines_of, unresolved_tolerance
from domain.kernel.moments import Day
from domain.kernel.zones import Zone
from domain.record.calendar import legal_limit, passed, zone_of
from domain.record.fact import Fact
from domain.record.law import Law
from domain.record.quantities import Exact, total
from domain.record.records import Records, derived
from domain.state.applicable_law import law_of_licence
from domain.state.consignments import ARRIVED, EXITED, Consignment, Line, consignment, counted
from domain.state.licences import Licence, licence


class Unproven(NamedTuple):
    """A goods item and how much of it is certainly not verified."""

    line: Line
    remainder: Exact
    facts: tuple[Fact, ...]


class Unverified(NamedTuple):
    """A consignment whose receipt must be proved and is not: since when, until when, and whether it is overdue."""

    start: Fact
    since: Day
    zone: Zone
    last: Day
    overdue: bool
    items: list[Unproven]


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


def unverified(records: Records, found: Consignment, held: Licence) -> Unverified | None:
    """What is not proved of a consignment that has left under a licence which demands proof of receipt."""
    start = _start(found)
    if start is None:
        return None
    since, zone = start.date(zone_of(held.authority)), start.zone(zone_of(held.authority))
    if not held.terms(since).delivery_verification_required:
        return None
    law = law_of_licence(records, held)
    last = legal_limit(since, law.on(since).dvc_due, held.authority)
    items = _unproven(found, law.on(found.goods.control_day), records)
    if not items:
        return None
    return Unverified(start, since, zone, last, passed(records, last, zone), items)


@derived
def receipt_overdue(records: Records, key: str) -> bool:
    """Whether the receipt of a live consignment should have been proved by now, and is not."""
    found = consignment.of(records, key)
    held = licence.of(records, found.licence) if found is not None and found.live and found.licence else None
    missing = unverified(records, found, held) if found is not None and held is not None else None
    return missing is not None and missing.overdue
