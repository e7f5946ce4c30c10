"""R28: delivered goods that leave again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property

from tests.reference.consignments import Consignment
from tests.reference.days import day_number, months_before
from tests.reference.item_rules import lists_serials
from tests.reference.items import Thing, declared_things, exports, happened, model_of, named, serials_of, what
from tests.reference.licences import Document, reference_text
from tests.reference.quantities import ZERO, Interval, total
from tests.reference.resolution import Goods
from tests.reference.sameness import Answer, same
from tests.reference.standing import Fact, Json
from tests.reference.stock_rules import counted, holder, lines_of, measured
from tests.reference.verdict import Found, Key
from tests.reference.world import World

DELIVERY = ("shipment.arrived", "shipment.released", "shipment.delivery-verified")
Line = tuple[str, int]


def r28(world: World) -> Iterator[Found]:
    """Unauthorised re-export; strong hides medium."""
    delivered: dict[Line, list[Delivered]] = defaultdict(list)
    for s in world.consignments.values():
        for item in world.goods(s):
            if item.licence is not None and item.line is not None and s.of(*DELIVERY):
                one = Delivered(world, s, item, item.licence)
                if one.undertaken:
                    delivered[item.licence.key, item.line].append(one)
    for (licence, line), all_of in delivered.items():
        strong = {state for one in all_of for state in one.abroad()}
        for state in sorted(strong | set(Model(world, all_of).abroad())):
            yield Found(Key("R28", licence, line, None, state), 5 if state in strong else 3, None)


class Delivered:
    """A goods item that was delivered under a licence line."""

    def __init__(self, world: World, s: Consignment, item: Goods, licence: Document) -> None:
        self.world, self.consignment, self.item, self.licence = world, s, item, licence
        self.terms = licence.terms(s.control_date, world.lists)
        self.undertaken = bool(self.terms["undertaking"]["no_reexport"])
        self.home = {licence.state, self.terms["import_state"]}
        self.first = min(world.lists.date(fact, self.terms["import_state"]) for fact in s.of(*DELIVERY))

    def within_term(self, day: int) -> bool:
        """From the first arrival or delivery until the undertaking ends."""
        return self.first <= day and months_before(day, self.months(day)) <= self.first

    def months(self, day: int) -> int:
        """Length of the undertaking, else what the law of a day says."""
        told: int | None = self.terms["undertaking"]["term_months"]
        return told or int(self.world.says("reexport_lookback", day, self.licence))

    def abroad(self) -> Iterator[str]:
        """Third States in which, or on the way to which, a delivered item or lot was seen."""
        things = declared_things(self.world, self.item)
        for state, day, seen, left in self._sightings():
            for thing in things & seen:
                # A lot is not one item: what of it leaves another State was never delivered here.
                if thing.serial is None and left not in (None, self.terms["import_state"]):
                    continue
                if state not in self.home and self.within_term(day) and not self._consented(thing, state, day):
                    yield state

    def _sightings(self) -> Iterator[tuple[str, int, set[Thing], str | None]]:
        """State, date, what was seen, and the State it left, where it left one."""
        world = self.world
        for fact in world.of_type("reexport.declared"):
            if fact.data["state"] != self.licence.state:
                things = set().union(*(named(world, line) for line in fact.data["lines"]))
                left = fact.data["state"]
                yield fact.data["destination_state"], world.lists.date(fact, left), things, left
        for export in exports(world, settled=False):
            s = export.consignment
            if export.item.licence is not self.licence and s.export_state != self.licence.state:
                yield s.data["destination_state"], s.control_date, declared_things(world, export.item), s.export_state
        for fact in [*world.of_type("item.seized"), *world.of_type("item.recovered")]:
            yield (*happened(world, fact), named(world, fact.data), None)

    def _consented(self, thing: Thing, state: str, day: int) -> bool:
        return any(
            not lists_serials(consent) or thing.serial in serials_of(consent["serials"])
            for consent in consents(self.world, self.licence, self.item.line, state, day)
        )


def consents(world: World, licence: Document, line: int | None, state: str, day: int) -> Iterator[Json]:
    """Consents of the licensing authority for a line and third State, in force at a date (1.4.1)."""
    for fact in world.of_type("reexport.consented"):
        told = fact.data
        by_issuer = (fact.state, fact.role) == (licence.state, "licensing")
        about = reference_text(told["licence"]) == licence.key and told["line"] in (None, line)
        last = told.get("valid_until")
        begun = day_number(told["effective_on"]) <= day and (last is None or day <= day_number(last))
        if by_issuer and about and begun and told["third_state"] == state:
            yield told


class Model:
    """All that was delivered under a licence line, against what the recipients send on of the same model."""

    def __init__(self, world: World, all_of: list[Delivered]) -> None:
        self.world, self.all_of = world, all_of
        self.start = min(all_of, key=lambda one: one.first)
        self.model = model_of(world, what(self.start.item))
        self.delivered = total(one.item.quantity for one in all_of)

    @property
    def recipients(self) -> list[Json]:
        """Consignee and end user."""
        return [self.start.terms[role] for role in ("consignee", "end_user")]

    @cached_property
    def senders(self) -> set[str]:
        """The recipients, and who is linked with them by ownership or officer."""
        relations = self.world.relations
        own = {relations.party_id(recipient) for recipient in self.recipients}
        ties = (relations.tied_by_ownership(party) | relations.sharing(party, "officer") for party in own)
        return own.union(*ties)

    def abroad(self) -> Iterator[str]:
        """Third States to which a fifth went or more."""
        sent: dict[str, Interval] = defaultdict(lambda: ZERO)
        last: dict[str, int] = defaultdict(int)
        for fact in self.world.of_type("reexport.declared"):
            state = fact.data["destination_state"]
            if state not in self.start.home and self._by_recipient(fact) and not self._consented(fact):
                sent[state] += self._sum(fact)
                last[state] = (
                    max(last[state], self.world.lists.date(fact, fact.data["state"]))
                    if self._has(fact)
                    else last[state]
                )
        stock = self._stock()
        for state, amount in sent.items():
            known = self.delivered.hi is not None and stock.hi is not None and amount.lo > 0
            if known and amount.lo - (stock.hi or 0) >= self._share(last[state]) * (self.delivered.hi or 0):
                yield state

    def _has(self, fact: Fact) -> bool:
        return self.model is not None and any(model_of(self.world, x["item"]) == self.model for x in fact.data["lines"])

    def _share(self, day: int) -> Fraction:
        return Fraction(self.world.says("reexport_share", day, self.start.licence))

    def _by_recipient(self, fact: Fact) -> bool:
        day = self.world.lists.date(fact, fact.data["state"])
        sender = fact.data["exporter"]
        known = self.world.relations.party_id(sender) in self.senders or any(
            same(self.world, sender, recipient, self.start.licence) is Answer.SAME for recipient in self.recipients
        )
        return known and fact.data["state"] == self.start.terms["import_state"] and self.start.within_term(day)

    def _consented(self, fact: Fact) -> bool:
        day, state = self.world.lists.date(fact, fact.data["state"]), fact.data["destination_state"]
        serials = set().union(*(serials_of(line.get("serials")) for line in fact.data["lines"]))
        return any(
            not lists_serials(consent) or (serials and serials <= serials_of(consent["serials"]))
            for consent in consents(self.world, self.start.licence, self.start.item.line, state, day)
        )

    def _sum(self, fact: Fact) -> Interval:
        return total(
            measured(self.world, line["quantity"], line["item"])
            for line in fact.data["lines"]
            if self.model is not None and model_of(self.world, line["item"]) == self.model
        )

    def _stock(self) -> Interval:
        """What the senders had of the model when last counted before the first delivery."""
        last: dict[str, Interval] = {}
        for fact in self.world.of_type("stock.counted"):
            before = happened(self.world, fact)[1] < self.start.first
            if self.model is not None and before and lines_of(self.world, fact, self.model):
                last[holder(self.world, fact)] = counted(self.world, fact, self.model)
        return total(amount for party, amount in last.items() if party in self.senders)
