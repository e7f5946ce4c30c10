"""Transit notices: sent to a transit State, answered by it, its consent taken back."""

from __future__ import annotations

from typing import Any, NamedTuple

from fastapi import APIRouter, Response

from domain.events.streams import document_key
from domain.kernel.errors import NotFound
from domain.kernel.moments import day
from domain.record.records import Records
from domain.state.notices import Notice, notice, notices_to
from licensing.access import AUTHORITIES
from licensing.http.pages.checklist import proposed_reference
from licensing.http.pages.forms import NULL, Field, OrderForm, Sent, again, options
from licensing.http.pages.letters import BY_TWO, paper_fields
from licensing.http.pages.looking import Looking, LookingAtCases, page, page_address
from licensing.http.pages.records import asked_with, back_to, entries_shown, looked_up
from licensing.http.pages.sending import Place, done, may_order, outline, sending, today_in
from projections.page_data.notices import CONSENTED, NoticeSheet, notice_sheet
from projections.page_data.shapes import ApplicationSheet

router = APIRouter()
MODES = options("SEA", "RAIL", "ROAD", "AIR", "POST")
_ANSWERS = options(NO_OBJECTION="no objection", CONDITIONAL="no objection, on conditions", OBJECTION="objection")
_CONFIRM = {
    "NO_OBJECTION": "Confirm: no objection",
    "CONDITIONAL": "Confirm: no objection, on these conditions",
    "OBJECTION": "Confirm: we object",
}
_DAYS = "Other days than from today on"
_MOST = 500


def send_form(look: Looking, case: ApplicationSheet | None) -> OrderForm:
    """A transit State is asked; from a case, about the licence it is to become and the authorization it names."""
    state, asked = look.actor.state, look.request.query_params.get("state", "")[:2]
    licence = authorization = number = ""
    if case is not None:
        reference = case.key.partition(":")[2].removeprefix("AP-")
        licence, number = f"{case.key[:2]}:{proposed_reference(case.key)}", f"TN-{reference}-{asked}"
        named = case.wanted.import_authorization
        authorization = document_key(named) if named else ""
    return OrderForm(
        name="send",
        order="notice send",
        action="",
        title="Send it",
        button="Record the notice as sent",
        fixed={"notice": {"state": state}},
        fields=(
            Field("notice/reference", "Number of the notice", "code", "Capitals, digits and hyphens.", value=number),
            Field("transit_state", "Transit State", "code", "Two capitals, such as XC.", value=asked),
            Field("mode", "Means of transport through it", "select", options=MODES),
            Field("transshipment", "The goods change means of transport there", "tick", needed=False),
            Field("licence", "Licence", "document", "State and reference.", (), licence, False, NULL),
            Field(
                "authorization",
                "Import authorization",
                "document",
                "The licence or the authorization, or both, must be named.",
                (),
                authorization,
                False,
            ),
            Field("period_from", "First day of transit", "date", needed=False),
            Field("period_to", "Last day of transit", "date", needed=False),
        ),
    )


# -- one notice --------------------------------------------------------------------------------------------------------


def _asked(look: Looking, records: Records, key: str) -> tuple[Notice, ...]:
    """The notice, once for each State asked; raises NotFound for whom it is not from or to."""
    found = notice.of(records, key)
    concerned = {key[:2], *(n.state for n in found)}
    if not found or look.actor.role not in AUTHORITIES or look.actor.state not in concerned:
        raise NotFound
    return found


def _forms(look: Looking, key: str) -> tuple[OrderForm, ...]:
    records = look.reading.sheets.records()
    states = [n.state for n in _asked(look, records, key)]
    state, _, reference = key.partition(":")
    stream = f"notice/{key}"
    today = today_in(look, records, look.actor.state)
    own = look.actor.state if look.actor.state in states else states[0] if len(states) == 1 else ""
    whose = Field("transit_state", "Transit State", "select", options=options(**{x: x for x in states}), value=own)
    fixed, then = (
        {"notice": {"state": state, "reference": reference}},
        back_to(look) or page_address("transit-notices", key),
    )
    made = outline(look, stream, fixed, (state, *states), then)
    if look.actor.state in states:
        found: tuple[OrderForm, ...] = (_own_answer(look, made, today), _withdrawal(look, made, today))
    else:
        found = (_copied_answer(made._replace(states=(state,)), whose, today),)
    here = page_address("transit-notices", key)
    return tuple(x._replace(action=f"{here}/{x.name}{asked_with(look)}") for x in found)


def _copied_answer(made: OrderForm, whose: Field, today: str) -> OrderForm:
    """What a State that has no account answered by letter."""
    return made._replace(
        name="copy-answer",
        order="notice copy-answer",
        title="Copy its answer from a letter",
        button="Record the letter",
        lead=BY_TWO,
        fields=(
            whose,
            Field("answer", "Answer", "radio", options=_ANSWERS),
            *_effect(today),
            _conditions(needed=False),
            *paper_fields(),
        ),
    )


