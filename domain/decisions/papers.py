"""Orders on parties, import authorizations, transit notices, end-use documents and lists (R-010, R-021 to R-043)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.items.stated_goods import quantity_reason
from domain.decisions import part
from domain.decisions.command import Command, Decision, Ordered, as_ordered, by_two, passes
from domain.decisions.copying import CopyAuthorization, against_paper, beside
from domain.decisions.states import (
    ABSENT,
    NOTICE_STATES,
    authorization_state,
    document_state,
    mistaken,
    notice_state,
    own_authorization_state,
    party_state,
)
from domain.events.authorization import (
    AuthorizationTerms,
    ImportAuthorizationAmended,
    ImportAuthorizationIssued,
    ImportAuthorizationRevoked,
    ImportAuthorizationVerified,
)
from domain.events.end_use_document import EndUseDocumentPresented, EndUseDocumentVerified
from domain.events.party import PartyAmended, PartyRegistered
from domain.events.refs import DocumentRef
from domain.events.refusal import RefusalReason, reason
from domain.events.streams import document_key
from domain.events.transit_notice import TransitNoticeAnswered, TransitNoticeSent, TransitNoticeWithdrawn
from domain.kernel.message import Message, message
from domain.kernel.moments import Day, date_text, day
from domain.preconditions.grounds import Grounds
from domain.preconditions.validity import last_day
from domain.record.law import Provisions
from domain.record.records import Records
from domain.state.authorizations import CATEGORY


def _lacking(reference: DocumentRef, terms: AuthorizationTerms) -> Iterator[Message]:
    if not terms.recipient.register_id or not terms.recipient.name.strip():
        yield message("missing.final-recipient")
    if not terms.importer.name.strip():
        yield message("missing.importer")
    if terms.import_state != reference.state:
        yield message("missing.country-of-import", state=reference.state)
    if terms.valid_to is not None and day(terms.valid_to) < day(terms.valid_from):
        yield message("missing.expiry")
    for line in terms.lines:
        if line.quantity.value is None or line.quantity.unit is None:
            yield message("missing.quantity-of-class", item_class=line.item_class)


def _contents(
    grounds: Grounds, reference: DocumentRef, terms: AuthorizationTerms, on: Day
) -> tuple[RefusalReason, ...]:
    """What article 10(3) demands of an authorization and this one lacks (R-023); and what its lines cannot be for."""
    missing = tuple(_lacking(reference, terms))
    said = grounds.records.provisions(on, reference.state, _profile(grounds.records, reference.state, on))
    against = list(_uncountable(grounds.records, terms, said))
    against += _too_long(reference, terms, said)
    if missing:
        told = message("reason.authorization-lacks", authorization=document_key(reference), missing=missing)
        against.insert(0, reason("CONTENT_MISSING", "R-023", told, message("mend.complete-it")))
    return tuple(against)


def _profile(records: Records, state: str, on: Day) -> str | None:
    """The profile of a State's own authorizations, where the law of the day names one for it and no other."""
    profiles = records.provisions(on, state).profiles
    return next(iter(profiles)) if len(profiles) == 1 else None


def _uncountable(records: Records, terms: AuthorizationTerms, said: Provisions) -> Iterator[RefusalReason]:
    for line in terms.lines:
        wrong = quantity_reason(records, line.item_class, line.quantity, CATEGORY.get(line.item_class), None, said)
        if wrong is not None:
            yield wrong


def _too_long(reference: DocumentRef, terms: AuthorizationTerms, said: Provisions) -> Iterator[RefusalReason]:
    """Longer than an authorization of its type may run (norms N8); 0 months are any number."""
    most = {"SINGLE": said.import_single_most, "MULTIPLE": said.import_multiple_most}.get(terms.type, 0)
    if not most:
        return
    last = last_day(day(terms.valid_from), most)
    named = {"authorization": document_key(reference), "valid_from": terms.valid_from}
    told = message("reason.authorization-open-ended", **named, months=most, type=terms.type)
    if terms.valid_to is not None:
        if day(terms.valid_to) <= last:
            return
        told = message("reason.authorization-too-long", **named, valid_to=terms.valid_to, months=most, type=terms.type)
    yield reason("VALID_TOO_LONG", "R-022", told, message("mend.authorization-ends-by", valid_to=date_text(last)))


def issue_authorization(grounds: Grounds, order: ImportAuthorizationIssued, ordered: Ordered) -> Decision:
    """The importing State authorizes an import, when the document is complete (R-021, R-022, R-023)."""
    on = ordered.today(grounds.records, order.authorization.state)
    against = _contents(grounds, order.authorization, order.terms, on)
    return Decision(reasons=against) if against else passes(order)


def amend_authorization(grounds: Grounds, order: ImportAuthorizationAmended, ordered: Ordered) -> Decision:
    """The importing State changes its authorization; the new terms must be complete too."""
    on = ordered.today(grounds.records, order.authorization.state)
    against = _contents(grounds, order.authorization, order.terms, on)
    return Decision(reasons=against) if against else passes(order)


