"""Which embargo rows cover a licence or a consignment (R21, rules 1.9.6, 1.9.8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.chapters.movements.sightings import handling_states, reported, weak
from domain.chapters.parties.mentions import resolved
from domain.chapters.parties.relations import entry_of
from domain.events.licence import EmbargoExemption, LicenceTerms
from domain.events.party import PartyMention
from domain.kernel.moments import Day, day, within
from domain.record.fact import Fact
from domain.record.records import Records, derived
from domain.state.applicable_law import ApplicableLaw, law_of_licence
from domain.state.consignments import Consignment
from domain.state.licence_references import line_class
from domain.state.licences import Licence, current_terms, licence
from domain.state.reference import Embargo, embargoes, seen_in


class Covered(NamedTuple):
    """A State that a row covers, from which common day on, and the facts it rests on."""

    state: str
    on: Day
    embargo: Embargo
    facts: tuple[Fact, ...]


def _classes(records: Records, terms: LicenceTerms) -> set[str]:
    return {c for x in terms.lines if (c := line_class(records, x)) is not None}


def _as_registered(records: Records, mention: PartyMention) -> tuple[str | None, str | None]:
    """Kind and State of a party: as the register has them, else as the licence says."""
    found = resolved(records, mention)
    held = entry_of(records, found) if found else None
    return (held.own.kind, mention.state or held.own.state) if held else (mention.kind, mention.state)


def _covers(records: Records, embargo: Embargo, terms: LicenceTerms) -> bool:
    row = embargo.row
    return not row.classes or not _classes(records, terms).isdisjoint(row.classes)


class Lifetime(NamedTuple):
    """A licence as embargoes are held against it: its terms, first and last day, and every exemption it was given."""

    terms: LicenceTerms
    first: Day
    last: Day
    exemptions: tuple[EmbargoExemption, ...]

    def exempted(self, embargo: Embargo, on: Day) -> bool:
        """True when an exemption names the row and is in effect by a day."""
        return any(x.row == embargo.row.row and day(x.effective_on) <= on for x in self.exemptions)

    def common(self, embargo: Embargo) -> Day | None:
        """The first day that it shares with an embargo."""
        first = max(self.first, day(embargo.row.since))
        last = self.last if embargo.row.until is None else min(self.last, day(embargo.row.until))
        return first if first <= last else None


def exemptions_of(versions: Iterable[LicenceTerms]) -> tuple[EmbargoExemption, ...]:
    """The exemptions that any version of the terms names."""
    return tuple(t.embargo_exemption for t in versions if t.embargo_exemption)


def _lifetime(held: Licence, terms: LicenceTerms) -> Lifetime:
    """From issue to the last day of validity, or the day before revocation or surrender."""
    ends = [day(terms.valid_to)]
    ends += [x.first - 1 for x in held.barred if x.revokes and x.last is None]
    ends += [day(f.data.effective_on) - 1 for f in held.surrendered]
    return Lifetime(terms, held.issued_on, min(ends), exemptions_of(held.versions))


def _exempted(held: Licence, embargo: Embargo, on: Day) -> bool:
    return any(x.row == embargo.row.row and day(x.effective_on) <= on for x in exemptions_of(held.versions))


def _recipients(records: Records, terms: LicenceTerms, *, consignee: bool) -> dict[str, PartyMention]:
    """The States at the end of a licence, each with the party that receives there."""
    user_state = terms.end_user.state or _as_registered(records, terms.end_user)[1]
    found = {x: terms.end_user for x in (terms.import_state, user_state) if x}
    if consignee:
        state = terms.consignee.state or _as_registered(records, terms.consignee)[1]
        if state and state not in found:
            found[state] = terms.consignee
    return found


def _means(records: Records, embargo: Embargo, who: PartyMention | None, law: ApplicableLaw, on: Day) -> bool:
    """Whether a row is meant for a recipient: for everybody, or for those who are not public by the law of a day."""
    if embargo.row.actors == "ALL" or who is None:
        return bool(embargo.row.actors == "ALL")
    return _as_registered(records, who)[0] not in law.provisions(on).public_end_users


def covering(
    records: Records, licensed: Lifetime, law: ApplicableLaw, *, consignee: bool = False
) -> dict[str, tuple[Day, Embargo]]:
    """By State of a licence: the first day on which an embargo covers it, and the row.

    Asked of licences on record and of those that are asked for alike (R-055); `consignee` looks at where the consignee
    is, too. Through a transit State goods may pass where the embargo there is not on everybody.
    """
    ends, found = _recipients(records, licensed.terms, consignee=consignee), dict[str, tuple[Day, Embargo]]()
    for state in (*ends, *licensed.terms.transit_states):
        for embargo in embargoes.of(records, state):
            common = None if state in found else licensed.common(embargo)
            if common is None or not _covers(records, embargo, licensed.terms):
                continue
            meant = _means(records, embargo, ends.get(state), law, common)
            if meant and not licensed.exempted(embargo, common):
                found[state] = (common, embargo)
    return found


@derived
def embargoed(records: Records, key: str) -> tuple[Covered, ...]:
    """The States of a licence that an embargo covers at some time of its life, one row each."""
    held = licence.of(records, key)
    if held is None:
        return ()
    licensed = _lifetime(held, current_terms(records, held))
    found = covering(records, licensed, law_of_licence(records, held))
    return tuple(
        Covered(state, on, embargo, (held.source_of_terms(on), embargo.published))
        for state, (on, embargo) in found.items()
    )


Seen = tuple[str, Day, tuple[Fact, ...]]


def _places(records: Records, found: Consignment) -> Iterator[Seen]:
    """The States a consignment is declared for or was handled in, each with its day; calls on board are left out."""
    data, control = found.declared.data, found.goods.control_day
    declared = [data.destination_state, *(seen_in(records, x) for x in data.route if x.activity != "CALL")]
    for state in dict.fromkeys(declared):
        yield state, control, (found.declared,)
    for seen in handling_states(records, found, found.goods.zone):
        yield seen.state, seen.on, seen.facts


def _reports(
    found: Consignment, state: str, reports: list[Fact], embargo: Embargo, law: ApplicableLaw
) -> Iterator[Seen]:
    """Positions reported from a State while the embargo is in force there, as far as they bear each other out."""
    zone = found.goods.zone
    inside = [f for f in reports if _in_force(embargo, f.date(zone))]
    for seen in weak(state, inside, law, zone):
        yield seen.state, seen.on, seen.facts


def _in_force(embargo: Embargo, on: Day) -> bool:
    return within(on, embargo.row.since, embargo.row.until)


def under_embargo(records: Records, found: Consignment, held: Licence) -> dict[str, Covered]:
    """The States in which an embargo on everybody covers a consignment, whatever is said of its licence."""
    result: dict[str, Covered] = {}
    law = law_of_licence(records, held)
    places: list[tuple[Seen, Embargo]] = []
    for seen in _places(records, found):
        places += [(seen, embargo) for embargo in embargoes.of(records, seen[0])]
    for state, reports in reported(records, found, law).items():
        for embargo in embargoes.of(records, state):
            places += [(seen, embargo) for seen in _reports(found, state, reports, embargo, law)]
    for (state, on, facts), embargo in places:
        covers = _in_force(embargo, on) and embargo.row.actors == "ALL" and _covers(records, embargo, held.terms(on))
        if state not in result and covers and not _exempted(held, embargo, on):
            result[state] = Covered(state, on, embargo, (*facts, embargo.published))
    return result
