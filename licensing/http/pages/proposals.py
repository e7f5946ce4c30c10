"""Orders that wait for a second person: the worklist, and each with what it orders, to be confirmed or declined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Response

from domain.decisions import COMMANDS
from domain.kernel.errors import NotFound
from licensing.access import READ_PROPOSALS
from licensing.http.cursor import MOST_ROWS
from licensing.http.pages.forms import Field, OrderForm, Sent, again
from licensing.http.pages.looking import Looking, LookingAtProposals, page, page_address
from licensing.http.pages.records import entries_shown
from licensing.http.pages.sending import Place, done, may_order, outline, sending
from licensing.http.queries import Paging, Proposal

router = APIRouter()
_MOST_SHOWN = 200


def _found(look: Looking, key: str) -> Proposal:
    found = look.reading.proposal(key, look.actor)
    if found is None:
        raise NotFound
    return found


def _forms(look: Looking, key: str) -> tuple[OrderForm, ...]:
    found = _found(look, key)
    here = page_address("proposals", key)
    made = outline(look, found.about, {"proposal": key}, (key[:2],), here)
    confirm = made._replace(
        name="confirm",
        order="proposal confirm",
        title="Confirm it",
        button="Confirm, so that it is done",
        lead="It is decided anew now. Who proposed it, or prepared what it names, does not confirm it.",
        weighty=True,
    )
    why = Field("reason", "Reason", "area")
    decline = made._replace(
        name="decline", order="proposal decline", title="Decline it", button="Decline it", fields=(why,)
    )
    return tuple(x._replace(action=f"{here}/{x.name}") for x in (confirm, decline))


def _told(part: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """What is ordered, one line for each value that is said."""
    if isinstance(part, dict):
        for name, value in part.items():
            yield from _told(value, f"{place} › {name.replace('_', ' ')}" if place else name.replace("_", " "))
    elif isinstance(part, list):
        for number, value in enumerate(part, 1):
            yield from _told(value, f"{place} {number}")
    elif part is not None:
        yield place, str(part)


def _show(look: Looking, key: str, sent: Sent | None = None) -> Response:
    found = _found(look, key)
    waits = found.status == "waiting"
    forms = [x for x in again(_forms(look, key), sent) if waits and may_order(look, x.order, *x.states)]
    beside = [("Time", found.time), ("Corrects", found.corrects), ("Despite", found.despite)]
    told: dict[str, Any] = {
        "crumb": ("/proposals", "To confirm"),
        "key": found.about.partition("/")[2],
        "title": f"Proposed to {COMMANDS[found.order].title}:",
        "stands": [(found.status, found.status)],
        "facts": [
            ("Proposed by", found.proposed_by or ""),
            *((label, value) for label, value in beside if value),
            *list(_told(found.data))[:_MOST_SHOWN],
        ],
        "entries": entries_shown(look, look.reading.sheets.records(), f"proposal/{key}"),
        "forms": forms,
        "back": "",
        "done": done(look),
    }
    return page(look, "record.html", told, sent.status if sent else 200)


@router.get("/proposals")
def proposals_page(look: LookingAtProposals) -> Response:
    """What waits for a second person, the longest first."""
    found = look.reading.proposals("waiting", Paging("key", MOST_ROWS), look.actor)
    rows = sorted(found.rows, key=lambda x: x.proposed_at)
    shown = [(COMMANDS[x.order].title, page_address("proposals", x.proposal), x) for x in rows]
    return page(look, "proposals.html", {"rows": shown, "more": found.after is not None})


@router.get("/proposals/{key}")
def proposal_page(look: LookingAtProposals, key: str) -> Response:
    """One of them."""
    return _show(look, key)


router.add_api_route(
    "/proposals/{key}/{verb}",
    sending(Place(_forms, _show), act=READ_PROPOSALS),
    methods=["POST"],
    name="order-about-proposals",
)
