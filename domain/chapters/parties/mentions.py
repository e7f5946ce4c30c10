"""Which register entry a message means: by its register id, or by identifiers of exactly one entry (rules 1.6)."""

from __future__ import annotations

import unicodedata

from domain.events.party import PartyMention
from domain.kernel.canon import bounded, canon
from domain.kernel.says_nothing import says_nothing
from domain.record.records import IndexEntry, Records
from domain.state.parties import RegisterEntry, as_stated, entry, pairs, same_entry, told_twice


def identifier_entries(data: object) -> list[IndexEntry]:
    """A register entry is indexed under each of its identifiers."""
    party = data.party  # type: ignore[attr-defined]
    held = pairs(party.identifiers)
    return [("identifier", bounded(f"{scheme} {value}"), party.register_id) for scheme, value in held]


def _having(records: Records, own: RegisterEntry, pair: tuple[str, str]) -> set[str]:
    found = {same_entry(records, x) for x in records.indexed("identifier", bounded(" ".join(pair)))}
    held = {x: entry.of(records, x) for x in found}
    return {x for x, theirs in held.items() if pair in theirs.identifiers - told_twice(own, theirs)}


def resolved(records: Records, mention: PartyMention) -> str | None:
    """The register id that a mention means; None where it is nobody's, or several's."""
    if mention.register_id is not None:
        return same_entry(records, mention.register_id)
    candidates: set[str] = set()
    own = as_stated(mention)
    for pair in sorted(own.identifiers):
        candidates |= _having(records, own, pair)
    return next(iter(candidates)) if len(candidates) == 1 else None


def name_key(name: str) -> str:
    """A name as it stands in keys: NFKC, capitals, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).upper().split())


def as_named(party: PartyMention) -> str:
    """A party by its name, and by the numbers that tell it from another of that name."""
    own = [party.register_id] if party.register_id else []
    numbers = ", ".join([*own, *(f"{x.scheme} {x.value}" for x in party.identifiers)])
    return f"{party.name} ({numbers})" if numbers else party.name


def party_id(records: Records, mention: PartyMention) -> str:
    """How a party is called in keys: its register id, else its IMO number, else its name."""
    found = resolved(records, mention)
    if found is not None:
        return found
    said = (x.value for x in mention.identifiers if x.scheme == "IMO")
    number = next((canon(x) for x in said if not says_nothing(x, identifier=True)), None)
    return f"IMO:{number}" if number else f"NAME:{name_key(mention.name)}"
