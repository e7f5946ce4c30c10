"""What officers determine on the page of an application, and where it is read then: on the licence, too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.kernel.event import recorded
from tests.applications import wanted
from tests.licensing.an_open_office import OpenOffice, line_of
from tests.licensing.filling import carried_out, forms, send, values
from tests.licensing.ordering_world import applied_for, terms

CASE = "/applications/XA:AP-EL-7"
PLACE = "determination__{}".format
GROUNDED = (
    *("scope__ground", "law__ground", "procedure__ground"),
    *("import_authorization__ground", "delivery_verification__ground", "transit__0__ground"),
)
FILLED = {
    **{PLACE(f"{x}__text"): "Looked into." for x in GROUNDED},
    **{PLACE(f"{x}__reference"): "UNFP 10(2)" for x in GROUNDED},
    PLACE("law__profile"): "FP",
    PLACE("law__ground__text"): "XB is a party to the <Protocol>.",
    PLACE("place_of_issue"): "Nordhafen",
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    """An office with an application by road through XC that nobody has determined."""
    made = OpenOffice(tmp_path)
    made.world.prepare()
    told = wanted(terms([line_of(40)], "XB:IA-7", transit_states=["XC"]))
    made.order("dora", "application submit", {"application": applied_for("XA:EL-7"), "wanted": told})
    yield made
    made.close()


def test_an_application_is_determined_on_its_page_state_by_state_of_its_route(office: OpenOffice) -> None:
    amara = office.browser("amara")
    text = amara.get(CASE).text
    assert "Nobody has determined it since the application was last changed." in text
    assert 'href="#determine"' in text
    assert forms(text)[0] == "determine"
    assert values(text, "determine")[PLACE("transit__0__need").replace("__", "/")] == "CONSENT"
    text = carried_out(amara, CASE, "determine", **FILLED)
    assert "What was determined" in text
    assert "XB is a party to the &lt;Protocol&gt;." in text
    assert "Transit through XC" in text
    assert "Send XC a transit notice" in text
    assert "Nobody has determined it" not in text


def test_each_field_that_was_not_filled_in_says_so_and_what_was_is_kept(office: OpenOffice) -> None:
    amara = office.browser("amara")
    blank = FILLED | {PLACE("place_of_issue"): "", PLACE("law__ground__reference"): ""}
    reply = send(amara, amara.get(CASE).text, "determine", **blank)
    assert reply.status_code == 422
    assert reply.text.count("This must be filled in.") == 2
    assert "XB is a party to the &lt;Protocol&gt;." in reply.text


def test_an_exemption_waits_for_a_second_person_and_then_counts(office: OpenOffice) -> None:
    amara = office.browser("amara")
    page = amara.get(CASE).text
    off = {x: y for x, y in FILLED.items() if "delivery" not in x or "ground" in x}
    off[PLACE("delivery_verification__exempt_as")] = "ON_REQUEST"
    found = dict(values(page, "determine"))
    unticked = PLACE("delivery_verification__required").replace("__", "/")
    assert found.pop(unticked) == "yes"
    body = found | {name.replace("__", "/"): value for name, value in off.items()}
    assert amara.post(f"{CASE}/determine", data=body).status_code == 303
    office.world.has_read()
    assert "Nobody has determined it" in amara.get(CASE).text
    proposed = recorded(office.log.at([office.log.head()])[0].body).data
    office.order("jonas", "proposal confirm", {"proposal": proposed.proposal})
    text = amara.get(CASE).text
    assert "Nobody has determined it" not in text
    assert "not required, on request" in text


def test_the_page_and_the_sheet_of_a_licence_show_what_was_determined(office: OpenOffice) -> None:
    office.licence("XA:EL-1")
    page = office.browser("amara").get("/licences/XA:EL-1").text
    assert "What was determined" in page
    assert "Place of issue" in page
    told = office.world.licence_sheet("XA:EL-1").determination
    assert told is not None
    assert told.told.place_of_issue == "Nordhafen"
