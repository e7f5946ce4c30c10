"""Whether a transit State consents: expressly, by an arrangement, for temporary goods, or by silence (FP 10(2)(b))."""

from __future__ import annotations

from collections.abc import Sequence

from domain.events.licence import LicenceTerms
from domain.events.streams import document_key
from domain.kernel.message import Message, message
from domain.kernel.moments import Day, day, within
from domain.record.calendar import Authority, working_day_after, zone_of
from domain.record.fact import Fact
from domain.record.law import LAWFUL_TEMPORARY, TACIT_PROFILES, Law
from domain.record.records import Records
from domain.state.notices import Notice, is_claim, notices
from domain.state.reference import landlocked


def notices_for(records: Records, licence: str, terms: LicenceTerms) -> tuple[Notice, ...]:
    """The notices that name a licence or the authorization in its terms, each once."""
    found = {(n.number, n.state): n for n in notices.of(records, f"licence {licence}")}
    if terms.import_authorization:
        for n in notices.of(records, f"authorization {document_key(terms.import_authorization)}"):
            known = found.get((n.number, n.state))
            found[n.number, n.state] = n if known is None else known._replace(sent=(*known.sent, *n.sent))
    return tuple(found.values())


def objection(notices: Sequence[Notice], on: Day) -> Fact | None:
    """The objection in effect on a day."""
    decided = (n.decided(on) for n in notices)
    return next((f for f in decided if f and getattr(f.data, "answer", None) == "OBJECTION"), None)


def consents(answer: Fact | None, on: Day) -> bool:
    """True when an answer is an express consent that has not lapsed by a day."""
    if answer is None or answer.kind != "transit-notice.answered" or answer.data.answer == "OBJECTION":
        return False
    return answer.data.basis == "EXPRESS" and (answer.data.valid_until is None or on <= day(answer.data.valid_until))


def arranged(records: Records, terms: LicenceTerms, state: str, on: Day) -> bool:
    """True when an arrangement in favour of a landlocked State makes the notice unnecessary (R-039)."""
    ends = (terms.export_state, terms.import_state)
    return any(
        row.landlocked_state in ends and row.transit_state == state and within(on, row.since, row.until)
        for row in landlocked.of(records, "all")
    )


def lawful_temporary(terms: LicenceTerms) -> bool:
    """True for temporary exports for verifiable lawful purposes (R-038)."""
    return terms.kind == "TEMPORARY" and terms.purpose in LAWFUL_TEMPORARY


def tacit(terms: LicenceTerms, notices: Sequence[Notice], on: Day, authority: Authority | None, law: Law) -> bool:
    """Silence counts as consent after the working days the profile gives, where nobody has answered (R-037)."""
    if terms.profile not in TACIT_PROFILES or any(n.answered(on) for n in notices):
        return False
    zone = zone_of(authority)
    return any(on > working_day_after(f.date(zone), law.tacit_consent, authority) for n in notices for f in n.sent)


def lacking(notices: Sequence[Notice], on: Day) -> Message:
    """What is wrong with the consent of a State that did not object, as a clause about it."""
    if not notices:
        return message("transit.not-asked")
    decided = [f for n in notices if (f := n.decided(on)) is not None]
    if not decided:
        return message("transit.not-answered")
    last = max(decided, key=lambda f: (day(f.data.effective_on), f.order))
    if last.kind == "transit-notice.withdrawn":
        return message("transit.withdrawn", since=last.data.effective_on)
    if is_claim(last):
        return message("transit.only-claimed", basis=last.data.basis)
    return message("transit.ended", until=last.data.valid_until)
