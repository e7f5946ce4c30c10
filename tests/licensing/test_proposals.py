"""What waits for a second person, over HTTP and on its pages: to be read, confirmed and declined."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.licensing.an_open_office import OpenOffice
from tests.licensing.filling import carried_out, forms
from tests.licensing.order_office import DECLARED, OrderOffice
from tests.licensing.test_orders_api import body_of

AGAIN = body_of("licence reinstate", effective_on="2030-04-09")
LICENCE = "XA:EL-2030-000123"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OrderOffice]:
    with OrderOffice(tmp_path) as office:
        office.go(*DECLARED)
        office.order("jonas", "licence suspend", body_of("licence suspend", effective_on="2030-04-09"))
        yield office


def proposed(desk: OrderOffice) -> dict[str, Any]:
    reply = desk.order("amara", "licence reinstate", AGAIN)
    told: dict[str, Any] = reply.json()
    assert (reply.status_code, told["outcome"]) == (201, "PROPOSED")
    return told


def test_what_waits_is_listed_with_what_it_orders_and_opened_with_the_tag_to_confirm_it(desk: OrderOffice) -> None:
    told = proposed(desk)
    (listed,) = desk.get("jonas", "proposals").json()["proposals"]
    assert (listed["order"], listed["about"], listed["proposed_by"]) == (
        "licence reinstate",
        f"licence/{LICENCE}",
        "amara",
    )
    assert listed["data"] == AGAIN["data"]
    name = listed["proposal"]
    opened = desk.get("jonas", f"proposals/{name}")
    assert opened.json() == listed
    made = desk.order("jonas", "proposal confirm", {"data": {"proposal": name}}, If_Match=opened.headers["etag"])
    assert (made.status_code, made.json()["outcome"]) == (201, "RECORDED")
    assert desk.get("jonas", "proposals").json()["proposals"] == []
    (over,) = (x for x in desk.get("jonas", "proposals?status=confirmed").json()["proposals"] if x["proposal"] == name)
    assert (over["settled_by"], over["settled_at"]) == ("jonas", made.json()["recordedat"])
    entries = desk.get("jonas", f"history/licences/{LICENCE}").json()["entries"]
    assert {"order.proposed", "order.confirmed"} <= {x["kind"] for x in entries}
    assert told["entries"][0]["sentence"] == "Proposed, licence reinstate: it waits for another person to confirm it."


@pytest.mark.parametrize("stranger", ["bruno", "sam"])
def test_another_state_and_an_administrator_have_no_such_proposal(desk: OrderOffice, stranger: str) -> None:
    name = proposed(desk)["entries"][0]["data"]["proposal"]
    assert desk.get(stranger, "proposals").json()["proposals"] == []
    absent, hidden = (desk.get(stranger, f"proposals/{x}") for x in ("XA:PR-none", name))
    assert (absent.status_code, hidden.status_code) == (404, 404)
    assert absent.json() | {"instance": ""} == hidden.json() | {"instance": ""}


@pytest.mark.parametrize("role", ["petra", "noor"])
def test_neither_an_applicant_nor_customs_is_told_what_waits(desk: OrderOffice, role: str) -> None:
    assert desk.get(role, "proposals").status_code == 403


def test_on_pages_one_proposes_and_is_led_to_what_waits_and_another_confirms(tmp_path: Path) -> None:
    office = OpenOffice(tmp_path)
    try:
        office.licence()
        office.order("jonas", "licence suspend", suspended())
        amara, jonas = office.browser("amara"), office.browser("jonas")
        text = carried_out(amara, "/licences/XA:EL-1", "reinstate", reason="XB has answered.")
        assert "Proposed" in text
        office.world.has_read()
        assert "Reinstate a suspended licence" in jonas.get("/proposals").text
        where = jonas.get("/proposals").text.partition('href="/proposals/')[2].partition('"')[0]
        assert forms(amara.get(f"/proposals/{where}").text) == ["decline"]
        assert forms(jonas.get(f"/proposals/{where}").text) == ["confirm", "decline"]
        assert "1 order waits for a second person" in jonas.get("/").text
        assert "has effect again" in carried_out(jonas, f"/proposals/{where}", "confirm")
        office.world.has_read()
        assert "Nothing waits" in jonas.get("/proposals").text
    finally:
        office.close()


def suspended() -> dict[str, Any]:
    return {
        "licence": {"state": "XA", "reference": "EL-1"},
        "effective_on": "2030-02-01",
        "reason": "Until XB answers.",
    }
