"""Pages of cases: registers, single things, search, and a history at any two moments."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Response

from domain.errors import NotFound
from licensing.api.looking import Looking, LookingAtCases, page
from licensing.api.problems import Problem, Refused
from licensing.api.queries import FindingFilter, Paging, Register, RegisterFilter
from licensing.api.registers import history, sheet
from licensing.pages.words import day

router = APIRouter()
PAGE = 50
MOST_FINDINGS = 20
HEADINGS = {
    Register.LICENCE: ("Licences", "Licence", "Export licences that concern your State."),
    Register.CONSIGNMENT: (
        "Consignments",
        "Consignment",
        "What was declared, left, arrived and was verified.",
    ),
    Register.AUTHORIZATION: ("Import authorizations", "Authorization", "What States of destination let in."),
    Register.PARTY: ("Parties", "Register id", "Operators, brokers and end users of the register."),
}


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
        shown = {"register": register, "heading": heading, "noun": noun, "lead": lead, "next_url": following}
        return page(look, "register.html", shown | {"wanted": wanted, "rows": found.rows, "after": found.after})

    return listed


def thing_page(register: Register, template: str, wanted: Callable[[str], FindingFilter]) -> Callable[..., Response]:
    """The page of one thing of a register."""

    def shown(look: LookingAtCases, key: str) -> Response:
        found = sheet(look.asking(), register, key)
        if found is None:
            raise NotFound
        heading, _, _ = HEADINGS[register]
        values = {"register": register, "heading": heading, "findings": _findings(look, wanted(key))}
        return page(look, template, values | {"s": found})

    return shown


def _findings(look: Looking, wanted: FindingFilter) -> tuple[Any, ...]:
    return look.reading.findings(wanted, Paging("-severity", MOST_FINDINGS), look.actor).rows


for _register in Register:
    router.add_api_route(f"/{_register}", register_page(_register), name=f"page-{_register}")
for _register, _template, _wanted in (
    (Register.LICENCE, "licence.html", lambda key: FindingFilter(licence=key)),
    (Register.CONSIGNMENT, "consignment.html", lambda key: FindingFilter(consignment=key)),
    (Register.AUTHORIZATION, "authorization.html", lambda key: FindingFilter(licence=key)),
    (Register.PARTY, "party.html", lambda key: FindingFilter(party=key)),
):
    _show = thing_page(_register, _template, _wanted)
    router.add_api_route(f"/{_register}/{{key:path}}", _show, name=f"page-of-{_register}")


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
    happened = f"What had happened by {day(as_of)}" if as_of else "Everything that happened"
    return f"{happened}, as it was known at {day(known_at)}." if known_at else f"{happened}, as it is known now."
