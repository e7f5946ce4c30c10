"""Orders over HTTP: each once however often it is sent, on the version that was judged, by who may give it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec
import pytest

from domain.decisions import COMMANDS
from licensing.http.json import ordering
from licensing.http.json.order_examples import BODIES
from licensing.http.json.ordering import ADDRESSED, MUST_MATCH, carried_out
from licensing.log import Unavailable
from licensing.mandate import ACTS
from licensing.orders import form, writer
from licensing.orders.deciding import order_placed
from tests.licensing.an_office import problem
from tests.licensing.order_office import ARRIVED, ENDS, ISSUED, STAFF, OrderOffice, Step

LICENCE = "licences/XA:EL-2030-000123"
KEY = "6d3f5f1c-8a52-4d0e"
EXIT = "consignment exit"


def body_of(order: str, **changes: Any) -> dict[str, Any]:
    """The body of an example with other data."""
    body = deepcopy(BODIES[order])
    body["data"].update(changes)
    return body


def another(ucr: str, pieces: int = 5) -> dict[str, Any]:
    """A declaration of other goods."""
    told = {"shipment": {"ucr": ucr}, "declaration": f"D-{ucr}", "control_date": "2030-04-12"}
    body = body_of("consignment declare", **told)
    body["data"]["lines"][0]["quantity"]["value"] = str(pieces)
    return body


# -- the examples ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_is_an_order_of_its_form(name: str) -> None:
    read = form.read_order(COMMANDS[name], msgspec.json.encode(BODIES[name]))
    assert read.written == BODIES[name]["data"]


def test_the_examples_tell_one_transfer_from_its_beginning(tmp_path: Path) -> None:
    with OrderOffice(tmp_path) as office:
        office.go(*ARRIVED)
        office.has_read()
        sheet = office.get("amara", "consignments/UCXA300000001").json()
        assert sheet["status"] == "received"
    elsewhere = {"proposal confirm", "proposal decline", "fact set-aside", "fact restore", "finding comment"}
    assert {step.order for step in ARRIVED} | set(ENDS) == set(ADDRESSED) - elsewhere


@pytest.mark.parametrize("name", ENDS)
def test_an_example_after_which_it_does_not_go_on_is_recorded_too(tmp_path: Path, name: str) -> None:
    before, last = ENDS[name]
    with OrderOffice(tmp_path) as office:
        office.go(*before, last)


# -- answers -----------------------------------------------------------------------------------------------------------


def test_an_order_is_answered_with_what_was_entered_and_where_it_stands(desk: OrderOffice) -> None:
    reply = desk.order("noor", EXIT)
    told = reply.json()
    assert (reply.status_code, told["outcome"], told["reasons"]) == (201, "RECORDED", [])
    (entry,) = told["entries"]
    assert (entry["type"], entry["source"]) == ("shipment.exited.v1", "/states/XA/customs/counterfoil")
    assert entry["sentence"].startswith("Consignment UCXA300000001")
    assert reply.headers["log-position"] == str(told["position"]) == str(desk.log.head())
    assert reply.headers["etag"] == f'"v{told["version"]}"'
    assert reply.headers["location"] == "/api/v1/history/consignments/UCXA300000001"
    entries = desk.get("noor", reply.headers["location"].removeprefix("/api/v1/")).json()["entries"]
    assert entry["id"] in [x["id"] for x in entries]


def test_a_refusal_is_on_record_with_every_reason_and_its_figures(desk: OrderOffice) -> None:
    head = desk.log.head()
    reply = desk.order("noor", "consignment declare", another("UCXA300000002", 500))
    told = reply.json()
    assert (reply.status_code, told["outcome"]) == (201, "REFUSED")
    (against,) = told["reasons"]
    assert (against["code"], against["requirement"]) == ("INSUFFICIENT", "R-068")
    assert {"name": "free", "value": "75"} in against["figures"]
    assert against["mend"]
    assert [entry["type"] for entry in told["entries"]] == ["order.refused.v2", "licence.reservation-refused.v2"]
    assert desk.log.head() == head + 2


def test_customs_go_on_against_the_ledger_when_they_say_why(desk: OrderOffice) -> None:
    reply = desk.order("noor", "consignment declare", another("UCXA300000002", 500) | {"despite": "It sails tonight."})
    assert (reply.status_code, reply.json()["outcome"]) == (201, "RECORDED_DESPITE_REFUSAL")
    assert [x["code"] for x in reply.json()["reasons"]] == ["INSUFFICIENT"]


def test_what_has_no_history_of_its_own_has_no_location(desk: OrderOffice) -> None:
    reply = desk.order("yusra", "notice withdraw", body_of("notice withdraw", effective_on="2030-04-12"))
    assert reply.status_code == 201
    assert "location" not in reply.headers


def test_a_step_that_cannot_follow_is_a_409_with_the_state(desk: OrderOffice) -> None:
    head = desk.log.head()
    told = problem(desk.order("noor", "consignment declare"), 409)
    assert (told["code"], told["requirement"]) == ("NOT_IN_THIS_STATE", "R-068")
    assert told["figures"] == {"order": "consignment declare", "state": "declared"}
    assert "cancelled" in told["mend"]
    assert desk.log.head() == head


def test_who_assessed_does_not_decide(tmp_path: Path) -> None:
    with OrderOffice(tmp_path) as office:
        office.go(*ISSUED[:-2], Step("jonas", "application assess", "2030-01-05T10:00:00Z"))
        office.now = "2030-01-07T10:00:00Z"
        proposed = office.order("amara", "licence issue")
        told = problem(office.confirmed("jonas", proposed), 409)
        assert (told["code"], told["figures"]) == ("FOUR_EYES", {"officer": "jonas", "did": "assessed"})
        assert office.confirmed("greta", proposed).json()["outcome"] == "RECORDED"


def test_what_is_still_to_come_is_not_recorded(front: OrderOffice) -> None:
    told = problem(front.order("noor", EXIT, BODIES[EXIT] | {"time": "2030-04-12T10:06:00Z"}), 422)
    assert (told["code"], told["figures"]["now"]) == ("NOT_HAPPENED_YET", "2030-04-12T10:00:00Z")


# -- versions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "stream"),
    [
        (LICENCE, "licence/XA:EL-2030-000123"),
        ("consignments/UCXA300000001", "consignment/UCXA300000001"),
        ("import-authorizations/XB:IA-2030-000077", "authorization/XB:IA-2030-000077"),
        ("parties/XA-P-000001", "party/XA-P-000001"),
        ("applications/XA:AP-2030-000123", "application/XA:AP-2030-000123"),
    ],
)
def test_the_tag_of_a_thing_begins_with_its_version(front: OrderOffice, path: str, stream: str) -> None:
    reply = front.get("amara", path)
    assert reply.status_code == 200, reply.text
    version, _, content = reply.headers["etag"].strip('"').partition(".")
    assert version == f"v{front.log.version(stream)}"
    assert content
    assert front.get("amara", path, If_None_Match=reply.headers["etag"]).status_code == 304
    assert front.get("amara", path, If_None_Match='"v1", W/' + reply.headers["etag"]).status_code == 304
    assert front.get("amara", path, If_None_Match=f'"{version}"').status_code == 200


def test_the_tag_that_was_read_is_what_an_order_names(desk: OrderOffice) -> None:
    desk.has_read()
    tag = desk.get("amara", LICENCE).headers["etag"]
    suspended = body_of("licence suspend", effective_on="2030-04-12")
    made = desk.order("jonas", "licence suspend", suspended, If_Match=tag)
    assert made.status_code == 201
    again, now = body_of("licence reinstate", effective_on="2030-04-13"), made.json()["version"]
    stale = problem(desk.order("jonas", "licence reinstate", again, If_Match=tag), 412)
    assert (stale["code"], stale["detail"]) == (
        "STALE",
        f"licence/XA:EL-2030-000123 stands at version {now}; this was ordered on version {now - 1}",
    )
    assert desk.order("jonas", "licence reinstate", again, If_Match=made.headers["etag"]).status_code == 201
    assert desk.get("amara", LICENCE, If_None_Match=tag).status_code == 200


@pytest.mark.parametrize("name", sorted(MUST_MATCH))
def test_who_judges_a_paper_says_which_version_of_it(front: OrderOffice, name: str) -> None:
    officer = next(x.subject for x in STAFF if x.role in ACTS[name].roles)
    told = problem(front.send(officer, name, msgspec.json.encode(BODIES[name])), 428)
    assert told["code"] == "IF_MATCH_MISSING"


@pytest.mark.parametrize("tag", ["*", "", "v3", '"3"', '"v3", "v4"', '"v-1"', '"vx"', '"v3.XYZ"', f'"v{9**30}"'])
def test_if_match_names_one_version(front: OrderOffice, tag: str) -> None:
    assert problem(front.order("noor", EXIT, If_Match=tag), 422)["code"] == "IF_MATCH"


def test_a_weak_tag_names_a_version_as_well(desk: OrderOffice) -> None:
    version = desk.log.version("consignment/UCXA300000001")
    assert problem(desk.order("noor", EXIT, If_Match=f'W/"v{version - 1}"'), 412)
    assert desk.order("noor", EXIT, If_Match=f'W/"v{version}.0af3"').status_code == 201


# -- the same request again --------------------------------------------------------------------------------------------


def test_a_request_sent_again_does_nothing_and_gets_the_first_answer(desk: OrderOffice) -> None:
    first = desk.order("noor", EXIT, Idempotency_Key=KEY)
    assert desk.order("noor", "consignment adjust").status_code == 201
    head = desk.log.head()
    again = desk.order("noor", EXIT, Idempotency_Key=KEY)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    for header in ("etag", "log-position", "location"):
        assert first.headers[header] == again.headers[header]
    assert desk.log.head() == head


def test_the_first_answer_outlives_the_process(folder: Path) -> None:
    with OrderOffice(folder, "2030-04-12T10:00:00Z") as office:
        first = office.order("noor", EXIT, Idempotency_Key=KEY)
        head = office.log.head()
    with OrderOffice(folder, "2030-05-12T10:00:00Z") as office:
        again = office.order("noor", EXIT, Idempotency_Key=KEY)
        assert office.log.head() == head
    assert (again.status_code, again.content) == (201, first.content)


def test_a_refusal_is_repeated_as_well(desk: OrderOffice) -> None:
    too_much = another("UCXA300000002", 500)
    first = desk.order("noor", "consignment declare", too_much, Idempotency_Key=KEY)
    again = desk.order("noor", "consignment declare", too_much, Idempotency_Key=KEY)
    assert (first.json()["outcome"], first.content) == ("REFUSED", again.content)


def test_a_key_stands_for_one_request_alone(desk: OrderOffice) -> None:
    assert desk.order("noor", EXIT, Idempotency_Key=KEY).status_code == 201
    head = desk.log.head()
    for body in (body_of(EXIT, office="XAAIR"), BODIES[EXIT] | {"time": "2030-04-12T09:00:00Z"}):
        assert problem(desk.order("noor", EXIT, body, Idempotency_Key=KEY), 422)["code"] == "KEY_USED_OTHERWISE"
    other = desk.order("noor", "consignment adjust", Idempotency_Key=KEY)
    assert problem(other, 422)["code"] == "KEY_USED_OTHERWISE"
    assert desk.log.head() == head


def test_another_officers_key_is_his_own(desk: OrderOffice) -> None:
    mine = desk.order("noor", EXIT, Idempotency_Key=KEY)
    theirs = desk.order("oona", "consignment enter-transit", body_of("consignment enter-transit"), Idempotency_Key=KEY)
    assert problem(theirs, 422)["code"] == "NOT_HAPPENED_YET"
    theirs = desk.order("ilya", "consignment arrive", Idempotency_Key=KEY)
    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["entries"][0]["id"] != theirs.json()["entries"][0]["id"]


@pytest.mark.parametrize("key", ["short", "x" * 129, "with a blank", ""])
def test_a_key_is_long_enough_and_visible(front: OrderOffice, key: str) -> None:
    assert problem(front.order("noor", EXIT, Idempotency_Key=key), 422)["code"] == "IDEMPOTENCY_KEY"


def test_an_answer_lost_after_the_commit_is_given_when_asked_again(
    desk: OrderOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = writer.BatchHandler.decide

    def lost(batches: writer.BatchHandler, orders: Any) -> Any:
        decide(batches, orders)
        raise Unavailable("the connection broke after the commit")

    with monkeypatch.context() as broken:
        broken.setattr(writer.BatchHandler, "decide", lost)
        reply = desk.order("noor", EXIT, Idempotency_Key=KEY)
    assert problem(reply, 503)["code"] == "STORE_AWAY"
    assert reply.headers["retry-after"]
    head = desk.log.head()
    again = desk.order("noor", EXIT, Idempotency_Key=KEY)
    assert (again.status_code, again.json()["outcome"]) == (201, "RECORDED")
    assert again.json()["position"] == desk.log.head() == head


def test_who_no_longer_waits_takes_nothing_back(desk: OrderOffice) -> None:
    order = order_placed(
        form.read_order(COMMANDS[EXIT], msgspec.json.encode(BODIES[EXIT])), desk.issuer.officers["noor"]
    )

    async def leave() -> None:
        waiting = asyncio.create_task(carried_out(desk.office, order))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(leave())
    assert desk.order("noor", "consignment adjust").status_code == 201
    assert "shipment.exited.v1" in [x.type for x in desk.log.open("consignment/UCXA300000001")]


# -- many at once ------------------------------------------------------------------------------------------------------


class Held:
    """Lets the writer begin only when told, so that what comes meanwhile is one group."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go, self.groups = threading.Event(), list[int]()
        decide = writer.BatchHandler.decide

        def waiting(batches: writer.BatchHandler, orders: Any) -> Any:
            self.groups.append(len(orders))
            self.go.wait(30)
            return decide(batches, orders)

        monkeypatch.setattr(writer.BatchHandler, "decide", waiting)

    def until(self, holds: Callable[[], bool]) -> bool:
        """Whether it comes to hold."""
        until = time.monotonic() + 30
        while not holds() and time.monotonic() < until:
            time.sleep(0.01)
        if not holds():
            self.go.set()
        return holds()


