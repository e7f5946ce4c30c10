"""Reference lists over HTTP: which are in force, and names held against the list of sanctions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from consumers.published.faults import BadList
from licensing.access import READ_LISTS, SCREEN, Actor
from licensing.http.asking import allowed, check_parameters
from licensing.http.context import ApplicationContext
from licensing.http.json import examples_lists as examples
from licensing.http.json.answers import POSITION_HEADER
from licensing.http.json.docs import responses_of
from licensing.http.problems import Problem, Refused
from licensing.lists.names import PARTED, GivenName, read_name
from licensing.lists.screening import Hit, Screening
from licensing.lists.standing import Lists, ListState

router = APIRouter(prefix="/api/v1", tags=["lists"])
_MOST = 1_000
_SHORT = Field(None, max_length=60)


class NumberBody(BaseModel):
    """A hard identifier."""

    model_config = ConfigDict(extra="forbid")

    scheme: str = Field(min_length=1, max_length=20)
    value: str = Field(min_length=1, max_length=60, pattern=r"^[^|]*$")


class NameBody(BaseModel):
    """A name, and what is known of whoever bears it; what is left out contradicts nothing."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=500)
    kind: str | None = Field(None, max_length=20, description="PERSON, ENTITY or VESSEL, or a kind of the register.")
    state: str | None = _SHORT
    date_of_birth: str | None = Field(None, max_length=10, description="YYYY-MM-DD or YYYY.")
    nationality: str | None = _SHORT
    identifiers: tuple[NumberBody, ...] = Field((), max_length=20)

    def named(self, row: int) -> GivenName:
        """The name as it is screened; raises BadList."""
        given = {field: str(value) for field, value in self if isinstance(value, str)}
        return read_name(row, given | {"identifiers": PARTED.join(f"{x.scheme}:{x.value}" for x in self.identifiers)})


class ScreeningBody(BaseModel):
    """Names to be held against the list of sanctions in force."""

    model_config = ConfigDict(extra="forbid")

    names: tuple[NameBody, ...] = Field(min_length=1, max_length=_MOST)


@dataclass(frozen=True, slots=True)
class InForce:
    """The lists at the head of the log."""

    lists: tuple[ListState, ...]
    position: int


@dataclass(frozen=True, slots=True)
class ScreeningResult:
    """What names were held against, and what was found; `row` counts the names from 1."""

    version: str
    effective_on: str
    rows: int
    position: int
    screened: int
    hits: tuple[Hit, ...]


def screening_of(here: ApplicationContext) -> Screening:
    """The place where an office looks at lists."""
    return Screening(Lists(here.log, here.readings.connect))


def _screening(request: Request) -> Screening:
    found: Screening = request.app.state.screening
    return found


def _written(thing: Any, position: int) -> Response:
    headers = {POSITION_HEADER: str(position), "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    return Response(msgspec.json.encode(thing), headers=headers, media_type="application/json")


@router.get("/lists", response_model=InForce, responses=responses_of(examples.LISTS_EXAMPLE))
def list_lists(request: Request, actor: Annotated[Actor, allowed(READ_LISTS)]) -> Response:
    """Which reference lists are in force, and which take effect later."""
    check_parameters(request)
    with _screening(request).lists.standing() as standing:
        found = InForce(tuple(standing.states()), standing.position)
    return _written(found, found.position)


@router.post("/screening", response_model=ScreeningResult, responses=responses_of(examples.SCREENED, 404))
def screen_names(
    request: Request,
    actor: Annotated[Actor, allowed(SCREEN)],
    body: Annotated[ScreeningBody, Body(openapi_examples=examples.SCREEN_EXAMPLES)],
) -> Response:
    """Holds names against the list of sanctions in force; nothing is recorded."""
    check_parameters(request)
    names = _names(body)
    against, position = _screening(request).against()
    data = against.published.data
    found = ScreeningResult(
        version=data.version,
        effective_on=data.effective_on,
        rows=len(data.rows),
        position=position,
        screened=len(names),
        hits=tuple(against.hits(names)),
    )
    return _written(found, position)


def _names(body: ScreeningBody) -> list[GivenName]:
    found, errors = list[GivenName](), list[dict[str, str]]()
    for number, one in enumerate(body.names):
        try:
            found.append(one.named(number + 1))
        except BadList as why:
            errors += [
                {"pointer": f"/body/names/{number}/{x.where}", "detail": f"{x.what}; {x.mend}", "code": "unreadable"}
                for x in why.faults
            ]
    if errors:
        told_ = "; ".join(f"{x['pointer']}: {x['detail']}" for x in errors[:3])
        mend = "Correct what `errors` points at; GET /api shows an example."
        raise Refused(Problem(422, "INVALID", told_, mend, {"errors": errors}))
    return found
