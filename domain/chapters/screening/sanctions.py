"""The list of sanctions, and who is found on it: by an identifier, or by a name that nothing contradicts (R20).

A name or an identifier is looked up once, whoever has it, so that a list published again makes only those be screened
again whose names or identifiers find something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from domain.chapters.parties.kinds import states_a_firm, states_a_person
from domain.chapters.parties.relations import MergedEntry
from domain.events.lists import SanctionsRow
from domain.events.party import Party, PartyMention
from domain.kernel.canon import LONGEST_IN_KEYS, bounded, canon, latin
from domain.kernel.moments import day, start_of
from domain.names.alike import SAME
from domain.names.index import Nearby
from domain.names.names_given import names_given
from domain.names.score import score
from domain.record.birth_dates import plausible_birth
from domain.record.fact import Fact
from domain.record.law import Likeness
from domain.record.listed_days import comes_into_effect
from domain.record.records import Records, derived
from domain.state.former_states import may_be_one
from domain.state.parties import NATIONAL, of_other_states, pairs
from domain.state.reference import listing

LIST = "sanctions"
PERSON, ENTITY, VESSEL, IMO = "PERSON", "ENTITY", "VESSEL", "IMO"
FOUND_BY_IDENTIFIER, FOUND_BY_NAME = "identifier", "name"
_ALL = "all"


# -- the list --------------------------------------------------------------------------------------------------------


class _Index(NamedTuple):
    """The list by what it is looked up with: names by likeness, names of vessels and entities whole, identifiers."""

    names: Nearby
    vessels: dict[str, tuple[str, ...]]
    entities: dict[str, tuple[str, ...]]
    identifiers: dict[str, dict[tuple[str, str], tuple[str, ...]]]


def _bucket(value: str) -> str:
    return value[-2:]


def listed_names(row: SanctionsRow) -> tuple[str, ...]:
    """The names of an entry, and the acronyms that the list itself puts beside them (rules 5.13)."""
    names = (row.name, *row.aliases)
    return tuple(dict.fromkeys((*names, *(short for name in names for short in names_given(name).initials))))


@derived(name="sanctions")
def index(records: Records, _: str) -> _Index:
    """The publication in force, whether its rows are in effect or not."""
    rows: tuple[SanctionsRow, ...] = listing.of(records, LIST).rows
    whole: dict[str, dict[str, tuple[str, ...]]] = {VESSEL: {}, ENTITY: {}}
    identifiers: dict[str, dict[tuple[str, str], tuple[str, ...]]] = {}
    owned = []
    for row in rows:
        names = (row.name, *row.aliases)
        owned += [(x, row.entry) for x in listed_names(row)]
        for text in dict.fromkeys(map(vessel_name, names)) if row.kind in whole else ():
            whole[row.kind][text] = (*whole[row.kind].get(text, ()), row.entry)
        for pair in sorted(pairs(row.identifiers)):
            bucket = identifiers.setdefault(_bucket(pair[1]), {})
            bucket[pair] = (*bucket.get(pair, ()), row.entry)
    return _Index(Nearby(owned), whole[VESSEL], whole[ENTITY], identifiers)


def _index(records: Records) -> _Index:
    return index.of(records, _ALL)


@derived
def listed_name(records: Records, name: str) -> tuple[str, ...]:
    """The entries with a name like this one."""
    return _index(records).names.alike(name, int(records.likeness().screen_threshold * SAME))


@derived
def listed_vessel(records: Records, text: str) -> tuple[str, ...]:
    """The entries of vessels of a name, by its letters and digits."""
    return _index(records).vessels.get(text, ())


@derived
def listed_entity(records: Records, text: str) -> tuple[str, ...]:
    """The entries of entities of a name, by its letters and digits: lists call ships entities, too (rules 5.11)."""
    return _index(records).entities.get(text, ())


@derived
def listed_identifiers(records: Records, bucket: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The entries by identifiers that end alike."""
    return _index(records).identifiers.get(bucket, {})


class Sanctioned(NamedTuple):
    """An entry that is in effect, and the publication it stands in."""

    rows: tuple[SanctionsRow, ...]
    published: Fact