def test_a_stale_order_in_a_group_harms_only_itself(desk: OrderOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    held, version = Held(monkeypatch), desk.log.version("consignment/UCXA300000001")
    sent: list[tuple[str, Mapping[str, Any], dict[str, str]]] = [
        ("consignment declare", another(f"UCXA30000010{number}"), {}) for number in range(6)
    ]
    sent.insert(3, (EXIT, BODIES[EXIT], {"If_Match": f'"v{version - 1}"'}))
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(desk.order, "noor", "consignment declare", another("UCXA300000099"))
        assert held.until(lambda: held.groups == [1])
        rest = [threads.submit(desk.order, "noor", name, body, **tags) for name, body, tags in sent]
        assert held.until(lambda: desk.office.writer._queue.qsize() == len(rest))
        held.go.set()
        statuses = [job.result(30).status_code for job in rest]
    assert (first.result().status_code, sorted(statuses)) == (201, [201] * 6 + [412])
    assert statuses[3] == 412
    assert held.groups == [1, 7]


def test_an_order_that_needs_views_which_do_not_come_is_asked_again_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ordering, "LONGEST_WAIT", 0.1)
    with OrderOffice(folder, "2030-04-12T10:00:00Z") as office:
        office._stop.set()
        office._readers.join()
        assert office.order("noor", EXIT).status_code == 201
        reply = office.order("jonas", "licence issue")
        assert problem(reply, 503)["code"] == "NOT_THERE_YET"
        assert reply.headers["retry-after"]


