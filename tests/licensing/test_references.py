"""A reference as other States print it: rejected where it is made, with the way to write it; understood elsewhere."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from consumers.arrival import Delivery, Origin, Reject
from consumers.inbound import examine
from domain.decisions import COMMANDS
from domain.kernel.canon import canon
from domain.kernel.references import key_as_written, reference_as_written
from licensing.http.json.order_examples import BODIES
from licensing.orders.form import Malformed, read_order
from tests.consumers.facts import of_type
from tests.licensing.an_office import LICENCE, R01, ids

PRINTED = [
    ("GBSIEL/2024/0001234/P", "GBSIEL-2024-0001234-P"),
    ("IMA/2022/00003", "IMA-2022-00003"),
    ("el 2030.000123", "EL-2030-000123"),
    ("EL_2030_000123", "EL-2030-000123"),
    (" EL – 2030 – 000123 ", "EL-2030-000123"),
    ("ЕL-2030-000123", "EL-2030-000123"),  # its first letter is Cyrillic
    ("EL-٢٠٣٠-٠٠٠١٢٣", "EL-2030-000123"),
    ("EL-2030-000123", "EL-2030-000123"),
    ("A/1", "A-1"),
]
NOWHERE = ["", "//", "A1", "许可证/2030/1", "ЖЛ/2030/1", "X" * 41]


@pytest.mark.parametrize(("printed", "written"), PRINTED)
def test_a_reference_is_written_in_capitals_digits_and_hyphens(printed: str, written: str) -> None:
    assert reference_as_written(printed) == written
    assert canon(printed) == canon(written)
    assert key_as_written(f"XA:{printed}") == f"XA:{written}"


@pytest.mark.parametrize("printed", NOWHERE)
def test_what_no_reference_is_the_same_as_is_not_written_at_all(printed: str) -> None:
    assert reference_as_written(printed) is None
    assert key_as_written(f"XA:{printed}") == f"XA:{printed}"


KINDS = {
    "export-licence.issued.v1": "licence",
    "export-licence.suspended.v1": "licence",
    "import-authorization.issued.v1": "authorization",
}


@pytest.mark.parametrize(("type_", "field"), KINDS.items())
@pytest.mark.parametrize(("printed", "written"), PRINTED)
def test_a_document_so_called_is_rejected_with_the_text_to_write(
    type_: str, field: str, printed: str, written: str
) -> None:
    told = of_type(type_)
    told["data"][field]["reference"] = printed
    found = examine(json.dumps(told).encode(), Origin())
    if printed == written:
        assert isinstance(found, Delivery)
    else:
        assert isinstance(found, Reject)
        assert found.reason == "SCHEMA"
        assert found.detail.startswith(f"/data/{field}/reference: ")
        assert found.detail.endswith(f"write {written}")


@pytest.mark.parametrize("printed", NOWHERE)
def test_what_cannot_be_written_is_rejected_without_advice(printed: str) -> None:
    told = of_type("export-licence.issued.v1")
    told["data"]["licence"]["reference"] = printed
    found = examine(json.dumps(told).encode(), Origin())
    assert isinstance(found, Reject)
    assert ": write " not in found.detail


def test_goods_cite_a_licence_as_it_is_printed() -> None:
    told = of_type("shipment.declared.v1", whole=True)
    told["data"]["lines"][0]["licence_reference"] = "GBSIEL/2024/0001234/P"
    assert isinstance(examine(json.dumps(told).encode(), Origin()), Delivery)


@pytest.mark.parametrize("order", ["licence suspend", "authorization issue", "application submit"])
def test_an_order_tells_how_to_write_it(order: str) -> None:
    body: Any = json.loads(json.dumps(BODIES[order]).replace("EL-2030-000123", "EL/2030/000123"))
    body = json.loads(json.dumps(body).replace("IA-2030-000077", "IA/2030/77").replace("AP-2030", "AP/2030"))
    with pytest.raises(Malformed) as refused:
        read_order(COMMANDS[order], json.dumps(body).encode())
    assert any(": write " in fault.detail for fault in refused.value.faults)
    read_order(COMMANDS[order], json.dumps(BODIES[order]).encode())


OTHERWISE = ["EL/2030/000123", "el 2030 000123", "EL.2030.000123", "EL2030000123", "ЕL-2030-000123", "EL-2030-000123"]


@pytest.mark.parametrize("printed", OTHERWISE)
@pytest.mark.parametrize("address", ["/api/v1/licences/{}", "/api/v1/history/licences/{}"])
def test_the_api_finds_a_licence_by_its_printed_reference(reader: TestClient, address: str, printed: str) -> None:
    told = reader.get(address.format(quote(f"XA:{printed}", safe="")))
    assert told.status_code == 200
    assert told.content == reader.get(address.format(LICENCE)).content


@pytest.mark.parametrize("printed", OTHERWISE)
def test_its_page_and_the_search_find_it_too(browser: TestClient, reader: TestClient, printed: str) -> None:
    page = browser.get(f"/licences/{quote(f'XA:{printed}', safe='')}")
    assert (page.status_code, R01[0] in page.text) == (200, True)
    hits = reader.get("/api/v1/search", params={"q": printed}).json()["hits"]
    assert LICENCE in [hit["key"] for hit in hits]
    assert LICENCE in [x["key"] for x in reader.get("/api/v1/search", params={"q": f"XA:{printed}"}).json()["hits"]]


@pytest.mark.parametrize("printed", ["EL/2030/000123", "el 2030 000123", "EL-2030-000123"])
def test_findings_are_filtered_by_it(reader: TestClient, printed: str) -> None:
    assert R01[0] in ids(reader.get("/api/v1/findings", params={"licence": f"XA:{printed}"}))


@pytest.mark.parametrize(
    "key", ["XA:EL/2030/000124", "XB:EL/2030/000123", "XC:EL/2030/000009", "XA:", "XA:/", "EL/2030/000123"]
)
def test_another_reference_or_one_of_another_state_is_not_there(reader: TestClient, key: str) -> None:
    assert reader.get(f"/api/v1/licences/{quote(key, safe='')}").status_code == 404
