"""Sends the orders that are filled in on pages the way every order goes, and shows what became of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qs, quote

import msgspec
from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from domain.decisions import COMMANDS
from domain.decisions.receipts import count_differences
from domain.kernel.errors import DomainError, NotFound
from domain.kernel.event import recorded
from domain.kernel.moments import date_text, instant
from domain.kernel.zones import date_in
from domain.record.calendar import zone_of
from domain.record.records import Records
from domain.state.reference import authority
from licensing.access import READ_CASES, Act, require
from licensing.http.asking import TheContext, wait_for
from licensing.http.auth.sessions import Session
from licensing.http.context import ApplicationContext
from licensing.http.json.ordering import MUST_MATCH, PLURAL, carried_out
from licensing.http.language import language_of
from licensing.http.pages.forms import OrderForm, Sent, Values, form_body, form_named
from licensing.http.pages.looking import Looking, SignedIn
from licensing.http.pages.outcomes import stood
from licensing.http.pages.verdicts import VerdictShown
from licensing.http.permissions import permits
from licensing.http.problems import Refused, problem_of, refused
from licensing.mandate import ACTS
from licensing.orders.acknowledgement import (
    REFUSED,
    Acknowledgement,
    ToldAcknowledgement,
    acknowledgement,
    proposal_in,
    told_in,
)
from licensing.orders.deciding import order_placed
from licensing.orders.form import KEY, Form, Malformed, read_order
from projections.sentences import said
from projections.store.views import StoreAway

FIELDS = 2_000
_ENTRIES = 60
"""How far back an order's entries are looked for; it leads to a handful."""
T = TypeVar("T")


class Place(NamedTuple):
    """A page with forms: which ones it has, open or not, how it is shown with one that was sent, and what is open."""

    forms: Callable[[Looking, str], Sequence[OrderForm]]
    show: Callable[[Looking, str, Sent | None], Response]
    verdict: Callable[[Looking, str], VerdictShown | None] = lambda look, key: None


def sending(place: Place, verb: str = "", act: Act = READ_CASES) -> Callable[..., Coroutine[Any, Any, Response]]:
    """The route to which the forms of a page are sent; `verb` where the address does not name it.

    `act` is what whoever sees the page must be allowed to do.
    """

    @permits(act)
    async def send(request: Request, here: TheContext, session: SignedIn) -> Response:
        values = await _values(request)
        here.sessions.check(session, _one(values, "form_token"))
        key, name = request.path_params.get("key", ""), verb or request.path_params["verb"]
        form, before = await _looked(
            request, here, session, act, lambda look: (_chosen(place, look, key, name), stood(place.verdict(look, key)))
        )
        told: tuple[str, ...] = ()
        if form.counted and not _one(values, "counted"):
            told = await _looked(request, here, session, act, lambda look: _differences(look, form, values))
        if told:
            sent: Acknowledgement | Sent = Sent(form.name, values, differences=told)
        else:
            sent = await _sent(here, session, form, values, language_of(request))
        if isinstance(sent, Acknowledgement):
            return RedirectResponse(_after(form, sent) + before, 303)
        if sent.refusal:
            with suppress(Refused):
                await wait_for(here, sent.refusal.position)
        return await _looked(request, here, session, act, lambda look: place.show(look, key, sent))

    return send


async def _looked(
    request: Request, here: ApplicationContext, session: Session, act: Act, see: Callable[[Looking], T]
) -> T:
    """What is seen in one look; never two at a time, so that looks do not wait for each other."""
    assert session.actor is not None  # noqa: S101  signed_in lets nobody else pass
    require(session.actor, act)
    async with here.readings.lent(language_of(request)) as reading:
        return await run_in_threadpool(see, Looking(session.actor, session, reading, request, here))


