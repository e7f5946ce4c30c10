"""Parties: the register after mergers, and steps 1-3 of same() (rules.md 1.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.reference.standing import Fact, Json
from tests.reference.text import canon, says_nothing


@dataclass
class Party:
    """What steps 1-3 look at."""

    register_id: str | None
    state: str | None
    identifiers: list[Json] = field(default_factory=list)
    nationality: str | None = None
    person: bool = False


class Register:
    """Register entries; absorbed ids stand for the survivor."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        ordered = sorted(facts, key=lambda fact: fact.order)
        self.up: dict[str, str] = {}
        for fact in ordered:
            if fact.type == "party.merged":
                for absorbed in fact.data["absorbed"]:
                    self._merge(absorbed, fact.data["surviving"])
        self.members: dict[str, list[Json]] = {}
        self.heads: dict[str, Json] = {}
        entries = {f.data["party"]["register_id"]: f for f in ordered if f.type in ENTRY}
        for register_id, fact in entries.items():
            survivor = self.survivor(register_id)
            self.members.setdefault(survivor, []).append(fact.data["party"])
            if register_id == survivor:
                self.heads[survivor] = fact.data["party"]

    def _merge(self, absorbed: str, surviving: str) -> None:
        a, b = self.survivor(absorbed), self.survivor(surviving)
        if a != b:
            self.up[a] = b

    def survivor(self, register_id: str) -> str:
        """The id that stands for all that became one party."""
        while register_id in self.up:
            register_id = self.up[register_id]
        return register_id

    def party(self, mention: Json) -> Party:
        """The entry of a licensed party; the mention itself stands in for an entry that is not registered."""
        written = mention.get("register_id")
        if written is None:
            return stated(None, mention)
        survivor = self.survivor(written)
        members = self.members.get(survivor)
        if not members:
            return stated(survivor, mention)
        head = self.heads.get(survivor)
        identifiers = [identifier for member in members for identifier in member["identifiers"]]
        head = head or {}
        return Party(survivor, head.get("state"), identifiers, head.get("nationality"), is_person(head or members[-1]))

    def same_id(self, a: str | None, b: str | None) -> bool:
        """Equal register ids, after mergers."""
        return (a if a is None else self.survivor(a)) == (b if b is None else self.survivor(b))

    def hard_different(self, mention: Json, party: Party) -> bool:
        """DIFFERENT by steps 1-3 of same()."""
        written = mention.get("register_id")
        if written is not None and party.register_id is not None:
            return self.survivor(written) != party.register_id
        mine, theirs = compared(mention, party)
        if mine & theirs:
            return False
        state = mention.get("state")
        if state is not None and state == party.state and roots(mention["identifiers"]) & roots(party.identifiers):
            return False
        return bool({scheme for scheme, _ in mine} & {scheme for scheme, _ in theirs})


NATIONAL = ("REGISTRATION", "TAX", "PASSPORT", "DEALER")
HEIRS = {
    "SU": "AM AZ BY EE GE KG KZ LT LV MD RU TJ TM UA UZ",
    "YU": "BA HR ME MK RS SI",  # of the two that CS meant, the later one came of it
    "CS": "CZ SK RS ME",
    "DD": "DE",
    "AN": "BQ CW SX",
    "ZR": "CD",
    "TP": "TL",
    "BU": "MM",
}


def one_state(a: str, b: str) -> bool:
    """Equal, or one is no more and they have an heir in common (5.6)."""
    mine, theirs = (set(HEIRS.get(x, x).split()) for x in (a, b))
    return a == b or bool(mine & theirs)


def of_other_states(a: Json, b: Json) -> bool:
    """By nationality where both give it, else by State where both do (5.4)."""
    for name in ("nationality", "state"):
        if a.get(name) is not None and b.get(name) is not None:
            return not one_state(a[name], b[name])
    return False


def compared(mention: Json, party: Party) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Their identifiers without national numbers that two of different States have in common (5.4)."""
    mine, theirs = numbers(mention["identifiers"]), numbers(party.identifiers)
    idle: set[tuple[str, str]] = set()
    if of_other_states(mention, {"state": party.state, "nationality": party.nationality}):
        idle = {x for x in mine & theirs if x[0] in NATIONAL}
    return mine - idle, theirs - idle


def is_person(told: Json) -> bool:
    """An individual, somebody born, somebody with a nationality (5.12)."""
    return bool(told.get("kind") == "INDIVIDUAL" or told.get("date_of_birth") or told.get("nationality"))


def stated(register_id: str | None, mention: Json) -> Party:
    """A mention that stands in for an entry."""
    own = list(mention["identifiers"])
    return Party(register_id, mention.get("state"), own, mention.get("nationality"), is_person(mention))


ENTRY = ("party.registered", "party.amended")


def numbers(identifiers: Iterable[Json]) -> set[tuple[str, str]]:
    """Scheme and canonical value of what says something (5.2)."""
    return {(x["scheme"], canon(x["value"])) for x in identifiers if not says_nothing(x["value"], identifier=True)}


def roots(identifiers: Iterable[Json]) -> set[str]:
    """Registration roots: the value up to the first `-` or `/`, where that holds five digits (1.6.2, 5.3)."""
    fronts = {canon(re.split("[-/]", x["value"])[0]) for x in identifiers if x["scheme"] == "REGISTRATION"}
    return {x for x in fronts if sum(c in "0123456789" for c in x) >= 5}
