"""Controlled goods were declared for export without a licence that is on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.chapters.transfers.controlled_goods import is_controlled
from domain.chapters.transfers.dossiers import ConsignmentDossier
from domain.events.declaration import ShipmentDeclared
from domain.events.party import PartyMention
from domain.findings.rule import Severity, Suspicion, rule
from domain.kernel.message import Message, message
from domain.kernel.moments import DAY_LENGTH, written_offset
from domain.kernel.says_nothing import number_said, says_nothing
from domain.record.quantities import plain, total
from domain.record.records import Records
from domain.state.applicable_law import ApplicableLaw
from domain.state.consignments import Consignment, Line
from domain.state.licence_references import licence_cited
from domain.state.reference import exemption


def _exempt(line: Line, state: str, records: Records) -> bool:
    """Whether the exemption that a goods item claims counts in the State of export."""
    claimed = line.declared.exemption
    if claimed is None:
        return False
    reference_needed = exemption.of(records, f"{state} {claimed.procedure}")
    return reference_needed is not None and (bool(number_said(claimed.reference)) or not reference_needed)


def _cited(declared: ShipmentDeclared, bare: Sequence[Line]) -> list[str]:
    """The references that the goods cite, and those printed on the transport documents, which are tried after them."""
    own = {x.declared.licence_reference for x in bare if x.declared.licence_reference}
    printed = {x.licence_reference for x in declared.transport_documents if x.licence_reference}
    return [*sorted(own), *sorted(printed - own)]


def what_is_cited(records: Records, found: Consignment, text: str) -> Message:
    """What a reference is that does not resolve: no number, no licence on record, or another exporter's (5.15)."""
    if says_nothing(text):
        return message("r05.says-nothing", cited=text)
    held = licence_cited(records, found.declared.data.export_state, text)
    if held is None:
        return message("r05.not-on-record", cited=text)
    declared = next((p for p in found.declared.data.parties if p.role == "EXPORTER"), None)
    named = _named(held.terms(found.goods.control_day).exporter)
    return message("r05.for-another", cited=text, exporter=named, declared=_named(declared) if declared else "nobody")


def _named(party: PartyMention) -> str:
    """A party by its name, and by the numbers that tell it from another of that name."""
    numbers = ", ".join(f"{x.scheme} {x.value}" for x in party.identifiers)
    return f"{party.name} ({numbers})" if numbers else party.name


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
    cited = [what_is_cited(records, found, x) for x in _cited(found.declared.data, bare)]
    held = {"consignment": found.key, "amount": plain(amount), "items": tuple(x.item_no for x in bare)}
    yield Suspicion(
        shipment=found.key,
        severity=Severity.HOLD,
        quantity=amount,
        candidate=not records.reached(limit, written_offset(first.recordedat)),
        facts=tuple({f.ref: f for f in (found.declared, found.attributed_by)}.values()),
        message=message("r05.cites", **held, cited=tuple(cited)) if cited else message("r05.cites-none", **held),
    )
