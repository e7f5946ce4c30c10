"""R20: everybody who is named, against the list of sanctions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.chapters.parties.kinds import bears_a_form
from tests.reference.days import day_number, day_of
from tests.reference.parties import NATIONAL, numbers, of_other_states, one_state
from tests.reference.relations import tidy
from tests.reference.sameness import alikeness, names_of
from tests.reference.standing import Fact, Json
from tests.reference.text import canon, latin, says_nothing
from tests.reference.verdict import Found, Key
from tests.reference.world import World

SHIPS = ("MV", "MT", "MS", "SS", "MY")
FIRMS = ("GOVERNMENT", "ARMED_FORCES", "POLICE", "CLUB", "BANK", "SECURITY_COMPANY")
QUALIFIERS = ("born", "nationality", "state")


@dataclass
class Named:
    """Somebody, or a vessel, as a message or the register names it."""

    party: str
    names: list[str]
    identifiers: set[tuple[str, str]]
    qualifiers: Json
    vessel: bool = False
    person: bool = False
    firm: bool = False


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
    short = [] if one.vessel else [x for name in names for x in acronyms(name)]
    shared, best = one.identifiers & theirs, alikeness(one.names, names)
    strong = {x for x in shared if x[0] not in NATIONAL} or not of_other_states(one.qualifiers, row)
    if shared and (strong or best >= 1000 * world.today("name_low")):
        return True
    if one.vessel:
        return same_vessel(one, row, theirs, names)
    alike = alikeness(one.names, [*names, *short]) >= 1000 * world.today("screen_threshold")
    return alike and not kinds_differ(one, row) and not contradicted(one.qualifiers, row, world.today("birth_slack"))


def acronyms(name: str) -> list[str]:
    """What stands in parentheses behind a name and is made of the first letters of its words (5.13)."""
    before, _, behind = name.partition("(")
    first = [x[0] for x in before.split() if x[0].isupper()]
    return [behind.rstrip(") ")] if list(behind.rstrip(") ")) == first else []


def same_vessel(one: Named, row: Json, theirs: set[tuple[str, str]], names: list[str]) -> bool:
    """An equal name, MV and its like left out; without a number also of an entry of kind ENTITY (5.11)."""
    numbered = "IMO" in {scheme for scheme, _ in one.identifiers}
    if row["kind"] not in ("VESSEL", *([] if numbered else ["ENTITY"])):
        return False
    both = numbered and "IMO" in {scheme for scheme, _ in theirs}
    return not both and bool({ship(name) for name in one.names} - {""} & {ship(name) for name in names})


def ship(name: str) -> str:
    """A vessel's name by its letters and digits, without the kind of ship in front (5.11)."""
    signs = latin(name).replace("/", "").replace(".", "").replace("-", " ")
    words = signs.split()
    return canon(" ".join(words[1:] if len(words) > 1 and words[0] in SHIPS else [name]))


def kinds_differ(one: Named, row: Json) -> bool:
    """A person against no person, a firm against a person; whoever is no vessel against a vessel (5.12)."""
    if one.person and not one.firm:
        return bool(row["kind"] != "PERSON")
    return row["kind"] == "VESSEL" or (one.firm and not one.person and row["kind"] == "PERSON")


def contradicted(mine: Json, row: Json, slack: int) -> bool:
    """Some qualifier that both sides have differs; years of birth by more than one."""
    both = [name for name in QUALIFIERS if mine.get(name) is not None and row.get(name) is not None]
    return any(
        abs(int(mine[name][:4]) - int(row[name][:4])) > slack
        if name == "born"
        else not one_state(mine[name], row[name])
        for name in both
    )


def everybody(world: World) -> Iterator[Named]:
    """Register entries, mentions, vessels, signatories."""
    yield from entries(world)
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
        yield Named(f"NAME:{tidy(name)}", [name], set(), {}, person=True)


def entries(world: World) -> Iterator[Named]:
    """Register entries, and those that they absorbed."""
    for survivor, members in world.register.members.items():
        own = world.relations.entries.get(survivor, {})
        for member in members:
            names, identifiers = list(names_of(member)), numbers(member["identifiers"])
            yield Named(survivor, names, identifiers, own, False, *person_or_firm(member, own))


def of_mention(world: World, mention: Json) -> Named:
    """A mention; the qualifiers that it lacks are those of the entry it resolves to."""
    entry = world.relations.entries.get(world.relations.resolve(mention) or "", {})
    qualifiers = {name: entry.get(name) if mention.get(name) is None else mention[name] for name in QUALIFIERS}
    identifiers = numbers(mention["identifiers"])
    is_vessel = mention["role"] == "VESSEL"
    party, names = world.relations.party_id(mention), list(names_of(mention))
    return Named(party, names, identifiers, qualifiers, is_vessel, *person_or_firm(mention, entry))


def person_or_firm(*told: Json) -> tuple[bool, bool]:
    """Whether anything says that it is a person, and that it is a firm (5.12)."""
    person = any(x.get("kind") == "INDIVIDUAL" or x.get("date_of_birth") or x.get("nationality") for x in told)
    forms = any(x.get("legal_form") or (x and bears_a_form(names_of_told(x))) for x in told)
    return bool(person), forms or any(x.get("kind") in FIRMS for x in told)


def names_of_told(told: Json) -> list[str]:
    """The name in both scripts."""
    return [told["name"], *([told["name_local"]] if told.get("name_local") else [])]


def vessel(means: Json) -> Iterator[Named]:
    """A means of transport by number or name; a number that says nothing is none (5.2)."""
    imo, name = means.get("imo"), means.get("name")
    imo = None if imo and says_nothing(imo, identifier=True) else imo
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
