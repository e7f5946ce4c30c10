"""The UN Security Council's consolidated list in the XML that it is published in, as rows of the list `sanctions`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from consumers.published.content import trimmed
from consumers.published.faults import BadList, ContractRow, Fault, Notes, Published, bad
from consumers.published.listed_details import (
    Born,
    birth_of,
    born,
    date_of,
    imo_numbers,
    is_vessel,
    one_state,
    passport_numbers,
)
from consumers.published.listed_names import foreign_names, names_in
from consumers.published.xml_files import xml_root

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ROOT = "CONSOLIDATED_LIST"
_ENTRIES = (("INDIVIDUALS", "INDIVIDUAL"), ("ENTITIES", "ENTITY"))
_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_REFERENCE = re.compile(r"[A-Z]{2,3}([ie])\.\d{3,5}")
_AGAIN = "fetch the list again"


def read_un_consolidated(content: bytes) -> Published:
    """The list in a file; raises BadList with everything that is wrong with it."""
    root = xml_root(content, _ROOT)
    notes, rows, faults = Notes(), list[ContractRow](), list[Fault]()
    for part, name in _ENTRIES:
        for element in root.findall(f"{part}/{name}"):
            try:
                rows.append(_Entry(element, notes).row())
            except BadList as why:
                faults += why.faults
    if faults:
        raise BadList(faults)
    generated = trimmed(str(root.get("dateGenerated") or ""))
    return Published(tuple(rows), generated or None, tuple(notes.told()))


class _Entry:
    """One individual or entity."""

    def __init__(self, element: Element, notes: Notes) -> None:
        self._element, self._notes = element, notes
        self._tag = str(element.tag)
        self._person = self._tag == "INDIVIDUAL"
        self._reference = self._text("REFERENCE_NUMBER")
        line = f"line {element.sourceline}"
        self._where = f"{self._tag} {self._reference} ({line})" if self._reference else f"{self._tag} at {line}"
        self._comment = " ".join(self._texts("COMMENTS1"))
        self._imo = imo_numbers(self._comment)

    def row(self) -> ContractRow:
        """The entry as a row; raises BadList."""
        name, others = self._names()
        data: dict[str, Any] = {
            "entry": self._needed("REFERENCE_NUMBER", self._reference),
            "kind": self._kind(),
            "name": self._needed("FIRST_NAME", name),
            "aliases": [x for x in dict.fromkeys(others) if x != name],
            "date_of_birth": self._noted(*birth_of(self._births())),
            "nationality": self._noted(*one_state(self._texts("NATIONALITY/VALUE"), "nationality")),
            "state": self._noted(*one_state(self._texts(f"{self._tag}_ADDRESS/COUNTRY"), "State of address")),
            "identifiers": [{"scheme": scheme, "value": value} for scheme, value in dict.fromkeys(self._numbers())],
            "listed_on": self._date("LISTED_ON", self._needed("LISTED_ON", self._text("LISTED_ON"))),
            "delisted_on": self._date("DELISTED_ON", self._text("DELISTED_ON")) or None,
        }
        found = _REFERENCE.fullmatch(self._reference)
        if found is None or (found[1] == "i") != self._person:
            self._notes.add("reference that is not written as one of its kind", self._where)
        return ContractRow(self._where, data)

    # -- names ---------------------------------------------------------------------------------------------------------

    def _names(self) -> tuple[str, list[str]]:
        """The name, and every other one that counts."""
        whole = " ".join(x for x in map(self._text, _PARTS) if x)
        own = (whole,) if self._person else self._found(whole)
        others = list(own[1:])
        for text in self._texts("NAME_ORIGINAL_SCRIPT"):
            others += self._found(text)
        for alias in self._element.findall(f"{self._tag}_ALIAS"):
            others += self._alias(alias)
        return (own[0] if own else ""), others

    def _alias(self, alias: Element) -> Iterator[str]:
        found = self._found(trimmed(alias.findtext("ALIAS_NAME")))
        foreign = foreign_names(trimmed(alias.findtext("NOTE")))
        low = trimmed(alias.findtext("QUALITY")).lower() == "low"
        for name in (*found, *foreign):
            if low and " " not in name:
                self._notes.add("alias of low quality that is one word, left out", self._where)
            else:
                yield name

    def _found(self, text: str) -> tuple[str, ...]:
        found = names_in(text, self._person)
        if found.explained:
            self._notes.add("explanation among names, left out", self._where)
        return found.names

    # -- what tells a homonym apart ------------------------------------------------------------------------------------

    def _kind(self) -> str:
        if self._person:
            return "PERSON"
        ship = any(is_vessel(number, self._comment) for number in self._imo)
        return "VESSEL" if ship else "ENTITY"

    def _births(self) -> Iterator[Born]:
        for told in self._element.findall("INDIVIDUAL_DATE_OF_BIRTH"):
            years = [trimmed(told.findtext(name)) for name in ("YEAR", "FROM_YEAR", "TO_YEAR")]
            yield born(trimmed(told.findtext("TYPE_OF_DATE")), trimmed(told.findtext("DATE")), years)
        for alias in self._element.findall("INDIVIDUAL_ALIAS"):
            yield born("", trimmed(alias.findtext("DATE_OF_BIRTH")), ())

    def _numbers(self) -> Iterator[tuple[str, str]]:
        for number in self._imo:
            yield "IMO", number
        for document in self._element.findall("INDIVIDUAL_DOCUMENT"):
            kinds = [document.findtext(name) or "" for name in ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2")]
            number = document.findtext("NUMBER") or ""
            found = passport_numbers(kinds, number)
            if not found and trimmed(number):
                self._notes.add("document that is no passport, or without a number that can be read", self._where)
            yield from (("PASSPORT", x) for x in found)

    # -- fields --------------------------------------------------------------------------------------------------------

    def _text(self, name: str) -> str:
        return trimmed(self._element.findtext(name))

    def _texts(self, path: str) -> list[str]:
        return [x for x in (trimmed(found.text) for found in self._element.findall(path)) if x]

    def _noted(self, value: str | None, why: str | None) -> str | None:
        if why:
            self._notes.add(why, self._where)
        return value

    def _needed(self, name: str, value: str) -> str:
        if not value:
            raise bad(self._where, f"{name} is missing or empty", f"{_AGAIN}, or tell its publisher")
        return value

    def _date(self, name: str, text: str) -> str:
        found = date_of(text)
        if text and found is None:
            raise bad(self._where, f"{name} is {text!r}, which is no date", "write it as YYYY-MM-DD")
        return found or ""
