"""Every transit State has consented, or need not be asked (R-036 to R-039)."""

from __future__ import annotations

from dataclasses import replace

from domain.chapters.transfers.transit_consent import (
    arranged,
    consents,
    lacking,
    notices_for,
    objection,
    tacit,
)
from domain.events.licence import LicenceTerms
from domain.events.streams import document_key
from domain.kernel.message import Message, message
from domain.preconditions.authorizations_known import authorization_known
from domain.preconditions.check import Asked, Check
from domain.preconditions.determined import passes_by_route
from domain.preconditions.exemptions import beyond_exemption
from domain.record.records import Records
from domain.state.reference import authority


def crossed(terms: LicenceTerms) -> list[str]:
    return [x for x in dict.fromkeys(terms.transit_states) if x not in (terms.export_state, terms.import_state)]


def transit(records: Records, asked: Asked, state: str) -> Check:
    """One transit State: it has consented, or need not be asked; its conditions are taken over (R-036 to R-039)."""
    terms, on = asked.terms, asked.on
    said = asked.law(records).provisions(on)
    notices = [n for n in notices_for(records, asked.licence, _as_known(records, asked)) if n.state == state]
    title = message("precondition.transit", state=state)
    objected = objection(notices, on)
    if objected is not None:
        says = message("precondition.transit.objected", state=state, on=objected.data.effective_on)
        mend = message("precondition.transit.other-route")
        return Check(f"TRANSIT_OBJECTED:{state}", "R-036", title, False, says, mend)
    consent = next((f for n in notices if (f := n.decided(on)) and consents(f, on)), None)
    if consent is not None:
        return _conditions(asked, state, title, tuple(consent.data.conditions))
    for holds, why in (
        (
            not beyond_exemption(records, terms, said),
            message("precondition.not-needed.temporary", purpose=terms.purpose),
        ),
        (passes_by_route(records, asked, state, said), message("precondition.not-needed.route", state=state)),
        (arranged(records, terms, state, on), message("precondition.not-needed.arrangement", state=state)),
        (
            tacit(notices, on, authority.of(records, terms.export_state), asked.law(records)),
            message("precondition.transit.tacit", state=state),
        ),
    ):
        if holds:
            return Check(f"TRANSIT_MISSING:{state}", "R-036", title, True, why)
    says = message("precondition.transit.lacking", state=state, why=lacking(notices, on))
    how = "precondition.transit.ask" if said.silence_is_consent else "precondition.transit.ask-in-writing"
    return Check(f"TRANSIT_MISSING:{state}", "R-036", title, False, says, message(how, state=state))


def _as_known(records: Records, asked: Asked) -> LicenceTerms:
    """The terms without an authorization that the State of issue may not know of: notices about it are others'."""
    named = asked.terms.import_authorization
    if named is None or authorization_known(records, document_key(named), asked.licence[:2], asked.terms) is not None:
        return asked.terms
    return replace(asked.terms, import_authorization=None)


def _conditions(asked: Asked, state: str, title: Message, conditions: tuple[str, ...]) -> Check:
    lacking_ones = [x for x in conditions if x not in asked.conditions]
    if conditions:
        says = message(
            "precondition.transit.on-conditions", state=state, given=conditions, conditions="; ".join(lacking_ones)
        )
    else:
        says = message("precondition.transit.consented", state=state)
    if not lacking_ones:
        return Check(f"TRANSIT_MISSING:{state}", "R-036", title, True, says)
    mend = message("precondition.transit.take-conditions-over")
    return Check(f"TRANSIT_CONDITIONS:{state}", "R-036", title, False, says, mend)