def _withdrawal(look: Looking, made: OrderForm, today: str) -> OrderForm:
    return made._replace(
        name="withdraw",
        order="notice withdraw",
        title="Take your consent back",
        button="Record that it is taken back",
        weighty=True,
        fixed={**made.fixed, "transit_state": look.actor.state},
        states=(look.actor.state,),
        fields=(
            Field("effective_on", "First day without consent", "date", value=today),
            Field("reason", "Reason", "area", needed=False),
        ),
    )


def _effect(today: str, group: str = "") -> tuple[Field, ...]:
    return (
        Field("effective_on", "First day of effect", "date", value=today, group=group),
        Field("valid_until", "Last day of effect", "date", needed=False, blank=NULL, group=group),
    )


def _conditions(needed: bool) -> Field:
    return Field("conditions", "Conditions", "lines", "One a line, word for word.", needed=needed)


def _own_answer(look: Looking, made: OrderForm, today: str) -> OrderForm:
    """The answer of the State that is asked: chosen in one step, confirmed in the next, nothing to type."""
    chosen = _chosen(look)
    fixed = {**made.fixed, "transit_state": look.actor.state, "answer": chosen, "basis": "EXPRESS"}
    return made._replace(
        name="answer",
        order="notice answer",
        title=f"Your answer: {dict(_ANSWERS).get(chosen, 'none is chosen yet')}",
        button=_CONFIRM.get(chosen, ""),
        weighty=chosen == "OBJECTION",
        fixed=fixed,
        states=(look.actor.state,),
        fields=(*((_conditions(needed=True),) if chosen == "CONDITIONAL" else ()), *_effect(today, _DAYS)),
    )


def _chosen(look: Looking) -> str:
    told = look.request.query_params.get("answer", "")
    return told if told in dict(_ANSWERS) else ""


def _show(look: Looking, key: str, sent: Sent | None = None) -> Response:
    records = look.reading.sheets.records()
    sheets = [_sheet(look, records, n) for n in _asked(look, records, key)]
    own = next((x for x in sheets if x.state == look.actor.state), None)
    forms = _offered(look, key, sheets, own is None or bool(_chosen(look)), sent)
    told: dict[str, Any] = {
        "crumb": ("/transit-notices", "Transit notices"),
        "key": key,
        "title": "Transit notice",
        "sheets": sheets,
        "own": own,
        "answers": _ANSWERS if own and may_order(look, "notice answer", own.state) else (),
        "chosen": _chosen(look),
        "here": page_address("transit-notices", key),
        "entries": entries_shown(look, records, f"notice/{key}"),
        "forms": forms,
        "back": back_to(look),
        "done": done(look),
    }
    return page(look, "notice.html", told, sent.status if sent else 200)


def _offered(look: Looking, key: str, sheets: list[NoticeSheet], answers: bool, sent: Sent | None) -> list[OrderForm]:
    """What can be ordered: an answer where one is chosen or recorded for another, and to take a consent back."""
    possible = {"copy-answer": True, "answer": answers, "withdraw": any(x.standing == CONSENTED for x in sheets)}
    return [
        x
        for x in again(_forms(look, key), sent)
        if (possible[x.name] and may_order(look, x.order, *x.states)) or (sent and sent.name == x.name)
    ]


def _sheet(look: Looking, records: Records, found: Notice) -> NoticeSheet:
    return notice_sheet(records, found, day(today_in(look, records, found.state)), look.reading.language)


class Addressed(NamedTuple):
    """The notices to a State: those that wait for its answer, the most urgent first, and those answered last."""

    waiting: tuple[NoticeSheet, ...]
    answered: tuple[NoticeSheet, ...]
    more: bool


def addressed(look: Looking) -> Addressed:
    """The notices by which the looker's State is asked; none for whom they are no business of."""
    if look.actor.role not in AUTHORITIES:
        return Addressed((), (), False)
    records = look.reading.sheets.records()
    found = notices_to.of(records, look.actor.state)
    sheets = [_sheet(look, records, n) for n in sorted(found, key=lambda n: n.sent[-1].order)[-_MOST:]]
    waiting = sorted((x for x in sheets if x.waits), key=lambda x: (x.answer_by or "9999", x.sent_on, x.number))
    answered = [x for x in reversed(sheets) if not x.waits]
    return Addressed(tuple(waiting), tuple(answered), len(found) > _MOST)


@router.get("/transit-notices")
def notices_page(look: LookingAtCases, number: str = "") -> Response:
    """To open a notice by its number, or to send one."""
    told = {
        "heading": "Transit notices",
        "lead": "A transit State consents in writing before goods pass through it.",
        "label": "Number of the notice",
        "example": "XA:TN-2030-000123",
        "new": ("/transit-notices/send", "Send a notice") if may_order(look, "notice send") else None,
        "addressed": addressed(look),
    }
    return looked_up(look, "transit-notices", number, told, "notices.html")


@router.get("/transit-notices/{key}")
def notice_page(look: LookingAtCases, key: str) -> Response:
    """One notice: whom it asked, what was answered, and the form for the answer."""
    return _show(look, key)


router.add_api_route(
    "/transit-notices/{key}/{verb}", sending(Place(_forms, _show)), methods=["POST"], name="order-about-notices"
)
