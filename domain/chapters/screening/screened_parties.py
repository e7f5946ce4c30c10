"""Whom register entries and messages name, screened against the list of sanctions, and the parties so found (R20)."""

from __future__ import annotations

from typing import NamedTuple

from domain.chapters.documents.end_use_documents import presentation, receiving_state
from domain.chapters.parties.mentions import name_key, party_id, resolved
from domain.chapters.parties.relations import MergedEntry, entry_of
from domain.chapters.screening.named_parties import receivers
from domain.chapters.screening.sanctions import (
    IMO,
    VESSEL,
    Match,
    Who,
    completed,
    in_bucket,
    matches,
    maybe_listed,
    named_alike,
    who_is_mentioned,
    who_is_registered,
)
from domain.events.party import Party, PartyMention
from domain.kernel.canon import bounded, canon
from domain.kernel.says_nothing import says_nothing
from domain.record.fact import Fact
from domain.record.records import Derived, IndexEntry, Records, derived
from domain.state.authorizations import authorization
from domain.state.consignments import ARRIVED, RELEASED, TRANSSHIPPED, VERIFIED, consignment, goods
from domain.state.licences import licence
from domain.state.parties import same_entry

FOUND = "listed"
"""The secondary index from what was found of a party to it."""
NAMING = (ARRIVED, RELEASED, VERIFIED, TRANSSHIPPED)
"""The movements that name anybody."""


class FoundOnList(NamedTuple):
    """A party or vessel found on the list: how keys call it, by which fact, and which States it concerns."""

    party: str
    match: Match
    named: str
    fact: Fact
    states: tuple[str | None, ...]


def _found(records: Records, who: Who) -> tuple[set[str], set[str]]:
    identified = {x for pair in who.identifiers for x in in_bucket(records, pair)}
    return named_alike(records, who), identified


def matches_of(records: Records, mention: PartyMention, recordedat: str) -> tuple[Match, ...]:
    """What a mention that was made at a time is found by; what its register entry is found by already is told there."""
    if mention.role != VESSEL and not maybe_listed(records, mention):
        return ()
    who = who_is_mentioned(mention, recordedat)
    names, identified = _found(records, who)
    if not (names or identified):
        return ()
    register_id = resolved(records, mention)
    told = _of_entry(records, register_id) if register_id else frozenset()
    entry = entry_of(records, register_id) if register_id else None
    return tuple(matches(records, completed(who, entry), names - told, identified - told))


class _Source:
    """Gathers the hits among those whom some facts name."""

    def __init__(self, records: Records, states: tuple[str | None, ...]) -> None:
        self._records, self._states = records, states
        self.hits: list[FoundOnList] = []

    def _found(self, who: Who) -> tuple[set[str], set[str]]:
        return _found(self._records, who)

    def _keep(self, party: str, who: Who, found: tuple[set[str], set[str]], fact: Fact) -> None:
        for match in matches(self._records, who, *found):
            self.hits.append(FoundOnList(party, match, who.names[0], fact, self._states))

    def mention(self, mention: PartyMention, fact: Fact) -> None:
        """Screens a mention; what its register entry is found by already is told there."""
        found = matches_of(self._records, mention, fact.recordedat)
        if found:
            party = party_id(self._records, mention)
            self.hits += [FoundOnList(party, x, mention.name, fact, self._states) for x in found]

    def vessel(self, name: str | None, number: str | None, fact: Fact) -> None:
        """Screens a vessel."""
        number = None if says_nothing(number or "", identifier=True) else number
        if not name and not number:
            return
        pair = (IMO, canon(number or ""))
        who = Who((name or f"IMO {number}",), frozenset([pair] if number else []), vessel=True)
        found = self._found(who if name else who._replace(names=()))
        if found[0] or found[1]:
            self._keep(f"IMO:{pair[1]}" if number else f"NAME:{name_key(name or '')}", who, found, fact)

    def signatory(self, name: str, fact: Fact) -> None:
        """Screens whoever signed."""
        who = Who((name,), person=True)
        found = self._found(who)
        if found[0]:
            self._keep(f"NAME:{name_key(name)}", who, found, fact)

    def entry(self, register_id: str, party: Party, held: MergedEntry, fact: Fact) -> None:
        """Screens a register entry, or one that it absorbed; what tells homonyms apart is its own."""
        said = who_is_registered(party, fact.recordedat)
        who = completed(said._replace(state=None, nationality=None, born=None), held)
        found = self._found(who)
        if found[0] or found[1]:
            self._keep(register_id, who, found, fact)


def _of_entry(records: Records, register_id: str) -> frozenset[str]:
    """The entries of the list that a register entry is found by without contradiction."""
    hits = screened_party.of(records, register_id)
    return frozenset(x.match.entry for x in hits if x.match.certain)


@derived
def screened_party(records: Records, register_id: str) -> tuple[FoundOnList, ...]:
    """What is found of a register entry and of all that it absorbed."""
    held = entry_of(records, register_id)
    if held is None or held.register_id != register_id:
        return ()
    source = _Source(records, (held.own.state,))
    for party, fact in zip(held.entries, held.facts, strict=True):
        source.entry(register_id, party, held, fact)
    return tuple(source.hits)


