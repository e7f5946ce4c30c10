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
        (f"{HEAD}\n{HALLAK}\x00\x81".encode("latin-1"), "save it as UTF-8"),
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


def test_the_american_list_is_imported_with_its_other_names_and_screened(call: Caller) -> None:
    there = CONSOLIDATED.parent
    companions = ("--companion", there / "alt.csv", "--companion", there / "add.csv")
    said = call.imported("--form", "us-sdn-csv", "--state", "XA", *companions, there / "sdn.csv")
    assert (said.code, "note: aircraft" in said.err) == (0, True)
    names = call.file("n.csv", "name,kind,date_of_birth", "Orovan Teskary,PERSON,1971", "MV Grey Heron,VESSEL,")
    found = call("screen", "--names", names, "--format", "jsonl").rows
    assert [(x["row"], x["entry"], x["verdict"]) for x in found] == [(1, "90001", "HIT"), (2, "90004", "HIT")]


def test_a_list_of_one_file_has_no_companion(call: Caller) -> None:
    said = call("lists", "import", "--form", "csv", "--companion", CONSOLIDATED, call.file("l.csv", HEAD, HALLAK))
    assert (said.code, "is one file" in said.err) == (2, True)


def test_a_known_list_under_another_form_is_refused_by_its_name(call: Caller) -> None:
    said = call("lists", "import", "--form", "csv", CONSOLIDATED.parent / "uk_consolidated.csv")
    assert (said.code, "--form uk-consolidated-csv" in said.err, said.err.count("counterfoil: ")) == (2, True, 1)
