"""Every transit State has consented, or need not be asked (R-036 to R-039)."""

from __future__ import annotations

from domain.chapters.transfers.transit_consent import (
    arranged,
    consents,
    lacking,
    lawful_temporary,
    notices_for,
    objection,
    tacit,
)
from domain.events.licence import LicenceTerms
from domain.preconditions.check import Asked, Check
from domain.record.records import Records
from domain.state.reference import authority


def crossed(terms: LicenceTerms) -> list[str]:
    return [x for x in dict.fromkeys(terms.transit_states) if x not in (terms.export_state, terms.import_state)]


def transit(records: Records, asked: Asked, state: str) -> Check:
    """One transit State: it has consented, or need not be asked; its conditions are taken over (R-036 to R-039)."""
    terms, on = asked.terms, asked.on
    said = asked.law(records).provisions(on)
    notices = [n for n in notices_for(records, asked.licence, terms) if n.state == state]
    title = f"{state} does not object to the transit"
    objected = objection(notices, on)
    if objected is not None:
        says = f"{state} objected on {objected.data.effective_on}."
        mend = "Choose another route, or settle it with the transit State."
        return Check(f"TRANSIT_OBJECTED:{state}", "R-036", title, False, says, mend, (("state", state),))
    consent = next((f for n in notices if (f := n.decided(on)) and consents(f, on)), None)
    if consent is not None:
        return _conditions(asked, state, title, tuple(consent.data.conditions))
    for holds, why in (
        (lawful_temporary(terms, said), f"Not needed: temporary, for {terms.purpose}."),
        (arranged(records, terms, state, on), f"Not needed: an arrangement with {state} for a landlocked State."),
        (
            tacit(notices, on, authority.of(records, terms.export_state), asked.law(records)),
            f"{state} was asked and is silent beyond its limit: tacit consent.",
        ),
    ):
        if holds:
            return Check(f"TRANSIT_MISSING:{state}", "R-036", title, True, why)
    says = f"Transit goes through {state}, {lacking(notices, on)}."
    silence = "" if said.silence_is_consent else " Silence is no consent under the Protocol."
    mend = f"Send {state} a transit notice and record its written answer.{silence}"
    return Check(f"TRANSIT_MISSING:{state}", "R-036", title, False, says, mend, (("state", state),))


def _conditions(asked: Asked, state: str, title: str, conditions: tuple[str, ...]) -> Check:
    lacking_ones = [x for x in conditions if x not in asked.conditions]
    says = f"{state} has consented in writing" + (f", on conditions: {'; '.join(conditions)}." if conditions else ".")
    if not lacking_ones:
        return Check(f"TRANSIT_MISSING:{state}", "R-036", title, True, says)
    mend = "Take the conditions over into the assessment, word for word."
    figures = (("state", state), ("conditions", "; ".join(lacking_ones)))
    return Check(f"TRANSIT_CONDITIONS:{state}", "R-036", title, False, says, mend, figures)
