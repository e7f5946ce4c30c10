"""R20: everybody who is named, against the list of sanctions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.reference.days import day_number, day_of
from tests.reference.parties import numbers
from tests.reference.relations import tidy
from tests.reference.sameness import alikeness, names_of
from tests.reference.standing import Fact, Json
from tests.reference.text import canon
from tests.reference.verdict import Found, Key
from tests.reference.world import World

QUALIFIERS = ("date_of_birth", "nationality", "state")


@dataclass
class Named:
    """Somebody, or a vessel, as a message or the register names it."""

    party: str
    names: list[str]
    identifiers: set[tuple[str, str]]
    qualifiers: Json
    vessel: bool = False


def r20(world: World) -> Iterator[Found]:
    """Listed party."""
    rows = [row for row in world.lists.rows.get("sanctions", []) if listed(row, day_of(world.now, 0))]
    found = {f"{one.party}|{row['entry']}" for one in everybody(world) for row in rows if matches(world, one, row)}
    for subject in sorted(found):
        yield Found(Key("R20", None, None, None, subject), 5, None)


def listed(row: Json, today: int) -> bool:
    """Listed and not delisted."""
    ended = row["delisted_on"] is not None and day_number(row["delisted_on"]) <= today
    return day_number(row["listed_on"]) <= today and not ended


def matches(world: World, one: Named, row: Json) -> bool:
    """An identifier is equal, or a name is alike and no qualifier contradicts."""
    theirs, names = numbers(row["identifiers"]), [row["name"], *row["aliases"]]
    if one.identifiers & theirs:
        return True
    if one.vessel != (row["kind"] == "VESSEL"):
        return False
    if one.vessel:
        both = {scheme for scheme, _ in one.identifiers} & {scheme for scheme, _ in theirs}
        own = {canon(name) for name in one.names} - {""}
        return "IMO" not in both and bool(own & {canon(name) for name in names})
    alike = alikeness(one.names, names) >= 1000 * world.today("screen_threshold")
    return alike and not contradicted(one.qualifiers, row, world.today("birth_slack"))


def contradicted(mine: Json, row: Json, slack: int) -> bool:
    """Some qualifier that both sides have differs; years of birth by more than one."""
    both = [name for name in QUALIFIERS if mine.get(name) is not None and row.get(name) is not None]
    return any(
        abs(int(mine[name][:4]) - int(row[name][:4])) > slack if name == "date_of_birth" else mine[name] != row[name]
        for name in both
    )


def everybody(world: World) -> Iterator[Named]:
    """Register entries, mentions, vessels, signatories."""
    for survivor, members in world.register.members.items():
        names = [name for member in members for name in names_of(member)]
        identifiers = {x for member in members for x in numbers(member["identifiers"])}
        yield Named(survivor, names, identifiers, world.relations.entries.get(survivor, {}))
    for mention in mentions(world):
        yield of_mention(world, mention)
    for s in world.consignments.values():
        if s.data.get("means"):
            yield from vessel(s.data["means"])
        for fact in s.of("shipment.transshipped"):
            for name in ("from_means", "to_means"):
                yield from vessel({"name": fact.data.get(name)})
    for fact in world.presented.values():
        name = fact.data["signatory"]["name"]
        yield Named(f"NAME:{tidy(name)}", [name], set(), {})


def of_mention(world: World, mention: Json) -> Named:
    """A mention; the qualifiers that it lacks are those of the entry it resolves to."""
    entry = world.relations.entries.get(world.relations.resolve(mention) or "", {})
    qualifiers = {name: entry.get(name) if mention.get(name) is None else mention[name] for name in QUALIFIERS}
    identifiers = numbers(mention["identifiers"])
    is_vessel = mention["role"] == "VESSEL"
    return Named(world.relations.party_id(mention), list(names_of(mention)), identifiers, qualifiers, is_vessel)


def vessel(means: Json) -> Iterator[Named]:
    """A means of transport by number or name."""
    imo, name = means.get("imo"), means.get("name")
    names = [name] if name else []
    if imo:
        yield Named(f"IMO:{imo}", names, {("IMO", imo)}, {}, True)
    elif name:
        yield Named(f"NAME:{tidy(name)}", names, set(), {}, True)


def mentions(world: World) -> Iterator[Json]:
    """Every mention in a fact that has effect; of consignments only what is told of live ones."""
    for fact in standing_facts(world):
        yield from within(fact)
    for s in world.consignments.values():
        for fact in (s.declaration, *s.facts):
            yield from within(fact)


def standing_facts(world: World) -> Iterator[Fact]:
    """Facts about no consignment; of a licence, authorization or document said twice, the last."""
    for document in (*world.licences.values(), *world.authorizations.values()):
        yield from (document.issued, *document.of("amended"))
    yield from world.presented.values()
    yield from world.of_type("reexport.declared")


def within(fact: Fact) -> Iterator[Json]:
    """The mentions of one fact."""
    waiting: list[object] = [fact.data]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if "role" in one and "identifiers" in one:
                yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
