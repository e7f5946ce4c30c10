"""What another law would find: on the command line, over HTTP and on a page; today's findings stay as they are."""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi import Response
from fastapi.testclient import TestClient

import licensing.http.pages.what_if
import licensing.reports.what_if_runs
from domain.record.law_variants import changed
from domain.record.statutes import statutes
from domain.rules import CATALOGUE
from licensing.commands import what_if
from licensing.http.pages import looking
from licensing.reports.what_if import Changed, WhatIfQuestion, prepared
from licensing.settings import BadSetting, Settings, settings
from projections.findings.model import FindingsModel
from projections.findings.tables import TABLES
from projections.store.opening import open_views
from projections.store.views import Digest
from tests.laws import published_from_the_first, published_with, row
from tests.licensing.an_office import form_token, problem
from tests.licensing.rounds_world import HISTORY, LITTLE, MUCH, Rounds
from tests.projections.test_other_laws import made_by
from tests.waiting import eventually

ASK = {"rules": ["R14"], "changes": {"tolerance": "2"}}


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Rounds]:
    made = Rounds(tmp_path)
    yield made
    made.close()


@pytest.fixture
def amara(rounds: Rounds) -> TestClient:
    return rounds.client("amara")


def here(rounds: Rounds) -> Settings:
    return settings({"data": str(rounds.folder)}, {})


def run(rounds: Rounds, *words: str) -> int:
    parser = argparse.ArgumentParser()
    what_if.arguments(parser)
    return int(what_if.run(parser.parse_args(words), here(rounds)))


