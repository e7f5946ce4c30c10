"""The border desk: from a scanned number to a confirmation, in the States of export, transit and import."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.kernel.event import recorded
from tests import builders
from tests.licensing.an_open_office import OpenOffice, line_of
from tests.licensing.filling import carried_out, forms, send, values
from tests.licensing.test_pages import checked

DECLARED = {
    "shipment__ucr": "UCR-S9",
    "declaration": "D-S9",
    "lines__0__quantity__value": "40",
    "office": "xaprt",
    "mode": "ROAD",
}
FIRST = "/border?q=EL-1"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    made = OpenOffice(tmp_path)
    made.licence()
    yield made
    made.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """An office with a licence and two consignments on it, in which nothing is ordered."""
    made = OpenOffice(tmp_path_factory.mktemp("desk"))
    made.licence(transit_states=["XC"])
    made.declared("S1", 60, route=[{**stop("XC", 1)}, {**stop("XB", 2), "activity": "DISCHARGE"}])
    made.declared("S2", 10)
    yield made
    made.close()


def stop(state: str, sequence: int) -> dict[str, object]:
    return {"sequence": sequence, "state": state, "locode": f"{state}PRT", "mode": "ROAD", "activity": "TRANSIT"}


SEEN: tuple[tuple[str, str, list[str]], ...] = (
    ("noor", "/border", []),
    ("noor", FIRST, ["declare"]),
    ("bea", FIRST, []),
    ("noor", "/border?q=UCR-S1", ["release-for-export", "exit", "adjust", "cancel"]),
    ("bea", "/border?q=UCR-S1", ["arrive"]),
    ("cyril", "/border?q=UCR-S1", ["enter-transit", "leave-transit", "arrive"]),
    ("noor", "/border?q=UCR", []),
    ("noor", "/border?q=UCR-S7", ["enter-transit", "leave-transit", "arrive"]),
    ("noor", "/border?q=%3Cb%3E", []),
)


@pytest.mark.parametrize(("officer", "path", "steps"), SEEN)
def test_each_customs_office_is_offered_its_own_steps(
    desk: OpenOffice, officer: str, path: str, steps: list[str]
) -> None:
    reply = desk.browser(officer).get(path)
    assert reply.status_code == 200, reply.text
    checked(reply.text)
    assert forms(reply.text) == steps
    assert "<title>" in reply.text
    assert "Border desk" in reply.text.partition("</title>")[0]


@pytest.mark.parametrize(("officer", "path", "steps"), SEEN)
def test_the_desk_is_used_by_keyboard_alone(desk: OpenOffice, officer: str, path: str, steps: list[str]) -> None:
    text = desk.browser(officer).get(path).text
    assert len(re.findall(r" autofocus[ >]", text)) == 1
    keys = re.findall(r'accesskey="(\w)"', text)
    assert len(keys) == len(set(keys))
    assert all(f"<kbd>{key.upper()}</kbd>" in text for key in keys)
    assert "tabindex" not in text


@pytest.mark.parametrize("typed", ["EL-1", "el1", "XA:EL-1", "xa:el-1", " el 1 ", "XA EL 1"])
def test_a_licence_is_found_in_any_spelling(desk: OpenOffice, typed: str) -> None:
    text = desk.browser("noor").get("/border", params={"q": typed}).text
    assert forms(text) == ["declare"]
    assert ">30</b> pieces free" in text


@pytest.mark.parametrize("typed", ["UCR-S1", "ucrs1", "ucr s1"])
def test_a_consignment_is_found_in_any_spelling(desk: OpenOffice, typed: str) -> None:
    assert "release-for-export" in forms(desk.browser("noor").get("/border", params={"q": typed}).text)


@pytest.mark.parametrize(("officer", "typed"), [("noor", "el1"), ("bea", "EL-1"), ("noor", "EL-1")])
def test_a_licence_is_found_however_many_consignments_cite_it(
    desk: OpenOffice, officer: str, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("licensing.http.queries._MOST_HITS", 1)
    text = desk.browser(officer).get("/border", params={"q": typed}).text
    assert ">30</b> pieces free" in text


def test_where_several_are_called_so_one_chooses(desk: OpenOffice) -> None:
    text = desk.browser("noor").get("/border?q=UCR").text
    assert "2 fit “UCR”" in text
    assert 'href="/border?q=UCR-S2"' in text


@pytest.mark.parametrize(
    ("quantity", "told"), [("20", "Would pass"), ("50", "and 30 are free"), ("4x", "is a number"), ("5", "Would pass")]
)
def test_one_asks_without_reserving(desk: OpenOffice, quantity: str, told: str) -> None:
    head = desk.log.head()
    reply = desk.browser("noor").get("/border", params={"q": "EL-1", "line": "1", "quantity": quantity, "unit": "C62"})
    assert told in reply.text
    checked(reply.text)
    assert desk.log.head() == head


def test_a_licensing_officer_has_no_border_desk(desk: OpenOffice) -> None:
    assert desk.browser("amara").get("/border").status_code == 403
    assert "Open at the border desk" in desk.browser("noor").get("/consignments/UCR-S1").text
    assert "Open at the border desk" not in desk.browser("amara").get("/consignments/UCR-S1").text


# -- declaring ---------------------------------------------------------------------------------------------------------


def test_goods_are_declared_in_two_interactions(office: OpenOffice) -> None:
    noor = office.browser("noor")
    found = noor.get(FIRST)
    reply = send(noor, found.text, "declare", **DECLARED, lines__0__serials__numbers="A1\nA2", route__1__locode="XBPRT")
    assert reply.status_code == 303, reply.text
    assert reply.headers["location"].startswith("/border?q=UCR-S9&after=")
    shown = noor.get(reply.headers["location"]).text
    checked(shown)
    assert "Reserved" in shown.partition('class="word"')[2][:40]
    assert "release-for-export" in forms(shown)
    assert ">60</b> pieces free" in noor.get(FIRST).text
    (event, *_) = [recorded(x.body) for x in office.log.open("consignment/UCR-S9")]
    assert [x.role for x in event.data.parties] == ["EXPORTER", "CONSIGNEE", "END_USER"]
    assert [(x.state, x.locode, x.activity) for x in event.data.route] == [
        ("XA", "XAPRT", "LOAD"),
        ("XB", "XBPRT", "DISCHARGE"),
    ]
    assert event.data.lines[0].serials.numbers == ("A1", "A2")
    assert event.data.lines[0].licence_reference == "EL-1"
    assert values(noor.get(FIRST).text, "declare")["office"] == "XAPRT"
    again = send(noor, found.text, "declare", **DECLARED, lines__0__serials__numbers="A1\nA2", route__1__locode="XBPRT")
    assert again.headers["location"] == reply.headers["location"]


def test_too_much_is_refused_in_large_letters_with_what_is_free(office: OpenOffice) -> None:
    noor = office.browser("noor")
    reply = send(noor, noor.get(FIRST).text, "declare", **(DECLARED | {"lines__0__quantity__value": "130"}))
    assert reply.status_code == 200
    checked(reply.text)
    assert re.findall(r"<(\w+)[^>]* autofocus>", reply.text) == ["div"]
    verdict = reply.text.partition("verdict-no")[2]
    assert "Refused" in verdict
    assert 'Free: <b class="number">100</b>' in verdict
    kept = values(reply.text, "declare")
    assert kept["lines/0/quantity/value"] == "130"
    assert kept["shipment/ucr"] == "UCR-S9"
    mended = send(noor, reply.text, "declare", lines__0__quantity__value="100")
    assert mended.status_code == 303


def test_customs_accept_all_the_same_only_with_a_reason(office: OpenOffice) -> None:
    noor = office.browser("noor")
    html = noor.get(FIRST).text
    assert "Accept all the same" not in html
    refused = send(noor, html, "declare", **(DECLARED | {"lines__0__quantity__value": "130"}))
    assert "Accept all the same" in refused.text
    silent = send(noor, refused.text, "declare", accept="yes")
    assert silent.status_code == 422
    assert 'id="declare-despite-fault"' in silent.text
    assert "Accept all the same" in silent.text
    plain = send(noor, silent.text, "declare", **{"/despite": "The ministry says so."})
    assert "Refused" in plain.text
    reply = send(noor, plain.text, "declare", accept="yes", **{"/despite": "The ministry <says> so."})
    assert reply.status_code == 303
    shown = noor.get(reply.headers["location"]).text
    assert "Accepted all the same" in shown
    assert "The ministry &lt;says&gt; so." in shown
    assert "over-drawn" in noor.get(FIRST).text


def test_what_is_filled_in_wrongly_is_told_beside_it(office: OpenOffice) -> None:
    noor, head = office.browser("noor"), office.log.head()
    html = noor.get(FIRST).text
    wrong = DECLARED | {"office": "port", "shipment__ucr": "x", "declaration": "", "lines__0__quantity__value": ""}
    reply = send(noor, html, "declare", **wrong, parties__1__name="")
    assert reply.status_code == 422
    checked(reply.text)
    for field in ("office", "shipment-ucr", "declaration", "lines-0-quantity-value", "parties-1-name"):
        assert f'id="declare-{field}-fault"' in reply.text, field
    assert '<details class="group" open><summary>Parties' in reply.text
    assert office.log.head() == head


def test_a_licence_of_several_lines_is_declared_line_by_line(office: OpenOffice) -> None:
    tools = {"category": "OTHER", "description": "cleaning tools"}
    by_value = {"control": "V", "value": builders.worth("900"), "item": tools}
    lines = [line_of(20, 1), line_of(20, 2), line_of(20, 3) | by_value]
    office.world.authorization("XB:IA-3", 500)
    order = office.world.application("XA:EL-3", lines, "XB:IA-3")
    office.order("jonas", "licence issue", order)
    noor = office.browser("noor")
    text = noor.get("/border?q=EL-3").text
    told = DECLARED | {"lines__0__quantity__value": "", "lines__1__quantity__value": "4"}
    value = {"lines__2__quantity__value": "2", "lines__2__value__amount": "500"}
    reply = send(noor, text, "declare", **told, **value)
    assert reply.status_code == 303, reply.text
    (event, *_) = [recorded(x.body) for x in office.log.open("consignment/UCR-S9")]
    assert [(x.item_no, x.licence_line, x.quantity.value) for x in event.data.lines] == [(1, 2, "4"), (2, 3, "2")]
    assert event.data.lines[1].value.amount == "500"
    assert "400" in noor.get("/border?q=EL-3").text


# -- the way of the goods ----------------------------------------------------------------------------------------------


def test_goods_go_from_the_declaration_to_the_proof_of_receipt(office: OpenOffice) -> None:
    office.licence("XA:EL-2", transit_states=["XC"])
    route = [stop("XC", 1), {**stop("XB", 2), "activity": "DISCHARGE"}]
    office.declared("S1", 60, "XA:EL-2", route=route)
    noor, cyril, bea, here = (*map(office.browser, ("noor", "cyril", "bea")), "/border?q=UCR-S1")
    assert "let consignment UCR-S1 go" in carried_out(noor, here, "release-for-export")
    text = carried_out(noor, here, "exit", **{"/time": "2030-02-01T09:30"})
    assert "leaves through XAPRT" in text
    assert "9:30" in text
    assert forms(noor.get(here).text) == ["adjust", "return", "not-exited"]
    assert values(cyril.get(here).text, "enter-transit")["locode"] == "XCPRT"
    assert "enters XC at XCPRT" in carried_out(cyril, here, "enter-transit", lines__0__quantity__value="60")
    assert forms(cyril.get(here).text)[0] == "leave-transit"
    assert "leaves XC at XCPRT" in carried_out(cyril, here, "leave-transit")
    form = values(bea.get(here).text, "arrive")
    assert (form["locode"], form["lines/0/quantity/value"]) == ("XBPRT", "")
    text = carried_out(bea, here, "arrive", entry_reference="IM-1", lines__0__quantity__value="58")
    assert "entry IM-1: item 1: 58 C62" in text
    assert forms(text)[0] == "close-tally"
    assert "Unloading of UCR-S1 is finished" in carried_out(bea, here, "close-tally")
    assert values(bea.get(here).text, "release")["entry_reference"] == "IM-1"
    assert "release UCR-S1" in carried_out(bea, here, "release")
    said = {"code": "117", "lines__0__quantity__value": "2", "remarks": "Two are missing."}
    assert "code 117" in carried_out(bea, here, "report-discrepancy", **said)
    text = carried_out(bea, here, "verify-delivery", verification="DV-1", lines__0__quantity__value="58")
    assert "Receipt of UCR-S1 by Firm XB-P-0002" in text
    assert "received" in text
    said = {"kind": "WARRANTY", "entry_reference": "RE-1", "lines__0__quantity__value": "1"}
    assert "come back to XA: item 1: 1 C62" in carried_out(noor, here, "return", **said)
    assert "58" in noor.get("/consignments/UCR-S1").text


def test_the_licensing_officer_of_the_importing_state_certifies_too(office: OpenOffice) -> None:
    office.declared()
    office.order("noor", "consignment exit", {"shipment": {"ucr": "UCR-S1"}, "office": "XAPRT"})
    tomas, page = office.browser("tomas"), "/consignments/UCR-S1"
    assert forms(tomas.get(page).text) == ["verify-delivery"]
    reply = send(tomas, tomas.get(page).text, "verify-delivery", verification="DV-2", lines__0__quantity__value="60")
    assert reply.headers["location"].startswith(f"{page}?after=")
    wrong = send(tomas, tomas.get(page).text, "verify-delivery", received_on="")
    assert wrong.status_code == 422
    checked(wrong.text)


def test_quantities_are_corrected_as_far_as_they_are_free_and_freed_again(office: OpenOffice) -> None:
    office.declared()
    noor, here = office.browser("noor"), "/border?q=UCR-S1"
    refused = send(noor, noor.get(here).text, "adjust", lines__0__quantity__value="170")
    assert "Refused" in refused.text
    assert '<details class="step" id="adjust" open>' in refused.text
    checked(refused.text)
    text = carried_out(noor, here, "adjust", lines__0__quantity__value="20")
    assert "correct the declaration of UCR-S1: item 1: 20 C62" in text
    assert "Free again" in carried_out(noor, here, "cancel", reason="Not shipped.")
    assert ">100</b> pieces free" in noor.get(FIRST).text


def test_goods_are_held_while_the_licence_is_suspended(office: OpenOffice) -> None:
    office.declared()
    since = {"licence": builders.reference("EL-1", "XA"), "effective_on": "2030-01-02"}
    office.order("jonas", "licence suspend", since)
    noor, here = office.browser("noor"), "/border?q=UCR-S1"
    text = noor.get(FIRST).text
    assert "is suspended on 1 Feb 2030" in text
    refused = send(noor, noor.get(here).text, "release-for-export")
    assert "is suspended" in refused.text.partition("Refused")[2]
    reply = send(noor, refused.text, "release-for-export", accept="yes", **{"/despite": "Reinstated by telephone."})
    assert "Accepted all the same" in noor.get(reply.headers["location"]).text


def test_goods_nobody_announced_are_recorded_as_they_are_seen(office: OpenOffice) -> None:
    rafael, here = office.browser("rafael"), "/border?q=UCR-S5"
    html = rafael.get(here).text
    assert "record what you see" in html
    told = {"entry_reference": "IM-9", "locode": "XEPRT", "lines__0__quantity__value": "12"}
    text = carried_out(rafael, here, "arrive", **told, lines__0__item__category="FIREARM")
    assert "arrives at XEPRT" in text
    wrong = send(rafael, html, "enter-transit", locode="?")
    assert wrong.status_code == 422
    checked(wrong.text)


def test_a_consignment_that_moved_on_is_looked_at_again(office: OpenOffice) -> None:
    office.declared()
    noor, here = office.browser("noor"), "/border?q=UCR-S1"
    before = noor.get(here).text
    carried_out(noor, here, "release-for-export")
    late = send(noor, before, "exit", mode="AIR")
    assert late.status_code == 412
    assert values(late.text, "exit")["mode"] == "AIR"
    assert send(noor, late.text, "exit").status_code == 303


def test_a_declaration_under_a_licence_one_may_not_see_is_not_there(desk: OpenOffice) -> None:
    rafael = desk.browser("rafael")
    token = values(rafael.get("/border?q=UCR-S1").text, "arrive")["form_token"]
    form = {"form_token": token, "key": "12345678"}
    assert rafael.post("/border/licences/XA:EL-1/declare", data=form).status_code == 404
    assert "EL-1" not in rafael.get("/border?q=UCR-S1").text.partition("<main")[2]
    assert "60" not in values(rafael.get("/border?q=UCR-S1").text, "arrive").values()


def test_while_the_views_are_behind_the_page_says_so_instead_of_comparing(
    office: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    noor = office.browser("noor")
    reply = send(noor, noor.get(FIRST).text, "declare", **DECLARED)
    done = reply.headers["location"]
    noor.get(done)
    monkeypatch.setattr("licensing.http.asking.LONGEST_WAIT", 0.0)
    monkeypatch.setattr("licensing.http.queries.least", lambda views: 1)
    shown = noor.get(done)
    assert shown.status_code == 200
    assert "The findings do not show this order yet." in shown.text
    checked(shown.text)


def test_what_was_counted_is_held_against_the_record_before_it_is_taken(office: OpenOffice) -> None:
    office.declared()
    noor, bea, here = office.browser("noor"), office.browser("bea"), "/border?q=UCR-S1"
    carried_out(noor, here, "exit")
    entry = {"entry_reference": "IM-1", "locode": "XBPRT", "lines__0__quantity__value": "58"}
    asked = send(bea, bea.get(here).text, "arrive", **entry)
    assert (asked.status_code, "58 pieces would have arrived, and 60 left" in asked.text) == (200, True)
    checked(asked.text)
    assert values(asked.text, "arrive")["lines/0/quantity/value"] == "58"
    assert "entry IM-1" not in bea.get("/consignments/UCR-S1").text
    taken = send(bea, asked.text, "arrive", counted="yes")
    assert taken.status_code == 303
    certificate = {"verification": "DV-1", "lines__0__quantity__value": "59"}
    asked = send(bea, bea.get(taken.headers["location"]).text, "verify-delivery", **certificate)
    assert "receipt of 59 pieces would be certified, and 58 have arrived" in asked.text
    refused = send(bea, asked.text, "verify-delivery", counted="yes")
    assert "58 have arrived" in refused.text.partition("Refused")[2]
    why = {"/despite": "One piece was found behind the crates."}
    assert send(bea, refused.text, "verify-delivery", counted="yes", accept="yes", **why).status_code == 303


def test_what_was_counted_as_it_left_is_taken_at_once(office: OpenOffice) -> None:
    office.declared()
    carried_out(office.browser("noor"), "/border?q=UCR-S1", "exit")
    bea = office.browser("bea")
    entry = {"entry_reference": "IM-1", "locode": "XBPRT", "lines__0__quantity__value": "60"}
    assert send(bea, bea.get("/border?q=UCR-S1").text, "arrive", **entry).status_code == 303


def test_a_declaration_is_entered_late_with_its_reason(office: OpenOffice) -> None:
    noor = office.browser("noor")
    told = {"shipment__ucr": "UCR-S8", "declaration": "D-S8", "office": "XAPRT", "mode": "ROAD"}
    told |= {"lines__0__quantity__value": "5", "control_date": "2030-01-31"}
    early = send(noor, noor.get(FIRST).text, "declare", **told)
    assert (early.status_code, "enter it as LATE" in early.text) == (422, True)
    silent = send(noor, noor.get(FIRST).text, "declare", **told, usage="LATE")
    assert "Say why it is entered only now" in silent.text.partition("Refused")[2]
    why = {"usage": "LATE", "/late": "The link was down."}
    assert send(noor, noor.get(FIRST).text, "declare", **told, **why).status_code == 303
