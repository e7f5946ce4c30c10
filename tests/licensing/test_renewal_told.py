"""While rows made under another law are shown, every answer says so: API, pages, readiness and commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from consumers.project import bring_up_to_date
from licensing.__main__ import main
from licensing.log import open_log
from projections.catalogue import read_models
from projections.store.opening import open_views
from tests.licensing.an_office import R01, AnOffice

HEADER = "Views-Renewed"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[AnOffice]:
    with closing(AnOffice(tmp_path)) as office:
        yield office


def under_another_law(place: Path, view: str = "findings") -> None:
    with closing(open_views(place)) as views:
        views._tell("UPDATE made_under SET law = 'another' WHERE view = ?", (view,))


def test_answers_and_pages_say_nothing_while_all_is_of_today(office: AnOffice) -> None:
    assert HEADER not in office.client("amara").get("/api/v1/findings").headers
    assert office.client().get("/readyz").json()["renewed"] == []
    assert "Being renewed" not in office.browser("amara").get("/findings").text


def test_answers_and_pages_say_that_a_view_is_renewed(office: AnOffice, tmp_path: Path) -> None:
    amara = office.client("amara")
    before = amara.get("/api/v1/findings").json()
    under_another_law(tmp_path)
    answer = amara.get("/api/v1/findings")
    assert (answer.status_code, answer.headers[HEADER], answer.json()) == (200, "findings", before)
    ready = office.client().get("/readyz")
    assert (ready.status_code, ready.json()["renewed"]) == (200, ["findings"])
    page = office.browser("amara").get(f"/findings/{R01[0]}")
    assert page.status_code == 200
    assert "Being renewed" in page.text
    assert "of findings was made under another law" in page.text


def test_commands_say_it_and_renew_what_nobody_keeps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = ("--data", str(tmp_path))
    with closing(open_log(tmp_path)) as log, closing(open_views(tmp_path)) as views:
        bring_up_to_date(views, log, read_models())
        for model in read_models():
            held = views.under(model.name, model.tables, model.made_under)
            with views.transaction():
                held.move(1)
    assert main(["views", *here]) == 0
    assert "another" not in capsys.readouterr().out
    under_another_law(tmp_path)
    assert main(["views", *here]) == 0
    told = capsys.readouterr().out
    assert [line.split("  ")[-1].strip() for line in told.splitlines() if line.startswith("findings")] == [
        "another law"
    ]
