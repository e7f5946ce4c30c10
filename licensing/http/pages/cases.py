"""Pages of cases: registers, single things, search, and a history at any two moments."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Response

from licensing.http.json.registers import history
from licensing.http.pages.authorizations import authorization_forms
from licensing.http.pages.border import at_the_desk, consignment_state_shown, consignment_verdict_shown
from licensing.http.pages.licences import licence_forms, licence_verdict_shown
from licensing.http.pages.looking import Looking, LookingAtCases, page
from licensing.http.pages.moves import consignment_forms
from licensing.http.pages.sending import may_order
from licensing.http.pages.things import HEADINGS, Thing, add
from licensing.http.pages.words import day_in_words
from licensing.http.problems import Problem, Refused
from licensing.http.queries import Paging, Register, RegisterFilter
from licensing.reports.finding_filter import FindingFilter

router = APIRouter()
PAGE = 50
LISTED = (Register.LICENCE, Register.CONSIGNMENT, Register.AUTHORIZATION, Register.PARTY)
NEW = {
    Register.AUTHORIZATION: (
        ("authorization copy", "/import-authorizations/copy", "Record another State’s"),
        ("authorization verify", "/import-authorizations/verify", "Record an answer about one"),
        ("authorization issue", "/import-authorizations/issue", "Issue one"),
    )
}
"""What can be entered from a list: the order, where, and what the link says."""


def register_page(register: Register) -> Callable[..., Response]:
    """The list of one register."""

    def listed(look: LookingAtCases) -> Response:
        params = look.request.query_params
        state = params.get("jurisdiction", "").strip().upper()
        wanted = RegisterFilter(params.get("status") or None, state or None, params.get("party") or None)
        part = Paging("key", PAGE, params.get("cursor") or None)
        found = look.reading.registered(register, wanted, part, look.actor)
        heading, noun, lead = HEADINGS[register]
        following = str(look.request.url.include_query_params(cursor=found.after or ""))
        new = [(where, title) for order, where, title in NEW.get(register, ()) if may_order(look, order)]
        shown = {"register": register, "heading": heading, "noun": noun, "lead": lead, "next_url": following}
        rows = {"wanted": wanted, "rows": found.rows, "after": found.after, "new": new}
        return page(look, "register.html", shown | rows)

    return listed


def _authorization_state(_: Looking, found: Any) -> str:
    return "revoked" if found.status == "revoked" else "issued"


for _register in LISTED:
    router.add_api_route(f"/{_register}", register_page(_register), name=f"page-{_register}")
for _thing in (
    Thing(
        Register.LICENCE,
        "licence.html",
        lambda key: FindingFilter(licence=key),
        licence_forms,
        verdict=licence_verdict_shown,
    ),
    Thing(
        Register.CONSIGNMENT,
        "consignment.html",
        lambda key: FindingFilter(consignment=key),
        consignment_forms,
        consignment_state_shown,
        at_the_desk,
        consignment_verdict_shown,
    ),
    Thing(
        Register.AUTHORIZATION,
        "authorization.html",
        lambda key: FindingFilter(licence=key),
        authorization_forms,
        _authorization_state,
    ),
    Thing(Register.PARTY, "party.html", lambda key: FindingFilter(party=key)),
):
    add(router, _thing)


@router.get("/search")
def search_page(look: LookingAtCases, q: str = "") -> Response:
    """By licence, UCR, party and serial number."""
    typed = q.strip()[:100]
    hits = look.reading.search(typed, look.actor) if typed else ()
    order = list(Register)
    by_register = sorted(hits, key=lambda hit: order.index(hit.register))
    grouped = [(name, list(some)) for name, some in groupby(by_register, lambda hit: hit.register)]
    return page(look, "search.html", {"q": typed, "hits": hits, "grouped_hits": grouped})


@router.get("/history/{register}/{key:path}")
def history_page(look: LookingAtCases, register: Register, key: str, as_of: str = "", known_at: str = "") -> Response:
    """A history at any two moments."""
    trouble: Problem | None = None
    try:
        found = history(look.asking(), register, key, as_of, known_at)
    except Refused as why:
        trouble, found = why.problem, history(look.asking(), register, key, None, None)
    told = {"told": _told(found.as_of, found.known_at), "as_of": as_of, "known_at": known_at}
    values = {"register": register, "key": key, "entries": found.entries, "trouble": trouble}
    return page(look, "history.html", told | values, 422 if trouble else 200)


def _told(as_of: str | None, known_at: str | None) -> str:
    happened = f"What had happened by {day_in_words(as_of)}" if as_of else "Everything that happened"
    return (
        f"{happened}, as it was known at {day_in_words(known_at)}." if known_at else f"{happened}, as it is known now."
    )
