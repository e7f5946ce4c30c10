"""R13: seal anomaly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from tests.reference.consignments import Consignment
from tests.reference.days import DAY
from tests.reference.standing import Fact, Json
from tests.reference.text import canon, says_nothing
from tests.reference.verdict import Found, Key
from tests.reference.world import World


class Applied(NamedTuple):
    """A number applied to a position."""

    fact: Fact
    position: str
    number: str


def r13(world: World) -> Iterator[Found]:
    """Readings that do not fit, and clones."""
    for s in world.consignments.values():
        positions = misread(world, s) | {seal.position for seal in applied(world, s) if cloned(world, s, seal)}
        for position in sorted(positions):
            yield Found(Key("R13", None, None, s.key, position), 4, None)


def sealed(s: Consignment) -> list[Applied]:
    """What was sealed, in business order."""
    facts = s.of("shipment.sealed")
    seals = [Applied(fact, seal["position"], seal["number"]) for fact in facts for seal in fact.data["seals"]]
    return [seal for seal in seals if not says_nothing(seal.number)]


def replaced(s: Consignment) -> list[Applied]:
    """What customs replaced, in business order (1.4.1)."""
    facts = [fact for fact in s.of("shipment.seal-replaced") if fact.role == "customs"]
    seals = [Applied(fact, fact.data["position"], fact.data["new_number"]) for fact in facts]
    return [seal for seal in seals if not says_nothing(seal.number)]


def applied(world: World, s: Consignment) -> list[Applied]:
    """The chains of all positions together, in business order; the current number told again is no other seal."""
    found: list[Applied] = []
    for seal in sorted([*sealed(s), *replaced(s)], key=lambda seal: seal.fact.order):
        current = [x for x in found if x.position == seal.position][-1:]
        if not current or not equal(current[0].number, seal.number, shortest(world, s, seal.fact)):
            found.append(seal)
    return found


def misread(world: World, s: Consignment) -> set[str]:
    """Positions with a reading that does not fit the chain."""
    chain = applied(world, s)
    found = set()
    for check in s.of("shipment.seal-checked"):
        for reading in check.data["readings"]:
            numbers = [x.number for x in chain if x.position == reading["position"] and x.fact.at <= check.at]
            window = world.says_of_goods("seal_reconcile", world.lists.date(check, s.export_state), s) * DAY
            waited = world.now >= check.recorded + window
            if numbers and anomalous(reading, numbers, waited, shortest(world, s, check)):
                found.add(reading["position"])
    return found


def anomalous(reading: Json, numbers: list[str], waited: bool, least: int) -> bool:
    """The reading against the numbers of the chain up to then, the last being current."""
    read, state = reading["number"], reading["state"]
    read = None if read is not None and says_nothing(read) else read
    if state == "MISSING":
        return True
    if state == "BROKEN":
        return read is None or equal(read, numbers[-1], least) or not any(equal(read, x, least) for x in numbers[:-1])
    return waited and read is not None and not equal(read, numbers[-1], least)


def shortest(world: World, s: Consignment, fact: Fact) -> int:
    """How long an end must be to stand for the whole number, by the law of the day of a fact."""
    return int(world.says_of_goods("seal_suffix", world.lists.date(fact, s.export_state), s))


def equal(a: str, b: str, least: int) -> bool:
    """Equal but for separators and case, or the shorter is the end of the longer."""
    short, long = sorted((canon(a), canon(b)), key=len)
    return (short == long and short != "") or (len(short) >= least and long.endswith(short))


def cloned(world: World, s: Consignment, seal: Applied) -> bool:
    """The number was applied earlier on another consignment and is live there."""
    least = shortest(world, s, seal.fact)
    return any(
        earlier.fact.order < seal.fact.order
        and equal(earlier.number, seal.number, least)
        and seal.fact.at < end(world, other, earlier)
        for other in world.consignments.values()
        if other is not s
        for earlier in applied(world, other)
    )


def end(world: World, s: Consignment, seal: Applied) -> Fraction:
    """When the seal stops being live: first arrival or release of all, the next at its position, or after 180 days."""
    chain = [x for x in applied(world, s) if x.position == seal.position]
    later = [x.fact for x in chain[chain.index(seal) + 1 :]]
    ends = [*s.of("shipment.arrived", "shipment.released")[:1], *later[:1]]
    life = world.says_of_goods("seal_life", world.lists.date(seal.fact, s.export_state), s) * DAY
    return min([seal.fact.at + Fraction(life), *(fact.at for fact in ends)])
