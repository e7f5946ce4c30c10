"""The list of Specially Designated Nationals of the United States as it is published, in CSV and in XML.

In CSV the list itself is sdn.csv: twelve cells and no head. What belongs to it comes in files of their own, known by
how many cells their lines have: other names (alt.csv), addresses (add.csv), and remarks too long (sdn_comments.csv).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from consumers.published.content import trimmed
from consumers.published.faults import Notes, Published, bad
from consumers.published.listed_entries import Listed, born_in_words, rows_published
from consumers.published.tables import table_rows
from consumers.published.xml_files import xml_root
from domain.chapters.screening.sanctions import ENTITY, PERSON, VESSEL

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CELLS, _ALT, _ADD, _COMMENTS = 12, 5, 6, 2
_NOTHING, _END_OF_FILE = "-0-", "\x1a"
_KINDS = {"individual": PERSON, "entity": ENTITY, "vessel": VESSEL, "aircraft": ENTITY, "": ENTITY}
_ANOTHER = re.compile(r"^alt\.\s+")
_BORN = re.compile(r"DOB\s+(.+)")
_NATIONALITY = re.compile(r"(?:nationality|citizen)\s+(.+)")
_WEAK = re.compile(r"[afn]\.k\.a\.,?\s+['\"‘“](.+)['\"’”]")
_IMO = re.compile(r"(?:Vessel Registration (?:Identification|Number)\s*)?\bIMO\s+(\d{7})(?!\d)")
_NUMBERS = (
    (re.compile(r"Passport\s+(.+)"), "PASSPORT"),
    (re.compile(r"Tax ID No\.\s+(.+)"), "TAX"),
    (re.compile(r"(?:Business |Company |Commercial )?Registration (?:Number|ID)\s+(.+)"), "REGISTRATION"),
    (re.compile(r"(?:Company|Commercial Registry|Business) Number\s+(.+)"), "REGISTRATION"),
    (re.compile(r"LEI\s+(.+)"), "LEI"),
)


def read_us_sdn_csv(content: bytes, companions: Sequence[bytes] = ()) -> Published:
    """The list in CSV, with the files that belong to it; raises BadList with everything that is wrong with it."""
    listed, remarks, notes = dict[str, Listed](), dict[str, str](), Notes()
    for where, cells in _lines(content, (_CELLS,)):
        number, name, kind, *_, flag, _, remark = cells
        if number in listed:
            raise bad(where, f"the entry {number} is there already at {listed[number].where}", "fetch the list again")
        listed[number] = _entry(f"{number} ({where})", number, kind, flag, notes)
        listed[number].names += _name(name, listed[number].kind)
        remarks[number] = remark
    other_names = False
    for companion in companions:
        for where, cells in _lines(companion, (_ALT, _ADD, _COMMENTS)):
            other_names = other_names or len(cells) == _ALT
            if cells[0] in listed:
                _ADDED[len(cells)](listed[cells[0]], cells, remarks)
            else:
                notes.add("line of another file for an entry that is not in the list", where)
    if not other_names:
        notes.add("no file of other names (alt.csv) is given, nobody is found by one", "the file")
    for number, remark in remarks.items():
        _take_remarks(listed[number], remark, notes)
    return rows_published(listed.values(), None, notes)


def read_us_sdn_xml(content: bytes) -> Published:
    """The list in XML; raises BadList with everything that is wrong with it."""
    root, notes = xml_root(content, "sdnList"), Notes()
    listed = [_of_element(x, notes) for x in root.findall("sdnEntry")]
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", trimmed(root.findtext("publshInformation/Publish_Date")))
    version = f"{found[3]}-{found[1]}-{found[2]}" if found else None
    return rows_published(listed, version, notes)


# -- CSV ---------------------------------------------------------------------------------------------------------------


def _lines(content: bytes, lengths: Sequence[int]) -> Iterator[tuple[str, list[str]]]:
    """The lines of a file without what stands for nothing; all of one of the lengths."""
    wanted: int | None = None
    for number, cells in table_rows(content.rstrip(b"\r\n\x1a \t")):
        told = [trimmed(x.replace(_END_OF_FILE, "")) for x in cells]
        if not any(told):
            continue
        wanted = wanted or (len(told) if len(told) in lengths else None)
        if len(told) != wanted or not told[0].isdecimal():
            right = " or ".join(map(str, [wanted] if wanted else lengths))
            mend = f"every line has {right} cells, the number of an entry first; name the file as it is published"
            raise bad(f"line {number}", f"{len(told)} cells, the first {told[0][:40]!r}", mend)
        yield f"line {number}", ["" if x == _NOTHING else x for x in told]


def _add_name(listed: Listed, cells: list[str], _: dict[str, str]) -> None:
    listed.names += _name(cells[3], listed.kind)


def _add_address(listed: Listed, cells: list[str], _: dict[str, str]) -> None:
    listed.states += [cells[4]] if cells[4] else []


def _add_comment(listed: Listed, cells: list[str], remarks: dict[str, str]) -> None:
    remarks[listed.entry] += f" {cells[1]}"


_ADDED: Mapping[int, Callable[[Listed, list[str], dict[str, str]], None]] = {
    _ALT: _add_name,
    _ADD: _add_address,
    _COMMENTS: _add_comment,
}


def _name(text: str, kind: str) -> list[str]:
    """A name as it is spoken: of a person the given names come behind the comma."""
    family, comma, given = text.partition(", ")
    whole = f"{given.replace(',', '')} {family}" if comma and kind == PERSON else text
    return [whole] if whole else []


# -- XML ---------------------------------------------------------------------------------------------------------------


def _of_element(element: Element, notes: Notes) -> Listed:
    number = trimmed(element.findtext("uid"))
    where = f"{number} (line {element.sourceline})"
    flag = trimmed(element.findtext("vesselInfo/vesselFlag"))
    found = _entry(where, number, trimmed(element.findtext("sdnType")), flag, notes)
    found.names += _whole(element)
    for alias in element.findall("akaList/aka"):
        weak = trimmed(alias.findtext("category")).lower() == "weak"
        (found.weak_names if weak else found.names).extend(_whole(alias))
    found.births = [born_in_words(x) for x in _texts(element, "dateOfBirthList/dateOfBirthItem/dateOfBirth")]
    found.nationalities = [
        *_texts(element, "nationalityList/nationality/country"),
        *_texts(element, "citizenshipList/citizenship/country"),
    ]
    found.states = _texts(element, "addressList/address/country")
    for identity in element.findall("idList/id"):
        told = f"{trimmed(identity.findtext('idType'))} {trimmed(identity.findtext('idNumber'))}"
        _take(found, told, notes)
    _take_remarks(found, trimmed(element.findtext("remarks")), notes)
    return found


def _whole(element: Element) -> list[str]:
    parts = (trimmed(element.findtext(name)) for name in ("firstName", "lastName"))
    whole = " ".join(x for x in parts if x)
    return [whole] if whole else []


def _texts(element: Element, path: str) -> list[str]:
    return [x for x in (trimmed(found.text) for found in element.findall(path)) if x]


# -- what both tell in words -------------------------------------------------------------------------------------------


def _entry(where: str, number: str, kind: str, flag: str, notes: Notes) -> Listed:
    found = Listed(where, number, _KINDS.get(kind.lower(), ENTITY))
    if kind.lower() not in _KINDS:
        found.refuse(f"it is {kind!r}", f"it must be one of {', '.join(filter(None, _KINDS))}")
    if kind.lower() == "aircraft":
        notes.add("aircraft, of which a row has no kind, taken as an entity", where)
    if flag:
        notes.add("flag of a ship, for which a row has no place, left out", where)
    return found


def _take_remarks(listed: Listed, text: str, notes: Notes) -> None:
    for remark in _remarks(text):
        _take(listed, remark, notes)


def _remarks(text: str) -> Iterable[str]:
    return filter(None, (part.strip().removesuffix(".") for part in text.split(";")))


def _take(listed: Listed, remark: str, notes: Notes) -> None:
    """What a remark tells, if a row has a place for it."""
    told = _ANOTHER.sub("", remark)
    if birth := _BORN.fullmatch(told):
        listed.births.append(born_in_words(birth[1]))
    elif nationality := _NATIONALITY.fullmatch(told):
        listed.nationalities.append(nationality[1])
    elif weak := _WEAK.fullmatch(told):
        listed.weak_names += _name(weak[1], listed.kind)
    elif imo := _IMO.search(told):
        listed.identifiers.append(("IMO", imo[1]))
    elif number := next(((x[1], scheme) for form, scheme in _NUMBERS if (x := form.fullmatch(told))), None):
        listed.add_numbers(number[1], number[0], notes)
    else:
        notes.add("remark for which a row has no place (place of birth, links and the like), left out", listed.where)
