"""What-if over HTTP: a question is put, looked after until it is answered, or taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import msgspec
from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from licensing.access import WHAT_IF, Actor, require
from licensing.http.asking import allowed, check_parameters
from licensing.http.context import ApplicationContext
from licensing.http.json import examples_findings as examples
from licensing.http.json.docs import responses_of
from licensing.http.json.findings import RuleId
from licensing.http.problems import Refused, refused
from licensing.reports.finding_filter import visible_to
from licensing.reports.what_if import Changed, Prepared, WhatIfQuestion
from licensing.reports.what_if_runs import Busy, Run, Runs, Stage
from projections.findings.comparison import Comparison

router = APIRouter(prefix="/api/v1/what-if", tags=["what if"])
MayAsk = Annotated[Actor, allowed(WHAT_IF)]
MOST_SHOWN = 500


class WhatIfBody(BaseModel):
    """What is to be asked again."""

    model_config = ConfigDict(extra="forbid")

    rules: tuple[RuleId, ...] = Field(
        (), max_length=30, description="Look at these rules alone; all where none is named."
    )
    changes: dict[str, str] = Field(
        default_factory=dict, max_length=60, description="Numbers of the law by name, or by their plain name in a rule."
    )
    off: tuple[RuleId, ...] = Field((), max_length=30, description="Rules that are not asked.")
    law: str = Field("default-1", max_length=40, description="The name of a law, or a day on which it was in force.")
    since: str | None = Field(None, max_length=10, description="Only findings opened or cleared on that day or later.")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """How far a question is, and its answer; of the differences only the first are listed."""

    state: str
    done: int
    total: int
    position: int | None
    rules: tuple[str, ...]
    numbers: tuple[Changed, ...]
    off: tuple[str, ...]
    since: str | None
    why: str
    found: Comparison | None
    left_out: int


def runs(request: Request) -> Runs:
    """What is worked at in this process."""
    found: Runs = request.app.state.what_if
    return found


def question_of(body: WhatIfBody) -> Prepared:
    """The question that a body means; raises NotAllowed for what cannot be asked."""
    return Prepared(WhatIfQuestion(body.rules, body.changes, body.off, body.law, body.since))


def started(request: Request, asked: Prepared, actor: Actor) -> Run:
    """Begins to work at a question of somebody who may ask it, about what his State may see."""
    require(actor, WHAT_IF)
    where = visible_to(actor)
    try:
        return runs(request).start(asked, actor, (where.sql, where.params))
    except Busy as why:
        raise busy() from why


def busy() -> Refused:
    """Another question is at work."""
    told = "Another what-if question is being worked at; there is one at a time."
    return refused(409, "WHAT_IF_BUSY", told, "Ask again in a few minutes.", Retry_After="60")


def progress_of(run: Run | None, most: int = MOST_SHOWN) -> WhatIf:
    """How far a question is."""
    if run is None:
        return WhatIf(Stage.NONE.value, 0, 0, None, (), (), (), None, "", None, 0)
    question, so_far = run.asked.question, run.so_far
    found = so_far.found
    rest = 0 if found is None else max(len(found.differences) - most, 0)
    return WhatIf(
        state=so_far.stage.value,
        done=so_far.done,
        total=run.total,
        position=so_far.position if so_far.stage is Stage.DONE else None,
        rules=question.rules,
        numbers=run.asked.numbers,
        off=question.off,
        since=question.since,
        why=so_far.why,
        found=None if found is None else replace(found, differences=found.differences[:most]),
        left_out=rest,
    )


def _answer(run: Run | None, status: int) -> Response:
    body = msgspec.json.encode(progress_of(run))
    return Response(body, status, {"Cache-Control": "no-store"}, "application/json")


_STARTED = responses_of(examples.WHAT_IF_RUNNING, 409)
_STARTED[202] = _STARTED.pop(200)


@router.post(
    "", status_code=202, response_model=WhatIf, responses=dict(sorted(_STARTED.items(), key=lambda x: str(x[0])))
)
def ask_what_if(
    request: Request,
    actor: MayAsk,
    body: Annotated[WhatIfBody, Body(openapi_examples=examples.ASK_WHAT_IF)],
) -> Response:
    """Asks the whole history again under another law or without a rule; GET tells how far it is, then the answer."""
    check_parameters(request)
    return _answer(started(request, question_of(body), actor), 202)


@router.get("", response_model=WhatIf, responses=responses_of(examples.WHAT_IF_EXAMPLE))
def read_what_if(request: Request, actor: MayAsk) -> Response:
    """How far your last question is, and what would be different; it ends when nobody looks for a minute."""
    check_parameters(request)
    return _answer(runs(request).last(actor), 200)


@router.delete("", response_model=WhatIf, responses=responses_of(examples.WHAT_IF_NONE))
def cancel_what_if(request: Request, actor: MayAsk) -> Response:
    """Ends your last question and forgets it."""
    check_parameters(request)
    runs(request).cancel(actor)
    return _answer(None, 200)


def runs_of(here: ApplicationContext) -> Runs:
    """The place where an office works at such questions."""
    return Runs(here.readings.connect, here.log)
