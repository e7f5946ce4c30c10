"""Parties after mergers, and whether a mention can be a party at all (rules 1.6, steps 1 to 3)."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from domain.events.party import Identifier, PartyMention
from domain.kernel.canon import bounded, canon, registration_root
from domain.kernel.closure import closure
from domain.kernel.says_nothing import says_nothing
from domain.record.fact import Fact
from domain.record.records import Records, derived
from domain.state.former_states import may_be_one

NATIONAL = frozenset({"REGISTRATION", "TAX", "PASSPORT", "DEALER"})
"""The schemes whose numbers are unique within one State only; all others are everywhere (rules 5.4)."""


class RegisterEntry(NamedTuple):
    """A register entry: the surviving id, its State and nationality, and identifiers of all that it absorbed."""

    register_id: str
    registered: bool
    state: str | None
    identifiers: frozenset[tuple[str, str]]
    roots: frozenset[str]
    nationality: str | None = None


def _subject(register_id: str) -> str:
    return bounded(f"party/{register_id}")


def _merged(records: Records, register_id: str) -> list[Fact]:
    """Every merger in which any id of the family takes part, in business order."""
    found: dict[str, Fact] = {}

    def near(one: str) -> list[str]:
        mergers = _mergers(records, one)
        found.update((f.ref, f) for f in mergers)
        return _merging(mergers)

    closure([register_id], near)
    return sorted(found.values(), key=lambda f: f.order)


def _mergers(records: Records, register_id: str) -> list[Fact]:
    return [f for f in records.facts(_subject(register_id)) if f.kind == "party.merged"]


def merged_with(records: Records, register_id: str) -> list[str]:
    """The ids that a merger names beside one, and that id itself."""
    return _merging(_mergers(records, register_id))


def _merging(mergers: list[Fact]) -> list[str]:
    return [x for f in mergers for x in (f.data.surviving, *f.data.absorbed)]


def _survivor(merged: list[Fact], register_id: str) -> str:
    """The id that no merger absorbs; of several the last to survive, in a circle the smallest."""
    survivors = [f.data.surviving for f in merged]
    absorbed = {x for f in merged for x in f.data.absorbed if x != f.data.surviving}
    standing = [x for x in survivors if x not in absorbed]
    return standing[-1] if standing else min(survivors, default=register_id)


def pairs(identifiers: tuple[Identifier, ...]) -> frozenset[tuple[str, str]]:
    """Scheme and canonical value of each hard identifier that says something (rules 5.2)."""
    return frozenset((x.scheme, canon(x.value)) for x in identifiers if not says_nothing(x.value, identifier=True))


def _roots(identifiers: tuple[Identifier, ...]) -> frozenset[str]:
    roots = (registration_root(x.value) for x in identifiers if x.scheme == "REGISTRATION")
    return frozenset(x for x in roots if not says_nothing(x, identifier=True))


@derived
def entry(records: Records, register_id: str) -> RegisterEntry:
    """The entry that an id stands for, retroactively after mergers."""
    merged = _merged(records, register_id)
    survivor = _survivor(merged, register_id)
    family = dict.fromkeys([survivor, register_id, *(x for f in merged for x in (f.data.surviving, *f.data.absorbed))])
    identifiers: tuple[Identifier, ...] = ()
    state: str | None = None
    nationality: str | None = None
    registered = False
    for member in family:
        for fact in reversed(records.facts(_subject(member))):
            if fact.kind != "party.merged":
                identifiers += fact.data.party.identifiers
                if member == survivor:
                    state, nationality = fact.data.party.state, fact.data.party.nationality
                registered = True
                break
    return RegisterEntry(
        register_id=survivor,
        registered=registered,
        state=state,
        identifiers=pairs(identifiers),
        roots=_roots(identifiers),
        nationality=nationality,
    )


def as_entry(records: Records, mention: PartyMention) -> RegisterEntry:
    """A mention as far as it identifies a party: the register entry that it names, else what it says itself."""
    if mention.register_id is not None:
        found = entry.of(records, mention.register_id)
        if found.registered:
            return found
    return as_stated(mention)


def as_stated(mention: PartyMention) -> RegisterEntry:
    """A mention as far as it identifies a party by itself, whatever the register holds."""
    return RegisterEntry(
        register_id=mention.register_id or "",
        registered=False,
        state=mention.state,
        identifiers=pairs(mention.identifiers),
        roots=_roots(mention.identifiers),
        nationality=mention.nationality,
    )


class OfAState(Protocol):
    """Whoever has a State and a nationality, where they are told."""

    @property
    def state(self) -> str | None: ...
    @property
    def nationality(self) -> str | None: ...


def of_other_states(a: OfAState, b: OfAState) -> bool:
    """Whether two are of different States: by nationality where both tell it, else by State where both do."""
    if a.nationality and b.nationality:
        return not may_be_one(a.nationality, b.nationality)
    return bool(a.state and b.state and not may_be_one(a.state, b.state))


def told_twice(a: RegisterEntry, b: RegisterEntry) -> frozenset[tuple[str, str]]:
    """National numbers that two have in common though they are of different States: these say nothing (rules 5.4)."""
    shared = a.identifiers & b.identifiers
    return frozenset(x for x in shared if x[0] in NATIONAL) if shared and of_other_states(a, b) else frozenset()


def one_party(a: RegisterEntry, b: RegisterEntry) -> bool | None:
    """Whether hard identifiers show two parties to be one (rules 1.6, steps 2 and 3); None where they do not decide.

    They are one by an identifier, or by the root of a registration number in one State; two by identifiers of one
    scheme that differ. A national number that two of different States have in common is left out (rules 5.4).
    """
    idle = told_twice(a, b)
    mine, theirs = a.identifiers - idle, b.identifiers - idle
    if mine & theirs or (a.state and a.state == b.state and a.roots & b.roots):
        return True
    return False if {x for x, _ in mine} & {x for x, _ in theirs} else None


def is_different(records: Records, mention: PartyMention, licensed: PartyMention) -> bool:
    """True when hard identifiers prove that a mention is not the licensed party; names are not compared."""
    if mention.register_id and licensed.register_id:
        return same_entry(records, mention.register_id) != same_entry(records, licensed.register_id)
    party = as_entry(records, licensed)
    return one_party(as_stated(mention), party) is False


def same_entry(records: Records, register_id: str) -> str:
    """The register id that an id stands for after mergers."""
    return entry.of(records, register_id).register_id
