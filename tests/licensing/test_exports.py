"""Lists of findings as files, filtered and counted by rule, State, party and month."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

from licensing.reports.exporting import COLUMNS, defused
from projections.findings.tables import FINDING
from tests.licensing.an_office import (
    CLOSED,
    DECLARED,
    LICENCE,
    PARTY,
    R01,
    R07,
    R14,
    R17,
    AnOffice,
    finding_row,
    ids,
    problem,
)

LIST = "/api/v1/findings"
OLD = finding_row("R14", severity=2, shipment="UCXA300000002", line=1, states=" XA XC ", state="CLEARED")


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_all_that_fit_are_one_file(reader: TestClient) -> None:
    reply = reader.get(f"{LIST}?format=csv&limit=1")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert 'filename="findings-10.csv"' in reply.headers["content-disposition"]
    rows = cells(reply.text)
    assert [row["finding_id"] for row in rows] == [R14[0], CLOSED[0], R17[0], R07[0], R01[0]]
    assert tuple(rows[0]) == COLUMNS
    assert rows[4]["licence"] == LICENCE
    assert rows[4]["title"] == "Over-shipment"
    assert rows[4]["message"] == "Something about <R01>."
    assert len(rows[4]["evidence_hash"]) == 64


def test_lines_end_and_cells_are_quoted_as_rfc_4180_has_it(reader: TestClient) -> None:
    text = reader.get(f"{LIST}?format=csv&rule=R01").text
    assert text.count("\r\n") == 2
    assert text.replace("\r\n", "").count("\n") == 0
    assert text.startswith('"finding_id","rule",')


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =HYPERLINK()", "\u00a0=1", "＝1", "|cmd", "%x"]
)
def test_a_cell_is_never_a_formula(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "5", "R01", "XA:EL-2030-1", "2030-05-01T10:00:00Z", "1=1"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert defused(cell) == cell


def test_what_a_source_wrote_is_defused_in_the_file(office: AnOffice, amara: TestClient) -> None:
    office.fill([finding_row("R17", 3, shipment='=cmd|"/c calc"!A1,\n', day=9)])
    row = next(x for x in cells(amara.get(f"{LIST}?format=csv&rule=R17").text) if "cmd" in x["shipment"])
    assert row["shipment"] == '\'=cmd|"/c calc"!A1,\n'


def test_a_program_may_ask_for_csv_by_accept(reader: TestClient) -> None:
    assert reader.get(LIST, headers={"Accept": "text/csv"}).text.startswith('"finding_id"')
    assert reader.get(LIST, headers={"Accept": "application/json, text/csv"}).json()["next"] is None


def test_json_has_each_as_the_contract_has_it(reader: TestClient) -> None:
    reply = reader.get(f"{LIST}?format=json&limit=1")
    found = reply.json()["findings"]
    assert [x["finding_id"] for x in found] == [R14[0], CLOSED[0], R17[0], R07[0], R01[0]]
    assert found[4] == reader.get(f"{LIST}/{R01[0]}").json()


def test_a_format_that_does_not_exist_is_refused(reader: TestClient, browser: TestClient) -> None:
    problem(reader.get(f"{LIST}?format=xls"), 422)
    assert browser.get("/findings/export?format=xls").status_code == 422


def test_an_applicant_takes_along_only_what_it_is_told(office: AnOffice) -> None:
    rows = cells(office.client("petra").get(f"{LIST}?format=csv").text)
    assert [row["rule"] for row in rows] == ["R17"]
    tally = office.client("petra").get(f"{LIST}/tally").json()
    assert [x["name"] for x in tally["by_party"]] == [PARTY]


def test_findings_of_a_month_are_found(office: AnOffice, amara: TestClient) -> None:
    office.fill([OLD])
    assert len(ids(amara.get(f"{LIST}?opened=2030-05"))) == 6
    assert ids(amara.get(f"{LIST}?opened=2030-06")) == []
    problem(amara.get(f"{LIST}?opened=May"), 422)
    assert amara.get(f"{LIST}/count?opened=2030-06").json()["total"] == 0


def names(groups: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    return {x["name"]: (x["count"], x["open"]) for x in groups}


def test_they_are_counted_by_rule_state_party_and_month(office: AnOffice, amara: TestClient) -> None:
    office.fill([OLD])
    tally = amara.get(f"{LIST}/tally").json()
    assert (tally["total"], tally["open"]) == (6, 4)
    assert names(tally["by_rule"]) == {"R01": (1, 1), "R03": (1, 0), "R07": (1, 1), "R14": (2, 1), "R17": (1, 1)}
    assert names(tally["by_state"]) == {"XA": (6, 4), "XB": (5, 4), "XC": (1, 0)}
    assert names(tally["by_party"]) == {PARTY: (6, 4)}
    assert names(tally["by_month"]) == {"2030-05": (6, 4)}
    assert names(amara.get(f"{LIST}/tally?rule=R14&state=OPEN").json()["by_rule"]) == {"R14": (1, 1)}


def test_the_page_counts_filters_and_offers_files(browser: TestClient) -> None:
    html = browser.get("/findings?state=OPEN&opened=2030-05").text
    assert 'value="2030-05"' in html
    assert "How many fit" in html
    assert "/findings/export?format=csv&amp;state=OPEN&amp;opened=2030-05" in html
    assert "/findings?state=OPEN&amp;opened=2030-05&amp;party=XA-P-000030" in html
    reply = browser.get("/findings/export?format=csv&state=OPEN&opened=2030-05")
    assert len(cells(reply.text)) == 4
    assert browser.get("/findings/export?format=json&state=CLOSED").json()["findings"][0]["finding_id"] == CLOSED[0]
    assert browser.get("/findings?opened=May").status_code == 422


def test_what_cleared_a_finding_is_told_wherever_it_is_read(office: AnOffice, amara: TestClient) -> None:
    cleared = dict(zip(FINDING.names, R14, strict=True)) | {"state": "CLEARED", "cleared_at": "2030-06-01T10:00:00Z"}
    cleared |= {"cleared_by": DECLARED[1], "cleared_kind": "shipment.declared"}
    office.fill([tuple(cleared.values())])
    one = amara.get(f"{LIST}/{R14[0]}").json()
    (row,) = cells(amara.get(f"{LIST}?format=csv&rule=R14").text)
    (entry,) = amara.get(f"{LIST}?format=json&rule=R14").json()["findings"]
    assert {x["cleared_by"] for x in (one, row, entry)} == {DECLARED[1]}
    told = f"Cleared on 2030-06-01T10:00:00Z with {DECLARED[1]} (shipment.declared): Something about <R14>."
    assert {x["message"] for x in (one, row, entry)} == {told}
    assert amara.get(f"{LIST}/{R01[0]}").json()["cleared_by"] is None
