"""Which embargo rows cover a licence or a consignment (R21, rules 1.9.6, 1.9.8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.chapters.movements.sightings import handling_states, reported, weak
from domain.chapters.parties.mentions import resolved
from domain.chapters.parties.relations import entry_of
from domain.events.licence import LicenceTerms
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


def _end_user(records: Records, terms: LicenceTerms) -> tuple[str | None, str | None]:
    """Kind and State of the end user: as the register has them, else as the licence says."""
    mention = terms.end_user
    found = resolved(records, mention)
    held = entry_of(records, found) if found else None
    return (held.own.kind, mention.state or held.own.state) if held else (mention.kind, mention.state)


def _covers(records: Records, embargo: Embargo, terms: LicenceTerms) -> bool:
    row = embargo.row
    return not row.classes or not _classes(records, terms).isdisjoint(row.classes)


def _means(records: Records, embargo: Embargo, held: Licence, terms: LicenceTerms, on: Day) -> bool:
    """Whether a row is meant for the end user: for everybody, or for those who are not public by the law of a day."""
    if embargo.row.actors == "ALL":
        return True
    public = law_of_licence(records, held).provisions(on).public_end_users
    return _end_user(records, terms)[0] not in public


def _life(held: Licence, terms: LicenceTerms) -> tuple[Day, Day]:
    """From issue to the last day of validity, or the day before revocation or surrender."""
    ends = [day(terms.valid_to)]
    ends += [x.first - 1 for x in held.barred if x.revokes and x.last is None]
    ends += [day(f.data.effective_on) - 1 for f in held.surrendered]
    return held.issued_on, min(ends)


def _exempted(held: Licence, embargo: Embargo, on: Day) -> bool:
    given = [t.embargo_exemption for t in held.versions if t.embargo_exemption]
    return any(x.row == embargo.row.row and day(x.effective_on) <= on for x in given)


@derived
def embargoed(records: Records, key: str) -> tuple[Covered, ...]:
    """The States of a licence that an embargo covers at some time of its life, one row each."""
    held = licence.of(records, key)
    if held is None:
        return ()
    terms = current_terms(records, held)
    user_state = terms.end_user.state or _end_user(records, terms)[1]
    ends = dict.fromkeys(x for x in (terms.import_state, user_state) if x)
    life, found = _life(held, terms), dict[str, Covered]()
    for state in (*ends, *terms.transit_states):
        for embargo in embargoes.of(records, state):
            common = None if state in found else _common(life, embargo)
            if common is None or not _covers(records, embargo, terms):
                continue
            everybody = embargo.row.actors == "ALL"
            if not (everybody or (state in ends and _means(records, embargo, held, terms, common))):
                continue
            if not _exempted(held, embargo, common):
                facts = (held.source_of_terms(common), embargo.published)
                found[state] = Covered(state, common, embargo, facts)
    return tuple(found.values())


def _common(life: tuple[Day, Day], embargo: Embargo) -> Day | None:
    first = max(life[0], day(embargo.row.since))
    last = life[1] if embargo.row.until is None else min(life[1], day(embargo.row.until))
    return first if first <= last else None


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
