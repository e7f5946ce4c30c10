"""Findings are closed as they stand at the head of the log, however far views are behind; each order counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from consumers.arrival import Origin
from consumers.inbound import delivery_of
from domain.events.finding import FindingDisposed
from domain.events.subject_names import finding_subject
from domain.kernel.event import Recorded, recorded, type_of
from licensing.http.auth.issuer import DEMO_OFFICERS
from licensing.log import Decided, Request
from licensing.orders.deciding import order_placed
from licensing.orders.disposing import disposal, disposal_of_all, former_request
from licensing.orders.writer import BatchHandler
from projections.store.opening import open_views
from tests.builders import Fact
from tests.licensing.an_office import problem
from tests.licensing.rounds_world import HISTORY, LICENSED, Rounds, in_boxes, in_boxes_again

BODY = {"disposition": "EXPLAINED", "reason": "The weighbridge of the port was wrong."}
ROUTE = "/api/v1/findings/dispositions"
AMARA = next(x for x in DEMO_OFFICERS if x.subject == "amara")
KEY = "6d3f5f1c-8a52"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Rounds]:
    """Of three consignments nobody knows how much they hold, and the views show it: to be looked at, by one officer."""
    months = {"S2": "2030-05", "S3": "2030-07", "S4": "2030-08"}
    made = Rounds(tmp_path, (LICENSED, *(fact for ucr, on in months.items() for fact in in_boxes(ucr, on))))
    yield made
    made.close()


@pytest.fixture
def amara(office: Rounds) -> TestClient:
    return office.client("amara")


def unclear(client: TestClient) -> list[dict[str, Any]]:
    """The findings on what is unclear, as the views show them."""
    found: list[dict[str, Any]] = client.get("/api/v1/findings?rule=R16&state=OPEN").json()["findings"]
    assert len(found) == 3
    return found


def dispose(client: TestClient, finding: dict[str, Any], key: str | None = None, tag: str | None = None) -> Response:
    path = f"/api/v1/findings/{finding['finding_id']}"
    headers = {"If-Match": tag or client.get(path).headers["etag"]} | ({"Idempotency-Key": key} if key else {})
    return client.post(f"{path}/disposition", json=BODY, headers=headers)


def close_all(client: TestClient, findings: list[dict[str, Any]], key: str | None = None) -> Response:
    judged = [{name: x[name] for name in ("finding_id", "evidence_hash")} for x in findings]
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(ROUTE, json={"findings": judged, **BODY}, headers=headers)


def record(office: Rounds, *facts: Fact) -> None:
    """Facts come in that the views do not show."""
    named = [{"id": f"late-{number}"} | fact for number, fact in enumerate(facts)]
    assert office.log.record([delivery_of(x, Origin()) for x in named]).accepted == len(facts)


def closed(office: Rounds) -> Counter[str]:
    """How often each finding is closed on record."""
    events = (recorded(x.body) for x in office.log.read(0, 1_000))
    return Counter(x.data.finding_id for x in events if isinstance(x.data, FindingDisposed))


def of(ucr: str, findings: list[dict[str, Any]]) -> dict[str, Any]:
    return next(x for x in findings if x["key"]["shipment"] == f"UCR-{ucr}")


# -- at the head -------------------------------------------------------------------------------------------------------


def test_a_disposition_is_an_order_like_all_others(office: Rounds, amara: TestClient) -> None:
    finding = unclear(amara)[0]
    reply = dispose(amara, finding, KEY)
    assert reply.status_code == 201, reply.text
    (stored,) = office.log.open(finding_subject(finding["finding_id"]))
    event = recorded(stored.body)
    order = order_placed(disposal(finding["finding_id"], "", **BODY), AMARA, key=KEY)
    assert order.request is not None
    assert event.id == reply.json()["id"] == f"CF-{stored.position:012d}-{order.request.key[:24]}"
    assert (event.basis, event.cause) == ("rules 1.8.4", f"order {order.request.key[:24]}")
    assert event.source == "/states/XA/licensing/counterfoil"


def test_what_the_views_do_not_show_yet_counts(office: Rounds, amara: TestClient) -> None:
    finding = of("S2", unclear(amara))
    record(office, in_boxes_again("S2", "2030-05"))
    problem(dispose(amara, finding), 412)
    office.read()
    again = of("S2", unclear(amara))
    assert again["evidence_hash"] != finding["evidence_hash"]
    assert dispose(amara, again).status_code == 201
    assert closed(office) == {finding["finding_id"]: 1}


def test_what_happened_to_others_does_not_matter(office: Rounds, amara: TestClient) -> None:
    finding = of("S2", unclear(amara))
    record(office, in_boxes_again("S3", "2030-07"), *in_boxes("S5", "2030-09"))
    assert dispose(amara, finding).status_code == 201
    office.read()
    assert amara.get(f"/api/v1/findings/{finding['finding_id']}").json()["state"] == "CLOSED"


def test_where_one_moved_on_none_is_closed(office: Rounds, amara: TestClient) -> None:
    findings = unclear(amara)
    record(office, in_boxes_again("S3", "2030-07"))
    told = problem(close_all(amara, findings), 409)
    assert told["code"] == "NOT_ALL_CAN_CLOSE"
    assert [(x["pointer"], x["code"]) for x in told["errors"]] == [(of("S3", findings)["finding_id"], "STALE")]
    assert not closed(office)
    rest = [x for x in findings if x is not of("S3", findings)]
    assert close_all(amara, rest).status_code == 201
    assert closed(office) == {x["finding_id"]: 1 for x in rest}


def test_a_rival_who_is_faster_with_one_keeps_all_open(
    office: Rounds, amara: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings, decide = unclear(amara), BatchHandler.decide
    first = findings[0]
    theirs = order_placed(disposal(first["finding_id"], first["evidence_hash"], **BODY), AMARA)

    def slower(self: BatchHandler, orders: Any) -> Any:
        monkeypatch.setattr(BatchHandler, "decide", decide)
        with closing(open_views(office.folder)) as views:
            BatchHandler(office.log, views, office.world.handler).decide([theirs])
        return decide(self, orders)

    monkeypatch.setattr(BatchHandler, "decide", slower)
    told = problem(close_all(amara, findings), 409)
    assert [(x["pointer"], x["code"]) for x in told["errors"]] == [(first["finding_id"], "FINDING_NOT_OPEN")]
    assert closed(office) == {first["finding_id"]: 1}


def test_what_holds_goods_is_closed_by_two_persons(tmp_path: Path) -> None:
    short = Rounds(tmp_path, HISTORY)
    amara, jonas = short.client("amara"), short.client("jonas")
    (finding,) = amara.get("/api/v1/findings?rule=R14&state=OPEN").json()["findings"]
    assert finding["severity"] == 4
    reply = dispose(amara, finding)
    assert reply.status_code == 202, reply.text
    assert not closed(short)
    short.read()
    waits = reply.headers["location"]
    seen = {"If-Match": jonas.get(waits).headers["etag"]}
    body = {"data": {"proposal": jonas.get(waits).json()["proposal"]}}
    assert jonas.post("/api/v1/proposals/confirm", json=body, headers=seen).json()["outcome"] == "RECORDED"
    (event,) = [x for x in (recorded(x.body) for x in short.log.read(0, 1_000)) if isinstance(x.data, FindingDisposed)]
    assert (event.person, event.proposer) == ("jonas", "amara")
    short.read()
    assert amara.get(f"/api/v1/findings/{finding['finding_id']}").json()["state"] == "CLOSED"
    short.close()


# -- at once -----------------------------------------------------------------------------------------------------------


def test_of_many_who_close_one_finding_one_does(office: Rounds, amara: TestClient) -> None:
    finding = unclear(amara)[0]
    tag = amara.get(f"/api/v1/findings/{finding['finding_id']}").headers["etag"]
    clients = [office.client(name) for name in ("amara", "jonas") * 4]
    with ThreadPoolExecutor(len(clients)) as pool:
        replies = list(pool.map(lambda client: dispose(client, finding, tag=tag), clients))
    assert Counter(x.status_code for x in replies) == {201: 1, 412: len(clients) - 1}
    assert closed(office) == {finding["finding_id"]: 1}


def test_orders_for_several_that_overlap_close_each_finding_once(office: Rounds, amara: TestClient) -> None:
    findings = unclear(amara)
    pairs = [findings[:2], findings[1:], [findings[2], findings[0]]] * 2
    with ThreadPoolExecutor(len(pairs)) as pool:
        replies = list(pool.map(lambda pair: close_all(office.client("jonas"), pair), pairs))
    assert Counter(x.status_code for x in replies) == {201: 1, 409: len(pairs) - 1}
    assert sorted(closed(office).values()) == [1, 1]


def test_in_one_group_what_one_order_closed_the_next_one_sees(office: Rounds, amara: TestClient) -> None:
    one, two, three = unclear(amara)
    orders = [order_placed(disposal(x["finding_id"], x["evidence_hash"], **BODY), AMARA) for x in (one, one, two)]
    both = disposal_of_all({x["finding_id"]: x["evidence_hash"] for x in (two, three)}, **BODY)
    with closing(open_views(office.folder)) as views:
        handler = BatchHandler(office.log, views, office.world.handler)
        outcomes = handler.decide([*orders, order_placed(both, AMARA)])
    told = [type(x).__name__ for x in outcomes]
    assert told == ["Acknowledgement", "NotAllowed", "Acknowledgement", "NotAll"]
    assert closed(office) == {one["finding_id"]: 1, two["finding_id"]: 1}


# -- again -------------------------------------------------------------------------------------------------------------


def test_a_request_that_comes_again_is_answered_as_before(office: Rounds, amara: TestClient) -> None:
    finding, other, _ = unclear(amara)
    first = dispose(amara, finding, KEY)
    office.read()
    again = dispose(amara, finding, KEY)
    assert (again.status_code, again.json()) == (201, first.json())
    assert problem(dispose(amara, other, KEY), 422)["code"] == "KEY_USED_OTHERWISE"
    assert problem(close_all(amara, [other], KEY), 422)["code"] == "KEY_USED_OTHERWISE"
    assert closed(office) == {finding["finding_id"]: 1}


def test_a_request_answered_by_a_former_program_keeps_its_answer(office: Rounds, amara: TestClient) -> None:
    one, *rest = unclear(amara)
    single = disposal(one["finding_id"], one["evidence_hash"], **BODY)
    several = disposal_of_all({x["finding_id"]: x["evidence_hash"] for x in rest}, **BODY)
    known = formerly(office, [one], former_request(single, AMARA, KEY))
    both = formerly(office, rest, former_request(several, AMARA, "another-key-of-hers"))
    head = office.log.head()
    office.read()
    told = dispose(amara, one, KEY)
    assert (told.status_code, told.json()["id"], told.json()["position"]) == (201, "DSP-0", known[0])
    told = close_all(amara, rest[::-1], "another-key-of-hers")
    assert [(x["id"], x["position"]) for x in told.json()["disposed"]] == [("DSP-0", both[0]), ("DSP-1", both[1])]
    assert problem(close_all(amara, rest[:1], "another-key-of-hers"), 422)["code"] == "KEY_USED_OTHERWISE"
    assert office.log.head() == head


def formerly(office: Rounds, findings: list[dict[str, Any]], request: Request | None) -> tuple[int, ...]:
    """Findings closed as it was done before dispositions were orders."""
    made = []
    for number, finding in enumerate(findings):
        named = {name: finding[name] for name in ("finding_id", "rule", "key", "evidence_hash")}
        data = named | BODY
        moment = "2030-09-01T00:00:00Z"
        event = Recorded(
            source=f"/states/XA/licensing/counterfoil/{finding['finding_id'][:4]}",
            id=f"DSP-{number}",
            type=type_of(FindingDisposed),
            subject=finding["finding_id"],
            time=moment,
            recordedat=moment,
            data=data,
            actor="amara",
            authority="XA",
            basis="rules 1.8.4",
        )
        made.append(Decided(finding_subject(finding["finding_id"]), event))
    with office.log.deciding() as deciding:
        return deciding.put(made, request)


def test_the_page_tells_who_closed_a_finding_when_and_why(office: Rounds, amara: TestClient) -> None:
    finding = of("S2", unclear(amara))
    assert dispose(amara, finding).status_code == 201
    office.read()
    html = office.browser("amara").get(f"/findings/{finding['finding_id']}").text
    told = html.partition("What was decided about it")[2].partition("</section>")[0]
    for said in ("closes it now", "Amara Lindqvist", "licensing authority of XA", BODY["reason"], "datetime="):
        assert said in told, said
    record(office, in_boxes_again("S2", "2030-05"))
    office.read()
    again = office.browser("amara").get(f"/findings/{finding['finding_id']}").text
    told = again.partition("What was decided about it")[2].partition("</section>")[0]
    assert "Amara Lindqvist" in told
    assert "closes it now" not in told


# -- referred ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("office_named", [None, "", "customs", "XA harbour", "xa customs", "XA customs, please"])
def test_what_is_referred_names_an_office(office: Rounds, amara: TestClient, office_named: str | None) -> None:
    finding, head = of("S2", unclear(amara)), office.log.head()
    said = BODY | {"disposition": "REFERRED"} | ({"office": office_named} if office_named is not None else {})
    headers = {"If-Match": amara.get(f"/api/v1/findings/{finding['finding_id']}").headers["etag"]}
    reply = amara.post(f"/api/v1/findings/{finding['finding_id']}/disposition", json=said, headers=headers)
    assert reply.json()["code"] == "OFFICE_MISSING", reply.text
    assert office.log.head() == head


def test_the_worklist_of_the_office_keeps_it_open_while_it_stands(office: Rounds, amara: TestClient) -> None:
    finding = of("S2", unclear(amara))
    said = BODY | {"disposition": "REFERRED", "office": "XA customs", "reason": "Ask the port."}
    headers = {"If-Match": amara.get(f"/api/v1/findings/{finding['finding_id']}").headers["etag"]}
    reply = amara.post(f"/api/v1/findings/{finding['finding_id']}/disposition", json=said, headers=headers)
    assert reply.status_code == 201, reply.text
    office.read()
    assert amara.get(f"/api/v1/findings/{finding['finding_id']}").json()["state"] == "CLOSED"
    noor = office.browser("noor")
    assert "1 finding referred to your office" in noor.get("/").text
    listed = noor.get("/referrals").text
    for told in (finding["finding_id"], "Ask the port.", "XA customs", "licensing authority of XA"):
        assert told in listed, told
    assert "Nothing is referred to you." in office.browser("amara").get("/referrals").text
    assert "Nothing is referred to you." in office.browser("livia").get("/referrals").text
    assert office.browser("petra").get("/referrals").status_code == 404
    record(office, in_boxes_again("S2", "2030-05"))
    office.read()
    assert "Nothing is referred to you." in noor.get("/referrals").text
