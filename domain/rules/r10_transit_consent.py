"""Goods left through a State of transit that had not consented in writing and whose consent was needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.chapters.transfers.dossiers import LicenceDossier
from domain.chapters.transfers.transit_consent import (
    arranged,
    consents,
    exempt_by_route,
    lacking,
    lawful_temporary,
    notices_for,
    objection,
    tacit,
)
from domain.events.declaration import Leg
from domain.events.licence import LicenceTerms
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import message
from domain.kernel.moments import Day, date_text
from domain.record.calendar import Authority
from domain.record.fact import Fact
from domain.record.law import Provisions
from domain.record.records import Records
from domain.state.applicable_law import ApplicableLaw
from domain.state.consignments import Attribution
from domain.state.notices import Notice


class _Passage(NamedTuple):
    """One State crossed by one consignment under one licence, with the notices sent to it."""

    state: str
    on: Day
    drawn: Attribution
    terms: LicenceTerms
    legs: tuple[Leg, ...]
    notices: tuple[Notice, ...]
    authority: Authority | None
    law: ApplicableLaw

    @property
    def transshipped(self) -> list[Fact]:
        """The transshipments seen in the State."""
        return [x.fact for x in self.drawn.sightings if x.state == self.state and x.transshipped]


def _states(drawn: Attribution, terms: LicenceTerms) -> list[str]:
    """The States to test: on the declared route, and those of the licence in which the goods were seen."""
    crossing = ("TRANSIT", "TRANSSHIPMENT", "CALL")
    route = drawn.declared.data.route
    declared = [x.state for x in route if x.activity in crossing] if route else list(terms.transit_states)
    seen = [x.state for x in drawn.sightings if x.state in terms.transit_states]
    ends = (terms.export_state, terms.import_state)
    return sorted({x for x in (*declared, *seen) if x not in ends})


def _exempt_by_route(passage: _Passage, said: Provisions) -> bool:
    """Goods that stayed on board, or (where the law says so) came by sea or air without transshipment."""
    return not passage.transshipped and exempt_by_route(passage.legs, said)


def _allowed(passage: _Passage, records: Records) -> bool:
    if any(consents(n.decided(passage.on), passage.on) for n in passage.notices):
        return True
    said = passage.law.provisions(passage.on)
    return (
        lawful_temporary(passage.terms, said)
        or _exempt_by_route(passage, said)
        or arranged(records, passage.terms, passage.state, passage.on)
        or tacit(passage.notices, passage.on, passage.authority, passage.law)
    )


def _passages(dossier: LicenceDossier, drawn: Attribution, on: Day, records: Records) -> Iterator[_Passage]:
    terms = dossier.held.terms(on)
    states = _states(drawn, terms)
    if not states:
        return
    notices = notices_for(records, dossier.key, terms)
    for state in states:
        yield _Passage(
            state=state,
            on=on,
            drawn=drawn,
            terms=terms,
            legs=tuple(x for x in drawn.declared.data.route if x.state == state),
            notices=tuple(n for n in notices if n.state == state),
            authority=dossier.held.authority,
            law=dossier.law,
        )


@rule(
    id="R10",
    title="Transit consent missing",
    law="UNFP 10(2)(b), 10(3); ATT 9",
    subject="licence",
    clears="a consent in effect by the exit date, whenever it is recorded",
)
def transit_consent(dossier: LicenceDossier, records: Records) -> Iterator[Suspicion]:
    """At exit the State had objected, or had neither consented nor need it be asked (R-036 to R-039)."""
    for drawn in dossier.attributions:
        if drawn.exit_day is None:
            continue
        for passage in _passages(dossier, drawn, drawn.exit_day, records):
            objected = objection(passage.notices, passage.on)
            if objected is None and _allowed(passage, records):
                continue
            asked = [f for n in passage.notices for f in (*n.sent, *n.answers)]
            why = message("transit.had-objected") if objected else lacking(passage.notices, passage.on)
            yield Suspicion(
                licence=dossier.key,
                shipment=drawn.key,
                subject=passage.state,
                severity=Severity.STOP if objected else Severity.HOLD,
                facts=unique([dossier.held.source_of_terms(passage.on), drawn.declared, drawn.exit, *asked]),
                message=message(
                    "r10.no-consent",
                    consignment=drawn.key,
                    exit=date_text(passage.on),
                    licence=dossier.key,
                    state=passage.state,
                    why=why,
                ),
            )
