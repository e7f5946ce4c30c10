"""Whether a message means a party of the register: SAME, DIFFERENT, or for a human to decide (rules 1.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from domain.chapters.parties.kinds import states_a_person
from domain.chapters.parties.mentions import resolved
from domain.chapters.parties.relations import entry_of
from domain.events.party import Party, PartyMention
from domain.kernel.canon import bounded, letters_and_digits
from domain.names.alike import SAME as ALIKE
from domain.names.score import score
from domain.names.spelling import ABJAD, LOGOGRAPHIC, script, visible
from domain.record.law import Likeness
from domain.record.records import IndexEntry, Records, derived
from domain.state.parties import RegisterEntry, as_entry, as_stated, entry, one_party, same_entry, told_twice
from domain.state.reference import listing

NAMED = "named"
"""The secondary index from register entries to the letters of their names."""
FORWARDING = frozenset({"FORWARDER", "BANK"})
EXCUSED_KINDS = FORWARDING | {"CARRIER"}
_TO_ORDER = re.compile(r"TO (?:THE )?ORDER\b")
_MARKS = re.compile(r"[^\w\s]+|_")
_LONGEST_FORM = 5
_UNSPELLED = (ABJAD, LOGOGRAPHIC)


class Sameness(Enum):
    """What is known of a mention and a party."""

    SAME = "SAME"
    DIFFERENT = "DIFFERENT"
    UNDECIDED = "UNDECIDED"


class Known(NamedTuple):
    """A party as the register knows it, with what it absorbed; one that is not entered, as the licence names it."""

    entry: RegisterEntry
    names: tuple[str, ...]
    person: bool = False


@derived
def known_party(records: Records, register_id: str) -> Known | None:
    """A register entry by identifiers and names; None for an id that is not entered."""
    held = entry_of(records, register_id)
    if held is None:
        return None
    names = [name for party in held.entries for name in (party.name, party.name_local, *party.former_names) if name]
    return Known(entry.of(records, register_id), tuple(dict.fromkeys(names)), states_a_person(held.own))


def known(records: Records, licensed: PartyMention) -> Known:
    """The party that a licence names."""
    found: Known | None = known_party.of(records, licensed.register_id) if licensed.register_id else None
    if found is not None:
        return found
    return Known(as_entry(records, licensed), _said(licensed), states_a_person(licensed))


def _said(mention: PartyMention) -> tuple[str, ...]:
    return (mention.name, mention.name_local) if mention.name_local else (mention.name,)


# -- hard identifiers ------------------------------------------------------------------------------------------------


def _by_identifiers(records: Records, mention: PartyMention, known: Known) -> Sameness | None:
    """Steps 1 to 4; None where they do not decide.

    A firm under a number of its mother's in another State may be a branch: form and name decide (rules 5.4).
    """
    party = known.entry
    if mention.register_id and party.register_id:
        same = same_entry(records, mention.register_id) == same_entry(records, party.register_id)
        return Sameness.SAME if same else Sameness.DIFFERENT
    apart = bool(mention.state and party.state and mention.state != party.state)
    own = as_stated(mention)
    one = one_party(own, party) if mention.identifiers else None
    if one is not None:
        return Sameness.SAME if one else Sameness.DIFFERENT
    branch = apart and not (known.person or states_a_person(mention)) and told_twice(own, party)
    return Sameness.DIFFERENT if apart and not branch else None


# -- legal forms -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8_192)
def ends_of(name: str) -> tuple[str, ...]:
    """What may be a legal form in a name, letters only: its last words, the longest first, then its first ones."""
    said = _MARKS.sub("", visible(name).casefold()).split()
    counts = range(min(_LONGEST_FORM, len(said) - 1), 0, -1)
    found = ["".join(said[-n:]) for n in counts] + ["".join(said[:n]) for n in counts]
    return tuple(dict.fromkeys(x for x in found if x))


def form_letters(form: str) -> str:
    """A legal form by its letters."""
    return "".join(_MARKS.sub("", visible(form).casefold()).split())


@derived
def form_classes(records: Records, _: str) -> dict[str, str]:
    """The listed legal forms by their letters, each with its class."""
    return {form_letters(row.form): row.form_class for row in listing.of(records, "legal_forms").rows}


@derived
def form_class(records: Records, name: str) -> frozenset[str]:
    """The classes of the listed legal forms that a name ends or begins with."""
    listed = form_classes.of(records, "all")
    return frozenset(listed[end] for end in ends_of(name) if end in listed)


def _classes(records: Records, names: Iterable[str]) -> set[str]:
    return {x for name in names for x in form_class.of(records, bounded(name))}


def _other_form(records: Records, said: tuple[str, ...], names: tuple[str, ...]) -> bool:
    own = _classes(records, said)
    theirs = _classes(records, names) if own else own
    return bool(own and theirs and own.isdisjoint(theirs))


# -- names -----------------------------------------------------------------------------------------------------------


def _comparable(name: str, names: tuple[str, ...]) -> bool:
    """False for a name in a script that cannot be spelled in Latin letters, when no name of the party is in it."""
    own = script(name)
    return own not in _UNSPELLED or any(script(x) == own for x in names)


def _by_names(said: tuple[str, ...], names: tuple[str, ...], likeness: Likeness) -> Sameness:
    best = max(score(x, y) for x in said for y in names)
    if best >= likeness.name_same * ALIKE:
        return Sameness.SAME
    different = best < likeness.name_low * ALIKE and any(_comparable(x, names) for x in said)
    return Sameness.DIFFERENT if different else Sameness.UNDECIDED


def naming_entries(data: object) -> list[IndexEntry]:
    """A register entry is indexed under the letters of its names."""
    party: Party = data.party  # type: ignore[attr-defined]
    letters = dict.fromkeys(letters_and_digits(x) for x in (party.name, party.name_local) if x)
    return [(NAMED, bounded(x), party.register_id) for x in letters if x]


def entered_as_another(records: Records, mention: PartyMention, party: Known) -> bool:
    """True when the register knows somebody else by exactly the name that a mention gives, and not the party.

    A name one letter off is a slip of the pen, unless it is whole the name of another party: of a firm that was
    founded to be taken for this one.
    """
    letters = letters_and_digits(mention.name)
    if not letters or any(letters_and_digits(x) == letters for x in party.names):
        return False
    for register_id in records.indexed(NAMED, bounded(letters)):
        other = entry_of(records, register_id)
        if other is None or other.register_id == party.entry.register_id:
            continue
        held = entry.of(records, other.register_id)
        if held.identifiers & party.entry.identifiers or mention.state not in (None, other.own.state):
            continue
        if any(letters_and_digits(x or "") == letters for p in other.entries for x in (p.name, p.name_local)):
            return True
    return False


def same(records: Records, likeness: Likeness, mention: PartyMention, party: Known) -> Sameness:
    """same(mention, party): the first step that decides wins."""
    found = _by_identifiers(records, mention, party)
    if found is not None:
        return found
    if mention.name in party.names:
        return Sameness.SAME
    said = _said(mention)
    if _other_form(records, said, party.names) or entered_as_another(records, mention, party):
        return Sameness.DIFFERENT
    return _by_names(said, party.names, likeness)


# -- who is excused --------------------------------------------------------------------------------------------------


def is_of_kind(records: Records, mention: PartyMention, kinds: frozenset[str]) -> bool:
    """True for a party of some kinds, as the message says or the register."""
    if mention.kind in kinds:
        return True
    found = resolved(records, mention)
    held = entry_of(records, found) if found else None
    return held is not None and held.own.kind in kinds


def excused(records: Records, mention: PartyMention) -> bool:
    """True for a mention that stands for whoever is entitled, and is no party itself."""
    return bool(_TO_ORDER.match(" ".join(visible(mention.name).upper().split()))) or is_of_kind(
        records, mention, EXCUSED_KINDS
    )
