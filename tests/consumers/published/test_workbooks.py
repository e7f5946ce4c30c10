"""A workbook is read as it is, or refused in a sentence; it stumbles over no damage."""

from __future__ import annotations

import pytest

from consumers.published.faults import BadList
from consumers.published.workbooks import workbook_rows
from licensing.lists.sheets import xlsx_sheet

WHOLE = xlsx_sheet(["name"], [["Arvo Hallak"]])


def test_a_whole_workbook_is_read_with_the_numbers_of_its_rows() -> None:
    assert list(workbook_rows(WHOLE)) == [(1, ["name"]), (2, ["Arvo Hallak"])]


def test_whatever_is_damaged_is_refused_unless_nobody_reads_it() -> None:
    refused = 0
    for at in range(0, len(WHOLE) - 7, 101):
        try:
            list(workbook_rows(WHOLE[:at] + b"damaged" + WHOLE[at + 7 :]))
        except BadList:
            refused += 1
    assert refused > 10


def test_a_workbook_that_is_cut_off_or_far_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadList, match="it is no XLSX workbook"):
        list(workbook_rows(WHOLE[: len(WHOLE) // 2]))
    monkeypatch.setattr("consumers.published.workbooks._LARGEST", 99)
    with pytest.raises(BadList, match="bytes unpacked"):
        list(workbook_rows(WHOLE))