def told(rounds: Rounds, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert run(rounds, *words, "--format", "json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def about(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(x["what"], x["rule"], x["key"]["shipment"]) for x in found["differences"]]


def digest(rounds: Rounds) -> Digest:
    with closing(open_views(rounds.folder)) as views:
        return views.digest("findings", TABLES)


# -- the command -------------------------------------------------------------------------------------------------------


def test_a_lower_tolerance_opens_what_came_a_little_short(rounds: Rounds, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(rounds, capsys, "--rule", "R14", "--set", "tolerance=2")
    assert found["numbers"] == [{"name": "tol_rounds", "now": "50", "then": "2"}]
    assert about(found["found"]) == [("OPENED", "R14", LITTLE)]
    assert found["found"]["months"] == [
        {"month": "2030-03", "now": 0, "then": 1},
        {"month": "2030-05", "now": 1, "then": 1},
    ]


def test_a_higher_one_lets_go_what_came_much_short(rounds: Rounds, capsys: pytest.CaptureFixture[str]) -> None:
    assert about(told(rounds, capsys, "--set", "tol_rounds=60")["found"]) == [("GONE", "R14", MUCH)]


def test_without_a_rule_its_findings_are_gone(rounds: Rounds, capsys: pytest.CaptureFixture[str]) -> None:
    assert about(told(rounds, capsys, "--off", "R14")["found"]) == [("GONE", "R14", MUCH)]
    assert about(told(rounds, capsys, "--off", "R14", "--since", "2030-06-01")["found"]) == []


def test_the_law_of_a_file_is_asked(rounds: Rounds, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "law.toml"
    file.write_text('[[parameter]]\nname = "tol_rounds"\nfrom = "2030-01-01"\nvalue = 2\n', "utf-8")
    assert about(told(rounds, capsys, "--law", str(file))["found"]) == [("OPENED", "R14", LITTLE)]
    with pytest.raises(BadSetting, match="NOTHING_IS_CHANGED"):
        run(rounds, "--law", written(file, "tol_rounds", 50))
    file.write_text("[[parameter", "utf-8")
    with pytest.raises(BadSetting, match="NO_LAW_IN_FILE"):
        run(rounds, "--law", str(file))


def written(file: Path, name: str, value: object, **where: str) -> str:
    """A file with one row of the law; the path to it."""
    said = {"name": name, "value": value} | {"from" if x == "since" else x: y for x, y in where.items()}
    file.write_text("[[parameter]]\n" + "".join(f"{x} = {json.dumps(y)}\n" for x, y in said.items()), "utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("where", "opened"),
    [
        ({}, True),
        ({"since": "2030-03-03"}, True),
        ({"since": "2030-03-04"}, False),
        ({"since": "2050-01-01"}, False),
        ({"state": "XA"}, True),
        ({"state": "XB"}, False),
        ({"profile": "FP"}, True),
        ({"profile": "EU25"}, False),
        ({"since": "2030-03-03", "state": "XA", "profile": "FP"}, True),
    ],
)
def test_a_row_of_a_file_counts_from_its_day_for_whom_it_names(
    rounds: Rounds, tmp_path: Path, capsys: pytest.CaptureFixture[str], where: dict[str, str], opened: bool
) -> None:
    found = told(rounds, capsys, "--law", written(tmp_path / "law.toml", "tol_rounds", 2, **where))
    assert about(found["found"]) == ([("OPENED", "R14", LITTLE)] if opened else [])
    assert [x["name"] for x in found["numbers"]] == ["tol_rounds"]


def test_a_row_of_a_file_may_have_a_plain_name(tmp_path: Path) -> None:
    asked = prepared(WhatIfQuestion(), Path(written(tmp_path / "law.toml", "silence", 5)))
    assert asked.numbers == (Changed("tacit_consent", "20", "5"),)


def test_a_row_of_a_file_tells_what_is_different(tmp_path: Path) -> None:
    asked = prepared(
        WhatIfQuestion(), Path(written(tmp_path / "law.toml", "tol_rounds", 2, since="2031-01-01", state="XA"))
    )
    assert asked.numbers == (Changed("tol_rounds", "50", "50 from 1900-01-01; 2 from 2031-01-01 in XA"),)


@pytest.mark.parametrize(
    ("name", "value", "where", "code"),
    [
        ("tol_rounds", "many", {}, "NOT_SUCH_A_NUMBER"),
        ("tol_rounds", -1, {"state": "XA"}, "NOT_SUCH_A_NUMBER"),
        ("tol_ruonds", 2, {}, "NO_SUCH_NUMBER"),
        ("tol_rounds", 2, {"since": "2031-02-30"}, "NO_LAW_IN_FILE"),
        ("tol_rounds", 2, {"country": "XA"}, "NO_LAW_IN_FILE"),
    ],
)
def test_a_row_of_a_file_that_cannot_be_read_is_told(
    rounds: Rounds, tmp_path: Path, name: str, value: object, where: dict[str, str], code: str
) -> None:
    with pytest.raises(BadSetting, match=code):
        run(rounds, "--law", written(tmp_path / "law.toml", name, value, **where))


def test_the_law_as_it_is_on_a_day_counts_for_always(rounds: Rounds, capsys: pytest.CaptureFixture[str]) -> None:
    with published_with(row("tol_rounds", 2, "2031-01-01")):
        assert about(told(rounds, capsys, "--law", "2031-01-01")["found"]) == [("OPENED", "R14", LITTLE)]
        assert about(told(rounds, capsys, "--law", "2030-12-31")["found"]) == []


def test_the_answer_is_what_a_fresh_store_says_under_that_law(
    rounds: Rounds, capsys: pytest.CaptureFixture[str]
) -> None:
    law = changed(statutes(), {"tol_rounds": "2"})
    fresh = made_by(FindingsModel(book=law), HISTORY)
    found = told(rounds, capsys, "--set", "tolerance=2")["found"]
    assert found["standing_then"] == sum(x.state != "CLEARED" for x in fresh)
    opened = {x["finding_id"] for x in found["differences"] if x["what"] == "OPENED"}
    assert opened == {x.finding_id for x in fresh} - {x.finding_id for x in made_by(FindingsModel(), HISTORY)}


def test_asking_leaves_views_and_log_as_they_were(rounds: Rounds, capsys: pytest.CaptureFixture[str]) -> None:
    before, head = digest(rounds), rounds.log.head()
    assert run(rounds, "--set", "tolerance=2") == 0
    assert (digest(rounds), rounds.log.head()) == (before, head)
    out = capsys.readouterr().out
    assert "tol_rounds: 2 instead of 50" in out
    assert "2 findings would stand instead of 1; 1 opened, 0 gone, 0 changed." in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], "NOTHING_IS_CHANGED"),
        (["--set", "tol_rounds=50"], "NOTHING_IS_CHANGED"),
        (["--set", "tolerence=2"], "NO_SUCH_NUMBER"),
        (["--set", "grave=2"], "AMBIGUOUS_NUMBER"),
        (["--set", "tolerance"], "NO_CHANGE"),
        (["--set", "tolerance=2.5"], "NOT_SUCH_A_NUMBER"),
        (["--set", "tolerance=-1"], "NOT_SUCH_A_NUMBER"),
        (["--set", "tol_value=1e9999999"], "NOT_SUCH_A_NUMBER"),
        (["--set", "tol_value=1.5"], "NOT_SUCH_A_NUMBER"),
        (["--set", "seal_suffix=0"], "NOT_SUCH_A_NUMBER"),
        (["--off", "R99"], "NO_SUCH_RULE"),
        (["--law", "nowhere"], "NO_SUCH_LAW"),
        (["--law", "2031-02-30"], "NO_SUCH_LAW"),
        (["--off", "R14", "--since", "yesterday"], "NO_SUCH_DAY"),
    ],
)
def test_what_cannot_be_asked_is_told(rounds: Rounds, words: list[str], code: str) -> None:
    with pytest.raises(BadSetting, match=code):
        run(rounds, *words)


