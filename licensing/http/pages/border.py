"""The border desk: one input, what stands behind it, and what customs do next."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Response

from domain.chapters.transfers.dossiers import licence_dossier
from domain.events.goods import Quantity
from domain.events.licence import LicenceTerms
from domain.kernel.errors import NotFound
from domain.kernel.moments import day
from domain.state.consignments import Attribution, consignment
from domain.state.licences import status_on
from licensing.access import Role, require
from licensing.http.json.registers import DECIMAL, NOW
from licensing.http.pages.authorizations import UNITS
from licensing.http.pages.declaring import declaration_form
from licensing.http.pages.forms import OrderForm, Sent
from licensing.http.pages.looking import Looking, LookingAtCases, page
from licensing.http.pages.moves import case_of, state_as_seen, steps
from licensing.http.pages.outcomes import outcome_of
from licensing.http.pages.sending import Place, done, sending, today_in
from licensing.http.pages.things import offered
from licensing.http.pages.verdicts import VerdictShown, verdict_on
from licensing.http.queries import Hit, Register
from licensing.mandate import ACTS
from projections.page_data.licences import balance_lines
from projections.page_data.shapes import Availability, LineSheet
from projections.search import key_of

router = APIRouter()
UCR = re.compile(r"[A-Z0-9][A-Z0-9-]{4,34}(/[A-Z0-9]{1,4})?")
MOST_CITING, _LAST = 5, 20
DESK = (Register.LICENCE, Register.CONSIGNMENT)


class Found(NamedTuple):
    """Something that what was typed may mean."""

    register: Register
    key: str
    title: str


def consignment_state_shown(look: Looking, s: Any) -> str:
    """How far a consignment has come."""
    return state_as_seen(case_of(look, s.key))


def consignment_verdict_shown(look: Looking, s: Any) -> VerdictShown | None:
    """What customs are told of a consignment, its licences and its parties."""
    return verdict_on(look, Register.CONSIGNMENT, s.key, s.export_state or look.actor.state)


def at_the_desk(look: Looking, _: Any) -> dict[str, Any]:
    """Whether the looker has a border desk."""
    return {"desk": look.actor.role is Role.CUSTOMS}


def _found(look: Looking, typed: str) -> list[Found]:
    """Licences and consignments that are called so in any spelling; else those whose names begin so."""
    exact = [Found(x, key, "") for key in _keys(look, typed) for x in DESK if look.reading.sees(x, key, look.actor)]
    if exact:
        return exact
    hits = [x for x in look.reading.search(typed, look.actor) if x.register in DESK]
    if not hits and typed[:2].isalpha():
        # A State may stand before the number without a colon.
        own = look.reading.search(typed[2:], look.actor)
        hits = [x for x in own if x.register in DESK and x.key[:2] == typed[:2].upper()]
    wanted = {key_of(typed), key_of(typed.partition(":")[2])} - {""}
    called = [x for x in hits if x.what in _NAMES and wanted & {key_of(x.written), key_of(x.key)}]
    chosen = [Found(x.register, x.key, x.title) for x in called] or _cited(look, hits, wanted)
    chosen = chosen or [Found(x.register, x.key, x.title) for x in hits]
    return list({(x.register, x.key): x for x in chosen}.values())


_NAMES = ("licence", "consignment", "key")


def _keys(look: Looking, typed: str) -> tuple[str, ...]:
    """The keys that what was typed is, if it is one; a licence of the own State goes without its State."""
    plain = typed.upper()
    return plain, f"{look.actor.state}:{plain}"


def _cited(look: Looking, hits: list[Hit], wanted: set[str]) -> list[Found]:
    """Licences that so many consignments cite that they alone were found."""
    records, licences = look.reading.sheets.records(), dict[str, None]()
    for hit in [x for x in hits if x.what == "declared licence" and key_of(x.written) in wanted][:MOST_CITING]:
        found = consignment.of(records, hit.key)
        licences |= dict.fromkeys(x.licence for x in found.goods.drawn) if found else {}
    named = [x for x in licences if key_of(x.partition(":")[2]) in wanted]
    return [Found(Register.LICENCE, x, "") for x in named if look.reading.sees(Register.LICENCE, x, look.actor)]


def _panel(look: Looking, found: Found, sent: Sent | None) -> dict[str, Any]:
    if found.register is Register.LICENCE:
        return _licence(look, found.key, sent)
    return _consignment(look, found.key, sent)


class Standing(NamedTuple):
    """A licence as customs look at it: how it stands today, what is free, and what was declared on it last."""

    key: str
    terms: LicenceTerms
    status: str
    on: str
    verdict: VerdictShown | None
    lines: tuple[LineSheet, ...]
    last: tuple[Attribution, ...]
    declared: int


def _standing(look: Looking, key: str) -> Standing:
    records = look.reading.sheets.records()
    dossier = licence_dossier.of(records, key)
    if dossier is None:
        raise NotFound
    on = today_in(look, records, key[:2])
    held, number = dossier.held, day(on)
    terms = held.terms(number)
    return Standing(
        key=key,
        terms=terms,
        status=status_on(held, terms, number),
        on=on,
        verdict=verdict_on(look, Register.LICENCE, key, key[:2]),
        lines=balance_lines(dossier, terms),
        last=tuple(reversed(dossier.attributions[-_LAST:])),
        declared=len(dossier.attributions),
    )


def _licence(look: Looking, key: str, sent: Sent | None) -> dict[str, Any]:
    found = _standing(look, key)
    forms = _drawn_on(look, found) if look.actor.state == key[:2] else ()
    told = {"licence": found, "verdict": found.verdict, "asked": _available(look, key), "units": UNITS}
    return told | {"forms": offered(look, forms, "not on record", sent)}


def _drawn_on(look: Looking, found: Standing) -> tuple[OrderForm, ...]:
    last = found.last[0].key if found.last else ""
    return (declaration_form(look, found.key, found.terms, found.lines, last),)


class _Question(NamedTuple):
    """What was asked about availability, and the answer."""

    line: str
    quantity: str
    unit: str
    answer: Availability | None
    fault: str = ""


def _available(look: Looking, key: str) -> _Question | None:
    given = look.request.query_params
    line, quantity, unit = (given.get(x, "").strip() for x in ("line", "quantity", "unit"))
    if not quantity:
        return None
    if not re.fullmatch(DECIMAL, quantity) or not re.fullmatch("[1-9][0-9]{0,3}", line):
        return _Question(line, quantity, unit, None, "A quantity is a number such as 60 or 2.5.")
    asked = Quantity(value=quantity, unit=unit or "C62")
    return _Question(line, quantity, unit, look.reading.sheets.availability(key, None, int(line), asked))


def _consignment(look: Looking, key: str, sent: Sent | None) -> dict[str, Any]:
    case = case_of(look, key)
    forms = offered(look, _steps(look, key), state_as_seen(case), sent)
    sheet = look.reading.sheet(Register.CONSIGNMENT, key, NOW, look.actor)
    verdict = consignment_verdict_shown(look, sheet) if sheet else None
    return {"consignment": sheet, "verdict": verdict, "state": state_as_seen(case), "forms": forms}


def _steps(look: Looking, key: str) -> tuple[OrderForm, ...]:
    """The steps of a consignment, with less filled in where its papers are not for the looker to see."""
    visible = look.reading.sees(Register.CONSIGNMENT, key, look.actor)
    told = quote(key, safe="")
    return steps(case_of(look, key, visible), f"/border/consignments/{quote(key, safe='/:')}", f"/border?q={told}")


def _shown(look: Looking, q: str, sent: Sent | None = None) -> Response:
    require(look.actor, ACTS["consignment exit"])
    typed = q.strip()[:100]
    found = _found(look, typed) if typed else []
    made = done(look)
    values: dict[str, Any] = {"q": None, "typed": typed, "found": found, "done": made, "forms": []}
    values |= {"licence": None, "consignment": None, "strange": "", "verdict": None}
    if len(found) == 1:
        values |= _panel(look, found[0], sent)
    elif not found and UCR.fullmatch(typed.upper()):
        forms = offered(look, _steps(look, typed.upper()), "seen, not declared", sent)
        values |= {"strange": typed.upper(), "forms": forms}
    values["outcome"] = outcome_of(look, made, values["verdict"])
    return page(look, "border.html", values, sent.status if sent else 200)


@router.get("/border")
def border_page(look: LookingAtCases, q: str = "") -> Response:
    """What was scanned or typed, and what can be done with it."""
    return _shown(look, q)


def _declaration(look: Looking, key: str) -> tuple[OrderForm, ...]:
    return _drawn_on(look, _seen(look, key))


def _seen(look: Looking, key: str) -> Standing:
    if not look.reading.sees(Register.LICENCE, key, look.actor):
        raise NotFound
    return _standing(look, key)


def _verdict(look: Looking, key: str) -> VerdictShown | None:
    visible = look.reading.sees(Register.CONSIGNMENT, key, look.actor)
    sheet = look.reading.sheet(Register.CONSIGNMENT, key, NOW, look.actor) if visible else None
    return consignment_verdict_shown(look, sheet) if sheet else None


def _add(where: str, place: Place) -> None:
    name = where.strip("/").replace("/", "-")
    router.add_api_route(f"{where}/{{key:path}}/{{verb}}", sending(place), methods=["POST"], name=f"order-at-{name}")


_add("/border/licences", Place(_declaration, _shown, lambda look, key: _seen(look, key).verdict))
_add("/border/consignments", Place(_steps, _shown, _verdict))
