"""What is wrong with goods as a document states them: a quantity that nobody can count out, or another's code.

Asked of licence lines, goods items of declarations and lines of import authorizations alike (R-006, R-007, rules 5.7).
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.events.goods import Item, Quantity
from domain.events.refusal import RefusalReason, reason
from domain.kernel.message import Message, message
from domain.record.law import Provisions
from domain.record.quantities import exact, plain
from domain.record.records import Records
from domain.state.reference import in_base_units, listing, unit_of

NOT_WHOLE, OF_NOTHING, OTHER_CODE = "QUANTITY_NOT_WHOLE", "QUANTITY_OF_NOTHING", "HS_KIND_MISMATCH"
_SIX = 6


def draws_nothing(records: Records, quantity: Quantity, category: str | None, calibre: str | None) -> bool:
    """True for a quantity that comes to zero: none of something, or any number of packs in which nothing is."""
    if quantity.value is None or quantity.unit is None:
        return False
    if quantity.pack_size is not None and exact(quantity.pack_size) <= 0:
        amount = in_base_units(records, Quantity(value=quantity.value, unit=quantity.unit), category, calibre)
        return amount.hi is None or amount.hi <= 0
    amount = in_base_units(records, quantity, category, calibre)
    return amount.hi is not None and amount.hi <= 0


def fraction_of(
    records: Records, quantity: Quantity, category: str | None, calibre: str | None, said: Provisions
) -> str | None:
    """The number of pieces or rounds where it is certain and not whole, though goods of the category are counted."""
    if category not in said.whole_numbers_of:
        return None
    amount = in_base_units(records, quantity, category, calibre)
    if amount.hi is None or amount.lo != amount.hi or amount.lo == int(amount.lo):
        return None
    return plain(amount.lo)


def _codes_equal_to(records: Records, hs6: str) -> Iterator[str]:
    """The codes that a binding ruling says are one with this, whichever of the two it is published under."""
    for row in listing.of(records, "hs").rows:
        if row.hs6 == hs6:
            yield from row.rulings
        elif hs6 in row.rulings:
            yield row.hs6


def _says_nothing_against(code: str, category: str, said: Provisions) -> bool:
    meant = [x for x, codes in said.codes().items() if any(code.startswith(begins) for begins in codes)]
    return not meant or category in meant


def of_another_category(records: Records, item: Item, said: Provisions) -> bool:
    """True where the code is one of goods of other categories, and no binding ruling makes it one of this (R-006)."""
    if item.hs is None or item.category is None or _says_nothing_against(item.hs, item.category, said):
        return False
    ruled = _codes_equal_to(records, item.hs[:_SIX])
    return not any(_says_nothing_against(code, item.category, said) for code in ruled)


def quantity_reason(
    records: Records, line: object, quantity: Quantity, category: str | None, calibre: str | None, said: Provisions
) -> RefusalReason | None:
    """Why so much cannot be had of these goods; None where it can. `line` is what the document calls the line."""
    unit = unit_of(category)
    stated = {"line": line, "value": quantity.value or "", "code": quantity.unit or "", "unit": unit}
    if draws_nothing(records, quantity, category, calibre):
        told = message("reason.quantity-of-nothing", **stated)
        return reason(OF_NOTHING, "R-007", told, message("mend.state-more-than-nothing", unit=unit))
    amount = fraction_of(records, quantity, category, calibre, said)
    if amount is None:
        return None
    told = message("reason.quantity-not-whole", **stated, amount=amount)
    return reason(NOT_WHOLE, "R-007", told, message("mend.state-a-whole-number", unit=unit))


def code_reason(records: Records, line: object, item: Item, said: Provisions) -> RefusalReason | None:
    """Why goods of this category cannot be under this code; None where they can, or nothing is said of the code."""
    if not of_another_category(records, item, said):
        return None
    told = message("reason.code-of-others", line=line, hs=item.hs, category=item.category)
    return reason(OTHER_CODE, "R-006", told, _mend(item, said))


def _mend(item: Item, said: Provisions) -> Message:
    fitting = tuple(sorted(said.codes().get(item.category or "", ())))
    return message("mend.code-of-the-goods", category=item.category, fitting=fitting)


def stated_reasons(
    records: Records, line: object, item: Item, quantity: Quantity | None, said: Provisions
) -> Iterator[RefusalReason]:
    """Everything that is wrong with one line of a document: its quantity, and its code."""
    if quantity is not None:
        wrong = quantity_reason(records, line, quantity, item.category, item.calibre, said)
        if wrong is not None:
            yield wrong
    other = code_reason(records, line, item, said)
    if other is not None:
        yield other
