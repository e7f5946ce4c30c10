"""Controlled goods were declared for export without a licence that is on record."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.transfers.controlled_goods import is_controlled
from domain.chapters.transfers.dossiers import ConsignmentDossier
from domain.findings.rule import Severity, Suspicion, rule
from domain.kernel.message import message
from domain.kernel.moments import DAY_LENGTH, written_offset
from domain.record.quantities import plain, total
from domain.record.records import Records
from domain.state.applicable_law import ApplicableLaw
from domain.state.consignments import Line
from domain.state.reference import exemption


def _exempt(line: Line, state: str, records: Records) -> bool:
    """Whether the exemption that a goods item claims counts in the State of export."""
    claimed = line.declared.exemption
    if claimed is None:
        return False
    reference_needed = exemption.of(records, f"{state} {claimed.procedure}")
    return reference_needed is not None and (bool(claimed.reference) or not reference_needed)


@rule(
    id="R05",
    title="No valid reference",
    law="UNFP 3(e), 10(1); EU 2025/41 29(1)",
    subject="consignment",
    clears="a reference that resolves, or the recording of the licence",
)
def no_valid_reference(dossier: ConsignmentDossier, records: Records) -> Iterator[Suspicion]:
    """A controlled goods item resolves to no licence and claims no exemption that counts (R-021, R-066)."""
    found = dossier.consignment
    state = found.declared.data.export_state
    items = [x for x in found.goods.lines if x.licence is None]
    law = ApplicableLaw(records, state)
    said = law.provisions(found.goods.control_day)
    bare = [x for x in items if is_controlled(x.declared.item, said, records) and not _exempt(x, state, records)]
    if not bare:
        return
    first = found.goods.first_received
    limit = first.recorded + law.on(found.goods.control_day).settle_decl * DAY_LENGTH
    amount = total([x.amount for x in bare]).lo
    cited = sorted({x.declared.licence_reference for x in bare if x.declared.licence_reference})
    held = {"consignment": found.key, "amount": plain(amount), "items": tuple(x.item_no for x in bare)}
    yield Suspicion(
        shipment=found.key,
        severity=Severity.HOLD,
        quantity=amount,
        candidate=not records.reached(limit, written_offset(first.recordedat)),
        facts=tuple({f.ref: f for f in (found.declared, found.attributed_by)}.values()),
        message=(
            message("r05.cites-none-on-record", **held, cited=tuple(cited))
            if cited
            else message("r05.cites-none", **held)
        ),
    )
