"""same(mention, party): all six steps (rules.md 1.6). How alike two names are is left to the product's own score."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum

from domain.kernel.canon import letters_and_digits
from domain.names.score import score
from tests.reference.licences import Document
from tests.reference.parties import compared, is_person, numbers, roots
from tests.reference.relations import tidy
from tests.reference.standing import Json
from tests.reference.world import World

EXCUSED_KINDS = ("FORWARDER", "BANK", "CARRIER")
WORDS = re.compile(r"[^\W_]+")


class Answer(Enum):
    """What same() says."""

    SAME = "same"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


def same(world: World, mention: Json, licensed: Json, licence: Document) -> Answer:
    """Whether a mention is the party that a licence names; the first step that decides."""
    party = world.register.party(licensed)
    written, state = mention.get("register_id"), mention.get("state")
    if written is not None and party.register_id is not None:
        return answer(world.register.survivor(written) == party.register_id)
    mine, theirs = compared(mention, party)
    branch = bool(roots(mention["identifiers"]) & roots(party.identifiers)) and state is not None
    if mine & theirs or (branch and state == party.state):
        return Answer.SAME
    if {scheme for scheme, _ in mine} & {scheme for scheme, _ in theirs}:
        return Answer.DIFFERENT
    told_twice = mine != numbers(mention["identifiers"]) and not (party.person or is_person(mention))
    if state is not None and party.state is not None and state != party.state and not told_twice:
        return Answer.DIFFERENT
    if of_another(world, mention, licensed):
        return Answer.DIFFERENT
    return by_name(world, set(names_of(mention)), set(names_of_party(world, licensed)), licence)


def of_another(world: World, mention: Json, licensed: Json) -> bool:
    """The name told is whole that of another entry, and not one of the party's (decision 14)."""
    told = letters_and_digits(mention["name"])
    party = world.register.party(licensed)
    if not told or told in map(letters_and_digits, names_of_party(world, licensed)):
        return False
    for number, entries in world.register.members.items():
        held = numbers([x for entry in entries for x in entry["identifiers"]])
        if number == party.register_id or held & numbers(party.identifiers):
            continue
        names = {letters_and_digits(x) for e in entries for x in (e["name"], e.get("name_local")) if x}
        if told in names and mention.get("state") in (None, entries[0]["state"]):
            return True
    return False


def answer(equal: bool) -> Answer:
    """SAME or DIFFERENT."""
    return Answer.SAME if equal else Answer.DIFFERENT


def by_name(world: World, mine: set[str], theirs: set[str], licence: Document) -> Answer:
    """Steps 5 and 6."""
    forms = world.lists.rows.get("legal_forms", [])
    classes = forms_in(mine, forms), forms_in(theirs, forms)
    if classes[0] and classes[1] and not classes[0] & classes[1]:
        return Answer.DIFFERENT
    best = alikeness(mine, theirs)
    same_from, low = (1000 * world.today(x, licence) for x in ("name_same", "name_low"))
    return Answer.SAME if best >= same_from else Answer.DIFFERENT if best < low else Answer.UNDECIDED


def alikeness(mine: Iterable[str], theirs: Iterable[str]) -> int:
    """The best score of any two names."""
    return max((score(a, b) for a in mine for b in theirs), default=0)


def names_of(told: Json) -> Iterator[str]:
    """Latin, local and former names."""
    yield told["name"]
    yield from [told["name_local"]] if told.get("name_local") else []
    yield from told.get("former_names", [])


def names_of_party(world: World, licensed: Json) -> Iterator[str]:
    """All names of an entry and of those it absorbed; the mention stands in for one that is not registered."""
    written = licensed.get("register_id")
    members = [] if written is None else world.register.members.get(world.register.survivor(written), [])
    for told in members or [licensed]:
        yield from names_of(told)


def forms_in(names: Iterable[str], forms: Iterable[Json]) -> set[str]:
    """Classes of the legal forms that names carry, at the end or the beginning."""
    found = set()
    for name in names:
        words = WORDS.findall(tidy(name).replace(".", ""))
        for row in forms:
            form = WORDS.findall(tidy(row["form"]).replace(".", ""))
            if form and len(form) < len(words) and form in (words[-len(form) :], words[: len(form)]):
                found.add(row["form_class"])
    return found


def excused(world: World, mention: Json) -> bool:
    """A forwarder, bank or carrier, by its own word or the register's, or "to order" (1.6)."""
    entry = world.relations.entries.get(world.relations.resolve(mention) or "", {})
    kinds = {mention.get("kind"), entry.get("kind")}
    return bool(kinds & {*EXCUSED_KINDS}) or tidy(mention["name"]).startswith(("TO ORDER", "TO THE ORDER"))
