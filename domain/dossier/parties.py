"""Parties after mergers, and whether a mention can be a party at all (rules 1.6, steps 1 to 3)."""

from __future__ import annotations

from domain.canon import canon, registration_root
from domain.event import shape
from domain.party import Identifier, PartyMention
from domain.records import Records


@shape
class Entry:
    """A register entry: the surviving id, its State, and identifiers of all that it absorbed."""

    register_id: str
    registered: bool
    state: str | None
    identifiers: frozenset[tuple[str, str]]
    roots: frozenset[str]


def _merged_into(records: Records, register_id: str) -> str | None:
    merges = [f for f in records.facts(f"party/{register_id}") if f.kind == "party.merged"]
    into = [f.data.surviving for f in merges if register_id in f.data.absorbed and f.data.surviving != register_id]
    return into[-1] if into else None


def _survivor(records: Records, register_id: str) -> str:
    seen: set[str] = set()
    while register_id not in seen:
        seen.add(register_id)
        register_id = _merged_into(records, register_id) or register_id
    return min(seen) if _merged_into(records, register_id) else register_id


def _family(records: Records, survivor: str) -> list[str]:
    found, waiting = [survivor], [survivor]
    while waiting:
        for fact in records.facts(f"party/{waiting.pop()}"):
            if fact.kind == "party.merged":
                new = [x for x in (*fact.data.absorbed, fact.data.surviving) if x not in found]
                new = [x for x in new if _survivor(records, x) == survivor]
                found += new
                waiting += new
    return found


def _pairs(identifiers: tuple[Identifier, ...]) -> frozenset[tuple[str, str]]:
    return frozenset((x.scheme, canon(x.value)) for x in identifiers)


def _roots(identifiers: tuple[Identifier, ...]) -> frozenset[str]:
    roots = (registration_root(x.value) for x in identifiers if x.scheme == "REGISTRATION")
    return frozenset(x for x in roots if x)


def entry(records: Records, register_id: str) -> Entry:
    """The entry that an id stands for, retroactively after mergers."""
    survivor = _survivor(records, register_id)
    identifiers: tuple[Identifier, ...] = ()
    state: str | None = None
    registered = False
    for member in _family(records, survivor):
        for fact in reversed(records.facts(f"party/{member}")):
            if fact.kind != "party.merged":
                identifiers += fact.data.party.identifiers
                state = fact.data.party.state if member == survivor else state
                registered = True
                break
    return Entry(
        register_id=survivor,
        registered=registered,
        state=state,
        identifiers=_pairs(identifiers),
        roots=_roots(identifiers),
    )


def _as_entry(records: Records, mention: PartyMention) -> Entry:
    if mention.register_id is not None:
        found = records.entry(mention.register_id)
        if found.registered:
            return found
    return Entry(
        register_id=mention.register_id or "",
        registered=False,
        state=mention.state,
        identifiers=_pairs(mention.identifiers),
        roots=_roots(mention.identifiers),
    )


def is_different(records: Records, mention: PartyMention, licensed: PartyMention) -> bool:
    """True when hard identifiers prove that a mention is not the licensed party; names are not compared."""
    if mention.register_id and licensed.register_id:
        return same_entry(records, mention.register_id) != same_entry(records, licensed.register_id)
    party = _as_entry(records, licensed)
    pairs = _pairs(mention.identifiers)
    if pairs & party.identifiers:
        return False
    if mention.state and mention.state == party.state and _roots(mention.identifiers) & party.roots:
        return False
    return bool({scheme for scheme, _ in pairs} & {scheme for scheme, _ in party.identifiers})


def same_entry(records: Records, register_id: str) -> str:
    """The register id that an id stands for after mergers."""
    return records.entry(register_id).register_id
