"""Notes over HTTP: what is odd about facts and orders that were taken all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from domain.record.data_quality import Oddity
from licensing.http.asking import AskingNotes
from licensing.http.cursor import MOST_ROWS
from licensing.http.json.answers import some
from licensing.http.json.docs import responses_of
from licensing.http.json.examples_notes import NOTES_EXAMPLE
from licensing.http.json.findings import Key, Several
from licensing.http.moments import MomentText, moment
from licensing.http.noting import NEWEST_FIRST, NoteShown
from licensing.http.queries import Paging
from licensing.notes import NoteFilter, NoteStanding

router = APIRouter(prefix="/api/v1/notes", tags=["notes"])


@dataclass(frozen=True, slots=True)
class NotePage:
    """Some notes, and the cursor of the next page."""

    notes: tuple[NoteShown, ...]
    next: str | None


def note_filter(
    kind: Annotated[tuple[Oddity, ...], Several] = (),
    standing: Annotated[tuple[NoteStanding, ...], Several] = (),
    since: Annotated[MomentText, Query(description="Noted since then alone, by the recorded clock.")] = None,
    consignment: Key = None,
    licence: Key = None,
    party: Key = None,
) -> NoteFilter:
    """The filter in the query of a request."""
    named = (("consignment", consignment), ("licence", licence), ("party", party))
    about = tuple(f"{noun}/{key}" for noun, key in named if key)
    return NoteFilter(tuple(map(str, kind)), moment(since), tuple(map(str, standing)), about)


def note_paging(
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50,
    cursor: Annotated[str | None, Query(max_length=2_000, description="`next` of the page before.")] = None,
) -> Paging:
    """The part of the list in the query of a request."""
    return Paging(NEWEST_FIRST, limit, cursor)


@router.get("", response_model=NotePage, responses=responses_of(NOTES_EXAMPLE))
def list_notes(
    asking: AskingNotes,
    wanted: Annotated[NoteFilter, Depends(note_filter)],
    part: Annotated[Paging, Depends(note_paging)],
) -> Response:
    """What is odd about facts and orders that you may see and that count all the same; the newest first."""
    page = asking.reading.notes(wanted, part, asking.actor)
    return some(asking, NotePage(page.rows, page.after), page)
