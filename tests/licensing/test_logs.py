"""What processes log: one form for all of us, a request's id, outages told twice, and never whom it is about."""

from __future__ import annotations

import io
import json
import logging
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

import licensing.orders.deciding
from consumers.patience import Outage
from licensing.commands.demo_story import answering
from licensing.commands.serve import listening, server_of
from licensing.http.json.order_examples import BODIES
from licensing.http.readings import Readings
from licensing.logs import AUTO, CONSOLE, FIRST, JSON, REQUEST_ID, log_handler, logging_to
from projections.store.opening import open_views
from projections.store.views import StoreAway, Views
from tests.licensing.an_office import problem
from tests.licensing.order_office import ARRIVED, OrderOffice
from tests.waiting import eventually

LOG = logging.getLogger("licensing.of_a_test")


class Terminal(io.StringIO):
    """Where somebody watches."""

    def isatty(self) -> bool:
        return True


@contextmanager
def lines(form: str = JSON, level: str = "info", stream: io.StringIO | None = None) -> Iterator[io.StringIO]:
    """What is logged inside."""
    said = io.StringIO() if stream is None else stream
    with logging_to(log_handler("serve", form, said), level):
        yield said


def told(said: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.getvalue().splitlines()]


# -- the form ----------------------------------------------------------------------------------------------------------


def test_a_line_says_when_who_how_grave_and_what_with_its_figures() -> None:
    with lines() as said:
        context = REQUEST_ID.set("r-1")
        LOG.info("it went on to %s", "the end", extra={"position": 7, "batch": 2})
        REQUEST_ID.reset(context)
        LOG.debug("nobody asked for this")
    (line,) = told(said)
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert line == {
        "level": "info",
        "role": "serve",
        "event": "it went on to the end",
        "request_id": "r-1",
        "position": 7,
        "batch": 2,
        "logger": LOG.name,
    }
    assert [name for name in json.loads(said.getvalue()) if name in FIRST] == list(FIRST)


def test_an_exception_is_logged_with_its_traceback_in_the_same_line() -> None:
    with lines() as said:
        try:
            raise KeyError("a cause")
        except KeyError:
            LOG.exception("it broke")
    (line,) = told(said)
    assert line["level"] == "error"
    assert "Traceback (most recent call last)" in line["exception"]
    assert "KeyError: 'a cause'" in line["exception"]


@pytest.mark.parametrize(
    ("form", "stream", "is_json"),
    [
        (AUTO, io.StringIO, True),
        (AUTO, Terminal, False),
        (JSON, Terminal, True),
        (CONSOLE, io.StringIO, False),
    ],
)
def test_people_at_a_terminal_get_lines_to_read_and_programs_get_json(
    form: str, stream: type[io.StringIO], is_json: bool
) -> None:
    with lines(form, stream=stream()) as said:
        LOG.warning("slow", extra={"seconds": 3})
    assert said.getvalue().startswith("{") == is_json
    assert "slow" in said.getvalue()


def test_libraries_are_heard_from_warning_on_and_not_where_they_try_again_by_themselves() -> None:
    with lines() as said:
        for name in ("some.library", "kafka.conn", "psycopg.pool"):
            logging.getLogger(name).info("still there")
            logging.getLogger(name).warning("once more")
    assert [line["logger"] for line in told(said)] == ["some.library"]


def test_uvicorn_logs_in_the_same_form() -> None:
    with lines() as said, listening("127.0.0.1", 0) as at, answering(server_of(FastAPI()), at):
        with socket.create_connection(at.getsockname()) as caller:
            caller.sendall(b"no HTTP at all\r\n\r\n")
            caller.recv(1_000)
        eventually(said.getvalue)
    (line,) = told(said)
    assert (line["logger"], line["level"], line["role"]) == ("uvicorn.error", "warning", "serve")


def test_a_thread_that_fails_is_told_of() -> None:
    def failing() -> None:
        raise RuntimeError("nobody joins me")

    with lines() as said:
        thread = threading.Thread(target=failing, name="lonely")
        thread.start()
        thread.join()
    (line,) = told(said)
    assert (line["level"], line["thread_name"]) == ("critical", "lonely")
    assert "RuntimeError: nobody joins me" in line["exception"]


# -- the id of a request -----------------------------------------------------------------------------------------------


def test_a_request_keeps_the_id_that_its_caller_gave_it(front: OrderOffice) -> None:
    assert front.get("noor", "findings", X_Request_Id="trace-42.a_B").headers["x-request-id"] == "trace-42.a_B"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "Petra Quill", 'a"b', "ä"])
