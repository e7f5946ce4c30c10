"""What of a goods item arrived, is accounted for, or was verified (rules.md 1.5.9, R14)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from functools import reduce

from tests.reference.consignments import Consignment
from tests.reference.days import DAY, day_number
from tests.reference.quantities import UNKNOWN, ZERO, Interval, base, exactly, greater, landing_tolerance, total
from tests.reference.resolution import Goods
from tests.reference.standing import Fact, Json
from tests.reference.text import canon, says_nothing
from tests.reference.world import World

SHORT_SHIPPED = ("86",)
GIVEN_UP = ("80", "82", "313")
OVERCARRIED = ("302",)
LOSS = ("49", "117", "231", "287")


class Landing:
    """One goods item number of a consignment."""

    def __init__(self, world: World, consignment: Consignment, number: int) -> None:
        self.world = world
        self.consignment = consignment
        self.number = number
        self.items = [item for item in world.goods(consignment) if item.number == number]
        self.category = self.items[0].category
        self.departed = total(item.quantity for item in self.items)

    def base(self, quantity: Json | None) -> Interval:
        """An amount of the item in base units."""
        item: Goods = self.items[0]
        return base(quantity, self.category, item.declared["item"].get("calibre"), self.world.lists)

    def _lines(self, facts: Iterable[Fact]) -> list[Json]:
        return [line for fact in facts for line in fact.data["lines"] if line["item_no"] == self.number]

    def arrived(self) -> Interval:
        """Sum over the standing arrivals, without accessories."""
        lines = self._lines(last_of_each(self.consignment.of("shipment.arrived"), "entry_reference"))
        return total(self.base(line["quantity"]) for line in lines if line["item"]["category"] != "ACCESSORY")

    def verified(self, first: int | None = None, last: int | None = None) -> Interval:
        """Sum over the standing delivery verifications, perhaps only those of receipt within some days."""
        standing = last_of_each(self.consignment.of("shipment.delivery-verified"), "verification")
        lines = self._lines(fact for fact in standing if received_within(fact, first, last))
        return total(self.base(line["quantity"]) for line in lines)

    def reports(self, codes: Iterable[str]) -> list[Fact]:
        """Reports of customs or a carrier with one of the codes, for the item; no lines: every item."""
        return [
            fact
            for fact in self.consignment.of("shipment.discrepancy-reported")
            if fact.role in ("customs", "carrier") and fact.data["code"] in codes
            if not fact.data["lines"] or self._lines([fact])
        ]

    def _reported(self, reports: Iterable[Fact]) -> Interval:
        """Of one code: added up within a State and role; of several the greatest (5.8)."""
        told = defaultdict[str, dict[tuple[str, str], Interval]](dict)
        for fact in reports:
            lines = self._lines([fact])
            own = total(self.base(line["quantity"]) for line in lines) if fact.data["lines"] else self.departed
            of_code, who = told[fact.data["code"]], (fact.state, fact.role)
            of_code[who] = of_code.get(who, ZERO) + own
        return total(reduce(greater, of_code.values()) for of_code in told.values())

    def accounted(self) -> Interval:
        """Short-shipped, given up or returned, destroyed; without code 302."""
        standing = last_of_each(self.consignment.of("shipment.returned"), "entry_reference")
        returned = total(self.base(x["quantity"]) for x in self._lines(standing))
        given_up = greater(self._reported(self.reports(GIVEN_UP)), returned)
        return self._reported(self.reports(SHORT_SHIPPED)) + given_up + self._destroyed()

    def overcarried(self) -> Interval:
        """Code 302 while it may still turn up."""
        reports = self.reports(OVERCARRIED)
        return self._reported(fact for fact in reports if self.world.now <= fact.at + self._patience(fact) * DAY)

    def _patience(self, fact: Fact) -> Fraction:
        name = f"transit_max_{self.consignment.data['mode'].lower()}"
        day = self.world.lists.date(fact, self.consignment.export_state)
        return Fraction(self.world.says_of_goods(name, day, self.consignment))

    def tolerance(self, departed: Fraction) -> Fraction:
        """tol by the law of the control date, of so much that departed."""
        day = self.consignment.control_date
        return landing_tolerance(
            self.category, departed, lambda name: Fraction(self.world.says_of_goods(name, day, self.consignment))
        )

    def _destroyed(self) -> Interval:
        facts = self.consignment.of("item.destroyed")
        return total(self._destroyed_by(fact) for fact in facts if fact.data.get("item_no") == self.number)

    def _destroyed_by(self, fact: Fact) -> Interval:
        """The quantity; without one the number of serials; without these unknown."""
        if fact.data.get("quantity") is not None:
            return self.base(fact.data["quantity"])
        count = serial_count(fact.data["serials"])
        return UNKNOWN if count is None else exactly(Fraction(count))


def received_within(fact: Fact, first: int | None, last: int | None) -> bool:
    """The day of receipt lies between two days, both included."""
    day = day_number(fact.data["received_on"])
    return (first is None or first <= day) and (last is None or day <= last)


def last_of_each(facts: Iterable[Fact], name: str) -> list[Fact]:
    """Facts in business order, grouped by a number however it is written: the last of each group stands.

    A number that says nothing groups nothing (5.2).
    """
    groups: dict[object, Fact] = {}
    for fact in facts:
        number = fact.data[name]
        groups[fact.order if says_nothing(number) else canon(number)] = fact
    return list(groups.values())


def serial_count(serials: Json | None) -> int | None:
    """How many serials are listed; None when none are, or when a range cannot be read."""
    if serials is None:
        return None
    count = len(serials["numbers"])
    for span in serials["ranges"]:
        size = range_size(span["from"], span["to"])
        if size is None:
            return None
        count += size
    return count or None


def range_size(first: str, last: str) -> int | None:
    """Equal prefix and suffix, the last run of digits counts up (1.7.3)."""
    a, b = (re.fullmatch(r"(.*?)([0-9]+)([^0-9]*)", text, re.DOTALL) for text in (first, last))
    if a is None or b is None or (a[1], a[3]) != (b[1], b[3]) or int(b[2]) < int(a[2]):
        return None
    return int(b[2]) - int(a[2]) + 1


def numbers_of(world: World, consignment: Consignment, resolved: bool = False) -> list[int]:
    """Item numbers in the order of the declaration; resolved: only of items that resolve to a licence."""
    items = world.goods(consignment)
    return list(dict.fromkeys(item.number for item in items if item.licence is not None or not resolved))
