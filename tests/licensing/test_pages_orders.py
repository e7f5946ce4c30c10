"""Orders given on pages: an application from the queue to the licence, the papers behind it, and the licence itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from licensing.mandate import ACTS
from tests import builders
from tests.licensing.an_open_office import OpenOffice
from tests.licensing.filling import by_two, carried_out, forms, send, values
from tests.licensing.test_pages import checked

NOWHERE = "XA:AP-NONE"
COPY = {
    "paper__number": "Z 4417/29",
    "paper__dated_on": "2029-12-18",
    "paper__channel": "DIPLOMATIC",
    "terms__issued_on": "2029-11-01",
    "terms__valid_from": "2029-11-01",
    "terms__valid_to": "2031-12-31",
    "terms__lines__0__quantity__value": "40",
}
PRESENTED = {
    "number": "EUC 7",
    "issued_on": "2029-12-01",
    "signatory__name": "C. Harbour",
    "goods__0__quantity__value": "40",
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    made = OpenOffice(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def showroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """An office with a licence, a consignment on it and an application, in which nothing is ordered."""
    made = OpenOffice(tmp_path_factory.mktemp("showroom"))
    made.licence()
    made.declared()
    made.application(transit_states=["XC"], end_use_documents=["XA:DOC-7"])
    yield made
    made.close()


CASE, LICENCE, AUTHORIZATION = "/applications/XA:AP-EL-7", "/licences/XA:EL-1", "/import-authorizations/XB:IA-EL-1"
SHOWN: dict[str, dict[str, list[str]]] = {
    "/applications": {"amara": [], "jonas": [], "dora": [], "ilse": []},
    CASE: {
        "amara": ["determine", "assess", "withdraw"],
        "jonas": ["determine", "assess"],
        "dora": ["withdraw"],
        "noor": [],
        "ilse": [],
    },
    LICENCE: {
        "amara": ["surrender"],
        "jonas": ["suspend", "revoke", "surrender"],
        "noor": [],
        "ilse": [],
        "tomas": [],
        "dora": [],
    },
    AUTHORIZATION: {"amara": ["verify"], "bruno": ["amend", "revoke"], "tomas": ["amend"], "ilse": []},
    "/consignments/UCR-S1": {"amara": [], "noor": ["release-for-export", "exit", "adjust", "cancel"], "ilse": []},
    "/import-authorizations/copy": {"amara": ["copy"], "jonas": ["copy"]},
    f"/import-authorizations/copy?application={CASE[14:]}": {"amara": ["copy"]},
    "/import-authorizations/issue": {"bruno": ["issue"], "tomas": ["issue"]},
    "/import-authorizations/verify": {"amara": ["verify"]},
    "/transit-notices": {"amara": [], "yusra": [], "noor": []},
    "/transit-notices/send": {"amara": ["send"]},
    "/end-use-documents": {"amara": []},
    "/end-use-documents/present": {"amara": ["present"]},
    f"/end-use-documents/present?application={CASE[14:]}&document=XA:DOC-7": {"amara": ["present"]},
    "/access": {"amara": []},
}


@pytest.mark.parametrize(
    ("path", "officer"), [(path, officer) for path, officers in SHOWN.items() for officer in officers]
)
def test_each_sees_the_forms_of_what_he_may_order(showroom: OpenOffice, path: str, officer: str) -> None:
    reply = showroom.browser(officer).get(path)
    assert reply.status_code == 200, reply.text
    checked(reply.text)
    assert forms(reply.text) == SHOWN[path][officer]


@pytest.mark.parametrize(
    ("path", "officer", "status"),
    [
        (CASE, "tomas", 404),
        (CASE, "petra", 404),
        (CASE, "sam", 403),
        (f"/applications/{NOWHERE}", "amara", 404),
        ("/import-authorizations/copy", "noor", 403),
        ("/import-authorizations/issue", "livia", 403),
        ("/transit-notices/send", "noor", 403),
        ("/transit-notices", "dora", 404),
        ("/transit-notices/XA:TN-NONE", "amara", 404),
        ("/end-use-documents", "dora", 404),
        ("/end-use-documents/XA:DOC-NONE", "amara", 404),
        ("/end-use-documents/present", "ilse", 403),
        ("/border", "amara", 403),
    ],
)
def test_who_may_not_is_told_so(showroom: OpenOffice, path: str, officer: str, status: int) -> None:
    reply = showroom.browser(officer).get(path)
    assert reply.status_code == status
    checked(reply.text)


def test_the_menu_begins_with_the_work_of_the_role(showroom: OpenOffice) -> None:
    for officer, first in (("amara", "/applications"), ("noor", "/border"), ("ilse", "/findings")):
        menu = showroom.browser(officer).get("/licences").text.partition('aria-label="Main"')[2]
        assert menu.partition('href="')[2].startswith(f'{first}"')
    assert "/border" not in showroom.browser("amara").get("/licences").text


def test_who_may_do_what_is_printed_for_every_order(showroom: OpenOffice) -> None:
    text = showroom.browser("amara").get("/access").text
    assert all(f"{act.title[:1].upper()}{act.title[1:]}." in text.replace("&#39;", "'") for act in ACTS.values())
    assert "A-16" in text


# -- the queue and the case --------------------------------------------------------------------------------------------


def test_the_queue_says_what_waits_where_and_why(showroom: OpenOffice) -> None:
    text = showroom.browser("amara").get("/applications").text
    assert "1 to assess, none to decide" in text
    assert "Determined; with a licensing officer, to be assessed." in text
    assert "Granted as XA:EL-1." in text
    assert showroom.browser("jonas").get("/applications").text.index("To decide") < text.index("Decided last")
    own = showroom.browser("dora").get("/applications").text
    assert "With the authority" in own
    assert "None of your applications waits." in showroom.browser("petra").get("/applications").text


def test_every_missing_precondition_leads_to_where_it_is_mended(showroom: OpenOffice) -> None:
    amara, text = showroom.browser("amara"), showroom.browser("amara").get(CASE).text
    assert re.search(r"\b3 of \d+ not met", text)
    for where in (
        "/import-authorizations/copy?application=XA:AP-EL-7",
        "/transit-notices/send?application=XA:AP-EL-7&amp;state=XC",
        "/end-use-documents/present?application=XA:AP-EL-7&amp;document=XA:DOC-7",
    ):
        assert f'href="{where}"' in text
        assert forms(amara.get(where.replace("&amp;", "&")).text)
    assert "/import-authorizations/copy" not in showroom.browser("ilse").get(CASE).text.partition("<main")[2]
    assert "Preconditions" not in showroom.browser("dora").get(CASE).text


def test_an_application_goes_from_the_queue_to_the_licence(office: OpenOffice) -> None:
    office.application(transit_states=["XC"], end_use_documents=["XA:DOC-7"])
    amara, back = office.browser("amara"), "application=XA:AP-EL-7"
    by_two(amara, office.browser("jonas"), f"/import-authorizations/copy?{back}", "copy", **COPY)
    text = amara.get(CASE).text
    assert f'href="/import-authorizations/verify?{back}"' in text
    carried_out(amara, f"/import-authorizations/verify?{back}", "verify", result="CONFIRMED", method="REGISTER")
    text = carried_out(amara, f"/transit-notices/send?{back}&state=XC", "send", mode="ROAD")
    answer = f"/transit-notices/XA:TN-EL-7-XC?{back}"
    assert f'href="{answer}#answer"' in text
    said, page = {"conditions": "Sealed vehicles only.\nBy day."}, "/transit-notices/XA:TN-EL-7-XC?answer=CONDITIONAL"
    text = carried_out(office.browser("yusra"), page, "answer", **said)
    assert "agrees on conditions" in text
    text = carried_out(amara, f"/end-use-documents/present?{back}&document=XA:DOC-7", "present", **PRESENTED)
    assert f'href="/end-use-documents/XA:DOC-7?{back}#verify"' in text
    told = {"result": "AUTHENTIC", "channel": "DIPLOMATIC"}
    text = carried_out(amara, f"/end-use-documents/XA:DOC-7?{back}", "verify", **told)
    assert 'href="#assess"' in text
    given = {
        "recommendation": "GRANT",
        "assessment": "Known <firm>.",
        "conditions": ["Sealed vehicles only.", "By day."],
    }
    text = carried_out(amara, CASE, "assess", **given)
    assert "Known &lt;firm&gt;." in text
    assert "not met" not in text.partition("<main")[2]
    assert "grant is recommended" in office.browser("jonas").get("/applications").text
    text = by_two(amara, office.browser("jonas"), CASE, "issue")
    assert "Export licence XA:EL-7 is issued" in text
    assert "<h1>XA:EL-7" in amara.get("/licences/XA:EL-7").text
    assert "Granted as licence" in amara.get(CASE).text
    assert forms(amara.get(CASE).text) == []


def test_a_refused_issue_shows_every_reason_and_stays_on_record(office: OpenOffice) -> None:
    office.application(transit_states=["XC"], end_use_documents=["XA:DOC-7"])
    carried_out(office.browser("amara"), CASE, "assess", recommendation="GRANT", assessment="Looked into.")
    jonas = office.browser("jonas")
    html = jonas.get(CASE).text
    assert "3 preconditions are not met" in html
    reply = send(jonas, html, "issue", licence__reference="EL-77")
    assert reply.status_code == 200
    checked(reply.text)
    for told in (
        "No import authorization XB:IA-7 that fits this case is on record for you.",
        "which was not asked",
        "XA:DOC-7 is not on record here",
    ):
        assert told in reply.text.partition("Refused")[2]
    assert 'value="EL-77"' in reply.text
    assert 'class="said-no"' in reply.text
    head = office.log.head()
    assert send(jonas, html, "issue", licence__reference="EL-77").status_code == 200
    assert office.log.head() == head
    assert values(reply.text, "issue")["key"] != values(html, "issue")["key"]
    assert values(reply.text, "issue")["seen"] != values(html, "issue")["seen"]


def test_who_assessed_is_told_beforehand_that_another_decides(office: OpenOffice) -> None:
    office.application()
    office.copied()
    henrik = office.browser("henrik")
    text = carried_out(henrik, CASE, "assess", recommendation="REFUSE", assessment="Looked into.")
    assert "You assessed this application; another approving officer decides." in text
    assert "refuse" not in forms(text)
    jonas = office.browser("jonas")
    assert "another approving officer" not in jonas.get(CASE).text
    grounds = {"grounds": ["C7", "PRIOR_REFUSAL"], "reason": "Goods of this kind went astray."}
    own = values(text, "return") | {"grounds": "C7", "reason": "So."}
    denied = henrik.post(f"{CASE}/refuse", data=own)
    assert denied.status_code == 409
    assert "Have another person decide, who prepared nothing of it." in denied.text
    text = carried_out(jonas, CASE, "refuse", **grounds)
    assert "refused (C7, PRIOR_REFUSAL)" in text


def test_an_application_is_sent_back_and_assessed_again(office: OpenOffice) -> None:
    office.application()
    amara, jonas = office.browser("amara"), office.browser("jonas")
    carried_out(amara, CASE, "assess", recommendation="GRANT", assessment="Looked into.")
    carried_out(jonas, CASE, "return", reason="Ask about the storage.")
    assert "sent back: Ask about the storage." in amara.get("/applications").text
    own = office.browser("dora").get("/applications").text
    assert "With the licensing authority." in own
    assert "storage" not in own + office.browser("dora").get(CASE).text
    carried_out(amara, CASE, "assess", recommendation="GRANT", assessment="Stored in a vault.")
    text = carried_out(office.browser("dora"), CASE, "withdraw", reason="Sold elsewhere.")
    assert "withdrawn" in text
    assert "None of your applications waits." in office.browser("dora").get("/applications").text


def test_open_findings_are_read_and_ticked(office: OpenOffice) -> None:
    office.licence(pieces=100)
    office.declared("S1", 60)
    office.order("noor", "consignment exit", {"shipment": {"ucr": "UCR-S1"}, "office": "XAPRT"})
    office.order("jonas", "licence revoke", {"licence": builders.reference("EL-1", "XA"), "effective_on": "2030-01-01"})
    office.application()
    amara = office.browser("amara")
    html = amara.get(CASE).text
    assert "Open findings on the parties" in html
    ticked = [x.partition('"')[0] for x in html.split('name="acknowledged" value="')[1:]]
    assert ticked
    given = {"recommendation": "GRANT", "assessment": "Read."}
    assert "Not acknowledged" in carried_out(amara, CASE, "assess", **given)
    text = carried_out(amara, CASE, "assess", acknowledged=ticked, **given)
    assert "Not acknowledged" not in text
    assert "acknowledged." in text


# -- mistakes ----------------------------------------------------------------------------------------------------------


def test_what_is_wrong_is_told_in_its_field_and_everything_is_kept(office: OpenOffice) -> None:
    office.application()
    amara, path = office.browser("amara"), "/import-authorizations/copy?application=XA:AP-EL-7"
    wrong = COPY | {"terms__valid_from": "soon", "terms__issued_on": "", "terms__lines__0__quantity__value": "4x"}
    reply = send(amara, amara.get(path).text, "copy", **wrong, terms__importer__name="<b>Firm")
    assert reply.status_code == 422
    checked(reply.text)
    kept = values(reply.text, "copy")
    assert kept["terms/valid_from"] == "soon"
    assert kept["terms/importer/name"] == "<b>Firm"
    assert kept["terms/lines/0/quantity/value"] == "4x"
    for field in ("terms-valid-from", "terms-issued-on", "terms-lines-0-quantity-value"):
        assert f'id="copy-{field}-fault"' in reply.text
    assert "This must be filled in." in reply.text
    assert office.log.position_of("/states/XB/import-authority/copied-in-xa", "none") is None
    mended = send(amara, reply.text, "copy", **COPY, terms__importer__name="Firm")
    assert mended.status_code == 303


def test_a_mistake_that_the_law_names_is_told_with_what_mends_it(office: OpenOffice) -> None:
    office.application()
    amara = office.browser("amara")
    carried_out(amara, CASE, "assess", recommendation="GRANT", assessment="Looked into.")
    jonas = office.browser("jonas")
    reply = send(jonas, jonas.get(CASE).text, "refuse", reason="Kept <words>.")
    assert reply.status_code == 422
    assert "Kept &lt;words&gt;." in reply.text
    assert "refuse-grounds-fault" in reply.text


def test_a_case_that_moved_on_is_judged_again(office: OpenOffice) -> None:
    office.application()
    amara, jonas = office.browser("amara"), office.browser("jonas")
    before = amara.get(CASE).text
    carried_out(jonas, CASE, "assess", recommendation="GRANT", assessment="First.")
    late = send(amara, before, "assess", recommendation="REFUSE", assessment="Second.")
    assert late.status_code == 412
    assert "Second." in late.text
    again = send(amara, late.text, "assess")
    assert again.status_code == 303


def test_a_button_pressed_twice_changes_nothing(office: OpenOffice) -> None:
    office.application()
    amara = office.browser("amara")
    html = amara.get(CASE).text
    first = send(amara, html, "assess", recommendation="GRANT", assessment="Looked into.")
    head = office.log.head()
    second = send(amara, html, "assess", recommendation="GRANT", assessment="Looked into.")
    assert first.headers["location"] == second.headers["location"]
    assert office.log.head() == head
    other = send(amara, html, "assess", recommendation="REFUSE", assessment="Otherwise.")
    assert other.status_code == 422
    assert "This Idempotency-Key stands for another request." in other.text
    assert amara.get(first.headers["location"]).status_code == 200


@pytest.mark.parametrize("changes", [{"form_token": ""}, {"form_token": "0" * 64}])
def test_a_form_of_another_session_is_refused(showroom: OpenOffice, changes: dict[str, str]) -> None:
    head = showroom.log.head()
    amara = showroom.browser("amara")
    given = {"recommendation": "GRANT", "assessment": "Looked into."}
    assert send(amara, amara.get(CASE).text, "assess", **given, **changes).status_code == 403
    assert send(amara, showroom.browser("amara").get(CASE).text, "assess", **given).status_code == 403
    assert showroom.log.head() == head


@pytest.mark.parametrize(("missing", "status"), [("key", 422), ("seen", 428)])
def test_a_form_without_its_key_or_version_is_refused(showroom: OpenOffice, missing: str, status: int) -> None:
    amara, head = showroom.browser("amara"), showroom.log.head()
    given = {"recommendation": "GRANT", "assessment": "Looked into.", missing: ""}
    reply = send(amara, amara.get(CASE).text, "assess", **given)
    assert reply.status_code == status
    assert "Looked into." in reply.text
    assert showroom.log.head() == head


def test_a_form_is_no_way_round_the_policy(showroom: OpenOffice) -> None:
    amara, head = showroom.browser("amara"), showroom.log.head()
    token = values(amara.get(CASE).text, "assess")["form_token"]
    form = {"form_token": token, "key": "12345678", "effective_on": "2030-02-01", "seen": "1"}
    denied = amara.post(f"{LICENCE}/revoke", data=form)
    assert denied.status_code == 403
    assert "A-09" in denied.text
    assert amara.post(f"{LICENCE}/burn", data=form).status_code == 404
    assert amara.post(f"/applications/{NOWHERE}/assess", data=form).status_code == 404
    assert amara.post(f"{LICENCE}/revoke", content=b"\xff=1").status_code == 422
    assert amara.post(f"{LICENCE}/revoke", content=b"a" * ((1 << 20) + 1)).status_code == 413
    assert showroom.log.head() == head


def test_a_receipt_is_shown_to_whoever_gave_the_order_alone(office: OpenOffice) -> None:
    office.application()
    amara = office.browser("amara")
    html = amara.get(CASE).text
    where = send(amara, html, "assess", recommendation="GRANT", assessment="In order.").headers["location"]
    assert "Acknowledgement:" in amara.get(where).text
    assert "Acknowledgement:" not in office.browser("jonas").get(where).text
    assert "Acknowledgement:" not in amara.get(f"{CASE}?done=999").text
    assert "Acknowledgement:" not in amara.get(f"{CASE}?done=x").text
