"""R30: what is missing in a store, and the rule as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tests.reference.item_rules import gravity, lost_or_seized
from tests.reference.items import happened, model_of, what
from tests.reference.landing import Landing, numbers_of, serial_count
from tests.reference.marks import name_of
from tests.reference.quantities import UNKNOWN, ZERO, Interval, base, certain_rest, exactly, total
from tests.reference.standing import Fact, Json
from tests.reference.verdict import Found, Key
from tests.reference.world import World

Model = tuple[str, str]
LEAVING = {"item.transferred": "from_party", "item.lost": "holder", "item.destroyed": "holder"}


def r30(world: World) -> Iterator[Found]:
    """Loss, seizure or stock gap; under one key the worst event, the last count that falls short."""
    events = {one.key: one for one in sorted(lost_or_seized(world), key=lambda one: one.severity)}
    yield from events.values()
    yield from {one.key: one for one in stock_gaps(world)}.values()


def stock_gaps(world: World) -> Iterator[Found]:
    """Every count that falls short of what must be there."""
    for fact in world.of_type("stock.counted"):
        for model in dict.fromkeys(filter(None, (model_of(world, line["item"]) for line in fact.data["lines"]))):
            rest = certain_rest(expected(world, fact, model), *leaving(world, fact, model), counted(world, fact, model))
            if rest is not None and rest > tolerance(world, fact, model):
                name = name_of(lines_of(world, fact, model)[0]["item"], world.lists)
                subject = f"STOCK:{holder(world, fact)}|{name.make}|{name.model}|{fact.data['count']}"
                yield Found(Key("R30", None, None, None, subject), gravity(world, fact), rest)


def holder(world: World, fact: Fact) -> str:
    """Whose stock was counted."""
    return world.register.survivor(fact.data["holder"])


def lines_of(world: World, fact: Fact, model: Model) -> list[Json]:
    """The lines of a count for a model."""
    return [line for line in fact.data["lines"] if model_of(world, line["item"]) == model]


def measured(world: World, quantity: Json | None, item: Json) -> Interval:
    """An amount of an item in base units."""
    return base(quantity, item["category"], item.get("calibre"), world.lists)


def counted(world: World, fact: Fact, model: Model) -> Interval:
    """What was found."""
    return total(measured(world, line["quantity"], line["item"]) for line in lines_of(world, fact, model))


def tolerance(world: World, fact: Fact, model: Model) -> Fraction:
    """Fifty rounds of ammunition (1.3.6)."""
    rounds = any(line["item"]["category"] == "AMMUNITION" for line in lines_of(world, fact, model))
    state, day = fact.data["state"], world.lists.date(fact, fact.data["state"])
    return Fraction(world.statutes.says("tol_rounds", day, state) if rounds else 0)


def previous(world: World, fact: Fact, model: Model) -> Fact | None:
    """The last count of the model by the holder before."""
    counts = [
        other
        for other in world.of_type("stock.counted")
        if other.order < fact.order and holder(world, other) == holder(world, fact) and lines_of(world, other, model)
    ]
    return counts[-1] if counts else None


def expected(world: World, fact: Fact, model: Model) -> Interval:
    """The previous count and what was verified as received since, up to this day."""
    before = previous(world, fact, model)
    first = None if before is None else happened(world, before)[1] + 1
    found = ZERO if before is None else counted(world, before, model)
    for s in world.consignments.values():
        licence = world.licence_of(s)
        if licence is None:
            continue
        user = licence.terms(s.control_date, world.lists)["end_user"]
        if world.relations.party_id(user) != holder(world, fact):
            continue
        for number in numbers_of(world, s):
            item = Landing(world, s, number)
            if model_of(world, what(item.items[0])) == model:
                found += item.verified(first, happened(world, fact)[1])
    return found


def leaving(world: World, fact: Fact, model: Model) -> Iterator[Interval]:
    """Disposed of as recorded; transferred, lost, destroyed since the previous count."""
    for line in lines_of(world, fact, model):
        if line.get("disposed") is not None:
            yield measured(world, line["disposed"], line["item"])
    before = previous(world, fact, model)
    for name, role in LEAVING.items():
        for other in world.of_type(name):
            since = before is None or before.order < other.order
            party = other.data.get(role)
            if since and other.order < fact.order and party is not None:
                mine = world.register.survivor(party) == holder(world, fact)
                if mine and model_of(world, other.data["item"]) == model:
                    yield amount(world, other)


def amount(world: World, fact: Fact) -> Interval:
    """The quantity told; without one the number of serials; without these unknown."""
    if fact.data.get("quantity") is not None:
        return measured(world, fact.data["quantity"], fact.data["item"])
    count = serial_count(fact.data["serials"])
    return UNKNOWN if count is None else exactly(Fraction(count))
