"""R14 and R17: landing and proof of delivery."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tests.reference.consignments import Consignment
from tests.reference.days import DAY
from tests.reference.landing import LOSS, Landing, numbers_of
from tests.reference.quantities import certain_rest
from tests.reference.standing import Fact
from tests.reference.verdict import Found, Key
from tests.reference.world import World


def r14(world: World) -> Iterator[Found]:
    """Short landing."""
    for s in world.consignments.values():
        for number in numbers_of(world, s):
            item = Landing(world, s, number)
            lost = bool(item.reports(LOSS))
            rest = certain_rest(item.departed, item.arrived(), item.accounted(), item.overcarried())
            if (lost or landed(world, s)) and rest is not None and rest > item.tolerance(item.departed.lo):
                yield Found(Key("R14", None, number, s.key, None), 5 if lost else 4, rest)


def landed(world: World, s: Consignment) -> bool:
    """Something arrived, and the tally is closed or 21 days have run since the first arrival."""
    arrivals = s.of("shipment.arrived")
    if not arrivals:
        return False
    began = world.lists.date(arrivals[0], s.export_state)
    window = world.says_of_goods("late_arrival", began, s)
    return bool(s.of("shipment.tally-closed")) or world.now >= arrivals[0].at + window * DAY


def r17(world: World) -> Iterator[Found]:
    """Delivery not verified."""
    for s in world.consignments.values():
        licence = world.licence_of(s)
        start = first_out(s)
        if licence is None or start is None:
            continue
        t0 = world.lists.date(start, licence.state)
        required = licence.terms(t0, world.lists)["delivery_verification_required"]
        due, grave, gravest = (int(world.says(x, t0, licence)) for x in ("dvc_due", "dvc_check", "dvc_stop"))
        if not required or not world.lists.legal_limit_passed(t0 + due, licence.state, start.offset):
            continue
        rests = [rest for number in numbers_of(world, s, resolved=True) if (rest := unverified(world, s, number))]
        if rests:
            late, check = (world.lists.has_passed(t0 + x - 1, licence.state, start.offset) for x in (gravest, grave))
            severity = 5 if late else 4 if check else 3
            yield Found(Key("R17", None, None, s.key, None), severity, sum(rests, Fraction(0)))


def first_out(s: Consignment) -> Fact | None:
    """The first exit, else the first arrival."""
    return next(iter(s.of("shipment.exited") or s.of("shipment.arrived")), None)


def unverified(world: World, s: Consignment, number: int) -> Fraction | None:
    """The certain remainder of an item when it is beyond tol."""
    item = Landing(world, s, number)
    rest = certain_rest(item.departed, item.accounted(), item.verified())
    return rest if rest is not None and rest > item.tolerance(item.departed.lo) else None
