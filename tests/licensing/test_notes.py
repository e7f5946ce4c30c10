"""Notes for those who see the facts: over the API, on pages, in the answer to an order, by the command (rules 5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec
import pytest

from consumers.arrival import Delivery, Origin
from consumers.inbound import examine
from licensing.http.json.order_examples import BODIES
from tests.builders import Fact, tick
from tests.licensing.an_open_office import OpenOffice
from tests.licensing.calling import Caller
from tests.licensing.filling import carried_out
from tests.licensing.order_office import DECLARED, OrderOffice, Step, unhurried
from tests.licensing.test_pages import checked
from tests.movements import arrived, declared, entered, exited, item

ODD: Fact = {"lots": ["N/A"]}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrderOffice]:
    """XA's licence is drawn on by an odd declaration; facts from outside name what is there, and what is not."""
    with OrderOffice(tmp_path_factory.mktemp("notes")) as office, unhurried():
        office.go(*DECLARED[:-1])
        office.now = "2030-04-09T10:00:00Z"
        office.order("noor", "consignment declare", odd_declaration())
        told = (
            declared("S2", [item(1, 5, **ODD)], on="2030-04-10"),
            entered("S2", "XC", "2030-04-11") | {"corrects": "none"},
            exited("S9", "2030-04-11"),
            entered("S9", "XC", "2030-04-11"),
            declared("S8/R", on="2030-04-10"),
            entered("S8", "XC", "2030-04-11"),
            tick("2030-05-01T00:00:00Z"),
        )
        record(office, *told)
        office.has_read()
        yield office


def odd_declaration() -> dict[str, Any]:
    body = deepcopy(BODIES["consignment declare"])
    body["data"]["lines"][0] |= ODD
    body["data"]["parties"][0]["identifiers"] = [{"scheme": "TAX", "value": "N/A"}]
    return body


def record(office: OrderOffice, *facts: Fact) -> None:
    arrivals = [examine(msgspec.json.encode(x | {"id": f"f{n}"}), Origin()) for n, x in enumerate(facts)]
    assert all(isinstance(x, Delivery) for x in arrivals), arrivals
    office.log.record(arrivals)


def seen(office: OrderOffice, officer: str, query: str = "") -> set[str]:
    """What somebody sees, each as kind, id of what came from outside, how it stands."""
    reply = office.get(officer, f"notes{query}")
    assert reply.status_code == 200, reply.text
    return {
        f"{x['kind']} {x['id'] if x['id'].startswith('f') else 'entry'} {x['standing']}" for x in reply.json()["notes"]
    }


ENTRY, LOT = "SAYS_NOTHING entry STANDS", "SAYS_NOTHING f0 STANDS"
CORRECTING, EXIT, SIGHTING, PARTS = (f"REFERENCE_TO_NOTHING f{n} STANDS" for n in (1, 2, 3, 5))


@pytest.mark.parametrize(
    ("officer", "expected"),
    [
        ("amara", {ENTRY, LOT, CORRECTING, EXIT, PARTS}),
        ("noor", {ENTRY, LOT, CORRECTING, EXIT, PARTS}),
        ("ilya", {ENTRY, LOT, CORRECTING, PARTS}),
        ("oona", {ENTRY, CORRECTING, SIGHTING}),
        ("ximena", set()),
        ("petra", {ENTRY}),
        ("paula", set()),
    ],
)
def test_who_sees_a_fact_sees_its_notes_and_nobody_else(office: OrderOffice, officer: str, expected: set[str]) -> None:
    assert seen(office, officer) == expected


def test_an_administrator_sees_none(office: OrderOffice) -> None:
    assert office.get("sam", "notes").status_code == 403


