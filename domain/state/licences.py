"""An export licence from its facts in force: terms by date, and the periods in which it must not be used."""

from __future__ import annotations

from typing import Any, NamedTuple

from domain.events.licence import LicenceLine, LicenceTerms
from domain.events.streams import document_key
from domain.kernel.moments import Day, day
from domain.record.calendar import Authority, begun, zone_of
from domain.record.fact import Fact
from domain.record.records import Records, derived
from domain.record.sources import may_say
from domain.state.reference import authority
from domain.state.terms import TermsVersion, terms_on, versions

REVOKED, REVOCATION_UNDONE = "export-licence.revoked", "export-licence.revocation-undone"
SUSPENDED, REINSTATED = "export-licence.suspended", "export-licence.reinstated"


class Barred(NamedTuple):
    """A period without effect: first day, last day (None while it lasts), and the facts that say so."""

    first: Day
    last: Day | None
    facts: tuple[Fact, ...]

    def holds(self, on: Day) -> bool:
        """True on the days of the period."""
        return self.first <= on and (self.last is None or on <= self.last)

    @property
    def revokes(self) -> bool:
        """True for a revocation, undone or not; False for a suspension."""
        return self.facts[0].kind == REVOKED


class Licence(NamedTuple):
    """What the issuing State's licensing authority says of one licence."""

    key: str
    state: str
    authority: Authority | None
    issued: Fact
    amended: tuple[TermsVersion, ...]
    barred: tuple[Barred, ...]
    surrendered: tuple[Fact, ...]

    @property
    def issued_on(self) -> Day:
        """The date of issue."""
        return day(self.issued.data.issued_on)

    @property
    def versions(self) -> tuple[LicenceTerms, ...]:
        """The terms as issued, and every amendment of them."""
        return (self.issued.data.terms, *(v.terms for v in self.amended))

    @property
    def told_by(self) -> tuple[Fact, ...]:
        """The facts in which they stand."""
        return (self.issued, *(v.fact for v in self.amended))

    def terms(self, on: Day) -> LicenceTerms:
        """terms(L, d)."""
        found: LicenceTerms = terms_on(self.issued, self.amended, on)[0]
        return found

    def source_of_terms(self, on: Day) -> Fact:
        """The fact in which the terms of a day stand."""
        return terms_on(self.issued, self.amended, on)[1]

    def line(self, number: int | None, on: Day) -> LicenceLine | None:
        """A line of the terms of a day."""
        return next((x for x in self.terms(on).lines if x.line == number), None)

    def authorizations(self) -> frozenset[str]:
        """Every import authorization that some version of the terms names."""
        return frozenset(document_key(t.import_authorization) for t in self.versions if t.import_authorization)


def _in_effect(fact: Fact) -> tuple[Any, ...]:
    return day(fact.data.effective_on), fact.order


def _revocations(facts: list[Fact]) -> list[Barred]:
    """From each revocation on, to the day before it is undone, where it was a mistake; in business order."""
    undone = sorted((f for f in facts if f.kind == REVOCATION_UNDONE), key=_in_effect)
    periods = []
    for fact in facts:
        if fact.kind == REVOKED:
            end = next((f for f in undone if _in_effect(f) > _in_effect(fact)), None)
            last = None if end is None else day(end.data.effective_on) - 1
            periods.append(Barred(first=day(fact.data.effective_on), last=last, facts=(fact,)))
    return periods


def _suspensions(facts: list[Fact]) -> list[Barred]:
    """From each suspension to the day before the next reinstatement, in order of effect."""
    turns = sorted((f for f in facts if f.kind in (SUSPENDED, REINSTATED)), key=_in_effect)
    periods = []
    for n, turn in enumerate(turns):
        if turn.kind == SUSPENDED:
            end = next((f for f in turns[n:] if f.kind == REINSTATED), None)
            last = None if end is None else day(end.data.effective_on) - 1
            periods.append(Barred(first=day(turn.data.effective_on), last=last, facts=(turn,)))
    return periods


@derived
def licence(records: Records, key: str) -> Licence | None:
    """The licence, once its State's licensing authority has issued it."""
    facts = [f for f in records.facts(f"licence/{key}") if may_say(f.source, f.kind, f.data)]
    issued = [f for f in facts if f.kind == "export-licence.issued"]
    if not issued:
        return None
    practice = authority.of(records, key[:2])
    zone = zone_of(practice)
    return Licence(
        key=key,
        state=key[:2],
        authority=practice,
        issued=issued[-1],
        amended=versions([f for f in facts if f.kind == "export-licence.amended"], zone),
        barred=(*_revocations(facts), *_suspensions(facts)),
        surrendered=tuple(f for f in facts if f.kind == "export-licence.surrendered"),
    )


def current_terms(records: Records, held: Licence) -> LicenceTerms:
    """The terms on the date of the recorded clock in the licence's State."""
    zone = held.issued.zone(zone_of(held.authority))
    for version in reversed(held.amended):
        if begun(records, version.since, zone):
            terms: LicenceTerms = version.terms
            return terms
    first: LicenceTerms = held.issued.data.terms
    return first


def status_on(held: Licence, terms: LicenceTerms, on: Day) -> str:
    """How a licence with these terms stands on a day."""
    for period in held.barred:
        if period.holds(on):
            return "revoked" if period.revokes else "suspended"
    if any(day(f.data.effective_on) <= on for f in held.surrendered):
        return "surrendered"
    if on > day(terms.valid_to):
        return "expired"
    return "valid" if on >= day(terms.valid_from) else "not yet valid"
