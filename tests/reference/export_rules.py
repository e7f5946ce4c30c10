"""R01-R04: quantity and validity of the export licence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from tests.reference.consignments import Consignment
from tests.reference.days import day_number
from tests.reference.licences import Document, line_of, line_quantity
from tests.reference.quantities import ZERO, Interval, certain_rest, total
from tests.reference.verdict import Found, Key
from tests.reference.world import World


@dataclass(frozen=True)
class Draw:
    """A consignment in the order of R01: `before` and `upto` are cum, which leaves out those under R02."""

    consignment: Consignment
    control: str
    category: str | None
    authorised: Interval
    before: Interval
    upto: Interval
    net: Interval
    under_r02: bool
    law: Callable[[str], Fraction]

    @property
    def excess(self) -> Fraction | None:
        """The certain excess over the authorised quantity when it is beyond tol (R01, 1.3.6)."""
        rest = certain_rest(self.upto, self.authorised)
        if self.control != "Q" or self.under_r02 or rest is None:
            return None
        return rest if rest > self._tolerance() else None

    def _tolerance(self) -> Fraction:
        """10 % of the balance left for propellant, at its greatest: the test is hardest there."""
        if self.category != "PROPELLANT" or self.authorised.hi is None:
            return Fraction(0)
        return (self.authorised.hi - self.before.lo) * self.law("tol_propellant")

    @property
    def severity(self) -> int:
        """S5 from a quarter of the authorised quantity or from fifty firearms."""
        assert self.excess is not None
        assert self.authorised.hi is not None
        many = self.category == "FIREARM" and self.excess >= self.law("grave_firearms")
        return 5 if many or self.excess >= self.authorised.hi * self.law("grave_share") else 4


def law_on(world: World, licence: Document, s: Consignment) -> Callable[[str], Fraction]:
    """What the law of a licence says on the control date of a consignment."""
    return lambda name: Fraction(world.says(name, s.control_date, licence))


def lines_used(world: World, licence: Document) -> list[int]:
    """Every licence line to which some item resolves."""
    items = (item for s in world.users[licence.key] for item in world.goods(s))
    return sorted({item.line for item in items if item.licence is licence and item.line is not None})


def net(world: World, licence: Document, line: int, consignment: Consignment) -> Interval:
    """net(L, n, s) (1.5.8)."""
    items = world.goods(consignment)
    return total(item.quantity for item in items if item.licence is licence and item.line == line)


def users_of_line(world: World, licence: Document, line: int) -> list[Consignment]:
    """Consignments with net on the line, in the order of R01."""
    users = [
        s
        for s in world.users[licence.key]
        if any(item.licence is licence and item.line == line for item in world.goods(s))
    ]
    return sorted(users, key=lambda s: s.rank)


def draws(world: World, licence: Document, line: int) -> list[Draw]:
    """All consignments that draw on a line, each with what was drawn before it."""
    found: list[Draw] = []
    cum = ZERO
    for s in users_of_line(world, licence, line):
        at_control = line_of(licence.terms(s.control_date, world.lists), line)
        authorised, amount = line_quantity(at_control, world.lists), net(world, licence, line, s)
        control = "Q" if at_control is None else at_control["control"]
        category = None if at_control is None else at_control["item"]["category"]
        left = certain_rest(cum, authorised)
        exhausted = control == "Q" and left is not None and left >= 0
        surrendered = any(day < s.control_date for day in licence.dates("surrendered"))
        under_r02 = amount.lo > 0 and (exhausted or surrendered)
        upto = cum if under_r02 else cum + amount
        found.append(Draw(s, control, category, authorised, cum, upto, amount, under_r02, law_on(world, licence, s)))
        cum = upto
    return found


def r01(world: World) -> Iterator[Found]:
    """Over-shipment."""
    for licence in world.licences.values():
        for line in lines_used(world, licence):
            drawn = draws(world, licence, line)
            over = [(d.excess, d.severity, d.consignment) for d in drawn if d.excess is not None]
            over += over_value(world, licence, line, drawn)
            if any(world.settled(s, licence) for _, _, s in over):
                greatest = max(excess for excess, _, _ in over)
                severity = max(severity for excess, severity, _ in over if excess == greatest)
                yield Found(Key("R01", licence.key, line, None, None), severity, greatest)


def over_value(
    world: World, licence: Document, line: int, drawn: list[Draw]
) -> list[tuple[Fraction, int, Consignment]]:
    """V line: sums beyond authorised value and tol_value; another currency leaves it undetermined."""
    over: list[tuple[Fraction, int, Consignment]] = []
    cum = Fraction(0)
    for d in drawn:
        if d.control != "V" or d.under_r02:
            continue
        at_control = line_of(licence.terms(d.consignment.control_date, world.lists), line)
        assert at_control is not None
        limit = at_control.get("value")
        for item in world.goods(d.consignment):
            value = item.declared.get("value")
            if item.licence is not licence or item.line != line or value is None:
                continue
            if limit is None or value["currency"] != limit["currency"]:
                return []
            cum += Fraction(value["amount"])
        if limit is not None and cum > Fraction(limit["amount"]) * (1 + d.law("tol_value")):
            over.append((cum - Fraction(limit["amount"]), 4, d.consignment))
    return over


def r02(world: World) -> Iterator[Found]:
    """Use after exhaustion or surrender."""
    for licence in world.licences.values():
        for line in lines_used(world, licence):
            for d in draws(world, licence, line):
                if d.under_r02 and world.settled(d.consignment, licence):
                    yield Found(Key("R02", licence.key, line, d.consignment.key, None), 4, d.net.lo)


def r03(world: World) -> Iterator[Found]:
    """Outside validity; a consignment under R04 for the licence is left to it (1.9.3)."""
    for licence in world.licences.values():
        for s in world.users[licence.key]:
            beyond = days_outside(world, licence, s)
            slack, grave = (world.says(x, s.control_date, licence) for x in ("tz_slack", "grave_breach"))
            if beyond > slack and used_while_barred(world, licence, s) is None:
                yield Found(Key("R03", licence.key, None, s.key, None), 4 if beyond > grave else 3, None)


def days_outside(world: World, licence: Document, s: Consignment) -> int:
    """How many days the test date lies outside the validity; nought inside, or with nothing to test yet."""
    if world.lists.tests_at_exit(licence.state):
        if not s.departed:
            return 0
        tested = s.exit_date(world.lists)
    else:
        tested = s.control_date
    terms = licence.terms(tested, world.lists)
    return max(tested - day_number(terms["valid_to"]), day_number(terms["valid_from"]) - tested, 0)


def r04(world: World) -> Iterator[Found]:
    """Revoked or suspended licence used."""
    for licence in world.licences.values():
        for s in world.users[licence.key]:
            severity = used_while_barred(world, licence, s)
            if severity is not None:
                yield Found(Key("R04", licence.key, None, s.key, None), severity, None)


def used_while_barred(world: World, licence: Document, s: Consignment) -> int | None:
    """S5 with the control date in a period, S4 with only an exit in one that began after it."""
    exits = [world.lists.date(fact, licence.state) for fact in s.of("shipment.exited")]
    severity = None
    for first, last in licence.barred():
        if within(s.control_date, first, last):
            return 5
        if s.control_date < first and any(within(day, first, last) for day in exits):
            severity = 4
    return severity


def within(day: int, first: int, last: int | None) -> bool:
    """A day in a period, both ends included."""
    return first <= day and (last is None or day <= last)
