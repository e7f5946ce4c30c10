"""An item left a State in which it was not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.chapters.items.custody import ItemsDossier, Occurrence, Shared, place_after, tells_where
from domain.chapters.items.gone import last_heard
from domain.chapters.items.identities import as_said, identity
from domain.chapters.items.itemised import EXPORTED
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import message
from domain.kernel.moments import date_text
from domain.record.records import Records
from domain.record.serials import Numbers
from domain.record.written_serials import lists_in, spellings


class Conflict(NamedTuple):
    """An export of an item, and what was last heard of it before."""

    export: Occurrence
    known: Occurrence


def conflicts(item: Shared, records: Records) -> list[Conflict]:
    """The exports from where an item was not, following its custody in time order."""
    found: list[Conflict] = []
    known: Occurrence | None = None
    for what in item.occurrences:
        if not tells_where(records, what):
            continue
        if what.what == EXPORTED and known is not None and place_after(known) != what.state:
            found.append(Conflict(what, known))
        known = what
    return found


@rule(
    id="R25",
    title="Serial conflict",
    law="UNFP 7, 8, 12(4); ATT 12",
    subject="items",
    clears="a record of how the item came back, or a corrected declaration",
)
def serial_conflict(dossier: ItemsDossier, records: Records) -> Iterator[Suspicion]:
    """A settled export takes an item from a State though it is known to be in another, or gone (R-049, R-110)."""
    for item in dossier.items:
        found = conflicts(item, records)
        if not found:
            continue
        last = found[-1]
        facts = unique(f for x in found for f in (*x.known.facts, *x.export.facts))
        spelled = spellings(lists_in(facts), Numbers(((item.series, (item.numbers,)),)))
        for number in range(item.numbers[0], item.numbers[1] + 1):
            name = identity(item.kind, item.series, number)
            yield Suspicion(
                subject=name,
                severity=Severity.HOLD,
                facts=facts,
                message=message(
                    "r25.conflict",
                    item=as_said(name, spelled.get(item.series.text(number), ())),
                    state=last.export.state,
                    consignment=last.export.consignment,
                    day=date_text(last.export.day),
                    known=last_heard(last.known),
                    known_day=date_text(last.known.day),
                ),
            )
