"""Papers and licences on their pages: authorizations, transit notices, and what becomes of a licence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.kernel.event import recorded
from tests.licensing.an_open_office import OpenOffice
from tests.licensing.filling import by_two, carried_out, forms, send, values
from tests.licensing.test_pages import checked

CASE, LICENCE = "/applications/XA:AP-EL-7", "/licences/XA:EL-1"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    made = OpenOffice(tmp_path)
    yield made
    made.close()


def test_a_state_issues_amends_and_revokes_its_own_authorization(office: OpenOffice) -> None:
    office.world.prepare()
    office.world.has_read()
    bruno, tomas = office.browser("bruno"), office.browser("tomas")
    told = {
        "authorization__reference": "IA-9",
        "terms__importer__name": "Importer",
        "terms__recipient__name": "Police",
        "terms__recipient__register_id": "XB-P-0002",
        "terms__lines__0__item_class": "HANDGUN",
        "terms__lines__0__quantity__value": "50",
    }
    text = by_two(tomas, bruno, "/import-authorizations/issue", "issue", **told)
    assert "authorizes import XB:IA-9" in text
    page = "/import-authorizations/XB:IA-9"
    assert forms(bruno.get(page).text) == ["amend", "revoke"]
    lines = {"terms__lines__0__quantity__value": "30", "terms__lines__1__item_class": "RIFLE"}
    by_two(tomas, bruno, page, "amend", **lines, terms__lines__1__quantity__value="5")
    assert "Rifle" in bruno.get(page).text
    text = carried_out(bruno, page, "revoke", reason="Withdrawn by the ministry.")
    assert "revoked" in text
    assert forms(bruno.get(page).text) == []


def test_an_incomplete_authorization_is_refused_with_what_it_lacks(office: OpenOffice) -> None:
    office.world.prepare()
    office.world.has_read()
    bruno = office.browser("bruno")
    told = {"authorization__reference": "IA-9", "terms__importer__name": "Importer", "terms__recipient__name": "Police"}
    lines = {"terms__lines__0__item_class": "HANDGUN", "terms__lines__0__quantity__value": "50"}
    reply = send(bruno, bruno.get("/import-authorizations/issue").text, "issue", **told, **lines)
    assert reply.status_code == 200
    assert "lacks: final recipient with register id" in reply.text
    assert values(reply.text, "issue")["terms/recipient/name"] == "Police"


def test_a_transit_state_takes_its_consent_back(office: OpenOffice) -> None:
    office.application(transit_states=["XC"])
    amara, yusra = office.browser("amara"), office.browser("yusra")
    carried_out(amara, "/transit-notices/send?application=XA:AP-EL-7&state=XC", "send", mode="ROAD")
    page = "/transit-notices/XA:TN-EL-7-XC"
    assert amara.get("/transit-notices?number=tn-el-7-xc").headers["location"] == page
    assert forms(yusra.get(page).text) == []
    assert forms(yusra.get(f"{page}?answer=NO_OBJECTION").text) == ["answer"]
    assert office.browser("tomas").get(page).status_code == 404
    carried_out(yusra, f"{page}?answer=NO_OBJECTION", "answer")
    text = yusra.get(page).text
    checked(text)
    assert forms(text) == ["withdraw"]
    assert "XC withdrawn" in carried_out(yusra, page, "withdraw", reason="Roads are closed.")
    assert "which had withdrawn its consent" in amara.get(CASE).text


def test_a_licence_is_suspended_reinstated_and_given_back(office: OpenOffice) -> None:
    office.licence()
    jonas, amara = office.browser("jonas"), office.browser("amara")
    assert "suspended" in carried_out(jonas, LICENCE, "suspend", reason="A question is open.")
    assert forms(jonas.get(LICENCE).text) == ["reinstate", "revoke"]
    assert "has effect again" in by_two(amara, jonas, LICENCE, "reinstate")
    text = carried_out(amara, LICENCE, "surrender", replaced_by="XA:EL-2")
    assert "given back" in text
    (event,) = [recorded(x.body) for x in office.log.open("licence/XA:EL-1") if "surrendered" in x.type]
    assert event.data.replaced_by.reference == "EL-2"


def test_a_licence_with_open_reservations_is_not_given_back(office: OpenOffice) -> None:
    office.licence()
    office.declared()
    amara = office.browser("amara")
    reply = send(amara, amara.get(LICENCE).text, "surrender")
    assert reply.status_code == 200
    assert "which have not left" in reply.text.partition("Refused")[2]
    text = carried_out(office.browser("jonas"), LICENCE, "revoke")
    assert "is revoked from 1 Feb 2030" in text
    checked(text)
    assert "60 pieces of 100 free" in text
