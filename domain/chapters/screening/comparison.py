"""Why a name is held against an entry of the list of sanctions: which names, and what agrees or contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.chapters.screening.sanctions import (
    ENTITY,
    PERSON,
    VESSEL,
    Who,
    by_identifier,
    by_name,
    listed_names,
    qualifiers_of,
    vessel_name,
)
from domain.events.lists import SanctionsRow
from domain.names.alike import SAME
from domain.names.index import Nearby
from domain.names.score import score
from domain.record.law import Likeness
from domain.state.parties import pairs

HIT, CANDIDATE = "HIT", "CANDIDATE"
_KINDS = {PERSON: "a person", ENTITY: "an entity", VESSEL: "a vessel"}


class Screened(NamedTuple):
    """An entry that a name is held against: how alike, whether it is a hit, and why."""

    entry: str
    score: int
    verdict: str
    why: str


class ScreeningList:
    """The entries of a list that are in effect, by what they are looked up with."""

    def __init__(self, rows: Iterable[SanctionsRow], likeness: Likeness) -> None:
        self.likeness, self._least = likeness, int(likeness.screen_threshold * SAME)
        self.rows: dict[str, list[SanctionsRow]] = {}
        self._whole: dict[str, dict[str, list[tuple[str, str]]]] = {VESSEL: {}, ENTITY: {}}
        self._identifiers: dict[tuple[str, str], list[str]] = {}
        owned: list[tuple[str, str]] = []
        for row in rows:
            self.rows.setdefault(row.entry, []).append(row)
            owned += [(name, row.entry) for name in listed_names(row)]
            for name in (row.name, *row.aliases):
                if row.kind in self._whole:
                    self._whole[row.kind].setdefault(vessel_name(name), []).append((name, row.entry))
            for pair in pairs(row.identifiers):
                self._identifiers.setdefault(pair, []).append(row.entry)
        self.names = Nearby(owned)

    def like(self, who: Who) -> dict[str, set[str]]:
        """By entry, the names of it that are like one of a party; none where only an identifier is equal."""
        found: dict[str, set[str]] = {}
        for pair in who.identifiers:
            for entry in self._identifiers.get(pair, ()):
                found.setdefault(entry, set())
        for name in who.names:
            for other, entry in self._vessel(who, name) if who.vessel else self._named(name):
                found.setdefault(entry, set()).add(other)
        return found

    def _vessel(self, who: Who, name: str) -> Iterator[tuple[str, str]]:
        written = vessel_name(name)
        for kind in (VESSEL,) if who.numbered else (VESSEL, ENTITY):
            yield from self._whole[kind].get(written, ()) if written else ()

    def _named(self, name: str) -> Iterator[tuple[str, str]]:
        for other in self.names.like(name, self._least):
            for entry in self.names.owners[other]:
                yield other, entry

    def found(self, who: Who) -> Iterator[Screened]:
        """The entries that a party is held against."""
        for entry, like in self.like(who).items():
            for row in self.rows[entry]:
                one = screened(who, row, self.likeness, like)
                if one is not None:
                    yield one


def screened(who: Who, row: SanctionsRow, likeness: Likeness, like: Iterable[str] = ()) -> Screened | None:
    """A party against a row that it was found by, by an identifier or by `like` names; None where too much differs."""
    shared = sorted(who.identifiers & pairs(row.identifiers))
    named = by_name(who, row, likeness.birth_slack) if like else None
    identified = by_identifier(who, row, likeness)
    if named is None and identified is None:
        return None
    best, own, other = _best(who, tuple(like) or (row.name, *row.aliases))
    told = [f"{scheme} {value} is the same" for scheme, value in shared]
    if like:
        told.append(_of_names(best, own, other, row))
    qualifiers = [] if who.vessel and not shared else list(qualifiers_of(who, row, likeness.birth_slack))
    told += [x.told() for x in sorted(qualifiers, key=lambda x: x.agrees)]
    if named is not None and who.apart_by_kind(row):
        told.append(f"the list calls {row.name} {_KINDS.get(row.kind, row.kind)}")
    return Screened(row.entry, best, HIT if identified or named else CANDIDATE, "; ".join(told))


def _best(who: Who, names: tuple[str, ...]) -> tuple[int, str, str]:
    """The pair of names that are most alike."""
    compared = ((_alike(who, x, y), x, y) for x in who.names for y in names)
    return max(compared, default=(0, "", ""), key=lambda x: (x[0], x[2] == names[0]))


def _alike(who: Who, own: str, other: str) -> int:
    return SAME if who.vessel and vessel_name(own) == vessel_name(other) else score(own, other)


def _of_names(best: int, own: str, other: str, row: SanctionsRow) -> str:
    alike = "the same as" if best == SAME else f"{best / SAME:.3f} like"
    named = "the name" if other == row.name else f"another name of {row.name},"
    return f"{own} is {alike} {named} {other}"