async def _values(request: Request) -> Values:
    found = await request.body()
    try:
        return parse_qs(found.decode(), keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError as why:
        told = "This is no form of ours."
        raise refused(422, "FORM", told, "Load the page again and send the form from there.") from why


def _one(values: Values, name: str) -> str:
    return "".join(values.get(name, ())[-1:])


def _chosen(place: Place, look: Looking, key: str, name: str) -> OrderForm:
    form = form_named(place.forms(look, key), name)
    if form is None:
        raise NotFound
    return form


async def _sent(
    here: ApplicationContext, session: Session, form: OrderForm, values: Values, language: str
) -> Acknowledgement | Sent:
    """The acknowledgement of an order that was recorded, else the form with what was wrong or refused."""
    assert session.actor is not None  # noqa: S101
    sent = Sent(form.name, values)
    try:
        seen, key = _seen(form, values), _request_key(values)
        order = order_placed(_read(form, values), session.actor, seen, key)
        made = await carried_out(here, order)
    except Malformed as why:
        return sent._replace(faults=why.faults, problem=problem_of(why))
    except (DomainError, StoreAway) as why:
        return sent._replace(problem=problem_of(why))
    return sent._replace(refusal=told_in(made, language)) if made.outcome == REFUSED else made


def _differences(look: Looking, form: OrderForm, values: Values) -> tuple[str, ...]:
    """Where what was counted is not what is on record; nothing while the form is not filled in as it must be."""
    try:
        order = _read(form, values).data
    except Malformed:
        return ()
    records, language = look.reading.sheets.records(), look.reading.language
    return tuple(said(x, language) for x in count_differences(records, order))


def _read(form: OrderForm, values: Values) -> Form:
    """The order that was filled in; raises Malformed with every fault there is."""
    body, blank = form_body(form, values, bool(_one(values, "accept")))
    try:
        order = read_order(COMMANDS[form.order], msgspec.json.encode(body))
    except Malformed as why:
        raise Malformed((*blank, *why.faults)) from why
    if blank:
        raise Malformed(blank)
    return order


def _seen(form: OrderForm, values: Values) -> int | None:
    told = _one(values, "seen")
    if form.about and form.order in MUST_MATCH and not re.fullmatch("[0-9]{1,18}", told):
        detail = "This form does not say which version of it was judged."
        raise refused(428, "IF_MATCH_MISSING", detail, "Load the page again and send the form from there.")
    return int(told) if re.fullmatch("[0-9]{1,18}", told) else None


def _request_key(values: Values) -> str:
    key = _one(values, "key")
    if not KEY.fullmatch(key):
        detail = "This form does not carry the key under which it is carried out once."
        raise refused(422, "IDEMPOTENCY_KEY", detail, "Load the page again and send the form from there.")
    return key


def _after(form: OrderForm, made: Acknowledgement) -> str:
    key = quote(made.stream.partition("/")[2], safe="")
    proposal = proposal_in(made)
    where = proposal and f"/proposals/{quote(proposal, safe=':')}"
    where = where or form.then.replace("{key}", key) or address_of(made.stream)
    return f"{where}{'&' if '?' in where else '?'}after={made.position}&done={made.position}"


def address_of(stream: str) -> str:
    """The page of what a stream is about."""
    noun, _, key = stream.partition("/")
    return f"/{PLURAL[noun]}/{quote(key, safe='/:')}"


# -- for pages that show forms -----------------------------------------------------------------------------------------


def version_seen(look: Looking, stream: str) -> int:
    """The version of a stream as far as this page shows it."""
    return look.context.log.version(stream, at=look.reading.position)


def outline(look: Looking, stream: str, fixed: Mapping[str, Any], states: tuple[str, ...], then: str) -> OrderForm:
    """What the orders about one thing have in common; each adds its name, title, button and fields to it."""
    seen = version_seen(look, stream) if stream else None
    return OrderForm("", "", "", "", "", fixed=fixed, about=stream, seen=seen, states=states, then=then)


def done(look: Looking) -> ToldAcknowledgement | None:
    """The acknowledgement of the order that was just carried out, where the address names one of the looker's own."""
    told = look.request.query_params.get("done", "")
    if not re.fullmatch("[0-9]{1,18}", told):
        return None
    last = int(told)
    stored = look.context.log.at(list(range(max(last - _ENTRIES, 0) + 1, last + 1)))
    if not stored or stored[-1].position != last:
        return None
    events = [recorded(x.body) for x in stored]
    ours = (look.actor.subject, look.actor.state, events[-1].cause)
    if events[-1].cause is None or (events[-1].actor, events[-1].authority, events[-1].cause) != ours:
        return None
    ours_alone = [x for x, event in zip(stored, events, strict=True) if event.cause == events[-1].cause]
    return told_in(acknowledgement(ours_alone), look.reading.language)


def may_order(look: Looking, order: str, *states: str) -> bool:
    """Whether the looker's role may give an order, and the looker's State has the say; none named where any has."""
    return look.actor.role in ACTS[order].roles and (not states or look.actor.state in states)


def today_in(look: Looking, records: Records, state: str) -> str:
    """The date on which an order given now would be given."""
    return date_text(date_in(zone_of(authority.of(records, state)), instant(look.context.moment()), 0))


def offset_of(records: Records, state: str) -> str:
    """The present offset of a State as instants are written."""
    known = zone_of(authority.of(records, state))
    zone = (known.at(records.now) if known else None) or 0
    sign, rest = ("-" if zone < 0 else "+"), abs(zone) // 60
    return f"{sign}{rest // 60:02d}:{rest % 60:02d}"
