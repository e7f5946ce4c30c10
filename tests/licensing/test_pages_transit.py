"""The home of a transit State: what it is asked, all it must know to answer, and four clicks to the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from domain.kernel.event import recorded
from tests.licensing.an_office import form_token
from tests.licensing.an_open_office import OpenOffice
from tests.licensing.filling import Forms, by_two, carried_out, forms, send
from tests.licensing.test_pages import checked

NOTICE = "/transit-notices/XA:TN-EL-7-XC"
ASKING = "/transit-notices/send?application=XA:AP-EL-7&state=XC"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    """An application whose route leads through XC, which has been asked."""
    made = OpenOffice(tmp_path)
    made.application(transit_states=["XC"])
    dates = {"period_from": "2030-03-01", "period_to": "2030-05-31"}
    carried_out(made.browser("amara"), ASKING, "send", mode="ROAD", **dates)
    made.world.has_read()
    yield made
    made.close()


class Clicking:
    """Somebody who only clicks: follows links that are there, and sends forms as they stand."""

    def __init__(self, browser: TestClient, start: str) -> None:
        self._browser, self.clicks = browser, 0
        self.html = browser.get(start).text

    def _arrive(self, reply: Response) -> None:
        while reply.status_code == 303:
            reply = self._browser.get(reply.headers["location"])
        assert reply.status_code == 200, reply.text
        checked(reply.text)
        self.html = reply.text

    def link(self, where: str) -> None:
        """Clicks a link of the page to an address that begins so."""
        found = re.findall(rf'href="({re.escape(where)}[^"]*)"', self.html)
        assert found, where
        self.clicks += 1
        self._arrive(self._browser.get(found[0].replace("&amp;", "&")))

    def button(self, form: str) -> None:
        """Presses the button of a form in which nobody typed."""
        self.clicks += 1
        self._arrive(send(self._browser, self.html, form))

    def sign_in(self, officer: str) -> None:
        """Chooses who one is."""
        assert f'value="{officer}"' in self.html
        self.clicks += 1
        form = {"form_token": form_token(self.html), "officer": officer}
        self._arrive(self._browser.post("/sign-in", data=form))


def test_a_transit_state_answers_in_four_clicks_and_types_nothing(office: OpenOffice) -> None:
    stranger = TestClient(office.app, headers={"Accept": "text/html"}, follow_redirects=False)
    yusra = Clicking(stranger, "/sign-in")
    yusra.sign_in("yusra")
    yusra.link(NOTICE)
    yusra.link(f"{NOTICE}?answer=NO_OBJECTION")
    yusra.button("answer")
    assert yusra.clicks == 4
    assert "XC consented" in yusra.html
    (event,) = [recorded(x.body).data for x in office.log.open("notice/XA:TN-EL-7-XC") if "answered" in x.type]
    told = (event.transit_state, event.answer, event.basis, event.effective_on, event.valid_until)
    assert told == ("XC", "NO_OBJECTION", "EXPRESS", "2030-02-01", None)


def test_the_home_tells_goods_quantities_parties_route_and_dates(office: OpenOffice) -> None:
    html = office.browser("yusra").get("/").text
    checked(html)
    asked = html.partition('id="asked"')[2].partition("</section>")[0]
    for told in (
        "XA:TN-EL-7-XC",
        "40 pieces",
        "handgun, 9x19",
        "XA → XC → XB",
        "road",
        "1 Mar 2030",
        "31 May 2030",
    ):
        assert told in asked, told
    assert "Firm XA-P-0001" in asked
    assert "Firm XB-P-0002" in asked
    assert "1 Feb 2030" in asked


@pytest.mark.parametrize("officer", ["tomas", "mei", "amara"])
def test_nobody_else_is_told_of_it_at_home(office: OpenOffice, officer: str) -> None:
    assert "wait for the answer" not in office.browser(officer).get("/").text
    assert "TN-EL-7" not in office.browser(officer).get("/transit-notices").text


def test_a_notice_that_is_answered_waits_no_longer(office: OpenOffice) -> None:
    yusra = office.browser("yusra")
    assert "XA:TN-EL-7-XC" in yusra.get("/").text
    carried_out(yusra, f"{NOTICE}?answer=OBJECTION", "answer")
    assert "XA:TN-EL-7-XC" not in yusra.get("/").text
    listed = yusra.get("/transit-notices").text
    assert "XA:TN-EL-7-XC" in listed.partition("Answered last")[2]
    assert "objected" in listed.partition("Answered last")[2]


def test_conditions_are_written_word_for_word_and_nothing_is_taken_without_them(office: OpenOffice) -> None:
    yusra = office.browser("yusra")
    page = f"{NOTICE}?answer=CONDITIONAL"
    html = yusra.get(page).text
    assert forms(html) == ["answer"]
    empty = send(yusra, html, "answer")
    assert empty.status_code == 422
    assert "This must be filled in." in empty.text
    assert "Escort to the border." in carried_out(yusra, page, "answer", conditions="Escort to the border.")


def test_where_silence_is_consent_the_days_that_are_left_are_told(tmp_path: Path) -> None:
    office = OpenOffice(tmp_path)
    office.application(transit_states=["XC"], profile="EU25", delivery_verification_required=True)
    carried_out(office.browser("amara"), ASKING, "send", mode="ROAD")
    office.world.has_read()
    for page in ("/", NOTICE):
        html = office.browser("yusra").get(page).text
        assert "<b>28 days left</b>, until 1 Mar 2030; then silence is consent" in html, page
    office.close()


def test_where_silence_is_no_consent_no_days_are_counted(office: OpenOffice) -> None:
    assert "no term: silence is not consent" in office.browser("yusra").get(NOTICE).text


def test_the_answer_is_chosen_by_link_and_sent_by_form_without_a_number_field(office: OpenOffice) -> None:
    html = office.browser("yusra").get(f"{NOTICE}?answer=NO_OBJECTION").text
    found = Forms(html).values["answer-form"]
    assert "decimal" not in html.partition('id="answer-form"')[2].partition("</form>")[0]
    assert set(found) == {"form_token", "key", "seen", "effective_on", "valid_until"}


def test_who_asked_copies_a_letter_that_another_person_confirms(office: OpenOffice) -> None:
    amara = office.browser("amara")
    assert forms(amara.get(NOTICE).text) == ["copy-answer"]
    paper = {"paper__number": "Z 4417/29", "paper__dated_on": "2030-02-20", "paper__channel": "DIPLOMATIC"}
    by_two(amara, office.browser("jonas"), NOTICE, "copy-answer", answer="NO_OBJECTION", **paper)
    shown = amara.get(NOTICE).text
    print(shown[shown.index("<main") :])
    checked(shown)
    assert "/states/XC/transit-authority/copied-in-xa" in shown
    assert "Copied from the paper Z 4417/29 of XC" in shown
