"""The pages: who sees which, that they stand on their own, and the form that disposes of a finding."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from domain.kernel.event import recorded
from licensing.http.pages.open import safe
from tests.licensing.an_office import (
    AUTHORIZATION,
    CLOSED,
    ELSEWHERE,
    LICENCE,
    PARTY,
    R01,
    R07,
    R17,
    UCR,
    AnOffice,
    finding_row,
    form_token,
)

STATIC = Path(__file__).parent.parent.parent / "licensing" / "http" / "pages"
CASES = (
    "/",
    "/findings",
    "/findings/dispose",
    "/what-if",
    f"/findings/{R01[0]}",
    "/licences",
    f"/licences/{LICENCE}",
    "/consignments",
    f"/consignments/{UCR}",
    "/import-authorizations",
    f"/import-authorizations/{AUTHORIZATION}",
    "/parties",
    f"/parties/{PARTY}",
    "/search",
    f"/search?q={LICENCE}",
    f"/history/licences/{LICENCE}",
)
OPEN = ("/sign-in", "/rules", "/access", "/api", "/problems/denied")
VOID = {"meta", "link", "input", "br", "path", "circle", "rect"}


class Checked(HTMLParser):
    """Reads a page and notes what is wrong with it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.seen: set[str] = set()
        self.labelled: set[str] = set()
        self.fields: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.seen.add(tag)
        if tag == "script" or "style" in told or any(name.startswith("on") for name in told):
            self.wrong.append(f"<{tag}> brings script or style along")
        for name in ("src", "href", "action"):
            if (told.get(name) or "/").startswith(("http:", "https:", "//", "data:")):
                self.wrong.append(f"<{tag}> reaches out to {told[name]}")
        if "id" in told:
            self.ids.append(str(told["id"]))
        if tag == "label" and told.get("for"):
            self.labelled.add(str(told["for"]))
        visible = told.get("type") not in {"hidden", "radio"}
        if tag in {"input", "select", "textarea"} and visible and "aria-label" not in told:
            self.fields.append(str(told.get("id")))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.stack or self.stack.pop() != tag):
            self.wrong.append(f"</{tag}> closes nothing")


def checked(html: str) -> Checked:
    found = Checked(html)
    assert not found.wrong
    assert not found.stack
    assert len(set(found.ids)) == len(found.ids)
    assert set(found.fields) <= found.labelled
    assert {"main", "h1", "header", "footer"} <= found.seen
    return found


@pytest.mark.parametrize("path", CASES + OPEN)
def test_a_page_stands_on_its_own(browser: TestClient, path: str) -> None:
    reply = browser.get(path)
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "'self'" in reply.headers["content-security-policy"]
    checked(reply.text)
    assert '<html lang="en"' in reply.text
    assert 'class="skip" href="#main"' in reply.text


@pytest.mark.parametrize("path", CASES)
def test_who_is_not_signed_in_is_sent_there_and_back(reading_room: AnOffice, path: str) -> None:
    reply = reading_room.browser().get(path)
    assert reply.status_code == 303
    assert reply.headers["location"].startswith("/sign-in?next=%2F")


@pytest.mark.parametrize("path", OPEN)
def test_some_pages_are_for_everybody(reading_room: AnOffice, path: str) -> None:
    reply = reading_room.browser().get(path)
    assert reply.status_code == 200
    checked(reply.text)


def test_names_in_the_record_cannot_bring_markup(browser: TestClient) -> None:
    text = browser.get(f"/licences/{LICENCE}").text + browser.get(f"/findings/{R01[0]}").text
    assert "<Waffen>" not in text
    assert "&lt;Waffen&gt;" in text
    assert "&lt;R01&gt;" in text


@pytest.mark.parametrize(
    "path",
    [f"/findings/{ELSEWHERE[0]}", "/licences/XC:EL-2030-000009", "/consignments/NONE", "/nowhere", "/problems/none"],
)
def test_what_one_may_not_see_is_not_there(browser: TestClient, path: str) -> None:
    reply = browser.get(path)
    assert reply.status_code == 404
    checked(reply.text)


