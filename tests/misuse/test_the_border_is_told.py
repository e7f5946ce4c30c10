"""The border is told what the rules know: before anything else, and green only where nothing says hold or stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.licensing.an_open_office import OpenOffice
from tests.licensing.filling import carried_out, send

LICENCE = "/border?q=EL-1"
GREEN = re.compile(r'chip-good">\s*valid|signal-go')


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    made = OpenOffice(tmp_path)
    made.licence(pieces=285)
    yield made
    made.close()


def declared(customs: TestClient, pieces: int) -> str:
    """The page on which so many pieces are accepted, if need be although the ledger refuses."""
    told = {"shipment__ucr": "UCR-S9", "declaration": "D-S9", "office": "XAPRT", "mode": "ROAD"}
    reply = send(customs, customs.get(LICENCE).text, "declare", lines__0__quantity__value=str(pieces), **told)
    if reply.status_code == 200:
        why = {"/despite": "The ministry says so by telephone."}
        reply = send(customs, reply.text, "declare", accept="yes", **why)
    assert reply.status_code == 303, reply.text
    return customs.get(reply.headers["location"]).text


def verdict(html: str) -> str:
    """The word of the verdict, which stands before any form."""
    before, _, rest = html.partition('id="verdict"')
    assert "<form" not in before.partition("<main")[2]
    return re.sub(r"<[^>]+>", "", rest.partition(">")[2].partition("</h2>")[0]).strip()


def test_the_desk_shows_a_green_valid_on_a_licence_over_drawn_by_285(office: OpenOffice) -> None:
    noor = office.browser("noor")
    declared(noor, 570)
    carried_out(noor, "/border?q=UCR-S9", "exit")
    office.world.has_read()
    for page in (LICENCE, "/border?q=UCR-S9", "/licences/XA:EL-1"):
        html = noor.get(page).text
        assert not GREEN.search(html), page
    html = noor.get(LICENCE).text
    assert verdict(html) in ("Hold", "Stop")
    assert "over-drawn by 285" in html
    assert "570 of 285 used" in html


def test_a_licence_drawn_to_its_end_is_shown_green(office: OpenOffice) -> None:
    noor = office.browser("noor")
    html = declared(noor, 285)
    assert verdict(html) == "Go"
    assert "It opened no finding and cleared none." in html
    assert verdict(noor.get(LICENCE).text) == "Go"
    assert GREEN.search(noor.get(LICENCE).text)


def test_after_an_order_the_page_says_which_findings_it_opened_and_which_it_cleared(office: OpenOffice) -> None:
    noor = office.browser("noor")
    assert "It opened no finding and cleared none." in declared(noor, 300)
    html = carried_out(noor, "/border?q=UCR-S9", "exit")
    told = html.partition('class="outcome"')[2].partition("</form>")[0]
    assert "It opened 2 findings:" in told
    assert "<b>R01</b>" in told
    assert "<b>R07</b>" in told
    html = carried_out(noor, "/border?q=UCR-S9", "adjust", lines__0__quantity__value="200")
    assert "It cleared 2 findings:" in html.partition('class="outcome"')[2]
    assert verdict(html) == "Go"
