"""Consignments: attribution, redeclaration, departure, settlement (rules.md 1.5.1-1.5.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tests.reference.days import DAY
from tests.reference.lists import Lists
from tests.reference.standing import Fact, Json

ATTRIBUTION = ("shipment.declared", "shipment.adjusted", "shipment.cancelled")
DEPARTURE = (
    "shipment.exited",
    "shipment.transit-entered",
    "shipment.transit-exited",
    "shipment.transshipped",
    "shipment.arrived",
    "shipment.released",
    "shipment.delivery-verified",
)


def key_text(shipment: Json) -> str:
    """`UCR`, or `UCR/PART` (1.5.1)."""
    part = shipment.get("part")
    return str(shipment["ucr"]) if part is None else f"{shipment['ucr']}/{part}"


@dataclass(eq=False)
class Consignment:
    """A live consignment: its last declaration, its lines, and in business order all else told of it."""

    key: str
    declaration: Fact
    declarations: list[Fact]
    lines: list[Json]
    facts: list[Fact]
    control_date: int

    @property
    def data(self) -> Json:
        """The declaration."""
        return self.declaration.data

    @property
    def export_state(self) -> str:
        """State of export; every licence that an item resolves to is issued by it."""
        return str(self.data["export_state"])

    def of(self, *types: str) -> list[Fact]:
        """Facts of some types, in business order."""
        return [fact for fact in self.facts if fact.type in types]

    @property
    def departed(self) -> bool:
        """1.5.3."""
        return bool(self.of(*DEPARTURE))

    @property
    def exit_fact(self) -> Fact:
        """The fact that gives the exit date: the first `exited`, else the first of the other six (1.5.3)."""
        return (self.of("shipment.exited") or self.of(*DEPARTURE))[0]

    def exit_date(self, lists: Lists) -> int:
        """Exit date of a departed consignment, in the State of export."""
        return lists.date(self.exit_fact, self.export_state)

    def settled(self, now: Fraction, days: Fraction) -> bool:
        """1.5.4, with a window of some days."""
        return self.departed or now >= min(fact.recorded for fact in self.declarations) + days * DAY

    @property
    def rank(self) -> tuple[int, Fraction, str]:
        """The order of R01, R02 and R07."""
        return (self.control_date, min(fact.at for fact in self.declarations), self.key)


def live(facts: Iterable[Fact], lists: Lists) -> dict[str, Consignment]:
    """All live consignments by key text (1.5.5)."""
    told: dict[str, list[Fact]] = defaultdict(list)
    for fact in sorted(facts, key=lambda f: f.order):
        shipment = fact.data.get("shipment")
        if shipment is not None:
            told[key_text(shipment)].append(fact)
    replaces = {key: target for key, of_key in told.items() if (target := _replaces(key, of_key)) is not None}
    replaced = set(replaces.values())
    found: dict[str, Consignment] = {}
    for key, of_key in told.items():
        lines = attribution(of_key)
        if lines is None or key in replaced:
            continue
        declarations = [f for f in of_key if f.type == "shipment.declared"]
        data = declarations[-1].data
        control = lists.control_date(data["control_date"], data["export_state"])
        moves = movements(key, told, replaces)
        found[key] = Consignment(key, declarations[-1], declarations, lines, moves, control)
    return found


def _replaces(key: str, facts: list[Fact]) -> str | None:
    """What the last declaration of a consignment takes over (1.5.1)."""
    declared = [f for f in facts if f.type == "shipment.declared"]
    target = declared[-1].data.get("replaces") if declared else None
    return key_text(target) if target is not None and key_text(target) != key else None


def attribution(facts: list[Fact]) -> list[Json] | None:
    """The lines of a consignment; None when nothing attributes or it is cancelled (1.5.2)."""
    if not any(f.type == "shipment.declared" for f in facts):
        return None
    deciding = [f for f in facts if f.type in ATTRIBUTION and not _empty_adjustment(f)][-1]
    if deciding.type == "shipment.cancelled":
        return None
    return own_lines(deciding)


def own_lines(fact: Fact) -> list[Json]:
    """Lines without running totals (1.5.2)."""
    return [line for line in fact.data["lines"] if line.get("statement") != "CUMULATIVE"]


def _empty_adjustment(fact: Fact) -> bool:
    return fact.type == "shipment.adjusted" and not own_lines(fact)


def movements(key: str, told: Mapping[str, list[Fact]], replaces: Mapping[str, str]) -> list[Fact]:
    """All but attribution about a consignment and those it took over, chains followed (1.5.1)."""
    chain = [key]
    while (target := replaces.get(chain[-1])) is not None and target not in chain:
        chain.append(target)
    facts = [f for name in chain for f in told.get(name, []) if f.type not in ATTRIBUTION]
    return sorted(facts, key=lambda f: f.order)
