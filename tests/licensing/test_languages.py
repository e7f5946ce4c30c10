"""Another language is one more catalogue: findings, refusals and histories are said in it, whoever recorded them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from starlette.testclient import TestClient

from licensing.http.language import preferred
from licensing.orders.acknowledgement import acknowledgement, told_in
from projections.sentences import catalogue, languages
from tests import movements
from tests.licensing.an_open_office import OpenOffice
from tools.sentences import compiled, sources

MADE_UP = "eo"
_SAYS = re.compile(r'^(msgstr(?:\[[01]\])?) "(.+)"$', re.MULTILINE)


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A language that says everything as English does, between angle brackets; made of the English catalogue alone."""
    folder = copytree(catalogue.FOLDER, tmp_path / "locale")
    (english,) = (x for x in sources(folder) if x.parts[-3] == "en")
    place = folder / MADE_UP / "LC_MESSAGES"
    place.mkdir(parents=True)
    head, blank, rest = english.read_text("utf-8").partition("\n\n")
    told = head.replace("Language: en", f"Language: {MADE_UP}") + blank + _SAYS.sub(r'\1 "‹\2›"', rest)
    source = place / english.name
    source.write_text(told, "utf-8")
    source.with_suffix(".mo").write_bytes(compiled(source))
    monkeypatch.setattr(catalogue, "FOLDER", folder)
    catalogue.forget()
    yield MADE_UP
    monkeypatch.undo()
    catalogue.forget()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    """A consignment left after its licence was suspended."""
    made = OpenOffice(tmp_path / "store")
    made.licence()
    made.declared("S1")
    suspended = {"licence": {"state": "XA", "reference": "EL-1"}, "effective_on": "2030-02-01"}
    made.order("jonas", "licence suspend", suspended)
    made.order("noor", "consignment exit", movements.exited("S1")["data"])
    yield made
    made.close()


def asked(office: OpenOffice, officer: str, path: str, language: str = "", **headers: str) -> Any:
    token = office.issuer.token(office.issuer.officers[officer])
    named = {"Authorization": f"Bearer {token}"} | ({"Accept-Language": language} if language else {}) | headers
    return TestClient(office.app).get(f"/api/v1/{path}", headers=named)


def ordered(office: OpenOffice, ucr: str, language: str = "", key: str = "") -> Any:
    """The answer to a declaration under the suspended licence."""
    told = movements.declared(ucr, 60, number="XA:EL-1")["data"]
    told["lines"] = [x | {"licence_reference": "EL-1"} for x in told["lines"]]
    told["control_date"] = "2030-02-01"
    named = {"Authorization": f"Bearer {office.issuer.token(office.issuer.officers['noor'])}"}
    named |= {"Accept-Language": language} if language else {}
    named |= {"Idempotency-Key": key} if key else {}
    return TestClient(office.app).post("/api/v1/consignments/declare", json={"data": told}, headers=named)


def barely(text: str) -> str:
    """What is left of the made-up language without its brackets."""
    return text.replace("‹", "").replace("›", "")


def said_otherwise(told: str, english: str) -> bool:
    """Whether a sentence is that of English, in the made-up language."""
    return told.startswith("‹") and told.endswith("›") and barely(told) == english


# -- which language ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "de"),
        ("DE-ch", "de"),
        ("pt-BR", "pt-BR"),
        ("pt", "en"),
        ("fr, de;q=0.8, en;q=0.5", "de"),
        ("en;q=0.5, de;q=0.8", "de"),
        ("en, de", "en"),
        ("de;q=0, en", "en"),
        ("de;q=0", "en"),
        ("*", "en"),
        ("fr, *;q=0.1", "en"),
        ("de;q=much, en", "en"),
        (";;;,,q=1,\u00e9", "en"),
        ("den", "en"),
        ("x, " * 10_000 + "de", "en"),
    ],
)
def test_the_language_is_the_most_wanted_of_those_there_are(header: str | None, language: str) -> None:
    assert preferred(header, ("en", "de", "pt-BR")) == language


def test_a_catalogue_that_lies_there_is_a_language(made_up: str) -> None:
    assert languages() == ("en", made_up)


# -- over the API ------------------------------------------------------------------------------------------------------


def test_a_finding_is_said_in_the_language_of_the_asker(office: OpenOffice, made_up: str) -> None:
    (english,) = asked(office, "amara", "findings?rule=R04").json()["findings"]
    reply = asked(office, "amara", "findings?rule=R04", f"{made_up}-XX, en;q=0.5")
    (told,) = reply.json()["findings"]
    assert said_otherwise(told["message"], english["message"])
    assert told | {"message": ""} == english | {"message": ""}
    assert reply.headers["content-language"] == made_up
    assert "Accept-Language" in reply.headers["vary"]


def test_a_language_that_is_not_there_is_english(office: OpenOffice) -> None:
    reply = asked(office, "amara", "findings", "tlh, xx;q=0.3")
    assert reply.headers["content-language"] == "en"
    assert reply.content == asked(office, "amara", "findings").content


