"""An item left a State in which it was not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.chapters.items.custody import ItemsDossier, Occurrence, Shared, settled
from domain.chapters.items.identities import as_said, identity
from domain.chapters.items.itemised import EXPORTED, LOST, RECOVERED, REEXPORTED, SEIZED
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.moments import date_text
from domain.record.law import Law
from domain.record.records import Records
from domain.state.consignments import DESTROYED, RETURNED

GONE = frozenset({LOST, SEIZED, DESTROYED})
MOVED = {REEXPORTED: "re-exported to", RETURNED: "returned to", RECOVERED: "recovered in", EXPORTED: "exported to"}


class Conflict(NamedTuple):
    """An export of an item, and what was last heard of it before."""

    export: Occurrence
    known: Occurrence


def _place(what: Occurrence) -> str | None:
    """The State in which an item is after something happened to it; None where it is gone."""
    if what.what in GONE:
        return None
    return what.to if what.what in (EXPORTED, REEXPORTED) else what.state


def conflicts(item: Shared, law: Law, records: Records) -> list[Conflict]:
    """The exports from where an item was not, following its custody in time order."""
    found: list[Conflict] = []
    known: Occurrence | None = None
    for what in item.occurrences:
        if what.what == EXPORTED:
            if not settled(records, law, what.consignment or ""):
                continue
            if known is not None and _place(known) != what.state:
                found.append(Conflict(what, known))
        if what.what in GONE or what.what in MOVED:
            known = what
    return found


def _told(what: Occurrence) -> str:
    if what.what in GONE:
        return f"{what.what.partition('.')[2]} in {what.state}"
    return f"{MOVED[what.what]} {_place(what)}"


@rule(
    id="R25",
    title="Serial conflict",
    law="UNFP 7, 8, 12(4); ATT 12",
    home="items",
    clears="a record of how the item came back, or a corrected declaration",
)
def serial_conflict(dossier: ItemsDossier, law: Law, records: Records) -> Iterator[Suspicion]:
    """A settled export takes an item from a State though it is known to be in another, or gone (R-049, R-110)."""
    for item in dossier.items:
        found = conflicts(item, law, records)
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
                figures={"exports in conflict": len(found), "consignment": last.export.consignment},
                message=(
                    f"{as_said(name)} left {last.export.state} in consignment {last.export.consignment} on "
                    f"{date_text(last.export.day)}, but was {_told(last.known)} on {date_text(last.known.day)}."
                ),
            )