def test_what_one_may_not_see_is_like_what_is_not_there(office: OrderOffice) -> None:
    for query in ("?consignment=UCR-S8", "?consignment=UCR-S2", "?licence=XA:EL-2030-000123", "?party=XA-P-000001"):
        assert office.get("ximena", f"notes{query}").json() == office.get("ximena", "notes?consignment=NONE").json()
    about = [x["about"] for x in office.get("oona", "notes").json()["notes"] if x["id"].startswith("f")]
    assert about == [[], []]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=SAYS_NOTHING", {ENTRY, LOT}),
        ("?kind=SAYS_NOTHING&kind=REFERENCE_TO_NOTHING&consignment=UCR-S2", {LOT, CORRECTING}),
        ("?standing=MENDED", set()),
        ("?since=2030-04-21T00:00:00Z", {EXIT}),
        ("?since=2030-04-11T12:00:01Z", {EXIT}),
        ("?consignment=UCR-S8/R", {PARTS}),
        ("?consignment=UCR-S8", {PARTS}),
    ],
)
def test_notes_are_filtered(office: OrderOffice, query: str, expected: set[str]) -> None:
    assert seen(office, "amara", query) == expected


@pytest.mark.parametrize(
    "query", ["?kind=ODD", "?standing=GONE", "?since=yesterday", "?limit=0", "?cursor=x", "?sort=a"]
)
def test_a_filter_that_means_nothing_is_told(office: OrderOffice, query: str) -> None:
    assert office.get("amara", f"notes{query}").status_code == 422


def test_pages_of_notes_hold_each_once_in_order(office: OrderOffice) -> None:
    whole = office.get("amara", "notes").json()["notes"]
    assert [x["since"] for x in whole] == sorted((x["since"] for x in whole), reverse=True)
    parts = list[object]()
    cursor: str | None = ""
    while cursor is not None:
        reply = office.get("amara", f"notes?limit=2{cursor and '&cursor=' + cursor}").json()
        parts += reply["notes"]
        cursor = reply["next"]
    assert parts == whole


def test_the_answer_to_an_order_tells_what_is_noted_and_a_file_that_says_the_same_is_noted_alike(
    tmp_path: Path,
) -> None:
    with OrderOffice(tmp_path) as office:
        office.go(*DECLARED[:-1])
        office.now = "2030-04-09T10:00:00Z"
        told = office.order("noor", "consignment declare", odd_declaration()).json()
        assert told["outcome"] == "RECORDED"
        in_answer = [(x["kind"], x["where"], x["detail"]) for x in told["notes"]]
        assert [x[:2] for x in in_answer] == [
            ("SAYS_NOTHING", "/data/parties/0/identifiers/0/value"),
            ("SAYS_NOTHING", "/data/lines/0/lots"),
        ]
        data = odd_declaration()["data"]
        fact = declared("S1") | {"data": data, "subject": data["shipment"]["ucr"], "id": "x"}
        (came,) = [examine(msgspec.json.encode(fact), Origin())]
        assert isinstance(came, Delivery)
        assert [(str(x.oddity), x.where, x.detail) for x in came.notes] == in_answer
        assert [(str(x.note.oddity), x.note.where) for x in office.log.notes()] == [x[:2] for x in in_answer]


def test_an_order_in_order_is_told_without_notes(tmp_path: Path) -> None:
    with OrderOffice(tmp_path) as office:
        assert office.go(*DECLARED)["notes"] == []


def test_that_a_consignment_comes_on_record_is_not_told_to_whom_it_does_not_concern(tmp_path: Path) -> None:
    with OrderOffice(tmp_path) as office, unhurried():
        office.go(*DECLARED[:1])
        record(office, entered("S9", "XC", "2030-04-11"), tick("2030-05-01T00:00:00Z"))
        assert seen(office, "oona") == {"REFERENCE_TO_NOTHING f0 STANDS"}
        late = declared("S9", on="2030-05-02")
        office.log.record([examine(msgspec.json.encode(late | {"id": "late"}), Origin())])
        assert seen(office, "oona") == {"REFERENCE_TO_NOTHING f0 STANDS"}
        assert seen(office, "noor") == {"REFERENCE_TO_NOTHING f0 MENDED"}
        office.go(Step("oona", "consignment enter-transit", "2030-05-02T10:00:00Z"))
        record_at = tick("2030-06-01T00:00:00Z") | {"id": "later"}
        office.log.record([examine(msgspec.json.encode(record_at), Origin())])
        assert seen(office, "oona") == {"REFERENCE_TO_NOTHING f0 STANDS"}, (
            "an order that names something finds nothing out"
        )


