"""Lists are taken in whole or refused, replace the one before at once, and everybody is screened again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from domain.kernel.event import envelope
from licensing.log import open_log
from tests.licensing.calling import CONSOLIDATED, FALCON, HALLAK, HEAD, HERON, Caller, registered


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    return Caller(capsys, tmp_path, monkeypatch)


def test_nothing_is_in_force_before_anything_is_published(call: Caller) -> None:
    said = call("lists")
    assert (said.code, said.out, said.err) == (0, "", "no list is published\n")


def test_the_consolidated_list_is_in_force_as_soon_as_it_is_imported(call: Caller) -> None:
    said = call.imported("--form", "un-consolidated", "--state", "XA", "--officer", "root", CONSOLIDATED)
    assert said.code == 0
    assert "7 rows of sanctions proposed as version 2030-02-27T00:00:09.554Z" in said.err
    assert "note: explanation among names, left out: 3, first at INDIVIDUAL XXi.001 (line 4)" in said.err
    (state,) = call.lists()
    assert (state["name"], state["standing"], state["rows"]) == ("sanctions", "IN_FORCE", 7)
    assert state["source"] == "/states/XA/reference/counterfoil"
    assert state["effective_on"] == state["recordedat"][:10]
    shown = call("lists").out
    assert "2030-02-27T00:00:09.554Z" in shown
    assert "in force" in shown


def test_where_no_office_works_a_list_is_in_force_as_a_fact_is(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COUNTERFOIL_MODE", raising=False)
    file = call.file("list.csv", HEAD, HALLAK)
    words = ("lists", "import", "--form", "csv", "--state", "XA", "--officer", "ines", file)
    said = call(*words)
    assert (said.code, "taken in as version" in said.err) == (0, True)
    assert [(x["rows"], x["source"]) for x in call.lists()] == [(1, "/states/XA/reference/counterfoil")]
    assert "nothing recorded" in call(*words).err
    other = call(
        "lists", "import", "--form", "csv", "--state", "XB", "--officer", "ines", call.file("b.csv", HEAD, FALCON)
    )
    assert (other.code, "ANOTHER_OFFICE" in other.err or "XA publish it" in other.err) == (2, True)


def test_in_a_world_of_the_wall_clock_a_list_is_ordered_in_a_mode_alone(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COUNTERFOIL_MODE", raising=False)
    monkeypatch.setenv("COUNTERFOIL_CLOCK", "wall")
    said = call("lists", "import", "--form", "csv", "--state", "XA", call.file("list.csv", HEAD, HALLAK))
    assert (said.code, "--mode production" in said.err, call.lists()) == (2, True, [])


def test_alone_nobody_publishes_a_list(call: Caller) -> None:
    file = call.file("list.csv", HEAD, HALLAK)
    said = call("lists", "import", "--form", "csv", "--state", "XA", "--officer", "root", file)
    assert (said.code, call.lists()) == (0, [])
    (name,) = re.findall("confirms (\\S+): ", said.err)
    order = call.file("confirm.json", json.dumps({"data": {"proposal": name}}))
    me = ("--state", "XA", "--role", "administrator", "--officer", "root")
    assert call("proposal", "confirm", order, *me).code == 2
    assert call.lists() == []


def test_it_is_recorded_as_one_fact_the_way_an_administrators_order_is(call: Caller) -> None:
    call.listed(HALLAK, options=["--state", "XA", "--officer", "root"])
    log = open_log(call.folder / "data")
    _, stored, _ = log.open("list/sanctions")
    told = envelope(stored.body)
    log.close()
    assert (told.actor, told.authority, told.basis) == ("the-other", "XA", "R-138")
    assert told.type == "list.published.v1"


def test_the_same_list_again_records_nothing(call: Caller) -> None:
    call.listed(HALLAK, FALCON)
    before = call.lists()
    again = call.listed(HALLAK, FALCON, options=())
    assert again.code == 0
    assert "the same as in force" in again.err
    assert "nothing recorded" in again.err
    assert call.lists() == before


def test_a_list_that_comes_back_is_recorded_again(call: Caller) -> None:
    first, second = (HALLAK, FALCON), (HALLAK, HERON)
    versions = []
    for rows in (first, second, first):
        assert call.listed(*rows).code == 0
        versions += [state["version"] for state in call.lists()]
    assert versions[0] == versions[2] != versions[1]


def test_who_published_it_last_publishes_it_unless_another_is_named(call: Caller) -> None:
    unnamed = call.listed(HALLAK, options=())
    assert unnamed.code == 2
    assert "say with --state" in unnamed.err
    call.listed(HALLAK, options=["--state", "XB"])
    assert call.listed(HALLAK, FALCON, options=()).code == 0
    assert [state["source"][8:10] for state in call.lists()] == ["XB"]
    assert call.listed(HALLAK, options=["--state", "xb"]).code == 2


def test_a_version_and_a_later_day_are_as_they_are_given(call: Caller) -> None:
    call.listed(HALLAK)
    call.listed(HALLAK, FALCON, options=["--state", "XA", "--version", "B", "--effective-on", "2999-01-01"])
    now, later = call.lists()
    assert (now["standing"], now["rows"]) == ("IN_FORCE", 1)
    assert (later["standing"], later["version"], later["effective_on"]) == ("LATER", "B", "2999-01-01")
    wrong = call.listed(HALLAK, options=["--effective-on", "tomorrow"])
    assert wrong.code == 2
    assert "YYYY-MM-DD" in wrong.err


def test_a_list_that_would_never_come_into_force_is_refused(call: Caller) -> None:
    call.listed(HALLAK, options=["--state", "XA", "--version", "A"])
    said = call.listed(HALLAK, FALCON, options=["--effective-on", "2001-01-01"])
    assert said.code == 2
    assert "NEVER_IN_FORCE (R-138): list sanctions, effective_on 2001-01-01, before version A" in said.err


def test_half_of_a_list_is_refused_until_somebody_says_why(call: Caller) -> None:
    call.listed(HALLAK, FALCON)
    said = call.listed(HALLAK, options=())
    assert said.code == 2
    assert "LIST_SHRINKS (R-138): list sanctions, rows 1, in_force 2" in said.err
    assert "--accept-smaller" in said.err
    assert "the list in force stays as it is" in said.err
    assert [state["rows"] for state in call.lists()] == [2]
    assert call.listed(HALLAK, options=["--accept-smaller", " "]).code == 2
    assert call.listed(HALLAK, options=["--accept-smaller", "the committee took it off"]).code == 0
    assert [state["rows"] for state in call.lists()] == [1]
    log = open_log(call.folder / "data")
    *_, last, _ = log.open("list/sanctions")
    log.close()
    assert b"despite: the committee took it off" in last.body


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "it is empty"),
        (HEAD.encode(), "it holds no row"),
        (f"{HEAD}\n{HALLAK}\n{HALLAK}".encode(), "line 3: entry XX-1 is there already at line 2"),
        (f"{HEAD}\n{HALLAK}".encode("utf-16"), "save the file as UTF-8"),
        (f"{HEAD}\n{HALLAK.replace('PERSON', 'MAN')}".encode(), "line 2, kind"),
    ],
    ids=["empty", "no row", "twice", "encoding", "no such kind"],
)
def test_a_bad_list_is_refused_with_its_reason_and_the_old_one_stays(call: Caller, content: bytes, told: str) -> None:
    call.listed(HALLAK)
    before = call.lists()
    file = call.folder / "bad.csv"
    file.write_bytes(content)
    said = call("lists", "import", "--form", "csv", file)
    assert said.code == 2
    assert f"counterfoil: bad.csv: {told}" in said.err or told in said.err
    assert "refused: the list in force stays as it is" in said.err
    assert call.lists() == before


def test_a_consolidated_list_that_is_cut_off_is_refused_and_the_old_one_stays(call: Caller) -> None:
    call.imported("--form", "un-consolidated", "--state", "XA", CONSOLIDATED)
    before = call.lists()
    cut = call.folder / "cut.xml"
    cut.write_bytes(CONSOLIDATED.read_bytes()[:4_000])
    said = call("lists", "import", "--form", "un-consolidated", cut)
    assert said.code == 2
    assert "cut off or damaged" in said.err
    assert call.lists() == before


def test_many_faults_are_told_up_to_twenty(call: Caller) -> None:
    rows = [HALLAK.replace("XX-1", f"XX-{n}").replace("PERSON", "MAN") for n in range(30)]
    said = call.listed(*rows)
    assert said.err.count("counterfoil: list.csv") == 20
    assert "and 10 more; refused" in said.err


def test_a_list_longer_than_one_fact_may_be_is_refused(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("licensing.lists.importing.LONGEST_FACT", 5_000)
    said = call.listed(*(HALLAK.replace("XX-1", f"XX-{n}") for n in range(9)))
    assert said.code == 2
    assert "at most 5,000 are taken" in said.err


def test_a_list_can_be_looked_at_without_recording_it(call: Caller) -> None:
    said = call("lists", "import", "--form", "un-consolidated", "--check", CONSOLIDATED)
    assert (said.code, "7 rows of sanctions, nothing recorded" in said.err) == (0, True)
    assert call.lists() == []


def test_other_lists_are_imported_by_their_own_columns(call: Caller) -> None:
    makes = call.file("makes.csv", "make,aliases", "NORDEN,Norden Waffen|NW")
    assert call.imported("--form", "csv", "--name", "makes", "--state", "XA", makes).code == 0
    assert [(x["name"], x["rows"]) for x in call.lists()] == [("makes", 1)]
    wrong = call("lists", "import", "--form", "un-consolidated", "--name", "makes", makes)
    assert wrong.code == 2
    assert "a list of sanctions" in wrong.err
    missing = call("lists", "import", "--form", "csv", call.folder / "none.csv")
    assert (missing.code, "No such file" in missing.err) == (2, True)


def test_a_party_is_found_when_the_list_names_it_and_cleared_when_it_no_longer_does(call: Caller) -> None:
    born = {"date_of_birth": "1971-03-02", "nationality": "XA"}
    call(
        "import",
        call.file("x.jsonl", registered("1", "2026-01-02", register_id="XB-P-0001", name="Arvo Halak", **born)),
    )
    assert call("findings", "--rule", "R20", "--format", "jsonl").rows == []

    call.listed(HALLAK, FALCON)
    (found,) = call("findings", "--rule", "R20", "--format", "jsonl").rows
    assert (found["key"]["subject"], found["state"]) == ("XB-P-0001|XX-1", "OPEN")

    call.listed(f"{HALLAK}2020-01-01", FALCON)
    (found,) = call("findings", "--rule", "R20", "--format", "jsonl").rows
    assert found["state"] == "CLEARED"

    call.listed(HALLAK, FALCON)
    assert [x["state"] for x in call("findings", "--rule", "R20", "--format", "jsonl").rows] == ["OPEN"]

    call.listed(FALCON, HERON)
    assert [x["state"] for x in call("findings", "--rule", "R20", "--format", "jsonl").rows] == ["CLEARED"]


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
        (("name,kind", "x,MAN"), "line 2, column 2 (kind): 'MAN' cannot be read"),
        (("name,kind", ",PERSON"), "line 2, column 1 (name): it is empty"),
        (("name,state", "x,Atlantis"), "line 2, column 2 (state): 'Atlantis' cannot be read"),
        (
            ("name,date_of_birth", "x,1.2.1971"),
            "line 2, column 2 (date_of_birth): '1.2.1971' cannot be read; write YYYY",
        ),
        (("name,identifiers", "x,N12"), "line 2, column 2 (identifiers): 'N12' cannot be read; write SCHEME:NUMBER"),
        (("name", '"x'), "line 2: this is no row of CSV"),
        (("name",), "it holds no name"),
    ],
)
def test_names_that_cannot_be_read_are_told_with_line_and_column(
    call: Caller, lines: tuple[str, ...], told: str
) -> None:
    said = call("screen", "--names", call.file("n.csv", *lines))
    assert (said.code, said.out) == (2, "")
    assert told in said.err


def test_without_a_list_nothing_is_held_against_anything(call: Caller) -> None:
    said = call("screen", "--names", call.file("n.csv", "name", "x"))
    assert said.code == 1
    assert "no list of sanctions is in force" in said.err
    assert call("screen", "--names", call.folder / "none.csv").code == 2


def test_the_output_of_a_screening_is_plain_json(call: Caller) -> None:
    call.listed(HALLAK)
    said = call("screen", "--names", call.file("n.csv", "name", "Arvo Hallak"), "--format", "jsonl")
    assert json.loads(said.out)["score"] == 1.0