def test_findings_are_filtered_by_the_address(browser: TestClient) -> None:
    text = browser.get("/findings?rule=R17&state=&severity=&licence=").text
    assert R17[0] in text
    assert R01[0] not in text
    assert 'value="R17" selected' in text
    assert browser.get("/findings?severity=x").status_code == 422
    assert browser.get("/findings?sort=colour").status_code == 422
    assert browser.get("/findings?cursor=x").status_code == 422


def test_a_long_list_goes_on_on_the_next_page(office: AnOffice, amara_browser: TestClient) -> None:
    office.fill([finding_row("R02", licence=LICENCE, line=n, day=1 + n % 28) for n in range(40)])
    address, seen = "/findings?rule=R02&state=OPEN", []
    while address:
        text = amara_browser.get(address).text
        seen += re.findall(r'<th scope="row"><a href="/findings/([0-9a-f]{64})"', text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        address = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 40


def test_the_overview_counts_what_concerns_the_state(browser: TestClient) -> None:
    text = browser.get("/").text
    assert "4 open findings concern XA" in text
    assert ELSEWHERE[0] not in text


def test_an_administrator_sees_figures_and_no_case(reading_room: AnOffice) -> None:
    sam = reading_room.browser("sam")
    checked(sam.get("/").text)
    assert "head of the log" in sam.get("/").text
    assert sam.get("/findings").status_code == 403
    assert LICENCE not in sam.get("/").text


def test_a_customs_officer_reads_and_has_no_form(reading_room: AnOffice) -> None:
    text = reading_room.browser("noor").get(f"/findings/{R01[0]}").text
    assert "Why it stands" in text
    assert "/disposition" not in text
    assert "As of another moment" not in reading_room.browser("noor").get(f"/licences/{LICENCE}").text


def test_another_states_officer_is_told_who_disposes(browser: TestClient) -> None:
    text = browser.get(f"/findings/{R07[0]}").text
    assert "/disposition" not in text
    assert "the authority of XB" in text


def hidden(html: str, name: str) -> str:
    return html.partition(f'name="{name}" value="')[2].partition('"')[0].replace("&#34;", '"')


def filled(html: str, **changes: str) -> dict[str, str]:
    given = {"disposition": "EXPLAINED", "reason": "The amended licence was shown."}
    return {name: hidden(html, name) for name in ("form_token", "seen", "key")} | given | changes


def test_an_officer_disposes_of_a_finding(office: AnOffice, amara_browser: TestClient) -> None:
    path = f"/findings/{R01[0]}"
    form = filled(amara_browser.get(path).text)
    reply = amara_browser.post(f"{path}/disposition", data=form)
    (stored,) = office.log.open(f"finding/{R01[0]}")
    assert reply.status_code == 303
    assert reply.headers["location"] == f"{path}?after={stored.position}&done={stored.position}"
    assert recorded(stored.body).data.reason == "The amended licence was shown."
    office.fill([finding_row("R01", state="CLOSED", licence=LICENCE, line=1)], position=stored.position)
    text = amara_browser.get(reply.headers["location"]).text
    assert "Recorded." in text
    again = amara_browser.post(f"{path}/disposition", data=form)
    assert again.headers["location"] == reply.headers["location"]
    assert len(office.log.open(f"finding/{R01[0]}")) == 1


@pytest.mark.parametrize("changes", [{"form_token": ""}, {"form_token": "0" * 64}])
def test_a_form_from_elsewhere_is_refused(office: AnOffice, amara_browser: TestClient, changes: dict[str, str]) -> None:
    form = filled(amara_browser.get(f"/findings/{R01[0]}").text, **changes)
    assert amara_browser.post(f"/findings/{R01[0]}/disposition", data=form).status_code == 403
    assert office.log.head() == 0


def test_a_form_of_another_session_is_refused(office: AnOffice, amara_browser: TestClient) -> None:
    form = filled(office.browser("jonas").get(f"/findings/{R01[0]}").text)
    assert amara_browser.post(f"/findings/{R01[0]}/disposition", data=form).status_code == 403


def test_what_is_wrong_is_told_beside_what_was_filled_in(office: AnOffice, amara_browser: TestClient) -> None:
    path = f"/findings/{R01[0]}"
    html = amara_browser.get(path).text
    reply = amara_browser.post(f"{path}/disposition", data=filled(html, reason="   "))
    assert reply.status_code == 422
    assert "REASON_MISSING" in reply.text
    assert 'value="EXPLAINED" required checked' in reply.text
    stale = amara_browser.post(f"{path}/disposition", data=filled(html, seen='"another"', reason="Kept <words>."))
    assert stale.status_code == 412
    assert "Kept &lt;words&gt;." in stale.text
    checked(stale.text)
    assert office.log.head() == 0


def test_a_closed_finding_has_no_form(browser: TestClient) -> None:
    assert "/disposition" not in browser.get(f"/findings/{CLOSED[0]}").text


def test_signing_in_starts_a_new_session_and_out_ends_it(office: AnOffice) -> None:
    browser = office.browser()
    before = browser.get("/sign-in?next=/findings")
    assert "HttpOnly" in before.headers["set-cookie"]
    assert "SameSite=lax" in before.headers["set-cookie"]
    form = {"form_token": form_token(before.text), "officer": "amara", "next": "/findings"}
    assert browser.post("/sign-in", data=form | {"form_token": "x"}).status_code == 403
    reply = browser.post("/sign-in", data=form)
    assert (reply.status_code, reply.headers["location"]) == (303, "/findings")
    html = browser.get("/").text
    assert form_token(html) != form["form_token"]
    assert browser.post("/sign-out", data={"form_token": "x"}).status_code == 403
    assert browser.post("/sign-out", data={"form_token": form_token(html)}).status_code == 303
    assert browser.get("/").status_code == 303


def test_one_signs_in_with_a_token_too(office: AnOffice) -> None:
    browser = office.browser()
    form = {"form_token": form_token(browser.get("/sign-in").text)}
    assert browser.post("/sign-in", data=form | {"officer": "nobody"}).status_code == 422
    assert browser.post("/sign-in", data=form | {"token": "x.y.z"}).status_code == 401
    assert browser.post("/sign-in", data=form | {"token": office.token("noor")}).status_code == 303
    assert "Noor Castellan" in browser.get("/").text


def test_production_offers_no_demo_officer(tmp_path: Path) -> None:
    office = AnOffice(tmp_path, production=True)
    browser = TestClient(office.app, "https://testserver", headers={"Accept": "text/html"})
    text = browser.get("/sign-in").text
    assert "Demonstration" not in text
    assert "Amara" not in text
    form = {"form_token": form_token(text), "officer": "amara"}
    assert browser.post("/sign-in", data=form).status_code == 422
    office.close()


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/findings?state=OPEN", True),
        ("//elsewhere.example", False),
        ("https://elsewhere.example", False),
        ("/\\elsewhere.example", False),
        ("/x\nSet-Cookie: a=b", False),
        ("", False),
    ],
)
def test_after_signing_in_one_stays_here(address: str, kept: bool) -> None:
    assert safe(address) == (address if kept else "/")


def test_a_history_is_shown_at_two_moments(browser: TestClient) -> None:
    path = f"/history/licences/{LICENCE}"
    text = browser.get(f"{path}?as_of=2030-05-01&known_at=2030-05-02").text
    assert "What had happened by 1 May 2030, as it was known at 2 May 2030." in text
    assert "corrected by CUS-9" in text
    assert "not-in-force" in text
    wrong = browser.get(f"{path}?as_of=yesterday")
    assert wrong.status_code == 422
    assert "is not a moment" in wrong.text
