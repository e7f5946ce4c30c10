"""Whether a declaration may draw on licences, and the figures that decided it (R-066 to R-076)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from domain.chapters.transfers.dossiers import authorised
from domain.chapters.transfers.ledger import Ledger
from domain.decisions.acceptance import stated
from domain.decisions.command import Ordered
from domain.events.balance import LineFigures
from domain.events.declaration import DeclaredLine, ShipmentDeclared
from domain.events.goods import Quantity
from domain.events.licence import LicenceLine
from domain.events.refusal import RefusalReason, reason
from domain.events.streams import consignment_key
from domain.kernel.message import message
from domain.kernel.moments import Day, date_text
from domain.kernel.says_nothing import number_said
from domain.preconditions.grounds import Grounds
from domain.record.calendar import begun, zone_of
from domain.record.quantities import ZERO, Exact, Interval, exact, plain, total
from domain.record.records import Records
from domain.state.consignments import DrawnLine, Line, control_day, goods, resolved_lines
from domain.state.licences import Licence, licence, status_on
from domain.state.reference import authority, in_base_units, unit_of


class LedgerVerdict(NamedTuple):
    """What the ledger says of a declaration: figures by licence, and what stands against it."""

    figures: Mapping[str, tuple[LineFigures, ...]]
    reasons: tuple[RefusalReason, ...]
    drawn: tuple[DrawnLine, ...] = ()

    @property
    def granted(self) -> bool:
        """True when nothing stands against it."""
        return not self.reasons

    def also(self, reasons: Iterable[RefusalReason]) -> LedgerVerdict:
        """The same, with what others have against it."""
        return self._replace(reasons=tuple(dict.fromkeys((*self.reasons, *reasons))))


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
) -> LedgerVerdict:
    """The verdict on a declaration with these goods items, against everything else that draws on its licences.

    What a consignment draws already it may keep: only more than that is judged (R-071, R-075); when an order corrects
    it, also by how its licences stand on the day of that order (R-031).
    """
    records = grounds.records
    zone = zone_of(authority.of(records, declared.export_state))
    control = control_day(declared, zone)
    found, drawn = resolved_lines(records, declared, lines, control)
    reasons = stated(records, declared, found, control)
    reasons += list(_unresolved(_newly_without_licence(records, declared, found) if correcting else found))
    figures: dict[str, tuple[LineFigures, ...]] = {}
    for number in dict.fromkeys(x.licence for x in drawn):
        held = licence.of(records, number)
        assert held is not None  # noqa: S101  it was resolved to
        own = [x for x in drawn if x.licence == number]
        told, against = _on_licence(grounds, held, declared, own, control, correcting)
        figures[number] = told
        reasons += against
    return LedgerVerdict(figures=figures, reasons=tuple(dict.fromkeys(reasons)), drawn=drawn)


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


def _unresolved(found: Iterable[Line]) -> Iterator[RefusalReason]:
    for line in _without_licence(found):
        declared = line.declared
        if not number_said(declared.licence_reference):
            yield reason(
                "LICENCE_NOT_NAMED",
                "R-066",
                message("reason.licence-not-named", item=line.item_no),
                message("mend.name-the-licence"),
            )
        else:
            yield reason(
                "LICENCE_NOT_FOUND",
                "R-021",
                message("reason.licence-not-found", item=line.item_no, reference=declared.licence_reference),
                message("mend.compare-the-number"),
            )


_BARRED = {
    "not yet valid": ("NOT_YET_VALID", "R-075", message("mend.wait-for-its-first-day")),
    "expired": ("EXPIRED", "R-075", message("mend.new-licence")),
    "suspended": ("SUSPENDED", "R-031", message("mend.ask-whether-reinstated")),
    "revoked": ("REVOKED", "R-031", message("mend.hold-and-tell")),
    "surrendered": ("SURRENDERED", "R-058", message("mend.ask-for-its-successor")),
}


BARRED_SINCE = ("SUSPENDED", "REVOKED", "SURRENDERED")


def unusable(held: Licence, on: Day) -> Iterator[RefusalReason]:
    """Why a licence cannot be used on a day, if it cannot."""
    terms = held.terms(on)
    status = status_on(held, terms, on)
    if status in _BARRED:
        code, requirement, mend = _BARRED[status]
        told = message(
            "reason.barred",
            licence=held.key,
            on=date_text(on),
            status=status,
            valid_from=terms.valid_from,
            valid_to=terms.valid_to,
        )
        yield reason(code, requirement, told, mend)


def _replaced(declared: ShipmentDeclared) -> str | None:
    """The consignment that this one redeclares, which draws no longer."""
    earlier = consignment_key(declared.replaces) if declared.replaces else None
    return None if earlier == consignment_key(declared.shipment) else earlier


def _standing(records: Records, held: Licence, control: Day, correcting: Ordered | None) -> list[RefusalReason]:
    """Why a licence cannot be used on the control date, nor for more when it was barred since (R-031, R-075)."""
    against = list(unusable(held, control))
    if against or correcting is None:
        return against
    return [x for x in unusable(held, correcting.today(records, held.state)) if x.code in BARRED_SINCE]


def _on_licence(
    grounds: Grounds,
    held: Licence,
    declared: ShipmentDeclared,
    own: list[DrawnLine],
    control: Day,
    correcting: Ordered | None,
) -> tuple[tuple[LineFigures, ...], list[RefusalReason]]:
    ledger, key = grounds.ledger(held.key), consignment_key(declared.shipment)
    replaced = _replaced(declared)
    reasons: list[RefusalReason] = []
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


def _unclear(held: Licence, now: list[DrawnLine]) -> RefusalReason:
    told = message("reason.line-unclear", licence=held.key, item=tuple(x.item_no for x in now))
    return reason("LINE_UNCLEAR", "R-066", told, message("mend.cite-the-line"))


def _against_terms(held: Licence, ledger: Ledger, declared: ShipmentDeclared, control: Day) -> Iterator[RefusalReason]:
    terms, key = held.terms(control), consignment_key(declared.shipment)
    if declared.destination_state != terms.import_state:
        yield reason(
            "ANOTHER_DESTINATION",
            "R-042",
            message(
                "reason.another-destination",
                licence=held.key,
                licensed=terms.import_state,
                declared=declared.destination_state,
            ),
            message("mend.hold-and-ask"),
        )
    own = (key, _replaced(declared))
    others = [x for x in ledger.consignments() if x not in own] if terms.kind == "SINGLE" else []
    if others:
        yield reason(
            "ONE_SHIPMENT_ONLY",
            "R-046",
            message("reason.one-shipment-only", licence=held.key, used_by=min(others)),
            message("mend.licence-for-several"),
        )


def _sum(lines: list[DrawnLine]) -> Interval:
    return total([x.amount for x in lines])


def _worth(lines: list[DrawnLine], currency: str) -> Exact:
    return sum((exact(x.value[0]) for x in lines if x.value and x.value[1] == currency), start=0)


def _later(records: Records, asked: _Asked) -> Iterator[LicenceLine | None]:
    """The line as amendments after the control date have it that are in effect by now."""
    zone = asked.held.issued.zone(zone_of(asked.held.authority))
    for version in asked.held.amended:
        if version.since > asked.control and begun(records, version.since, zone):
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


def _on_line(grounds: Grounds, asked: _Asked) -> tuple[LineFigures, RefusalReason | None, bool]:
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


def _against(asked: _Asked, told: LineFigures, wanted: Interval, free: Exact) -> RefusalReason | None:
    named = {"licence": asked.held.key, "line": asked.number}
    if asked.line is None:
        no_line = message("reason.no-such-line", **named, on=date_text(asked.control))
        return reason("NO_SUCH_LINE", "R-066", no_line, message("mend.cite-a-line"))
    if not asked.limited:
        return None
    if wanted.hi is None or wanted.lo <= free < wanted.hi:
        unclear = message("reason.quantity-unclear", unit=told.unit, **named, most=told.free)
        mend = message("mend.state-the-value" if asked.by_value else "mend.state-the-quantity", unit=told.unit)
        return reason("QUANTITY_UNCLEAR", "R-007", unclear, mend)
    if wanted.lo > free:
        too_much = message("reason.insufficient", asked=told.asked, free=told.free, unit=told.unit, **named)
        mend = message("mend.declare-at-most", most=plain(max(free, ZERO.lo)), unit=told.unit)
        return reason("INSUFFICIENT", "R-068", too_much, mend)
    return None


def available(
    grounds: Grounds, held: Licence, number: int, quantity: Quantity, on: Day
) -> tuple[LineFigures, tuple[RefusalReason, ...]]:
    """What would stand against drawing a quantity on a line on a day: asked before anything is declared (R-067)."""
    line = held.line(number, on)
    category = line.item.category if line else None
    amount = in_base_units(grounds.records, quantity, category, line.item.calibre if line else None)
    wanted = DrawnLine(1, held.key, number, line, category, amount, None)
    asked = _Asked(held, grounds.ledger(held.key), "", number, line, [wanted], on)
    told, against, _ = _on_line(grounds, asked)
    return told, (*unusable(held, on), *((against,) if against else ()))


def drawn_figures(grounds: Grounds, held: Licence, key: str, control: Day) -> tuple[LineFigures, ...]:
    """What a consignment draws on a licence now, line by line, beside what is free to others."""
    ledger, told = grounds.ledger(held.key), []
    for number in dict.fromkeys(x.line for x in ledger.of(key)):
        if number is not None:
            now = [x for x in ledger.of(key) if x.line == number]
            asked = _Asked(held, ledger, key, number, held.line(number, control), now, control)
            told.append(_on_line(grounds, asked)[0])
    return tuple(told)
