"""The border is told what the rules know: before anything else, and green only where nothing says hold or stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from domain.record.statutes import row_of, statutes
from tests import movements
from tests.builders import amount, licence
from tests.domain.decisions.given import given
from tests.licensing.an_open_office import OpenOffice
from tests.licensing.filling import carried_out, send
from tests.licensing.ordering_world import OrderingWorld, declaration
from tests.movements import item

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


# -- what customs says of itself ---------------------------------------------------------------------------------------


def test_half_a_pistol_and_600_sets_of_nothing_are_not_declared() -> None:
    records = given(licence())
    for quantity, codes in (
        (amount("0.5"), ("QUANTITY_NOT_WHOLE",)),
        (amount("600", "SET") | {"pack_size": "0"}, ("QUANTITY_OF_NOTHING", "QUANTITY_UNCLEAR")),
        (amount("1"), ()),
        (amount("6", "SET") | {"pack_size": "10"}, ()),
    ):
        assert records.when(movements.declared(lines=[item(1, 1, quantity=quantity)])).refused == codes


def test_an_expired_licence_is_not_used_with_an_earlier_control_date() -> None:
    records = given(licence(valid_to="2030-03-05"))
    told = movements.declared(on="2030-03-10", control_date="2030-03-03")
    assert records.when(told).not_allowed == "CONTROL_DATE_PASSED"
    assert records.when(movements.declared(on="2030-03-05")).refused == ()


def test_what_went_in_time_is_entered_late_with_its_reason_and_noted(tmp_path: Path) -> None:
    with OrderingWorld(tmp_path) as world:
        world.licence("XA:EL-1", 100)
        told = declaration("S1", 60, "XA:EL-1", control_date="2030-01-31", usage="LATE")
        assert world.desk.order("noor", "consignment declare", told).outcome == "REFUSED"
        world.desk.recorded("noor", "consignment declare", told, late="The link was down.")
        (note,) = world.desk.log.notes()
        assert (note.note.oddity, note.source) == ("ENTERED_LATE", "/states/XA/customs/counterfoil")
        assert "The link was down." in note.note.detail


def test_three_serials_do_not_stand_for_five_pistols_where_the_law_asks() -> None:
    records = given(licence())
    row = row_of({"name": "serial_for_each_piece", "from": "2030-01-01", "value": True, "state": "XA"})
    records.records.__dict__["statutes"] = statutes().with_rows([row])
    for numbers, codes in ((("A1", "A2", "A3"), ("SERIALS_NOT_AS_MANY",)), (("A1", "A2", "A3", "A4", "NSN"), ())):
        serials = {"numbers": list(numbers), "ranges": []}
        assert records.when(movements.declared(lines=[item(1, 5, serials=serials)])).refused == codes


def test_a_declaration_is_not_invalidated_after_the_goods_left_and_drawn_a_second_time() -> None:
    records = given(licence(), movements.declared("S1", 100), movements.exited())
    assert records.when(movements.cancelled("S1", "2030-03-05")).refused == ("STILL_AWAY",)
    records.after(movements.not_exited(on="2030-03-05")).after(movements.cancelled("S1", "2030-03-05"))
    assert records.when(movements.declared("S2", 100, on="2030-03-06")).refused == ()