def copy_authorization(grounds: Grounds, order: CopyAuthorization, ordered: Ordered) -> Decision:
    """What another State has authorized, as its document in hand says; it counts for nothing until verified (R-044)."""
    if order.authorization.state == ordered.state:
        mend = "Issue an authorization of your own State instead."
        raise mistaken("OWN_AUTHORIZATION", "R-044", mend, authorization=document_key(order.authorization))
    on = ordered.today(grounds.records, ordered.state)
    state = order.authorization.state
    against = list(_uncountable(grounds.records, order.terms, grounds.records.provisions(on, ordered.state)))
    against += against_paper(order.paper, state, "R-044") if order.paper else ()
    if against:
        return Decision(reasons=tuple(against))
    copied = ImportAuthorizationIssued(authorization=order.authorization, terms=order.terms)
    papers = (beside(order.paper, _about_authorization(order), state),) if order.paper else ()
    return Decision(events=(copied, *papers), speaker=state)


def _about_authorization(order: CopyAuthorization) -> str:
    return f"authorization/{document_key(order.authorization)}"


def _issuer(_: Records, order: CopyAuthorization) -> str | None:
    return order.authorization.state


def send_notice(_: Grounds, order: TransitNoticeSent, __: Ordered) -> Decision:
    """A transit State is asked, about a licence or an import authorization that is named (R-033, R-036)."""
    if order.licence is None and order.authorization is None:
        mend = "Name the licence or the import authorization that the transit belongs to."
        raise mistaken("NOTHING_NAMED", "R-033", mend, notice=document_key(order.notice))
    return passes(order)


def _papers(*states: str) -> frozenset[str]:
    return frozenset(states)


COMMANDS = (
    Command(
        "party",
        "register",
        "enter a party in the register",
        PartyRegistered,
        as_ordered,
        party_state,
        _papers(ABSENT),
        "register",
        "R-010",
        records_data=True,
        part=part.of_the_register,
    ),
    Command(
        "party",
        "amend",
        "replace the register entry of a party",
        PartyAmended,
        as_ordered,
        party_state,
        _papers("registered"),
        "register",
        "R-010",
        records_data=True,
        part=part.of_the_register,
    ),
    Command(
        "authorization",
        "issue",
        "issue an import authorization",
        ImportAuthorizationIssued,
        issue_authorization,
        own_authorization_state,
        _papers(ABSENT),
        "import-authority",
        "R-021",
        part=part.issuer_of_the_authorization,
        second=by_two,
    ),
    Command(
        "authorization",
        "amend",
        "amend an import authorization",
        ImportAuthorizationAmended,
        amend_authorization,
        authorization_state,
        _papers("issued"),
        "import-authority",
        "R-031",
        part=part.issuer_of_the_authorization,
        second=by_two,
    ),
    Command(
        "authorization",
        "revoke",
        "revoke an import authorization",
        ImportAuthorizationRevoked,
        as_ordered,
        authorization_state,
        _papers("issued"),
        "import-authority",
        "R-031",
        part=part.issuer_of_the_authorization,
    ),
    Command(
        "authorization",
        "copy",
        "record another State's import authorization",
        CopyAuthorization,
        copy_authorization,
        authorization_state,
        _papers(ABSENT),
        "import-authority",
        "R-044",
        ImportAuthorizationIssued,
        _about_authorization,
        second=by_two,
        records_data=True,
        part=part.may_hold_a_copy,
        copies=_issuer,
        sees=part.sees_the_authorization,
    ),
    Command(
        "authorization",
        "verify",
        "record what the importing State answered about its authorization",
        ImportAuthorizationVerified,
        as_ordered,
        authorization_state,
        _papers("issued", "revoked"),
        "licensing",
        "R-044",
        prepares=True,
        records_data=True,
        part=part.asks_about_the_authorization,
    ),
    Command(
        "notice",
        "send",
        "ask a transit State for its written no-objection",
        TransitNoticeSent,
        send_notice,
        notice_state,
        _papers(ABSENT),
        "licensing",
        "R-036",
        records_data=True,
        part=part.asks_a_transit_state,
    ),
    Command(
        "notice",
        "answer",
        "answer a transit notice",
        TransitNoticeAnswered,
        as_ordered,
        notice_state,
        frozenset(NOTICE_STATES) - {ABSENT},
        "transit-authority",
        "R-036",
        records_data=True,
        part=part.was_asked,
    ),
    Command(
        "notice",
        "withdraw",
        "take back a transit State's consent",
        TransitNoticeWithdrawn,
        as_ordered,
        notice_state,
        _papers("consented"),
        "transit-authority",
        "R-043",
        part=part.was_asked,
    ),
    Command(
        "document",
        "present",
        "record an end-use document as presented",
        EndUseDocumentPresented,
        as_ordered,
        document_state,
        _papers(ABSENT),
        "licensing",
        "R-089",
        records_data=True,
        part=part.presented_to,
    ),
    Command(
        "document",
        "verify",
        "record whether an end-use document is genuine",
        EndUseDocumentVerified,
        as_ordered,
        document_state,
        _papers("presented", "authentic", "repudiated"),
        "licensing",
        "R-089",
        prepares=True,
        records_data=True,
        part=part.presented_to,
    ),
)
