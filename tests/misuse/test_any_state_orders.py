"""Any State orders about anything: what one has no part in by the record is not there, in bytes and in what is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.decisions.command import WrongState
from domain.decisions.comments import CommentOnFinding
from domain.decisions.dispositions import DisposeOfFinding
from domain.findings.disposition import evidence_hash
from licensing.access import Role
from licensing.http.json.order_examples import BODIES
from licensing.http.json.ordering import ADDRESSED, MUST_MATCH
from licensing.mandate import ACTS
from tests.builders import Fact, authorized, licence, tick
from tests.domain.decisions.given import NOT_THERE, Order, given, leads_to, not_allowed
from tests.domain.decisions.papers import LETTER
from tests.licensing.order_office import ARRIVED, ASSESSED, STAFF, OrderOffice, Step
from tests.licensing.ordering_world import OrderingWorld
from tests.movements import declared, exited

UCR = "UCXA300000001"
SIGHTINGS = (
    *("consignment enter-transit", "consignment leave-transit", "consignment arrive", "consignment close-tally"),
    *("consignment release", "consignment report-discrepancy", "consignment return"),
)
CONCERNS_NO_CASE = ("list publish", "authorization copy", "party register")
"""A list concerns no case, a copy tells nothing of the original, and a State registers under its own ids alone."""
UNINVOLVED = {actor.role: actor.subject for actor in STAFF if actor.state == "XE"}
ABSENT = str.maketrans("0123456789", "9876543210")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrderOffice]:
    """One transfer from XA to XB through XC; XE has no part in it."""
    with OrderOffice(tmp_path_factory.mktemp("uninvolved")) as made:
        made.go(*ARRIVED)
        made.has_read()
        yield made


def unknown(body: Fact) -> Fact:
    """The same order about things that are on record nowhere: their numbers end otherwise."""
    told = re.sub(r"(?<=-|[A-Z])(\d{6,})(?=\")", lambda found: found[0].translate(ABSENT), json.dumps(body))
    return json.loads(told)  # type: ignore[no-any-return]


def sent(office: OrderOffice, officer: str, name: str, body: Fact) -> tuple[int, bytes]:
    headers = {"If_Match": '"v1"'} if name in MUST_MATCH else {}
    reply = office.order(officer, name, body, **headers)
    return reply.status_code, reply.content


# -- generated: every order, every role that may give it, a State without a part ---------------------------------------

EVERY = [(name, role) for name in ADDRESSED for role in Role if role in ACTS[name].roles and role in UNINVOLVED]


@pytest.mark.parametrize(("name", "role"), EVERY, ids=lambda x: getattr(x, "value", x))
def test_to_an_uninvolved_state_it_is_as_if_it_were_not_there(office: OrderOffice, name: str, role: Role) -> None:
    if name in CONCERNS_NO_CASE:
        return
    head, body = office.log.head(), BODIES[name]
    known, absent = (sent(office, UNINVOLVED[role], name, x) for x in (body, unknown(body)))
    assert known == absent
    assert known[0] == 404
    assert json.loads(known[1])["code"] == "NOT_FOUND"
    assert office.log.head() == head


def test_every_role_of_the_uninvolved_state_is_tried() -> None:
    assert set(UNINVOLVED) >= {role for act in ACTS.values() for role in act.roles} - {Role.ADMINISTRATOR}


# -- the exception: what customs saw at its own office -----------------------------------------------------------------


def seen_here(name: str, ucr: str) -> Fact:
    """A sighting at an office of XE, of whatever consignment."""
    data: dict[str, Any] = dict(BODIES[name]["data"]) | {"shipment": {"ucr": ucr}}
    own = {"state": "XE", "to_state": "XE", "locode": "XEPRT"}
    return {"data": data | {k: v for k, v in own.items() if k in data}}


def without_place(content: bytes, ucr: str) -> str:
    """An answer without what differs of any two orders: positions, ids, and the number that was sent."""
    told = re.sub(r'"(position|id)":("[^"]*"|\d+)', "", content.decode())
    return told.replace(ucr, "UCR")


@pytest.mark.parametrize("name", SIGHTINGS)
def test_customs_records_what_it_saw_and_is_told_nothing_by_the_answer(office: OrderOffice, name: str) -> None:
    strange = f"UCZZ{SIGHTINGS.index(name)}"
    answers = {ucr: office.order("rafael", name, seen_here(name, ucr)) for ucr in (UCR, strange)}
    told = {ucr: (x.status_code, without_place(x.content, ucr)) for ucr, x in answers.items()}
    assert told[UCR] == told[strange]
    assert told[UCR][0] == 201
    assert {"etag" in x.headers for x in answers.values()} == {False}
    versions = [office.order("rafael", name, seen_here(name, x), If_Match='"v1"').content for x in (UCR, strange)]
    assert versions[0] == versions[1]
    assert json.loads(versions[0])["code"] == "NOT_FOUND"


def test_what_customs_saw_opens_nothing_to_read_and_changes_no_right(office: OrderOffice) -> None:
    for name in SIGHTINGS:
        assert office.order("rafael", name, seen_here(name, UCR)).status_code == 201
    office.has_read()
    for path in (f"consignments/{UCR}", f"history/consignments/{UCR}"):
        assert office.get("rafael", path).status_code == 404
    assert office.get("rafael", "findings").json()["findings"] == []
    assert sent(office, "rafael", "consignment verify-delivery", BODIES["consignment verify-delivery"])[0] == 404


def test_of_another_states_office_customs_records_nothing(office: OrderOffice) -> None:
    body = seen_here("consignment arrive", UCR)
    for strange in ({"state": "XB"}, {"locode": "XBPRT"}):
        assert sent(office, "rafael", "consignment arrive", {"data": body["data"] | strange})[0] == 404


# -- what was possible -------------------------------------------------------------------------------------------------


def test_an_uninvolved_state_waives_nothing_of_another(office: OrderOffice) -> None:
    waiver = BODIES["finding waive"]["data"]
    for rule, key in (("R17", waiver["key"]), ("R01", waiver["key"] | {"licence": "XA:EL-2030-000123", "line": 1})):
        told = {"data": waiver | {"rule": rule, "key": key}}
        assert sent(office, UNINVOLVED[Role.APPROVING_OFFICER], "finding waive", told)[0] == 404


def test_the_state_that_let_the_goods_go_waives(office: OrderOffice) -> None:
    office.go(Step("jonas", "finding waive", "2030-05-22T10:00:00Z"))


def test_customs_certifies_no_receipt_of_what_it_cannot_see_and_that_of_the_destination_does(
    office: OrderOffice,
) -> None:
    body = BODIES["consignment verify-delivery"]
    assert [sent(office, who, "consignment verify-delivery", body)[0] for who in ("rafael", "noor", "ilya")] == [
        404,
        404,
        201,
    ]


def test_nobody_answers_a_notice_for_somebody_else(office: OrderOffice) -> None:
    body = BODIES["notice answer"]
    for who in ("mei", "bruno"):
        assert sent(office, who, "notice answer", body)[0] == 404
    own = {"data": body["data"] | {"transit_state": "XE"}}
    assert sent(office, "mei", "notice answer", own)[0] == 404
    assert sent(office, "yusra", "notice answer", body)[0] == 201


def test_who_asked_copies_what_the_transit_state_answered_by_letter(tmp_path: Path) -> None:
    body, asked = BODIES["notice copy-answer"], [x.order for x in ASSESSED].index("notice answer")
    by_the_applicant = {"data": body["data"] | {"paper": body["data"]["paper"] | {"channel": "APPLICANT"}}}
    with OrderOffice(tmp_path) as office:
        office.go(*ASSESSED[:asked])
        for who in ("mei", "bruno", "yusra"):
            assert sent(office, who, "notice copy-answer", body)[0] == 404
        refused = office.order("amara", "notice copy-answer", by_the_applicant)
        assert [x["code"] for x in refused.json()["reasons"]] == ["CAME_BY_A_PARTY"]
        made = office.by_two("amara", "notice copy-answer", body)
        assert made.status_code == 201, made.text
        word, paper = made.json()["entries"][:2]
        assert word["source"] == "/states/XC/transit-authority/copied-in-xa"
        assert (word["type"], paper["type"]) == ("transit-notice.answered.v1", "paper.copied.v1")
        assert paper["data"]["paper"] == body["data"]["paper"]


def test_verifying_opens_no_authorization_that_no_case_names(office: OrderOffice) -> None:
    assert sent(office, "mei", "authorization verify", BODIES["authorization verify"])[0] == 404
    assert office.get("mei", "import-authorizations/XB:IA-2030-000077").status_code == 404
    assert sent(office, "amara", "authorization verify", BODIES["authorization verify"])[0] == 201


def test_a_copy_answers_the_same_whether_there_is_an_original_or_not(office: OrderOffice) -> None:
    known = BODIES["authorization copy"]
    answers = [office.order("mei", "authorization copy", x) for x in (known, unknown(known))]
    assert [x.status_code for x in answers] == [201, 201]
    first, second = (re.sub(r'"(position|id)":("[^"]*"|\d+)', "", x.text) for x in answers)
    assert re.sub(r"\d{6,}|new-\d+", "N", first) == re.sub(r"\d{6,}|new-\d+", "N", second)
    assert {"etag" in x.headers for x in answers} == {False}
    assert office.get("mei", "import-authorizations/XB:IA-2030-000077").status_code == 404


def test_no_version_number_or_state_is_told(office: OrderOffice) -> None:
    for name in MUST_MATCH & set(ADDRESSED):
        officer = UNINVOLVED.get(next(r for r in Role if r in ACTS[name].roles and r in UNINVOLVED), "mei")
        told = {office.order(officer, name, BODIES[name], If_Match=f'"v{n}"').content for n in (1, 7, 99)}
        assert len(told) == 1
    body = BODIES["consignment cancel"]
    wrong = {"data": body["data"] | {"declaration": "30XA000000000000A0"}}
    assert sent(office, "rafael", "consignment cancel", body) == sent(office, "rafael", "consignment cancel", wrong)


def test_an_exporter_is_not_told_how_the_application_of_another_stands(office: OrderOffice) -> None:
    taken = json.loads(json.dumps(BODIES["application submit"]))
    taken["data"]["wanted"]["exporter"]["register_id"] = "XA-P-000777"
    assert sent(office, "paula", "application submit", taken)[0] == 404
    taken["data"]["application"]["reference"] = "AP-2030-777777"
    assert sent(office, "paula", "application submit", taken)[0] == 201


# -- who disposes ------------------------------------------------------------------------------------------------------

NOT_VERIFIED = [
    licence(delivery_verification_required=True),
    declared("S1", 60),
    exited("S1"),
    tick("2030-12-31"),
]


@pytest.mark.parametrize(("state", "then"), [("XB", not_allowed(NOT_THERE)), ("XA", leads_to("finding.disposed"))])
def test_the_destination_does_not_close_not_verified_and_the_exporting_state_does(state: str, then: object) -> None:
    records = given(*NOT_VERIFIED)
    found = next(x for x in records.standing() if x.rule == "R17" and x.state == "OPEN")
    assert {"XA", "XB"} <= records.finding_shown_to(found.finding_id)
    said = {"finding_id": found.finding_id, "evidence_hash": evidence_hash(found.evidence)}
    told = DisposeOfFinding(**said, disposition="EXPLAINED", reason="The certificate comes by post.")
    assert records.when(Order("finding dispose", told, time="2030-12-31T12:00:00Z"), state=state) == then


@pytest.mark.parametrize(("state", "then"), [("XB", leads_to("finding.commented")), ("XD", not_allowed(NOT_THERE))])
def test_the_destination_that_closes_nothing_comments_and_an_uninvolved_state_does_not(
    state: str, then: object
) -> None:
    records = given(*NOT_VERIFIED)
    found = next(x for x in records.standing() if x.rule == "R17" and x.state == "OPEN")
    told = CommentOnFinding(finding_id=found.finding_id, text="Our certificate went out by post.")
    assert records.when(Order("finding comment", told, time="2030-12-31T12:00:00Z"), state=state) == then


def test_a_copy_takes_no_number_from_the_state_whose_it_is(tmp_path: Path) -> None:
    with OrderingWorld(tmp_path) as world:
        world.prepare()
        world.desk.recorded("amara", "authorization copy", authorized(400_000, "IA-1")["data"] | {"paper": LETTER})
        world.authorization("XB:IA-1", 100)
        with pytest.raises(WrongState):
            world.authorization("XB:IA-1", 100)
