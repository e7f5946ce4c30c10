"""The two lists of the United Kingdom as they are published, in CSV and in XML, as rows of the list `sanctions`.

The consolidated list of the Office of Financial Sanctions Implementation (OFSI) has one line for each name, which a
group binds together; the UK sanctions list of the Foreign Office has designations by a unique number. Both call what
they tell by much the same names, whatever the signs between their letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from consumers.published.content import trimmed
from consumers.published.dates import NoDate, written_date
from consumers.published.faults import BadList, Notes, Published, bad
from consumers.published.listed_details import Born, born, date_of, imo_numbers
from consumers.published.listed_entries import Listed, parts_of, rows_published
from consumers.published.tables import misfit, table_rows
from consumers.published.xml_files import xml_root
from domain.chapters.screening.sanctions import ENTITY, PERSON, VESSEL

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEAD_WITHIN = 5
_KINDS = {"individual": PERSON, "entity": ENTITY, "ship": VESSEL}
_NAME = ("name1", "name2", "name3", "name4", "name5", "name6")
_FOREIGN = ("namenonlatinscript",)
_KIND = ("grouptype", "grouptypedescription", "designationtype", "individualentityship")
_NAME_KIND, _QUALITY = ("aliastype", "nametype"), ("aliasquality", "aliasstrength")
_BORN = ("dob", "individualdateofbirth")
_NATIONALITY = ("nationality", "nationalityies", "individualnationality")
_STATE = ("country", "addresscountry")
_LISTED = ("listedon", "datelisted", "datedesignated", "uksanctionslistdatedesignated")
_PASSPORT = ("passportnumber", "individualpassportnumber")
_REGISTRATION = ("businessregistrationnumbers", "businessregistrationnumber", "entitybusinessregnumber")
_IMO = ("imonumber", "shipimonumber", "otherinformation")
_SEVEN = re.compile(r"(?<!\d)\d{7}(?!\d)")
_NO_PLACE = {
    ("nationalidentificationnumber", "nationalidentifiernumber", "individualninumber"): "national identity number",
    ("currentbelievedflagofship", "shipflag"): "flag of a ship",
}
_DAY_FIRST = re.compile(r"(\d{1,2}|dd)/(\d{1,2}|mm)/(\d{4})(?: \d\d:\d\d.*)?", re.IGNORECASE)


class _Told(NamedTuple):
    """One line or element: where it is, and what it tells by the names of its fields."""

    where: str
    fields: Mapping[str, Sequence[str]]

    def of(self, names: Iterable[str]) -> list[str]:
        return [x for name in names for x in self.fields.get(name, ()) if x]

    def first(self, names: Iterable[str]) -> str:
        return next(iter(self.of(names)), "")


def read_uk_consolidated_csv(content: bytes) -> Published:
    """The consolidated list of OFSI in CSV; raises BadList with everything that is wrong with it."""
    return _published(*_table(content, "groupid"), "groupid")


def read_uk_consolidated_xml(content: bytes) -> Published:
    """The consolidated list of OFSI in XML; raises BadList with everything that is wrong with it."""
    root = xml_root(content, "ArrayOfFinancialSanctionsTarget")
    return _published((_leaves(x) for x in root.findall("FinancialSanctionsTarget")), None, "groupid")


def read_uk_sanctions_csv(content: bytes) -> Published:
    """The UK sanctions list in CSV; raises BadList with everything that is wrong with it."""
    return _published(*_table(content, "uniqueid"), "uniqueid")


def read_uk_sanctions_xml(content: bytes) -> Published:
    """The UK sanctions list in XML; raises BadList with everything that is wrong with it."""
    root = xml_root(content, "Designations")
    told = (x for designation in root.findall("Designation") for x in _designation(designation))
    return _published(told, _version(trimmed(root.findtext("DateGenerated"))), "uniqueid")


# -- what is told, line by line or element by element ------------------------------------------------------------------


def field_name(text: str) -> str:
    """The name of a field without the signs between its letters: `D.O.B` is dob, `Name 6` is name6."""
    return "".join(c for c in text.lower() if c.isalnum())


def _table(content: bytes, number: str) -> tuple[list[_Told], str | None]:
    rows = list(table_rows(content, glance=_HEAD_WITHIN))
    for place, (_, cells) in enumerate(rows[:_HEAD_WITHIN]):
        columns = [field_name(x) for x in cells]
        if number in columns and "name6" in columns:
            before = " ".join(cell for _, above in rows[:place] for cell in above)
            return [_line(x, columns) for x in rows[place + 1 :] if any(map(str.strip, x[1]))], _version(before)
    raise bad("line 1", f"no line names the columns Name 6 and {number}", "name the file as it is published")


def _line(row: tuple[int, list[str]], columns: Sequence[str]) -> _Told:
    number, cells = row
    if any(x.strip() for x in cells[len(columns) :]):
        raise BadList([misfit(number, cells, columns)])
    return _Told(f"line {number}", {column: [trimmed(x)] for column, x in zip(columns, cells, strict=False)})


def _leaves(element: Element, without: Sequence[Element] = ()) -> _Told:
    """What an element tells in those inside of it that hold no others."""
    fields: dict[str, list[str]] = {}
    for leaf in element.iter():
        if len(leaf) == 0 and not any(x in without for x in leaf.iterancestors()):
            fields.setdefault(field_name(str(leaf.tag)), []).append(trimmed(leaf.text))
    return _Told(f"line {element.sourceline}", fields)


def _designation(element: Element) -> Iterator[_Told]:
    """What a designation tells of itself, then each of its names with its number."""
    names = element.findall("Names/Name")
    whole = _leaves(element, names)
    yield whole
    number = whole.fields.get("uniqueid", [])
    yield from (_Told(whole.where, {**_leaves(name).fields, "uniqueid": number}) for name in names)


def _version(text: str) -> str | None:
    """The day in a line as `Last Updated,27/02/2031` or `Report Date: 01-Oct-2031`, as a version."""
    found = re.search(r"\d{4}-\d\d-\d\d|\d{1,2}[/-]\w{2,3}[/-]\d{4}", text)
    try:
        return _day(found[0]) if found else None
    except NoDate:
        return None


# -- what is told of one -----------------------------------------------------------------------------------------------


def _published(told: Iterable[_Told], version: str | None, number: str) -> Published:
    groups: dict[str, list[_Told]] = {}
    for place, one in enumerate(told):
        entry = one.first([number])
        groups.setdefault(entry or f"\0{place}", []).append(one)
    notes = Notes()
    return rows_published((_listed(key, group, notes) for key, group in groups.items()), version, notes)


def _listed(entry: str, group: list[_Told], notes: Notes) -> Listed:
    where = group[0].where if entry.startswith("\0") else f"{entry} ({group[0].where})"
    found = Listed(where, "" if entry.startswith("\0") else entry, ENTITY)
    _take_kind(found, group)
    for one in sorted(group, key=lambda x: not _is_primary(x)):
        weak = any(word in one.first(_QUALITY).lower() for word in ("low", "weak"))
        name = " ".join(one.of(_NAME))
        (found.weak_names if weak else found.names).extend([name] if name else [])
        found.names += one.of(_FOREIGN)
    if not found.names:
        found.names, found.weak_names = found.weak_names, []
    found.births = [x for text in _all(group, _BORN) if (x := _birth(text, where, notes))]
    found.nationalities = _all(group, _NATIONALITY)
    found.states = _all(group, _STATE)
    _take_day_of_listing(found, group)
    _numbers(found, group, notes)
    return found


def _all(group: Iterable[_Told], names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(part for one in group for text in one.of(names) for part in parts_of(text)))


def _is_primary(one: _Told) -> bool:
    return one.first(_NAME_KIND).lower() == "primary name"


def _take_kind(found: Listed, group: Iterable[_Told]) -> None:
    told = next((x for x in (one.first(_KIND) for one in group) if x), "")
    if told.lower() in _KINDS:
        found.kind = _KINDS[told.lower()]
    else:
        found.refuse(f"it is {told!r}", "it must be Individual, Entity or Ship")


def _numbers(found: Listed, group: Sequence[_Told], notes: Notes) -> None:
    for text in _all(group, _PASSPORT):
        found.add_numbers("PASSPORT", text, notes)
    for text in _all(group, _REGISTRATION):
        found.add_numbers("REGISTRATION", text, notes)
    for one in group:
        for text in one.of(_IMO[:-1]):
            found.identifiers += [("IMO", x) for x in _SEVEN.findall(text)]
        for text in one.of(_IMO[-1:]):
            found.identifiers += [("IMO", x) for x in imo_numbers(re.sub(r"[()]", " ", text))]
    for names, what in _NO_PLACE.items():
        if _all(group, names):
            notes.add(f"{what}, for which a row has no place, left out", found.where)


# -- dates, day first --------------------------------------------------------------------------------------------------


def _day(text: str) -> str:
    """A whole date with the day first, or as it is written otherwise; raises NoDate."""
    found = _DAY_FIRST.fullmatch(text)
    return date_of(text) or written_date(".".join(found.groups()) if found else text, whole=True)


def _birth(text: str, where: str, notes: Notes) -> Born | None:
    found = _DAY_FIRST.fullmatch(text)
    if found and not (found[1].strip("0").isdigit() and found[2].strip("0").isdigit()):
        return born("", "", (found[3],))
    try:
        return born("", _day(text), ())
    except NoDate:
        told = born("", "", (text,))
        if told.first is None:
            notes.add("date of birth that cannot be read, left open", where)
            return None
        return told


def _take_day_of_listing(found: Listed, group: Sequence[_Told]) -> None:
    """The first day on which one of the names was listed."""
    for name in _LISTED:
        told = _all(group, [name])
        try:
            days = [_day(text) for text in told]
        except NoDate as why:
            found.refuse(f"it is listed on {', '.join(told)!r}", str(why))
            return
        if days:
            found.listed_on = min(days)
            return
