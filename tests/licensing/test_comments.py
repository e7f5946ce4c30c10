"""Comments on findings, over HTTP and on the page: by whoever sees the finding, and read there by whoever sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from domain.kernel.event import recorded
from tests.licensing.an_office import form_token, problem
from tests.licensing.rounds_world import Rounds

TEXT = "The weighbridge of our port was repaired that week."


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Rounds]:
    made = Rounds(tmp_path)
    yield made
    made.close()


def finding(office: Rounds) -> dict[str, Any]:
    """What is missing of the second consignment, as an officer of the exporting State sees it."""
    (found,) = office.client("amara").get("/api/v1/findings?rule=R14&state=OPEN&consignment=UCR-S2").json()["findings"]
    return found  # type: ignore[no-any-return]


def comment(office: Rounds, officer: str, named: str, text: str = TEXT) -> Response:
    return office.client(officer).post("/api/v1/findings/comment", json={"data": {"finding_id": named, "text": text}})


@pytest.mark.parametrize(
    ("officer", "source", "role"),
    [
        ("amara", "/states/XA/licensing/counterfoil", "licensing-officer"),
        ("jonas", "/states/XA/licensing/counterfoil", "approving-officer"),
        ("noor", "/states/XA/customs/counterfoil", "customs"),
        ("ilse", "/states/XA/licensing/counterfoil", "auditor"),
        ("livia", "/states/XB/customs/counterfoil", "customs"),
    ],
)
def test_a_comment_is_kept_with_state_and_office_and_leaves_the_finding_as_it_was(
    office: Rounds, officer: str, source: str, role: str
) -> None:
    before = finding(office)
    made = comment(office, officer, before["finding_id"])
    assert made.status_code == 201, made.text
    last = recorded(office.log.read(office.log.head() - 1, 1)[0].body)
    assert (last.source, last.type, last.data.role) == (source, "finding.commented.v1", role)
    office.read()
    assert finding(office) == before


@pytest.mark.parametrize("officer", ["petra", "sam"])
def test_no_applicant_and_no_administrator_comments(office: Rounds, officer: str) -> None:
    head = office.log.head()
    assert problem(comment(office, officer, finding(office)["finding_id"]), 403)["code"] == "DENIED"
    assert office.log.head() == head


def test_to_a_state_that_does_not_see_it_the_finding_is_not_there(office: Rounds) -> None:
    named, head = finding(office)["finding_id"], office.log.head()
    answers = [comment(office, "yusra", x) for x in (named, "0" * 64)]
    assert [x.status_code for x in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert office.log.head() == head


def test_the_page_takes_a_comment_and_tells_who_wrote_it(office: Rounds) -> None:
    page = f"/findings/{finding(office)['finding_id']}"
    noor = office.browser("noor")
    html = noor.get(page).text
    key = html.partition('name="key" value="')[2].partition('"')[0]
    form = {"form_token": form_token(html), "key": key}
    empty = noor.post(f"{page}/comment", data=form | {"text": " "})
    assert empty.status_code == 422
    assert "Say in a sentence what you know of the finding." in empty.text
    assert noor.post(f"{page}/comment", data=form | {"text": TEXT}).status_code == 303
    office.read()
    told = office.browser("amara").get(page).text.partition("What was decided about it")[2].partition("</section>")[0]
    for said in (TEXT, "Noor", "customs of XA", "datetime="):
        assert said in told, said
    assert "closes it now" not in told
