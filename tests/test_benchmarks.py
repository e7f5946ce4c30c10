"""The benchmarks run; what they measure is for `make bench`."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks.bench import DEMO, opened, quantiles
from benchmarks.clients import posted, request
from benchmarks.made import Consignments
from benchmarks.orders import declarations, facts
from consumers.arrival import Delivery, Origin
from consumers.inbound import examine
from domain.decisions import COMMANDS
from licensing.orders.form import read_order

EMBEDDED = (
    *("import", "rebuild_tables", "rebuild_findings", "memory_rebuild"),
    *("file_to_findings", "memory_findings", "list_republished", "one_more_fact_p50"),
    *("commands_sqlite", "command_p99", "commands_sqlite_findings"),
)


@pytest.fixture
def few_facts(tmp_path: Path) -> Path:
    """The beginning of the demo history."""
    file = tmp_path / "few.jsonl"
    with opened(DEMO) as lines:
        file.write_bytes(b"".join(line for _, line in zip(range(200), lines, strict=False)))
    return file


def test_every_embedded_row_stands_beside_its_limit(
    few_facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    assert benchmarks.main([*EMBEDDED, "--quick", "--facts", str(few_facts), "--out", str(out)]) == 0
    told = json.loads(out.read_text())
    assert [row["name"] for row in told["rows"]] == list(EMBEDDED)
    assert all(row["value"] > 0 and row["limit"] > 0 and row["ratio"] > 0 for row in told["rows"])
    assert {"date", "cpus", "python", "load_at_start", "load_at_end"} <= told.keys()
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(EMBEDDED)


def test_a_row_that_is_not_there_is_a_mistake_in_the_call() -> None:
    assert benchmarks.main(["imports"]) == 2


def test_made_facts_are_facts_of_the_contract() -> None:
    made = Consignments(date(2030, 12, 31), 20)
    lines = [*made.licences(), *(line for _, line in made.movements())]
    assert all(isinstance(examine(line, Origin()), Delivery) for line in lines)


def test_orders_to_measure_are_orders_and_what_they_rest_on_are_facts() -> None:
    assert all(isinstance(examine(line, Origin()), Delivery) for line in facts())
    declare = COMMANDS["consignment declare"]
    read_ = [read_order(declare, body).data for spread in (True, False) for body in declarations(8, spread)]
    assert len({x.shipment.ucr for x in read_}) == 16
    assert len({x.lines[0].licence_reference for x in read_}) == 9


def test_a_client_says_what_was_not_as_expected() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor() as pool:
        found = pool.submit(posted, [[request("/", "t", b"{}", "k")]], server.getsockname()[1], b"RECORDED")
        connection, _ = server.accept()
        with connection:
            assert b"Bearer t" in connection.recv(1 << 16)
            connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 7\r\n\r\nREFUSED")
            with pytest.raises(RuntimeError, match="not as expected"):
                found.result(10)


def test_quantiles() -> None:
    assert quantiles([float(n) for n in range(1, 101)]) == (51.0, 100.0)


def test_screening_finds_the_same_with_and_without_a_search(few_facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert benchmarks.main(["screening", "--quick", "--facts", str(few_facts), "--out", str(out)]) == 0
    (row,) = json.loads(out.read_text())["rows"]
    assert 0 < row["value"] < row["limit"]
