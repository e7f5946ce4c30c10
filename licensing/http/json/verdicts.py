"""The verdict at the border over HTTP: go, check, hold or stop, for a licence or a consignment and their parties."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response

from domain.kernel.errors import NotFound
from licensing.http.asking import AskingVerdicts
from licensing.http.json import examples
from licensing.http.json.answers import one
from licensing.http.json.docs import responses_of
from licensing.http.queries import Register
from projections.page_data.shapes import VerdictSheet

router = APIRouter(prefix="/api/v1")

_Judged = Annotated[Literal["licences", "consignments"], Path(description="What is asked about.")]
_Named = Annotated[
    str, Path(max_length=100, description="STATE:REFERENCE, UCR, or UCR/PART", examples=["XA:EL-2030-000123"])
]


@router.get(
    "/border-verdicts/{register}/{key:path}",
    tags=["border"],
    response_model=VerdictSheet,
    responses=responses_of(examples.VERDICT, 304, 404),
)
def read_border_verdict(asking: AskingVerdicts, register: _Judged, key: _Named) -> Response:
    """What customs is to do, with every reason and its mend: what would refuse an order is told before it is given."""
    key = asking.reading.meant(Register(register), key, asking.actor)
    if not asking.reading.sees(Register(register), key, asking.actor):
        raise NotFound
    return one(asking, asking.reading.sheets.verdict(register, key, asking.actor.state))