@derived
def sanctioned(records: Records, entry: str) -> Sanctioned | None:
    """An entry of the list; None before its first and from its last day on."""
    listed = listing.of(records, LIST)
    published = listed.published
    if published is None:
        return None
    rows = tuple(
        _readable(x, published.recordedat)
        for x in listed.by_name.get(entry, ())
        if comes_into_effect(x.listed_on, published.recordedat)
        and records.reached(start_of(day(x.listed_on), 0))
        and not (x.delisted_on and records.reached(start_of(day(x.delisted_on), 0)))
    )
    return Sanctioned(rows, published) if rows else None


def _readable(row: SanctionsRow, recordedat: str) -> SanctionsRow:
    """A row without a date of birth that nobody can have: it contradicts nobody (rules 5.5)."""
    if row.date_of_birth is None or plausible_birth(row.date_of_birth, recordedat):
        return row
    return replace(row, date_of_birth=None)


# -- who is looked up ------------------------------------------------------------------------------------------------


_SHIP = re.compile(r"\s*(?:M[\s./]*[VTSY]|S[\s./]*S)(?:[\s.:/–-]+|(?=[\"'“«]))(?=.*\w)", re.IGNORECASE)
"""MV, MT, MS, MY or SS before the name of a ship, however it is written."""


def vessel_name(written: str) -> str:
    """The name of a vessel by its letters and digits, without the kind of ship in front of it (rules 5.11)."""
    return canon(_SHIP.sub("", latin(written), count=1))


class Who(NamedTuple):
    """A party or vessel by what the list may hold of it."""

    names: tuple[str, ...]
    identifiers: frozenset[tuple[str, str]] = frozenset()
    vessel: bool = False
    state: str | None = None
    nationality: str | None = None
    born: str | None = None
    person: bool = False
    firm: bool = False

    @property
    def numbered(self) -> bool:
        """Whether it has an IMO number."""
        return any(scheme == IMO for scheme, _ in self.identifiers)

    def apart_by_kind(self, row: SanctionsRow) -> bool:
        """A person against an entity or a vessel, a firm against a person, whoever it is against a vessel (5.12)."""
        if self.vessel:
            return False
        if self.person and not self.firm:
            return row.kind != PERSON
        return row.kind == VESSEL or (self.firm and not self.person and row.kind == PERSON)


class Match(NamedTuple):
    """An entry found, whether nothing contradicts it, and by what it was found."""

    entry: str
    certain: bool
    by: str


def in_bucket(records: Records, pair: tuple[str, str]) -> tuple[str, ...]:
    """The entries that an identifier stands in."""
    bucket = listed_identifiers.of(records, _bucket(pair[1]))
    return bucket.get(pair, ())


def named_alike(records: Records, who: Who) -> set[str]:
    """The entries whose names may be those of a party; of a vessel, are."""
    found: set[str] = set()
    for name in who.names:
        if who.vessel:
            found.update(_vessels_named(records, who, bounded(vessel_name(name))))
        elif len(name) <= LONGEST_IN_KEYS:
            found.update(listed_name.of(records, name))
        else:
            found.update(listed_name.work_out(records, name))
    return found


def _vessels_named(records: Records, who: Who, text: str) -> Iterator[str]:
    if text:
        yield from listed_vessel.of(records, text)
        yield from () if who.numbered else listed_entity.of(records, text)


def maybe_listed(records: Records, mention: PartyMention) -> bool:
    """False for most mentions: neither a name nor an identifier finds anything on the list."""
    if any(in_bucket(records, pair) for pair in pairs(mention.identifiers)):
        return True
    if len(mention.name) > LONGEST_IN_KEYS or mention.name_local:
        return True
    return bool(listed_name.of(records, mention.name))


class Qualifier(NamedTuple):
    """What tells a homonym apart, as both sides have it."""

    name: str
    own: str
    listed: str
    agrees: bool

    def told(self) -> str:
        """The qualifier in words."""
        if self.agrees:
            return f"{self.name} {self.own} agrees" + ("" if self.own == self.listed else f" with {self.listed}")
        return f"{self.name} {self.own} contradicts {self.listed}"


