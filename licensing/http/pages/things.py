"""Pages of single things: the sheet, its findings, and the orders that can be given about it as it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from fastapi import APIRouter, Response

from domain.decisions import COMMANDS
from domain.kernel.errors import NotFound
from licensing.http.json.registers import sheet
from licensing.http.pages.forms import OrderForm, Sent, again
from licensing.http.pages.looking import Looking, LookingAtCases, page
from licensing.http.pages.noted import notes_about
from licensing.http.pages.outcomes import outcome_of
from licensing.http.pages.sending import Place, done, may_order, sending
from licensing.http.pages.verdicts import VerdictShown
from licensing.http.queries import Paging, Register, noun_of
from licensing.reports.finding_filter import FindingFilter

MOST_FINDINGS = 20
HEADINGS = {
    Register.APPLICATION: ("Applications", "Application", "Applications for export licences."),
    Register.LICENCE: ("Licences", "Licence", "Export licences that concern your State."),
    Register.CONSIGNMENT: (
        "Consignments",
        "Consignment",
        "What was declared, left, arrived and was verified.",
    ),
    Register.AUTHORIZATION: ("Import authorizations", "Authorization", "What States of destination let in."),
    Register.PARTY: ("Parties", "Register id", "Operators, brokers and end users of the register."),
}


def nothing(_: Looking, __: Any) -> dict[str, Any]:
    """Nothing more to show."""
    return {}


class Thing(NamedTuple):
    """What the page of a register's things shows: which findings, which orders, and in which state they are."""

    register: Register
    template: str
    wanted: Callable[[str], FindingFilter] | None = None
    forms: Callable[[Looking, Any], Sequence[OrderForm]] = lambda look, found: ()
    state: Callable[[Looking, Any], str] = lambda look, found: str(found.status)
    more: Callable[[Looking, Any], dict[str, Any]] = nothing
    verdict: Callable[[Looking, Any], VerdictShown | None] = lambda look, found: None


def found_by(thing: Thing, look: Looking, key: str) -> Any:
    """The sheet of a thing; raises NotFound where there is none for the looker."""
    found = sheet(look.asking(), thing.register, key)
    if found is None:
        raise NotFound
    return found


def offered(look: Looking, forms: Sequence[OrderForm], state: str, sent: Sent | None) -> list[OrderForm]:
    """The orders that the looker may give while a thing is in a state; always the one that was sent."""
    return [form for form in again(forms, sent) if _fits(look, form, state) or (sent and sent.name == form.name)]


def _fits(look: Looking, form: OrderForm, state: str) -> bool:
    possible = state in COMMANDS[form.order].allowed and (not form.when or state in form.when)
    return possible and may_order(look, form.order, *form.states)


def shown(thing: Thing, look: Looking, key: str, sent: Sent | None = None) -> Response:
    """The page of one thing."""
    found = found_by(thing, look, key)
    forms = offered(look, thing.forms(look, found), thing.state(look, found), sent)
    verdict, made = thing.verdict(look, found), done(look)
    values = {
        "register": thing.register,
        "heading": HEADINGS[thing.register][0],
        "findings": _findings(look, thing.wanted(found.key)) if thing.wanted else (),
        "notes": notes_about(look, noun_of(thing.register), found.key),
        "s": found,
        "forms": {form.name: form for form in forms},
        "done": made,
        "verdict": verdict,
        "outcome": outcome_of(look, made, verdict),
    }
    return page(look, thing.template, values | thing.more(look, found), sent.status if sent else 200)


def _findings(look: Looking, wanted: FindingFilter) -> tuple[Any, ...]:
    return look.reading.findings(wanted, Paging("-severity", MOST_FINDINGS), look.actor).rows


def place_of(thing: Thing) -> Place:
    """The page of a thing as a place with forms."""
    return Place(
        lambda look, key: thing.forms(look, found_by(thing, look, key)),
        lambda look, key, sent: shown(thing, look, key, sent),
        lambda look, key: thing.verdict(look, found_by(thing, look, key)),
    )


def add(router: APIRouter, thing: Thing) -> None:
    """The page of a thing, and where its forms are sent."""

    def show(look: LookingAtCases, key: str) -> Response:
        return shown(thing, look, key)

    where = f"/{thing.register}/{{key:path}}"
    router.add_api_route(where, show, name=f"page-of-{thing.register}")
    router.add_api_route(
        f"{where}/{{verb}}", sending(place_of(thing)), methods=["POST"], name=f"order-about-{thing.register}"
    )