@derived
def screened_declaration(records: Records, key: str) -> tuple[FoundOnList, ...]:
    """What is found of those whom the declaration of a live consignment names, and of its vessel."""
    declared = goods.of(records, key)
    if declared is None or not declared.live:
        return ()
    data = declared.declared.data
    source = _Source(records, (data.export_state, data.destination_state))
    for mention in data.parties:
        source.mention(mention, declared.declared)
    if data.means is not None:
        source.vessel(data.means.name, data.means.imo, declared.declared)
    return tuple(source.hits)


@derived
def screened_consignment(records: Records, key: str) -> tuple[FoundOnList, ...]:
    """What is found of those to whom a live consignment came, and of the vessels it changed."""
    found = consignment.of(records, key)
    if found is None or not found.live or found.moved.keys().isdisjoint(NAMING):
        return ()
    data = found.declared.data
    source = _Source(records, (data.export_state, data.destination_state))
    for mention, fact in receivers(found):
        source.mention(mention, fact)
    for fact in found.of(TRANSSHIPPED):
        for means in (fact.data.from_means, fact.data.to_means):
            source.vessel(means, None, fact)
    return tuple(source.hits)


@derived
def screened_licence(records: Records, key: str) -> tuple[FoundOnList, ...]:
    """What is found of those whom a licence has named in any of its terms."""
    held = licence.of(records, key)
    if held is None:
        return ()
    source = _Source(records, (held.state, held.issued.data.terms.import_state))
    for fact in (held.issued, *(x.fact for x in held.amended)):
        terms = fact.data.terms
        for mention in (terms.exporter, terms.consignee, terms.end_user, *terms.brokers):
            source.mention(mention, fact)
    return tuple(source.hits)


@derived
def screened_authorization(records: Records, key: str) -> tuple[FoundOnList, ...]:
    """What is found of those whom an import authorization has named in any of its terms."""
    held = authorization.of(records, key)
    if held is None:
        return ()
    source = _Source(records, (key[:2],))
    for fact in (held.issued, *(x.fact for x in held.amended)):
        source.mention(fact.data.terms.importer, fact)
        source.mention(fact.data.terms.recipient, fact)
    return tuple(source.hits)


@derived
def screened_document(records: Records, number: str) -> tuple[FoundOnList, ...]:
    """What is found of those whom an end-use document names, and of who signed it."""
    fact = presentation.of(records, number)
    if fact is None:
        return ()
    source = _Source(records, (receiving_state(number), fact.data.issuer_state))
    for mention in (fact.data.end_user, *fact.data.other_parties):
        source.mention(mention, fact)
    source.signatory(fact.data.signatory.name, fact)
    return tuple(source.hits)


@derived
def screened_reexport(records: Records, name: str) -> tuple[FoundOnList, ...]:
    """What is found of who re-exports."""
    hits: list[FoundOnList] = []
    for fact in records.facts(f"reexport/{name}"):
        source = _Source(records, (fact.data.state, fact.data.destination_state))
        source.mention(fact.data.exporter, fact)
        hits += source.hits
    return tuple(hits)


SOURCES: dict[str, Derived[tuple[FoundOnList, ...]]] = {
    query.name: query
    for query in (
        screened_party,
        screened_declaration,
        screened_consignment,
        screened_licence,
        screened_authorization,
        screened_document,
        screened_reexport,
    )
}
"""By name: the derived queries that screen whom something names."""


def _found_entries(query: Derived[tuple[FoundOnList, ...]]) -> None:
    """What is found stands in the index under each party it is found of."""

    @query.entries
    def entries(key: str, hits: tuple[FoundOnList, ...]) -> list[IndexEntry]:
        return [(FOUND, bounded(party), f"{query.name} {key}") for party in dict.fromkeys(x.party for x in hits)]


for _query in SOURCES.values():
    _found_entries(_query)


# -- the subject -----------------------------------------------------------------------------------------------------


class ListedDossier:
    """A party or vessel with what is found of it, wherever it is named."""

    __slots__ = ("found", "name", "parties", "states")

    def __init__(self, name: str, hits: list[FoundOnList], records: Records) -> None:
        self.name = name
        self.found: dict[str, list[FoundOnList]] = {}
        for hit in sorted(hits, key=lambda x: (x.fact.order, x.match)):
            self.found.setdefault(hit.match.entry, []).append(hit)
        self.states = [state for hit in hits for state in hit.states]
        self.parties = (same_entry(records, name),) if entry_of(records, name) else ()


def listed_dossier(records: Records, name: str) -> ListedDossier | None:
    """The dossier of a party of which anything is found."""
    hits: list[FoundOnList] = []
    for source in records.indexed(FOUND, name):
        kind, _, of = source.partition(" ")
        hits += [x for x in SOURCES[kind].of(records, of) if bounded(x.party) == name]
    return ListedDossier(hits[0].party, hits, records) if hits else None
