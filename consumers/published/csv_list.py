"""A list in CSV: one column for each field of its rows, `|` between the values of a field that holds several."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from consumers.published.checking import row_schema
from consumers.published.dates import NoDate, written_date
from consumers.published.faults import BadList, ContractRow, Fault, Notes, Published
from consumers.published.tables import PublishedTable, TableLine, read_table
from consumers.validation import schema
from domain.state.former_states import is_former

_PARTED = "|"
_LATEST = 2100
"""No list of our day has rows that count later."""
_DATES = frozenset({"date_of_birth", "listed_on", "delisted_on", "from", "to", "since", "until"})
_PARTIAL = frozenset({"date_of_birth"})
"""Of these a year alone is taken, as other lists write it: its first day."""
_SHORTENED = re.compile(r"\s*[+-]?\d(?:[.,]\d+)?E[+]?\d+\s*", re.IGNORECASE)


def shortened_number(cell: str) -> bool:
    """Whether a spreadsheet has made a long number a short one, as 1,23E+11."""
    return "E+" in cell.upper() and _SHORTENED.fullmatch(cell) is not None


_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


class _Unreadable(Exception):
    """What would be right in a cell."""


class Column(NamedTuple):
    """How the cells of a column are read, and whether they may be empty or missing."""

    read: Callable[[str], Any]
    empty: Any
    may_be_empty: bool


def read_csv_list(list_name: str, content: bytes) -> Published:
    """The rows of a list in a file; raises BadList with every cell that cannot be read."""
    columns = columns_of(list_name)
    table = read_table(content, list(columns), [name for name, column in columns.items() if not column.may_be_empty])
    rows, faults = list[ContractRow](), list[Fault]()
    for line in table.lines:
        if line.misfit:
            faults.append(line.misfit)
            continue
        try:
            rows.append(ContractRow(f"line {line.number}", _data(table, line, columns)))
        except BadList as why:
            faults += why.faults
    if faults:
        raise BadList(faults)
    notes = Notes()
    for row in rows:
        for note in _oddities(row.data):
            notes.add(note, row.where)
    return Published(tuple(rows), None, tuple(notes.told()))


def _oddities(data: dict[str, Any]) -> Iterator[str]:
    """What of a row is taken though it is odd."""
    for field in ("nationality", "state"):
        if is_former(str(data.get(field) or "")):
            yield f"{field} {data[field]} is of a State that is no more: it agrees with each of its heirs"
    born, listed_on = data.get("date_of_birth"), data.get("listed_on")
    if born and listed_on and born > listed_on:
        yield f"born on {born}, after the day of listing: the date contradicts nobody"
    if listed_on and int(listed_on[:4]) > _LATEST:
        yield f"listed on {listed_on}: the row stays without effect; is the year of another calendar?"


def _data(table: PublishedTable, line: TableLine, columns: dict[str, Column]) -> dict[str, Any]:
    data, faults = dict[str, Any](), list[Fault]()
    for name, column in columns.items():
        cell = line.cells.get(name, "")
        if not cell:
            data[name] = column.empty
            continue
        try:
            data[name] = column.read(cell)
        except _Unreadable as why:
            faults.append(Fault(table.where(line, name), f"{cell[:60]!r} cannot be read", str(why)))
    if faults:
        raise BadList(faults)
    return data


@cache
def columns_of(list_name: str) -> dict[str, Column]:
    """The columns that a list has, as the contract names the fields of its rows."""
    return {name: _column(name, part) for name, part in row_schema(list_name)["properties"].items()}


def _column(name: str, part: dict[str, Any]) -> Column:
    if name in _DATES:
        read = _date if name in _PARTIAL else _whole_date
        return Column(read, None if _resolved(part)[1] else "", _resolved(part)[1])
    of, nullable = _resolved(part)
    kind = of.get("type", "string")
    if kind == "array":
        item, _ = _resolved(of["items"])
        return Column(_each(_READ.get(item.get("type", "string"), _text)), [], True)
    return Column(_READ.get(kind, _text), None if nullable else "", nullable)


def _resolved(part: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """What a part of the schema is behind its references, and whether it may be null."""
    if "$ref" in part:
        return _resolved(schema()["$defs"][part["$ref"].rpartition("/")[2]])
    if "anyOf" in part:
        return _resolved(part["anyOf"][0])[0], True
    if isinstance(part.get("type"), list):
        return part | {"type": part["type"][0]}, "null" in part["type"]
    return part, False


def _text(cell: str) -> str:
    if shortened_number(cell):
        raise _Unreadable("a spreadsheet has shortened this number; format the column as text and enter it again")
    return cell


def _date(cell: str, whole: bool = False) -> str:
    try:
        return written_date(cell, whole)
    except NoDate as why:
        raise _Unreadable(str(why)) from why


def _whole_date(cell: str) -> str:
    return _date(cell, whole=True)


def _truth(cell: str) -> bool:
    if cell.lower() not in _YES | _NO:
        raise _Unreadable("write true or false")
    return cell.lower() in _YES


def _whole(cell: str) -> int:
    if not cell.isdecimal():
        raise _Unreadable("write a whole number")
    return int(cell)


def _identifier(cell: str) -> dict[str, str]:
    scheme, colon, value = cell.partition(":")
    if not colon or not value.strip():
        raise _Unreadable("write SCHEME:NUMBER, such as PASSPORT:N1234567, with | between several")
    return {"scheme": scheme.strip().upper(), "value": _text(value.strip())}


_READ: dict[str, Callable[[str], Any]] = {"boolean": _truth, "integer": _whole, "object": _identifier}


def _each(read: Callable[[str], Any]) -> Callable[[str], list[Any]]:
    return lambda cell: [read(x) for x in dict.fromkeys(part.strip() for part in cell.split(_PARTED)) if x]
