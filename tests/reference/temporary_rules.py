"""R27: temporary export not returned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from tests.reference.consignments import Consignment
from tests.reference.days import DAY, day_number
from tests.reference.export_rules import lines_used, net, users_of_line
from tests.reference.landing import last_of_each, serial_count
from tests.reference.licences import Document, reference_text
from tests.reference.marks import Name, known_serials, name_of, serials, unmatched
from tests.reference.quantities import UNKNOWN, Interval, base, certain_rest, exactly, total
from tests.reference.resolution import Goods
from tests.reference.standing import Fact, Json
from tests.reference.text import number_of
from tests.reference.verdict import Found, Key
from tests.reference.world import World


def r27(world: World) -> Iterator[Found]:
    """Temporary export not returned, or other pieces returned."""
    for licence in world.licences.values():
        due = due_date(world, licence)
        if due is None:
            continue
        for number in lines_used(world, licence):
            line = Abroad(world, licence, number)
            late, much = (int(world.says(x, due, licence)) for x in ("late_arrival", "temp_grave"))
            over = world.lists.has_passed(due + late, licence.state, licence.issued.offset)
            rest = line.missing() if over else None
            swapped = line.swapped()
            if rest is None and not swapped:
                continue
            grave = swapped or world.lists.has_passed(due + much, licence.state, licence.issued.offset)
            quantity = (rest or Fraction(0)) + swapped
            yield Found(Key("R27", licence.key, number, None, None), 4 if grave else 3, quantity)


def due_date(world: World, licence: Document) -> int | None:
    """The day by which the goods must be back; None for a licence that is not temporary, or no longer."""
    terms = licence.issued.data["terms"]
    due = due_by(world, licence, terms)
    amendments = sorted((licence.effective(a, world.lists), a.order, a) for a in licence.of("amended"))
    for effective, _, amendment in amendments:
        if due is None or effective <= due:
            begun, due = due is not None, due_by(world, licence, amendment.data["terms"])
            if begun and due is None:
                break
    return due


def due_by(world: World, licence: Document, terms: Json) -> int | None:
    """The date of the terms, else 90 days after the first control date (1.10)."""
    if terms["kind"] != "TEMPORARY":
        return None
    if terms.get("return_by") is not None:
        return day_number(terms["return_by"])
    users = [s for s in world.users[licence.key] if s.departed]
    if not users:
        return None
    first = min(s.control_date for s in users)
    return first + int(world.says("temp_return", first, licence))


class Abroad:
    """What left on a line of a temporary licence, and what became of it."""

    def __init__(self, world: World, licence: Document, line: int) -> None:
        self.world, self.licence, self.line = world, licence, line
        self.departed = [s for s in users_of_line(world, licence, line) if s.departed]
        self.items = [item for s in self.departed for item in self._items(s)]
        self.exported = serials(item.declared.get("serials") for item in self.items)

    def _says(self, name: str) -> Fraction:
        """By the law of the first control date of what departed under the licence."""
        first = min(s.control_date for s in self.world.users[self.licence.key] if s.departed)
        return Fraction(self.world.says(name, first, self.licence))

    def _items(self, s: Consignment) -> list[Goods]:
        return [x for x in self.world.goods(s) if x.licence is self.licence and x.line == self.line]

    def missing(self) -> Fraction | None:
        """What is certainly not back when it is beyond tol (1.3.6)."""
        left = total(net(self.world, self.licence, self.line, s) for s in self.departed)
        rest = certain_rest(left, self._returned(), self._accounted())
        ammunition = any(item.category == "AMMUNITION" for item in self.items)
        return rest if rest is not None and rest > (self._says("tol_rounds") if ammunition else 0) else None

    def _returned(self) -> Interval:
        """Returned and consumed."""
        return total(
            base(quantity, item.category, item.declared["item"].get("calibre"), self.world.lists)
            for s in self.departed
            for item, line in self._return_lines(s, last_of_each(s.of("shipment.returned"), "entry_reference"))
            for quantity in (line["quantity"], line.get("consumed"))
            if quantity is not None
        )

    def _return_lines(self, s: Consignment, facts: Iterable[Fact]) -> Iterator[tuple[Goods, Json]]:
        """Lines of returns for an item of the line; of several items with one number the first."""
        items = {item.number: item for item in reversed(self._items(s))}
        for fact in facts:
            for line in fact.data["lines"]:
                if line["item_no"] in items:
                    yield items[line["item_no"]], line

    def _accounted(self) -> Interval:
        """Reported lost under the line, or lost, destroyed, deactivated with serials of the line."""
        lost = [fact for fact in self.world.of_type("item.lost") if number_of(fact.data.get("case"))]
        named = [fact for fact in lost if self._names(fact)]
        others = [fact for fact in lost if not self._names(fact)]
        others += [*self.world.of_type("item.destroyed"), *self.world.of_type("item.deactivated")]
        gone = {x for fact in others for x in self._identities(fact.data["item"], fact.data["serials"])}
        told = {x for fact in named for x in self._identities(fact.data["item"], fact.data["serials"])}
        left = {x for item in self.items for x in self._exported(item)}
        return total(self._reported(fact) for fact in named) + exactly(Fraction(len((gone & left) - told)))

    def _exported(self, item: Goods) -> set[tuple[Name, str]]:
        """The identities listed for an item: what it is called says the licence line (1.7.2)."""
        line = item.declared if item.terms_line is None else item.terms_line
        return self._identities(line["item"], item.declared.get("serials"))

    def _identities(self, item: Json, listed: Json | None) -> set[tuple[Name, str]]:
        """Name and serial; none where make or model is missing (1.7.2)."""
        name = name_of(item, self.world.lists)
        lacking = name.make is None or name.model is None
        return set() if lacking else {(name, number) for number in known_serials(listed)}

    def _names(self, fact: Fact) -> bool:
        """The report names licence and line."""
        licence = fact.data.get("licence")
        named = licence is not None and reference_text(licence) == self.licence.key
        return named and fact.data.get("licence_line") == self.line

    def _reported(self, fact: Fact) -> Interval:
        if fact.data.get("quantity") is not None:
            item = self.items[0].category if self.items else None
            return base(fact.data["quantity"], item, fact.data["item"].get("calibre"), self.world.lists)
        count = serial_count(fact.data["serials"])
        return UNKNOWN if count is None else exactly(Fraction(count))

    def swapped(self) -> int:
        """Returned serials that did not leave on the line, in returns recorded two days ago."""
        standing = {s: last_of_each(s.of("shipment.returned"), "entry_reference") for s in self.departed}
        returns = [(s, fact) for s, facts in standing.items() for fact in facts]
        came = {(fact.source, fact.id): self._serials_of(s, fact) for s, fact in returns}
        if self.exported is None or not self._complete():
            return 0
        _, strange = unmatched(self.exported, {x for found in came.values() for x in found})
        waited = [fact for _, fact in returns if self.world.now >= fact.recorded + self._says("settle_decl") * DAY]
        return len(strange & {x for fact in waited for x in came[fact.source, fact.id]})

    def _serials_of(self, s: Consignment, fact: Fact) -> set[str]:
        return {x for _, line in self._return_lines(s, [fact]) for x in known_serials(line.get("serials"))}

    def _complete(self) -> bool:
        """As many serials left as pieces."""
        count = total(item.quantity for item in self.items)
        return self.exported is not None and count.lo == count.hi == len(self.exported)