def test_a_law_as_it_was_on_a_day_is_no_change_where_nothing_was_changed(rounds: Rounds) -> None:
    with published_from_the_first(), pytest.raises(BadSetting, match="NOTHING_IS_CHANGED"):
        run(rounds, "--law", "2031-01-01")


# -- over HTTP ---------------------------------------------------------------------------------------------------------


def answered(client: TestClient) -> dict[str, Any]:
    def asked() -> dict[str, Any]:
        found: dict[str, Any] = client.get("/api/v1/what-if").json()
        return found

    return eventually(asked, lambda found: found["state"] != "RUNNING")


def worked_through() -> None:
    """Whatever is worked at has come to its end."""
    for thread in threading.enumerate():
        if thread.name == "what-if":
            thread.join()


def test_a_question_is_put_looked_after_and_answered(rounds: Rounds, amara: TestClient) -> None:
    assert amara.get("/api/v1/what-if").json()["state"] == "NONE"
    begun = amara.post("/api/v1/what-if", json=ASK)
    assert begun.status_code == 202, begun.text
    found = answered(amara)
    assert (found["state"], found["position"], found["done"]) == ("DONE", rounds.log.head(), rounds.log.head())
    assert about(found["found"]) == [("OPENED", "R14", LITTLE)]
    assert rounds.client("ilse").get("/api/v1/what-if").json()["state"] == "NONE"
    assert amara.delete("/api/v1/what-if").json()["state"] == "NONE"
    assert amara.get("/api/v1/what-if").json()["state"] == "NONE"


def test_an_officer_is_told_only_of_what_its_state_may_see(rounds: Rounds) -> None:
    yusra = rounds.client("yusra")
    assert yusra.post("/api/v1/what-if", json=ASK).status_code == 202
    found = answered(yusra)
    assert (found["state"], found["found"]["opened"], found["found"]["differences"]) == ("DONE", 0, [])


@pytest.mark.parametrize("who", ["noor", "petra", "sam"])
def test_others_do_not_ask(rounds: Rounds, who: str) -> None:
    client = rounds.client(who)
    assert problem(client.post("/api/v1/what-if", json=ASK), 403)["rule"] == "A-17"
    assert problem(client.get("/api/v1/what-if"), 403)["rule"] == "A-17"
    assert problem(client.delete("/api/v1/what-if"), 403)["rule"] == "A-17"


