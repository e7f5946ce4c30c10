"""Which entries of the register belong together: by address, telephone, mail, officers, ownership (rules 1.6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.events.party import Party
from domain.kernel.canon import bounded, letters_and_digits
from domain.kernel.closure import closure
from domain.record.fact import Fact
from domain.record.records import IndexEntry, Records, derived
from domain.state.parties import merged_with, same_entry

PHONE_DIGITS = 8


def address_key(party: Party) -> str | None:
    """Street, locality, postcode and State, without the suite; None where there is no street."""
    a = party.address
    if a is None or not a.street:
        return None
    parts = (a.street, a.locality, a.postcode, a.state)
    return bounded("|".join(letters_and_digits(x or "") for x in parts))


def _digits(phone: str | None) -> str | None:
    digits = "".join(c for c in phone or "" if c.isdigit())
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS else None


def keys_of(party: Party) -> Iterator[tuple[str, str]]:
    """(index, name) of everything that two entries may share."""
    address, phone = address_key(party), _digits(party.phone)
    if address:
        yield "address", address
    if phone:
        yield "phone", phone
    if party.email:
        yield "email", bounded(party.email.casefold().strip())
    for officer in dict.fromkeys(letters_and_digits(x) for x in party.officers):
        if officer:
            yield "officer", bounded(officer)


def register_entries(data: object) -> list[IndexEntry]:
    """What a register entry is indexed under by itself: what it shares, and who owns it."""
    party: Party = data.party  # type: ignore[attr-defined]
    shared = [(index, name, party.register_id) for index, name in keys_of(party)]
    return shared + [("owned", bounded(owner), party.register_id) for owner in party.owned_by]


class MergedEntry(NamedTuple):
    """A register entry with all that it absorbed: what the register says of each now, and since when."""

    register_id: str
    entries: tuple[Party, ...]
    facts: tuple[Fact, ...]
    first: Fact

    @property
    def own(self) -> Party:
        """The entry itself; of a survivor that was never entered, one that it absorbed."""
        return self.entries[0]


def members_of(records: Records, register_id: str) -> tuple[str, ...]:
    """The ids that stand for one entry after mergers, the survivor first."""
    survivor = same_entry(records, register_id)
    return closure([survivor], lambda x: merged_with(records, x))


@derived
def entered(records: Records, register_id: str) -> MergedEntry | None:
    """What the register holds of an entry and of those it absorbed; None for an id that is not entered."""
    entries, facts, first = [], [], None
    for member in members_of(records, register_id):
        own = [f for f in records.facts(bounded(f"party/{member}")) if f.kind != "party.merged"]
        if own:
            entries.append(own[-1].data.party)
            facts.append(own[-1])
            begun = next((f for f in own if f.kind == "party.registered"), own[0])
            first = begun if first is None or begun.order < first.order else first
    if first is None:
        return None
    return MergedEntry(same_entry(records, register_id), tuple(entries), tuple(facts), first)


def entry_of(records: Records, register_id: str) -> MergedEntry | None:
    """The remembered register entry of an id."""
    return entered.of(records, same_entry(records, register_id))


def _sharing(records: Records, index: str, name: str) -> list[str]:
    """The entries that stand under one name of an index, each once."""
    found = dict.fromkeys(same_entry(records, x) for x in records.indexed(index, name))
    held = ((x, entry_of(records, x)) for x in found)
    return [x for x, e in held if e is not None and any((index, name) in set(keys_of(p)) for p in e.entries)]


class Relations(NamedTuple):
    """The entries that one is linked with, by kind of link."""

    shared: frozenset[str]
    owning: frozenset[str]
    officers: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """All of them."""
        return self.shared | self.owning


@derived
def relations(records: Records, register_id: str) -> Relations:
    """Whom a register entry is linked with (rules 1.6); an address of more than five says nothing."""
    held = entry_of(records, register_id)
    if held is None or held.register_id != register_id:
        return Relations(frozenset(), frozenset(), frozenset())
    shared: set[str] = set()
    officers: set[str] = set()
    for index, name in dict.fromkeys(key for party in held.entries for key in keys_of(party)):
        others = _sharing(records, index, name)
        if index == "address" and len(others) > records.likeness().address_most:
            continue
        shared.update(others)
        if index == "officer":
            officers.update(others)
    owning = {same_entry(records, x) for party in held.entries for x in party.owned_by if entry_of(records, x)}
    for member in members_of(records, register_id):
        for other in records.indexed("owned", bounded(member)):
            owned = entry_of(records, other)
            if owned is not None and any(member in p.owned_by for p in owned.entries):
                owning.add(owned.register_id)
    me = {register_id}
    return Relations(frozenset(shared - me), frozenset(owning - me), frozenset(officers - me))


def related(records: Records, register_id: str) -> Relations:
    """The remembered relations of an entry."""
    return relations.of(records, same_entry(records, register_id))


@derived
def cluster(records: Records, register_id: str) -> tuple[str, ...]:
    """The entries connected with one over any number of links, in text order; the first is the cluster's name."""
    if entry_of(records, register_id) is None:
        return ()
    return tuple(sorted(closure([register_id], lambda x: related(records, x).all)))


def cluster_of(records: Records, register_id: str) -> tuple[str, ...]:
    """The remembered cluster of an id; empty for one that is not in the register."""
    return cluster.of(records, same_entry(records, register_id))


def cluster_name(records: Records, register_id: str) -> str:
    """The name of the cluster of an id; one that is not in the register stands alone."""
    found = cluster_of(records, register_id)
    return found[0] if found else same_entry(records, register_id)
