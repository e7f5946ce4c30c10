"""Pages of single forms: papers that come from elsewhere are recorded as they are, prefilled from a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fastapi import APIRouter, Response

from licensing.access import require
from licensing.http.json.registers import NOW
from licensing.http.pages.authorizations import copy_form, issue_form, verify_form
from licensing.http.pages.documents import present_form
from licensing.http.pages.forms import OrderForm, Sent, again
from licensing.http.pages.looking import Looking, LookingAtCases, page, page_address
from licensing.http.pages.notices import send_form
from licensing.http.pages.records import asked_with
from licensing.http.pages.sending import Place, done, sending
from licensing.http.queries import Register
from licensing.mandate import ACTS
from projections.page_data.shapes import ApplicationSheet

router = APIRouter()
Fill = Callable[[Looking, ApplicationSheet | None], OrderForm]


class Paper(NamedTuple):
    """A page with one form on it: where it is, under which heading, and what it is for."""

    where: str
    crumb: tuple[str, str]
    heading: str
    lead: str
    form: Fill


_IMPORTS = ("/import-authorizations", "Import authorizations")
PAPERS = (
    Paper(
        "/import-authorizations/copy",
        _IMPORTS,
        "Record another State’s import authorization",
        "As its document says. It counts for nothing until the importing State has confirmed it.",
        copy_form,
    ),
    Paper(
        "/import-authorizations/issue",
        _IMPORTS,
        "Issue an import authorization",
        "An authorization of your own State; article 10(3) says what it must contain.",
        issue_form,
    ),
    Paper(
        "/import-authorizations/verify",
        _IMPORTS,
        "Record the answer about an import authorization",
        "Ask the importing State by a channel of your own, not by one that the document names.",
        verify_form,
    ),
    Paper(
        "/transit-notices/send",
        ("/transit-notices", "Transit notices"),
        "Send a transit notice",
        "A transit State is asked for its written no-objection before the licence is issued.",
        send_form,
    ),
    Paper(
        "/end-use-documents/present",
        ("/end-use-documents", "End-use documents"),
        "Record an end-use document",
        "As it was presented, to the letter: what is copied can be compared later.",
        present_form,
    ),
)


def _case_of(look: Looking) -> ApplicationSheet | None:
    """The case that the form was opened from, where the looker may see it."""
    key = look.request.query_params.get("application", "")
    if not key or not look.reading.sees(Register.APPLICATION, key, look.actor):
        return None
    return look.reading.sheets.application(key, NOW)


def _place(paper: Paper) -> Place:
    def forms(look: Looking, _: str) -> tuple[OrderForm, ...]:
        case = _case_of(look)
        here = f"{paper.where}{asked_with(look)}"
        form = paper.form(look, case)
        then = page_address("applications", case.key) if case else form.then or here
        return (form._replace(action=here, then=then),)

    def show(look: Looking, key: str, sent: Sent | None) -> Response:
        made = again(forms(look, key), sent)
        require(look.actor, ACTS[made[0].order])
        values = {"paper": paper, "form": made[0], "case": _case_of(look), "done": done(look)}
        return page(look, "paper.html", values, sent.status if sent else 200)

    return Place(forms, show)


def _add(paper: Paper) -> None:
    place = _place(paper)

    def show(look: LookingAtCases) -> Response:
        return place.show(look, "", None)

    name = paper.where.strip("/").replace("/", "-")
    router.add_api_route(paper.where, show, name=f"page-{name}")
    router.add_api_route(paper.where, sending(place, name.rpartition("-")[2]), methods=["POST"], name=f"order-{name}")


for _paper in PAPERS:
    _add(_paper)
