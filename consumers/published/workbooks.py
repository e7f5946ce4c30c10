"""A sheet of an XLSX file as rows of texts, in bounds: what a cell shows, not what it was worked out from."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from consumers.published.faults import BadList, bad

ZIPPED = b"PK\x03\x04"
_LARGEST = 256 * 1024 * 1024
_MOST_ROWS, _MOST_COLUMNS, _MOST_EMPTY = 1_000_000, 200, 10_000
_EXACT = 10**15
"""From here on a spreadsheet has lost the last digits of a number."""


def workbook_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet with their numbers; raises BadList for what is no workbook or far too large."""
    _must_not_be_far_too_large(content)
    try:
        yield from _rows_of(_first_sheet(content))
    except BadList:
        raise
    except Exception as why:  # whatever a damaged file makes the library stumble over
        raise bad("the file", f"it is no XLSX workbook, or damaged ({why})", "save it again as XLSX or CSV") from why


def _must_not_be_far_too_large(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(x.file_size for x in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as why:
        raise bad("the file", f"it is no XLSX workbook ({why})", "save it as XLSX or CSV") from why
    if size > _LARGEST:
        raise bad("the file", f"it holds {size:,} bytes unpacked", "name the file of one list")


def _first_sheet(content: bytes) -> Any:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    if not book.worksheets:
        raise bad("the file", "it has no sheet", "put the table on the first sheet")
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    return sheet


def _rows_of(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    empty = 0
    for number, cells in enumerate(islice(sheet.iter_rows(values_only=True), _MOST_ROWS), start=1):
        texts = [cell_text(x) for x in cells[:_MOST_COLUMNS]]
        empty = 0 if any(texts) else empty + 1
        if empty > _MOST_EMPTY:
            return
        yield number, texts


def cell_text(value: Any) -> str:
    """What a cell says, as text: dates as YYYY-MM-DD, whole numbers without a point, too long ones as shortened."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute or value.second) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        if abs(value) >= _EXACT:
            return f"{float(value):.14E}"
        return str(int(value)) if float(value).is_integer() else repr(value)
    return str(value)
