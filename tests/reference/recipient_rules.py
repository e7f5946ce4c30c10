"""R23: the end users of licences, at the day of issue, on the facts in force now."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tests.reference.consignments import Consignment
from tests.reference.days import day_number, months_before
from tests.reference.delivery_rules import r17
from tests.reference.landing import Landing, numbers_of
from tests.reference.licences import Document, line_class, line_quantity
from tests.reference.quantities import Interval, total
from tests.reference.relations import holds
from tests.reference.standing import Json
from tests.reference.verdict import Found, Key
from tests.reference.world import World

HELD = Fraction(1, 2)
"""So much below what opens it a finding may stay open (rules.md 4)."""
HALF = Fraction(1, 2)


def r23(world: World) -> Iterator[Found]:
    """Recipient risk cluster."""
    for party, beyond in risks(world).items():
        if beyond >= 0:
            yield Found(Key("R23", None, None, None, party), 3, None)


def lingering(world: World) -> set[Key]:
    """What was open may still be: hysteresis depends on the path (rules.md 4)."""
    return {Key("R23", None, None, None, party) for party, beyond in risks(world).items() if -HELD <= beyond < 0}


def risks(world: World) -> dict[str, Fraction]:
    """By how much the greatest sum of every end user, over its licences, is beyond what is raised at their issue."""
    found: dict[str, Fraction] = {}
    for licence in world.licences.values():
        party = end_user(world, licence, issue_day(licence))
        entry = world.relations.entries.get(party, {})
        day = issue_day(licence)
        public = world.says("public_end_users", day, licence)
        if not (entry.get("public_end_user") and entry["kind"] in public):
            beyond = Recipient(world, licence, party).risk() - world.says("risk_raise", day, licence)
            found[party] = max(found.get(party, beyond), beyond)
    return found


def issue_day(licence: Document) -> int:
    """The date of issue."""
    return day_number(licence.issued.data["issued_on"])


def end_user(world: World, licence: Document, day: int) -> str:
    """The end user in the terms at a date."""
    return world.relations.party_id(licence.terms(day, world.lists)["end_user"])


class Recipient:
    """The end user of one licence at its day of issue."""

    def __init__(self, world: World, licence: Document, party: str) -> None:
        self.world, self.licence, self.party = world, licence, party
        self.entry: Json = world.relations.entries.get(party, {})
        self.day = issue_day(licence)
        self.terms = licence.terms(self.day, world.lists)
        self.lines = [line for line in self.terms["lines"] if line["control"] == "Q"]

    def law(self, name: str) -> Any:
        """What the law says at issue."""
        return self.world.says(name, self.day, self.licence)

    def risk(self) -> Fraction:
        """The sum of a to g."""
        whole = [self.new_and_large(), self.shares(), self.unregistered(), self.beyond_need()]
        half = [self.young(), bool(self.entry.get("mail_drop")), self.unverified()]
        return Fraction(sum(whole)) + sum(half) * HALF

    def new_and_large(self) -> bool:
        """a: registered within 180 days, with a line above the usual."""
        days = [
            self.world.lists.date(fact, self.entry["state"])
            for fact in self.world.of_type("party.registered")
            if fact.data["party"]["register_id"] == self.party
        ]
        return (
            bool(days)
            and 0 <= self.day - min(days) < self.law("risk_new_party")
            and any(self._above_usual(line) for line in self.lines)
        )

    def _above_usual(self, line: Json) -> bool:
        """Above the 95th percentile of at least twenty lines of the class to the same State."""
        usual = sorted(self._usual(self._class(line)), key=lambda x: (x.hi is None, x.hi))
        if len(usual) < self.law("risk_lines"):
            return False
        limit = usual[int(-(-len(usual) * self.law("risk_percentile") // 1)) - 1].hi
        return limit is not None and self._quantity(line).lo > limit

    def _usual(self, item_class: str | None) -> Iterator[Interval]:
        """Q lines of the class on licences to the same State, issued in the 36 months before."""
        for licence in self.world.licences.values():
            issued = issue_day(licence)
            terms = licence.terms(issued, self.world.lists)
            if months_before(self.day, int(self.law("risk_lookback"))) <= issued < self.day:
                for line in terms["lines"] if terms["import_state"] == self.terms["import_state"] else []:
                    if line["control"] == "Q" and self._class(line) == item_class is not None:
                        yield self._quantity(line)

    def _class(self, line: Json) -> str | None:
        return line_class(line, self.world.lists)

    def _quantity(self, line: Json) -> Interval:
        return line_quantity(line, self.world.lists)

    def shares(self) -> bool:
        """b: address, telephone, e-mail or officer shared with two other end users it does not belong to."""
        users = {end_user(self.world, licence, issue_day(licence)) for licence in self.world.licences.values()}
        relations = self.world.relations
        others = relations.sharing(self.party) & users
        return bool(len(others - relations.connected_by_ownership(self.party)) >= self.law("risk_shared"))

    def unregistered(self) -> bool:
        """c: a trading party that may neither deal, import nor possess."""
        return self.entry.get("kind") in self.law("registered_recipients") and not holds(
            self.entry, tuple(self.law("recipient_registrations")), self.day
        )

    def young(self) -> bool:
        """d: incorporated within 365 days."""
        since = self.entry.get("incorporated_on")
        return since is not None and 0 <= self.day - day_number(since) < self.law("risk_young_firm")

    def beyond_need(self) -> bool:
        """f: three times what it ever proved to have received, or two firearms for each sworn officer."""
        return any(self._beyond_received(line) or self._beyond_staff(line) for line in self.lines)

    def _beyond_received(self, line: Json) -> bool:
        received = total(self._received(self._class(line)))
        return (
            received.lo > 0
            and received.hi is not None
            and self._quantity(line).lo > self.law("risk_growth") * received.hi
        )

    def _beyond_staff(self, line: Json) -> bool:
        staff = self.entry.get("sworn_officers")
        return (
            line["item"]["category"] == "FIREARM"
            and staff is not None
            and self._quantity(line).lo > self.law("risk_per_officer") * staff
        )

    def _received(self, item_class: str | None) -> Iterator[Interval]:
        """Verified quantities of the class in the 36 months before."""
        for s in self._consignments():
            for number in numbers_of(self.world, s, resolved=True):
                item = Landing(self.world, s, number)
                line = item.items[0].terms_line
                if line is not None and self._class(line) == item_class is not None:
                    yield item.verified(months_before(self.day, int(self.law("risk_lookback"))), self.day - 1)

    def _consignments(self) -> Iterator[Consignment]:
        """Consignments for the same end user."""
        for s in self.world.consignments.values():
            licence = self.world.licence_of(s)
            if licence is not None and end_user(self.world, licence, s.control_date) == self.party:
                yield s

    def unverified(self) -> bool:
        """g: another consignment for it is under R17."""
        under = {found.key.shipment for found in r17(self.world)}
        return any(s.key in under for s in self._consignments() if self.world.licence_of(s) is not self.licence)
