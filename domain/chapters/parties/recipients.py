"""Who receives under licences, and what speaks of a risk that goods will not stay there (R23)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.chapters.parties.relations import MergedEntry, entry_of, related
from domain.chapters.transfers.dossiers import authorised, licence_dossier
from domain.kernel.closure import closure
from domain.kernel.moments import Day, day
from domain.kernel.months import month_of
from domain.record.quantities import Exact
from domain.record.records import IndexEntry, Records, derived
from domain.state.consignments import consignment, counted
from domain.state.licence_references import line_class
from domain.state.licences import Licence, licence
from domain.state.parties import same_entry


@derived
def recipient_of(records: Records, key: str) -> str | None:
    """The register entry of the final recipient of a licence, by the terms of its issue."""
    held = licence.of(records, key)
    named = held.terms(held.issued_on).end_user.register_id if held else None
    return same_entry(records, named) if named else None


@recipient_of.entries
def recipient_entries(key: str, recipient: str | None) -> Iterable[IndexEntry]:
    """A licence is indexed under its final recipient."""
    return [("recipient", recipient, key)] if recipient else []


@derived
def issued_in(records: Records, key: str) -> tuple[str, str] | None:
    """State of import and month of issue of a licence: where statistics look for it."""
    held = licence.of(records, key)
    if held is None:
        return None
    return held.terms(held.issued_on).import_state, month_of(held.issued_on)


@issued_in.entries
def issued_entries(key: str, found: tuple[str, str] | None) -> Iterable[IndexEntry]:
    """A licence is indexed under the State and month it was issued for."""
    return [("issued", f"{found[0]} {found[1]}", key)] if found else []


class Size(NamedTuple):
    """The quantity of one licence line at issue, by class."""

    licence: str
    on: Day
    item_class: str
    amount: Exact


@derived
def sizes(records: Records, named: str) -> tuple[Size, ...]:
    """The lines of the licences for a State that were issued in a month, by `STATE MONTH`."""
    found: list[Size] = []
    for key in records.indexed("issued", named):
        held = licence.of(records, key)
        if held is None or issued_in.of(records, key) != tuple(named.split(" ")):
            continue
        found += [Size(key, held.issued_on, *x) for x in limited_lines(records, held)]
    return tuple(found)


def limited_lines(records: Records, held: Licence) -> list[tuple[str, Exact]]:
    """Class and quantity of the lines that limit a quantity, at issue."""
    found = []
    for line in held.terms(held.issued_on).lines:
        item_class, amount = line_class(records, line), authorised(records, line)
        if line.control == "Q" and item_class is not None and amount.certain:
            found.append((item_class, amount.lo))
    return found


@derived
def delivered(records: Records, recipient: str) -> tuple[tuple[Day, str, Exact], ...]:
    """What is verified as received under licences of a final recipient: when, of which class, how much."""
    found = []
    for key in records.indexed("recipient", recipient):
        dossier = licence_dossier.of(records, key)
        if dossier is None or recipient_of.of(records, key) != recipient:
            continue
        for drawn in dossier.attributions:
            found += list(_verified(records, key, drawn.key))
    return tuple(sorted(found))


def _verified(records: Records, licence: str, key: str) -> Iterator[tuple[Day, str, Exact]]:
    found = consignment.of(records, key)
    if found is None:
        return
    lines = {x.item_no: x for x in found.items()}
    for fact in found.standing_verifications():
        for said in fact.data.lines:
            line = lines.get(said.item_no)
            if line is not None and line.licence == licence and line.licensed is not None:
                item_class = line_class(records, line.licensed)
                amount = counted(records, line, said.quantity)
                if item_class is not None and amount.lo:
                    yield day(fact.data.received_on), item_class, amount.lo


class RecipientDossier:
    """A final recipient with the licences that name it, as the register holds it now."""

    __slots__ = ("entry", "held", "licences", "name", "states")

    def __init__(self, entry: MergedEntry, records: Records) -> None:
        self.name, self.entry = entry.register_id, entry
        found = [k for k in records.indexed("recipient", self.name) if recipient_of.of(records, k) == self.name]
        held = [x for x in (licence.of(records, k) for k in found) if x is not None]
        self.licences: list[Licence] = sorted(held, key=lambda x: (x.issued_on, x.key))
        self.states = (entry.own.state, *(x.state for x in self.licences))

    @property
    def parties(self) -> tuple[str, ...]:
        """The recipient alone: what is suspected of it is nobody else's business."""
        return (self.name,)


def recipient_dossier(records: Records, name: str) -> RecipientDossier | None:
    """The dossier of a final recipient that is in the register under this id."""
    entry = entry_of(records, name)
    return RecipientDossier(entry, records) if entry is not None and entry.register_id == name else None


def other_recipients(records: Records, name: str) -> set[str]:
    """The end users that share an address, a telephone, a mail or an officer with one, and do not belong to it."""
    mine = related(records, name)
    own = _owned_with(records, name)
    return {x for x in mine.shared - own if _receives(records, x)}


def _owned_with(records: Records, name: str) -> set[str]:
    """The entries connected by ownership, over any number of steps."""
    return set(closure([name], lambda x: related(records, x).owning))


def _receives(records: Records, name: str) -> bool:
    return any(recipient_of.of(records, k) == name for k in records.indexed("recipient", name))
