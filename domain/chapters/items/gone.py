"""What was last heard of items, and why those that are gone can be neither licensed nor declared (R25, R-024)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from domain.chapters.items.custody import GONE, Occurrence, gone_among, place_after
from domain.chapters.items.identities import as_said, named_items
from domain.chapters.items.itemised import EXPORTED, LOST, RECOVERED, REEXPORTED, SEIZED
from domain.events.goods import Item, Serials
from domain.events.refusal import RefusalReason, reason
from domain.kernel.message import Message, and_more, message
from domain.kernel.moments import date_text
from domain.record.fact import Fact
from domain.record.records import Records
from domain.record.written_serials import spellings
from domain.state.consignments import DESTROYED, RETURNED

ITEM_GONE = "ITEM_GONE"
NAMED_AT_MOST = 5
_TOLD = {
    DESTROYED: "r25.destroyed",
    REEXPORTED: "r25.re-exported",
    RETURNED: "r25.returned",
    RECOVERED: "r25.recovered",
    EXPORTED: "r25.exported",
}


_HOW = {
    "LOST": "r25.lost",
    "STOLEN": "r25.stolen",
    "SEIZED": "r25.seized",
    "FOUND": "r25.found",
    "SURRENDERED": "r25.surrendered",
    "TRACE_REQUEST": "r25.traced",
}


def how_it_came_up(fact: Fact) -> str:
    """Whether items of a report were lost, stolen, seized, found, surrendered or asked after (R-109, R-111)."""
    said: str = fact.data.kind if fact.kind == LOST else fact.data.context
    return said


def last_heard(what: Occurrence) -> Message:
    """What happened to an item, and where."""
    if what.what in (LOST, SEIZED):
        return message(_HOW[how_it_came_up(what.fact)], state=what.state)
    return message(_TOLD[what.what], state=what.state if what.what in GONE else place_after(what))


def gone_reasons(
    records: Records, line: object, item: Item, serials: Serials | None, leaving: str | None = None
) -> Iterator[RefusalReason]:
    """Why items with these serial numbers cannot go: one reason for each thing that happened to some of them.

    `line` is what the document calls the line; `leaving` is the consignment whose declaration is asked about.
    """
    if serials is None:
        return
    named = named_items(records, item, [serials], ())
    for what, numbers in gone_among(records, named, leaving):
        spelled = spellings([serials], numbers)
        shown = [as_said(f"{named.kind}|{x}", spelled.get(x, ())) for x in islice(numbers.texts(), NAMED_AT_MOST)]
        told = message(
            "reason.item-gone",
            line=line,
            items=and_more(shown, numbers.amount),
            pieces=numbers.amount,
            known=last_heard(what),
            on=date_text(what.day),
        )
        yield reason(ITEM_GONE, "R-024", told, message("mend.item-recovered"))
