"""Whether a broker is one that the licence names, and is registered where its State registers brokers (R22, R-059)."""

from __future__ import annotations

from collections.abc import Iterable

from domain.chapters.parties.mentions import resolved
from domain.chapters.parties.relations import MergedEntry, entry_of
from domain.chapters.parties.sameness import Known, Sameness, same
from domain.chapters.screening.named_parties import BROKER, registers_brokers
from domain.events.party import Party, PartyMention
from domain.kernel.moments import Day, within
from domain.record.law import Likeness
from domain.record.records import Records


def among(records: Records, likeness: Likeness, mention: PartyMention, licensed: Iterable[Known]) -> Sameness:
    """Whether a mention is one of some parties; UNDECIDED where it may be."""
    found = {same(records, likeness, mention, x) for x in licensed}
    if Sameness.SAME in found:
        return Sameness.SAME
    return Sameness.UNDECIDED if Sameness.UNDECIDED in found else Sameness.DIFFERENT


def register_entry(records: Records, mention: PartyMention) -> MergedEntry | None:
    """The register entry that a mention resolves to."""
    found = resolved(records, mention)
    return entry_of(records, found) if found else None


def unregistered(records: Records, mention: PartyMention, on: Day) -> bool:
    """True when its State registers brokers, and the register shows no registration of this one for the day."""
    held = register_entry(records, mention)
    state = held.own.state if held else mention.state
    required = registers_brokers.of(records, state) if state else False
    return required and not (held and any(_registered(x, on) for x in held.entries))


def _registered(party: Party, on: Day) -> bool:
    return any(x.kind == BROKER and within(on, x.valid_from, x.valid_to) for x in party.registrations)
