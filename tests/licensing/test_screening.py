"""Names of a table are held against the list in force, each with why; what cannot be read is told and stops nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from consumers.published.tables import read_table
from licensing.lists.sheets import xlsx_sheet
from tests.licensing.calling import FALCON, HALLAK, HERON, Caller, registered


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    return Caller(capsys, tmp_path, monkeypatch)


NAMES = "name,kind,state,date_of_birth,nationality,identifiers"


def test_names_are_held_against_the_list_each_with_why(call: Caller) -> None:
    call.listed(HALLAK, FALCON, HERON)
    names = call.file(
        "names.csv",
        NAMES,
        "Nobody Known,,,,,",
        "Arvo Halak,PERSON,XB,1971,XA,",
        "Arvo Hallack,INDIVIDUAL,XC,1972-01-01,Norway,",
        "Arvo Hallak,,XC,,,",
        "Somebody Else,,,,,PASSPORT:n 12345-67",
        "Falcon Trading Co.,ENTITY,,,,",
        "GREY HERON,VESSEL,,,,",
        "Grey Heron,VESSEL,,,,IMO:9074730",
        "Grey Heron,COMMERCIAL,,,,",
    )
    said = call("screen", "--names", names, "--format", "jsonl")
    assert said.code == 0
    found = {(x["row"], x["entry"]): x for x in said.rows}
    assert {key: x["verdict"] for key, x in found.items()} == {
        (2, "XX-1"): "HIT",
        (4, "XX-1"): "CANDIDATE",
        (5, "XX-1"): "HIT",
        (6, "XX-2"): "HIT",
        (7, "XX-3"): "HIT",
        (9, "XX-3"): "CANDIDATE",  # a firm of the name of a ship
    }
    assert list(found[2, "XX-1"]) == ["row", "name", "list", "entry", "score", "verdict", "why"]
    assert found[2, "XX-1"]["why"] == (
        "Arvo Halak is the same as another name of Arvo Hallak, Arvo Halak;"
        " year of birth 1971 agrees; nationality XA agrees; State XB agrees"
    )
    assert found[4, "XX-1"]["why"] == "Arvo Hallak is the same as the name Arvo Hallak; State XC contradicts XB"
    assert found[5, "XX-1"]["why"] == "PASSPORT N1234567 is the same"
    assert "9 names held against version sha256-" in said.err
    assert "hits 4, candidates 2" in said.err
    assert "CANDIDATE" in call("screen", "--names", names).out


def test_kinds_ships_births_and_former_states_are_read_as_the_rules_do(call: Caller) -> None:
    call.listed(
        "ZZ-1,PERSON,Mirela Dahl,,1975-02-03,YU,,,2020-01-01,",
        "ZZ-2,ENTITY,Morning Heron,,,,,,2020-01-01,",
        "ZZ-3,VESSEL,MV Evening Heron,,,,,,2020-01-01,",
        "ZZ-4,PERSON,Oruvan Teskari,,2514-05-05,XQ,,PASSPORT:K7712345,2020-01-01,",
        "ZZ-5,PERSON,Elsa Kopeto,,,,,,2573-01-01,",
    )
    tried = [
        ("Mirela Dahl,PERSON,,1975-02-03,ME,", "HIT"),
        ("Mirela Dahl,PERSON,,1975-02-03,CZ,", "CANDIDATE"),
        ("Mirela Dahl,PERSON,,2518-02-03,RS,", "HIT"),
        ("Mirela Dahl,PERSON,,1955-02-03,RS,", "CANDIDATE"),
        ("Mirela Dahl,ENTITY,,,,", "CANDIDATE"),
        ("Mirela Dahl,ENTITY,,,RS,", "CANDIDATE"),
        ("Mirela Dahl,,,,,", "HIT"),
        ("Morning Heron,PERSON,,,,", "CANDIDATE"),
        ("Morning Heron,ENTITY,,,XB,", "HIT"),
        ("M/V Morning Heron,VESSEL,,,,", "HIT"),
        ("M/V Morning Heron,VESSEL,,,,IMO:9074729", None),
        ("m.v. evening heron,VESSEL,,,,IMO:9074729", "HIT"),
        ("Oruvan Teskari,PERSON,,1971-05-05,XQ,", "HIT"),
        ("Somebody Else,PERSON,,1971-05-05,XB,PASSPORT:K7712345", "CANDIDATE"),
        ("Somebody Else,PERSON,,1971-05-05,XQ,PASSPORT:K-7712345", "HIT"),
        ("Elsa Kopeto,PERSON,,,,", None),
    ]
    names = call.file("names.csv", NAMES, *(row for row, _ in tried))
    found = {x["row"]: x for x in call("screen", "--names", names, "--format", "jsonl").rows}
    assert {n: x["verdict"] for n, x in found.items()} == {n: said for n, (_, said) in enumerate(tried, 1) if said}
    assert "nationality ME agrees with YU" in found[1]["why"]
    assert found[10]["why"] == "M/V Morning Heron is the same as the name Morning Heron"


def test_whoever_is_not_listed_yet_or_no_longer_is_not_found(call: Caller) -> None:
    later = HALLAK.replace("2012-12-31", "2999-01-01")
    call.listed(later, f"{FALCON}2020-01-01", HERON)
    said = call("screen", "--names", call.file("n.csv", "name", "Arvo Hallak", "Falcon Trading Company"))
    assert (said.code, said.out) == (0, "")
    assert "nothing was found" in said.err


def test_a_screening_finds_what_the_rule_finds(call: Caller) -> None:
    parties = [
        ("XB-P-0001", "Arvo Hallak", {"date_of_birth": "1972-01-01", "nationality": "XA", "state": "XB"}),
        ("XB-P-0002", "Arvo Hallak", {"date_of_birth": "1980-01-01", "nationality": "XA", "state": "XB"}),
        ("XB-P-0003", "Hallak Arvo", {"date_of_birth": "1980-01-01", "nationality": "XC", "state": "XB"}),
        ("XB-P-0004", "Falcon Trading Ltd", {"state": "XB", "kind": "COMMERCIAL"}),
        ("XB-P-0005", "Falcon Shipping Company", {"state": "XB", "kind": "COMMERCIAL"}),
    ]
    call(
        "import",
        call.file("x.jsonl", *(registered(i, "2026-01-02", register_id=i, name=n, **p) for i, n, p in parties)),
    )
    call.listed(HALLAK, FALCON)
    lines = [
        f"{name},,{p.get('state', '')},{p.get('date_of_birth', '')},{p.get('nationality', '')},"
        for _, name, p in parties
    ]
    hits = call("screen", "--names", call.file("n.csv", NAMES, *lines), "--format", "jsonl").rows
    sure = {f"{parties[x['row'] - 1][0]}|{x['entry']}" for x in hits if x["verdict"] == "HIT"}
    opened = call("findings", "--rule", "R20", "--format", "jsonl", "--state", "OPEN").rows
    assert sure == {x["key"]["subject"] for x in opened}
    assert "XB-P-0001|XX-1" in sure
    assert {x["row"] for x in hits if x["verdict"] == "CANDIDATE"} == {2}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("names", "x"), "line 1, column 1: there is no column 'names' in this table; call it name, or leave it out"),
        (("kind", "PERSON"), "line 1: the column name is missing"),
        (("name", '"x'), "line 2: this is no row of CSV"),
        (("name",), "it holds no name"),
    ],
)
def test_what_is_no_table_of_names_is_refused_with_line_and_column(
    call: Caller, lines: tuple[str, ...], told: str
) -> None:
    said = call("screen", "--names", call.file("n.csv", *lines))
    assert (said.code, said.out) == (2, "")
    assert told in said.err


@pytest.mark.parametrize(
    ("head", "row", "told"),
    [
        ("name,kind", "Arvo Hallak,MAN", "line 2, column 2 (kind): 'MAN' cannot be read"),
        ("name,state", "Arvo Hallak,Atlantis", "line 2, column 2 (state): 'Atlantis' cannot be read"),
        ("name,date_of_birth", "Arvo Hallak,1.2.71", "a year of two digits may be of two centuries"),
        ("name,date_of_birth", "Arvo Hallak,3/4/1971", "day and month can be exchanged"),
        ("name,date_of_birth", "Arvo Hallak,31.2.1971", "there is no such day"),
        ("name,identifiers", "Arvo Hallak,N12", "(identifiers): 'N12' cannot be read; write SCHEME:NUMBER"),
        ("name,identifiers", 'Arvo Hallak,"PASSPORT:1,23E+11"', "a spreadsheet has shortened 1,23E+11"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_and_stops_nothing(call: Caller, head: str, row: str, told: str) -> None:
    call.listed(HALLAK, FALCON)
    said = call("screen", "--names", call.file("n.csv", head, row, "Falcon Trading Co.,"), "--format", "jsonl")
    assert (said.code, told in said.err) == (0, True)
    assert [(x["row"], x["entry"]) for x in said.rows] == [(1, "XX-1"), (2, "XX-2")]
    assert "1 without a cell" in said.err


def test_a_row_without_a_name_is_told_and_the_others_are_screened(call: Caller) -> None:
    call.listed(HALLAK)
    said = call("screen", "--names", call.file("n.csv", "name,kind", ",PERSON", "Arvo Hallak,"), "--format", "jsonl")
    assert [x["row"] for x in said.rows] == [2]
    assert "line 2, column 1 (name): it is empty" in said.err
    assert "1 not at all" in said.err


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "(name): it is empty"),
        ("N/A", "(name): 'N/A' names nobody"),
        ("unknown", "(name): 'unknown' names nobody"),
        ("#REF!", "a spreadsheet could not work this cell out"),
        ("Tarn, Orm, Zev", "line 2: 4 cells, where the head has 2; put a cell that holds a separator into quotation"),
    ],
)
def test_a_row_of_nobody_or_with_too_many_cells_is_told_alone(call: Caller, name: str, told: str) -> None:
    call.listed(HALLAK)
    names = call.file("n.csv", "name,kind", f"{name},PERSON", "Arvo Hallak,PERSON")
    said = call("screen", "--names", names, "--format", "jsonl")
    assert (said.code, [x["row"] for x in said.rows], told in said.err) == (0, [2], True)
    assert said.err.count("counterfoil: n.csv: ") == 1
    assert "1 names held" in said.err
    assert said.err.endswith("candidates 0; 1 not at all\n")


def test_a_short_name_is_a_name(call: Caller) -> None:
    call.listed(HALLAK)
    said = call("screen", "--names", call.file("n.csv", "name", "Na"))
    assert said.err.splitlines()[-1].startswith("1 names held")


@pytest.mark.parametrize(
    ("written", "verdict", "told"),
    [
        ("NA", "HIT", True),
        ("Namibia", "CANDIDATE", False),
        ("N/A", "HIT", False),
        ("na", "HIT", False),
        ("", "HIT", False),
    ],
)
def test_na_may_be_namibia_or_nothing_and_is_told(call: Caller, written: str, verdict: str, told: bool) -> None:
    call.listed(HALLAK)
    names = call.file("n.csv", "name,kind,nationality", f"Arvo Hallak,PERSON,{written}")
    said = call("screen", "--names", names, "--format", "jsonl")
    assert ([x["verdict"] for x in said.rows], "write Namibia, or nothing" in said.err) == ([verdict], told)


def _dialects() -> dict[str, bytes]:
    rows = [["Name", "Date of Birth", "", ""], ["Arvo Hallak", "2 March 1971", "", ""], ["Nobody Known", "", "", ""]]
    texts = {
        name: "\r\n".join(x.join(row) for row in rows)
        for name, x in (("comma", ","), ("semicolon", ";"), ("tab", "\t"))
    }
    found = {
        f"{name} {code}": text.encode(code)
        for name, text in texts.items()
        for code in ("utf-8-sig", "utf-16", "utf-16-le", "cp1252")
    }
    found["sep="] = ("sep=;\n" + texts["semicolon"]).encode()
    return found | {"xlsx": xlsx_sheet(rows[0], rows[1:])}


@pytest.mark.parametrize("dialect", _dialects())
def test_a_table_screens_alike_however_a_spreadsheet_writes_it(call: Caller, dialect: str) -> None:
    call.listed(HALLAK)
    file = call.folder / "names.table"
    file.write_bytes(_dialects()[dialect])
    said = call("screen", "--names", file, "--format", "jsonl")
    assert [(x["row"], x["verdict"], "year of birth 1971 agrees" in x["why"]) for x in said.rows] == [(1, "HIT", True)]


def test_what_is_found_is_written_for_spreadsheets_and_no_formula_works_in_them(call: Caller) -> None:
    call.listed(HALLAK)
    names = call.file("n.csv", "name,kind", "=Arvo Hallak,", ",PERSON")
    for form in ("csv", "xlsx"):
        out = call.folder / f"found.{form}"
        assert call("screen", "--names", names, "--format", form, "--output", out).code == 0
        table = read_table(out.read_bytes(), ("row", "name", "list", "entry", "score", "verdict", "why"), ("row",))
        assert [(x.cells["row"], x.cells["name"], x.cells["verdict"]) for x in table.lines] == [
            ("1", "'=Arvo Hallak", "HIT"),
            ("2", "", "NOT READ"),
        ]
    assert call("screen", "--names", names, "--format", "xlsx").code == 2


def test_without_a_list_nothing_is_held_against_anything(call: Caller) -> None:
    said = call("screen", "--names", call.file("n.csv", "name", "x"))
    assert said.code == 1
    assert "no list of sanctions is in force" in said.err
    assert call("screen", "--names", call.folder / "none.csv").code == 2


def test_the_output_of_a_screening_is_plain_json(call: Caller) -> None:
    call.listed(HALLAK)
    said = call("screen", "--names", call.file("n.csv", "name", "Arvo Hallak"), "--format", "jsonl")
    assert json.loads(said.out)["score"] == 1.0
