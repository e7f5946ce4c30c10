"""Names to be screened: what is known of each, as a CSV file or a request gives it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from consumers.published.content import trimmed
from consumers.published.csv_list import shortened_number
from consumers.published.dates import NoDate, written_date
from consumers.published.faults import BadList, Fault, bad
from consumers.published.states import state_code
from consumers.published.tables import read_table
from consumers.validation import schema
from domain.chapters.parties.kinds import INDIVIDUAL, bears_a_form, is_of_firms
from domain.chapters.screening.sanctions import ENTITY, PERSON, VESSEL, Who
from domain.kernel.canon import canon
from domain.kernel.says_nothing import says_nothing

_COLUMNS = ("name", "kind", "state", "date_of_birth", "nationality", "identifiers")
_KINDS = (PERSON, ENTITY, VESSEL)
PARTED = "|"
_STATES, _NAMIBIA, _TWO = ("state", "nationality"), "NA", 2
_NOT_WORKED_OUT = re.compile(r"#(?:REF!|VALUE!|NAME\?|DIV/0!|N/A|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)


class _Wrong(Exception):
    """What would be right; and what of the cell could be read all the same."""

    def __init__(self, right: str, rest: Any = None) -> None:
        super().__init__(right)
        self.rest = rest


class GivenName(NamedTuple):
    """One name with its row, counted from 1."""

    row: int
    name: str
    kind: str | None
    who: Who

    def guises(self) -> tuple[Who, ...]:
        """As what it is looked up: a vessel by its very name, all else by likeness, either where nothing is said."""
        if self.kind is None:
            return (self.who, self.who._replace(vessel=True))
        return (self.who._replace(vessel=self.kind == VESSEL),)


class NamesRead(NamedTuple):
    """The names of a table, and what of it could not be read: the rows are screened without that."""

    names: list[GivenName]
    faults: dict[int, list[Fault]]
    """By row, counted from 1; a row of which no name could be read is not among the names."""
    rows: int


def read_name(row: int, given: Mapping[str, str]) -> GivenName:
    """One name as it is given; raises BadList with every field that cannot be read, by its name."""
    found, faults = _read(row, given)
    if faults or found is None:
        raise BadList(faults)
    return found


def _read(row: int, given: Mapping[str, str]) -> tuple[GivenName | None, list[Fault]]:
    """One name as far as it can be read, and what cannot; None without a name."""
    values, faults = dict[str, Any](), list[Fault]()
    for field, read in _READ.items():
        text = trimmed(given.get(field))
        if text and _may_say_nothing(field, text) and says_nothing(text) and not _may_be_meant(field, text):
            text = ""
        try:
            values[field] = read(text) if text else None
        except _Wrong as why:
            values[field] = why.rest
            faults.append(Fault(field, f"{text[:60]!r} cannot be read", str(why)))
    if not values.get("name"):
        if not any(x.where == "name" for x in faults):
            written = trimmed(given.get("name"))
            told = f"{written[:60]!r} names nobody" if written else "it is empty"
            faults.append(Fault("name", told, "every row needs a name"))
        return None, faults
    return _given(row, values), faults


def _may_say_nothing(field: str, text: str) -> bool:
    """Whether it is worth a look: a scheme with its number and what begins with a digit are something."""
    if field == "identifiers":
        return ":" not in text
    return not text[0].isdigit()


def _may_be_meant(field: str, text: str) -> bool:
    """Two letters that elsewhere say nothing may be a name (Na), and NA is the code of Namibia."""
    return len(text) == _TWO and text.isalpha() and (field == "name" or (field in _STATES and text == _NAMIBIA))


def _given(row: int, values: Mapping[str, Any]) -> GivenName:
    who = Who(
        names=(values["name"],),
        identifiers=values["identifiers"] or frozenset(),
        state=values["state"],
        nationality=values["nationality"],
        born=values["date_of_birth"],
        person=_is_person(values),
        firm=_is_firm(values),
    )
    return GivenName(row, values["name"], values["kind"], who)


def _is_person(values: Mapping[str, Any]) -> bool:
    told = values["kind"] != ENTITY and bool(values["date_of_birth"] or values["nationality"])
    return told or values["kind"] in (PERSON, INDIVIDUAL)


def _is_firm(values: Mapping[str, Any]) -> bool:
    told = values["kind"] not in (PERSON, INDIVIDUAL) and bears_a_form((values["name"],))
    return told or values["kind"] == ENTITY or (values["kind"] not in _KINDS and is_of_firms(values["kind"]))


def read_names(content: bytes) -> NamesRead:
    """The names in a table, CSV or XLSX; what cannot be read is told for its row and stops no other.

    Raises BadList where there is no table of names at all.
    """
    table = read_table(content, _COLUMNS, ("name",))
    names, faults = list[GivenName](), dict[int, list[Fault]]()
    for number, line in enumerate(table.lines, 1):
        if line.misfit:
            faults[number] = [line.misfit]
            continue
        found, wrong = _without_namibia(number, line.cells)
        if found is not None:
            names.append(found)
        if wrong:
            faults[number] = [fault._replace(where=table.where(line, fault.where)) for fault in wrong]
    if not table.lines:
        raise bad("the file", "it holds no name", "put one name in each line below the head")
    return NamesRead(names, faults, len(table.lines))


def _without_namibia(row: int, cells: Mapping[str, str]) -> tuple[GivenName | None, list[Fault]]:
    """One row of a table, in which NA may be Namibia or what people write for nothing: told, and neither taken."""
    doubtful = [field for field in _STATES if cells.get(field) == _NAMIBIA]
    if not doubtful:
        return _read(row, cells)
    found, faults = _read(row, {**cells, **dict.fromkeys(doubtful, "")})
    mend = "write Namibia, or nothing"
    return found, [*faults, *(Fault(x, "'NA' may be Namibia, or not available", mend) for x in doubtful)]


def _name(text: str) -> str:
    if _NOT_WORKED_OUT.fullmatch(text):
        raise _Wrong("a spreadsheet could not work this cell out; enter the name itself")
    if shortened_number(text):
        raise _Wrong("a spreadsheet has shortened this number; format the column as text and enter it again")
    return text


def _kind(text: str) -> str:
    kinds = (*_KINDS, *schema()["$defs"]["PartyKind"]["enum"])
    if text.upper() not in kinds:
        raise _Wrong(f"write one of {', '.join(kinds)}, or nothing")
    return text.upper()


@cache
def _schemes() -> frozenset[str]:
    return frozenset(schema()["$defs"]["Identifier"]["properties"]["scheme"]["enum"])


@lru_cache(maxsize=1_024)
def _state(text: str) -> str:
    code = state_code(text) or state_code(text.upper())
    if code is None:
        raise _Wrong("write the two letters of a State, such as XA, or nothing")
    return code


@lru_cache(maxsize=16_384)
def _birth(text: str) -> str:
    try:
        return written_date(text)
    except NoDate as why:
        raise _Wrong(str(why)) from why


def _identifiers(text: str) -> frozenset[tuple[str, str]]:
    found, wrong = set(), list[str]()
    for part in filter(None, (x.strip() for x in text.split(PARTED))):
        scheme, _, value = part.partition(":")
        if shortened_number(value):
            wrong.append(f"a spreadsheet has shortened {value.strip()}; format the column as text and enter it again")
        elif scheme.strip().upper() not in _schemes() or not canon(value):
            told = (
                f"write SCHEME:NUMBER with {PARTED} between several; a scheme is one of {', '.join(sorted(_schemes()))}"
            )
            wrong.append(told)
        elif not says_nothing(value, identifier=True):
            found.add((scheme.strip().upper(), canon(value)))
    if wrong:
        raise _Wrong("; ".join(dict.fromkeys(wrong)), frozenset(found))
    return frozenset(found)


_READ: dict[str, Callable[[str], Any]] = {
    "name": _name,
    "kind": _kind,
    "state": _state,
    "date_of_birth": _birth,
    "nationality": _state,
    "identifiers": _identifiers,
}
