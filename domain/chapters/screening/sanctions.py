"""The list of sanctions, and who is found on it: by an identifier, or by a name that nothing contradicts (R20).

A name or an identifier is looked up once, whoever has it, so that a list published again makes only those be screened
again whose names or identifiers find something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.chapters.parties.relations import MergedEntry
from domain.events.lists import SanctionsRow
from domain.events.party import Party, PartyMention
from domain.kernel.canon import LONGEST_IN_KEYS, bounded, canon
from domain.kernel.moments import day, start_of
from domain.names.index import Nearby
from domain.names.score import SAME
from domain.record.fact import Fact
from domain.record.records import Records, derived
from domain.state.parties import pairs
from domain.state.reference import listing

LIST = "sanctions"
VESSEL, IMO = "VESSEL", "IMO"
FOUND_BY_IDENTIFIER, FOUND_BY_NAME = "identifier", "name"
_ALL = "all"


# -- the list --------------------------------------------------------------------------------------------------------


class _Index(NamedTuple):
    """The list by what it is looked up with: names of persons and firms, names of vessels, identifiers."""

    names: Nearby
    vessels: dict[str, tuple[str, ...]]
    identifiers: dict[str, dict[tuple[str, str], tuple[str, ...]]]


def _bucket(value: str) -> str:
    return value[-2:]


@derived(name="sanctions")
def index(records: Records, _: str) -> _Index:
    """The publication in force, whether its rows are in effect or not."""
    rows: tuple[SanctionsRow, ...] = listing.of(records, LIST).rows
    vessels: dict[str, tuple[str, ...]] = {}
    identifiers: dict[str, dict[tuple[str, str], tuple[str, ...]]] = {}
    owned = []
    for row in rows:
        names = (row.name, *row.aliases)
        if row.kind == VESSEL:
            for text in dict.fromkeys(canon(x) for x in names):
                vessels[text] = (*vessels.get(text, ()), row.entry)
        else:
            owned += [(x, row.entry) for x in names]
        for pair in sorted(pairs(row.identifiers)):
            bucket = identifiers.setdefault(_bucket(pair[1]), {})
            bucket[pair] = (*bucket.get(pair, ()), row.entry)
    return _Index(Nearby(owned), vessels, identifiers)


def _index(records: Records) -> _Index:
    return index.of(records, _ALL)


@derived
def listed_name(records: Records, name: str) -> tuple[str, ...]:
    """The entries of persons and firms with a name like this one."""
    return _index(records).names.alike(name, int(records.likeness().screen_threshold * SAME))


@derived
def listed_vessel(records: Records, text: str) -> tuple[str, ...]:
    """The entries of vessels of a name, by its letters and digits."""
    return _index(records).vessels.get(text, ())


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
    rows = tuple(
        x
        for x in listed.by_name.get(entry, ())
        if records.reached(start_of(day(x.listed_on), 0))
        and not (x.delisted_on and records.reached(start_of(day(x.delisted_on), 0)))
    )
    return Sanctioned(rows, listed.published) if rows and listed.published else None


# -- who is looked up ------------------------------------------------------------------------------------------------


class Who(NamedTuple):
    """A party or vessel by what the list may hold of it."""

    names: tuple[str, ...]
    identifiers: frozenset[tuple[str, str]] = frozenset()
    vessel: bool = False
    state: str | None = None
    nationality: str | None = None
    born: str | None = None


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
            found.update(listed_vessel.of(records, bounded(canon(name))) if canon(name) else ())
        elif len(name) <= LONGEST_IN_KEYS:
            found.update(listed_name.of(records, name))
        else:
            found.update(listed_name.work_out(records, name))
    return found


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
            return f"{self.name} {self.own} agrees"
        return f"{self.name} {self.own} contradicts {self.listed}"


def qualifiers_of(who: Who, row: SanctionsRow, slack: int) -> Iterator[Qualifier]:
    """The qualifiers that both sides have."""
    if who.born and row.date_of_birth:
        own, listed = who.born[:4], row.date_of_birth[:4]
        yield Qualifier("year of birth", own, listed, abs(int(own) - int(listed)) <= slack)
    for name, mine, theirs in (("nationality", who.nationality, row.nationality), ("State", who.state, row.state)):
        if mine is not None and theirs is not None:
            yield Qualifier(name, mine, theirs, mine == theirs)


def _by_name(who: Who, rows: Iterable[SanctionsRow], slack: int) -> bool | None:
    """True when nothing contradicts an entry found by name, False when one thing does, None when more do."""
    if who.vessel:
        own = {value for scheme, value in who.identifiers if scheme == IMO}
        theirs = {value for row in rows for scheme, value in pairs(row.identifiers) if scheme == IMO}
        return None if own and theirs else True
    least = min(sum(not x.agrees for x in qualifiers_of(who, row, slack)) for row in rows)
    return True if least == 0 else False if least == 1 else None


def matches(records: Records, who: Who, names: set[str], identified: set[str]) -> Iterator[Match]:
    """What is left of the entries found when those not in effect and those contradicted are gone."""
    for entry in sorted(names | identified):
        found = sanctioned.of(records, bounded(entry))
        if found is None:
            continue
        if entry in identified:
            yield Match(entry, True, FOUND_BY_IDENTIFIER)
            continue
        certain = _by_name(who, found.rows, records.likeness().birth_slack)
        if certain is not None:
            yield Match(entry, certain, FOUND_BY_NAME)


def who_is_registered(party: Party) -> Who:
    """A register entry."""
    return Who(
        names=tuple(dict.fromkeys(x for x in (party.name, party.name_local, *party.former_names) if x)),
        identifiers=pairs(party.identifiers),
        state=party.state,
        nationality=party.nationality,
        born=party.date_of_birth,
    )


def who_is_mentioned(mention: PartyMention) -> Who:
    """A mention."""
    return Who(
        names=(mention.name, mention.name_local) if mention.name_local else (mention.name,),
        identifiers=pairs(mention.identifiers),
        vessel=mention.role == VESSEL,
        state=mention.state,
        nationality=mention.nationality,
        born=mention.date_of_birth,
    )


def completed(who: Who, entry: MergedEntry | None) -> Who:
    """What a mention lacks is taken from the entry it resolves to."""
    if entry is None:
        return who
    own = entry.own
    return who._replace(
        state=who.state or own.state,
        nationality=who.nationality or own.nationality,
        born=who.born or own.date_of_birth,
    )
