"""Papers of other States that came by letter, copied by two persons in the name of whose word they are (R-036, R-084).

What is recorded is the other State's own fact, and beside it which paper it was copied from. As soon as that State
speaks for itself, its word counts and the copy does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from domain.chapters.documents.end_use_documents import ANSWERED, presentation, receiving_state, told_of_document
from domain.decisions.command import Command, Decision, Ordered, by_two
from domain.decisions.part import declared_in
from domain.decisions.receipts import certify
from domain.decisions.states import (
    ABSENT,
    CONSIGNMENT_STATES,
    DOCUMENT_STATES,
    NOTICE_STATES,
    consignment_state,
    document_state,
    notice_state,
)
from domain.events.arrival import ReceivedLine, ShipmentDeliveryVerified
from domain.events.authorization import AuthorizationTerms
from domain.events.end_use_document import EndUseDocumentVerified
from domain.events.paper import CopiedPaper, PaperCopied
from domain.events.party import PartyMention
from domain.events.refs import DocumentRef, ShipmentRef, consignment_key, document_key
from domain.events.refusal import RefusalReason, reason
from domain.events.transit_notice import TransitNoticeAnswered
from domain.kernel.event import shape
from domain.kernel.message import message
from domain.preconditions.grounds import Grounds
from domain.record.fact import Fact
from domain.record.records import Records
from domain.state.consignments import VERIFIED, goods
from domain.state.copies import said_itself
from domain.state.licences import licence
from domain.state.notices import ANSWERS, notice

COPY_CHANNELS = ("DIPLOMATIC", "CONTACT_POINT", "REGISTER")
"""How a paper comes from the authority itself."""
BY_A_PARTY = ("APPLICANT", "EXPORTER")
"""How it comes from whom it is to be held against."""


@shape
class CopyAuthorization:
    """The order: what another State has authorized, as its paper says; older proposals name no paper."""

    authorization: DocumentRef
    terms: AuthorizationTerms
    paper: CopiedPaper | None = None


@shape
class CopyNoticeAnswer:
    """The order: what a transit State answered by letter; a letter is an express answer."""

    notice: DocumentRef
    transit_state: str
    answer: str
    effective_on: str
    valid_until: str | None
    paper: CopiedPaper
    conditions: tuple[str, ...] = ()


@shape
class CopyReceipt:
    """The order: receipt of goods as certified by the State of destination in its paper."""

    shipment: ShipmentRef
    verification: str
    received_on: str
    received_by: PartyMention
    lines: tuple[ReceivedLine, ...]
    paper: CopiedPaper


@shape
class CopyDocumentAnswer:
    """The order: whether an end-use document is genuine, as the State that issued it answered by letter."""

    document: str
    result: str
    paper: CopiedPaper


def against_paper(paper: CopiedPaper, state: str, requirement: str) -> Iterator[RefusalReason]:
    """Why a paper is not copied: it came by a party to the case, who is not its author."""
    if paper.channel in BY_A_PARTY:
        told = message("reason.paper-from-a-party", paper=paper.number, channel=paper.channel)
        yield reason("CAME_BY_A_PARTY", requirement, told, message("mend.ask-the-authority", state=state))


def beside(paper: CopiedPaper, about: str, state: str) -> PaperCopied:
    """What is recorded beside a copy: the paper."""
    return PaperCopied(about=about, state=state, paper=paper)


def _copied(
    told: Decision, order: Any, about: str, state: str, requirement: str, before: Iterable[Fact], ordered: Ordered
) -> Decision:
    """The decision on a copy: nothing against the paper, nor said by the State itself, nor against what it says."""
    against = list(against_paper(order.paper, state, requirement))
    own = [f for f in before if f.id != ordered.corrects]
    if said_itself(own, state):
        says = message("reason.said-itself", state=state)
        against.append(reason("SAID_ITSELF", requirement, says, message("mend.said-itself", state=state)))
    if against or told.reasons:
        return Decision(reasons=tuple(against) or told.reasons)
    return Decision(events=(*told.events, beside(order.paper, about, state)), speaker=state)


# -- notices -----------------------------------------------------------------------------------------------------------


def _about_notice(order: CopyNoticeAnswer) -> str:
    return f"notice/{document_key(order.notice)}"


def _asked(grounds: Grounds, order: CopyNoticeAnswer, ordered: Ordered) -> bool:
    """The State that sent a notice on record, of the answer of another State that it asks."""
    if order.notice.state != ordered.state or order.transit_state == ordered.state:
        return False
    return any(x.state == order.transit_state for x in notice.of(grounds.records, document_key(order.notice)))


def _transit_state(_: Records, order: CopyNoticeAnswer) -> str | None:
    return order.transit_state


def copy_notice_answer(grounds: Grounds, order: CopyNoticeAnswer, ordered: Ordered) -> Decision:
    """The answer of a transit State by letter (R-036)."""
    answer = TransitNoticeAnswered(
        notice=order.notice,
        transit_state=order.transit_state,
        answer=order.answer,
        basis="EXPRESS",
        effective_on=order.effective_on,
        valid_until=order.valid_until,
        conditions=order.conditions,
    )
    about = _about_notice(order)
    before = [f for f in grounds.records.facts(about) if f.kind in ANSWERS]
    return _copied(Decision(events=(answer,)), order, about, order.transit_state, "R-036", before, ordered)


# -- receipts ----------------------------------------------------------------------------------------------------------


def _about_consignment(order: CopyReceipt) -> str:
    return f"movement/{consignment_key(order.shipment)}"


def _destination(records: Records, order: CopyReceipt) -> str | None:
    """The State for which goods are declared, whose word their receipt is."""
    found = goods.of(records, consignment_key(order.shipment))
    return found.declared.data.destination_state if found else None


def _licenses_or_declares(grounds: Grounds, order: CopyReceipt, ordered: Ordered) -> bool:
    """The State of export, as declared or as licensed, of goods that go to another State."""
    records, key, state = grounds.records, consignment_key(order.shipment), ordered.state
    found = goods.of(records, key)
    if found is None or _destination(records, order) == state:
        return False
    held = [x for x in (licence.of(records, drawn.licence) for drawn in found.drawn) if x is not None]
    return declared_in(records, key) == state or any(x.state == state for x in held)


def copy_receipt(grounds: Grounds, order: CopyReceipt, ordered: Ordered) -> Decision:
    """Receipt as certified by the State of destination: never above what arrived, without a reason (R-084, R-072)."""
    state = _destination(grounds.records, order) or ""
    receipt = ShipmentDeliveryVerified(
        shipment=order.shipment,
        verification=order.verification,
        received_on=order.received_on,
        received_by=order.received_by,
        lines=order.lines,
    )
    key = consignment_key(order.shipment)
    before = [f for f in grounds.records.facts(f"movement/{key}") if f.kind == VERIFIED]
    told = certify(grounds, receipt, ordered, "consignment copy-receipt")
    return _copied(told, order, f"consignment/{key}", state, "R-084", before, ordered)


# -- end-use documents -------------------------------------------------------------------------------------------------


def _about_document(order: CopyDocumentAnswer) -> str:
    return f"document/{order.document}"


def _issuer(records: Records, order: CopyDocumentAnswer) -> str | None:
    """The State that issued a document, as it was presented."""
    presented = presentation.of(records, order.document)
    return presented.data.issuer_state if presented else None


def _received(grounds: Grounds, order: CopyDocumentAnswer, ordered: Ordered) -> bool:
    """The State to which a document of another State was presented."""
    return receiving_state(order.document) == ordered.state and _issuer(grounds.records, order) not in (
        None,
        ordered.state,
    )


def copy_document_answer(grounds: Grounds, order: CopyDocumentAnswer, ordered: Ordered) -> Decision:
    """What the State that issued an end-use document answered about it by letter (R-089)."""
    state, about = _issuer(grounds.records, order) or "", _about_document(order)
    answer = EndUseDocumentVerified(
        document=order.document, result=order.result, answered_by=state, channel=order.paper.channel
    )
    before = [f for f in told_of_document(grounds.records, order.document) if f.kind == ANSWERED]
    return _copied(Decision(events=(answer,)), order, about, state, "R-089", before, ordered)


COMMANDS = (
    Command(
        "notice",
        "copy-answer",
        "copy what a transit State answered by letter",
        CopyNoticeAnswer,
        copy_notice_answer,
        notice_state,
        frozenset(NOTICE_STATES) - {ABSENT},
        "transit-authority",
        "R-036",
        TransitNoticeAnswered,
        _about_notice,
        second=by_two,
        records_data=True,
        part=_asked,
        copies=_transit_state,
    ),
    Command(
        "consignment",
        "copy-receipt",
        "copy a certificate of receipt of the State of destination",
        CopyReceipt,
        copy_receipt,
        consignment_state,
        frozenset(CONSIGNMENT_STATES) - {ABSENT, "seen, not declared"},
        "customs",
        "R-084",
        ShipmentDeliveryVerified,
        _about_consignment,
        second=by_two,
        records_data=True,
        part=_licenses_or_declares,
        copies=_destination,
    ),
    Command(
        "document",
        "copy-answer",
        "copy what the State that issued an end-use document answered by letter",
        CopyDocumentAnswer,
        copy_document_answer,
        document_state,
        frozenset(DOCUMENT_STATES) - {ABSENT},
        "import-authority",
        "R-089",
        EndUseDocumentVerified,
        _about_document,
        second=by_two,
        records_data=True,
        part=_received,
        copies=_issuer,
    ),
)