# -- who may -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ADDRESSED)
def test_who_may_not_is_told_the_rule_before_anything_is_read(front: OrderOffice, name: str) -> None:
    for officer in {x.role: x for x in STAFF if x.role not in ACTS[name].roles}.values():
        told = problem(front.send(officer.subject, name, b"?"), 403)
        assert (told["code"], told["rule"]) == ("DENIED", ACTS[name].rule.id)


def test_to_a_state_that_has_no_part_in_it_a_licence_is_not_there(front: OrderOffice) -> None:
    assert problem(front.order("bruno", "licence suspend"), 404)["code"] == "NOT_FOUND"


def test_without_a_token_nothing_is_told(front: OrderOffice) -> None:
    for headers in ({}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}):
        reply = front.send(None, EXIT, b"?", **headers)
        assert problem(reply, 401)["code"] in ("SIGN_IN_FIRST", "TOKEN_REFUSED")
        assert reply.headers["www-authenticate"].startswith("Bearer")


def test_an_applicant_applies_in_its_own_name_alone(front: OrderOffice) -> None:
    body = body_of("application submit", application={"state": "XA", "reference": "AP-2030-000999"})
    body["data"]["wanted"]["exporter"]["register_id"] = "XA-P-000002"
    assert problem(front.order("petra", "application submit", body), 404)["code"] == "NOT_FOUND"


