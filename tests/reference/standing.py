"""The facts in force and the recorded clock (rules.md 1.1)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any

from tests.reference.days import written

Json = Mapping[str, Any]
Name = tuple[str, str]  # source, id
Rank = tuple[Fraction, str]  # when recorded, SHA-256 of the content
Content = tuple[str, str, str]  # source, id, SHA-256 of the content


@dataclass(frozen=True, eq=False)
class Fact:
    """One standing copy. `day` is the date as written, `offset` the offset as written."""

    source: str
    id: str
    type: str
    sha: str
    at: Fraction
    offset: int
    day: int
    day_only: bool
    recorded: Fraction
    corrects: str | None
    data: Json

    @property
    def state(self) -> str:
        """The State of the source."""
        return self.source.split("/")[2]

    @property
    def role(self) -> str:
        """The role of the source."""
        return self.source.split("/")[3]

    @property
    def order(self) -> tuple[Fraction, Fraction, str, str]:
        """Business order (1.1.5); the source only parts what would be equal otherwise."""
        return (self.at, self.recorded, self.id, self.source)


def content_sha(fact: Json) -> str:
    """SHA-256 of the content (1.1.2), absent members as null."""
    content = [fact["type"], fact["time"], fact.get("timeprecision"), fact.get("corrects"), fact["data"]]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def standing(deliveries: Iterable[Json]) -> list[Fact]:
    """The standing copy of every (source, id) with its earliest `recordedat` (1.1.2); none that is set aside (5.17)."""
    best: dict[Name, Rank] = {}
    aside: dict[Name, Rank] = {}
    bodies: dict[Content, Json] = {}
    for delivery in deliveries:
        name = (delivery["source"], delivery["id"])
        rank = (written(delivery["recordedat"]).at, content_sha(delivery))
        bodies.setdefault((*name, rank[1]), delivery)
        if name in aside and rank[1] == aside[name][1] and rank[0] >= aside[name][0]:
            continue
        aside.pop(name, None)
        if name not in best or rank < best[name]:
            best[name] = rank
            _turn(delivery, best, aside)
    return [_fact(bodies[(*name, sha)], sha, recorded) for name, (recorded, sha) in best.items()]


def _turn(delivery: Json, best: dict[Name, Rank], aside: dict[Name, Rank]) -> None:
    """A standing copy is set aside, or one that was stands again (5.17)."""
    moves = {"fact.set-aside.v1": (best, aside), "fact.restored.v1": (aside, best)}
    if delivery["type"] in moves:
        of, to = moves[delivery["type"]]
        data = delivery["data"]
        name = (data["source"], data["id"])
        if of.get(name) == (written(data["recorded"]).at, data["content"]):
            to[name] = of.pop(name)


def _fact(body: Json, sha: str, recorded: Fraction) -> Fact:
    time = written(body["time"])
    return Fact(
        source=body["source"],
        id=body["id"],
        type=body["type"].removesuffix(".v1"),
        sha=sha,
        at=time.at,
        offset=time.offset,
        day=time.day,
        day_only="timeprecision" in body,
        recorded=recorded,
        corrects=body.get("corrects"),
        data=body["data"],
    )


def clock(copies: Iterable[Fact]) -> Fraction:
    """`now`: the greatest `recordedat` of all standing copies, corrected ones too (1.1.4)."""
    return max((fact.recorded for fact in copies), default=Fraction(0))


def in_force(copies: Iterable[Fact]) -> list[Fact]:
    """One member of every family of corrections (1.1.3)."""
    return [_member(family) for family in families(list(copies))]


def families(copies: list[Fact]) -> list[list[Fact]]:
    """X and all that correct it, directly or through others.

    The place named by `corrects` belongs to the family even while X is absent, so two corrections of one
    absent fact are one family and never count at once.
    """
    present = {(fact.source, fact.id): fact for fact in copies}
    up: dict[tuple[str, str, str], tuple[str, str, str]] = {}

    def root(place: tuple[str, str, str]) -> tuple[str, str, str]:
        while place in up:
            place = up[place]
        return place

    for fact in copies:
        target = corrected(fact, present)
        if target is not None:
            a, b = root((fact.source, fact.id, fact.type)), root((fact.source, target, fact.type))
            if a != b:
                up[a] = b
    groups: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in copies:
        groups[root((fact.source, fact.id, fact.type))].append(fact)
    return list(groups.values())


def corrected(fact: Fact, present: Mapping[Name, Fact]) -> str | None:
    """The id that a fact corrects; None for an ordinary fact (itself, another type)."""
    if fact.corrects is None or fact.corrects == fact.id:
        return None
    target = present.get((fact.source, fact.corrects))
    if target is not None and target.type != fact.type:
        return None
    return fact.corrects


def _member(family: list[Fact]) -> Fact:
    """Of those that nobody in the family corrects, in a circle of all, the last in (recordedat, id)."""
    named = {fact.corrects for fact in family if fact.corrects != fact.id}
    free = [fact for fact in family if fact.id not in named]
    return max(free or family, key=lambda fact: (fact.recorded, fact.id))


def facts_in_force(deliveries: Iterable[Json]) -> set[Content]:
    """(source, id, SHA-256 of the content) of every fact in force."""
    return set(recorded(deliveries))


def recorded(deliveries: Iterable[Json]) -> dict[Content, Fraction]:
    """The facts in force with the earliest `recordedat` of each."""
    return {(f.source, f.id, f.sha): f.recorded for f in in_force(standing(deliveries))}


def now(deliveries: Iterable[Json]) -> Fraction:
    """The recorded clock, in seconds of `days.written`; 0 when nothing came."""
    return clock(standing(deliveries))
