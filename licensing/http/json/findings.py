"""Findings over HTTP: list, count, one, why it stands, and to dispose of it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends, Header, Path, Query, Response
from pydantic import Field

from domain.findings.disposition import Judgement
from domain.kernel.errors import NotFound
from licensing.http.asking import Asking, AskingFindings
from licensing.http.cursor import MOST_ROWS
from licensing.http.json import examples
from licensing.http.json.answers import Disposed, FindingCounts, FindingPage, one, some, tag_of
from licensing.http.json.dispositions import WAITS, DisposeBody, dispose, disposition_answer, judged
from licensing.http.json.docs import responses_of
from licensing.http.json.exports import Format, exported, format_of
from licensing.http.queries import Paging
from licensing.reports.finding_filter import Finding, FindingFilter
from projections.page_data.shapes import Explanation
from projections.sentences import ENGLISH

router = APIRouter(prefix="/api/v1/findings", tags=["findings"])

RuleId = Annotated[str, Field(pattern="^R(0[1-9]|[12][0-9]|30)$")]
LifeState = Literal["OPEN", "CLEARED", "CLOSED"]
Urgency = Annotated[int, Field(ge=1, le=5)]
Several = Query(description="Repeated for several.")
FindingSort = Literal["severity", "-severity", "opened", "-opened", "updated", "-updated", "rule", "-rule"]
StateCode = Annotated[str | None, Query(pattern="^[A-Z]{2}$", description="A State the finding concerns.")]
Key = Annotated[str | None, Query(min_length=1, max_length=100)]
MonthText = Annotated[
    str | None, Query(pattern="^[0-9]{4}-[0-9]{2}$", description="The month in which it opened last.")
]
AsFile = Annotated[Format | None, Query(description="Everything that fits as one file, not a page of it.")]
FindingId = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="Identity of the finding.")]


def wanted(
    rule: Annotated[tuple[RuleId, ...], Several] = (),
    state: Annotated[tuple[LifeState, ...], Several] = (),
    severity: Annotated[tuple[Urgency, ...], Several] = (),
    jurisdiction: StateCode = None,
    licence: Key = None,
    consignment: Key = None,
    party: Key = None,
) -> FindingFilter:
    """The filter in the query of a request."""
    return FindingFilter(rule, state, severity, jurisdiction, licence, consignment, party)


def wanted_of_month(wanted: Annotated[FindingFilter, Depends(wanted)], opened: MonthText = None) -> FindingFilter:
    """The filter in the query of a request, with the month in which findings opened last."""
    return wanted._replace(opened=opened)


def finding_paging(
    sort: Annotated[FindingSort, Query(description="A leading minus turns the order round.")] = "-severity",
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50,
    cursor: Annotated[str | None, Query(max_length=500, description="`next` of the page before.")] = None,
) -> Paging:
    """The part of the list in the query of a request."""
    return Paging(sort, limit, cursor)


FindingsWanted = Annotated[FindingFilter, Depends(wanted_of_month)]
FindingPart = Annotated[Paging, Depends(finding_paging)]


@router.get("", response_model=FindingPage, responses=responses_of(examples.FINDINGS_EXAMPLE))
def list_findings(asking: AskingFindings, wanted: FindingsWanted, part: FindingPart, format: AsFile = None) -> Response:
    """Findings that concern your State, most severe first; as one file with `format` or Accept: text/csv."""
    file = format_of(asking.request, format)
    if file is not None:
        return exported(asking.reading, wanted, asking.actor, file)
    page = asking.reading.findings(wanted, part, asking.actor)
    return some(asking, FindingPage(page.rows, page.after), page)


@router.get("/count", response_model=FindingCounts, responses=responses_of(examples.COUNTS))
def count_findings(asking: AskingFindings, wanted: FindingsWanted) -> Response:
    """How many there are, by rule, severity and state."""
    counts = tuple(asking.reading.counts(wanted, asking.actor))
    return some(asking, FindingCounts(sum(c.count for c in counts), counts))


@router.get("/{finding_id}", response_model=Finding, responses=responses_of(examples.FINDING_EXAMPLE, 304, 404))
def read_finding(asking: AskingFindings, finding_id: FindingId) -> Response:
    """One finding; its ETag is what a disposition must name in If-Match."""
    judged_by = asking.reading.finding(finding_id, asking.actor, ENGLISH)
    tag = tag_of(judged_by, asking.reading.language) if judged_by else None
    return one(asking, asking.reading.finding(finding_id, asking.actor), tag)


@router.get("/{finding_id}/explanation", response_model=Explanation, responses=responses_of(examples.WHY, 304, 404))
def explain_finding(asking: AskingFindings, finding_id: FindingId) -> Response:
    """Why the finding stands, in sentences, with each fact, its source and its two times."""
    return one(asking, _explained(asking, finding_id))


@router.post(
    "/{finding_id}/disposition",
    status_code=201,
    response_model=Disposed,
    responses=responses_of(examples.DISPOSED, 404, 409, 412, 428) | WAITS,
)
def dispose_of_finding(
    asking: AskingFindings,
    finding_id: FindingId,
    body: Annotated[DisposeBody, Body(openapi_examples=examples.DISPOSE_EXAMPLES)],
    if_match: Annotated[str | None, Header(description="ETag of the finding that was judged.")] = None,
    idempotency_key: Annotated[str | None, Header(min_length=8, max_length=128)] = None,
) -> Response:
    """An officer of the State in the key closes an open finding, on exactly the evidence seen."""
    finding = judged(asking, finding_id)
    judgement = Judgement(disposition=body.disposition, reason=body.reason, office=body.office)
    return disposition_answer(dispose(asking, finding, judgement, if_match, idempotency_key))


def _explained(asking: Asking, finding_id: str) -> Explanation | None:
    """The explanation of a finding the actor may see."""
    if asking.reading.finding(finding_id, asking.actor) is None:
        raise NotFound
    return asking.reading.sheets.explain(finding_id)
