"""Each kind of event in one sentence, as an officer would say it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import domain.events.kinds  # noqa: F401  declares every kind
from domain.events.goods import Item, Quantity
from domain.events.streams import consignment_key, document_key
from domain.kernel.event import declaration_of, kinds
from projections.sentences.catalogue import said


def amount(quantity: Quantity | None) -> str:
    """A quantity as its source wrote it."""
    if quantity is None or quantity.value is None:
        return "an unstated quantity"
    packed = f" of {quantity.pack_size}" if quantity.pack_size else ""
    return f"{quantity.value} {quantity.unit or 'without unit'}{packed}"


def goods(item: Item) -> str:
    """What the goods are, shortly."""
    words = [item.make, item.model, item.calibre]
    named = " ".join(x for x in words if x)
    return named or item.description or (item.category or "goods").lower()


def _lines(lines: Any) -> str:
    return ", ".join(f"item {x.item_no}: {amount(x.quantity)}" for x in lines) or "no quantities"


def _since(data: Any) -> str:
    return f"from {data.effective_on}"


def _key(data: Any) -> str:
    return consignment_key(data.shipment)


def _named(data: Any) -> str:
    return data.serials.numbers[0] if data.serials and data.serials.numbers else goods(data.item)


def _answered(data: Any) -> str:
    answer = {
        "NO_OBJECTION": "does not object",
        "OBJECTION": "objects",
        "CONDITIONAL": "agrees on conditions",
    }
    basis = "" if data.basis == "EXPRESS" else f" (claimed: {data.basis})"
    until = f" until {data.valid_until}" if data.valid_until else ""
    what = f"{data.transit_state} {answer[data.answer]} to transit notice {document_key(data.notice)}"
    return f"{what} {_since(data)}{until}{basis}."


def _licence(data: Any) -> str:
    t = data.terms
    return (
        f"from {t.exporter.name} to {t.end_user.name} in {t.import_state}, "
        f"valid {t.valid_from} to {t.valid_to}, {len(t.lines)} line{'s' if len(t.lines) > 1 else ''}"
    )


def _figures(lines: Any) -> str:
    told = (f"line {x.line}, {x.asked} {x.unit} of {x.free} free" for x in lines)
    return "; ".join(told) or "nothing on a line"


def _not_reserved(data: Any) -> str:
    why = " ".join(said(x.message) for x in data.reasons)
    despite = f" Customs accept it all the same: {data.accepted_because}" if data.accepted_because else ""
    return f"The ledger refuses {_key(data)}: {why}{despite}"


def _refused(data: Any) -> str:
    why = " ".join(said(x.message) for x in data.reasons)
    despite = f" It is done all the same: {data.despite}" if data.despite else ""
    return f"Refused, {data.order}: {why}{despite}"


_SAYS: dict[str, Callable[[Any], str]] = {
    "party.registered": lambda d: f"{d.party.name} enters the register as {d.party.register_id}.",
    "party.amended": lambda d: f"The register entry of {d.party.register_id} is replaced: {d.party.name}.",
    "party.merged": lambda d: f"{', '.join(d.absorbed)} become {d.surviving}.",
    "import-authorization.issued": lambda d: (
        f"{d.terms.import_state} authorizes import {document_key(d.authorization)} for {d.terms.recipient.name}, "
        f"from {d.terms.valid_from} to {d.terms.valid_to or 'further notice'}."
    ),
    "import-authorization.amended": lambda d: (
        f"Import authorization {document_key(d.authorization)} is amended {_since(d)}."
    ),
    "import-authorization.verified": lambda d: (
        f"Import authorization {document_key(d.authorization)} was asked about: {d.result.lower().replace('_', ' ')}."
    ),
    "import-authorization.revoked": lambda d: (
        f"Import authorization {document_key(d.authorization)} is revoked {_since(d)}."
    ),
    "transit-notice.sent": lambda d: (
        f"{d.transit_state} is asked for its no-objection, notice {document_key(d.notice)}."
    ),
    "transit-notice.answered": _answered,
    "transit-notice.withdrawn": lambda d: (
        f"{d.transit_state} takes back its answer to notice {document_key(d.notice)} {_since(d)}."
    ),
    "end-use-document.presented": lambda d: (
        f"{d.document_type} {d.number} of {d.issuer_state} for {d.end_user.name} is presented as {d.document}."
    ),
    "end-use-document.verified": lambda d: (
        f"{d.answered_by} says of {d.document}: {d.result.lower().replace('_', ' ')}."
    ),
    "signatory.listed": lambda d: f"{d.state} names {d.name} as signatory from {d.valid_from}.",
    "export-licence.issued": lambda d: f"Export licence {document_key(d.licence)} is issued {_licence(d)}.",
    "export-licence.amended": lambda d: (
        f"Export licence {document_key(d.licence)} is amended {_since(d)}: {_licence(d)}."
    ),
    "export-licence.suspended": lambda d: f"Export licence {document_key(d.licence)} is suspended {_since(d)}.",
    "export-licence.reinstated": lambda d: f"Export licence {document_key(d.licence)} has effect again {_since(d)}.",
    "export-licence.revoked": lambda d: f"Export licence {document_key(d.licence)} is revoked {_since(d)}.",
    "export-licence.surrendered": lambda d: f"Export licence {document_key(d.licence)} is given back {_since(d)}.",
    "shipment.declared": lambda d: (
        f"Consignment {_key(d)} is declared for export from {d.export_state} to {d.destination_state}: "
        f"{_lines(d.lines)}."
    ),
    "shipment.adjusted": lambda d: f"Customs correct the declaration of {_key(d)}: {_lines(d.lines)}.",
    "shipment.cancelled": lambda d: f"Customs invalidate the declaration of {_key(d)}.",
    "shipment.released-for-export": lambda d: f"Customs at {d.office} let consignment {_key(d)} go.",
    "shipment.exited": lambda d: f"Consignment {_key(d)} leaves through {d.office}.",
    "shipment.sealed": lambda d: f"Consignment {_key(d)} is sealed at {', '.join(x.position for x in d.seals)}.",
    "shipment.seal-checked": lambda d: (
        f"Seals of {_key(d)} are read at {d.locode}: "
        f"{', '.join(f'{x.position} {x.state.lower()}' for x in d.readings)}."
    ),
    "shipment.seal-replaced": lambda d: f"The seal at {d.position} of {_key(d)} is replaced by {d.new_number}.",
    "shipment.position-reported": lambda d: f"Consignment {_key(d)} is reported in {d.locode or d.state}.",
    "shipment.transit-entered": lambda d: f"Consignment {_key(d)} enters {d.state} at {d.locode}.",
    "shipment.transit-exited": lambda d: f"Consignment {_key(d)} leaves {d.state} at {d.locode}.",
    "shipment.transshipped": lambda d: f"Consignment {_key(d)} changes its means of transport at {d.locode}.",
    "shipment.arrived": lambda d: (
        f"Consignment {_key(d)} arrives at {d.locode}, entry {d.entry_reference}: {_lines(d.lines)}."
    ),
    "shipment.released": lambda d: f"Customs at {d.locode} release {_key(d)}, entry {d.entry_reference}.",
    "shipment.tally-closed": lambda d: f"Unloading of {_key(d)} is finished.",
    "shipment.delivery-verified": lambda d: (
        f"Receipt of {_key(d)} by {d.received_by.name} on {d.received_on} is certified, "
        f"{d.verification}: {_lines(d.lines)}."
    ),
    "shipment.discrepancy-reported": lambda d: (
        f"A discrepancy of {_key(d)} is reported, code {d.code}: "
        f"{_lines(d.lines) if d.lines else 'the whole consignment'}."
    ),
    "shipment.returned": lambda d: f"Goods of {_key(d)} come back to {d.to_state}: {_lines(d.lines)}.",
    "licence-application.submitted": lambda d: (
        f"Licence application {document_key(d.application)} is submitted: {_licence(d)}."
    ),
    "licence-application.assessed": lambda d: (
        f"Application {document_key(d.application)} is assessed, {d.recommendation.lower()} recommended: {d.assessment}"
    ),
    "licence-application.returned": lambda d: (
        f"Application {document_key(d.application)} is to be assessed again: {d.reason}"
    ),
    "licence-application.withdrawn": lambda d: f"Application {document_key(d.application)} is withdrawn.",
    "licence-application.refused": lambda d: (
        f"Application {document_key(d.application)} is refused ({', '.join(d.grounds)}): {d.reason}"
    ),
    "licence-application.granted": lambda d: (
        f"Application {document_key(d.application)} is granted as licence {document_key(d.licence)}."
    ),
    "licence.quantity-reserved": lambda d: f"Customs reserve for {_key(d)}: {_figures(d.lines)}.",
    "licence.quantity-consumed": lambda d: f"Released for {_key(d)}: {_figures(d.lines)}.",
    "licence.quantity-freed": lambda d: f"Free again, since {_key(d)} is invalidated: {_figures(d.lines)}.",
    "licence.reservation-refused": _not_reserved,
    "authorization.licensed": lambda d: (
        f"Licence {document_key(d.licence)} is issued against {document_key(d.authorization)}: "
        + ", ".join(f"{x.asked} of {x.left} left for class {x.item_class.lower()}" for x in d.lines)
        + "."
    ),
    "order.refused": _refused,
    "reexport.declared": lambda d: f"{d.exporter.name} declares a re-export from {d.state} to {d.destination_state}.",
    "reexport.consented": lambda d: f"A re-export under {document_key(d.licence)} to {d.third_state} is agreed to.",
    "item.lost": lambda d: f"{_named(d)} is reported {d.kind.lower()} in {d.state}.",
    "item.seized": lambda d: f"{_named(d)} comes up in {d.state}: {d.context.lower().replace('_', ' ')}.",
    "item.recovered": lambda d: f"{_named(d)} is back in {d.state}.",
    "item.destroyed": lambda d: f"{_named(d)} is destroyed in {d.state}, certificate {d.certificate}.",
    "item.deactivated": lambda d: f"{_named(d)} is deactivated in {d.state}, certificate {d.certificate}.",
    "item.transferred": lambda d: f"{_named(d)} goes from {d.from_party} to {d.to_party or 'a private person'}.",
    "stock.counted": lambda d: f"The stock of {d.holder} is counted, {d.count}.",
    "list.published": lambda d: f"List {d.list}, version {d.version}, takes effect on {d.effective_on}.",
    "day.closed": lambda d: f"{d.authority} has closed {d.date}.",
    "finding.disposed": lambda d: f"An officer disposes of finding {d.rule}: {d.disposition.lower()}. {d.reason}",
    "waiver.granted": lambda d: f"{d.rule} is waived until {d.valid_until}: {d.reason}",
}


def unsaid() -> list[str]:
    """The kinds whose sentence is not here, each with its name."""
    return [f"{kind} ({said})" for kind in kinds() if (said := declaration_of(kind).said) not in _SAYS]


if unsaid():
    raise TypeError(f"{__name__} has no sentence for {', '.join(unsaid())}")


def sentence(kind: str, data: Any) -> str:
    """What happened, in one sentence."""
    return _SAYS[declaration_of(kind).said](data)
