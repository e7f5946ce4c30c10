"""The goods asked for can be counted out, and stand under a code that is theirs (R-006, R-007)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.items.gone import ITEM_GONE, gone_reasons
from domain.chapters.items.stated_goods import NOT_WHOLE, OF_NOTHING, OTHER_CODE, stated_reasons
from domain.events.goods import Quantity
from domain.events.licence import LicenceLine
from domain.kernel.message import message
from domain.preconditions.check import Asked, Check
from domain.record.records import Records
from domain.state.reference import in_base_units, unit_of

UNCLEAR = "QUANTITY_UNCLEAR"

_TITLES = {
    OF_NOTHING: ("R-007", message("precondition.quantity")),
    UNCLEAR: ("R-007", message("precondition.quantity-clear")),
    NOT_WHOLE: ("R-007", message("precondition.whole-numbers")),
    OTHER_CODE: ("R-006", message("precondition.codes")),
}


def goods_asked_for(records: Records, asked: Asked) -> Iterator[Check]:
    """For each line what is wrong with it; and what is asked of all lines, where nothing is."""
    said, found = asked.law(records).provisions(asked.on), list[Check]()
    for line in asked.terms.lines:
        limit = line.quantity if line.control == "Q" else None
        for x in stated_reasons(records, line.line, line.item, limit, said):
            found.append(Check(x.code, *_TITLES[x.code], False, x.message, x.mend))
        found += _unclear(records, line, limit)
    for code, (requirement, title) in _TITLES.items():
        wrong = [x for x in found if x.code == code]
        yield from wrong or [Check(code, requirement, title, True, message("precondition.lines-met"))]


def items(records: Records, asked: Asked) -> Iterator[Check]:
    """The items that the application names are not lost, stolen, seized or destroyed (R-024, R-057, R-091, R-112)."""
    title = message("precondition.items")
    named, lines = asked.case.serials if asked.case else (), {x.line: x.item for x in asked.terms.lines}
    wrong = [
        reason for x in named if x.line in lines for reason in gone_reasons(records, x.line, lines[x.line], x.serials)
    ]
    for x in wrong:
        yield Check(ITEM_GONE, x.requirement, title, False, x.message, x.mend)
    if not wrong:
        met = message("precondition.items.met") if named else message("precondition.items.none-named")
        yield Check(ITEM_GONE, "R-024", title, True, met)


def _unclear(records: Records, line: LicenceLine, limit: Quantity | None) -> Iterator[Check]:
    """A stated limit that cannot be told in base units: it would let certainly nothing pass."""
    if limit is None or limit.value is None or limit.unit is None:
        return
    category = line.item.category
    if in_base_units(records, limit, category, line.item.calibre).hi is None:
        stated = {"line": line.line, "value": limit.value, "code": limit.unit, "unit": unit_of(category)}
        says = message("precondition.quantity-clear.not", **stated)
        mend = message("mend.state-the-quantity", unit=unit_of(category))
        yield Check(UNCLEAR, *_TITLES[UNCLEAR], False, says, mend)
