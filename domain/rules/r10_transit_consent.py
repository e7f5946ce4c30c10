"""Goods left through a State of transit that had not consented in writing and whose consent was needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.calendar import Authority, working_day_after, zone_of
from domain.declaration import Leg
from domain.dossier.consignments import Drawing
from domain.dossier.notices import Notice, is_claim
from domain.fact import Fact
from domain.homes import LicenceDossier
from domain.law import LAWFUL_TEMPORARY, TACIT_PROFILES, Law
from domain.licence import LicenceTerms
from domain.moments import Day, date_text, day
from domain.records import Records
from domain.rule import Severity, Suspicion, rule, unique
from domain.streams import document_key


class Passage(NamedTuple):
    """One State crossed by one consignment under one licence, with the notices sent to it."""

    state: str
    on: Day
    drawn: Drawing
    terms: LicenceTerms
    legs: tuple[Leg, ...]
    notices: tuple[Notice, ...]
    authority: Authority | None

    @property
    def transshipped(self) -> list[Fact]:
        """The transshipments seen in the State."""
        return [x.fact for x in self.drawn.sightings if x.state == self.state and x.transshipped]


def _states(drawn: Drawing, terms: LicenceTerms) -> list[str]:
    """The States to test: on the declared route, and those of the licence in which the goods were seen."""
    crossing = ("TRANSIT", "TRANSSHIPMENT", "CALL")
    route = drawn.declared.data.route
    declared = [x.state for x in route if x.activity in crossing] if route else list(terms.transit_states)
    seen = [x.state for x in drawn.sightings if x.state in terms.transit_states]
    ends = (terms.export_state, terms.import_state)
    return sorted({x for x in (*declared, *seen) if x not in ends})


def _notices(dossier: LicenceDossier, terms: LicenceTerms, records: Records) -> tuple[Notice, ...]:
    """The notices that name the licence or its authorization, each once."""
    found = {(n.number, n.state): n for n in records.notices(f"licence {dossier.key}")}
    if terms.import_authorization:
        for n in records.notices(f"authorization {document_key(terms.import_authorization)}"):
            known = found.get((n.number, n.state))
            found[n.number, n.state] = n if known is None else known._replace(sent=(*known.sent, *n.sent))
    return tuple(found.values())


def _objection(passage: Passage) -> Fact | None:
    decided = (n.decided(passage.on) for n in passage.notices)
    return next((f for f in decided if f and getattr(f.data, "answer", None) == "OBJECTION"), None)


def _consents(answer: Fact | None, on: Day) -> bool:
    if answer is None or answer.kind != "transit-notice.answered" or answer.data.answer == "OBJECTION":
        return False
    return answer.data.basis == "EXPRESS" and (answer.data.valid_until is None or on <= day(answer.data.valid_until))


def _exempt_by_route(passage: Passage) -> bool:
    """Goods that stayed on board, or (under the EU profiles) came by sea or air without transshipment."""
    if not passage.legs or passage.transshipped:
        return False
    if all(x.activity == "CALL" for x in passage.legs):
        return True
    by_sea_or_air = all(x.mode in ("SEA", "AIR") and x.activity != "TRANSSHIPMENT" for x in passage.legs)
    return passage.terms.profile in TACIT_PROFILES and by_sea_or_air


def _exempt_by_arrangement(passage: Passage, records: Records) -> bool:
    ends = (passage.terms.export_state, passage.terms.import_state)
    return any(
        row.landlocked_state in ends
        and row.transit_state == passage.state
        and day(row.since) <= passage.on
        and (row.until is None or passage.on <= day(row.until))
        for row in records.derive("landlocked", "all")
    )


def _tacit(passage: Passage, law: Law) -> bool:
    """Silence counts as consent after the working days the profile gives, where nobody has answered (R-037)."""
    if passage.terms.profile not in TACIT_PROFILES or any(n.answered(passage.on) for n in passage.notices):
        return False
    zone = zone_of(passage.authority)
    return any(
        passage.on > working_day_after(f.date(zone), law.tacit_consent, passage.authority)
        for n in passage.notices
        for f in n.sent
    )


def _allowed(passage: Passage, law: Law, records: Records) -> bool:
    if any(_consents(n.decided(passage.on), passage.on) for n in passage.notices):
        return True
    temporary = passage.terms.kind == "TEMPORARY" and passage.terms.purpose in LAWFUL_TEMPORARY
    return temporary or _exempt_by_route(passage) or _exempt_by_arrangement(passage, records) or _tacit(passage, law)


def _lacking(passage: Passage) -> str:
    """What is wrong with the consent of a State that did not object."""
    if not passage.notices:
        return "which was not asked"
    decided = [f for n in passage.notices if (f := n.decided(passage.on)) is not None]
    if not decided:
        return "which had not answered"
    last = max(decided, key=lambda f: (day(f.data.effective_on), f.order))
    if last.kind == "transit-notice.withdrawn":
        return f"which had withdrawn its consent from {last.data.effective_on}"
    if is_claim(last):
        return f"whose answer was claimed ({last.data.basis}) and does not hold"
    return f"whose consent had ended on {last.data.valid_until}"


def _passages(dossier: LicenceDossier, drawn: Drawing, on: Day, records: Records) -> Iterator[Passage]:
    terms = dossier.held.terms(on)
    states = _states(drawn, terms)
    if not states:
        return
    notices = _notices(dossier, terms, records)
    for state in states:
        yield Passage(
            state=state,
            on=on,
            drawn=drawn,
            terms=terms,
            legs=tuple(x for x in drawn.declared.data.route if x.state == state),
            notices=tuple(n for n in notices if n.state == state),
            authority=dossier.held.authority,
        )


@rule(
    id="R10",
    title="Transit consent missing",
    law="UNFP 10(2)(b), 10(3); ATT 9",
    home="licence",
    clears="a consent in effect by the exit date, whenever it is recorded",
)
def transit_consent(dossier: LicenceDossier, law: Law, records: Records) -> Iterator[Suspicion]:
    """At exit the State had objected, or had neither consented nor need it be asked (R-036 to R-039)."""
    for drawn in dossier.drawings:
        if drawn.exit_day is None:
            continue
        for passage in _passages(dossier, drawn, drawn.exit_day, records):
            objection = _objection(passage)
            if objection is None and _allowed(passage, law, records):
                continue
            asked = [f for n in passage.notices for f in (*n.sent, *n.answers)]
            why = "which had objected" if objection else _lacking(passage)
            yield Suspicion(
                licence=dossier.key,
                shipment=drawn.key,
                subject=passage.state,
                severity=Severity.STOP if objection else Severity.HOLD,
                facts=unique([dossier.held.source_of_terms(passage.on), drawn.declared, drawn.exit, *asked]),
                figures={"exit": date_text(passage.on), "notices": len(passage.notices)},
                message=(
                    f"Consignment {drawn.key} left on {date_text(passage.on)} under licence {dossier.key} "
                    f"through {passage.state}, {why}."
                ),
            )
