"""Single items: which identities and lots a message names, and who exported them when (rules.md 1.7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.reference.consignments import Consignment
from tests.reference.licences import line_of, reference_text
from tests.reference.marks import expanded, name_of, nothing, serial
from tests.reference.resolution import Goods
from tests.reference.standing import Fact, Json
from tests.reference.text import canon, says_nothing
from tests.reference.world import World

Order = tuple[object, ...]


@dataclass(frozen=True)
class Thing:
    """An identity, or a lot of a make. `subject` is what keys write; `compared` what tells it from others (5.1)."""

    subject: str = field(compare=False)
    compared: tuple[str | None, ...]
    serial: str | None


def serials_of(listed: Json | None) -> set[str]:
    """The serials that can be read."""
    read = [] if listed is None else [x for x in expanded(listed) if x is not None and not nothing(x, listed)]
    return {serial(number) for number in read}


def identities(world: World, item: Json, listed: Json | None) -> set[Thing]:
    """MAKE|MODEL|CALIBRE|SERIAL; without make or model there is none (1.7.2)."""
    name = name_of(item, world.lists)
    if name.make is None or name.model is None:
        return set()
    stem = f"{name.make}|{name.model}|{name.calibre or ''}|"
    return {Thing(stem + number, (*name.compared(), number), number) for number in serials_of(listed)}


def lots(world: World, item: Json, listed: Iterable[str] | None) -> set[Thing]:
    """Lots of a make."""
    make = name_of(item, world.lists).make
    told = {serial(lot) for lot in listed or [] if not says_nothing(lot)}
    return {Thing(f"LOT:{lot}", (canon(make), lot), None) for lot in told if make is not None}


def licensed_item(world: World, fact: Fact) -> Json:
    """What a report is about: the licence line when it names one, else what it says itself (1.7.2)."""
    reference, number = fact.data.get("licence"), fact.data.get("licence_line")
    licence = world.licences.get(reference_text(reference)) if reference is not None else None
    said: Json = fact.data["item"]
    if licence is None or number is None:
        return said
    line = line_of(licence.terms(world.lists.date(fact, licence.state), world.lists), number)
    return said if line is None else line["item"]


def named(world: World, told: Json, item: Json | None = None) -> set[Thing]:
    """The identities and lots of a line or report; what they are is said by another item when one is given."""
    goods = told["item"] if item is None else item
    return identities(world, goods, told.get("serials")) | lots(world, goods, told.get("lots"))


def what(item: Goods) -> Json:
    """The licence line says what goods are, when there is one (1.7.2)."""
    said: Json = item.declared["item"] if item.terms_line is None else item.terms_line["item"]
    return said


def declared_things(world: World, item: Goods) -> set[Thing]:
    """What a goods item names."""
    return named(world, item.declared, what(item))


def model_of(world: World, item: Json) -> tuple[str, str] | None:
    """Canonical make and model, as they are compared (5.1)."""
    name = name_of(item, world.lists)
    return None if name.make is None or name.model is None else (canon(name.make), canon(name.model))


@dataclass(frozen=True)
class Export:
    """A goods item of a live declaration."""

    consignment: Consignment
    item: Goods

    @property
    def rank(self) -> tuple[int, Order]:
        """Control date, then business order."""
        return (self.consignment.control_date, self.consignment.declaration.order)


def exports(world: World, settled: bool = True) -> Iterator[Export]:
    """The goods of live declarations, settled ones unless told."""
    for s in world.consignments.values():
        if world.settled(s, world.licence_of(s)) or not settled:
            yield from (Export(s, item) for item in world.goods(s))


def happened(world: World, fact: Fact) -> tuple[str, int]:
    """State and date of an event."""
    state = world.lists.state_of(fact)
    return state, world.lists.date(fact, state)
