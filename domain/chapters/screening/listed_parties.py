"""Which of the parties that a licence would name are on the list of sanctions, registered or not (R20, R-054)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.chapters.documents.end_use_documents import receiving_state
from domain.chapters.parties.mentions import party_id, resolved
from domain.chapters.parties.relations import entry_of
from domain.chapters.screening.screened_parties import (
    FoundOnList,
    matches_of,
    screened_authorization,
    screened_document,
    screened_party,
)
from domain.events.licence import LicenceTerms
from domain.events.party import PartyMention
from domain.kernel.moments import moment_text
from domain.record.records import Records


class ListedAs(NamedTuple):
    """A party and an entry of the list it is held against: how it was named, by what it was found, and if for certain.

    What is not certain is contradicted by one thing, and for a human to look at.
    """

    party: str
    entry: str
    named: str
    by: str
    certain: bool

    @property
    def key(self) -> str:
        """The subject under which R20 is told, and waived."""
        return f"{self.party}|{self.entry}"


def _told(hits: Iterable[FoundOnList]) -> Iterator[ListedAs]:
    for x in hits:
        yield ListedAs(x.party, x.match.entry, x.named, x.match.by, x.match.certain)


def _of_entry(records: Records, register_id: str) -> Iterator[ListedAs]:
    """What a register entry is found by, and who owns it: goods for a firm are goods for its owners."""
    held = entry_of(records, register_id)
    if held is None:
        return
    owners = dict.fromkeys(x for party in held.entries for x in party.owned_by)
    for member in dict.fromkeys((held.register_id, *owners)):
        owner = entry_of(records, member)
        if owner is not None:
            yield from _told(screened_party.of(records, owner.register_id))


def _of_mention(records: Records, mention: PartyMention) -> Iterator[ListedAs]:
    found = matches_of(records, mention, moment_text(records.now))
    party = party_id(records, mention) if found else ""
    for x in found:
        yield ListedAs(party, x.entry, mention.name, x.by, x.certain)
    register_id = resolved(records, mention)
    if register_id is not None:
        yield from _of_entry(records, register_id)


def _named_in(records: Records, terms: LicenceTerms, authorization: str | None) -> Iterator[ListedAs]:
    for mention in (terms.exporter, terms.consignee, terms.end_user, *terms.brokers):
        yield from _of_mention(records, mention)
    for number in terms.end_use_documents:
        if receiving_state(number) == terms.export_state:
            yield from _told(screened_document.of(records, number))
    if authorization is not None:
        yield from _told(screened_authorization.of(records, authorization))


def listed_in(records: Records, terms: LicenceTerms, authorization: str | None) -> tuple[ListedAs, ...]:
    """Whom terms name, and their owners, documents and authorization, as far as anything is found of them.

    `authorization` is the import authorization that may be looked into. Of one party and entry what is certain counts,
    as R20 decides.
    """
    found: dict[tuple[str, str], ListedAs] = {}
    for x in _named_in(records, terms, authorization):
        known = found.get((x.party, x.entry))
        if known is None or (x.certain and not known.certain):
            found[x.party, x.entry] = x
    return tuple(found.values())
