"""Names to be screened: what is known of each, as a CSV file or a request gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from consumers.published.content import trimmed
from consumers.published.faults import BadList, Fault, bad
from consumers.published.states import state_code
from consumers.published.tables import read_table
from consumers.validation import schema
from domain.chapters.parties.kinds import INDIVIDUAL, OF_FIRMS, bears_a_form
from domain.chapters.screening.sanctions import Who
from domain.kernel.canon import canon

_COLUMNS = ("name", "kind", "state", "date_of_birth", "nationality", "identifiers")
_VESSEL = "VESSEL"
_KINDS = ("PERSON", "ENTITY", _VESSEL)
PARTED = "|"
_YEAR = 4


class _Wrong(Exception):
    """What would be right."""


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
        return (self.who._replace(vessel=self.kind == _VESSEL),)


def read_name(row: int, given: Mapping[str, str]) -> GivenName:
    """One name as it is given; raises BadList with every field that cannot be read, by its name."""
    values, faults = dict[str, Any](), list[Fault]()
    for field, read in _READ.items():
        text = trimmed(given.get(field))
        try:
            values[field] = read(text) if text else None
        except _Wrong as why:
            faults.append(Fault(field, f"{text[:60]!r} cannot be read", str(why)))
    if not values.get("name"):
        faults.append(Fault("name", "it is empty", "every row needs a name"))
    if faults:
        raise BadList(faults)
    who = Who(
        names=(values["name"],),
        identifiers=values["identifiers"] or frozenset(),
        state=values["state"],
        nationality=values["nationality"],
        born=values["date_of_birth"],
        person=_is_person(values),
        firm=values["kind"] in OF_FIRMS or bears_a_form((values["name"],)),
    )
    return GivenName(row, values["name"], values["kind"], who)


def _is_person(values: Mapping[str, Any]) -> bool:
    return values["kind"] in ("PERSON", INDIVIDUAL) or bool(values["date_of_birth"] or values["nationality"])


def read_names(content: bytes) -> list[GivenName]:
    """The names in a CSV file; raises BadList with line and column of everything that is wrong."""
    table = read_table(content, _COLUMNS, ("name",))
    found, faults = list[GivenName](), list[Fault]()
    for number, line in enumerate(table.lines, 1):
        try:
            found.append(read_name(number, line.cells))
        except BadList as why:
            faults += [fault._replace(where=table.where(line, fault.where)) for fault in why.faults]
    if faults:
        raise BadList(faults)
    if not found:
        raise bad("the file", "it holds no name", "put one name in each line below the head")
    return found


def _name(text: str) -> str:
    return text


def _kind(text: str) -> str:
    kinds = (*_KINDS, *schema()["$defs"]["PartyKind"]["enum"])
    if text.upper() not in kinds:
        raise _Wrong(f"write one of {', '.join(kinds)}, or nothing")
    return text.upper()


def _state(text: str) -> str:
    code = state_code(text) or state_code(text.upper())
    if code is None:
        raise _Wrong("write the two letters of a State, such as XA, or nothing")
    return code


def _birth(text: str) -> str:
    if len(text) == _YEAR and text.isdecimal():
        return f"{text}-01-01"
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as why:
        raise _Wrong("write YYYY-MM-DD or YYYY, or nothing") from why


def _identifiers(text: str) -> frozenset[tuple[str, str]]:
    schemes = schema()["$defs"]["Identifier"]["properties"]["scheme"]["enum"]
    found = set()
    for part in filter(None, (x.strip() for x in text.split(PARTED))):
        scheme, _, value = part.partition(":")
        if scheme.strip().upper() not in schemes or not canon(value):
            told = f"write SCHEME:NUMBER with {PARTED} between several; a scheme is one of {', '.join(schemes)}"
            raise _Wrong(told)
        found.add((scheme.strip().upper(), canon(value)))
    return frozenset(found)


_READ: dict[str, Callable[[str], Any]] = {
    "name": _name,
    "kind": _kind,
    "state": _state,
    "date_of_birth": _birth,
    "nationality": _state,
    "identifiers": _identifiers,
}
