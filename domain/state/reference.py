"""Reference lists in the publication in force, and what is read from them (rules 1.2.5, 1.2.6, 1.3.3, 1.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from domain.events.goods import Quantity
from domain.events.lists import rows_of
from domain.kernel.canon import bounded, canon
from domain.kernel.moments import Day, Instant, day, start_of
from domain.record.calendar import Authority, Practice
from domain.record.fact import Fact
from domain.record.quantities import Exact, Interval, base, exact
from domain.record.records import Records, derived


class Listing(NamedTuple):
    """One list as it stands: who published it, and its rows by the texts they are looked up with."""

    published: Fact | None
    rows: tuple[Any, ...]
    by_name: dict[str, tuple[Any, ...]]


def _calibre(written: str) -> str:
    return bounded(canon(written))


_NAMES: dict[str, Callable[[Any], list[str]]] = {
    "authorities": lambda row: [row.state],
    "calibres": lambda row: [_calibre(name) for name in (row.calibre, *row.aliases)],
    "makes": lambda row: [_calibre(name) for name in (row.make, *row.aliases)],
    "models": lambda row: [_calibre(name) for name in (row.model, *row.aliases)],
    "hs": lambda row: [row.hs6],
    "places": lambda row: [row.locode, *row.aliases],
    "embargoes": lambda row: [row.state],
    "thresholds": lambda row: [f"{row.state} {row.procedure}"],
    "sanctions": lambda row: [row.entry],
    "procedures": lambda row: [f"{row.state} {row.procedure}"],
}
"""By list: the texts by which a row is looked up."""


def _names(list_name: str, row: Any) -> list[str]:
    names = _NAMES.get(list_name)
    return names(row) if names else []


def _rank(published: Fact) -> tuple[Day, Instant, str, str]:
    return day(published.data.effective_on), published.recorded, published.id, published.source


@derived
def listing(records: Records, name: str) -> Listing:
    """The publication with the greatest (effective_on, recordedat, id) that has taken effect (rules 1.2.6)."""
    due = [f for f in records.facts(f"list/{name}") if records.reached(start_of(day(f.data.effective_on), 0))]
    if not due:
        return Listing(published=None, rows=(), by_name={})
    last = max(due, key=_rank)
    rows = rows_of(last.data)
    by_name: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        for text in dict.fromkeys(_names(name, row)):
            by_name[text] = (*by_name.get(text, ()), row)
    return Listing(published=last, rows=rows, by_name=by_name)


Practices = tuple[tuple[Day, dict[str, Practice]], ...]
"""What publications of list `authorities` say of each State, by the day from which each counts."""


def practices(published: Iterable[Fact]) -> Practices:
    """What publications of list `authorities` say of each State, by the day from which it counts (rules 5.10)."""
    ranked = sorted(published, key=_rank)
    by_day = {day(f.data.effective_on): f for f in ranked}
    return tuple((since, {x.state: Practice.of(x) for x in rows_of(f.data)}) for since, f in by_day.items())


def authority_stated(published: Practices, state: str, in_force: Practice | None = None) -> Authority | None:
    """What publications say of a State, given what the one in force says; None where none of them names it."""
    if not any(state in of_state for _, of_state in published):
        return None
    return Authority.of(state, ((since, of_state.get(state)) for since, of_state in published), in_force)


@derived
def practices_published(records: Records, _: str) -> Practices:
    """All publications of list `authorities`, also those of days to come: limits end then."""
    return practices(records.facts("list/authorities"))


@derived
def authority(records: Records, state: str) -> Authority | None:
    """Calendar and practice of a State; None where nothing is published."""
    rows = listing.of(records, "authorities").by_name.get(state)
    return authority_stated(practices_published.of(records, "all"), state, Practice.of(rows[-1]) if rows else None)


@derived
def round_mass(records: Records, calibre: str) -> Exact | None:
    """Mass in grams of one round of a calibre given by its canonical letters and digits."""
    rows = listing.of(records, "calibres").by_name.get(calibre)
    if not rows or rows[-1].round_mass_g is None:
        return None
    return exact(rows[-1].round_mass_g)


@derived(name="hs")
def hs_classes(records: Records, hs6: str) -> tuple[tuple[str, str], ...] | None:
    """(edition, control class) pairs of a six-digit code (rules 1.7.5); None where no list of codes is in force."""
    listed = listing.of(records, "hs").by_name
    return tuple((row.edition, row.item_class) for row in listed.get(hs6, ())) if listed else None


@derived
def rulings(records: Records, hs6: str) -> tuple[str, ...]:
    """The codes that a binding ruling has declared equal to a six-digit code (R16)."""
    rows = listing.of(records, "hs").by_name.get(hs6, ())
    return tuple(sorted({ruling for row in rows for ruling in row.rulings}))


@derived
def make(records: Records, written: str) -> str | None:
    """The canonical make behind letters and digits; None where it is not listed."""
    rows = listing.of(records, "makes").by_name.get(written)
    return rows[-1].make if rows else None


@derived
def model(records: Records, written: str) -> tuple[tuple[str, str, Exact | None], ...]:
    """(make, canonical model, mass of a piece in grams) behind letters and digits, one for each make that has it."""
    rows = listing.of(records, "models").by_name.get(written, ())
    return tuple((x.make, x.model, None if x.piece_mass_g is None else exact(x.piece_mass_g)) for x in rows)


@derived
def calibre(records: Records, written: str) -> str | None:
    """The canonical calibre behind letters and digits; None where it is not listed."""
    rows = listing.of(records, "calibres").by_name.get(written)
    return rows[-1].calibre if rows else None


@derived
def exemption(records: Records, named: str) -> bool | None:
    """Of `STATE PROCEDURE`: whether a reference must be given; None where the State knows no such procedure."""
    rows = listing.of(records, "procedures").by_name.get(named)
    if rows:
        return bool(rows[-1].reference_required)
    return False if listing.of(records, "thresholds").by_name.get(named) else None


@derived
def thresholds(records: Records, named: str) -> tuple[Any, ...]:
    """Of `STATE PROCEDURE`: the thresholds below which the procedure needs no licence."""
    found: tuple[Any, ...] = listing.of(records, "thresholds").by_name.get(named, ())
    return found


@derived
def controlled_terms(records: Records, _: str) -> tuple[str, ...]:
    """The words that show controlled goods in a description."""
    return tuple(row.term for row in listing.of(records, "controlled_terms").rows)


class Embargo(NamedTuple):
    """A row of the list of embargoes, and the publication it stands in."""

    row: Any
    published: Fact


@derived(name="embargo")
def embargoes(records: Records, state: str) -> tuple[Embargo, ...]:
    """The embargo rows that name a State."""
    found = listing.of(records, "embargoes")
    rows = found.by_name.get(state, ())
    return tuple(Embargo(row, found.published) for row in rows if found.published is not None)


@derived
def place(records: Records, locode: str) -> str | None:
    """The canonical code of a listed place."""
    rows = listing.of(records, "places").by_name.get(locode)
    return rows[-1].locode if rows else None


def seen_in(records: Records, data: Any) -> str:
    """The State of a movement: that of the canonical place where it is listed, else as reported (rules 1.2.5)."""
    found = place.of(records, data.locode) if data.locode else None
    return found[:2] if found else data.state


def mass_of(records: Records, calibre: str | None) -> Exact | None:
    """Mass in grams of one round of a calibre as somebody wrote it."""
    return round_mass.of(records, _calibre(calibre)) if calibre else None


def in_base_units(records: Records, quantity: Quantity | None, category: str | None, calibre: str | None) -> Interval:
    """A quantity in the base unit of its category; rounds weighed are counted by the mass of one (rules 1.3.3)."""
    return base(quantity, category, mass_of(records, calibre) if category == "AMMUNITION" else None)


@derived
def landlocked(records: Records, _: str) -> tuple[Any, ...]:
    """The arrangements in favour of landlocked States."""
    return listing.of(records, "landlocked").rows


_UNITS = {"AMMUNITION": "rounds", "PROPELLANT": "kg"}


def unit_of(category: str | None) -> str:
    """What goods of a category are counted in."""
    return _UNITS.get(category or "", "pieces")
