"""Bodies that are no orders: each is refused with where it is wrong and how to mend it, and nothing is recorded."""

from __future__ import annotations

import json
from copy import deepcopy

import msgspec
import pytest

from domain.decisions import COMMANDS
from licensing.http.json.order_examples import BODIES
from licensing.http.json.ordering import order_address
from licensing.orders import form
from tests.licensing.an_office import problem
from tests.licensing.order_office import OrderOffice

EXIT = "consignment exit"
GOOD = json.dumps(BODIES[EXIT])
DEEP = "[" * 5_000 + "]" * 5_000
BODIES_THAT_ARE_NONE = {
    "nothing": ("", "", "json"),
    "no JSON": ("{", "", "json"),
    "no UTF-8": ('{"data": "\xff"}', "", "json"),
    "a byte order mark": ("\ufeff" + GOOD, "", "json"),
    "half a character": ('{"data": {}, "corrects": "\\ud800"}', "", "json"),
    "NaN": ('{"data": {}, "time": NaN}', "", "json"),
    "Infinity": ('{"data": {"shipment": Infinity}}', "", "json"),
    "another type": ("[]", "", "schema"),
    "null": ("null", "", "schema"),
    "no data": ("{}", "", "schema"),
    "data of another type": ('{"data": 3}', "/data", "schema"),
    "a field of another type": (
        '{"data": {"shipment": {"ucr": 3}, "office": "XAPRT"}}',
        "/data/shipment/ucr",
        "schema",
    ),
    "a missing field": ('{"data": {"shipment": {"ucr": "UCXA300000001"}}}', "/data", "schema"),
    "an unknown field": (GOOD.replace('"office"', '"colour": "blue", "office"'), "/data", "schema"),
    "an unknown member beside it": (GOOD[:-1] + ', "colour": 1}', "", "schema"),
    "a key twice": (GOOD.replace('"office"', '"office": "XAAIR", "office"'), "/data/office", "twice"),
    "a member twice": (GOOD[:-1] + ', "data": {}}', "/data", "twice"),
    "a second 60": (GOOD[:-1] + ', "time": "2030-04-11T23:59:60Z"}', "/time", "schema"),
    "no day": (GOOD[:-1] + ', "time": "2030-02-30T10:00:00Z"}', "/time", "schema"),
    "no offset": (GOOD[:-1] + ', "time": "2030-04-11T10:00:00"}', "/time", "schema"),
    "another precision": (GOOD[:-1] + ', "timeprecision": "hour"}', "/timeprecision", "schema"),
    "an empty reason": (GOOD[:-1] + ', "despite": ""}', "/despite", "schema"),
    "deep nesting": ('{"data": ' + DEEP + "}", "", "json"),
    "deep nesting of a field": ('{"data": {"shipment": ' + DEEP[4_500:5_500] + "}}", "", "json"),
}


@pytest.mark.parametrize("which", BODIES_THAT_ARE_NONE)
def test_a_body_that_is_none_is_told_where_and_how_to_mend_it(front: OrderOffice, which: str) -> None:
    text, pointer, code = BODIES_THAT_ARE_NONE[which]
    head = front.log.head()
    told = problem(front.send("noor", EXIT, text.encode("latin-1" if "\xff" in text else "utf-8")), 422)
    assert told["code"] == "INVALID"
    assert (told["errors"][0]["pointer"], told["errors"][0]["code"]) == (pointer, code)
    assert all(error["detail"] for error in told["errors"])
    assert front.log.head() == head


def test_a_body_may_have_a_mebibyte_and_not_a_byte_more(front: OrderOffice) -> None:
    longest = GOOD.encode() + b" " * (form.LONGEST_BODY - len(GOOD.encode()))
    assert problem(front.send("oona", "consignment exit", longest), 404)["code"] == "NOT_FOUND"
    assert problem(front.send("oona", "consignment exit", longest + b" "), 413)["code"] == "TOO_LONG"


def test_a_long_body_full_of_mistakes_is_told_of_at_once(front: OrderOffice) -> None:
    body = deepcopy(BODIES["consignment declare"])
    body["data"]["lines"] = [{}] * 300_000
    told = problem(front.send("noor", "consignment declare", msgspec.json.encode(body)), 422)
    assert len(told["errors"]) == form.MOST_FAULTS
    body["data"]["lines"] = BODIES["consignment declare"]["data"]["lines"] * 100 + [{}]
    (only,) = problem(front.send("noor", "consignment declare", msgspec.json.encode(body)), 422)["errors"]
    assert only["pointer"] == "/data/lines/100"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json-patch+json"},
        {"Content-Type": ""},
        {"Content-Encoding": "gzip"},
    ],
    ids=str,
)
def test_a_body_that_is_said_to_be_something_else_is_not_read(front: OrderOffice, headers: dict[str, str]) -> None:
    reply = front.send("noor", EXIT, GOOD.encode(), **headers)
    assert problem(reply, 415)["code"] == "NOT_JSON"
    assert reply.headers["accept-post"] == "application/json"


def test_json_may_name_its_charset(front: OrderOffice) -> None:
    reply = front.send("noor", EXIT, b"{}", **{"Content-Type": "Application/JSON; charset=utf-8"})
    assert problem(reply, 422)["code"] == "INVALID"


def test_a_parameter_that_an_order_does_not_take_is_told(front: OrderOffice) -> None:
    path = f"/api/v1{order_address(COMMANDS[EXIT])}?dry-run=1"
    reply = front._http.post(path, json=BODIES[EXIT], headers=front.headers("noor"))
    assert problem(reply, 422)["code"] == "NO_SUCH_PARAMETER"


def test_a_disposition_that_cannot_be_read_is_told_in_the_same_way(front: OrderOffice) -> None:
    path = f"/api/v1/findings/{'0' * 64}/disposition"
    headers = front.headers("amara") | {"Content-Type": "application/json"}
    for content in (b'"\xff"', b"\xef\xbb\xbf{}", b"["):
        assert problem(front._http.post(path, content=content, headers=headers), 422)["code"] == "INVALID"
