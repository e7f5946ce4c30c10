"""A consignment from its facts in force: what was declared, what moved, what arrived (rules 1.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from domain.events.declaration import DeclaredLine, ShipmentDeclared
from domain.events.goods import Item, Quantity
from domain.events.licence import LicenceLine
from domain.events.streams import consignment_key
from domain.kernel.canon import canon
from domain.kernel.moments import DAY_LENGTH, Day, Instant, day, instant, written_offset
from domain.kernel.says_nothing import says_nothing
from domain.kernel.zones import Zone, date_in
from domain.record.calendar import zone_of
from domain.record.fact import Fact
from domain.record.law import Law
from domain.record.quantities import Interval
from domain.record.records import Records, derived
from domain.state.copies import own_word_first
from domain.state.licence_references import Resolved, resolve
from domain.state.reference import authority, in_base_units, seen_in

DECLARED, ADJUSTED, CANCELLED = "shipment.declared", "shipment.adjusted", "shipment.cancelled"
EXITED, ARRIVED, TALLIED = "shipment.exited", "shipment.arrived", "shipment.tally-closed"
VERIFIED, REPORTED, RETURNED = (
    "shipment.delivery-verified",
    "shipment.discrepancy-reported",
    "shipment.returned",
)
NOT_EXITED, RELEASED = "shipment.not-exited", "shipment.released"
RELEASED_FOR_EXPORT = "shipment.released-for-export"
DESTROYED, TRANSSHIPPED = "item.destroyed", "shipment.transshipped"
SEEN = ("shipment.transit-entered", "shipment.transit-exited", TRANSSHIPPED)
ATTRIBUTIONS = "drawers"
"""The secondary index from a licence to the consignments attributed to it, by its name in stored rows."""
DEPARTURES = (EXITED, *SEEN, ARRIVED, RELEASED, VERIFIED)


class Line(NamedTuple):
    """A goods item of the declaration: what it resolves to, and its amount in base units."""

    item_no: int
    declared: DeclaredLine
    licence: str | None
    line: int | None
    licensed: LicenceLine | None
    category: str | None
    amount: Interval

    @property
    def item(self) -> Item:
        """What it is: as licensed where it resolves to a line, else as declared."""
        return self.licensed.item if self.licensed else self.declared.item

    @property
    def calibre(self) -> str | None:
        """The calibre amounts in mass are read by, as declared."""
        return self.declared.item.calibre


class DrawnLine(NamedTuple):
    """One goods item that draws on a licence line, or on the licence without a line."""

    item_no: int
    licence: str
    line: int | None
    licensed: LicenceLine | None
    category: str | None
    amount: Interval
    value: tuple[str, str] | None


class Goods(NamedTuple):
    """What is declared of a consignment, whatever moved: the declarations, and the goods items they attribute."""

    declared: Fact
    first: Fact
    first_received: Fact
    attributed_by: Fact
    live: bool
    control_day: Day
    zone: Zone | None
    lines: tuple[Line, ...]
    drawn: tuple[DrawnLine, ...]

    def settled(self, records: Records, law: Law, departed: bool) -> bool:
        """Departed, or the window for corrections has run out since the first declaration (rules 1.5.4)."""
        received = self.first_received
        limit = received.recorded + law.settle_decl * DAY_LENGTH
        return departed or records.reached(limit, written_offset(received.recordedat))


class Consignment(NamedTuple):
    """One consignment as declared last, with the movements of those that it redeclares."""

    key: str
    goods: Goods
    moved: Mapping[str, tuple[Fact, ...]]

    @property
    def declared(self) -> Fact:
        """The declaration in force."""
        return self.goods.declared

    @property
    def attributed_by(self) -> Fact:
        """The fact whose goods items count."""
        return self.goods.attributed_by

    @property
    def live(self) -> bool:
        """Attributed, not cancelled, not redeclared."""
        return self.goods.live

    def of(self, kind: str) -> tuple[Fact, ...]:
        """The movements of a kind, in business order."""
        return self.moved.get(kind, ())

    def among(self, kinds: Iterable[str]) -> list[Fact]:
        """The movements of some kinds, in business order."""
        found = [f for kind in kinds for f in self.moved.get(kind, ())]
        return sorted(found, key=lambda f: f.order) if len(found) > 1 else found

    @property
    def exit(self) -> Fact | None:
        """The first exit, else the first other fact that shows the goods have left; None while nothing does."""
        exits = self.moved.get(EXITED)
        if exits:
            return exits[0]
        others = self.among(DEPARTURES[1:])
        return others[0] if others else None

    @property
    def licence(self) -> str | None:
        """The licence of the consignment: that of the first goods item that resolves (rules 1.5.7)."""
        return self.goods.drawn[0].licence if self.goods.drawn else None

    def items(self) -> list[Line]:
        """One line per goods item number; where a declaration repeats a number, the amounts add up."""
        found: dict[int, Line] = {}
        for line in self.goods.lines:
            known = found.get(line.item_no)
            found[line.item_no] = line if known is None else known._replace(amount=known.amount.plus(line.amount))
        return list(found.values())

    def standing_arrivals(self) -> list[Fact]:
        """The last arrival of each entry, however its number is written."""
        return last_under_each_number(self.of(ARRIVED), "entry_reference")

    def standing_verifications(self) -> list[Fact]:
        """The last proof of receipt of each certificate."""
        return last_under_each_number(self.of(VERIFIED), "verification")

    def standing_returns(self) -> list[Fact]:
        """The last return of each entry: one return told twice is one (rules 5.9)."""
        return last_under_each_number(self.of(RETURNED), "entry_reference")


def last_under_each_number(facts: Iterable[Fact], field: str) -> list[Fact]:
    """Of facts with one number the last in business order; one whose number says nothing stands for itself."""

    def group(fact: Fact) -> tuple[bool, str]:
        number = getattr(fact.data, field)
        return (True, fact.ref) if says_nothing(number) else (False, canon(number))

    return list({group(f): f for f in facts}.values())


@derived
def declarations(records: Records, key: str) -> tuple[Fact, ...]:
    """The declarations, adjustments and cancellations of a consignment in business order."""
    return tuple(records.facts(f"declaration/{key}"))


def _replaced_by(records: Records, key: str) -> str | None:
    declared = [f for f in declarations.of(records, key) if f.kind == DECLARED]
    replaces = declared[-1].data.replaces if declared else None
    return consignment_key(replaces) if replaces else None


def _chain(records: Records, key: str) -> list[str]:
    """The consignments whose movements count here: the one redeclared, the one that one redeclared, and so on."""
    chain, earlier = [key], _replaced_by(records, key)
    while earlier and earlier not in chain:
        chain.append(earlier)
        earlier = _replaced_by(records, earlier)
    return chain


def _redeclared(records: Records, key: str) -> bool:
    return any(later != key and _replaced_by(records, later) == key for later in records.indexed("replacers", key))


def _attributing(facts: Sequence[Fact], declared: Fact) -> tuple[Fact, tuple[DeclaredLine, ...]]:
    """Of declarations, adjustments and cancellations the last decides; running totals are dropped (rules 1.5.2)."""
    for fact in reversed(facts):
        if fact.kind == CANCELLED:
            return fact, ()
        if fact.kind in (DECLARED, ADJUSTED):
            own = tuple(x for x in fact.data.lines if x.statement != "CUMULATIVE")
            if own or fact.kind == DECLARED:
                return fact, own
    return declared, ()


def control_day(declared: ShipmentDeclared, zone: Zone | None) -> Day:
    """The date on which licences are tested, in the State of export."""
    text = declared.control_date
    if "T" not in text:
        return day(text)
    return date_in(zone, instant(text), written_offset(text))


def _line(records: Records, found: Resolved, declared: DeclaredLine) -> Line:
    licensed = found.licensed
    category = licensed.item.category if licensed else declared.item.category
    return Line(
        item_no=declared.item_no,
        declared=declared,
        licence=found.licence,
        line=found.line,
        licensed=licensed,
        category=category,
        amount=in_base_units(records, declared.quantity, category, declared.item.calibre),
    )


def _drawn(line: Line, licence: str) -> DrawnLine:
    value = line.declared.value
    return DrawnLine(
        item_no=line.item_no,
        licence=licence,
        line=line.line,
        licensed=line.licensed,
        category=line.category,
        amount=line.amount,
        value=(value.amount, value.currency) if value else None,
    )


def resolved_lines(
    records: Records, declared: ShipmentDeclared, lines: tuple[DeclaredLine, ...], control: Day
) -> tuple[tuple[Line, ...], tuple[DrawnLine, ...]]:
    """Goods items with what they resolve to under a declaration, and those of them that draw on a licence."""
    found = tuple(_line(records, known, x) for x, known in resolve(records, declared, lines, control))
    return found, tuple(_drawn(x, x.licence) for x in found if x.licence is not None)


@derived
def goods(records: Records, key: str) -> Goods | None:
    """What is declared; None while no declaration is in force."""
    facts = declarations.of(records, key)
    declared = [f for f in facts if f.kind == DECLARED]
    if not declared:
        return None
    by, own = _attributing(facts, declared[-1])
    zone = zone_of(authority.of(records, declared[-1].data.export_state))
    control = control_day(declared[-1].data, zone)
    live = by.kind != CANCELLED and not _redeclared(records, key)
    lines, drawn = resolved_lines(records, declared[-1].data, own, control) if live else ((), ())
    return Goods(
        declared=declared[-1],
        first=declared[0],
        first_received=min(declared, key=lambda f: (f.recorded, f.id)),
        attributed_by=by,
        live=live,
        control_day=control,
        zone=zone,
        lines=lines,
        drawn=drawn,
    )


@derived
def consignment(records: Records, key: str) -> Consignment | None:
    """The consignment with its movements; None while no declaration of it is in force."""
    declared = goods.of(records, key)
    if declared is None:
        return None
    moved: dict[str, list[Fact]] = {}
    chain = _chain(records, key)
    for member in chain:
        for fact in records.facts(f"movement/{member}"):
            moved.setdefault(fact.kind, []).append(fact)
    if len(chain) > 1:
        moved = {kind: sorted(facts, key=lambda f: f.order) for kind, facts in moved.items()}
    if VERIFIED in moved:
        moved[VERIFIED] = own_word_first(moved[VERIFIED])
    return Consignment(key=key, goods=declared, moved={kind: tuple(facts) for kind, facts in moved.items()})


class Sighting(NamedTuple):
    """A State in which a consignment was seen on its way."""

    state: str
    transshipped: bool
    fact: Fact


class Attribution(NamedTuple):
    """The attribution of a live consignment to the licences it draws on; an equal one asks no rule again."""

    key: str
    goods: Goods
    exit: Fact | None
    exit_day: Day | None
    exits: tuple[tuple[Day, Fact], ...]
    sightings: tuple[Sighting, ...]
    released: bool = False

    @property
    def declared(self) -> Fact:
        """The declaration in force."""
        return self.goods.declared

    @property
    def attributed_by(self) -> Fact:
        """The fact whose goods items count."""
        return self.goods.attributed_by

    @property
    def control_day(self) -> Day:
        """The date on which licences are tested."""
        return self.goods.control_day

    @property
    def lines(self) -> tuple[DrawnLine, ...]:
        """The goods items that draw on a licence."""
        return self.goods.drawn

    @property
    def consumed(self) -> bool:
        """Released for export, or gone: what was reserved is used up (R-069)."""
        return self.released or self.exit is not None

    @property
    def order(self) -> tuple[Day, Instant, str]:
        """Control date, time of the first declaration, key."""
        return (self.goods.control_day, self.goods.first.time, self.key)

    def settled(self, records: Records, law: Law) -> bool:
        """Departed, or the window for corrections by the law of the control date has run out (rules 1.5.4)."""
        return self.goods.settled(records, law, self.exit is not None)


@derived(name="drawing")
def attribution(records: Records, key: str) -> Attribution | None:
    """The attribution of a live consignment to licences; None when it draws on none."""
    found = consignment.of(records, key)
    if found is None or not found.live or not found.goods.drawn:
        return None
    zone, left = found.goods.zone, found.exit
    return Attribution(
        key=key,
        goods=found.goods,
        exit=left,
        exit_day=left.date(zone) if left else None,
        exits=tuple([(f.date(zone), f) for f in found.of(EXITED)]),
        sightings=tuple(
            [
                Sighting(state=seen_in(records, f.data), transshipped=f.kind == TRANSSHIPPED, fact=f)
                for f in found.among(SEEN)
            ]
        ),
        released=RELEASED_FOR_EXPORT in found.moved,
    )


@attribution.entries
def attribution_entries(key: str, found: Attribution | None) -> list[tuple[str, str, str]]:
    """A consignment stands in the index under each licence that it draws on."""
    return [(ATTRIBUTIONS, licence, key) for licence in {x.licence for x in found.lines}] if found else []


def counted(records: Records, line: Line, quantity: Quantity | None) -> Interval:
    """A quantity reported for a goods item, in the base unit of that item (rules 1.3.1)."""
    return in_base_units(records, quantity, line.category, line.calibre)


def status_of(found: Consignment) -> str:
    """How far a consignment has come."""
    if not found.live:
        return "cancelled" if found.attributed_by.kind == "shipment.cancelled" else "redeclared"
    if found.of(VERIFIED):
        return "received"
    if found.of(ARRIVED):
        return "arrived"
    if found.exit:
        return "departed"
    return "released for export" if found.of(RELEASED_FOR_EXPORT) else "declared"
