"""R15, R26: more than left, or not the same pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from tests.reference.consignments import Consignment
from tests.reference.days import DAY
from tests.reference.delivery_rules import landed
from tests.reference.goods_rules import landed as landed_lines
from tests.reference.landing import Landing, last_of_each, numbers_of
from tests.reference.marks import serial, serials, unmatched
from tests.reference.quantities import certain_rest
from tests.reference.standing import Json
from tests.reference.text import says_nothing
from tests.reference.verdict import Found, Key
from tests.reference.world import World


def r15(world: World) -> Iterator[Found]:
    """Over-landing."""
    for s in world.consignments.values():
        for number in numbers_of(world, s):
            item = Landing(world, s, number)
            rest = certain_rest(item.arrived(), item.departed)
            if rest is not None and rest > tolerance(item) and counted(world, s):
                yield Found(Key("R15", None, number, s.key, None), 4, rest)


def tolerance(item: Landing) -> Fraction:
    """Counted goods none, propellant a tenth of what departed where that is most, ammunition 50 rounds."""
    return item.tolerance(item.departed.lo if item.departed.hi is None else item.departed.hi)


def counted(world: World, s: Consignment) -> bool:
    """The tally is closed, or two days have run since the last standing arrival was recorded."""
    window = world.says_of_goods("settle_decl", s.control_date, s) * DAY
    standing = sorted(last_of_each(s.of("shipment.arrived"), "entry_reference"), key=lambda fact: fact.order)
    return bool(s.of("shipment.tally-closed")) or (bool(standing) and world.now >= standing[-1].recorded + window)


def r26(world: World) -> Iterator[Found]:
    """Serials or lots unaccounted, where the quantities are equal and certain (1.9.5)."""
    for s in world.consignments.values():
        if not landed(world, s):
            continue
        for number in numbers_of(world, s):
            item = Landing(world, s, number)
            departed, arrived = item.departed, item.arrived()
            if departed.hi is None or not departed.lo == departed.hi == arrived.lo == arrived.hi:
                continue
            left, came = [x.declared for x in item.items], landed_lines(s, number)
            missing = missing_serials(left, came, departed.lo)
            if missing is not None or other_lots(left, came):
                yield Found(Key("R26", None, number, s.key, None), 4, missing)


def missing_serials(left: Iterable[Json], came: Iterable[Json], count: Fraction) -> Fraction | None:
    """How many departed and did not arrive; None when a list is not complete, or nothing differs."""
    departed, arrived = (serials(line.get("serials") for line in lines) for lines in (left, came))
    if departed is None or arrived is None or not len(departed) == len(arrived) == count:
        return None
    rest, _ = unmatched(departed, arrived)
    return Fraction(len(rest)) if rest else None


def other_lots(left: Iterable[Json], came: Iterable[Json]) -> bool:
    """Lots given on both sides, and not the same."""
    departed, arrived = (lots(lines) for lines in (left, came))
    return departed is not None and arrived is not None and departed != arrived


def lots(lines: Iterable[Json]) -> set[str] | None:
    """The lots of some lines together; None when a line lists none."""
    given = [[x for x in line.get("lots") or [] if not says_nothing(x)] or None for line in lines]
    if not given or None in given:
        return None
    return {serial(lot) for listed in given if listed is not None for lot in listed}
