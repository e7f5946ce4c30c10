"""Everything the rules look at, from the deliveries."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from tests.reference.births import read
from tests.reference.consignments import Consignment, live
from tests.reference.days import day_of
from tests.reference.licences import Document, documents
from tests.reference.lists import Lists
from tests.reference.parties import Register
from tests.reference.relations import Relations
from tests.reference.resolution import Goods, References, goods
from tests.reference.standing import Fact, Json, clock, in_force, standing
from tests.reference.statutes import Statutes
from tests.reference.text import number_of


class World:
    """The facts in force at `now`, read as lists, parties, documents and live consignments."""

    def __init__(self, deliveries: Iterable[Json], law: Iterable[Json] | None = None) -> None:
        self.statutes = Statutes(law)
        copies = standing(deliveries)
        self.now = clock(copies)
        self.facts = sorted(map(read, in_force(copies)), key=lambda fact: fact.order)
        self.lists = Lists(self.facts, self.now)
        self.register = Register(self.facts)
        self.relations = Relations(self.register, self.today("address_most"))
        self.licences = documents(self.facts, "export-licence", "licence")
        self.authorizations = documents(self.facts, "import-authorization", "authorization")
        self.references = References(self.licences.values())
        self.consignments = live(self.facts, self.lists)
        self.of_type = cache(self._of_type)
        self.goods = cache(self._goods)
        self.presented = {number_of(fact.data["document"]): fact for fact in self.of_type("end-use-document.presented")}
        self.users = self._users()

    def _of_type(self, name: str) -> list[Fact]:
        """Facts of one type in business order."""
        return [fact for fact in self.facts if fact.type == name]

    def _goods(self, consignment: Consignment) -> list[Goods]:
        return goods(consignment, self.references, self.register, self.lists)

    def _users(self) -> dict[str, list[Consignment]]:
        """Licence key to the live consignments of which some item resolves to it."""
        found: dict[str, list[Consignment]] = {key: [] for key in self.licences}
        for consignment in self.consignments.values():
            for key in {item.licence.key for item in self.goods(consignment) if item.licence is not None}:
                found[key].append(consignment)
        return found

    def says(self, name: str, day: int, licence: Document) -> Any:
        """What the law of a licence says on a day, under its profile of that day."""
        return self.statutes.says(name, day, licence.state, licence.terms(day, self.lists)["profile"])

    def says_of_goods(self, name: str, day: int, s: Consignment) -> Any:
        """The same for a consignment: of its licence, else of the State of export."""
        licence = self.licence_of(s)
        return self.statutes.says(name, day, s.export_state) if licence is None else self.says(name, day, licence)

    def today(self, name: str, licence: Document | None = None) -> Any:
        """What the law says at `now`, by the date in Greenwich."""
        day = day_of(self.now, 0)
        if licence is None:
            return self.statutes.says(name, day, None)
        return self.statutes.says(name, day, licence.state, licence.current_terms(self.lists)["profile"])

    def settled(self, s: Consignment, licence: Document | None) -> bool:
        """1.5.4, by the law of the control date: of a licence, else of the State of export."""
        name, day = "settle_decl", s.control_date
        days = self.statutes.says(name, day, s.export_state) if licence is None else self.says(name, day, licence)
        return s.settled(self.now, days)

    def licence_of(self, consignment: Consignment) -> Document | None:
        """The licence of a consignment: that of the first item that resolves (1.5.7)."""
        return next((item.licence for item in self.goods(consignment) if item.licence is not None), None)
