"""A CSV file with a head: its rows as cells by column, each with the line it begins on."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from consumers.published.content import table_text
from consumers.published.faults import BadList, Fault, bad
from consumers.published.workbooks import ZIPPED, workbook_rows

_SEPARATORS = ",;\t"
_LIMIT = 1 << 20
_SEP = re.compile(r"sep=(.?)", re.IGNORECASE)
"""The line by which a spreadsheet says what stands between its cells."""
_UNQUOTED = re.compile(r'"[^"]*"')


class TableLine(NamedTuple):
    """One row of a table: the line of the file it begins on, its cells by column, and why it is no such row."""

    number: int
    cells: dict[str, str]
    misfit: Fault | None = None


class PublishedTable(NamedTuple):
    """A table with the columns it has, in order."""

    columns: tuple[str, ...]
    lines: tuple[TableLine, ...]

    def where(self, line: TableLine, column: str) -> str:
        """Where a cell is, as whoever opens the file finds it."""
        return f"line {line.number}, column {self.columns.index(column) + 1} ({column})"


def read_table(content: bytes, known: Sequence[str], needed: Collection[str]) -> PublishedTable:
    """The table in a file, CSV or XLSX, as spreadsheets write them: with a line `sep=`, with columns that hold nothing.

    Raises BadList for a head that does not fit; a row that does not fit the head is a misfit without cells.
    """
    told = list(table_rows(content))
    filled = [(number, _without_end(cells)) for number, cells in told if any(cell.strip() for cell in cells)]
    if filled and _SEP.fullmatch("".join(filled[0][1])):
        filled = filled[1:]
    head, *filled = filled or [(1, [])]
    columns = tuple(_column(cell, known) for cell in head[1])
    faults = [*_faults_of_head(head[0], columns, known, needed)]
    if faults:
        raise BadList(faults)
    return PublishedTable(columns, tuple(_line(number, cells, columns) for number, cells in filled))


def _line(number: int, cells: list[str], columns: Sequence[str]) -> TableLine:
    if len(cells) > len(columns):
        return TableLine(number, {}, misfit(number, cells, columns))
    whole = [*cells, *[""] * (len(columns) - len(cells))]
    return TableLine(number, {column: cell.strip() for column, cell in zip(columns, whole, strict=True)})


def _without_end(cells: list[str]) -> list[str]:
    """A row without the empty cells at its end."""
    kept = len(cells)
    while kept and not cells[kept - 1].strip():
        kept -= 1
    return cells[:kept]


def _column(cell: str, known: Sequence[str]) -> str:
    """The name of a column as people write it: `Date of Birth` is date_of_birth."""
    text = cell.strip().lower()
    written = "_".join(re.split(r"[\s_-]+", text.strip(" _-.:")))
    return written if written in known else text


def table_rows(content: bytes, glance: int = 1) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table, CSV or XLSX, with the line each begins on; `glance` lines tell what parts the cells.

    Raises BadList for what is neither.
    """
    return workbook_rows(content) if content.startswith(ZIPPED) else _rows(table_text(content), glance)


def _rows(text: str, glance: int) -> Iterator[tuple[int, list[str]]]:
    lines = text.splitlines()
    sep = _SEP.fullmatch(lines[0].strip().strip('"')) if lines else None
    shown = islice((x for x in lines[1 if sep else 0 :] if x.strip()), glance)
    first = _UNQUOTED.sub("", " ".join(shown))
    separator = sep[1] if sep and sep[1] else max(_SEPARATORS, key=first.count)
    csv.field_size_limit(_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    try:
        for cells in reader:
            yield before + 1, cells
            before = reader.line_num
    except csv.Error as why:
        mend = "close every quotation mark, and double those inside a cell"
        raise bad(f"line {before + 1}", f"this is no row of CSV: {why}", mend) from why


def _faults_of_head(
    number: int, columns: Sequence[str], known: Sequence[str], needed: Collection[str]
) -> Iterator[Fault]:
    for place, column in enumerate(columns, 1):
        if column not in known:
            near = difflib.get_close_matches(column, known, n=1)
            mend = f"call it {near[0]}, or leave it out" if near else f"there are {', '.join(known)}"
            yield Fault(f"line {number}, column {place}", f"there is no column {column!r} in this table", mend)
        elif column in columns[: place - 1]:
            yield Fault(f"line {number}, column {place}", f"the column {column} is there twice", "leave one of them")
    for column in known:
        if column in needed and column not in columns:
            yield Fault(f"line {number}", f"the column {column} is missing", "the first line names the columns; add it")


def misfit(number: int, cells: Sequence[str], columns: Sequence[str]) -> Fault:
    """What is wrong with a row of more cells than the head has."""
    told = f"{len(cells)} cells, where the head has {len(columns)}"
    return Fault(f"line {number}", told, "put a cell that holds a separator into quotation marks")
