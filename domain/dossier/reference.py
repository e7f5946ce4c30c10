"""Reference lists in the publication in force, and what is read from them (rules 1.2.5, 1.2.6, 1.3.3, 1.7)."""

from __future__ import annotations

from typing import Any, NamedTuple

from domain.calendar import Authority
from domain.canon import bounded, letters_and_digits
from domain.fact import Fact
from domain.lists import rows_of
from domain.moments import day, start_of
from domain.quantities import Exact, exact
from domain.records import Records


class Listing(NamedTuple):
    """One list as it stands: who published it, and its rows by the texts they are looked up with."""

    published: Fact | None
    rows: tuple[Any, ...]
    by_name: dict[str, tuple[Any, ...]]


def _calibre(written: str) -> str:
    return bounded(letters_and_digits(written))


def _names(list_name: str, row: Any) -> list[str]:
    match list_name:
        case "authorities":
            return [row.state]
        case "calibres":
            return [_calibre(name) for name in (row.calibre, *row.aliases)]
        case "hs":
            return [row.hs6]
        case "places":
            return [row.locode, *row.aliases]
        case _:
            return []


def listing(records: Records, name: str) -> Listing:
    """The publication with the greatest (effective_on, recordedat, id) that has taken effect (rules 1.2.6)."""
    due = [f for f in records.facts(f"list/{name}") if records.reached(start_of(day(f.data.effective_on), 0))]
    if not due:
        return Listing(published=None, rows=(), by_name={})
    last = max(due, key=lambda f: (day(f.data.effective_on), f.recorded, f.id, f.source))
    rows = rows_of(last.data)
    by_name: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        for text in dict.fromkeys(_names(name, row)):
            by_name[text] = (*by_name.get(text, ()), row)
    return Listing(published=last, rows=rows, by_name=by_name)


def authority(records: Records, state: str) -> Authority | None:
    """Calendar and practice of a State; None where nothing is published."""
    rows = records.listing("authorities").by_name.get(state)
    return Authority.of(rows[-1]) if rows else None


def round_mass(records: Records, calibre: str) -> Exact | None:
    """Mass in grams of one round of a calibre given by its canonical letters and digits."""
    rows = records.listing("calibres").by_name.get(calibre)
    if not rows or rows[-1].round_mass_g is None:
        return None
    return exact(rows[-1].round_mass_g)


def hs_classes(records: Records, hs6: str) -> tuple[tuple[str, str], ...]:
    """(edition, control class) pairs of a six-digit code (rules 1.7.5)."""
    return tuple((row.edition, row.item_class) for row in records.listing("hs").by_name.get(hs6, ()))


def place(records: Records, locode: str) -> str | None:
    """The canonical code of a listed place."""
    rows = records.listing("places").by_name.get(locode)
    return rows[-1].locode if rows else None


def seen_in(records: Records, data: Any) -> str:
    """The State of a movement: that of the canonical place where it is listed, else as reported (rules 1.2.5)."""
    found = records.place(data.locode) if data.locode else None
    return found[:2] if found else data.state


def mass_of(records: Records, calibre: str | None) -> Exact | None:
    """Mass in grams of one round of a calibre as somebody wrote it."""
    return records.round_mass(_calibre(calibre)) if calibre else None


def landlocked(records: Records, _: str) -> tuple[Any, ...]:
    """The arrangements in favour of landlocked States."""
    return records.listing("landlocked").rows


_UNITS = {"AMMUNITION": "rounds", "PROPELLANT": "kg"}


def unit_of(category: str | None) -> str:
    """What goods of a category are counted in."""
    return _UNITS.get(category or "", "pieces")
