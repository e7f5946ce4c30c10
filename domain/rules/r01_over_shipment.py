"""More left under a licence line than the line allows on the control date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.chapters.transfers.dossiers import Draw, LicenceDossier
from domain.events.licence import LicenceLine
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, message
from domain.record.quantities import Exact, exact, plain
from domain.record.records import Records
from domain.state.amounts_said import amount_said
from domain.state.applicable_law import ApplicableLaw
from domain.state.consignments import Attribution


class Excess(NamedTuple):
    """How much the consignments up to one are certainly above the line."""

    attribution: Attribution
    amount: Exact
    authorised: Exact
    category: str | None
    limit: str = "Q"
    currency: str | None = None

    def said(self, amount: Exact) -> Message:
        """An amount on the line in its unit, or its currency."""
        if self.currency is not None:
            return message("amount.money", amount=plain(amount), currency=self.currency)
        return amount_said(amount, self.category)


def _by_quantity(draw: Draw, law: ApplicableLaw) -> Excess | None:
    line, allowed = draw.licensed, draw.allowed.hi
    if (line is not None and line.control != "Q") or allowed is None:
        return None
    over = draw.before.lo + draw.net.lo - allowed
    category = line.item.category if line else None
    share = law.on(draw.attribution.control_day).tol_propellant if category == "PROPELLANT" else 0
    tolerance = max(0, allowed - draw.before.lo) * share
    return (
        Excess(attribution=draw.attribution, amount=over, authorised=allowed, category=category)
        if over > tolerance
        else None
    )


def _worth(dossier: LicenceDossier, draw: Draw, number: int, line: LicenceLine) -> Exact | None:
    """What a consignment is worth on the line; None where it is stated in another currency."""
    worth: Exact = 0
    for x in dossier.lines_of(draw.attribution, number):
        if x.value is not None:
            if line.value is None or x.value[1] != line.value.currency:
                return None
            worth += exact(x.value[0])
    return worth


def _by_value(dossier: LicenceDossier, number: int) -> list[Excess]:
    """The excesses of a line limited by value; none while any consignment states another currency."""
    spent: Exact = 0
    found = []
    for draw in dossier.draws(number):
        line = draw.licensed
        if draw.misused or line is None or line.control != "V":
            continue
        worth = _worth(dossier, draw, number, line)
        if worth is None:
            return []
        spent += worth
        allowed = exact(line.value.amount) if line.value else None
        law = dossier.law.on(draw.attribution.control_day)
        if allowed is not None and spent > allowed * (1 + law.tol_value):
            found.append(
                Excess(
                    attribution=draw.attribution,
                    amount=spent - allowed,
                    authorised=allowed,
                    category=None,
                    limit="V",
                    currency=line.value.currency if line.value else None,
                )
            )
    return found


def _excesses(dossier: LicenceDossier, number: int) -> list[Excess]:
    by_quantity = (_by_quantity(draw, dossier.law) for draw in dossier.draws(number) if not draw.misused)
    return [x for x in by_quantity if x is not None] + _by_value(dossier, number)


def _is_grave(over: Excess, applicable: ApplicableLaw) -> bool:
    if over.limit == "V":
        return False
    law = applicable.on(over.attribution.control_day)
    many = over.category == "FIREARM" and over.amount >= law.grave_firearms
    return many or over.amount >= over.authorised * law.grave_share


def _any_settled(found: list[Excess], law: ApplicableLaw, records: Records) -> bool:
    """True when one is; each is asked, so that each window is waited for."""
    settled = [x.attribution.settled(records, law.on(x.attribution.control_day)) for x in found]
    return True in settled


@rule(
    id="R01",
    title="Over-shipment",
    law="UNFP 10(3); ATT 5, 12",
    subject="licence",
    clears="an adjustment or cancellation of a consignment, or an increase of the line in effect by the control date",
)
def over_shipment(dossier: LicenceDossier, records: Records) -> Iterator[Suspicion]:
    """Some consignment, taken in the order of control dates, brings the sum above the line (R-066 to R-077)."""
    for number in dossier.line_numbers:
        found = _excesses(dossier, number)
        if not found:
            continue
        worst = max(found, key=lambda x: x.amount)
        grave = any(_is_grave(x, dossier.law) for x in found if x.amount == worst.amount)
        last = found[-1].attribution
        counted = [x.attribution for x in dossier.draws(number) if not x.misused and x.attribution.order <= last.order]
        terms = [dossier.held.source_of_terms(x.attribution.control_day) for x in found]
        yield Suspicion(
            licence=dossier.key,
            line=number,
            severity=Severity.STOP if grave else Severity.HOLD,
            quantity=worst.amount,
            candidate=not _any_settled(found, dossier.law, records),
            facts=unique([*terms, *(d.attributed_by for d in counted)]),
            message=message(
                "r01.over-shipment",
                line=number,
                licence=dossier.key,
                authorised=worst.said(worst.authorised),
                count=len(counted),
                last=last.key,
                excess=worst.said(worst.amount),
            ),
        )
