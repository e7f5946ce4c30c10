"""What a decision tells: each reader reads of it what he may see, and of what he may not see only that it is there."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest

from licensing.access import READ_CASES, may
from licensing.http.json.order_examples import BODIES
from tests.builders import Fact
from tests.licensing.order_office import ARRIVED, DECLARED, STAFF, OrderOffice

UCR, LICENCE = "UCXA300000001", "XA:EL-2030-000123"
READERS = [x.subject for x in STAFF if may(x, READ_CASES)]
LISTS = ("licences", "consignments", "import-authorizations", "parties", "applications")
FINDING_ID = re.compile(r'"finding_id":"([0-9a-f]{64})"')
KEY = re.compile(r"\bX[A-Z]:(?!TN)[A-Z]{2}-[0-9]{4}-[0-9]{6}\b")
"""What stands in a register; a transit notice is in none, and the licence that rests on it says its number."""


def too_many() -> Fact:
    """A declaration of more than is left on the line."""
    body: Any = copy.deepcopy(BODIES["consignment declare"])
    body["data"] |= {"shipment": {"ucr": "UCXA300000099"}, "declaration": "30XA000000000099"}
    for line in body["data"]["lines"]:
        line["quantity"]["value"] = "90000"
    return body  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrderOffice]:
    """One transfer from XA to XB through XC; XA refused to reserve for another, and XE has no part in it."""
    with OrderOffice(tmp_path_factory.mktemp("telling")) as made:
        made.go(*DECLARED)
        refused = made.order("noor", "consignment declare", too_many())
        assert "90000" in refused.text
        made.go(*ARRIVED[len(DECLARED) :])
        made.has_read()
        yield made


def refusals(office: OrderOffice, reader: str) -> list[Any]:
    entries = office.get(reader, f"history/licences/{LICENCE}").json()["entries"]
    return [x for x in entries if x["kind"] == "licence.reservation-refused"]


def test_the_state_that_refused_reads_its_reasons_and_figures(office: OrderOffice) -> None:
    (entry,) = refusals(office, "amara")
    assert "90000" in entry["sentence"]


@pytest.mark.parametrize("reader", ["bruno", "ilya", "oona", "petra"])
def test_whoever_else_reads_the_licence_is_told_that_it_refused_and_whom_to_ask(
    office: OrderOffice, reader: str
) -> None:
    (entry,) = refusals(office, reader)
    assert entry["sentence"] == "Entered by XA: licence reservation refused. Ask XA for its grounds."
    for path in (f"licences/{LICENCE}", f"consignments/{UCR}"):
        assert "90000" not in office.get(reader, path).text


# -- generated: every reader, every reading route ----------------------------------------------------------------------


def answers(office: OrderOffice, reader: str) -> Iterator[tuple[str, str]]:
    """Everything a reader is told: lists, each thing of them, its history, the verdicts and the findings."""
    for register in LISTS:
        listed = office.get(reader, register)
        yield register, listed.text
        for key in (x["key"] for x in listed.json()["entries"]):
            for path in (f"{register}/{key}", f"history/{register}/{key}", f"border-verdicts/{register}/{key}"):
                yield path, office.get(reader, path).text
    listed = office.get(reader, "findings")
    for finding in listed.json()["findings"]:
        for path in (f"findings/{finding['finding_id']}", f"findings/{finding['finding_id']}/explanation"):
            yield path, office.get(reader, path).text
    yield "proposals", office.get(reader, "proposals").text


@pytest.mark.parametrize("reader", READERS)
def test_every_finding_that_an_answer_names_is_one_that_its_reader_may_open(office: OrderOffice, reader: str) -> None:
    told = {(name, path) for path, text in answers(office, reader) for name in FINDING_ID.findall(text)}
    assert {x for x in told if office.get(reader, f"findings/{x[0]}").status_code == 404} == set()


@pytest.mark.parametrize("reader", READERS)
def test_every_licence_and_authorization_that_an_answer_names_is_one_that_its_reader_may_open(
    office: OrderOffice, reader: str
) -> None:
    """Or it is the authorization that the licence itself says it rests on."""
    told = {(name, path) for path, text in answers(office, reader) for name in KEY.findall(text)}
    named = office.get(reader, f"licences/{LICENCE}").json().get("authorization")
    closed = {x for x in told if all(office.get(reader, f"{y}/{x[0]}").status_code == 404 for y in LISTS)}
    assert {x for x in closed if x[0] != named} == set()
