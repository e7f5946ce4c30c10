"""Other goods than licensed: by their code, their identity, their mass, or a quantity that cannot be told."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from domain.chapters.items.makes_and_models import canonical_item, canonical_model, piece_mass
from domain.chapters.transfers.dossiers import ConsignmentDossier
from domain.chapters.transfers.predicates import lines_of
from domain.events.goods import Item, Quantity, Serials
from domain.events.licence import LicenceLine
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.canon import canon
from domain.kernel.message import Message, message
from domain.record.fact import Fact
from domain.record.law import Law
from domain.record.quantities import Exact, exact, plain
from domain.record.records import Records
from domain.record.serials import numbers_in
from domain.record.written_serials import NUMBERS_SHOWN, as_written
from domain.state.consignments import Line, attribution, counted
from domain.state.licence_references import classes_of_code, line_class
from domain.state.licences import licence
from domain.state.reference import mass_of, rulings, unit_of

SEVERITY = {"hs": Severity.HOLD, "identity": Severity.HOLD, "mass": Severity.CHECK, "unit": Severity.CHECK}


class Stated(NamedTuple):
    """What a message states of one goods item: a declared line, or an arrived one."""

    fact: Fact
    item: Item
    quantity: Quantity
    net: str | None
    gross: str | None
    declared: bool
    serials: Serials | None = None


def _stated(dossier: ConsignmentDossier, line: Line) -> Iterator[Stated]:
    found = dossier.consignment
    x = line.declared
    yield Stated(
        found.attributed_by, x.item, x.quantity, x.net_mass_kg, x.gross_mass_kg, declared=True, serials=x.serials
    )
    for fact, y in lines_of(found.standing_arrivals(), line.item_no):
        if y.item.category != "ACCESSORY":
            yield Stated(fact, y.item, y.quantity, y.net_mass_kg, y.gross_mass_kg, declared=False, serials=y.serials)


def _other_code(records: Records, said: Stated, licensed: LicenceLine) -> Message | None:
    """The code of another control class than the licence line's, and no ruling that makes them one (rules 1.7.5)."""
    wanted = line_class(records, licensed)
    if said.item.hs is None or wanted is None:
        return None
    hs6 = said.item.hs[:6]
    classes = classes_of_code(records, said.item.hs, said.item.hs_edition)
    ruled = rulings.of(records, licensed.item.hs[:6]) if licensed.item.hs else ()
    if not classes or wanted in classes or hs6 in ruled:
        return None
    return message("r16.code", hs=said.item.hs, classes=tuple(sorted(classes)), licensed=wanted)


def _other_item(records: Records, said: Stated, licensed: LicenceLine) -> Message | None:
    """Make, model, calibre or action that both sides name differently."""
    mine, theirs = canonical_item(records, said.item), canonical_item(records, licensed.item)
    make = mine.make or theirs.make  # an alias of a model needs its make; where a message lacks it, as licensed
    pairs = {
        "r16.make": (mine.make, theirs.make),
        "r16.model": (canonical_model(records, make, said.item.model), theirs.model),
        "r16.calibre": (mine.calibre, theirs.calibre),
        "r16.action": (said.item.action, licensed.item.action),
    }
    apart = {what: (a, b) for what, (a, b) in pairs.items() if a and b and canon(a) != canon(b)}
    wrong = tuple(message(what, stated=a, licensed=b) for what, (a, b) in apart.items())
    return message("r16.identity", wrong=wrong) if wrong else None


def _unit_mass(records: Records, line: Line, licensed: LicenceLine, law: Law) -> tuple[Exact, Exact] | None:
    """Mass in grams of one piece or round, and how far off it may be; a list that says nothing weighs nothing."""
    if line.category == "FIREARM":
        mass, share = piece_mass(records, licensed.item), law.mass_firearm
    elif line.category == "AMMUNITION":
        mass, share = mass_of(records, line.calibre), law.mass_ammunition
    else:
        return None
    return (mass, share) if mass is not None and mass > 0 else None