def qualifiers_of(who: Who, row: SanctionsRow, slack: int) -> Iterator[Qualifier]:
    """The qualifiers that both sides have."""
    if who.born and row.date_of_birth:
        own, listed = who.born[:4], row.date_of_birth[:4]
        yield Qualifier("year of birth", own, listed, abs(int(own) - int(listed)) <= slack)
    for name, mine, theirs in (("nationality", who.nationality, row.nationality), ("State", who.state, row.state)):
        if mine is not None and theirs is not None:
            yield Qualifier(name, mine, theirs, may_be_one(mine, theirs))


def by_name(who: Who, row: SanctionsRow, slack: int) -> bool | None:
    """Of a row with a name like that of a party: True when nothing contradicts it, False for a human to look at.

    None where more than one thing contradicts it, and for two vessels that both have a number.
    """
    if who.vessel:
        return None if who.numbered and any(scheme == IMO for scheme, _ in pairs(row.identifiers)) else True
    against = sum(not x.agrees for x in qualifiers_of(who, row, slack))
    return None if against > 1 else not against and not who.apart_by_kind(row)


def by_identifier(who: Who, row: SanctionsRow, likeness: Likeness) -> bool | None:
    """Of a row that an identifier is shared with: True, or False for a national number of two different States.

    Such a number is borne by two, unless their names are alike (rules 5.4). None where none is shared.
    """
    shared = who.identifiers & pairs(row.identifiers)
    if not shared:
        return None
    if any(scheme not in NATIONAL for scheme, _ in shared) or not of_other_states(who, row):
        return True
    alike = max((score(x, y) for x in who.names for y in (row.name, *row.aliases)), default=0)
    return alike >= likeness.name_low * SAME


def matches(records: Records, who: Who, names: set[str], identified: set[str]) -> Iterator[Match]:
    """What is left of the entries found when those not in effect and those contradicted are gone."""
    for entry in sorted(names | identified):
        found = sanctioned.of(records, bounded(entry))
        if found is None:
            continue
        likeness = records.likeness()
        shared = [by_identifier(who, row, likeness) for row in found.rows] if entry in identified else []
        if any(shared):
            yield Match(entry, True, FOUND_BY_IDENTIFIER)
            continue
        named = [by_name(who, row, likeness.birth_slack) for row in found.rows] if entry in names else []
        if True in named or False in named:
            yield Match(entry, True in named, FOUND_BY_NAME)
        elif False in shared:
            yield Match(entry, False, FOUND_BY_IDENTIFIER)


def _born(told: Party | PartyMention, recordedat: str) -> str | None:
    """The date of birth that was told at a time, if anybody can have it (rules 5.5)."""
    born = told.date_of_birth
    return born if born is not None and plausible_birth(born, recordedat) else None


def who_is_registered(party: Party, recordedat: str) -> Who:
    """A register entry as it was told at a time."""
    return Who(
        names=tuple(dict.fromkeys(x for x in (party.name, party.name_local, *party.former_names) if x)),
        identifiers=pairs(party.identifiers),
        state=party.state,
        nationality=party.nationality,
        born=_born(party, recordedat),
        person=states_a_person(party),
        firm=states_a_firm(party),
    )


def who_is_mentioned(mention: PartyMention, recordedat: str) -> Who:
    """A mention that was made at a time."""
    return Who(
        names=(mention.name, mention.name_local) if mention.name_local else (mention.name,),
        identifiers=pairs(mention.identifiers),
        vessel=mention.role == VESSEL,
        state=mention.state,
        nationality=mention.nationality,
        born=_born(mention, recordedat),
        person=states_a_person(mention),
        firm=states_a_firm(mention),
    )


def completed(who: Who, entry: MergedEntry | None) -> Who:
    """What a mention lacks is taken from the entry it resolves to."""
    if entry is None:
        return who
    own = entry.own
    return who._replace(
        state=who.state or own.state,
        nationality=who.nationality or own.nationality,
        born=who.born or _born(own, entry.facts[0].recordedat),
        person=who.person or states_a_person(own),
        firm=who.firm or states_a_firm(own),
    )
