"""When a declaration is accepted, and whether its goods are stated so that they can be counted (R-007, R-049, R-075).

A declaration is accepted on the day on which customs says so. Goods that came under control earlier, while the link was
down, are entered as LATE, with the reason; what could not be used on that earlier day is not used by this road (R-082).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.chapters.items.stated_goods import quantity_reason
from domain.decisions.command import Ordered
from domain.decisions.states import mistaken
from domain.events.declaration import ShipmentDeclared
from domain.events.goods import Serials
from domain.events.refusal import RefusalReason, reason
from domain.kernel.canon import canon
from domain.kernel.message import message
from domain.kernel.moments import DAY_LENGTH, Day, date_text, instant
from domain.kernel.says_nothing import says_nothing
from domain.record.calendar import zone_of
from domain.record.law import Provisions
from domain.record.quantities import plain
from domain.record.records import Records
from domain.record.serials import count, numbers_in
from domain.state.applicable_law import law_of_licence
from domain.state.consignments import Line, control_day
from domain.state.licences import licence
from domain.state.reference import authority

LATE = "LATE"
BARRED_THEN = frozenset({"NOT_YET_VALID", "EXPIRED", "SUSPENDED", "REVOKED"})
"""Why a licence could not be used on a day: no reason given for a late entry makes good for one of these."""
_NUMBERED, _CLASS = "FIREARM", "FRAME_RECEIVER"


def must_be_dated(records: Records, order: ShipmentDeclared, ordered: Ordered) -> None:
    """Raises unless it is accepted on the day of the order, or entered as LATE for a day before it (R-075, R-082).

    In a world that goes by the wall clock that day is at most one from the clock; a correction may keep the day of the
    entry whose place it takes.
    """
    apart = instant(ordered.recordedat) - instant(ordered.time)
    if order.usage != LATE and ordered.wall and apart > DAY_LENGTH:
        mend = "Enter it as LATE, with the reason, where the goods came under control earlier."
        raise mistaken("NOT_ACCEPTED_NOW", "R-075", mend, time=ordered.time, now=ordered.recordedat)
    zone = zone_of(authority.of(records, order.export_state))
    control, today = control_day(order, zone), ordered.today(records, order.export_state)
    if control == today or any(control == control_day(x.data, zone) for x in ordered.corrected):
        return
    figures = {"control_date": order.control_date, "accepted_on": date_text(today)}
    if control > today:
        mend = f"Date it {date_text(today)}; what is still to come is declared when it has come."
        raise mistaken("CONTROL_DATE_TO_COME", "R-075", mend, **figures)
    if order.usage != LATE:
        mend = f"Date it {date_text(today)}; or enter it as LATE, with the reason, where the link was down on that day."
        raise mistaken("CONTROL_DATE_PASSED", "R-075", mend, **figures)


def late(records: Records, order: ShipmentDeclared, ordered: Ordered) -> Iterator[RefusalReason]:
    """That a declaration is entered late, which needs a reason and stays to be seen with it (R-073, R-082)."""
    control = control_day(order, zone_of(authority.of(records, order.export_state)))
    today = ordered.today(records, order.export_state)
    if order.usage == LATE and control < today:
        told = message("reason.entered-late", control=date_text(control), today=date_text(today))
        yield reason("ENTERED_LATE", "R-082", told, message("mend.say-why-late"))


def stated(records: Records, declared: ShipmentDeclared, found: Iterable[Line], control: Day) -> list[RefusalReason]:
    """What is wrong with goods items as they are stated: quantities, and serial numbers where the law asks for them."""
    against: list[RefusalReason] = []
    numbered: list[Line] = []
    for line in found:
        if line.declared.statement == "CUMULATIVE":
            continue
        said = _provisions(records, declared, line, control)
        item = line.declared.item
        wrong = quantity_reason(records, line.item_no, line.declared.quantity, line.category, item.calibre, said)
        against += [wrong] if wrong else []
        if said.serial_for_each_piece and _takes_a_number(line, said):
            numbered.append(line)
    return [*against, *_unnumbered(numbered), *_numbered_twice(numbered)]


def _provisions(records: Records, declared: ShipmentDeclared, line: Line, control: Day) -> Provisions:
    held = licence.of(records, line.licence) if line.licence else None
    if held is not None:
        return law_of_licence(records, held).provisions(control)
    return records.provisions(control, declared.export_state)


def _takes_a_number(line: Line, said: Provisions) -> bool:
    item, made = line.declared.item, line.declared.item.year_of_manufacture
    if line.declared.exemption is not None or (made is not None and made <= said.antique_until):
        return False
    return line.category == _NUMBERED or (line.category == "COMPONENT" and item.component_class == _CLASS)


def _unnumbered(lines: Iterable[Line]) -> Iterator[RefusalReason]:
    """Goods items with more or fewer serial numbers than pieces; one that says nothing stands for a piece, too."""
    for line in lines:
        serials = line.declared.serials
        stated = count(serials) if serials else 0
        if line.amount.certain and stated != line.amount.lo:
            told = message(
                "reason.serials-not-as-many",
                item=line.item_no,
                serials=0 if stated is None else stated,
                pieces=plain(line.amount.lo),
            )
            yield reason("SERIALS_NOT_AS_MANY", "R-049", told, message("mend.as-many-serials-as-pieces"))


def _numbered_twice(lines: Iterable[Line]) -> Iterator[RefusalReason]:
    """Serial numbers that stand for two pieces of one make, model and calibre."""
    alike: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        item = line.item
        alike.setdefault(tuple(canon(x or "") for x in (item.make, item.model, item.calibre)), []).append(line)
    for same in alike.values():
        lists = [x.declared.serials for x in same if x.declared.serials]
        silent = sum(says_nothing(n) for x in lists for n in x.numbers)
        told_of = [Serials(numbers=tuple(n for n in x.numbers if not says_nothing(n)), ranges=x.ranges) for x in lists]
        several = sum(count(x) or 0 for x in lists) - silent
        once = numbers_in(told_of).amount
        if all(count(x) is not None for x in lists) and several > once:
            items = tuple(x.item_no for x in same)
            told = message("reason.serials-twice", item=items, twice=several - once)
            yield reason("SERIAL_TWICE", "R-049", told, message("mend.each-serial-once"))