def test_a_finding_read_in_any_language_may_be_judged(office: OpenOffice, made_up: str) -> None:
    (found,) = asked(office, "amara", "findings?rule=R04").json()["findings"]
    path = f"findings/{found['finding_id']}"
    english, other = asked(office, "amara", path), asked(office, "amara", path, made_up)
    assert other.headers["etag"] == f'{english.headers["etag"][:-1]}-{made_up}"'
    assert asked(office, "amara", path, made_up, **{"If-None-Match": english.headers["etag"]}).status_code == 200
    assert asked(office, "amara", path, made_up, **{"If-None-Match": other.headers["etag"]}).status_code == 304
    token = office.issuer.token(office.issuer.officers["amara"])
    closed = TestClient(office.app).post(
        f"/api/v1/{path}/disposition",
        json={"disposition": "EXPLAINED", "reason": "It had been let go before."},
        headers={"Authorization": f"Bearer {token}", "If-Match": other.headers["etag"]},
    )
    assert closed.status_code == 202  # what stops goods waits for a second person


def test_why_a_finding_stands_is_said_sentence_by_sentence(office: OpenOffice, made_up: str) -> None:
    (found,) = asked(office, "amara", "findings?rule=R04").json()["findings"]
    path = f"findings/{found['finding_id']}/explanation"
    english, told = asked(office, "amara", path).json(), asked(office, "amara", path, made_up).json()
    assert all(x.startswith("‹") and x.endswith("›") for x in (*told["sentences"], told["would_clear"]))
    assert [barely(x) for x in told["sentences"]] == english["sentences"]
    assert [barely(x["sentence"]) for x in told["facts"]] == [x["sentence"] for x in english["facts"]]


def test_a_history_recorded_under_english_reads_in_the_other(office: OpenOffice, made_up: str) -> None:
    ordered(office, "S2")
    office.world.has_read()
    english, told = (asked(office, "amara", "history/licences/XA:EL-1", x).json()["entries"] for x in ("", made_up))
    assert "licence.reservation-refused" in {x["kind"] for x in told}
    assert all(x["sentence"].startswith("‹") for x in told)
    assert [barely(x["sentence"]) for x in told] == [x["sentence"] for x in english]


def test_a_refusal_is_said_in_the_language_of_the_asker_and_recorded_in_none(office: OpenOffice, made_up: str) -> None:
    english, reply = ordered(office, "S2").json(), ordered(office, "S3", made_up)
    reason = reply.json()["reasons"][0]
    assert said_otherwise(reason["says"], english["reasons"][0]["says"])
    assert said_otherwise(reason["mend"], english["reasons"][0]["mend"])
    assert reason["figures"] == english["reasons"][0]["figures"]
    assert reply.headers["content-language"] == made_up
    entries = [office.log.at([x["position"]])[0] for x in reply.json()["entries"]]
    assert "‹" not in b"".join(x.body for x in entries).decode()
    assert told_in(acknowledgement(entries)).reasons[0].says == english["reasons"][0]["says"]


def test_the_same_request_again_is_answered_in_the_language_it_is_asked_in(office: OpenOffice, made_up: str) -> None:
    key = "6d3f5f1c-8a52-4d0e"
    first, again, english = (ordered(office, "S2", language, key) for language in (made_up, made_up, ""))
    assert first.content == again.content
    assert barely(first.text) == english.text


def test_a_file_to_take_along_is_said_in_the_language_of_the_asker(office: OpenOffice, made_up: str) -> None:
    english, told = (asked(office, "amara", "findings?format=csv", language) for language in ("", made_up))
    assert "‹" in told.text
    assert barely(told.text) == english.text
    assert told.headers["vary"] == "Accept, Authorization, Accept-Language"


def test_what_a_checklist_demands_is_said_in_the_language_of_the_asker(office: OpenOffice, made_up: str) -> None:
    key = office.application()
    english, told = (asked(office, "amara", f"applications/{key}", language).json() for language in ("", made_up))
    assert told["preconditions"]
    for demand, same in zip(told["preconditions"], english["preconditions"], strict=True):
        assert said_otherwise(demand["title"], same["title"])
        assert (barely(demand["says"]), barely(demand["mend"])) == (same["says"], same["mend"])


# -- on pages ----------------------------------------------------------------------------------------------------------


def test_a_page_says_a_finding_and_a_history_in_the_language_of_the_reader(office: OpenOffice, made_up: str) -> None:
    browser = office.browser("amara")
    (found,) = asked(office, "amara", "findings?rule=R04").json()["findings"]
    reply = browser.get(f"/findings/{found['finding_id']}", headers={"Accept-Language": made_up})
    assert "‹Consignment UCR-S1 was declared on" in html.unescape(reply.text)
    assert reply.headers["content-language"] == f"en, {made_up}"
    licence = browser.get("/licences/XA:EL-1", headers={"Accept-Language": made_up})
    assert "‹Export licence XA:EL-1 is suspended" in html.unescape(licence.text)
    assert "‹" not in browser.get("/licences/XA:EL-1").text
