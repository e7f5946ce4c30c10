"""The access log over HTTP, for auditors; for everybody else there is nothing at its address."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response

from domain.kernel.errors import NotFound
from licensing.access import READ_ACCESSES, Actor, may
from licensing.access_log import AccessFilter, KeptAccess, row_moment
from licensing.http.asking import TheActor, TheContext, check_parameters
from licensing.http.context import ApplicationContext
from licensing.http.cursor import MOST_ROWS, Page, packed, unpacked
from licensing.http.json.docs import responses_of
from licensing.http.moments import MomentText, moment
from licensing.http.permissions import permits

router = APIRouter(prefix="/api/v1", tags=["access log"])
AccessEvent = Literal["request", "sign-in", "sign-out", "denied", "pruned"]
EVENTS: tuple[str, ...] = get_args(AccessEvent)
_ORDER = "-number"
_EXAMPLE: dict[str, Any] = {
    "accesses": [
        {
            "number": 4711,
            "moment": "2031-05-13T08:00:00.123Z",
            "event": "request",
            "person": "amara",
            "account": "amara",
            "state": "XA",
            "office": None,
            "role": "licensing-officer",
            "purpose": "inquiry 2031-17",
            "method": "GET",
            "route": "/api/v1/licences/{key}",
            "query": "key=XA:EL-2030-000123",
            "keys": ["licence/XA:EL-2030-000123"],
            "more": 0,
            "outcome": 200,
            "request_id": "9f0c2b7a41d83e65",
        }
    ],
    "next": None,
}
_Text = Annotated[str | None, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class AccessShown:
    """A row of the access log: who asked for what and why, what was shown, and how it ended."""

    number: int
    moment: str
    event: str
    person: str | None
    account: str | None
    state: str | None
    office: str | None
    role: str | None
    purpose: str | None
    method: str
    route: str
    query: str
    keys: tuple[str, ...]
    more: int
    outcome: int
    request_id: str


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Some rows, and the cursor of the next page."""

    accesses: tuple[AccessShown, ...]
    next: str | None


@permits(READ_ACCESSES)
def auditor(actor: TheActor) -> Actor:
    """Who holds the token, where he is an auditor; to others there is no such address."""
    if not may(actor, READ_ACCESSES):
        raise NotFound
    return actor


def asker(person: _Text = None, account: _Text = None, role: _Text = None) -> AccessFilter:
    """Whose rows are wanted."""
    return AccessFilter(person=person, account=account, role=role)


def access_filter(
    by: Annotated[AccessFilter, Depends(asker)],
    since: Annotated[MomentText, Query(description="From this moment on.")] = None,
    until: Annotated[MomentText, Query(description="Before this moment.")] = None,
    event: AccessEvent | None = None,
    route: Annotated[str | None, Query(max_length=200, examples=["/api/v1/licences/{key}"])] = None,
    outcome: Annotated[int | None, Query(ge=100, le=599, description="Status of the answer.")] = None,
    key: Annotated[str | None, Query(max_length=200, description="A thing that was shown.")] = None,
) -> AccessFilter:
    """The filter in the query of a request."""
    first, last = period(since, until)
    return by._replace(since=first, until=last, event=event, route=route or None, outcome=outcome, key=key or None)


def accesses(
    here: ApplicationContext, wanted: AccessFilter, actor: Actor, limit: int, cursor: str | None
) -> Page[KeptAccess]:
    """Rows that an auditor may see, the newest first, a page of them."""
    before = int(unpacked(cursor, _ORDER, (int,))[0]) if cursor else None
    with closing(here.accesses()) as store:
        found = store.rows(wanted._replace(states=(actor.state,)), limit + 1, before)
    shown = tuple(found[:limit])
    return Page(shown, packed(_ORDER, [shown[-1].number]) if len(found) > limit else None)


@router.get("/access-log", response_model=AccessPage, responses=responses_of(_EXAMPLE, 404))
def list_accesses(
    request: Request,
    here: TheContext,
    actor: Annotated[Actor, Depends(auditor)],
    wanted: Annotated[AccessFilter, Depends(access_filter)],
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50,
    cursor: Annotated[str | None, Query(max_length=500, description="`next` of the page before.")] = None,
) -> Response:
    """Who of your State asked for what, and who was turned away unknown; the newest first. For auditors."""
    check_parameters(request)
    page = accesses(here, wanted, actor, limit, cursor)
    headers = {"Cache-Control": "private, no-store"}
    if page.after is not None:
        following = request.url.include_query_params(cursor=page.after)
        headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    shown = AccessPage(tuple(AccessShown(**row.told()) for row in page.rows), page.after)
    return Response(msgspec.json.encode(shown), headers=headers, media_type="application/json")


def period(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """The moments between which rows are wanted, as rows are dated; days alone are wanted whole."""
    day_alone = since is not None and len(since.strip()) == len("2031-05-13")
    return _utc(f"{since}T00:00:00" if day_alone else since), _utc(until)


def _utc(text: str | None) -> str | None:
    told = moment(text)
    return row_moment(datetime.fromisoformat(told)) if told else None
