"""Each kind of event in one sentence, as an officer would say it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import domain.events.kinds  # noqa: F401  declares every kind
from domain.events.streams import consignment_key, document_key
from domain.kernel.event import declaration_of, kinds
from domain.kernel.message import Message, and_more, message
from projections.sentences.catalogue import ENGLISH, said
from projections.sentences.goods import amount_in_words, goods_in_words, lines_in_words


def _key(data: Any) -> str:
    return consignment_key(data.shipment)


_SHOWN = 3


def _named(data: Any) -> str | Message:
    """The goods of a report, with their first numbers or lots as it writes them, else with how many there are."""
    goods, serials = goods_in_words(data.item), data.serials
    told: list[str | Message] = list(serials.numbers) if serials else []
    told += [message("goods.range", first=x.first, last=x.last) for x in serials.ranges] if serials else []
    told += [message("item.lot", lot=x) for x in data.lots or ()]
    if told:
        return message("goods.numbered", goods=goods, numbers=and_more(told[:_SHOWN], len(told)))
    if data.quantity is None:
        return goods
    return message("goods.numbered", goods=goods, numbers=amount_in_words(data.quantity))


_ANSWERED = {
    "NO_OBJECTION": "event.transit-notice.answered.no-objection",
    "OBJECTION": "event.transit-notice.answered.objection",
    "CONDITIONAL": "event.transit-notice.answered.on-conditions",
}


def _answered(data: Any) -> Message:
    return message(
        _ANSWERED[data.answer],
        state=data.transit_state,
        notice=document_key(data.notice),
        since=data.effective_on,
        until=message("event.transit-notice.until", until=data.valid_until) if data.valid_until else "",
        claimed="" if data.basis == "EXPRESS" else message("event.transit-notice.claimed", basis=data.basis),
    )


def _licence(data: Any) -> Message:
    return _terms(data.terms)


def _wanted(data: Any) -> Message:
    return _terms(data.wanted)


def _terms(t: Any) -> Message:
    return message(
        "event.licence-terms",
        exporter=t.exporter.name,
        end_user=t.end_user.name,
        state=t.import_state,
        valid_from=t.valid_from,
        valid_to=t.valid_to,
        count=len(t.lines),
    )


def _authorized(data: Any) -> Message:
    told = {
        "state": data.terms.import_state,
        "authorization": document_key(data.authorization),
        "recipient": data.terms.recipient.name,
        "valid_from": data.terms.valid_from,
    }
    if data.terms.valid_to is None:
        return message("event.import-authorization.issued.until-further-notice", **told)
    return message("event.import-authorization.issued", **told, valid_to=data.terms.valid_to)


def _figures(lines: Any) -> tuple[Message, ...]:
    told = tuple(message("event.licence.line", line=x.line, asked=x.asked, unit=x.unit, free=x.free) for x in lines)
    return told or (message("event.licence.no-line"),)


def _why(data: Any) -> tuple[Message, ...]:
    return tuple(x.message for x in data.reasons)


def _not_reserved(data: Any) -> Message:
    told = {"consignment": _key(data), "why": _why(data)}
    if data.accepted_because:
        return message("event.licence.reservation-refused.accepted", **told, because=data.accepted_because)
    return message("event.licence.reservation-refused", **told)


def _refused(data: Any) -> Message:
    if data.despite:
        return message("event.order.refused.despite", order=data.order, why=_why(data), despite=data.despite)
    return message("event.order.refused", order=data.order, why=_why(data))


def _discrepancy(data: Any) -> Message:
    if not data.lines:
        return message("event.shipment.discrepancy-reported.whole", consignment=_key(data), code=data.code)
    return message(
        "event.shipment.discrepancy-reported", consignment=_key(data), code=data.code, lines=lines_in_words(data.lines)
    )


def _transferred(data: Any) -> Message:
    to = data.to_party or message("event.item.private-person")
    return message("event.item.transferred", item=_named(data), from_party=data.from_party, to_party=to)


def _reached(id_: str) -> Callable[[Any], Message]:
    """A consignment that enters or leaves a State, or changes its means of transport, at a place."""
    return lambda d: message(id_, consignment=_key(d), state=getattr(d, "state", ""), place=d.locode)


def _in_force(id_: str, what: str) -> Callable[[Any], Message]:
    """What becomes of a document from a day on."""
    return lambda d: message(id_, document=document_key(getattr(d, what)), since=d.effective_on)


def _application(id_: str) -> Callable[[Any], Message]:
    """What becomes of an application, with the reason where one is given."""
    return lambda d: message(id_, application=document_key(d.application), reason=getattr(d, "reason", ""))


def _paper(id_: str, requirement: Any) -> Message:
    paper = message(id_)
    if requirement.required:
        return message("event.licence-application.paper-required", paper=paper)
    return message("event.licence-application.paper-exempt", paper=paper, exempt_as=requirement.exempt_as or "nothing")


def _determined(data: Any) -> Message:
    """What was determined, in short; the grounds stand on the page."""
    told, exempted = data.determination, data.determination.embargo_exemption
    need = "event.licence-application.transit-need"
    transit = tuple(message(need, state=x.state, need=x.need) for x in told.transit)
    row = {"reference": exempted.exemption.reference, "row": exempted.exemption.row} if exempted else {}
    return message(
        "event.licence-application.determined",
        application=document_key(data.application),
        profile=told.law.profile,
        form="TEMPORARY" if told.temporary else told.scope.form,
        import_authorization=_paper("exemption.import", told.import_authorization),
        delivery_verification=_paper("exemption.receipt", told.delivery_verification),
        transit=transit or message("event.licence-application.no-transit"),
        exemption=message("event.licence-application.embargo-exemption", **row) if exempted else "",
    )


_SAYS: dict[str, Callable[[Any], Message]] = {
    "party.registered": lambda d: message("event.party.registered", name=d.party.name, register_id=d.party.register_id),
    "party.amended": lambda d: message("event.party.amended", name=d.party.name, register_id=d.party.register_id),
    "party.merged": lambda d: message("event.party.merged", absorbed=d.absorbed, surviving=d.surviving),
    "import-authorization.issued": _authorized,
    "import-authorization.amended": _in_force("event.import-authorization.amended", "authorization"),
    "import-authorization.verified": lambda d: message(
        "event.import-authorization.verified", document=document_key(d.authorization), result=d.result
    ),
    "import-authorization.revoked": _in_force("event.import-authorization.revoked", "authorization"),
    "transit-notice.sent": lambda d: message(
        "event.transit-notice.sent", state=d.transit_state, notice=document_key(d.notice)
    ),
    "transit-notice.answered": _answered,
    "transit-notice.withdrawn": lambda d: message(
        "event.transit-notice.withdrawn", state=d.transit_state, notice=document_key(d.notice), since=d.effective_on
    ),
    "end-use-document.presented": lambda d: message(
        "event.end-use-document.presented",
        type=d.document_type,
        number=d.number,
        state=d.issuer_state,
        end_user=d.end_user.name,
        document=d.document,
    ),
    "end-use-document.verified": lambda d: message(
        "event.end-use-document.verified", by=d.answered_by, document=d.document, result=d.result
    ),
    "signatory.listed": lambda d: message(
        "event.signatory.listed", state=d.state, name=d.name, valid_from=d.valid_from
    ),
    "export-licence.issued": lambda d: message(
        "event.export-licence.issued", licence=document_key(d.licence), terms=_licence(d)
    ),
    "export-licence.amended": lambda d: message(
        "event.export-licence.amended", licence=document_key(d.licence), since=d.effective_on, terms=_licence(d)
    ),
    "export-licence.suspended": _in_force("event.export-licence.suspended", "licence"),
    "export-licence.reinstated": _in_force("event.export-licence.reinstated", "licence"),
    "export-licence.revoked": _in_force("event.export-licence.revoked", "licence"),
    "export-licence.revocation-undone": lambda d: message(
        "event.export-licence.revocation-undone",
        document=document_key(d.licence),
        since=d.effective_on,
        reason=d.reason,
    ),
    "export-licence.surrendered": _in_force("event.export-licence.surrendered", "licence"),
    "shipment.declared": lambda d: message(
        "event.shipment.declared",
        consignment=_key(d),
        export_state=d.export_state,
        destination_state=d.destination_state,
        lines=lines_in_words(d.lines, (x.licence_reference for x in d.transport_documents)),
    ),
    "shipment.adjusted": lambda d: message(
        "event.shipment.adjusted", consignment=_key(d), lines=lines_in_words(d.lines)
    ),
    "shipment.cancelled": lambda d: message("event.shipment.cancelled", consignment=_key(d)),
    "shipment.released-for-export": lambda d: message(
        "event.shipment.released-for-export", consignment=_key(d), office=d.office
    ),
    "shipment.exited": lambda d: message("event.shipment.exited", consignment=_key(d), office=d.office),
    "shipment.not-exited": lambda d: message(
        "event.shipment.not-exited", consignment=_key(d), office=d.office, ground=d.ground
    ),
    "shipment.sealed": lambda d: message(
        "event.shipment.sealed", consignment=_key(d), positions=tuple(x.position for x in d.seals)
    ),
    "shipment.seal-checked": lambda d: message(
        "event.shipment.seal-checked",
        consignment=_key(d),
        place=d.locode,
        readings=tuple(message("event.seal.reading", position=x.position, state=x.state) for x in d.readings),
    ),
    "shipment.seal-replaced": lambda d: message(
        "event.shipment.seal-replaced", consignment=_key(d), position=d.position, number=d.new_number
    ),
    "shipment.position-reported": lambda d: message(
        "event.shipment.position-reported", consignment=_key(d), place=d.locode or d.state
    ),
    "shipment.transit-entered": _reached("event.shipment.transit-entered"),
    "shipment.transit-exited": _reached("event.shipment.transit-exited"),
    "shipment.transshipped": _reached("event.shipment.transshipped"),
    "shipment.arrived": lambda d: message(
        "event.shipment.arrived",
        consignment=_key(d),
        place=d.locode,
        entry=d.entry_reference,
        lines=lines_in_words(d.lines),
    ),
    "shipment.released": lambda d: message(
        "event.shipment.released", consignment=_key(d), place=d.locode, entry=d.entry_reference
    ),
    "shipment.tally-closed": lambda d: message("event.shipment.tally-closed", consignment=_key(d)),
    "shipment.delivery-verified": lambda d: message(
        "event.shipment.delivery-verified",
        consignment=_key(d),
        by=d.received_by.name,
        on=d.received_on,
        verification=d.verification,
        lines=lines_in_words(d.lines),
    ),
    "shipment.discrepancy-reported": _discrepancy,
    "shipment.returned": lambda d: message(
        "event.shipment.returned", consignment=_key(d), state=d.to_state, lines=lines_in_words(d.lines)
    ),
    "licence-application.submitted": lambda d: message(
        "event.licence-application.submitted", application=document_key(d.application), terms=_wanted(d)
    ),
    "licence-application.determined": _determined,
    "licence-application.assessed": lambda d: message(
        "event.licence-application.assessed",
        application=document_key(d.application),
        recommendation=d.recommendation,
        assessment=d.assessment,
    ),
    "licence-application.returned": _application("event.licence-application.returned"),
    "licence-application.withdrawn": _application("event.licence-application.withdrawn"),
    "licence-application.refused": lambda d: message(
        "event.licence-application.refused",
        application=document_key(d.application),
        grounds=d.grounds,
        reason=d.reason,
    ),
    "licence-application.granted": lambda d: message(
        "event.licence-application.granted", application=document_key(d.application), licence=document_key(d.licence)
    ),
    "licence.quantity-reserved": lambda d: message(
        "event.licence.quantity-reserved", consignment=_key(d), lines=_figures(d.lines)
    ),
    "licence.quantity-consumed": lambda d: message(
        "event.licence.quantity-consumed", consignment=_key(d), lines=_figures(d.lines)
    ),
    "licence.quantity-freed": lambda d: message(
        "event.licence.quantity-freed", consignment=_key(d), lines=_figures(d.lines)
    ),
    "licence.reservation-refused": _not_reserved,
    "authorization.licensed": lambda d: message(
        "event.authorization.licensed",
        licence=document_key(d.licence),
        authorization=document_key(d.authorization),
        lines=tuple(
            message("event.authorization.line", asked=x.asked, left=x.left, item_class=x.item_class) for x in d.lines
        ),
    ),
    "order.refused": _refused,
    "paper.copied": lambda d: message(
        "event.paper.copied",
        state=d.state,
        number=d.paper.number,
        dated_on=d.paper.dated_on,
        channel=d.paper.channel,
    ),
    "order.proposed": lambda d: message("event.order.proposed", order=d.order),
    "order.confirmed": lambda d: message("event.order.confirmed", order=d.order),
    "order.declined": lambda d: message("event.order.declined", order=d.order, reason=d.reason),
    "reexport.declared": lambda d: message(
        "event.reexport.declared",
        exporter=d.exporter.name,
        state=d.state,
        destination_state=d.destination_state,
    ),
    "reexport.consented": lambda d: message(
        "event.reexport.consented", licence=document_key(d.licence), state=d.third_state
    ),
    "item.lost": lambda d: message("event.item.lost", item=_named(d), kind=d.kind, state=d.state),
    "item.seized": lambda d: message("event.item.seized", item=_named(d), context=d.context, state=d.state),
    "item.recovered": lambda d: message("event.item.recovered", item=_named(d), state=d.state),
    "item.destroyed": lambda d: message(
        "event.item.destroyed", item=_named(d), state=d.state, certificate=d.certificate
    ),
    "item.deactivated": lambda d: message(
        "event.item.deactivated", item=_named(d), state=d.state, certificate=d.certificate
    ),
    "item.transferred": _transferred,
    "stock.counted": lambda d: message("event.stock.counted", holder=d.holder, stock_count=d.count),
    "list.published": lambda d: message(
        "event.list.published", list=d.list, version=d.version, effective_on=d.effective_on
    ),
    "day.closed": lambda d: message("event.day.closed", authority=d.authority, date=d.date),
    "finding.disposed": lambda d: message(
        "event.finding.disposed", rule=d.rule, disposition=d.disposition, reason=d.reason
    ),
    "finding.commented": lambda d: message("event.finding.commented", rule=d.rule, text=d.text),
    "finding.referred": lambda d: message("event.finding.referred", rule=d.rule, office=d.office, reason=d.reason),
    "fact.set-aside": lambda d: message(
        "event.fact.set-aside", source=d.source, id=d.id, kind=d.kind, recorded=d.recorded, ground=d.ground
    ),
    "fact.restored": lambda d: message(
        "event.fact.restored", source=d.source, id=d.id, kind=d.kind, recorded=d.recorded, ground=d.ground
    ),
    "waiver.granted": lambda d: message(
        "event.waiver.granted", rule=d.rule, valid_until=d.valid_until, reason=d.reason
    ),
}


def unsaid() -> list[str]:
    """The kinds whose sentence is not here, each with its name."""
    return [f"{kind} ({said})" for kind in kinds() if (said := declaration_of(kind).said) not in _SAYS]


if unsaid():
    raise TypeError(f"{__name__} has no sentence for {', '.join(unsaid())}")


def told(kind: str, data: Any) -> Message:
    """What happened, as a message."""
    return _SAYS[declaration_of(kind).said](data)


def sentence(kind: str, data: Any, language: str = ENGLISH) -> str:
    """What happened, in one sentence."""
    return said(told(kind, data), language)


def without_grounds(kind: str, state: str, language: str = ENGLISH) -> str:
    """That a State decided something, for a reader who is not told its grounds."""
    told = kind.replace(".", " ").replace("-", " ")
    return said(message("event.told-without-grounds", state=state, kind=told), language)