# -- corrections -------------------------------------------------------------------------------------------------------


def test_an_office_corrects_its_own_entry(desk: OrderOffice) -> None:
    made = desk.order("noor", EXIT).json()["entries"][0]["id"]
    body = BODIES[EXIT] | {"corrects": made, "time": "2030-04-11T08:00:00Z"}
    own = desk.order("noor", EXIT, body).json()["entries"][0]["id"]
    entries = desk.get("noor", "history/consignments/UCXA300000001").json()["entries"]
    standing = {x["id"]: x["standing"] for x in entries if x["kind"] == "shipment.exited"}
    assert standing == {made: "corrected", own: "in force"}


@pytest.mark.parametrize("which", ["another office's", "another kind", "nothing"])
def test_only_ones_own_entry_of_the_same_kind_is_corrected(desk: OrderOffice, which: str) -> None:
    arrived = desk.order("ilya", "consignment arrive").json()["entries"][0]["id"]
    adjusted = desk.order("noor", "consignment adjust").json()["entries"][0]["id"]
    head = desk.log.head()
    corrects = {"another office's": arrived, "another kind": adjusted, "nothing": "CF-none-1"}[which]
    told = problem(desk.order("noor", EXIT, BODIES[EXIT] | {"corrects": corrects}), 422)
    assert told["code"] == "NOTHING_TO_CORRECT"
    assert told["figures"] == {"corrects": corrects, "source": "/states/XA/customs/counterfoil"}
    assert desk.log.head() == head
