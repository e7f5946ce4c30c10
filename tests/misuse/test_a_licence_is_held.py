"""An embargo after issue holds a licence: shown beside its status at once, though no fact of the licence says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from consumers.arrival import Origin
from consumers.inbound import delivery_of
from tests.builders import Fact, published
from tests.licensing.an_open_office import OpenOffice

KEY = "XA:EL-1"
EMBARGO: Fact = {
    "row": "EMB-XB",
    "state": "XB",
    "from": "2030-02-01",
    "to": None,
    "classes": [],
    "actors": "ALL",
    "exemption_types": [],
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    made = OpenOffice(tmp_path)
    made.licence()
    yield made
    made.close()


def embargoed(office: OpenOffice, **changes: object) -> None:
    told = {"id": "late-1"} | published("embargoes", EMBARGO | changes, since="2030-02-01", on="2030-02-01")
    assert office.log.record([delivery_of(told, Origin())]).accepted == 1
    office.world.has_read()


def test_an_embargo_after_issue_holds_the_licence_whose_status_stays(office: OpenOffice) -> None:
    embargoed(office)
    sheet = office.world.licence_sheet(KEY)
    assert ([x.code for x in sheet.held], sheet.status) == (["WOULD_OPEN:R21"], "valid")
    assert '<h2 id="held">Held</h2>' in office.browser("amara").get(f"/licences/{KEY}").text


def test_its_holder_is_not_told_what_is_suspected_of_it(office: OpenOffice) -> None:
    embargoed(office)
    page = office.browser("dora").get(f"/licences/{KEY}")
    assert (page.status_code, 'id="held"' in page.text) == (200, False)


def test_an_embargo_on_another_state_holds_nothing(office: OpenOffice) -> None:
    embargoed(office, state="XE")
    assert office.world.licence_sheet(KEY).held == ()
    assert 'id="held"' not in office.browser("amara").get(f"/licences/{KEY}").text
