"""R25, and of R30 what is lost or seized: single items and lots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tests.reference.consignments import Consignment
from tests.reference.days import day_number, months_before
from tests.reference.items import (
    Export,
    Order,
    Thing,
    declared_things,
    exports,
    happened,
    identities,
    licensed_item,
    named,
    what,
)
from tests.reference.landing import Landing, last_of_each
from tests.reference.licences import reference_text
from tests.reference.standing import Fact, Json
from tests.reference.text import number_of, says_nothing
from tests.reference.verdict import Found, Key
from tests.reference.world import World

GONE = "gone"
TAKEN = ("item.lost", "item.seized", "item.destroyed")
Step = tuple[int, Order, str | None, str]  # date, business order, State left, where it is then


def r25(world: World) -> Iterator[Found]:
    """Serial conflict."""
    custody: dict[Thing, list[Step]] = defaultdict(list)
    for thing, step in [*exported(world), *returned(world), *told(world)]:
        custody[thing].append(step)
    for thing, steps in custody.items():
        if conflict(sorted(steps, key=lambda step: step[:2])):
            yield Found(Key("R25", None, None, None, called(world, thing)), 4, None)


def called(world: World, thing: Thing) -> str:
    """What keys call it: as the first message in time order has it, where others write the name otherwise (5.1)."""
    if thing.serial is None:
        return thing.subject
    return min((x for x in namings(world) if x[2] == thing), key=lambda x: x[:2])[3]


@lru_cache(maxsize=2)
def namings(world: World) -> list[tuple[int, Order, Thing, str]]:
    """Date, order, item and its name in everything that names items."""
    found: list[tuple[int, Order, Thing, str]] = []

    def note(day: int, order: Order, things: Iterable[Thing]) -> None:
        found.extend((day, order, x, x.subject) for x in things)

    for export in exports(world, settled=False):
        note(*export.rank, declared_things(world, export.item))
    for thing, step in returned(world):
        note(step[0], step[1], [thing])
    for fact in world.of_type("reexport.declared"):
        for line in fact.data["lines"]:
            note(world.lists.date(fact, fact.data["state"]), fact.order, named(world, line))
    for name in (*TAKEN, "item.recovered", "item.transferred", "item.deactivated"):
        for fact in world.of_type(name):
            note(happened(world, fact)[1], fact.order, named(world, fact.data, licensed_item(world, fact)))
    return found


def conflict(steps: list[Step]) -> bool:
    """Some export leaves from where the item is known not to be."""
    at: str | None = None
    for _, _, left, then in steps:
        if left is not None and at is not None and at != left:
            return True
        at = then
    return False


def exported(world: World) -> Iterator[tuple[Thing, Step]]:
    """Settled exports, each consignment once."""
    found: dict[tuple[str, Thing], Step] = {}
    for export in exports(world):
        s = export.consignment
        step = (*export.rank, s.export_state, str(s.data["destination_state"]))
        for thing in identities(world, what(export.item), export.item.declared.get("serials")):
            found[s.key, thing] = step
    yield from ((thing, step) for (_, thing), step in found.items())


def returned(world: World) -> Iterator[tuple[Thing, Step]]:
    """Returns; without serials all serials of the item when the quantities are equal."""
    for s in world.consignments.values():
        for fact in last_of_each(s.of("shipment.returned"), "entry_reference"):
            state = fact.data["to_state"]
            step = (world.lists.date(fact, state), fact.order, None, state)
            for line in fact.data["lines"]:
                yield from ((thing, step) for thing in given_back(world, s, line))


def given_back(world: World, s: Consignment, line: Json) -> set[Thing]:
    """The identities of one line of a return."""
    items = [item for item in world.goods(s) if item.number == line["item_no"]]
    if not items:
        return set()
    if lists_serials(line):
        return identities(world, what(items[0]), line["serials"])
    landing = Landing(world, s, line["item_no"])
    amount = landing.base(line["quantity"])
    if amount != landing.departed or amount.lo != amount.hi:
        return set()
    return set().union(*(identities(world, what(item), item.declared.get("serials")) for item in items))


def told(world: World) -> Iterator[tuple[Thing, Step]]:
    """Re-exports, losses, seizures, destructions, recoveries."""
    for fact in world.of_type("reexport.declared"):
        step = (world.lists.date(fact, fact.data["state"]), fact.order, None, fact.data["destination_state"])
        for line in fact.data["lines"]:
            yield from ((thing, step) for thing in identities(world, line["item"], line.get("serials")))
    for name in (*TAKEN, "item.recovered"):
        for fact in world.of_type(name):
            state, day = happened(world, fact)
            step = (day, fact.order, None, state if name == "item.recovered" else GONE)
            things = identities(world, licensed_item(world, fact), fact.data["serials"])
            yield from ((thing, step) for thing in things)


def lost_or_seized(world: World) -> Iterator[Found]:
    """R30 on the last export of the item, or on the case."""
    for fact in [*world.of_type("item.lost"), *world.of_type("item.seized")]:
        for thing in named(world, fact.data, licensed_item(world, fact)):
            export = last_export(world, thing, happened(world, fact)[1])
            if export is not None and not lawfully_passed_on(world, thing, fact) and not restored(world, thing, fact):
                licence = export.item.licence
                name = None if licence is None else licence.key
                key = Key("R30", name, export.item.line, None, called(world, thing))
                yield Found(key, gravity(world, fact), None)
        if names_line(fact) and not case_restored(world, fact):
            licence_key, line = reference_text(fact.data["licence"]), fact.data["licence_line"]
            subject = f"CASE:{first_written(world, fact)}"
            yield Found(Key("R30", licence_key, line, None, subject), gravity(world, fact), None)


def traced_for(world: World, export: Export, day: int) -> int:
    """For how many months an export is traced, by the law of the day of the event."""
    licence, state = export.item.licence, export.consignment.export_state
    years = (
        world.statutes.says("trace_lookback", day, state)
        if licence is None
        else world.says("trace_lookback", day, licence)
    )
    return int(12 * years)


def last_export(world: World, thing: Thing, day: int) -> Export | None:
    """The last export in the five years before a day."""
    found = [
        export
        for export in exports(world)
        if months_before(day, traced_for(world, export, day)) <= export.consignment.control_date < day
        and thing in declared_things(world, export.item)
    ]
    return max(found, key=lambda export: export.rank, default=None)


def lawfully_passed_on(world: World, thing: Thing, event: Fact) -> bool:
    """Transferred in that State before the event."""
    state, _ = happened(world, event)
    return any(
        fact.order < event.order and happened(world, fact)[0] == state and thing in named(world, fact.data)
        for fact in world.of_type("item.transferred")
    )


def restored(world: World, thing: Thing, event: Fact) -> bool:
    """Back with the lawful holder after the event."""
    return any(thing in named(world, fact.data) for fact in given_back_later(world, event))


def case_restored(world: World, event: Fact) -> bool:
    """The case is closed by a recovery."""
    case = number_of(event.data.get("case"))
    return bool(case) and any(number_of(fact.data.get("case")) == case for fact in given_back_later(world, event))


def first_written(world: World, event: Fact) -> str:
    """The case as the first loss under the licence line writes it that is not over; nothing if it says nothing."""
    place = (reference_text(event.data["licence"]), event.data["licence_line"], number_of(event.data.get("case")))
    alike = (
        fact.data["case"]
        for fact in world.of_type("item.lost")
        if names_line(fact) and not case_restored(world, fact)
        if (reference_text(fact.data["licence"]), fact.data["licence_line"], number_of(fact.data.get("case"))) == place
    )
    return str(next(alike)) if place[2] else ""


def given_back_later(world: World, event: Fact) -> list[Fact]:
    """Recoveries after an event that restore custody."""
    recovered = world.of_type("item.recovered")
    return [fact for fact in recovered if fact.data["custody_restored"] and fact.order > event.order]


def names_line(fact: Fact) -> bool:
    """A loss that names licence and line, but no serials."""
    told = fact.data
    line = told.get("licence") is not None and told.get("licence_line") is not None
    return line and not lists_serials(told)


def lists_serials(told: Json) -> bool:
    """Some serials are given that say something; two empty lists are none."""
    listed = told.get("serials")
    return listed is not None and bool([x for x in listed["numbers"] if not says_nothing(x)] or listed["ranges"])


def gravity(world: World, fact: Fact) -> int:
    """S5 where an embargo row names the State at that date."""
    state, day = happened(world, fact)
    rows = [row for row in world.lists.rows.get("embargoes", []) if row["state"] == state]
    return 4 + any(
        day_number(row["from"]) <= day and (row["to"] is None or day <= day_number(row["to"])) for row in rows
    )
