"""An item left a State in which it was not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.chapters.items.custody import ItemsDossier, Occurrence, Shared, settled
from domain.chapters.items.identities import as_said, identity
from domain.chapters.items.itemised import EXPORTED, LOST, RECOVERED, REEXPORTED, SEIZED
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, message
from domain.kernel.moments import date_text
from domain.record.records import Records
from domain.state.consignments import DESTROYED, RETURNED

GONE = frozenset({LOST, SEIZED, DESTROYED})
MOVED = frozenset({REEXPORTED, RETURNED, RECOVERED, EXPORTED})
_TOLD = {
    LOST: "r25.lost",
    SEIZED: "r25.seized",
    DESTROYED: "r25.destroyed",
    REEXPORTED: "r25.re-exported",
    RETURNED: "r25.returned",
    RECOVERED: "r25.recovered",
    EXPORTED: "r25.exported",
}


class Conflict(NamedTuple):
    """An export of an item, and what was last heard of it before."""

    export: Occurrence
    known: Occurrence


def _place(what: Occurrence) -> str | None:
    """The State in which an item is after something happened to it; None where it is gone."""
    if what.what in GONE:
        return None
    return what.to if what.what in (EXPORTED, REEXPORTED) else what.state


def conflicts(item: Shared, records: Records) -> list[Conflict]:
    """The exports from where an item was not, following its custody in time order."""
    found: list[Conflict] = []
    known: Occurrence | None = None
    for what in item.occurrences:
        if what.what == EXPORTED:
            if not settled(records, what.consignment or ""):
                continue
            if known is not None and _place(known) != what.state:
                found.append(Conflict(what, known))
        if what.what in GONE or what.what in MOVED:
            known = what
    return found


def _told(what: Occurrence) -> Message:
    return message(_TOLD[what.what], state=what.state if what.what in GONE else _place(what))


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
        for number in range(item.numbers[0], item.numbers[1] + 1):
            name = identity(item.kind, item.series, number)
            yield Suspicion(
                subject=name,
                severity=Severity.HOLD,
                facts=facts,
                message=message(
                    "r25.conflict",
                    item=as_said(name),
                    state=last.export.state,
                    consignment=last.export.consignment,
                    day=date_text(last.export.day),
                    known=_told(last.known),
                    known_day=date_text(last.known.day),
                ),
            )
