"""End-use certificates and statements: presented, answered for, and who may sign them (FP 10(5), R-048)."""

from __future__ import annotations

from domain.events.goods import Item, Quantity
from domain.events.party import PartyMention
from domain.kernel.event import event, shape


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


@event("end-use-document.presented")
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


@event("end-use-document.verified")
class EndUseDocumentVerified:
    """Somebody answered whether the document is genuine."""

    document: str
    result: str
    answered_by: str
    channel: str


@event("signatory.listed")
class SignatoryListed:
    """A State names an official who may sign end-use documents."""

    state: str
    name: str
    title: str | None
    valid_from: str
    valid_to: str | None
