"""Whether a transit State consents: expressly, by an arrangement, for temporary goods, or by silence (FP 10(2)(b))."""

from __future__ import annotations

from collections.abc import Sequence

from domain.events.declaration import Leg
from domain.events.licence import LicenceTerms
from domain.events.streams import document_key
from domain.events.wanted import Wanted
from domain.kernel.message import Message, message
from domain.kernel.moments import Day, day, within
from domain.record.calendar import Authority, working_day_after, zone_of
from domain.record.fact import Fact
from domain.record.law import Provisions
from domain.record.records import Records
from domain.state.applicable_law import ApplicableLaw
from domain.state.notices import Notice, is_claim, notices
from domain.state.reference import landlocked


def notices_for(records: Records, licence: str, terms: LicenceTerms | Wanted) -> tuple[Notice, ...]:
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


def lawful_temporary(terms: LicenceTerms, said: Provisions) -> bool:
    """True for temporary exports for purposes that are lawful by what the law says (R-038)."""
    return terms.kind == "TEMPORARY" and terms.purpose in said.temporary_purposes


def exempt_by_route(legs: Sequence[Leg], said: Provisions) -> bool:
    """Goods that stay on board, or (where the law says so) come by sea or air without transshipment (R-038)."""
    if not legs:
        return False
    if all(x.activity == "CALL" for x in legs):
        return True
    by_sea_or_air = all(x.mode in ("SEA", "AIR") and x.activity != "TRANSSHIPMENT" for x in legs)
    return said.sea_and_air_need_no_consent and by_sea_or_air


def tacit(notices: Sequence[Notice], on: Day, authority: Authority | None, law: ApplicableLaw) -> bool:
    """Silence counts as consent, where nobody has answered, by the law of the day a notice was sent (R-037)."""
    if any(n.answered(on) for n in notices):
        return False
    return any(_silent_for_too_long(f, on, authority, law) for n in notices for f in n.sent)


def last_day_to_answer(sent: Fact, authority: Authority | None, law: ApplicableLaw) -> Day | None:
    """The last day on which a State that was asked has not consented by silence; None where silence says nothing."""
    since = sent.date(zone_of(authority))
    if not law.provisions(since).silence_is_consent:
        return None
    return working_day_after(since, law.on(since).tacit_consent, authority)


def _silent_for_too_long(sent: Fact, on: Day, authority: Authority | None, law: ApplicableLaw) -> bool:
    last = last_day_to_answer(sent, authority, law)
    return last is not None and on > last


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
