"""Items, lots and quantities that were lost or seized after they had been exported (R30)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.chapters.items.custody import Occurrence, occurrences, parties_of, settled
from domain.chapters.items.identities import lot_make, lot_number
from domain.chapters.items.itemised import EXPORTED, LOST, RECOVERED, SEIZED, TRANSFERRED
from domain.events.streams import document_key
from domain.kernel.canon import bounded
from domain.kernel.moments import Day, within
from domain.kernel.months import months_from
from domain.kernel.says_nothing import number_said
from domain.record.fact import Fact
from domain.record.records import Records
from domain.record.serials import names_any
from domain.state.applicable_law import law_of_goods
from domain.state.licences import licence
from domain.state.reference import embargoes

YEAR = 12


class Traced(NamedTuple):
    """A loss or seizure, and the last export before it."""

    event: Occurrence
    export: Occurrence


def _lawful(event: Occurrence, happened: Sequence[Occurrence]) -> bool:
    """Whether it had been sold on in that State before, or is back with its holder since."""
    for x in happened:
        if x.what == TRANSFERRED and x.state == event.state and x.fact.order < event.fact.order:
            return True
        if x.what == RECOVERED and x.fact.data.custody_restored and x.fact.order > event.fact.order:
            return True
    return False


def _in_time(export: Occurrence, event: Occurrence, records: Records) -> bool:
    """Whether an export is still to be traced by the law of the day on which something happened to the items."""
    law = law_of_goods(records, export.state, export.licence, event.day)
    return months_from(event.day, -YEAR * law.trace_lookback) <= export.day


def traced(happened: Sequence[Occurrence], records: Records) -> list[Traced]:
    """The losses and seizures of what was exported in the years before, each with the last such export."""
    found = []
    for event in happened:
        if event.what not in (LOST, SEIZED) or _lawful(event, happened):
            continue
        exports = [x for x in happened if x.what == EXPORTED and x.day < event.day and _in_time(x, event, records)]
        left = [x for x in exports if settled(records, x.consignment or "")]
        if left:
            found.append(Traced(event, left[-1]))
    return found


def embargo_on(records: Records, state: str, on: Day) -> Fact | None:
    """The publication in which some embargo row names a State on a day; None where none does."""
    rows = embargoes.of(records, state)
    for x in rows:
        if within(on, x.row.since, x.row.until):
            return x.published
    return None


class LotDossier:
    """A lot of a make, with everything that happened to it."""

    def __init__(self, records: Records, name: str, happened: tuple[Occurrence, ...]) -> None:
        self.records, self.lot, self.happened = records, lot_number(name), happened
        self.make = lot_make(name)

    @property
    def states(self) -> list[str | None]:
        """The States in which anything happened to it."""
        return [s for x in self.happened for s in (x.state, x.to, (x.licence or "")[:2])]

    @property
    def parties(self) -> list[str | None]:
        """The parties of the declarations and licences it left under."""
        return [party for x in self.happened for party in parties_of(self.records, x)]


def lot_dossier(records: Records, name: str) -> LotDossier | None:
    """A lot that some report names."""
    if not records.indexed("lot reports", name):
        return None
    said = (found for source in records.indexed("lots", name) for found in occurrences(records, source))
    happened = sorted((x for x, named in said if name in named.lots), key=lambda x: x.order)
    return LotDossier(records, name, tuple(happened)) if happened else None


class LossDossier:
    """The losses that name a licence, with what was recovered of the same cases."""

    def __init__(self, records: Records, key: str, lost: tuple[Fact, ...]) -> None:
        self.records, self.key, self.lost = records, key, lost

    def restored(self, loss: Fact) -> bool:
        """Whether what was lost in a case is back with its holder since."""
        return any(f.order > loss.order for f in _restored(self.records, case_number(loss)))

    @property
    def states(self) -> list[str | None]:
        """The licence's State, and those where anything was lost."""
        return [self.key[:2], *(f.data.state for f in self.lost)]

    @property
    def parties(self) -> list[str | None]:
        """The licensed parties, and those that held what was lost."""
        held = licence.of(self.records, self.key)
        terms = held.terms(held.issued_on) if held else None
        named = [x.register_id for x in (terms.exporter, terms.consignee, terms.end_user)] if terms else []
        return [*named, *(f.data.holder for f in self.lost)]


def case_number(fact: Fact) -> str:
    """The number of a case as it is compared; empty where there is none, or it says nothing (rules 5.1, 5.2)."""
    return number_said(fact.data.case)


def _restored(records: Records, case: str) -> Iterator[Fact]:
    for name in records.indexed("case", bounded(case)) if case else ():
        for fact in records.facts(f"item/{name}"):
            if fact.kind == RECOVERED and case_number(fact) == case and fact.data.custody_restored:
                yield fact


def loss_dossier(records: Records, key: str) -> LossDossier | None:
    """The losses that name a licence and line, but no serial numbers."""
    lost = tuple(
        f
        for f in records.facts(f"loss/{key}")
        if f.kind == LOST
        and f.data.licence is not None
        and document_key(f.data.licence) == key
        and f.data.licence_line is not None
        and not names_any(f.data.serials)
    )
    return LossDossier(records, key, lost) if lost else None
