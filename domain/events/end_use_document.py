"""End-use certificates and statements: presented, answered for, and who may sign them (FP 10(5), R-048)."""

from __future__ import annotations

from domain.events.goods import Item, Quantity
from domain.events.party import PartyMention
from domain.events.speakers import ANYBODY
from domain.events.stream_names import by_field
from domain.events.subject_names import of_document, of_signatories
from domain.kernel.event import event, shape
from domain.kernel.event_parts import ITS_SUBJECTS


@shape
class Signatory:
    """Who signed."""

    name: str
    title: str | None = None


@shape
class CertifiedGoods:
    """Goods certified."""

    item: Item
    quantity: Quantity


@event(
    "end-use-document.presented",
    stream=by_field("document", "document"),
    subjects=(of_document,),
    told_by=ANYBODY,
    quantities=("goods.quantity",),
    said="end-use-document.presented",
    search=("document", "number", "end_user", "other_parties"),
    history=(),
)
class EndUseDocumentPresented:
    """An end-use document is presented in an application."""

    document: str
    document_type: str
    application: str
    number: str
    issuer_state: str
    issued_on: str
    valid_until: str | None = None
    signatory: Signatory
    end_user: PartyMention
    other_parties: tuple[PartyMention, ...] = ()
    goods: tuple[CertifiedGoods, ...]
    contract_reference: str | None = None
    template: str | None = None
    text_hash: str | None = None
    image_hash: str | None = None
    shingles: tuple[str, ...]
    verification_required: bool


@event(
    "end-use-document.verified",
    stream=by_field("document", "document"),
    subjects=(of_document,),
    told_by=ANYBODY,
    quantities=(),
    said="end-use-document.verified",
    search=(),
    history=(),
)
class EndUseDocumentVerified:
    """Somebody answered whether the document is genuine."""

    document: str
    result: str
    answered_by: str
    channel: str


@event(
    "signatory.listed",
    stream=by_field("signatory", "state"),
    subjects=(of_signatories,),
    told_by=ANYBODY,
    quantities=(),
    said="signatory.listed",
    search=(),
    history=(ITS_SUBJECTS,),
)
class SignatoryListed:
    """A State names an official who may sign end-use documents."""

    state: str
    name: str
    title: str | None
    valid_from: str
    valid_to: str | None
