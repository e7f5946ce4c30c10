"""End-use documents: recorded as presented, and what was answered about whether they are genuine."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import APIRouter, Response

from domain.chapters.documents.end_use_documents import ANSWERED, told_of_document
from domain.kernel.errors import NotFound
from domain.record.fact import Fact
from domain.record.records import Records
from licensing.access import AUTHORITIES
from licensing.http.pages.authorizations import CATEGORIES, CLASSES, UNITS
from licensing.http.pages.forms import Field, OrderForm, Sent, again, entered_as, options, without_blank
from licensing.http.pages.letters import BY_TWO, paper_fields
from licensing.http.pages.looking import Looking, LookingAtCases, page, page_address
from licensing.http.pages.records import asked_with, back_to, entries_shown, looked_up
from licensing.http.pages.sending import Place, done, may_order, sending, version_seen
from projections.page_data.shapes import ApplicationSheet

router = APIRouter()
_TYPES = options(
    EUC="end-use certificate",
    EUS="end-user statement",
    IMPORT_AUTHORIZATION="import authorization",
    TRANSIT_CONSENT="transit consent",
)
_RESULTS = options(AUTHENTIC="it is genuine", REPUDIATED="it is not", NO_REPLY="no reply")
CHANNELS = options(
    DIPLOMATIC="diplomatic channel",
    CONTACT_POINT="its contact point",
    REGISTER="its register",
    APPLICANT="the applicant",
)
_ROWS = 2
_APPLICATION = Field("application", "Application it belongs to", "code", "Such as XA:AP-2030-000123.")


def _goods(case: ApplicationSheet | None) -> tuple[list[Any], list[Field]]:
    """Rows for the goods certified: those of the case, or blank ones."""
    if case is None:
        blank = [x for n in range(_ROWS) for x in _described(n)]
        return [], blank
    fixed = [{"item": msgspec.to_builtins(line.item)} for line in case.wanted.lines]
    fields: list[Field] = []
    for n, line in enumerate(case.wanted.lines):
        unit = (line.quantity.unit if line.quantity else None) or "C62"
        told = line.item.description or line.item.model or (line.item.item_class or "goods").lower()
        value, its_unit = _amount(n, f"Quantity of line {line.line}, {told}", unit, n == 0)
        fields += [value._replace(starts=True), its_unit]
    return fixed, fields


def _described(n: int) -> tuple[Field, ...]:
    place = f"goods/{n}/item"
    return (
        Field(f"{place}/category", f"Goods {n + 1}", "select", "", CATEGORIES, "", n == 0, starts=True),
        Field(f"{place}/item_class", f"Class {n + 1}", "select", "", CLASSES, "", False),
        Field(f"{place}/description", f"Words of the document {n + 1}", needed=False),
        *_amount(n, f"Quantity {n + 1}", "C62", n == 0),
    )


def _amount(n: int, label: str, unit: str, needed: bool) -> tuple[Field, Field]:
    place = f"goods/{n}/quantity"
    return (
        Field(f"{place}/value", label, "decimal", needed=needed),
        Field(f"{place}/unit", f"Its unit {n + 1}", "select", "", UNITS, unit, needed),
    )


def present_form(look: Looking, case: ApplicationSheet | None) -> OrderForm:
    """A document that was presented, as its paper says."""
    fixed, goods = _goods(case)
    number = look.request.query_params.get("document", "")[:60] or f"{look.actor.state}:"
    end_user = case.wanted.end_user if case else None
    return OrderForm(
        name="present",
        order="document present",
        action="",
        title="Record it",
        button="Record the document",
        fixed={
            "shingles": [],
            "goods": fixed,
            "end_user": {"role": "END_USER", "identifiers": []},
            **({"application": case.key} if case else {}),
        },
        finish=without_blank("goods", "quantity", "value"),
        fields=(
            Field("document", "Presentation number", "code", "Your own, such as XA:DOC-000123.", value=number),
            Field("document_type", "Kind of document", "select", "", _TYPES, "EUC"),
            *(() if case else (_APPLICATION,)),
            Field("number", "Number printed on it"),
            Field("issuer_state", "State that issued it", "code", value=case.wanted.import_state if case else ""),
            Field("issued_on", "Date on it", "date"),
            Field("valid_until", "Valid until", "date", needed=False),
            Field("signatory/name", "Signed by", starts=True),
            Field("signatory/title", "Title of who signed", needed=False),
            Field("end_user/name", "Final recipient named", value=end_user.name if end_user else "", starts=True),
            entered_as("end_user", "Its register id", end_user),
            *goods,
            Field("contract_reference", "Contract named", needed=False, starts=True),
            Field("verification_required", "The issuing State is to be asked about it", "tick", "", (), True, False),
        ),
    )


# -- one document ------------------------------------------------------------------------------------------------------


def _presented(look: Looking, records: Records, key: str) -> Fact:
    """How it was presented; raises NotFound for whom it does not concern."""
    found = [f for f in records.facts(f"document/{key}") if f.kind == "end-use-document.presented"]
    if not found or look.actor.role not in AUTHORITIES:
        raise NotFound
    if look.actor.state not in (key[:2], found[-1].data.issuer_state):
        raise NotFound
    return found[-1]


def _forms(look: Looking, key: str) -> tuple[OrderForm, ...]:
    records = look.reading.sheets.records()
    issuer = _presented(look, records, key).data.issuer_state
    stream, here = f"document/{key}", page_address("end-use-documents", key)
    form = OrderForm(
        name="verify",
        order="document verify",
        action=f"{here}/verify{asked_with(look)}",
        title="Record the answer about it",
        button="Record the answer",
        fixed={"document": key},
        about=stream,
        seen=version_seen(look, stream),
        states=(key[:2],),
        then=back_to(look) or here,
        fields=(
            Field("result", "What was answered", "radio", options=_RESULTS),
            Field("answered_by", "State that answered", "code", value=issuer),
            Field("channel", "By which channel", "select", options=CHANNELS),
        ),
    )
    copied = form._replace(
        name="copy-answer",
        order="document copy-answer",
        action=f"{here}/copy-answer{asked_with(look)}",
        title=f"Copy the answer of {issuer} from a letter",
        button="Record the letter",
        lead=BY_TWO,
        fields=(Field("result", "What was answered", "radio", options=_RESULTS), *paper_fields()),
    )
    return (form,) if issuer == key[:2] else (form, copied)


def _show(look: Looking, key: str, sent: Sent | None = None) -> Response:
    records = look.reading.sheets.records()
    data = _presented(look, records, key).data
    answers = [f.data.result for f in told_of_document(records, key) if f.kind == ANSWERED]
    how = {"AUTHENTIC": "authentic", "REPUDIATED": "repudiated", "NO_REPLY": "no reply"}[answers[-1]] if answers else ""
    told = {
        "crumb": ("/end-use-documents", "End-use documents"),
        "key": key,
        "title": "End-use document",
        "stands": [(how or "not verified", how)],
        "facts": [
            ("Kind", dict(_TYPES)[data.document_type]),
            ("Number on it", data.number),
            ("Issued", f"{data.issuer_state}, {data.issued_on}"),
            ("Signed by", data.signatory.name),
            ("Final recipient", data.end_user.name),
            ("Application", data.application),
        ],
        "entries": entries_shown(look, records, f"document/{key}"),
        "forms": [x for x in again(_forms(look, key), sent) if may_order(look, x.order, *x.states) or sent],
        "back": back_to(look),
        "done": done(look),
    }
    return page(look, "record.html", told, sent.status if sent else 200)


@router.get("/end-use-documents")
def documents_page(look: LookingAtCases, number: str = "") -> Response:
    """To open a document by its number, or to record one."""
    told = {
        "heading": "End-use documents",
        "lead": "Certificates and statements of final recipients, as they were presented.",
        "label": "Presentation number",
        "example": "XA:DOC-000123",
        "new": ("/end-use-documents/present", "Record a document") if may_order(look, "document present") else None,
    }
    return looked_up(look, "end-use-documents", number, told)


@router.get("/end-use-documents/{key}")
def document_page(look: LookingAtCases, key: str) -> Response:
    """One document: what it says, what was answered, and the form for the answer."""
    return _show(look, key)


router.add_api_route(
    "/end-use-documents/{key}/{verb}", sending(Place(_forms, _show)), methods=["POST"], name="order-about-documents"
)