def test_what_is_no_question_is_refused(amara: TestClient) -> None:
    for body, code in (
        ({}, "NOTHING_IS_CHANGED"),
        ({"changes": {"nope": "1"}}, "NO_SUCH_NUMBER"),
        ({"rules": ["R99"]}, "INVALID"),
        ({"more": 1}, "INVALID"),
        (ASK | {"since": "2030-13-01"}, "NO_SUCH_DAY"),
    ):
        assert problem(amara.post("/api/v1/what-if", json=body), 422)["code"] == code
    assert amara.get("/api/v1/what-if").json()["state"] == "NONE"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Questions are worked at until the event is set, or they are told to stop."""
    go_on = threading.Event()

    def answer(asked: object, views: object, tail: object, stop: threading.Event, progress: Any, within: object) -> Any:
        while not go_on.wait(0.01) and not stop.is_set():
            progress(1, 1)

    monkeypatch.setattr(licensing.reports.what_if_runs, "what_if_answer", answer)
    yield go_on
    go_on.set()


def test_there_is_one_question_at_a_time(rounds: Rounds, amara: TestClient, held: threading.Event) -> None:
    assert amara.post("/api/v1/what-if", json=ASK).json()["state"] == "RUNNING"
    assert amara.post("/api/v1/what-if", json=ASK).status_code == 202
    told = problem(amara.post("/api/v1/what-if", json={"off": ["R14"]}), 409)
    assert told["code"] == "WHAT_IF_BUSY"
    problem(rounds.client("ilse").post("/api/v1/what-if", json=ASK), 409)
    amara.delete("/api/v1/what-if")
    rounds.app.state.what_if.close()
    assert rounds.client("ilse").post("/api/v1/what-if", json=ASK).status_code == 202


def test_a_question_that_nobody_asks_for_any_more_ends(
    amara: TestClient, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(licensing.reports.what_if_runs, "_PATIENCE", -1.0)
    amara.post("/api/v1/what-if", json=ASK)
    worked_through()
    found = amara.get("/api/v1/what-if").json()
    assert (found["state"], found["why"]) == ("STOPPED", "Nobody asked how far it was.")


def test_a_question_that_fails_says_so_and_the_log_says_where(
    rounds: Rounds, amara: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(licensing.reports.what_if_runs, "what_if_answer", answer)
    amara.post("/api/v1/what-if", json=ASK)
    found = answered(amara)
    assert found["state"] == "FAILED"
    assert "secret" not in found["why"]
    assert "RuntimeError: secret" in caplog.text


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_asks_and_shows_what_would_be_different(rounds: Rounds) -> None:
    browser = rounds.browser("ilse")
    form = {"form_token": form_token(browser.get("/what-if").text), "rule": "R14", "changes": "tolerance=2"}
    assert browser.post("/what-if", data=form).headers["location"] == "/what-if"
    shown = eventually(lambda: browser.get("/what-if"), lambda reply: "refresh" not in reply.headers)
    assert "tol_rounds" in shown.text
    assert "2 instead of 50" in shown.text
    assert LITTLE in shown.text
    ended = browser.post("/what-if/end", data={"form_token": form["form_token"]})
    assert ended.status_code == 303
    assert LITTLE not in browser.get("/what-if").text


def test_a_page_that_shows_a_question_at_work_looks_again_even_if_it_is_answered_meanwhile(
    rounds: Rounds, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown_by = looking.page

    def answered_meanwhile(*what: Any) -> Response:
        held.set()
        worked_through()
        return shown_by(*what)

    browser = rounds.browser("ilse")
    form = {"form_token": form_token(browser.get("/what-if").text), "rule": "R14", "changes": "tolerance=2"}
    browser.post("/what-if", data=form)
    monkeypatch.setattr(licensing.http.pages.what_if, "page", answered_meanwhile)
    shown = browser.get("/what-if")
    assert "of the history is asked" in shown.text
    assert "refresh" in shown.headers
    assert "refresh" not in browser.get("/what-if").headers


def test_a_wrong_question_is_told_on_the_page(rounds: Rounds) -> None:
    browser = rounds.browser("amara")
    form = {"form_token": form_token(browser.get("/what-if").text), "changes": "tolerence=2"}
    reply = browser.post("/what-if", data=form)
    assert reply.status_code == 422
    assert "tolerence=2" in reply.text
    assert browser.post("/what-if", data=form | {"form_token": "x"}).status_code == 403
    assert rounds.browser("noor").get("/what-if").status_code == 403


def test_every_rule_may_be_left_out(rounds: Rounds, capsys: pytest.CaptureFixture[str]) -> None:
    every = [word for rule in dict.fromkeys(x.id for x in CATALOGUE) for word in ("--off", rule)]
    found = told(rounds, capsys, *every)["found"]
    assert (found["standing_then"], found["gone"]) == (0, 1)
