"""Orders that wait for a second person, over HTTP; they are confirmed and declined by orders of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Path, Query, Response

from domain.decisions import COMMANDS
from domain.kernel.errors import NotFound
from licensing.http.asking import AskingProposals
from licensing.http.cursor import MOST_ROWS
from licensing.http.json.answers import etag, one, some
from licensing.http.json.docs import responses_of
from licensing.http.json.order_examples import BODIES, PROPOSAL_KEY
from licensing.http.json.ordering import version_tag
from licensing.http.queries import Paging, Proposal

router = APIRouter(prefix="/api/v1", tags=["proposals"])
_EXAMPLE: dict[str, Any] = {
    "proposal": PROPOSAL_KEY,
    "order": "licence issue",
    "about": "application/XA:AP-2030-000123",
    "status": "waiting",
    "data": BODIES["licence issue"]["data"],
    "time": None,
    "corrects": None,
    "despite": None,
    "proposed_by": "amara",
    "proposed_at": "2030-01-07T09:00:00Z",
    "settled_by": None,
    "settled_at": None,
}
_Named = Annotated[str, Path(max_length=200, description="As it is called", examples=[PROPOSAL_KEY])]
_Status = Annotated[Literal["waiting", "confirmed", "declined"], Query(description="How it stands.")]


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """Some proposals, and the cursor of the next page."""

    proposals: tuple[Proposal, ...]
    next: str | None


@router.get("/proposals", response_model=ProposalPage, responses=responses_of({"proposals": [_EXAMPLE], "next": None}))
def list_proposals(
    asking: AskingProposals,
    status: _Status = "waiting",
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50,
    cursor: Annotated[str | None, Query(max_length=500, description="`next` of the page before.")] = None,
) -> Response:
    """Orders of your State that another person has to confirm; nobody else sees them."""
    page = asking.reading.proposals(status, Paging("key", limit, cursor), asking.actor)
    return some(asking, ProposalPage(page.rows, page.after), page)


@router.get("/proposals/{key}", response_model=Proposal, responses=responses_of(_EXAMPLE, 304, 404))
def read_proposal(asking: AskingProposals, key: _Named) -> Response:
    """A proposal with what it orders; its ETag names the version of what it is about, for whoever confirms it."""
    found = asking.reading.proposal(key, asking.actor)
    if found is None:
        raise NotFound
    version = 0 if COMMANDS[found.order].unseen else asking.context.log.version(found.about, at=asking.reading.position)
    return one(asking, found, version_tag(version, etag(msgspec.json.encode(found))[1:-1]))