# -- pages -------------------------------------------------------------------------------------------------------------


def test_pages_show_the_notes_of_a_thing_all_of_them_and_those_of_an_order(tmp_path: Path) -> None:
    with closing(OpenOffice(tmp_path)) as office:
        office.licence()
        page = f"/consignments/{office.declared(transport_documents=[{'type': 'CARNET', 'number': '<TBA>'}])}"
        for officer in ("noor", "ilse", "dora", "bea"):
            browser = office.browser(officer)
            for address in (page, "/notes", "/notes?kind=SAYS_NOTHING&consignment=UCR-S1&since=2030-01-01"):
                shown = browser.get(address).text
                checked(shown)
                assert "says nothing: it counts as not stated" in shown, (officer, address)
            assert "Nothing fits" in browser.get("/notes?standing=MENDED").text
            assert "Nothing fits" in browser.get("/notes?since=2030-02-02").text
            assert browser.get("/notes?kind=ODD").status_code == 422
        assert "Nothing fits" in office.browser("cyril").get("/notes").text
        office.order("noor", "consignment exit", exited("S1", "2030-02-01")["data"])
        said = {"entry_reference": "N/A", "locode": "XBPRT", "lines__0__quantity__value": "58"}
        told = carried_out(office.browser("bea"), "/border?q=UCR-S1", "arrive", **said)
        assert "says nothing" in told.partition('role="status"')[2].partition("Acknowledgement")[0]


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    return Caller(capsys, tmp_path, monkeypatch)


def told(call: Caller, *words: str) -> list[tuple[str, str, str]]:
    lines = call("notes", "--format", "jsonl", *words).out.splitlines()
    return [(x["note"], x["id"], x["standing"]) for x in map(msgspec.json.decode, lines)]


def test_the_command_lists_by_kind_instant_and_standing(call: Caller, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    facts = (
        declared("S1", [item(1, 5, **ODD)], on="2030-03-01"),
        arrived("S1", 5, on="2030-03-05") | {"corrects": "x"},
        exited("S9", "2030-03-06"),
        tick("2030-04-01T00:00:00Z"),
    )
    file.write_bytes(b"\n".join(msgspec.json.encode(x | {"id": f"f{n}"}) for n, x in enumerate(facts)))
    call("import", file)
    lot, correcting, exit_ = (
        ("SAYS_NOTHING", "f0", "STANDS"),
        ("REFERENCE_TO_NOTHING", "f1", "STANDS"),
        ("REFERENCE_TO_NOTHING", "f2", "STANDS"),
    )
    assert told(call) == [lot, correcting, exit_]
    assert told(call, "--kind", "SAYS_NOTHING") == [lot]
    assert told(call, "--kind", "SAYS_NOTHING", "REFERENCE_TO_NOTHING") == [lot, correcting, exit_]
    assert told(call, "--kind", "SAYS_NOTHING", "--kind", "UNKNOWN_UNIT") == [lot]
    assert told(call, "--since", "2030-03-05T00:00:00Z") == [correcting, exit_]
    assert told(call, "--since", "2030-03-16T12:00:00Z") == [exit_]
    assert told(call, "--since", "2030-03-16T12:00:01Z") == []
    assert told(call, "--standing", "MENDED") == []
    assert "nobody has declared UCR-S9" in call("notes").out
    assert call("notes", "--since", "yesterday").code == 2


def test_an_import_again_makes_no_second_note(call: Caller, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_bytes(msgspec.json.encode(declared("S1", [item(1, 5, **ODD)]) | {"id": "1"}))
    call("import", file)
    call("import", file)
    assert told(call) == [("SAYS_NOTHING", "1", "STANDS")]
