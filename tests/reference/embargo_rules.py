"""R21: embargoed destination, of a licence and of a consignment."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.consignments import Consignment
from tests.reference.days import day_number
from tests.reference.licences import Document, control_classes
from tests.reference.sightings import leg_state, states_seen, strong, weak
from tests.reference.standing import Json
from tests.reference.verdict import Found, Key
from tests.reference.world import World


def r21(world: World) -> Iterator[Found]:
    """Of a licence; of a consignment for States that are not found of its licence (1.9.8)."""
    licensed = {key: states_licensed(world, licence) for key, licence in world.licences.items()}
    for key, states in licensed.items():
        for state in sorted(states):
            yield Found(Key("R21", key, None, None, state), 5, None)
    for s in world.consignments.values():
        licence = world.licence_of(s)
        if licence is not None:
            for state in sorted(states_embargoed(world, licence, s) - licensed[licence.key]):
                yield Found(Key("R21", None, None, s.key, state), 5, None)


def rows_for(world: World, terms: Json) -> list[Json]:
    """Rows whose classes concern a licence with these terms."""
    classes = {x for line in terms["lines"] for x in control_classes(line["item"], world.lists)}
    return [row for row in world.lists.rows.get("embargoes", []) if (not row["classes"] or classes & {*row["classes"]})]


def kind_of(world: World, mention: Json) -> str | None:
    """The kind that the register says, else the mention."""
    written = mention.get("register_id")
    head = None if written is None else world.register.heads.get(world.register.survivor(written))
    return mention.get("kind") if head is None else head["kind"]


def life(world: World, licence: Document) -> tuple[int, int]:
    """From issue to the earliest of `valid_to`, day before a revocation that stands, day before surrender."""
    ends = [day - 1 for day, last in licence.between("revoked", "revocation-undone") if last is None]
    ends += [day - 1 for day in licence.dates("surrendered")]
    last = day_number(licence.current_terms(world.lists)["valid_to"])
    return day_number(licence.issued.data["issued_on"]), min([last, *ends])


def states_licensed(world: World, licence: Document) -> set[str]:
    """States of the licence that a row covers during its life, without exemption."""
    terms = licence.current_terms(world.lists)
    first, last = life(world, licence)
    ends = {terms["import_state"], state_of_end_user(world, terms)}
    found = set()
    for row in rows_for(world, terms):
        meets = max(first, day_number(row["from"]))
        through = row["actors"] == "ALL" and row["state"] in terms["transit_states"]
        living = meets <= min(last, ending(row, last))
        public = kind_of(world, terms["end_user"]) in world.says("public_end_users", meets, licence)
        meant = row["actors"] == "ALL" or not public
        if (row["state"] in ends or through) and living and meant and not exempt(licence, row, meets):
            found.add(row["state"])
    return found


def state_of_end_user(world: World, terms: Json) -> str | None:
    """The State that the terms say, else the register."""
    mention = terms["end_user"]
    written: str | None = mention.get("state")
    return written if written is not None else world.register.party(mention).state


def ending(row: Json, otherwise: int) -> int:
    """The last day of a row."""
    return otherwise if row["to"] is None else day_number(row["to"])


def exempt(licence: Document, row: Json, day: int) -> bool:
    """Some version of the terms has an exemption that names the row and counts by that day."""
    versions = [fact.data["terms"] for fact in [licence.issued, *licence.of("amended")]]
    exemptions = [terms.get("embargo_exemption") for terms in versions]
    return any(x is not None and x["row"] == row["row"] and day_number(x["effective_on"]) <= day for x in exemptions)


def states_embargoed(world: World, licence: Document, s: Consignment) -> set[str]:
    """States under R21 for the consignment: seen there, or declared to go there at the control date."""

    def under(state: str, day: int) -> bool:
        return state in states_covered(world, licence, day)

    route = {leg_state(world.lists, leg) for leg in s.data["route"] if leg["activity"] != "CALL"}
    planned = {state for state in {*route, s.data["destination_state"]} if under(state, s.control_date)}
    strongly = [x for x in strong(world, licence, s) if under(x.state, x.day)]
    weakly = [x for x in weak(world, licence, s) if under(x.state, x.day)]
    return planned | states_seen(world, licence, strongly, weakly)


def states_covered(world: World, licence: Document, day: int) -> set[str]:
    """States that an ALL row covers on a day for the terms of that day, without exemption."""
    return {
        row["state"]
        for row in rows_for(world, licence.terms(day, world.lists))
        if row["actors"] == "ALL"
        and day_number(row["from"]) <= day <= ending(row, day)
        and not exempt(licence, row, day)
    }