def test_what_is_no_id_or_absent_gets_one_of_ours(front: OrderOffice, given: str) -> None:
    made = front.get("noor", "findings", **{"X_Request_Id": given.encode()} if given else {}).headers["x-request-id"]  # type: ignore[arg-type]
    assert re.fullmatch("[0-9a-f]{16}", made)


def test_a_refusal_and_a_problem_have_one_too(front: OrderOffice) -> None:
    reply = front.send(None, "consignment exit", b"?", X_Request_Id="r-2")
    problem(reply, 401)
    assert reply.headers["x-request-id"] == "r-2"


def test_a_fault_is_logged_under_the_id_of_its_request_also_by_the_writer(
    desk: OrderOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(*_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(licensing.orders.deciding, "decide", breaking)
    with lines() as said:
        problem(desk.order("noor", "consignment exit", X_Request_Id="r-3"), 500)
    (line,) = told(said)
    assert (line["request_id"], line["order"], line["level"]) == ("r-3", "consignment exit", "error")


def test_a_request_at_which_the_program_fails_is_logged_once_with_its_id(
    desk: OrderOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking() -> int:
        raise RuntimeError("broken")

    monkeypatch.setattr(desk.office.readings, "position", breaking)
    with lines() as said:
        reply = desk.get("noor", "position", X_Request_Id="r-4")
    problem(reply, 500)
    assert reply.headers["x-content-type-options"] == "nosniff"
    (line,) = told(said)
    assert (line["request_id"], line["route"], line["status"]) == ("r-4", "/api/v1/position", 500)
    assert "RuntimeError: broken" in line["exception"]


# -- outages -----------------------------------------------------------------------------------------------------------


def test_an_outage_is_told_once_when_it_begins_and_once_when_it_ends() -> None:
    with lines() as said:
        outage = Outage()
        for _ in range(2):
            outage.ends()
            for why in ("no route", "no answer", "no route"):
                outage.begins(StoreAway(why))
            outage.ends()
    begun, over = told(said)[:2]
    assert (begun["level"], begun["event"]) == ("warning", "no route; trying again")
    assert re.fullmatch(r"over after \d+ seconds: no route", over["event"])
    assert (begun["away"], over["away"]) == ("StoreAway", "StoreAway")
    assert over["seconds"] >= 0
    assert len(told(said)) == 4


def test_requests_that_find_the_views_away_tell_so_once(tmp_path: Path) -> None:
    away = True

    def connect() -> Views:
        if away:
            raise StoreAway("the views do not answer")
        return open_views(tmp_path)

    readings = Readings(connect, lambda shown, told: None)  # type: ignore[arg-type,return-value]
    with lines() as said:
        for _ in range(3):
            with pytest.raises(StoreAway):
                readings.position()
        away = False
        for _ in range(3):
            readings.position()
    readings.close()
    assert [line["event"].partition(" ")[0] for line in told(said)] == ["the", "over"]


# -- whom it is about --------------------------------------------------------------------------------------------------

PERSONAL = {"name", "address", "street", "city", "value", "reference", "register_id", "ucr", "declaration", "document"}


def personal(part: Any, at: str = "") -> Iterator[str]:
    """Names, addresses and numbers of documents in what was ordered."""
    if isinstance(part, dict):
        for name, value in part.items():
            yield from personal(value, name)
    elif isinstance(part, list):
        for value in part:
            yield from personal(value, at)
    elif isinstance(part, str) and at in PERSONAL and len(part) > 4:
        yield part


def test_a_journey_leaves_no_name_address_or_number_of_a_document_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lines(level="debug") as said, OrderOffice(tmp_path) as office:
        office.go(*ARRIVED)
        for path in ("findings", "history/consignments/UCXA300000001", "search?q=Harbour", "licences", "nothing"):
            office.get("amara", path)
        office.order("noor", "consignment declare")
        office.order("noor", "consignment exit", {"data": {"shipment": {"ucr": "UCXA300000001"}}})
        with monkeypatch.context() as patch:
            patch.setattr(licensing.orders.deciding, "decide", lambda *_: 1 / 0)
            office.order("noor", "consignment exit")
    log = said.getvalue()
    assert {"debug", "error"} <= {line["level"] for line in told(said)}
    assert len(told(said)) > len(ARRIVED)
    secrets = {word for step in ARRIVED for word in personal(dict(step.body or BODIES[step.order]))}
    assert "Harbour Police of XB" in secrets
    assert {word for word in secrets if word in log} == set()
    assert {officer for officer in office.issuer.officers if officer in log} == set()
