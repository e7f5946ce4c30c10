"""Whether a declaration may draw on licences, and the figures that decided it (R-066 to R-076)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from domain.chapters.transfers.dossiers import authorised
from domain.chapters.transfers.ledger import Ledger
from domain.decisions.command import Ordered
from domain.events.balance import LineFigures
from domain.events.declaration import DeclaredLine, ShipmentDeclared
from domain.events.goods import Quantity
from domain.events.licence import LicenceLine
from domain.events.refusal import Reason, reason
from domain.events.streams import consignment_key
from domain.kernel.moments import Day, date_text, start_of
from domain.preconditions.grounds import Grounds
from domain.record.calendar import zone_of
from domain.record.quantities import ZERO, Exact, Interval, exact, plain, total
from domain.record.records import Records
from domain.state.consignments import DrawnLine, Line, control_day, goods, resolved_lines
from domain.state.licences import Licence, licence, status_on
from domain.state.reference import authority, in_base_units, unit_of


class Verdict(NamedTuple):
    """What the ledger says of a declaration: figures by licence, and what stands against it."""

    figures: Mapping[str, tuple[LineFigures, ...]]
    reasons: tuple[Reason, ...]

    @property
    def granted(self) -> bool:
        """True when nothing stands against it."""
        return not self.reasons


class _Asked(NamedTuple):
    """What a consignment asks of one line of a licence, and what it draws on it so far."""

    held: Licence
    ledger: Ledger
    key: str
    number: int
    line: LicenceLine | None
    now: list[DrawnLine]
    control: Day
    replaced: str | None = None

    @property
    def by_value(self) -> bool:
        """True where the line limits a value instead of a quantity."""
        return self.line is not None and self.line.control == "V" and self.line.value is not None

    @property
    def limited(self) -> bool:
        """False for a line that limits nothing."""
        return self.line is None or self.line.control != "O"


def verdict(
    grounds: Grounds, declared: ShipmentDeclared, lines: tuple[DeclaredLine, ...], correcting: Ordered | None = None
) -> Verdict:
    """The verdict on a declaration with these goods items, against everything else that draws on its licences.

    What a consignment draws already it may keep: only more than that is judged (R-071, R-075); when an order corrects
    it, also by how its licences stand on the day of that order (R-031).
    """
    records = grounds.records
    zone = zone_of(authority.of(records, declared.export_state))
    control = control_day(declared, zone)
    found, drawn = resolved_lines(records, declared, lines, control)
    reasons = list(_unresolved(_newly_without_licence(records, declared, found) if correcting else found))
    figures: dict[str, tuple[LineFigures, ...]] = {}
    for number in dict.fromkeys(x.licence for x in drawn):
        held = licence.of(records, number)
        assert held is not None  # noqa: S101  it was resolved to
        own = [x for x in drawn if x.licence == number]
        told, against = _on_licence(grounds, held, declared, own, control, correcting)
        figures[number] = told
        reasons += against
    return Verdict(figures=figures, reasons=tuple(dict.fromkeys(reasons)))


def _without_licence(found: Iterable[Line]) -> list[Line]:
    return [
        x
        for x in found
        if x.licence is None and x.declared.exemption is None and x.declared.item.category != "ACCESSORY"
    ]


def _newly_without_licence(records: Records, declared: ShipmentDeclared, found: Iterable[Line]) -> list[Line]:
    """The goods items that a correction leaves without a licence, and which had one before or were fewer."""
    known = goods.of(records, consignment_key(declared.shipment))
    before = {x.item_no: x.amount.lo for x in _without_licence(known.lines if known else ())}
    return [x for x in _without_licence(found) if x.item_no not in before or x.amount.lo > before[x.item_no]]


def _unresolved(found: Iterable[Line]) -> Iterator[Reason]:
    for line in _without_licence(found):
        declared = line.declared
        if declared.licence_reference is None:
            yield reason(
                "LICENCE_NOT_NAMED",
                "R-066",
                f"Goods item {line.item_no} names no licence and claims no exemption.",
                "Name the licence as it is printed, or the exempt procedure.",
                item=line.item_no,
            )
        else:
            yield reason(
                "LICENCE_NOT_FOUND",
                "R-021",
                f"No licence {declared.licence_reference} for this exporter is on record.",
                "Compare the number with the licence, and the exporter with its holder.",
                item=line.item_no,
                reference=declared.licence_reference,
            )


_BARRED = {
    "not yet valid": ("NOT_YET_VALID", "R-075", "Wait for its first day."),
    "expired": ("EXPIRED", "R-075", "The exporter needs a new licence."),
    "suspended": ("SUSPENDED", "R-031", "Ask the licensing authority whether and when it is reinstated."),
    "revoked": ("REVOKED", "R-031", "Hold the goods and tell the licensing authority."),
    "surrendered": ("SURRENDERED", "R-058", "Ask the exporter for the licence that replaces it."),
}


BARRED_SINCE = ("SUSPENDED", "REVOKED", "SURRENDERED")


def standing(held: Licence, on: Day) -> Iterator[Reason]:
    """Why a licence cannot be used on a day, if it cannot."""
    terms = held.terms(on)
    status = status_on(held, terms, on)
    if status in _BARRED:
        code, requirement, mend = _BARRED[status]
        says = f"Licence {held.key} is {status} on {date_text(on)}; it is valid {terms.valid_from} to {terms.valid_to}."
        yield reason(code, requirement, says, mend, licence=held.key, on=date_text(on))


def _replaced(declared: ShipmentDeclared) -> str | None:
    """The consignment that this one redeclares, which draws no longer."""
    earlier = consignment_key(declared.replaces) if declared.replaces else None
    return None if earlier == consignment_key(declared.shipment) else earlier


def _standing(records: Records, held: Licence, control: Day, correcting: Ordered | None) -> list[Reason]:
    """Why a licence cannot be used on the control date, nor for more when it was barred since (R-031, R-075)."""
    against = list(standing(held, control))
    if against or correcting is None:
        return against
    return [x for x in standing(held, correcting.today(records, held.state)) if x.code in BARRED_SINCE]


def _on_licence(
    grounds: Grounds,
    held: Licence,
    declared: ShipmentDeclared,
    own: list[DrawnLine],
    control: Day,
    correcting: Ordered | None,
) -> tuple[tuple[LineFigures, ...], list[Reason]]:
    ledger, key = grounds.ledger(held.key), consignment_key(declared.shipment)
    replaced = _replaced(declared)
    reasons: list[Reason] = []
    figures: list[LineFigures] = []
    more = not ledger.of(key)
    for number in dict.fromkeys(x.line for x in own):
        now = [x for x in own if x.line == number]
        if number is None:
            reasons.append(_unclear(held, now))
            continue
        asked = _Asked(held, ledger, key, number, held.line(number, control), now, control, replaced)
        told, against, rises = _on_line(grounds, asked)
        more = more or rises
        figures.append(told)
        reasons += [against] if against and rises else []
    if more:
        barred = _standing(grounds.records, held, control, correcting)
        reasons = [*barred, *_against_terms(held, ledger, declared, control), *reasons]
    return tuple(figures), reasons


def _unclear(held: Licence, now: list[DrawnLine]) -> Reason:
    items = ", ".join(str(x.item_no) for x in now)
    says = f"Goods item {items} fits no single line of licence {held.key}."
    return reason("LINE_UNCLEAR", "R-066", says, "Cite the line of the licence.", licence=held.key, item=items)


def _against_terms(held: Licence, ledger: Ledger, declared: ShipmentDeclared, control: Day) -> Iterator[Reason]:
    terms, key = held.terms(control), consignment_key(declared.shipment)
    if declared.destination_state != terms.import_state:
        yield reason(
            "ANOTHER_DESTINATION",
            "R-042",
            f"Licence {held.key} is for {terms.import_state}; the goods are declared for {declared.destination_state}.",
            "Hold the goods and ask the licensing authority.",
            licensed=terms.import_state,
            declared=declared.destination_state,
        )
    own = (key, _replaced(declared))
    others = [x for x in ledger.consignments() if x not in own] if terms.kind == "SINGLE" else []
    if others:
        yield reason(
            "ONE_SHIPMENT_ONLY",
            "R-046",
            f"Licence {held.key} is for one shipment, and consignment {min(others)} has used it.",
            "The exporter needs a licence for several shipments, or another one.",
            used_by=min(others),
        )


def _sum(lines: list[DrawnLine]) -> Interval:
    return total([x.amount for x in lines])


def _worth(lines: list[DrawnLine], currency: str) -> Exact:
    return sum((exact(x.value[0]) for x in lines if x.value and x.value[1] == currency), start=0)


def _later(records: Records, asked: _Asked) -> Iterator[LicenceLine | None]:
    """The line as amendments after the control date have it that are in effect by now."""
    zone = asked.held.issued.zone(zone_of(asked.held.authority))
    for version in asked.held.amended:
        if version.since > asked.control and records.reached(start_of(version.since, zone), zone):
            yield next((x for x in version.terms.lines if x.line == asked.number), None)


def _value_of(line: LicenceLine | None, currency: str) -> Exact | None:
    if line is None:
        return 0
    return exact(line.value.amount) if line.value and line.value.currency == currency else None


def _allowed(records: Records, asked: _Asked, currency: str | None) -> Exact:
    """What a line allows on the control date; less, where it was reduced since and others rely on what is left."""
    lines = (asked.line, *_later(records, asked))
    if currency is not None:
        return min(found for x in lines if (found := _value_of(x, currency)) is not None)
    return min(authorised(records, x).lo for x in lines if x is asked.line or x is None or x.control == "Q")


def _on_line(grounds: Grounds, asked: _Asked) -> tuple[LineFigures, Reason | None, bool]:
    """The figures of one line, what stands against it, and whether more is asked than is drawn already."""
    line, ledger, before = asked.line, asked.ledger, [x for x in asked.ledger.of(asked.key) if x.line == asked.number]
    freed = [x for x in ledger.of(asked.replaced) if x.line == asked.number] if asked.replaced else []
    if asked.by_value and line is not None and line.value is not None:
        unit = line.value.currency
        allowed = _allowed(grounds.records, asked, unit)
        wanted: Interval = Interval(_worth(asked.now, unit), _worth(asked.now, unit))
        if any(x.value is None or x.value[1] != unit for x in asked.now):
            wanted = Interval(0, None)
        others, mine = ledger.worth_without(asked.number, unit, asked.key), _worth(before, unit)
        others -= _worth(freed, unit)
    else:
        unit = unit_of(line.item.category if line else None)
        allowed = _allowed(grounds.records, asked, None)
        wanted, mine = _sum(asked.now), _sum(before).lo
        others = ledger.drawn_without(asked.number, asked.key).lo - _sum(freed).lo
    free = allowed - others
    told = LineFigures(
        line=asked.number,
        unit=unit,
        asked="unclear" if wanted.hi is None else plain(wanted.lo),
        authorised=plain(allowed) if asked.limited else "not limited",
        drawn=plain(others),
        free=plain(free) if asked.limited else "not limited",
    )
    return told, _against(asked, told, wanted, free), wanted.hi is None or wanted.lo > mine


def _against(asked: _Asked, told: LineFigures, wanted: Interval, free: Exact) -> Reason | None:
    named = {"licence": asked.held.key, "line": asked.number}
    where = f"line {asked.number} of licence {asked.held.key}"
    if asked.line is None:
        says = f"Licence {asked.held.key} has no line {asked.number} on {date_text(asked.control)}."
        return reason("NO_SUCH_LINE", "R-066", says, "Cite a line of the licence.", **named)
    if not asked.limited:
        return None
    if wanted.hi is None or wanted.lo <= free < wanted.hi:
        says = f"Whether no more than {told.free} {told.unit} are asked of {where} cannot be told."
        mend = f"State the {'value' if asked.by_value else 'quantity'} in a unit that converts to {told.unit}."
        return reason("QUANTITY_UNCLEAR", "R-007", says, mend, unit=told.unit, **named)
    if wanted.lo > free:
        says = f"{told.asked} {told.unit} are asked of {where}, and {told.free} are free."
        mend = f"Declare at most {plain(max(free, ZERO.lo))} {told.unit}, or have the licence amended first."
        return reason("INSUFFICIENT", "R-068", says, mend, asked=told.asked, free=told.free, unit=told.unit, **named)
    return None


def available(
    grounds: Grounds, held: Licence, number: int, quantity: Quantity, on: Day
) -> tuple[LineFigures, tuple[Reason, ...]]:
    """What would stand against drawing a quantity on a line on a day: asked before anything is declared (R-067)."""
    line = held.line(number, on)
    category = line.item.category if line else None
    amount = in_base_units(grounds.records, quantity, category, line.item.calibre if line else None)
    wanted = DrawnLine(1, held.key, number, line, category, amount, None)
    asked = _Asked(held, grounds.ledger(held.key), "", number, line, [wanted], on)
    told, against, _ = _on_line(grounds, asked)
    return told, (*standing(held, on), *((against,) if against else ()))


def drawn_figures(grounds: Grounds, held: Licence, key: str, control: Day) -> tuple[LineFigures, ...]:
    """What a consignment draws on a licence now, line by line, beside what is free to others."""
    ledger, told = grounds.ledger(held.key), []
    for number in dict.fromkeys(x.line for x in ledger.of(key)):
        if number is not None:
            now = [x for x in ledger.of(key) if x.line == number]
            asked = _Asked(held, ledger, key, number, held.line(number, control), now, control)
            told.append(_on_line(grounds, asked)[0])
    return tuple(told)
