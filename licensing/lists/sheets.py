"""Rows written for spreadsheets: no cell is taken for a formula, and no text for a number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNSHOWN = str.maketrans(dict.fromkeys(map(chr, range(32)), " "))
_LONGEST_CELL = 32_000


def _harmless(cell: str) -> str:
    """A text that a spreadsheet would work out gets an apostrophe before it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def csv_sheet(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table in CSV, UTF-8 with the mark by which spreadsheets know it."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(columns)
    writer.writerows([_harmless(x) for x in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def xlsx_sheet(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with one sheet, every cell a text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("screened")
    for row in (columns, *rows):
        sheet.append([_harmless(x.translate(_UNSHOWN)[:_LONGEST_CELL]) for x in row])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
