"""Whom a published list names, put together from what it tells in several places, as one row of `sanctions`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from consumers.published.content import trimmed
from consumers.published.dates import NoDate, written_date
from consumers.published.faults import BadList, ContractRow, Fault, Notes, Published
from consumers.published.listed_details import Born, birth_of, born, number_in, one_state
from domain.chapters.screening.sanctions import PERSON, VESSEL

LISTED_WHENEVER = "1900-01-01"
"""The day of listing where a list tells none: its rows count whenever somebody asks."""
_NUMBERED = re.compile(r"\(\d+\)")
_SEVERAL = re.compile(r"[;|]|,\s")


@dataclass
class Listed:
    """One entry of a list as its publisher tells it: the first name is the name, States are by their names."""

    where: str
    entry: str
    kind: str
    names: list[str] = field(default_factory=list)
    weak_names: list[str] = field(default_factory=list)
    births: list[Born] = field(default_factory=list)
    nationalities: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    listed_on: str | None = None
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, what: str, mend: str) -> None:
        """Something that is wrong with the entry: it makes no row."""
        self.faults.append(Fault(self.where, what, mend))

    def row(self, notes: Notes) -> ContractRow:
        """The entry as a row; what has no place in one is noted. Raises BadList with what is wrong with it."""
        for what, there in (("number", self.entry), ("name", self.names)):
            if not there:
                self.refuse(f"the entry has no {what}", "fetch the list again, or tell its publisher")
        if self.faults:
            raise BadList(self.faults)
        name, *others = dict.fromkeys([*self.names, *self._that_count(notes)])
        if self.listed_on is None:
            notes.add(f"no day of listing: taken as listed since {LISTED_WHENEVER}", self.where)
        data: dict[str, Any] = {
            "entry": self.entry,
            "kind": self.kind,
            "name": name,
            "aliases": others,
            "date_of_birth": self._birth(notes),
            "nationality": self._state(self.nationalities, "nationality", notes),
            "state": self._state(self.states, "State of address", notes),
            "identifiers": [{"scheme": scheme, "value": value} for scheme, value in dict.fromkeys(self.identifiers)],
            "listed_on": self.listed_on or LISTED_WHENEVER,
            "delisted_on": None,
        }
        return ContractRow(self.where, data)

    def _that_count(self, notes: Notes) -> Iterator[str]:
        """The weak names that are looked for: of several words, or of a ship, which is found by its whole name."""
        for name in self.weak_names:
            if self.kind == VESSEL or " " in name:
                yield name
            else:
                notes.add("alias of low quality that is one word, left out", self.where)

    def _birth(self, notes: Notes) -> str | None:
        if self.births and self.kind != PERSON:
            notes.add("date of birth of what is no person, left out", self.where)
            return None
        date, why = birth_of(self.births)
        if why:
            notes.add(why, self.where)
        elif date and all(x.date != date for x in self.births):
            notes.add("date of birth known by its year alone, taken as its first day", self.where)
        return date

    def _state(self, names: Iterable[str], what: str, notes: Notes) -> str | None:
        code, why = one_state(names, what)
        if why:
            notes.add(why, self.where)
        return code

    def add_numbers(self, scheme: str, text: str, notes: Notes) -> None:
        """Every number in a field; what is none, or more than a number, is noted."""
        for part in (part for numbered in parts_of(text) for part in _SEVERAL.split(numbered)):
            number = number_in(part)
            if number is not None:
                self.identifiers.append((scheme, number))
            elif part.strip():
                notes.add("number that cannot be read, left out", self.where)


def parts_of(text: str) -> list[str]:
    """What a field tells, one or several: `(1) … (2) …`."""
    return [x for x in map(trimmed, _NUMBERED.split(text)) if x]


def born_in_words(text: str) -> Born:
    """A birth as `19 Jun 1951`, `1951`, `circa 1951` or `1950 to 1952`."""
    about, said = "circa" in text.lower(), text.lower().replace("circa", "").strip()
    try:
        return born("APPROXIMATELY" if about else "EXACT", written_date(said, whole=True), ())
    except NoDate:
        return born("APPROXIMATELY" if about else "BETWEEN", "", (said,))


def rows_published(listed: Iterable[Listed], version: str | None, notes: Notes) -> Published:
    """A list of its entries; raises BadList with everything that is wrong with them."""
    rows, faults = list[ContractRow](), list[Fault]()
    for one in listed:
        try:
            rows.append(one.row(notes))
        except BadList as why:
            faults += why.faults
    if faults:
        raise BadList(faults)
    return Published(tuple(rows), version, tuple(notes.told()))
