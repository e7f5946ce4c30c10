"""Controlled goods were declared for export without a licence that is on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.chapters.parties.mentions import as_named
from domain.chapters.transfers.controlled_goods import is_controlled
from domain.chapters.transfers.dossiers import ConsignmentDossier
from domain.events.declaration import ShipmentDeclared
from domain.findings.rule import Severity, Suspicion, rule
from domain.kernel.message import Message, and_more, message
from domain.kernel.moments import DAY_LENGTH, written_offset
from domain.kernel.says_nothing import number_said, says_nothing
from domain.record.quantities import Exact, total
from domain.record.records import Records
from domain.state.amounts_said import sum_said
from domain.state.applicable_law import ApplicableLaw
from domain.state.consignments import Consignment, Line
from domain.state.licence_references import licences_cited, licences_of_others
from domain.state.reference import exemption

_SHOWN = 5


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
    """What a reference is that does not resolve (rules 1.5.6, 5.15).

    It says nothing, may mean several licences, is another exporter's, stands on record in another State, or nowhere.
    """
    if says_nothing(text):
        return message("r05.says-nothing", cited=text)
    data = found.declared.data
    held = licences_cited(records, data.export_state, text)
    if len(held) > 1:
        return message("r05.ambiguous", cited=text, licences=tuple(x.key for x in held))
    if not held:
        others = licences_of_others(records, data.export_state, text)
        if not others:
            return message("r05.not-on-record", cited=text)
        return message("r05.of-another-state", cited=text, licence=others[0].key, state=data.export_state)
    declared = next((p for p in data.parties if p.role == "EXPORTER"), None)
    named = as_named(held[0].terms(found.goods.control_day).exporter)
    return message("r05.for-another", cited=text, exporter=named, declared=as_named(declared) if declared else "nobody")


def _claimed(state: str, line: Line, records: Records) -> Message | None:
    """Why an exemption that a goods item claims does not count; None where it claims none."""
    claimed = line.declared.exemption
    if claimed is None:
        return None
    known = exemption.of(records, f"{state} {claimed.procedure}") is not None
    told = {"procedure": claimed.procedure, "state": state}
    return message("r05.exemption-without-reference", **told) if known else message("r05.no-such-exemption", **told)


def _told(records: Records, found: Consignment, bare: Sequence[Line], amount: Exact) -> Message:
    """What the goods cite instead of a licence that they could draw on, and what exemptions they claim."""
    data = found.declared.data
    cited = [what_is_cited(records, found, x) for x in _cited(data, bare)]
    claimed = [x for line in bare if (x := _claimed(data.export_state, line, records)) is not None]
    says = [message("r05.cite", cited=and_more(cited[:_SHOWN], len(cited)))] if cited else []
    if any(not x.declared.licence_reference for x in bare):
        says += [] if any(x.licence_reference for x in data.transport_documents) else [message("r05.cite-none")]
    items = list(dict.fromkeys(str(x.item_no) for x in bare))
    return message(
        "r05.holds",
        consignment=found.key,
        amount=sum_said(amount, (x.category for x in bare)),
        items=and_more(items[:_SHOWN], len(items)),
        says=(*says, *dict.fromkeys(claimed)),
    )


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
    yield Suspicion(
        shipment=found.key,
        severity=Severity.HOLD,
        quantity=amount,
        candidate=not records.reached(limit, written_offset(first.recordedat)),
        facts=tuple({f.ref: f for f in (found.declared, found.attributed_by)}.values()),
        message=_told(records, found, bare, amount),
    )
