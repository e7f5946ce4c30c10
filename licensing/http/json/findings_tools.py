"""Work on many findings over HTTP: counts, and dispositions of several with a preview of what would close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Body, Header, Response
from pydantic import BaseModel, ConfigDict, Field

from domain.decisions.dispositions import AT_ONCE, Obstacle
from domain.findings.disposition import LONGEST_REASON, Judgement
from licensing.access import DISPOSE, require
from licensing.http.asking import Asking, AskingFindings
from licensing.http.json import examples_findings as examples
from licensing.http.json.answers import POSITION_HEADER, Disposed, some
from licensing.http.json.counts import Tallies, tallies
from licensing.http.json.dispositions import (
    OFFICE_SAID,
    WAITS,
    dispose_of_all,
    disposed_by,
    hindering,
    proposal_answer,
)
from licensing.http.json.docs import responses_of
from licensing.http.json.findings import FindingsWanted, LifeState, RuleId, Urgency
from licensing.orders.acknowledgement import PROPOSED
from licensing.reports.finding_filter import Finding, FindingFilter, printed
from projections.findings.kept_findings import finding_of_row
from projections.findings.tables import FINDING

router = APIRouter(prefix="/api/v1/findings", tags=["findings"])

_Name = Annotated[str | None, Field(min_length=1, max_length=100)]
FindingName = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class FilterBody(BaseModel):
    """Which findings are selected; what is left out does not matter."""

    model_config = ConfigDict(extra="forbid")

    rule: tuple[RuleId, ...] = ()
    state: tuple[LifeState, ...] = ("OPEN",)
    severity: tuple[Urgency, ...] = ()
    jurisdiction: Annotated[str | None, Field(pattern="^[A-Z]{2}$")] = None
    licence: _Name = None
    consignment: _Name = None
    party: _Name = None
    opened: Annotated[str | None, Field(pattern="^[0-9]{4}-[0-9]{2}$")] = None

    def wanted(self) -> FindingFilter:
        """As the queries know it."""
        place = (self.jurisdiction, self.licence, self.consignment, self.party, self.opened)
        return FindingFilter(self.rule, self.state, self.severity, *place)


class PreviewBody(BaseModel):
    """What is selected: findings by name, or those that fit a filter."""

    model_config = ConfigDict(extra="forbid")

    ids: tuple[FindingName, ...] = Field((), max_length=AT_ONCE)
    filter: FilterBody | None = None


class SeenBody(BaseModel):
    """A finding with the hash of the evidence on which it was judged."""

    model_config = ConfigDict(extra="forbid")

    finding_id: FindingName
    evidence_hash: Hash


class DisposeOfAllBody(BaseModel):
    """Why several findings are closed, each with the evidence that was seen."""

    model_config = ConfigDict(extra="forbid")

    findings: tuple[SeenBody, ...] = Field(min_length=1, max_length=AT_ONCE)
    disposition: Literal["EXPLAINED", "CONFIRMED", "REFERRED"]
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)
    office: str | None = Field(None, max_length=40, description=OFFICE_SAID, examples=["XB customs"])


@dataclass(frozen=True, slots=True)
class Preview:
    """What one order would close, on which evidence, and what it would not, and why."""

    would_close: tuple[Finding, ...]
    would_not: tuple[Obstacle, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class AllDisposed:
    """The dispositions that one order recorded, and the position from which views know them."""

    disposed: tuple[Disposed, ...]
    position: int


@router.get("/tally", response_model=Tallies, responses=responses_of(examples.TALLY))
def tally_findings(asking: AskingFindings, wanted: FindingsWanted) -> Response:
    """How many there are by rule, State, party and the month in which they opened."""
    return some(asking, tallies(asking.reading, wanted, asking.actor))


@router.post("/disposition-preview", response_model=Preview, responses=responses_of(examples.PREVIEW))
def preview_dispositions(
    asking: AskingFindings, body: Annotated[PreviewBody, Body(openapi_examples=examples.ASK_PREVIEW)]
) -> Response:
    """Which of the selected findings you could close now, on which evidence, and why not the others."""
    return some(asking, preview(asking, selected(asking, body.ids, body.filter.wanted() if body.filter else None)))


_DISPOSED = responses_of(examples.ALL_DISPOSED, 409)
_DISPOSED[201] = _DISPOSED.pop(200)
_DISPOSED |= WAITS


@router.post("/dispositions", status_code=201, response_model=AllDisposed, responses=_DISPOSED)
def dispose_of_findings(
    asking: AskingFindings,
    body: Annotated[DisposeOfAllBody, Body(openapi_examples=examples.DISPOSE_OF_ALL)],
    idempotency_key: Annotated[str | None, Header(min_length=8, max_length=128)] = None,
) -> Response:
    """Closes several findings by one order, each on exactly the evidence seen: all of them, or none."""
    judged = {x.finding_id: x.evidence_hash for x in body.findings}
    judgement = Judgement(disposition=body.disposition, reason=body.reason, office=body.office)
    made = dispose_of_all(asking, judged, judgement, idempotency_key)
    if made.outcome == PROPOSED:
        return proposal_answer(made)
    answer = AllDisposed(disposed_by(made), made.position)
    return Response(msgspec.json.encode(answer), 201, {POSITION_HEADER: str(made.position)}, "application/json")


class Selected:
    """What was selected: names, the findings that there are of them, and how many more fit."""

    def __init__(self, names: Iterable[str], found: Iterable[Finding], left_out: int = 0) -> None:
        self.found = {x.finding_id: x for x in found}
        self.names, self.left_out = tuple(dict.fromkeys([*names, *self.found])), left_out


def selected(asking: Asking, names: Iterable[str], wanted: FindingFilter | None) -> Selected:
    """The findings of some names, and those that fit a filter, as many as one order may close."""
    named = (asking.reading.finding(name, asking.actor) for name in names)
    if wanted is None:
        return Selected(names, (x for x in named if x))
    rows = asking.reading.rows(FINDING, wanted, asking.actor, AT_ONCE)
    total = sum(x.count for x in asking.reading.counts(wanted, asking.actor))
    fitting = (printed(finding_of_row(row), asking.reading.language) for row in rows)
    return Selected(names, [*(x for x in named if x), *fitting], total - len(rows))


def preview(asking: Asking, chosen: Selected) -> Preview:
    """What would close and what would not."""
    require(asking.actor, DISPOSE)
    obstacles = [hindering(asking, name, chosen.found.get(name)) for name in chosen.names]
    hindered = {x.finding_id for x in obstacles if x}
    return Preview(
        would_close=tuple(x for name, x in chosen.found.items() if name not in hindered),
        would_not=tuple(x for x in obstacles if x),
        left_out=chosen.left_out,
    )
