"""In which state a thing is, by the facts in force (norms 4.1 to 4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.chapters.documents.end_use_documents import told_of_document
from domain.decisions.command import Ordered
from domain.events.refs import DocumentRef
from domain.events.streams import consignment_key, document_key
from domain.kernel.errors import NotAllowed
from domain.record.fact import Fact
from domain.record.records import Records
from domain.record.sources import COPIED
from domain.state.authorizations import authorization
from domain.state.consignments import consignment, status_of
from domain.state.copies import own_word_first
from domain.state.licences import licence, status_on
from domain.state.notices import notice

ABSENT = "not on record"
NEVER_DECLARED = (ABSENT, "seen, not declared")
LIVE = ("declared", "released for export", "departed", "arrived", "received")
CONSIGNMENT_STATES = (*NEVER_DECLARED, *LIVE, "cancelled", "redeclared")
LICENCE_STATES = (ABSENT, "not yet valid", "valid", "suspended", "revoked", "surrendered", "expired")
APPLICATION_STATES = (ABSENT, "submitted", "assessed", "withdrawn", "refused", "granted")
AUTHORIZATION_STATES = (ABSENT, "issued", "revoked")
NOTICE_STATES = (ABSENT, "sent", "consented", "objected", "withdrawn")
DOCUMENT_STATES = (ABSENT, "presented", "authentic", "repudiated")
PARTY_STATES = (ABSENT, "registered")


def party_state(records: Records, order: Any, _: Ordered) -> str:
    """Whether the register id has an entry of its own."""
    facts = records.facts(f"party/{order.party.register_id}")
    return "registered" if any(f.kind != "party.merged" for f in facts) else ABSENT


def authorization_state(records: Records, order: Any, ordered: Ordered) -> str:
    """Issued, or revoked by the day of the order."""
    held = authorization.of(records, document_key(order.authorization))
    if held is None:
        return ABSENT
    return "revoked" if held.revocation(ordered.today(records, held.key[:2])) else "issued"


def own_authorization_state(records: Records, order: Any, ordered: Ordered) -> str:
    """The same by the word of its State alone: what others copied takes no number away from it (decision record 11)."""
    held = authorization.of(records, document_key(order.authorization))
    if held is None or COPIED in held.issued.source:
        return ABSENT
    return authorization_state(records, order, ordered)


def notice_state(records: Records, order: Any, ordered: Ordered) -> str:
    """How far one State was asked under one number."""
    asked = notice.of(records, document_key(order.notice))
    found = next((n for n in asked if n.state == order.transit_state), None)
    if found is None:
        return ABSENT
    last = found.decided(ordered.today(records, order.notice.state))
    if last is None:
        return "sent"
    if last.kind == "transit-notice.withdrawn":
        return "withdrawn"
    return "objected" if last.data.answer == "OBJECTION" else "consented"


def document_state(records: Records, order: Any, _: Ordered) -> str:
    """Presented, and what was answered last."""
    facts = told_of_document(records, order.document)
    if not any(f.kind == "end-use-document.presented" for f in facts):
        return ABSENT
    answers = [f.data.result for f in own_word_first(f for f in facts if f.kind == "end-use-document.verified")]
    return {"AUTHENTIC": "authentic", "REPUDIATED": "repudiated"}.get(answers[-1] if answers else "", "presented")


# What is determined may be determined again until the decision: it is no step from one state to another.
_APPLICATION = {
    "licence-application.submitted": "submitted",
    "licence-application.assessed": "assessed",
    "licence-application.returned": "submitted",
    "licence-application.withdrawn": "withdrawn",
    "licence-application.refused": "refused",
    "licence-application.granted": "granted",
}


def application_facts(records: Records, reference: DocumentRef) -> list[Fact]:
    """What is on record about an application, in the order it was recorded in: its steps follow each other.

    Ids of our own entries follow their place in the log, whatever time an officer gives.
    """
    facts = records.facts(f"application/{document_key(reference)}")
    return sorted(facts, key=lambda f: (f.recorded, f.id))


def application_state_in(told: Sequence[Fact]) -> str:
    """How far an application has come by what is on record about it, in order."""
    steps = [f.kind for f in told if f.kind in _APPLICATION]
    return _APPLICATION[steps[-1]] if steps else ABSENT


def application_state_of(records: Records, reference: DocumentRef) -> str:
    """How far an application has come."""
    return application_state_in(application_facts(records, reference))


def application_state(records: Records, order: Any, _: Ordered) -> str:
    """How far the application of an order has come."""
    return application_state_of(records, order.application)


def licence_state(records: Records, order: Any, ordered: Ordered) -> str:
    """How a licence stands on the day of the order."""
    held = licence.of(records, document_key(order.licence))
    if held is None:
        return ABSENT
    on = ordered.today(records, held.state)
    return status_on(held, held.terms(on), on)


def consignment_state_of(records: Records, key: str) -> str:
    """How far a consignment has come."""
    found = consignment.of(records, key)
    if found is None:
        return NEVER_DECLARED[1] if records.facts(f"movement/{key}") else ABSENT
    return status_of(found)


def consignment_state(records: Records, order: Any, _: Ordered) -> str:
    """How far the consignment of an order has come."""
    return consignment_state_of(records, consignment_key(order.shipment))


def always(_: Records, __: Any, ___: Ordered) -> str:
    """For what has no states: a list, a waiver."""
    return "any"


def mistaken(code: str, requirement: str, mend: str, **figures: object) -> NotAllowed:
    """A caller's mistake in the content of an order."""
    return NotAllowed(code, requirement, mend, **figures)
