"""More arrived than had left."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.transfers.dossiers import ConsignmentDossier
from domain.chapters.transfers.predicates import certainly_missing, lines_of, unresolved_tolerance
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import message
from domain.kernel.moments import DAY_LENGTH, written_offset
from domain.record.fact import Fact
from domain.record.law import Law
from domain.record.quantities import total
from domain.record.records import Records
from domain.state.amounts_said import amount_said, interval_said
from domain.state.consignments import TALLIED, counted


def _over(arrivals: list[Fact], tallies: tuple[Fact, ...], law: Law, records: Records) -> bool:
    """Whether no correction is expected: the tally is closed, or two days since the last arrival was recorded."""
    last = max(arrivals, key=lambda f: f.order)
    limit = last.recorded + law.settle_decl * DAY_LENGTH
    return bool(tallies) or records.reached(limit, written_offset(last.recordedat))


@rule(
    id="R15",
    title="Over-landing",
    law="UNFP 10(3), 3(e)",
    subject="consignment",
    clears="an adjustment of the declaration, or a corrected arrival",
)
def over_landing(dossier: ConsignmentDossier, records: Records) -> Iterator[Suspicion]:
    """More of a goods item has certainly arrived than left, by more than the tolerance (R-087)."""
    found, law = dossier.consignment, dossier.law.on(dossier.consignment.goods.control_day)
    arrivals, tallies = found.standing_arrivals(), found.of(TALLIED)
    for line in found.items() if arrivals else ():
        came = [(f, x) for f, x in lines_of(arrivals, line.item_no) if x.item.category != "ACCESSORY"]
        arrived = total([counted(records, line, x.quantity) for _, x in came])
        more = certainly_missing(arrived, line.amount, unresolved_tolerance(law, line))
        if more is None:
            continue
        yield Suspicion(
            line=line.item_no,
            shipment=found.key,
            severity=Severity.HOLD,
            quantity=more,
            candidate=not _over(arrivals, tallies, law, records),
            facts=unique([found.attributed_by, *(f for f, _ in came), *tallies]),
            message=message(
                "r15.over-landing",
                line=line.item_no,
                consignment=found.key,
                departed=interval_said(line.amount, line.category),
                arrived=interval_said(arrived, line.category),
                more=amount_said(more, line.category),
            ),
        )