def _other_mass(records: Records, said: Stated, line: Line, licensed: LicenceLine, law: Law) -> Message | None:
    known = _unit_mass(records, line, licensed, law)
    amount = counted(records, line, said.quantity)
    if known is None or not amount.certain or amount.lo < law.mass_min:
        return None
    one, share = known
    should = Fraction(amount.lo) * one / 1000
    if said.net is not None:
        off = abs(exact(said.net) - should) > share * should
        return message("r16.net-mass", stated=said.net, right=plain(should)) if off else None
    if said.gross is not None:
        gross = exact(said.gross)
        off = gross < should * (1 - share) or gross > should * (1 + share + law.gross_extra)
        return message("r16.gross-mass", stated=said.gross, right=plain(should)) if off else None
    return None


def _unclear(said: Stated, line: Line, licensed: LicenceLine) -> Message | None:
    if not said.declared or licensed.control != "Q" or line.amount.hi is not None:
        return None
    quantity = said.quantity
    return message(
        "r16.uncounted",
        base=unit_of(line.category),
        quantity=quantity.value or message("r16.no-number"),
        unit=quantity.unit or message("r16.without-a-unit"),
    )


def _told(item_no: int, key: str, seen: list[tuple[Stated, Message]]) -> Message:
    """What is wrong, as declared or as arrived, and of which serial numbers, where these are few."""
    by: dict[Message, set[bool]] = {}
    for said, wrong in seen:
        by.setdefault(wrong, set()).add(said.declared)
    told = tuple(message(_AS[frozenset(as_declared)], what=wrong) for wrong, as_declared in by.items())
    lists = [said.serials for said, _ in seen if said.serials]
    numbers = numbers_in(lists)
    figures = {"line": item_no, "consignment": key, "told": told}
    if 0 < numbers.amount <= NUMBERS_SHOWN:
        return message("r16.items-numbered", **figures, numbers=as_written(numbers, lists))
    return message("r16.item", **figures)


_AS = {
    frozenset({True}): "r16.as-declared",
    frozenset({False}): "r16.as-arrived",
    frozenset({True, False}): "r16.as-declared-and-arrived",
}


@rule(
    id="R16",
    title="Item substitution",
    law="UNFP 10(3); ATT 12(3)",
    subject="consignment",
    clears="a corrected declaration or arrival, or a licence that covers what was declared",
)
def item_substitution(dossier: ConsignmentDossier, records: Records) -> Iterator[Suspicion]:
    """A goods item is not what its licence line says (R-006, R-087)."""
    found, law = dossier.consignment, dossier.law.on(dossier.consignment.goods.control_day)
    drawn = attribution.of(records, found.key)
    settled = drawn is not None and drawn.settled(records, law)
    for line in found.items():
        licensed = line.licensed
        if licensed is None or line.licence is None:
            continue
        wrong: dict[str, list[tuple[Stated, Message]]] = {}
        for said in _stated(dossier, line):
            for what, found_wrong in (
                ("hs", _other_code(records, said, licensed)),
                ("identity", _other_item(records, said, licensed)),
                ("mass", _other_mass(records, said, line, licensed, law)),
                ("unit", _unclear(said, line, licensed)),
            ):
                if found_wrong is not None:
                    wrong.setdefault(what, []).append((said, found_wrong))
        held = licence.of(records, line.licence)
        terms = (held.source_of_terms(found.goods.control_day),) if held else ()
        for what, all_seen in wrong.items():
            seen = [x for x in all_seen if settled or not x[0].declared] or all_seen
            yield Suspicion(
                line=line.item_no,
                shipment=found.key,
                subject=what,
                severity=SEVERITY[what],
                candidate=not settled and all(said.declared for said, _ in seen),
                facts=unique([*(said.fact for said, _ in seen), *terms]),
                message=_told(line.item_no, found.key, seen),
            )
